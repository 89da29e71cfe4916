// What people saw when devices were tested: the rows of the acceptance sheet.
import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../store/durable-file.ts";

export interface VerdictRow {
  readonly deviceId: string;
  readonly test: string;
  readonly verdict: string;
  readonly note: string;
  readonly by: string;
  readonly atMs: number;
}

const ROWS_MAX = 5_000;

/** The newest verdict of each device and test, in a file of its own; each is an event of the log as well. */
export class Acceptance {
  readonly #file: string;
  readonly #rows: Map<string, VerdictRow>;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = join(dataDir, "acceptance.json");
    this.#rows = new Map(readRows(this.#file).map((row) => [keyOf(row), row]));
  }

  add(row: VerdictRow): void {
    this.#rows.delete(keyOf(row));
    this.#rows.set(keyOf(row), row);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > ROWS_MAX && oldest !== undefined) this.#rows.delete(oldest);
    replaceFile(this.#file, JSON.stringify([...this.#rows.values()]));
  }

  /** Oldest first. */
  rows(): VerdictRow[] {
    return [...this.#rows.values()];
  }
}

const keyOf = ({ deviceId, test }: VerdictRow) => `${deviceId} ${test}`;

/** A file that is damaged is put aside and begun anew: the events of the log still tell what was tested. */
function readRows(file: string): VerdictRow[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows) && rows.every(isRow)) return rows;
  } catch {
    // No JSON: the same as JSON of another shape.
  }
  renameSync(file, `${file}.damaged`);
  return [];
}

function isRow(row: unknown): row is VerdictRow {
  const { atMs, ...words } = (row ?? {}) as Record<keyof VerdictRow, unknown>;
  const named = ["deviceId", "test", "verdict", "note", "by"] as const;
  return Number.isFinite(atMs) && named.every((key) => typeof words[key] === "string");
}
