// The rows of the outbox in a file of their own: what waits, what was sent, what could not be, and how far the log was
// read. Durable when a call returns (WAL, synchronous=FULL).
import { existsSync, renameSync } from "node:fs";
import { type Database, openDatabase, type Statement } from "../store/sqlite.ts";
import { StoreError } from "../store/store-error.ts";
import type { MessageChannel, OutboxMessage, OutboxRow, OutboxState } from "./ports.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, receiver TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
  not_before_ms INTEGER, expires_at_ms INTEGER, attempts INTEGER NOT NULL, created_at_ms INTEGER NOT NULL,
  next_at_ms INTEGER NOT NULL, ended_at_ms INTEGER, detail TEXT NOT NULL, delivery TEXT,
  attempting INTEGER NOT NULL DEFAULT 0, cancel_wanted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS messages_due ON messages (channel, next_at_ms) WHERE state = 'queued' AND attempting = 0;
CREATE INDEX IF NOT EXISTS messages_due_at ON messages (channel, receiver, next_at_ms)
  WHERE state = 'queued' AND attempting = 0;
CREATE INDEX IF NOT EXISTS messages_ended ON messages (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_listed ON messages (created_at_ms DESC);
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS disabled (receiver TEXT PRIMARY KEY, address TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
`;
const COLUMNS = `id, channel, receiver AS "to", body, state, not_before_ms AS notBeforeMs, expires_at_ms AS expiresAtMs,
  attempts, created_at_ms AS createdAtMs, next_at_ms AS nextAtMs, detail, delivery, attempting,
  cancel_wanted AS cancelWanted`;

interface RawRow {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly to: string;
  readonly body: string;
  readonly state: OutboxState;
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nextAtMs: number;
  readonly detail: string;
  readonly delivery: string | null;
  readonly attempting: number;
  readonly cancelWanted: number;
}

/** A row as it lies in the file. */
export interface StoredRow extends OutboxRow {
  /** What a delivery report said. */
  readonly delivery: string | null;
  /** An attempt had begun and its end is not known. */
  readonly attempting: boolean;
  /** Taken back while an attempt was under way. */
  readonly cancelWanted: boolean;
}

export interface ChannelCount {
  readonly channel: MessageChannel;
  readonly state: OutboxState;
  readonly count: number;
  readonly oldestMs: number;
}

/** How an attempt or a decision leaves a row. */
export interface RowChange {
  readonly state: OutboxState;
  readonly detail: string;
  /** Only for those still queued. */
  readonly nextAtMs?: number;
}

/** Opens a database beside the log. One that is damaged is put aside: no message is worth a hall that does not open. */
export function openBeside(path: string, warn: (fields: object, message: string) => void): Database {
  try {
    return opened(path);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "MALFORMED") throw error;
    const aside = `${path}.damaged-${process.pid}`;
    for (const tail of ["", "-wal", "-shm"]) if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
    warn(
      { path, aside, error: error.message },
      "数据文件已损坏，已另存 a damaged file was put aside; a new one was begun",
    );
    return opened(path);
  }
}

function opened(path: string): Database {
  const db = openDatabase(path);
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    return db;
  } catch (error) {
    db.close();
    throw asMalformed(error, path);
  }
}

function asMalformed(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code ?? "";
  if (code !== "SQLITE_NOTADB" && !code.startsWith("SQLITE_CORRUPT")) return error;
  return new StoreError("MALFORMED", `数据文件已损坏 ${path} is malformed`, { cause: error });
}

export class OutboxFile {
  readonly #db: Database;
  readonly #insert: Statement;
  readonly #byId: Statement;
  readonly #first: Statement;
  readonly #firstOf: Statement;
  readonly #receiver: Statement;
  readonly #begin: Statement;
  readonly #end: Statement;

  constructor(path: string, warn: (fields: object, message: string) => void) {
    const db = openBeside(path, warn);
    this.#db = db;
    db.exec(SCHEMA);
    this.#insert = db.prepare(`INSERT INTO messages (id, channel, receiver, body, state, not_before_ms, expires_at_ms,
      attempts, created_at_ms, next_at_ms, ended_at_ms, detail) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING`);
    this.#byId = db.prepare(`SELECT ${COLUMNS} FROM messages WHERE id = ?`);
    const first = (
      where: string,
    ) => `SELECT ${COLUMNS} FROM messages WHERE channel = ? AND ${where} AND state = 'queued'
      AND attempting = 0 ORDER BY next_at_ms, created_at_ms, id LIMIT 1`;
    this.#first = db.prepare(first("true"));
    this.#firstOf = db.prepare(first("receiver = ?"));
    this.#receiver = db.prepare(`SELECT min(receiver) AS receiver FROM messages INDEXED BY messages_due_at
      WHERE channel = ? AND receiver > ? AND state = 'queued' AND attempting = 0`);
    this.#begin = db.prepare("UPDATE messages SET attempting = 1, attempts = attempts + 1 WHERE id = ?");
    this.#end =
      db.prepare(`UPDATE messages SET attempting = 0, state = ?, detail = ?, next_at_ms = coalesce(?, next_at_ms),
      ended_at_ms = ? WHERE id = ?`);
  }

  /**
   * For what a power cut may take back because it would only be done again, with the same ids: what was read from the
   * log together with how far it was read, and attempts that may be repeated. The hall is not kept waiting by the disk.
   */
  relaxed<T>(run: () => T): T {
    this.#db.pragma("synchronous = NORMAL");
    try {
      return run();
    } finally {
      this.#db.pragma("synchronous = FULL");
    }
  }

  /** All of it or nothing. */
  inOne<T>(run: () => T): T {
    return this.#db.transaction(run).immediate();
  }

  /** Whether the row is new. */
  insert(message: OutboxMessage, state: "queued" | "dead", detail: string, nowMs: number): boolean {
    const { id, channel, to, body, notBeforeMs = null, expiresAtMs = null } = message;
    const nextAtMs = Math.max(nowMs, notBeforeMs ?? 0);
    const endedAtMs = state === "queued" ? null : nowMs;
    const { changes } = this.#insert.run(
      ...[id, channel, to, JSON.stringify(body ?? null), state, notBeforeMs, expiresAtMs, nowMs],
      ...[nextAtMs, endedAtMs, detail],
    );
    return changes > 0;
  }

  get(id: string): StoredRow | null {
    const row = this.#byId.get(id) as RawRow | undefined;
    return row === undefined ? null : rowOf(row);
  }

  list(query: { channel?: MessageChannel; state?: OutboxState; limit: number }): StoredRow[] {
    const { channel = null, state = null, limit } = query;
    const rows = this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM messages WHERE (@channel IS NULL OR channel = @channel)
         AND (@state IS NULL OR state = @state)
         ORDER BY created_at_ms DESC, id DESC LIMIT @limit`,
      )
      .all({ channel, state, limit }) as RawRow[];
    return rows.map(rowOf);
  }

  /** The one of a channel, or of one receiver there, that is due first, now or later. */
  first(channel: MessageChannel, receiver: string | null): StoredRow | null {
    const row = receiver === null ? this.#first.get(channel) : this.#firstOf.get(channel, receiver);
    return row === undefined ? null : rowOf(row as RawRow);
  }

  /** Those of a receiver that are due after the first one, in their order: for senders that send several at once. */
  due(channel: MessageChannel, receiver: string, nowMs: number, limit: number): StoredRow[] {
    const rows = this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM messages WHERE channel = ? AND receiver = ? AND state = 'queued' AND attempting = 0
         AND next_at_ms <= ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)
         ORDER BY next_at_ms, created_at_ms, id LIMIT ?`,
      )
      .all(channel, receiver, nowMs, nowMs, limit) as RawRow[];
    return rows.map(rowOf);
  }

  /** Receivers of a channel for whom something waits: one step of the index each, however much waits. */
  receivers(channel: MessageChannel): string[] {
    const found: string[] = [];
    for (let last = ""; ; ) {
      const { receiver } = this.#receiver.get(channel, last) as { receiver: string | null };
      if (receiver === null) return found;
      found.push(receiver);
      last = receiver;
    }
  }

  /** Before anything is done that cannot be taken back. */
  begin(id: string): void {
    this.#begin.run(id);
  }

  change(id: string, { state, detail, nextAtMs }: RowChange, nowMs: number): void {
    this.#end.run(state, detail, nextAtMs ?? null, state === "queued" ? null : nowMs, id);
  }

  /** Those whose attempt was cut off by the end of an earlier run. */
  interrupted(): StoredRow[] {
    return (this.#db.prepare(`SELECT ${COLUMNS} FROM messages WHERE attempting = 1`).all() as RawRow[]).map(rowOf);
  }

  /** Ends it if it waits; marks it when an attempt is under way. Whether it waited. */
  cancel(id: string, nowMs: number): boolean {
    const row = this.get(id);
    if (row === null || row.state !== "queued") return false;
    if (!row.attempting) this.change(id, { state: "cancelled", detail: "已取消 cancelled" }, nowMs);
    else this.#db.prepare("UPDATE messages SET cancel_wanted = 1 WHERE id = ?").run(id);
    return !row.attempting;
  }

  replay(id: string, nowMs: number): boolean {
    const { changes } = this.#db
      .prepare(
        `UPDATE messages SET state = 'queued', attempts = 0, attempting = 0, cancel_wanted = 0, next_at_ms = ?,
         expires_at_ms = NULL, ended_at_ms = NULL WHERE id = ? AND state = 'dead'`,
      )
      .run(nowMs, id);
    return changes > 0;
  }

  deliver(id: string, words: string): void {
    this.#db.prepare("UPDATE messages SET delivery = ? WHERE id = ?").run(words, id);
  }

  queued(): number {
    return (this.#db.prepare("SELECT count(*) AS n FROM messages WHERE state = 'queued'").get() as { n: number }).n;
  }

  counts(): ChannelCount[] {
    const sql = `SELECT channel, state, count(*) AS count, min(created_at_ms) AS oldestMs FROM messages
      GROUP BY channel, state`;
    return this.#db.prepare(sql).all() as ChannelCount[];
  }

  /** Removes ended rows that are older, and the oldest above a number. */
  purge(beforeMs: number, rowsMax: number): number {
    return this.inOne(() => {
      const old = this.#db.prepare("DELETE FROM messages WHERE ended_at_ms < ?").run(beforeMs).changes;
      const sql = `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE ended_at_ms IS NOT NULL
        ORDER BY ended_at_ms DESC LIMIT -1 OFFSET ?)`;
      return old + this.#db.prepare(sql).run(rowsMax).changes;
    });
  }

  cursor(name: string): number | null {
    const row = this.#db.prepare("SELECT seq FROM cursors WHERE name = ?").get(name) as { seq: number } | undefined;
    return row?.seq ?? null;
  }

  setCursor(name: string, seq: number): void {
    this.#db
      .prepare("INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq")
      .run(name, seq);
  }

  /** Receivers that are gone, with the address they had. */
  disabled(): Map<string, string> {
    const rows = this.#db.prepare("SELECT receiver, address FROM disabled ORDER BY receiver").all();
    return new Map((rows as { receiver: string; address: string }[]).map((row) => [row.receiver, row.address]));
  }

  disable(receiver: string, address: string, nowMs: number): void {
    this.#db.prepare("INSERT OR REPLACE INTO disabled VALUES (?, ?, ?)").run(receiver, address, nowMs);
  }

  enable(receiver: string): void {
    this.#db.prepare("DELETE FROM disabled WHERE receiver = ?").run(receiver);
  }

  close(): void {
    this.#db.close();
  }
}

function rowOf({ body, notBeforeMs, expiresAtMs, attempting, cancelWanted, ...row }: RawRow): StoredRow {
  return {
    ...row,
    body: JSON.parse(body) as unknown,
    ...(notBeforeMs === null ? {} : { notBeforeMs }),
    ...(expiresAtMs === null ? {} : { expiresAtMs }),
    attempting: attempting === 1,
    cancelWanted: cancelWanted === 1,
  };
}
