// The log in a SQLite file: append in one transaction, sync of the WAL apart from it, tables kept in step.
import { mkdirSync } from "node:fs";
import type { LoggedEvent } from "../domain/events.ts";
import { AskReader } from "./case-asks.ts";
import { chainHash, GENESIS, hexOf, type LogHead, rowOf } from "./chain.ts";
import { SyncedFile, syncFolder } from "./durable-file.ts";
import type { AppendBatch, EventStore, KeptAnswer, StoredEvent } from "./event-store.ts";
import { type FolderLock, lockFolder } from "./lock.ts";
import { LoopReader } from "./loop-ledger.ts";
import { logPath, openLog } from "./open-log.ts";
import { type EventRow, eventOf, Projections } from "./projections.ts";
import { Records } from "./records.ts";
import { asStoreError, type Database, type Statement } from "./sqlite.ts";
import { StoreError } from "./store-error.ts";
import { TicketTrail } from "./ticket-trail.ts";

/** Batches between two looks at the length of the WAL. */
const TIDY_EVERY_BATCHES = 16;
/** Pages in the WAL from which it is taken over into the main file (SQLite's own default). */
const WAL_PAGES_MAX = 1000;
/** Answers to keyed requests are kept this long. */
const ANSWER_DAYS_MAX = 7;
/** Old answers dropped with each new one: more than one, so that the table shrinks back to its bound. */
const ANSWERS_DROPPED_PER_NEW = 2;
/** What a probe writes: about what a busy turn of the loop needs. */
const PROBE_BYTES = 64 * 1024;
/** Rows read in one step when the day is loaded. */
const LOAD_ROWS_MAX = 2000;

export class SqliteStore implements EventStore {
  /** Queries on the derived tables. */
  readonly records: Records;
  /** What the log holds of single tickets. */
  readonly trail: TicketTrail;
  /** Bad ratings and complaints of any day. */
  readonly loops: LoopReader;
  readonly asks: AskReader;
  readonly path: string;
  readonly #db: Database;
  readonly #lock: FolderLock;
  readonly #wal: SyncedFile;
  readonly #projections: Projections;
  readonly #insertEvent: Statement;
  readonly #insertAnswer: Statement;
  readonly #dropAnswers: Statement;
  readonly #selectAnswer: Statement;
  readonly #selectAfter: Statement;
  readonly #appendAll: (batch: AppendBatch) => LogHead;
  #head: LogHead;
  #batches = 0;
  #closed = false;

  /** Opens the log of a data folder, creating both if need be. Throws `StoreError` with what a person can do. */
  static open(folder: string, options: { readonly pagesMax?: number } = {}): SqliteStore {
    mkdirSync(folder, { recursive: true });
    const lock = lockFolder(folder);
    try {
      const path = logPath(folder);
      const db = openLog(path);
      try {
        const store = new SqliteStore(path, db, lock, folder);
        if (options.pagesMax !== undefined) store.limitPages(options.pagesMax);
        return store;
      } catch (error) {
        db.close();
        throw asStoreError(error, path);
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(path: string, db: Database, lock: FolderLock, folder: string) {
    this.path = path;
    this.#db = db;
    this.#lock = lock;
    this.#projections = new Projections(db);
    this.records = new Records(db);
    this.trail = new TicketTrail(db);
    this.loops = new LoopReader(db);
    this.asks = new AskReader(db);
    this.#insertEvent = db.prepare(
      "INSERT INTO events (seq, at_ms, type, actor, data, hash) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#insertAnswer = db.prepare(
      "INSERT INTO idempotency (key, fingerprint, status, body, at_ms) VALUES (?, ?, ?, ?, ?)",
    );
    this.#dropAnswers = db.prepare(
      `DELETE FROM idempotency WHERE id IN
        (SELECT id FROM (SELECT id, at_ms FROM idempotency ORDER BY id LIMIT ?) WHERE at_ms < ?)`,
    );
    this.#selectAnswer = db.prepare(
      "SELECT key, fingerprint, status, body, at_ms AS atMs FROM idempotency WHERE key = ?",
    );
    this.#selectAfter = db.prepare("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?");
    this.#appendAll = db.transaction((batch: AppendBatch) => this.#write(batch)).immediate;
    this.#head = readHead(db);
    // The first write has made the WAL file. What a killed process left unsynced is about to be shown: sync it first.
    this.#wal = new SyncedFile(`${path}-wal`);
    this.#wal.syncNow();
    syncFolder(folder);
  }

  get head(): LogHead {
    return this.#head;
  }

  append(batch: AppendBatch): void {
    const day = this.#projections.day;
    try {
      this.#head = this.#appendAll(batch);
    } catch (error) {
      this.#projections.day = day;
      throw asStoreError(error, this.path);
    }
    this.#batches += 1;
  }

  sync(): Promise<void> {
    return this.#wal.sync();
  }

