// Months that have ended, added up: kept in a file beside the log, so that years are asked for in the time of months.
import { createHash } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { type Cell, cellText, mergeText, newCell } from "../store/report-cells.ts";
import { type Database, openDatabase, type Statement } from "../store/sqlite.ts";

/** Raised when the figures of a cell come to mean something else. */
const FORMAT = 1;
const BUSY_MS = 200;

const SCHEMA = `CREATE TABLE IF NOT EXISTS months (
  name TEXT PRIMARY KEY, stamp TEXT NOT NULL, cells TEXT NOT NULL
) STRICT, WITHOUT ROWID`;

type Cells = ReadonlyMap<string, Cell>;

/**
 * The file holds nothing that the log does not: it may be deleted, and one that cannot be read or written is done
 * without. `about`: what a month's figures depend on beside the log (the calendar, the release).
 */
export class KeptMonths {
  readonly #prefix: string;
  readonly #db: Database | null;
  readonly #find: Statement | null;
  readonly #has: Statement | null;
  readonly #put: Statement | null;

  constructor(path: string, about: unknown) {
    this.#prefix = createHash("sha256")
      .update(JSON.stringify([FORMAT, about]))
      .digest("hex")
      .slice(0, 16);
    this.#db = opened(path) ?? openedAnew(path);
    this.#find = this.#db?.prepare("SELECT cells FROM months WHERE name = ? AND stamp = ?") ?? null;
    this.#has = this.#db?.prepare("SELECT 1 FROM months WHERE name = ? AND stamp = ?") ?? null;
    this.#put = this.#db?.prepare("INSERT OR REPLACE INTO months (name, stamp, cells) VALUES (?, ?, ?)") ?? null;
    // What an earlier release or another calendar left is of no use to anybody.
    this.#tried(() => this.#db?.prepare("DELETE FROM months WHERE name NOT GLOB ?").run(`${this.#prefix} *`));
  }

  /** Null: not there, or of other figures. */
  find(month: string, stamp: string): Cells | null {
    const row = this.#tried(() => this.#find?.get(`${this.#prefix} ${month}`, stamp)) as { cells: string } | undefined;
    if (row === undefined) return null;
    const cells = new Map<string, Cell>();
    for (const [id, text] of JSON.parse(row.cells) as [string, string][]) {
      const cell = newCell();
      mergeText(cell, text);
      cells.set(id, cell);
    }
    return cells;
  }

  has(month: string, stamp: string): boolean {
    return this.#tried(() => this.#has?.get(`${this.#prefix} ${month}`, stamp)) !== undefined;
  }

  keep(month: string, stamp: string, cells: Cells): void {
    const text = JSON.stringify([...cells].map(([id, cell]) => [id, cellText(cell)]));
    this.#tried(() => this.#put?.run(`${this.#prefix} ${month}`, stamp, text));
  }

  close(): void {
    this.#db?.close();
  }

  /** A full disk or a busy file costs time, never an answer. */
  #tried<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch {
      return undefined;
    }
  }
}

function opened(path: string): Database | null {
  try {
    const db = openDatabase(path, { timeout: BUSY_MS });
    for (const pragma of ["journal_mode = WAL", "synchronous = OFF"]) db.pragma(pragma);
    db.exec(SCHEMA);
    chmodSync(path, 0o600);
    return db;
  } catch {
    return null;
  }
}

function openedAnew(path: string): Database | null {
  try {
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${path}${ending}`, { force: true });
  } catch {
    return null;
  }
  return opened(path);
}
