// Records about persons, each sealed by itself: AES-256-GCM under a key that lies outside the database.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Database } from "../store/sqlite.ts";
import { openBeside } from "./outbox-file.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS records (
  ref TEXT PRIMARY KEY, kind TEXT NOT NULL, sealed BLOB NOT NULL, stored_at_ms INTEGER NOT NULL,
  needed_until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS records_needed ON records (needed_until_ms);
CREATE TABLE IF NOT EXISTS opted_out (hash BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HASH_KEY_BYTES = 32;

/** What a purge removed of one kind. */
export interface PurgedKind {
  readonly kind: string;
  readonly removed: number;
  /** When the oldest of them was stored. */
  readonly oldestMs: number;
}

export interface SealedCounts {
  readonly records: number;
  readonly oldestMs: number | null;
  readonly optedOut: number;
}

/** The text before the first colon: `appointment`, `ticket`, `case`, `push`. */
export function kindOf(ref: string): string {
  return ref.split(":", 1)[0] ?? "";
}

export class SealedFile {
  readonly #db: Database;
  readonly #key: Uint8Array;
  readonly #hashKey: Uint8Array;
  readonly #bindKey: Uint8Array;

  constructor(path: string, key: Uint8Array, warn: (fields: object, message: string) => void) {
    this.#key = key;
    this.#hashKey = new Uint8Array(hkdfSync("sha256", key, "", "hallkeeper opt-out", HASH_KEY_BYTES));
    this.#bindKey = new Uint8Array(hkdfSync("sha256", key, "", "hallkeeper commitment", HASH_KEY_BYTES));
    this.#db = openBeside(path, warn);
    // What is removed is overwritten, not only let go.
    this.#db.pragma("secure_delete = ON");
    this.#db.exec(SCHEMA);
    // A process killed amid a removal left the old pages in the file beside this one.
    this.#cleared();
  }

  put(ref: string, value: unknown, nowMs: number, neededUntilMs: number): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)")
      .run(ref, kindOf(ref), this.#sealed(ref, JSON.stringify(value)), nowMs, neededUntilMs);
  }

  /** Undefined: none. Null: it does not open. */
  get(ref: string): { readonly value: unknown; readonly storedAtMs: number } | null | undefined {
    const row = this.#db.prepare("SELECT sealed, stored_at_ms AS storedAtMs FROM records WHERE ref = ?").get(ref) as
      | { sealed: Uint8Array; storedAtMs: number }
      | undefined;
    if (row === undefined) return undefined;
    const text = this.#opened(ref, row.sealed);
    return text === null ? null : { value: JSON.parse(text) as unknown, storedAtMs: row.storedAtMs };
  }

  refs(kind: string): string[] {
    const rows = this.#db.prepare("SELECT ref FROM records WHERE kind = ? ORDER BY ref").all(kind);
    return (rows as { ref: string }[]).map(({ ref }) => ref);
  }

  forget(ref: string): boolean {
    const { changes } = this.#db.prepare("DELETE FROM records WHERE ref = ?").run(ref);
    if (changes > 0) this.#cleared();
    return changes > 0;
  }

  /**
   * Removes what has not been needed since then; the moment may differ per kind. `within`: what is to hold together
   * with the removal, or not at all.
   */
  purge(
    beforeMs: number | ((kind: string) => number),
    within: (removed: PurgedKind[]) => void = () => undefined,
  ): PurgedKind[] {
    const momentOf = typeof beforeMs === "number" ? () => beforeMs : beforeMs;
    const removed = this.#db.transaction(() => {
      const found = this.#due(momentOf).filter((one) => one.removed > 0);
      const clear = this.#db.prepare("DELETE FROM records WHERE kind = ? AND needed_until_ms < ?");
      for (const { kind } of found) clear.run(kind, momentOf(kind));
      within(found);
      return found;
    })();
    if (removed.length > 0) this.#cleared();
    return removed;
  }

  /** What a purge would remove now, of every kind that is held. */
  #due(momentOf: (kind: string) => number): PurgedKind[] {
    const kinds = this.#db.prepare("SELECT DISTINCT kind FROM records ORDER BY kind").all() as { kind: string }[];
    const due = this.#db.prepare(
      `SELECT ? AS kind, count(*) AS removed, coalesce(min(stored_at_ms), 0) AS oldestMs FROM records
       WHERE kind = ? AND needed_until_ms < ?`,
    );
    return kinds.map(({ kind }) => due.get(kind, kind, momentOf(kind)) as PurgedKind);
  }

  /** What is held per kind, and how much of it a purge would remove. */
  classes(momentOf: (kind: string) => number): (PurgedKind & { readonly records: number })[] {
    const held = this.#db
      .prepare(
        "SELECT kind, count(*) AS records, min(stored_at_ms) AS oldestMs FROM records GROUP BY kind ORDER BY kind",
      )
      .all() as { kind: string; records: number; oldestMs: number }[];
    const due = new Map(this.#due(momentOf).map(({ kind, removed }) => [kind, removed]));
    return held.map((row) => ({ ...row, removed: due.get(row.kind) ?? 0 }));
  }

  /**
   * Binds the log to what is held without telling it: a keyed hash of the sealed record, which holds a random nonce.
   * Once the record is gone nobody, not even with the key, can try values against it. Null: no such record.
   */
  commitment(ref: string): string | null {
    const row = this.#db.prepare("SELECT sealed FROM records WHERE ref = ?").get(ref) as
      | { sealed: Uint8Array }
      | undefined;
    if (row === undefined) return null;
    return createHmac("sha256", this.#bindKey).update(`${ref}\n`).update(row.sealed).digest("base64url");
  }

  optOut(phone: string, nowMs: number): void {
    this.#db.prepare("INSERT OR IGNORE INTO opted_out VALUES (?, ?)").run(this.#hashed(phone), nowMs);
  }

  optedOut(phone: string): boolean {
    return this.#db.prepare("SELECT 1 FROM opted_out WHERE hash = ?").get(this.#hashed(phone)) !== undefined;
  }

  counts(): SealedCounts {
    const sql = `SELECT count(*) AS records, min(stored_at_ms) AS oldestMs,
      (SELECT count(*) FROM opted_out) AS optedOut FROM records`;
    return this.#db.prepare(sql).get() as SealedCounts;
  }

  /** Records of any kind that do not open. */
  unreadable(): number {
    const rows = this.#db.prepare("SELECT ref, sealed FROM records").all() as { ref: string; sealed: Uint8Array }[];
    return rows.filter(({ ref, sealed }) => this.#opened(ref, sealed) === null).length;
  }

  note(name: string): string | null {
    const row = this.#db.prepare("SELECT value FROM notes WHERE name = ?").get(name) as { value: string } | undefined;
    return row?.value ?? null;
  }

  setNote(name: string, value: string): void {
    this.#db.prepare("INSERT OR REPLACE INTO notes VALUES (?, ?)").run(name, value);
  }

  close(): void {
    this.#db.close();
  }

  /** The write-ahead file still holds the old pages: it is emptied, too. */
  #cleared(): void {
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
  }

  #sealed(ref: string, text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    // Bound to its place: a record moved to another reference does not open.
    cipher.setAAD(Buffer.from(ref, "utf8"));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  #opened(ref: string, sealed: Uint8Array): string | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const bodyEnd = sealed.length - TAG_BYTES;
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(ref, "utf8"));
      decipher.setAuthTag(sealed.subarray(bodyEnd));
      const body = decipher.update(sealed.subarray(NONCE_BYTES, bodyEnd));
      return Buffer.concat([body, decipher.final()]).toString("utf8");
    } catch {
      // Another key, or damage: there is nothing to read, and the caller says so.
      return null;
    }
  }

  #hashed(phone: string): Buffer {
    return createHmac("sha256", this.#hashKey).update(phone).digest();
  }
}
