// No change of a signed log goes unseen, and each is called by its name.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CheckpointFile } from "../../controller/contract/evidence.ts";
import { Audit } from "../../controller/evidence/audit.ts";
import { type HallKey, hallKey, keyPairOf } from "../../controller/evidence/checkpoint.ts";
import type { Database } from "../../controller/store/sqlite.ts";
import { checkpointOf, verifyLog } from "../../controller/store/verify.ts";
import { plainDay } from "../store/day-script.ts";
import { tempFolder } from "../store/temp-folder.ts";
import { faultsOf, rehash, SignedLog, withFile } from "./signed-log.ts";

const ROWS = 60;

/** 60 rows, signed at the 40th and at the end; the file lies closed. */
function closed(): { path: string; folder: string; early: CheckpointFile; late: CheckpointFile; key: HallKey } {
  const log = new SignedLog(tempFolder());
  const events = plainDay(ROWS);
  log.add(...events.slice(0, 40));
  const early = log.sign("day");
  const shift = events.slice(40).map((one, at) => ({ ...one, seq: 42 + at }));
  log.add(...shift);
  const late = log.sign("closing");
  const { folder } = log;
  const { path } = log.store;
  const key = log.publicKey;
  log.close();
  return { path, folder, early, late, key };
}

/** Tries one change on the file and puts it back. */
function tried(path: string, change: (db: Database) => void, look: () => string[]): string[] {
  return withFile(path, (db) => {
    const kept = db.prepare("SELECT * FROM events").all() as Record<string, unknown>[];
    change(db);
    const found = look();
    db.exec("DELETE FROM events");
    const put = db.prepare("INSERT INTO events VALUES (@seq, @at_ms, @type, @actor, @data, @hash)");
    db.transaction(() => {
      for (const row of kept) put.run(row);
    })();
    return found;
  });
}

const TOTAL = ROWS + 2;
const ALL = Array.from({ length: TOTAL }, (_, at) => at + 1);
const edit = (db: Database, seq: number) => db.prepare("UPDATE events SET actor = 'staff:s99' WHERE seq = ?").run(seq);

/** The tail with everything derived from it, as a thorough forger would. */
function cutOff(db: Database, after: number): void {
  for (const table of ["events", "tickets", "calls", "cases", "ratings"])
    db.prepare(`DELETE FROM ${table} WHERE seq > ?`).run(after);
}

describe("a signed log", () => {
  test("is sound as it is, with its key and both checkpoints", () => {
    const { path, early, late, key } = closed();
    expect(faultsOf(path, [early, late], [key])).toEqual([]);
    const audit = new Audit({ given: [], trusted: [] });
    verifyLog(path, null, audit);
    expect(audit.checkpoints).toBe(2);
  });

  test("shows every edit of every row, by the chain and by the signed root", () => {
    const { path, late, key } = closed();
    for (const seq of ALL) {
      const found = tried(
        path,
        (db) => edit(db, seq),
        () => faultsOf(path, [late], [key]),
      );
      expect(found, `row ${seq}`).toContain("edited");
      if (seq <= late.seq) expect(found, `row ${seq}`).toContain("root-wrong");
    }
  });

  test("shows every edit whose hashes were made to follow again: by its own checkpoints and by those outside", () => {
    const { path, early, late, key } = closed();
    for (const seq of ALL) {
      const forge = (db: Database) => {
        edit(db, seq);
        rehash(db, seq);
      };
      const found = tried(path, forge, () => faultsOf(path, [early, late], [key]));
      if (seq <= late.seq) expect(found, `row ${seq}`).toContain("rewritten");
      else expect(found, "the newest row was not signed yet").toEqual([]);
    }
  });

  test("shows every removed row, every swap of neighbours and every cut", () => {
    const { path, early, late } = closed();
    for (const seq of ALL.slice(0, -1)) {
      const gone = tried(
        path,
        (db) => db.prepare("DELETE FROM events WHERE seq = ?").run(seq),
        () => faultsOf(path, [late]),
      );
      expect(gone, `row ${seq}`).toContain("removed");
      const swap = (db: Database) => {
        db.prepare("UPDATE events SET seq = -1 WHERE seq = ?").run(seq);
        db.prepare("UPDATE events SET seq = ? WHERE seq = ?").run(seq, seq + 1);
        db.prepare("UPDATE events SET seq = ? WHERE seq = -1").run(seq + 1);
      };
      expect(
        tried(path, swap, () => faultsOf(path, [late])),
        `row ${seq}`,
      ).toContain("reordered");
      const cut = (db: Database) => db.prepare("DELETE FROM events WHERE seq > ?").run(seq);
      const found = tried(path, cut, () => faultsOf(path, [early, late]));
      if (seq < late.seq) expect(found, `after ${seq}`).toContain("cut-off");
    }
  });

  test("cannot show a cut of what nobody outside has a checkpoint of", () => {
    const { path, early } = closed();
    withFile(path, (db) => cutOff(db, 50));
    expect(faultsOf(path, [early])).toEqual([]);
  });

  test("shows a plain checkpoint of before that it was rewritten", () => {
    const { path } = closed();
    const plain = checkpointOf(path);
    withFile(path, (db) => {
      edit(db, 7);
      rehash(db, 7);
    });
    expect(verifyLog(path, plain).faults.map(({ kind }) => kind)).toContain("rewritten");
  });
});

