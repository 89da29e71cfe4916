// `access.sqlite`: accounts, sessions, paired devices, tokens. Apart from the log: what is here must be forgettable.
import { createHash, randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import type { DeviceRole, StaffRole } from "../contract/roles.ts";
import { asStoreError, type Database, openDatabase, type Statement } from "../store/sqlite.ts";

const FILE = "access.sqlite";
const BUSY_MS = 2_000;
/** 256 bits. */
const SECRET_BYTES = 32;
const ID_BYTES = 9;
/** Rows of failed sign-ins and of audit that are kept. */
const FAILURES_MAX = 10_000;
const AUDIT_MAX = 10_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (
  staff_id TEXT PRIMARY KEY, password TEXT NOT NULL, roles TEXT, disabled INTEGER NOT NULL DEFAULT 0,
  last_sign_in_ms INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, staff_id TEXT NOT NULL, created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS sessions_by_staff ON sessions (staff_id);
CREATE TABLE IF NOT EXISTS devices (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, role TEXT NOT NULL, place TEXT, label TEXT NOT NULL,
  paired_ms INTEGER NOT NULL, seen_ms INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, rights TEXT NOT NULL,
  created_ms INTEGER NOT NULL, expires_ms INTEGER, used_ms INTEGER, passing INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS failures (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL, until_ms INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS audit (
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, fact TEXT NOT NULL, logged INTEGER NOT NULL DEFAULT 0) STRICT;
`;

export interface AccountRow {
  readonly staff_id: string;
  readonly password: string;
  readonly roles: string | null;
  readonly disabled: number;
  readonly last_sign_in_ms: number | null;
}
export interface SessionRow {
  readonly hash: string;
  readonly id: string;
  readonly staff_id: string;
  readonly created_ms: number;
  readonly seen_ms: number;
}
export interface DeviceRow {
  readonly hash: string;
  readonly id: string;
  readonly role: DeviceRole;
  readonly place: string | null;
  readonly label: string;
  readonly paired_ms: number;
  readonly seen_ms: number | null;
}
export interface TokenRow {
  readonly hash: string;
  readonly id: string;
  readonly label: string;
  readonly rights: string;
  readonly created_ms: number;
  readonly expires_ms: number | null;
  readonly used_ms: number | null;
  /** Made by the command line for one call. */
  readonly passing: number;
}
export interface FailureRow {
  readonly count: number;
  readonly until_ms: number;
  readonly at_ms: number;
}

/** What stands in the file instead of a secret: the secret is long and random, so one plain hash is enough. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** A secret nobody can guess. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** Names a row without opening anything. */
export const newRowId = (letter: string): string => `${letter}_${randomBytes(ID_BYTES).toString("base64url")}`;

/** Stored roles; null: those of the configuration. */
export const rolesIn = (row: AccountRow): StaffRole[] | null =>
  row.roles === null ? null : (JSON.parse(row.roles) as StaffRole[]);

/** One file, opened by the service and by the command line at the same time. */
export class AccessStore {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  private constructor(db: Database) {
    this.#db = db;
  }

  static open(dataDir: string): AccessStore {
    const path = join(dataDir, FILE);
    const db = openDatabase(path, { timeout: BUSY_MS });
    try {
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      db.exec(SCHEMA);
      chmodSync(path, 0o600);
    } catch (error) {
      db.close();
      throw asStoreError(error, path);
    }
    return new AccessStore(db);
  }

  close(): void {
    this.#db.close();
  }

  /** All or nothing. */
  together<T>(run: () => T): T {
    return this.#db.transaction(run)();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql) as Statement;
      this.#statements.set(sql, statement);
    }
    return statement;
  }
  #get<T>(sql: string, ...values: unknown[]): T | null {
    return (this.#prepare(sql).get(...values) as T | undefined) ?? null;
  }
  #all<T>(sql: string, ...values: unknown[]): T[] {
    return this.#prepare(sql).all(...values) as T[];
  }
  #run(sql: string, ...values: unknown[]): number {
    return this.#prepare(sql).run(...values).changes;
  }

  account(staffId: string): AccountRow | null {
    return this.#get("SELECT * FROM accounts WHERE staff_id = ?", staffId);
  }
  accounts(): AccountRow[] {
    return this.#all("SELECT * FROM accounts ORDER BY staff_id");
  }
  putAccount(staffId: string, password: string, roles: readonly StaffRole[] | null): void {
    const text = roles === null ? null : JSON.stringify(roles);
    this.#run("INSERT INTO accounts (staff_id, password, roles) VALUES (?, ?, ?)", staffId, password, text);
  }
  setPassword(staffId: string, password: string): void {
    this.#run("UPDATE accounts SET password = ? WHERE staff_id = ?", password, staffId);
  }
  setRoles(staffId: string, roles: readonly StaffRole[] | null): void {
    const text = roles === null ? null : JSON.stringify(roles);
    this.#run("UPDATE accounts SET roles = ? WHERE staff_id = ?", text, staffId);
  }
  setDisabled(staffId: string, disabled: boolean): void {
    this.#run("UPDATE accounts SET disabled = ? WHERE staff_id = ?", disabled ? 1 : 0, staffId);
  }
  noteSignIn(staffId: string, nowMs: number): void {
    this.#run("UPDATE accounts SET last_sign_in_ms = ? WHERE staff_id = ?", nowMs, staffId);
  }

  session(hash: string): SessionRow | null {
    return this.#get("SELECT * FROM sessions WHERE hash = ?", hash);
  }
  sessions(): SessionRow[] {
    return this.#all("SELECT * FROM sessions ORDER BY created_ms");
  }
  putSession(hash: string, id: string, staffId: string, nowMs: number): void {
    this.#run("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", hash, id, staffId, nowMs, nowMs);
  }
  touchSession(hash: string, nowMs: number): void {
    this.#run("UPDATE sessions SET seen_ms = ? WHERE hash = ?", nowMs, hash);
  }
  endSession(id: string): SessionRow | null {
    return this.#get("DELETE FROM sessions WHERE id = ? RETURNING *", id);
  }
  /** All of a person but one; returns how many. */
  endSessionsOf(staffId: string, exceptHash: string | null): number {
    return this.#run("DELETE FROM sessions WHERE staff_id = ? AND hash IS NOT ?", staffId, exceptHash);
  }
  /** Those not seen since, or begun before. */
  dropSessions(seenBeforeMs: number, createdBeforeMs: number): void {
    this.#run("DELETE FROM sessions WHERE seen_ms < ? OR created_ms < ?", seenBeforeMs, createdBeforeMs);
  }

  device(hash: string): DeviceRow | null {
    return this.#get("SELECT * FROM devices WHERE hash = ?", hash);
  }
  deviceById(id: string): DeviceRow | null {
    return this.#get("SELECT * FROM devices WHERE id = ?", id);
  }
  devices(): DeviceRow[] {
    return this.#all("SELECT * FROM devices ORDER BY role, place, paired_ms");
  }
  putDevice(row: DeviceRow): void {
    const { hash, id, role, place, label, paired_ms, seen_ms } = row;
    this.#run("INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?)", hash, id, role, place, label, paired_ms, seen_ms);
  }
  touchDevice(hash: string, nowMs: number): void {
    this.#run("UPDATE devices SET seen_ms = ? WHERE hash = ?", nowMs, hash);
  }
  dropDevice(id: string): DeviceRow | null {
    return this.#get("DELETE FROM devices WHERE id = ? RETURNING *", id);
  }

  token(hash: string): TokenRow | null {
    return this.#get("SELECT * FROM tokens WHERE hash = ?", hash);
  }
  /** Those of programs; the command line's own are gone in a minute. */
  tokens(): TokenRow[] {
    return this.#all("SELECT * FROM tokens WHERE passing = 0 ORDER BY created_ms");
  }
  putToken(row: TokenRow): void {
    const { hash, id, label, rights, created_ms, expires_ms, used_ms, passing } = row;
    const values = [hash, id, label, rights, created_ms, expires_ms, used_ms, passing];
    this.#run("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ...values);
  }
  touchToken(hash: string, nowMs: number): void {
    this.#run("UPDATE tokens SET used_ms = ? WHERE hash = ?", nowMs, hash);
  }
  dropToken(id: string): TokenRow | null {
    return this.#get("DELETE FROM tokens WHERE id = ? RETURNING *", id);
  }
  dropExpiredTokens(beforeMs: number): void {
    this.#run("DELETE FROM tokens WHERE expires_ms IS NOT NULL AND expires_ms < ?", beforeMs);
  }

  failure(key: string): FailureRow | null {
    return this.#get("SELECT count, until_ms, at_ms FROM failures WHERE key = ?", key);
  }
  putFailure(key: string, row: FailureRow): void {
    const { count, until_ms, at_ms } = row;
    this.#run("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", key, count, until_ms, at_ms);
    this.#run(
      "DELETE FROM failures WHERE key IN (SELECT key FROM failures ORDER BY at_ms DESC LIMIT -1 OFFSET ?)",
      FAILURES_MAX,
    );
  }
  dropFailure(key: string): void {
    this.#run("DELETE FROM failures WHERE key = ?", key);
  }

  /** What the command line changed while no service ran. */
  note(fact: unknown, nowMs: number): void {
    this.#run("INSERT INTO audit (at_ms, fact) VALUES (?, ?)", nowMs, JSON.stringify(fact));
    this.#run("DELETE FROM audit WHERE logged = 1 AND seq <= (SELECT max(seq) FROM audit) - ?", AUDIT_MAX);
  }
  unlogged(): { seq: number; fact: string }[] {
    return this.#all("SELECT seq, fact FROM audit WHERE logged = 0 ORDER BY seq");
  }
  logged(seq: number): void {
    this.#run("UPDATE audit SET logged = 1 WHERE seq = ?", seq);
  }
}
