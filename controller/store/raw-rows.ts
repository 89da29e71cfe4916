// Rows of the log as they are stored and hashed, read through a connection of its own beside the writer.
import { type ChainRow, hexOf } from "./chain.ts";
import { openLogForReading } from "./open-log.ts";
import type { Database, Statement } from "./sqlite.ts";

export interface RawRow extends ChainRow {
  readonly hash: Uint8Array;
}
type Columns = [seq: number, atMs: number, type: string, actor: string, data: string, hash: Uint8Array];

/** Rows read in one step when all are wanted: quick, and memory stays flat. */
const PAGE_ROWS = 1000;

export class RawRows {
  readonly #db: Database;
  readonly #page: Statement;

  /** Throws `StoreError` when there is no log of ours. */
  constructor(path: string) {
    this.#db = openLogForReading(path);
    const columns = "seq, at_ms, type, actor, data, hash";
    this.#page = this.#db.prepare(`SELECT ${columns} FROM events WHERE seq >= ? ORDER BY seq LIMIT ?`).raw();
  }

  /** From a number on, oldest first; fewer where the log ends. */
  from(seq: number, count: number): RawRow[] {
    const rows = this.#page.all(seq, count) as Columns[];
    return rows.map(([number, atMs, type, actor, data, hash]) => ({ seq: number, atMs, type, actor, data, hash }));
  }

  at(seq: number): RawRow | null {
    const [row] = this.from(seq, 1);
    return row?.seq === seq ? row : null;
  }

  *all(): Generator<RawRow> {
    for (let next = Number.MIN_SAFE_INTEGER; ; ) {
      const rows = this.from(next, PAGE_ROWS);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      next = last.seq + 1;
    }
  }

  /** Number of the newest row; 0 for an empty log. */
  get size(): number {
    const row = this.#db.prepare("SELECT max(seq) AS seq FROM events").get() as { seq: number | null };
    return row.seq ?? 0;
  }

  close(): void {
    this.#db.close();
  }
}

/** A row as a line of an exported log: whoever has all of them can check the chain and the tree without us. */
export function lineOfRow({ seq, atMs, type, actor, data, hash }: RawRow): string {
  return `${JSON.stringify({ seq, atMs, type, actor, data, hash: hexOf(hash) })}\n`;
}