  probe(): boolean {
    try {
      // Room taken over from the WAL can be written again without more disk.
      this.#db.pragma("wal_checkpoint(PASSIVE)");
      const write = this.#db.prepare("UPDATE meta SET value = ? WHERE name = 'probe'");
      write.run(Buffer.alloc(PROBE_BYTES));
      write.run(null);
      return true;
    } catch (error) {
      if (passes(asStoreError(error, this.path))) return false;
      throw error;
    }
  }

  tidy(): void {
    if (this.#batches < TIDY_EVERY_BATCHES) return;
    this.#batches = 0;
    try {
      // NOOP only tells the length.
      const [state] = this.#db.pragma("wal_checkpoint(NOOP)") as [{ log: number }];
      if (state.log > WAL_PAGES_MAX) this.#db.pragma("wal_checkpoint(PASSIVE)");
    } catch (error) {
      // Nothing is lost: the WAL stays, and the next append finds out whether there is room.
      if (!passes(asStoreError(error, this.path))) throw error;
    }
  }

  *loadSinceDayStart(): Generator<LoggedEvent> {
    const start = this.#db.prepare("SELECT max(seq) AS seq FROM events WHERE type = 'day.started'").get();
    const first = (start as { seq: number | null }).seq ?? 1;
    const before = this.#db.prepare("SELECT hash FROM events WHERE seq = ?").get(first - 1);
    let previous = before === undefined ? GENESIS : (before as { hash: Uint8Array }).hash;
    for (let seq = first - 1; ; ) {
      const rows = this.#selectAfter.all(seq, LOAD_ROWS_MAX) as EventRow[];
      for (const row of rows) {
        const hash = chainHash(previous, { ...row, atMs: row.at_ms });
        if (row.seq !== seq + 1 || !hash.equals(row.hash)) throw broken(this.path, row.seq);
        seq = row.seq;
        previous = row.hash;
        yield eventOf(row);
      }
      if (rows.length === 0) return;
    }
  }

  eventsAfter(seq: number, limit: number): StoredEvent[] {
    const rows = this.#selectAfter.all(seq, limit) as EventRow[];
    return rows.map((row) => ({ ...eventOf(row), hash: hexOf(row.hash) }));
  }

  keptAnswer(key: string): KeptAnswer | null {
    return (this.#selectAnswer.get(key) as KeptAnswer | undefined) ?? null;
  }

  /** Bounds the main file, in pages; at the bound appends find no room, as on a full disk. */
  limitPages(pagesMax: number): void {
    this.#db.pragma(`max_page_count = ${pagesMax}`);
  }

  /** Rolls up one closed day that has no roll-up yet, the newest first; whether there may be more. */
  rollUpOneDay(): boolean {
    try {
      return this.#projections.rollUpOneDay();
    } catch (error) {
      throw asStoreError(error, this.path);
    }
  }

  /** Throws the derived tables away and makes them again from the log. */
  rebuildProjections(): void {
    this.#projections.rebuild();
  }

  /** Takes the WAL over into the main file and lets the folder go. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#db.pragma("wal_checkpoint(TRUNCATE)");
    } catch (error) {
      // The WAL is as durable as the main file; the next start takes it over.
      if (!passes(asStoreError(error, this.path))) throw error;
    } finally {
      this.#wal.close();
      this.#db.close();
      this.#lock.release();
    }
  }

  #write(batch: AppendBatch): LogHead {
    let { seq, hash } = this.#head;
    for (const event of batch.events) {
      const row = rowOf(event);
      hash = chainHash(hash, row);
      seq = row.seq;
      this.#insertEvent.run(row.seq, row.atMs, row.type, row.actor, row.data, hash);
      this.#projections.apply(event);
    }
    for (const answer of batch.answers) {
      this.#insertAnswer.run(answer.key, answer.fingerprint, answer.status, answer.body, answer.atMs);
    }
    const newest = batch.answers.at(-1);
    if (newest !== undefined) {
      const oldestMs = newest.atMs - ANSWER_DAYS_MAX * 86_400_000;
      this.#dropAnswers.run(batch.answers.length * ANSWERS_DROPPED_PER_NEW, oldestMs);
    }
    return { seq, hash };
  }
}

/** A trouble that ends by itself or by making room. */
function passes(error: unknown): boolean {
  return error instanceof StoreError && (error.code === "FULL" || error.code === "BUSY");
}

function readHead(db: Database): LogHead {
  const row = db.prepare("SELECT seq, hash FROM events WHERE seq = (SELECT max(seq) FROM events)").get();
  return row === undefined ? { seq: 0, hash: GENESIS } : (row as LogHead);
}

function broken(path: string, seq: number): StoreError {
  return new StoreError(
    "LOG_BROKEN",
    `日志链在第 ${seq} 条中断 The chain of ${path} breaks at event ${seq}: run verify-log, restore a backup.`,
  );
}
