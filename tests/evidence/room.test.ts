// The running hall's evidence: receipts that anybody can check, proofs between any two states, and no signature over a
// log that is not what was signed before.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CheckpointFile, ReceiptFile } from "../../controller/contract/evidence.ts";
import { readKey } from "../../controller/evidence/checkpoint.ts";
import {
  type GivenCheckpoint,
  type GivenReceipt,
  givenCheckpoint,
  readConsistencyText,
  readReceiptText,
} from "../../controller/evidence/files.ts";
import { judgePair, judgeReceipt } from "../../controller/evidence/judge.ts";
import { plainDay } from "../store/day-script.ts";
import { tempFolder } from "../store/temp-folder.ts";
import { rehash, SignedLog, withFile } from "./signed-log.ts";

function grown(rows = 600): SignedLog {
  const log = new SignedLog(tempFolder());
  onTestFinished(() => log.close());
  return log.add(...plainDay(rows));
}

const given = (file: CheckpointFile): GivenCheckpoint => givenCheckpoint(file) as GivenCheckpoint;
const receiptOf = (log: SignedLog, seq: number): ReceiptFile => {
  const receipt = log.room.receipt(seq);
  if (typeof receipt === "string") throw new Error(receipt);
  return receipt;
};
const judged = (receipt: ReceiptFile, keys = [] as Parameters<typeof judgeReceipt>[1]) => {
  const read = readReceiptText(JSON.stringify(receipt));
  return typeof read === "string" ? read : judgeReceipt(read as GivenReceipt, keys);
};
const kindsOf = (result: ReturnType<typeof judged>): readonly string[] =>
  typeof result === "string" ? [result] : result.faults.map(({ kind }) => kind);

describe("a receipt", () => {
  test("proves its row with the hall's key alone, for every row", () => {
    const log = grown(300);
    for (let seq = 1; seq <= 300; seq++) {
      const receipt = receiptOf(log, seq);
      expect(judged(receipt, [log.publicKey])).toMatchObject({ ok: true, faults: [] });
      expect(receipt.row.seq).toBe(seq);
    }
    expect(log.room.receipt(301)).toBe("unknown");
    expect(log.room.receipt(0)).toBe("unknown");
  });

  test("holds no word of any other row", () => {
    const log = grown(300);
    const text = JSON.stringify(receiptOf(log, 150));
    const rows = log.store.eventsAfter(0, 300);
    for (const { seq, data } of rows.filter(({ seq }) => seq !== 150)) {
      const { ticketId, token } = data as { ticketId?: string; token?: string };
      const own = rows[149]?.data as { ticketId?: string };
      if (ticketId !== undefined && ticketId !== own.ticketId)
        expect(text, `row ${seq}`).not.toContain(`"${ticketId}\\"`);
      if (token !== undefined) expect(text).not.toContain(token);
    }
  });

  test("does not hold when anything in it is another: each is named", () => {
    const log = grown();
    const receipt = receiptOf(log, 77);
    const other = receiptOf(log, 78);
    const keys = [log.publicKey];
    const { row, checkpoint } = receipt;
    const flipped = receipt.proof.map((step, at) => (at === 2 ? "00".repeat(32) : step));
    const cases: readonly [Partial<ReceiptFile>, readonly string[]][] = [
      [{ row: { ...row, actor: "staff:s99" } }, ["edited", "root-wrong"]],
      [{ row: { ...row, seq: 78 } }, ["edited", "root-wrong"]],
      [{ row: other.row, leaf: other.leaf }, ["root-wrong"]],
      [{ proof: flipped }, ["root-wrong"]],
      [{ proof: receipt.proof.slice(1) }, ["root-wrong"]],
      [{ checkpoint: { ...checkpoint, root: "11".repeat(32) } }, ["signature-wrong"]],
      [{ checkpoint: { ...checkpoint, note: checkpoint.note.replace("chain ", "chain  ") } }, ["signature-wrong"]],
    ];
    for (const [change, kinds] of cases) expect(kindsOf(judged({ ...receipt, ...change }, keys))).toEqual(kinds);
    const stranger = grown(20);
    expect(kindsOf(judged(receipt, [stranger.publicKey]))).toEqual(["key-replaced"]);
  });

  test("of before a change of keys is checked with the old key, and one of after it too", () => {
    const log = grown(50);
    const old = log.publicKey;
    const before = receiptOf(log, 10);
    log.rotate();
    log.nowMs += 60_000;
    const after = receiptOf(log, 10);
    expect(after.checkpoint.key).not.toBe(before.checkpoint.key);
    expect(judged(before, [old])).toMatchObject({ ok: true });
    expect(judged(after, [old])).toMatchObject({ ok: true });
    const unsigned = { ...after, rotations: after.rotations.map((one) => ({ ...one, signature: "AAAA" })) };
    expect(kindsOf(judged(unsigned, [old]))).toEqual(["key-replaced"]);
  });

  test.each(["", "[]", "{}", "null", '{"format":"hallkeeper-receipt-1"}', "x".repeat(100)])("is none: %j", (text) => {
    expect(typeof readReceiptText(text)).toBe("string");
  });
});

