// What people saw when devices were tested: the rows of the acceptance sheet.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#rows.values()]), { flush: true });
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Oldest first. */
  rows(): VerdictRow[] {
    return [...this.#rows.values()];
  }
}

const keyOf = ({ deviceId, test }: VerdictRow) => `${deviceId} ${test}`;

/** A file that cannot be read is an empty sheet: the events of the log still tell what was tested. */
function readRows(file: string): VerdictRow[] {
  try {
    const rows: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(rows) ? (rows as VerdictRow[]) : [];
  } catch {
    return [];
  }
}
