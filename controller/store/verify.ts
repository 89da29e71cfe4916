// Reads the whole log and says whether anybody has edited, removed, reordered or cut off any of it.
import type { EventData } from "../domain/events.ts";
import { type ChainRow, chainHash, GENESIS, hexOf, mayBeLogged } from "./chain.ts";
import { Misplaced } from "./misplaced.ts";
import { openLogForReading } from "./open-log.ts";
import { dayNumber } from "./projections.ts";
import { asStoreError, type Database } from "./sqlite.ts";

/** The end of the log as kept outside the box: JSON `{"seq", "hash"}`, the hash in lower-case hexadecimal. */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: string;
}

/**
 * `edited`: the row's hash does not follow from it and the one before · `removed`: numbers are missing · `malformed`:
 * no row of ours · `cut-off`: the log ends before the checkpoint · `rewritten`: it holds another row at the
 * checkpoint · `reordered`: a row of this log, but not at this place · `ticket`, `rating`: the derived tables do not
 * agree with the events · the others are of signed checkpoints: `forked`: the key signed two different logs ·
 * `key-replaced`: another key signs, without the word of the one before · `signature-wrong` · `root-wrong`: the tree
 * over the rows is not the one that was signed.
 */
export type FaultKind =
  | ("edited" | "removed" | "reordered" | "malformed" | "cut-off" | "rewritten" | "ticket" | "rating")
  | ("forked" | "key-replaced" | "signature-wrong" | "root-wrong");

export interface LogFault {
  readonly seq: number;
  readonly kind: FaultKind;
  readonly detail: string;
}

export interface Verification {
  readonly ok: boolean;
  /** Rows read. */
  readonly count: number;
  readonly head: Checkpoint;
  /** At most `FAULTS_MAX`; the count of all is in `faultCount`. */
  readonly faults: readonly LogFault[];
  readonly faultCount: number;
}

export const FAULTS_MAX = 1000;

/** Rows read in one step: far quicker than one by one, and memory stays flat. */
const READ_ROWS_MAX = 1000;

export interface LogRow extends ChainRow {
  readonly hash: Uint8Array;
}

/** Somebody who reads along: the log is read once for everybody. */
export interface LogWatch {
  row(row: LogRow): readonly LogFault[];
  /** `newest`: the number of the last row. */
  end(newest: number): readonly LogFault[];
}

type RawRow = [seq: number, atMs: number, type: string, actor: string, data: string, hash: Uint8Array];

function* logRows(db: Database): Generator<LogRow> {
  const page = db.prepare(`SELECT seq, at_ms, type, actor, data, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?`);
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = page.raw().all(after, READ_ROWS_MAX) as RawRow[];
    for (const [seq, atMs, type, actor, data, hash] of rows) {
      after = seq;
      yield { seq, atMs, type, actor, data, hash };
    }
    if (rows.length === 0) return;
  }
}

/** Checks a log file, also beside the running service. Reads row by row: memory does not grow with the log. */
export function verifyLog(
  path: string,
  checkpoint: Checkpoint | readonly Checkpoint[] | null = null,
  watch: LogWatch | null = null,
): Verification {
  const db = openLogForReading(path);
  let verifier: Verifier | null = null;
  try {
    // One transaction: the service may append meanwhile, and all is compared as of one moment.
    db.exec("BEGIN");
    const checkpoints = checkpoint === null ? [] : "seq" in checkpoint ? [checkpoint] : checkpoint;
    verifier = new Verifier(db, checkpoints, watch);
    return verifier.run();
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    // A database with a half-read query refuses to close, and would hide what went wrong.
    verifier?.close();
    db.close();
  }
}

/** The present end of a log, to be kept outside the box. */
export function checkpointOf(path: string): Checkpoint {
  const db = openLogForReading(path);
  try {
    const row = db.prepare("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").get() as LogRow | undefined;
    return row === undefined ? { seq: 0, hash: hexOf(GENESIS) } : { seq: row.seq, hash: hexOf(row.hash) };
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    db.close();
  }
}

class Verifier {
  readonly #faults: LogFault[] = [];
  readonly #rows: Generator<LogRow>;
  readonly #tickets: Follower<TicketRow>;
  readonly #ratings: Follower<RatingRow>;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #watch: LogWatch | null;
  readonly #misplaced = new Misplaced();
  /** What the table says and what the log says of ratings changed after their touch: place and level, by rating. */
  readonly #claims = new Map<string, string>();
  readonly #changes = new Map<string, string>();
  /** Defaults without a row, by rating; right only if something took their place. */
  readonly #defaults = new Map<string, number>();
  #faultCount = 0;
  #day = 0;