describe("two checkpoints", () => {
  test("are bound by a proof, and by no other", () => {
    const log = grown();
    const first = log.sign();
    const more = plainDay(1000).slice(601, 900);
    log.add(...more.map((one, at) => ({ ...one, seq: first.seq + 2 + at })));
    const second = log.sign();
    const proof = log.room.consistency(first.seq, second.seq);
    if (typeof proof === "string") throw new Error(proof);
    const read = readConsistencyText(JSON.stringify(proof));
    if (typeof read === "string") throw new Error(read);
    const keys = [log.publicKey];
    const pair = [given(first), given(second)] as const;
    expect(judgePair(pair, keys, read)).toMatchObject({ ok: true });
    expect(judgePair([pair[1], pair[0]], keys, read)).toMatchObject({ ok: true });
    expect(judgePair(pair, keys, null).faults[0]?.kind).toBe("proof-missing");
    expect(judgePair(pair, keys, { ...read, from: 1 }).faults[0]?.kind).toBe("proof-wrong");
    const damaged = read.proof.map((step, at) => (at === 0 ? new Uint8Array(32) : step));
    expect(judgePair(pair, keys, { ...read, proof: damaged }).faults[0]?.kind).toBe("forked");
    expect(judgePair([given(first), given(first)], keys, null)).toMatchObject({ ok: true });
    expect(log.room.consistency(5, 4)).toBe("unknown");
    expect(log.room.consistency(1, 9_999)).toBe("unknown");
  });

  test("of one size that differ are a fork", () => {
    const [one, two] = [grown(40), new SignedLog(tempFolder())];
    onTestFinished(() => two.close());
    two.add(...plainDay(40).map((event) => (event.seq === 9 ? { ...event, actor: "staff:s99" } : event)));
    const key = readFileSync(join(one.folder, "evidence.key"));
    writeFileSync(join(two.folder, "evidence.key"), key);
    const twin = two.openRoom();
    onTestFinished(() => twin.close());
    const [left, right] = [given(one.sign()), given(two.sign("asked", twin))];
    expect(judgePair([left, right], [], null).faults[0]?.kind).toBe("forked");
  });

  test("are listed newest first, each found from the one after it", () => {
    const log = grown(30);
    const files = [log.sign("day"), log.sign("asked"), log.sign("closing")];
    expect(log.room.list(10)).toEqual(files.reverse());
    expect(log.room.list(2)).toHaveLength(2);
    expect(log.room.newest()).toEqual(files[0]);
  });
});

describe("a hall whose log was changed", () => {
  const reopened = (change: (path: string) => void) => {
    const folder = tempFolder();
    const log = new SignedLog(folder);
    log.add(...plainDay(700));
    log.sign();
    log.close();
    change(log.store.path);
    const again = new SignedLog(folder);
    Object.assign(again.state, log.state);
    const room = again.openRoom();
    onTestFinished(() => {
      room.close();
      again.close();
    });
    return room;
  };

  test("finds it at the start and signs nothing more", () => {
    const edited = reopened((path) =>
      withFile(path, (db) => {
        db.exec("UPDATE events SET actor = 'x' WHERE seq = 300");
        rehash(db, 300);
      }),
    );
    expect(edited.fault).toMatch(/^rewritten/);
    expect(edited.sign()).toBeNull();
    expect(edited.receipt(4)).toBe("busy");
    const cut = reopened((path) => withFile(path, (db) => db.exec("DELETE FROM events WHERE seq > 600")));
    expect(cut.fault).toMatch(/^cut-off/);
  });

  test("finds a change in the newest chunks even when the hashes were left alone", () => {
    const room = reopened((path) => withFile(path, (db) => db.exec("UPDATE events SET actor = 'x' WHERE seq = 699")));
    expect(room.fault).toMatch(/^root-wrong/);
  });

  test("believes no file of nodes: removed, foreign or with holes, the root is the log's", () => {
    for (const bytes of [null, Buffer.alloc(64), Buffer.alloc(32 * 500, 7)]) {
      const room = reopened((path) => {
        const nodes = join(path, "..", "tree.nodes");
        if (bytes === null) rmSync(nodes);
        else writeFileSync(nodes, bytes);
      });
      expect(room.fault).toBe("");
      expect(room.sign()).not.toBeNull();
    }
  });
});

describe("the key", () => {
  test("is made once, readable by the service alone, and published beside", () => {
    const log = grown(10);
    const published = readFileSync(join(log.folder, "evidence.pub"), "utf8");
    expect(readKey(published)).toEqual(log.publicKey);
    expect(published).not.toContain(readFileSync(join(log.folder, "evidence.key"), "utf8").trim());
    const again = log.openRoom();
    expect(again.key()).toEqual(log.room.key());
    expect(again.key().fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    again.close();
  });

  test("whose change was cut short by a crash is finished at the next start, by what the log says", () => {
    const log = grown(10);
    const { rotation } = log.room.nextKey();
    expect(log.openRoom().key().key).toBe(rotation.from);
    // The log has it, the files have not.
    log.state.rotations = [rotation];
    const again = log.openRoom();
    expect(again.key().key).toBe(rotation.to);
    expect(again.fault).toBe("");
  });
});
