// Checks the chain of the log in small slices beside the running service: damage is found on the day it is done.
import { type ChainRow, chainHash, GENESIS } from "./chain.ts";
import { openLogForReading } from "./open-log.ts";
import type { Database, Statement } from "./sqlite.ts";

/** One read of the database; a slice is as many reads as its time allows. */
const READ_ROWS_MAX = 32;

type RawRow = [seq: number, atMs: number, type: string, actor: string, data: string, hash: Uint8Array];

export interface SliceResult {
  /** Rows of the present round that hold. */
  readonly checked: number;
  /** Rounds from the first row to the newest. */
  readonly rounds: number;
  /** Empty: nothing is wrong as far as was read. */
  readonly fault: string;
}

/** When the log began; 0 for one that holds nothing yet. */
export function firstEventMs(path: string): number {
  const db = openLogForReading(path);
  try {
    const row = db.prepare("SELECT at_ms FROM events ORDER BY seq LIMIT 1").get() as { at_ms: number } | undefined;
    return row?.at_ms ?? 0;
  } finally {
    db.close();
  }
}

/** Reads through a connection of its own; the writer is never waited for. */
export class LogSlices {
  readonly #db: Database;
  readonly #page: Statement;
  readonly #at: Statement;
  readonly #elapsedMs: () => number;
  #seq = 0;
  #previous: Uint8Array = GENESIS;
  #rounds = 0;
  #fault = "";

  /** `elapsedMs` never runs back. */
  constructor(path: string, elapsedMs: () => number) {
    this.#db = openLogForReading(path);
    this.#page = this.#db
      .prepare("SELECT seq, at_ms, type, actor, data, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
      .raw();
    this.#at = this.#db.prepare("SELECT hash FROM events WHERE seq = ?");
    this.#elapsedMs = elapsedMs;
  }

  get result(): SliceResult {
    return { checked: this.#seq, rounds: this.#rounds, fault: this.#fault };
  }

  /** Goes on for about so long; at the end of the log it waits for new rows. A fault stays until a new round. */
  check(msMax: number): SliceResult {
    const startMs = this.#elapsedMs();
    while (this.#fault === "" && this.#elapsedMs() - startMs < msMax) {
      const rows = this.#page.all(this.#seq, READ_ROWS_MAX) as RawRow[];
      if (rows.length === 0) {
        this.#atEnd();
        break;
      }
      for (const row of rows) if (this.#fault === "") this.#link(row);
    }
    return this.result;
  }

  /** From the first row again. */
  restart(): void {
    this.#seq = 0;
    this.#previous = GENESIS;
    this.#fault = "";
  }

  close(): void {
    this.#db.close();
  }

  #link([seq, atMs, type, actor, data, hash]: RawRow): void {
    const row: ChainRow = { seq, atMs, type, actor, data };
    if (seq !== this.#seq + 1) this.#fault = `第${this.#seq + 1}条缺失 event ${this.#seq + 1} is missing`;
    else if (!chainHash(this.#previous, row).equals(hash)) this.#fault = `第${seq}条被改动 event ${seq} was changed`;
    else {
      this.#seq = seq;
      this.#previous = hash;
    }
  }

  /** What was the newest row must still be there: a log only grows. */
  #atEnd(): void {
    this.#rounds = Math.max(this.#rounds, 1);
    if (this.#seq === 0) return;
    const found = this.#at.get(this.#seq) as { hash: Uint8Array } | undefined;
    if (found === undefined) this.#fault = `第${this.#seq}条之后被截断 the log was cut off before event ${this.#seq}`;
    else if (!Buffer.from(found.hash).equals(this.#previous)) this.#fault = `第${this.#seq}条被改写 rewritten`;
  }
}