  constructor(db: Database, checkpoints: readonly Checkpoint[], watch: LogWatch | null) {
    this.#checkpoints = checkpoints;
    this.#watch = watch;
    this.#rows = logRows(db);
    this.#tickets = new Follower(
      rowsOf<TicketRow>(db, "SELECT seq, id, day, number, token, service_id, issued_ms FROM tickets ORDER BY seq"),
      (row) => this.#fault(row.seq, "ticket", `ticket ${row.number} stands in the table without its event`),
    );
    // A file that the newer release has not opened yet has no such columns, and no such events.
    const has = db.prepare("SELECT 1 FROM pragma_table_info('ratings') WHERE name = ?");
    const columns = ["changed_seq", "reasons_seq", "marks_seq"]
      .map((name) => (has.get(name) === undefined ? `NULL AS ${name}` : `r.${name}`))
      .join(", ");
    this.#ratings = new Follower(
      rowsOf<RatingRow>(
        db,
        `SELECT r.seq, c.id AS case_id, r.stage, r.sequence, r.level, r.channel, r.origin,
          ${columns} FROM ratings r LEFT JOIN cases c ON c.seq = r.case_seq ORDER BY r.seq`,
      ),
      (row) => this.#fault(row.seq, "rating", `a rating of case ${row.case_id} stands in the table without its event`),
    );
  }

  run(): Verification {
    let seq = 0;
    let count = 0;
    let previous: Uint8Array = GENESIS;
    for (const row of this.#rows) {
      count += 1;
      this.#link(row, seq, previous);
      this.#compare(row);
      for (const { seq: at, kind, detail } of this.#watch?.row(row) ?? []) this.#fault(at, kind, detail);
      // The stored hash goes on: one edited row is one fault, not one for every row behind it.
      previous = row.hash;
      seq = row.seq;
    }
    this.#tickets.end();
    this.#ratings.end();
    this.#compareChanges(seq);
    for (const [ratingId, at] of this.#defaults) this.#fault(at, "rating", `the default ${ratingId} is missing`);
    const head = { seq, hash: hexOf(previous) };
    for (const checkpoint of this.#checkpoints) {
      if (checkpoint.seq > seq)
        this.#fault(checkpoint.seq, "cut-off", `the log ends at ${seq}, the checkpoint is of ${checkpoint.seq}`);
    }
    for (const { seq: at, kind, detail } of this.#watch?.end(seq) ?? []) this.#fault(at, kind, detail);
    const faults = this.#misplaced.named(this.#faults);
    return { ok: this.#faultCount === 0, count, head, faults, faultCount: this.#faultCount };
  }

  close(): void {
    this.#tickets.close();
    this.#ratings.close();
  }

  #fault(seq: number, kind: FaultKind, detail: string): void {
    this.#faultCount += 1;
    if (this.#faults.length < FAULTS_MAX) this.#faults.push({ seq, kind, detail });
  }

  #link(row: LogRow, before: number, previous: Uint8Array): void {
    const { seq } = row;
    if (seq !== before + 1) {
      this.#fault(seq, "removed", `events ${before + 1} to ${seq - 1} are missing`);
    }
    if (!mayBeLogged(row.type) || !mayBeLogged(row.actor)) {
      this.#fault(seq, "malformed", "type or actor is not printable");
    }
    if (!chainHash(previous, row).equals(row.hash)) {
      this.#fault(seq, "edited", "the hash does not follow from this event and the one before it");
      this.#misplaced.note(row, previous);
    }
    for (const checkpoint of this.#checkpoints) {
      if (checkpoint.seq === seq && checkpoint.hash.toLowerCase() !== hexOf(row.hash))
        this.#fault(seq, "rewritten", "another event stands here than when the checkpoint was taken");
    }
  }

  #compare(row: LogRow): void {
    if (row.type === "day.started") this.#day = dayNumber(this.#data<"day.started">(row)?.day ?? "");
    else if (row.type === "ticket.issued") this.#compareTicket(row);
    else if (row.type === "rating.recorded") this.#compareRating(row);
    else if (row.type === "rating.corrected" || row.type === "rating.acceptance-corrected") {
      const data = this.#data<"rating.corrected">(row);
      if (data !== null) this.#changes.set(`level of ${data.ratingId}`, `${row.seq} ${data.level}`);
    } else if (row.type === "rating.reasons-added") {
      const data = this.#data<"rating.reasons-added">(row);
      if (data !== null) this.#changes.set(`reasons of ${data.ratingId}`, String(row.seq));
    } else if (row.type === "rating.marks-added") {
      const data = this.#data<"rating.marks-added">(row);
      if (data !== null) this.#changes.set(`marks of ${data.ratingId}`, String(row.seq));
    }
  }

  #compareTicket(row: LogRow): void {
    const data = this.#data<"ticket.issued">(row);
    const found = this.#tickets.at(row.seq);
    if (data === null) return;
    if (found === null) {
      this.#fault(row.seq, "ticket", `ticket ${data.number} is missing in the table`);
    } else if (
      found.id !== data.ticketId ||
      found.number !== data.number ||
      found.token !== data.token ||
      found.service_id !== data.serviceId ||
      found.issued_ms !== row.atMs ||
      found.day !== this.#day
    ) {
      this.#fault(row.seq, "ticket", `ticket ${data.number} differs in the table`);
    }
  }

  #compareRating(row: LogRow): void {
    const data = this.#data<"rating.recorded">(row);
    const found = this.#ratings.at(row.seq);
    if (data === null) return;
    if (data.supersedes !== undefined) this.#defaults.delete(data.supersedes);
    // A default may be followed by an active record, which takes its row: known only when that one comes.
    if (found === null && data.origin === "default") this.#defaults.set(data.ratingId, row.seq);
    else if (found === null) {
      this.#fault(row.seq, "rating", `the rating of case ${data.caseId} is missing in the table`);
    } else if (
      found.case_id !== data.caseId ||
      found.stage !== data.stage ||
      found.sequence !== data.sequence ||
      (found.changed_seq === null && found.level !== data.level) ||
      found.channel !== data.channel ||
      found.origin !== data.origin
    ) {
      this.#fault(row.seq, "rating", `the rating of case ${data.caseId} differs in the table`);
    } else {
      const { changed_seq: changedSeq, reasons_seq: reasonsSeq, marks_seq: marksSeq, level } = found;
      if (changedSeq !== null) this.#claims.set(`level of ${data.ratingId}`, `${changedSeq} ${level}`);
      if (reasonsSeq !== null) this.#claims.set(`reasons of ${data.ratingId}`, String(reasonsSeq));
      if (marksSeq !== null) this.#claims.set(`marks of ${data.ratingId}`, String(marksSeq));
    }
  }

  /** Changes after the touch: the table shows the newest of each that is in the log, and no other. */
  #compareChanges(seq: number): void {
    for (const what of new Set([...this.#claims.keys(), ...this.#changes.keys()])) {
      if (this.#claims.get(what) !== this.#changes.get(what)) {
        this.#fault(seq, "rating", `the ${what} differs in the table`);
      }
    }
  }

  #data<T extends keyof EventData>(row: LogRow): EventData[T] | null {
    try {
      return JSON.parse(row.data) as EventData[T];
    } catch (error) {
      this.#fault(row.seq, "malformed", `data are not JSON: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }
}

interface TicketRow {
  readonly seq: number;
  readonly id: string;
  readonly day: number;
  readonly number: string;
  readonly token: string;
  readonly service_id: string;
  readonly issued_ms: number;
}
interface RatingRow {
  readonly seq: number;
  readonly case_id: string | null;
  readonly stage: number;
  readonly sequence: number;
  readonly level: number;
  readonly channel: string;
  readonly origin: string;
  readonly changed_seq: number | null;
  readonly reasons_seq: number | null;
  readonly marks_seq: number | null;
}

function rowsOf<T>(db: Database, sql: string): Iterator<T> {
  return db.prepare(sql).iterate() as Iterator<T>;
}

/** Reads a derived table in step with the log: both are in order of the event number. */
class Follower<T extends { readonly seq: number }> {
  readonly #rows: Iterator<T>;
  readonly #stray: (row: T) => void;
  #next: IteratorResult<T>;

  constructor(rows: Iterator<T>, stray: (row: T) => void) {
    this.#rows = rows;
    this.#stray = stray;
    this.#next = rows.next();
  }

  /** The row made by event `seq`, if any; rows passed over have no event. */
  at(seq: number): T | null {
    while (!this.#next.done && this.#next.value.seq < seq) this.#pass(this.#next.value);
    if (this.#next.done || this.#next.value.seq !== seq) return null;
    const found = this.#next.value;
    this.#next = this.#rows.next();
    return found;
  }

  close(): void {
    this.#rows.return?.();
  }

  /** All that is left has no event. */
  end(): void {
    while (!this.#next.done) this.#pass(this.#next.value);
  }

  #pass(row: T): void {
    this.#stray(row);
    this.#next = this.#rows.next();
  }
}