describe("the key", () => {
  test("signing a second, different log is a fork", () => {
    const folder = tempFolder();
    const log = new SignedLog(folder);
    const events = plainDay(ROWS);
    log.add(...events.slice(0, 30));
    const told = log.sign();
    const key = log.publicKey;
    log.close();
    // Whoever has the folder rewrites row 5, forgets the old signature and has the same key sign again.
    withFile(log.store.path, (db) => {
      db.exec("DELETE FROM events WHERE type = 'checkpoint.signed'");
      edit(db, 5);
      rehash(db, 5);
    });
    rmSync(join(folder, "tree.nodes"));
    const forged = new SignedLog(folder);
    const again = forged.sign();
    forged.close();
    expect(faultsOf(log.store.path, [again], [key])).toEqual([]);
    expect(faultsOf(log.store.path, [told], [key])).toEqual(["forked"]);
  });

  test("put in another's place is named, from inside and from outside", () => {
    const folder = tempFolder();
    const log = new SignedLog(folder);
    const events = plainDay(ROWS);
    log.add(...events.slice(0, 20));
    const before = log.sign();
    const key = log.publicKey;
    log.close();
    rmSync(join(folder, "evidence.key"));
    const other = new SignedLog(folder);
    Object.assign(other.state, log.state);
    const room = other.openRoom();
    onTestFinished(() => room.close());
    expect(room.fault).toMatch(/^key-replaced/);
    const after = other.sign("asked", room);
    other.close();
    expect(faultsOf(log.store.path, [])).toEqual(["key-replaced"]);
    expect(faultsOf(log.store.path, [before], [key])).toEqual(["key-replaced"]);
    expect(faultsOf(log.store.path, [after], [key])).toEqual(["key-replaced"]);
  });

  test("that no rotation leads to is not the log's, though all else fits", () => {
    const { path, late } = closed();
    const stranger = hallKey("hallkeeper/test-hall", keyPairOf(Buffer.alloc(32, 3)).publicKey);
    expect(faultsOf(path, [late], [stranger])).toEqual(["key-replaced"]);
  });

  test("is followed by the next one with its own word", () => {
    const log = new SignedLog(tempFolder());
    const events = plainDay(ROWS);
    log.add(...events.slice(0, 20));
    const before = log.sign();
    const old = log.publicKey;
    log.rotate();
    const after = log.sign();
    const young = log.publicKey;
    expect(young.id).not.toBe(old.id);
    log.close();
    for (const trusted of [[], [old], [young]])
      expect(faultsOf(log.store.path, trusted[0] === young ? [after] : [before, after], trusted)).toEqual([]);
  });

  test("says nothing for a rotation that it did not sign", () => {
    const log = new SignedLog(tempFolder());
    log.add(...plainDay(20));
    log.sign();
    const { rotation } = log.room.nextKey();
    const signature = Buffer.alloc(64, 1).toString("base64");
    const data = { ...rotation, signature };
    log.add({ type: "evidence.key-rotated", data, seq: log.store.head.seq + 1, atMs: log.nowMs, actor: "system" });
    log.close();
    expect(faultsOf(log.store.path, [])).toEqual(["key-replaced"]);
  });
});

describe("a checkpoint from outside", () => {
  test("with any signed word changed does not hold", () => {
    const { path, late, key } = closed();
    const signatureWrong: readonly Partial<CheckpointFile>[] = [
      { seq: late.seq - 1 },
      { hash: "00".repeat(32) },
      { root: "00".repeat(32) },
      { note: late.note.replace(`\n${late.seq}\n`, `\n${late.seq - 1}\n`) },
    ];
    for (const change of signatureWrong)
      expect(faultsOf(path, [{ ...late, ...change } as CheckpointFile], [key])).toEqual(["signature-wrong"]);
  });

  test("of long ago is no newer log: what was added since is not hidden by it", () => {
    const { path, early } = closed();
    withFile(path, (db) => cutOff(db, early.seq));
    // The log ends where the old checkpoint was: it holds, and says only so much.
    expect(faultsOf(path, [early])).toEqual([]);
    expect(verifyLog(path).head.seq).toBe(early.seq);
  });
});
