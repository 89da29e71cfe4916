// A log on the disk that its hall has signed now and then, for tests that tamper with it as one with the file would.

import type { CheckpointFile } from "../../controller/contract/evidence.ts";
import { event, type LoggedEvent } from "../../controller/domain/events.ts";
import type { EvidenceState } from "../../controller/domain/evidence-events.ts";
import { Audit } from "../../controller/evidence/audit.ts";
import { type HallKey, readKey } from "../../controller/evidence/checkpoint.ts";
import type { GivenCheckpoint } from "../../controller/evidence/files.ts";
import { givenCheckpoint } from "../../controller/evidence/files.ts";
import { EvidenceRoom } from "../../controller/evidence/room.ts";
import { chainHash } from "../../controller/store/chain.ts";
import { type Database, openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { DAY_START_MS } from "../store/day-script.ts";

export const HALL_ID = "test-hall";

/** A log that can be signed while it grows. */
export class SignedLog {
  readonly store: SqliteStore;
  readonly room: EvidenceRoom;
  readonly state: EvidenceState = { newest: null, rotations: [] };
  nowMs = DAY_START_MS;

  constructor(readonlyFolder: string) {
    this.folder = readonlyFolder;
    this.store = SqliteStore.open(readonlyFolder);
    this.room = this.openRoom();
  }
  readonly folder: string;

  openRoom(): EvidenceRoom {
    const { store, state } = this;
    return new EvidenceRoom({
      ...{ dataDir: this.folder, hallId: HALL_ID, logFile: store.path, nowMs: () => this.nowMs },
      durableSeq: () => store.head.seq,
      state: () => state,
    });
  }

  add(...events: readonly LoggedEvent[]): this {
    this.store.append({ events, answers: [] });
    return this;
  }

  /** Signs what is there, as the hall does, and records it. */
  sign(reason: "day" | "closing" | "asked" = "asked", room = this.room): CheckpointFile {
    const signed = room.sign();
    if (signed === null) throw new Error(`nothing was signed: ${room.fault}`);
    const seq = this.store.head.seq + 1;
    const data = { ...signed, reason, previous: this.state.newest?.seq ?? null };
    this.add({ ...event("checkpoint.signed", data), seq, atMs: this.nowMs, actor: "system" });
    this.state.newest = { ...signed, reason, seq, atMs: this.nowMs };
    return room.newest() as CheckpointFile;
  }

  /** A new key by the book. */
  rotate(): void {
    const { next, rotation } = this.room.nextKey();
    const seq = this.store.head.seq + 1;
    this.add({ ...event("evidence.key-rotated", rotation), seq, atMs: this.nowMs, actor: "system" });
    this.state.rotations = [...this.state.rotations, rotation];
    this.room.adoptKey(next);
  }

  get publicKey(): HallKey {
    return readKey(this.room.key().key) as HallKey;
  }

  close(): void {
    this.room.close();
    this.store.close();
  }
}

/** The log's file in the hands of somebody who has taken its guards off. */
export function withFile<T>(path: string, work: (db: Database) => T): T {
  const db = openDatabase(path);
  for (const trigger of ["no_update", "no_delete", "next_only"]) db.exec(`DROP TRIGGER IF EXISTS events_${trigger}`);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Makes every hash follow again from a row on, as a forger who knows the format would. */
export function rehash(db: Database, from: number): void {
  const rows = db.prepare("SELECT seq, at_ms AS atMs, type, actor, data FROM events WHERE seq >= ? ORDER BY seq");
  const before = db.prepare("SELECT hash FROM events WHERE seq = ?").get(from - 1) as { hash: Buffer } | undefined;
  const put = db.prepare("UPDATE events SET hash = ? WHERE seq = ?");
  let previous: Uint8Array = before?.hash ?? new Uint8Array(32);
  for (const row of rows.all(from) as { seq: number; atMs: number; type: string; actor: string; data: string }[]) {
    previous = chainHash(previous, row);
    put.run(previous, row.seq);
  }
}

/** The kinds of faults that verify-log names, each once. */
export function faultsOf(path: string, given: readonly CheckpointFile[], trusted: readonly HallKey[] = []): string[] {
  const checkpoints = given.map((one) => givenCheckpoint(one) as GivenCheckpoint);
  const { faults } = verifyLog(path, null, new Audit({ given: checkpoints, trusted }));
  return [...new Set(faults.map(({ kind }) => kind))].sort();
}
