// verify-log: no single change of the log, and no false rating or ticket beside it, goes unseen.
import { statSync, truncateSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { checkpointOf, FAULTS_MAX, verifyLog } from "../../controller/store/verify.ts";
import { DayScript, plainDay } from "./day-script.ts";
import { tempFolder, tempStore } from "./temp-folder.ts";

const ROWS = 200;

/** A closed log of 200 events, and a way to tamper with it as somebody with the file in hand would. */
function closedLog() {
  const folder = tempFolder();
  const store = SqliteStore.open(folder);
  store.append({ events: plainDay(ROWS), answers: [] });
  store.close();
  const { path } = store;
  const withFile = <T>(work: (db: Database) => T): T => {
    const db = openDatabase(path);
    for (const trigger of ["no_update", "no_delete", "next_only"]) db.exec(`DROP TRIGGER IF EXISTS events_${trigger}`);
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return { path, withFile };
}

/** Tries one change after the other on the same file, each undone before the next. */
function eachChange(rows: readonly number[], change: (db: Database, seq: number) => void) {
  const { path, withFile } = closedLog();
  const checkpoint = checkpointOf(path);
  return withFile((db) =>
    rows.map((seq) => {
      const kept = db.prepare("SELECT * FROM events").all() as Record<string, unknown>[];
      change(db, seq);
      const found = verifyLog(path, checkpoint);
      db.exec("DELETE FROM events");
      const put = db.prepare("INSERT INTO events VALUES (@seq, @at_ms, @type, @actor, @data, @hash)");
      db.transaction(() => {
        for (const row of kept) put.run(row);
      })();
      return { seq, found };
    }),
  );
}

const ALL = Array.from({ length: ROWS }, (_, at) => at + 1);

const MADE_UP_RATING = "5, 1, 2, 5, 'window_pad', 'active', NULL, NULL, NULL";

describe("verify-log", () => {
  test("finds nothing wrong with a sound log, and names its end", () => {
    const { path } = closedLog();
    const checkpoint = checkpointOf(path);
    expect(verifyLog(path, checkpoint)).toEqual({ ok: true, count: ROWS, head: checkpoint, faults: [], faultCount: 0 });
    expect(checkpoint.seq).toBe(ROWS);
    expect(checkpoint.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("accepts an empty log and an older checkpoint", () => {
    const store = tempStore();
    const empty = checkpointOf(store.path);
    expect(empty).toEqual({ seq: 0, hash: "0".repeat(64) });
    expect(verifyLog(store.path, empty).ok).toBe(true);
    store.append({ events: plainDay(10), answers: [] });
    const older = checkpointOf(store.path);
    store.append({ events: [new DayScript(10).add("window.closed", { windowId: "1" })], answers: [] });
    expect(verifyLog(store.path, older).ok).toBe(true);
  });

  test.each([
    ["time", "at_ms = at_ms + 1"],
    ["type", "type = type || 'x'"],
    ["actor", "actor = 'staff:s09'"],
    ["data", "data = replace(data, '}', ' }')"],
    ["hash", "hash = zeroblob(32)"],
  ])("finds an edit of the %s of any single row", (_name, set) => {
    for (const { seq, found } of eachChange(ALL, (db, at) => db.exec(`UPDATE events SET ${set} WHERE seq = ${at}`))) {
      expect(found.ok, `row ${seq}`).toBe(false);
      expect(found.faults[0], `row ${seq}`).toMatchObject({ seq, kind: expect.stringMatching(/edited|malformed/) });
    }
  });

  test("finds a text moved from one field of a row into another", () => {
    const moved = eachChange([5], (db, seq) =>
      db.exec(`UPDATE events SET type = type || char(10) || actor, actor = data, data = '' WHERE seq = ${seq}`),
    );
    expect(moved[0]?.found.faults).toContainEqual(expect.objectContaining({ seq: 5, kind: "malformed" }));
  });

  test("finds data that are no JSON, in a day's start, a ticket, a rating", () => {
    for (const { seq, found } of eachChange([1, 2, 8], (db, at) => {
      db.exec(`UPDATE events SET data = '{' WHERE seq = ${at}`);
    })) {
      expect(found.faults, `row ${seq}`).toContainEqual(expect.objectContaining({ seq, kind: "malformed" }));
      expect(found.faults, `row ${seq}`).toContainEqual(expect.objectContaining({ seq, kind: "edited" }));
    }
  });

  test("counts all faults of a log that is wrong throughout, and lists as many as one can read", () => {
    const store = tempStore();
    store.append({ events: plainDay(FAULTS_MAX + 200), answers: [] });
    const db = openDatabase(store.path);
    db.exec("DROP TRIGGER events_no_update; UPDATE events SET at_ms = at_ms + 1 WHERE type <> 'ticket.issued'");
    db.close();
    const found = verifyLog(store.path);
    expect(found.faultCount).toBeGreaterThan(FAULTS_MAX);
    expect(found.faults).toHaveLength(FAULTS_MAX);
  });

  test("finds the removal of any single row, with and without closing the gap", () => {
    for (const { seq, found } of eachChange(ALL, (db, at) => db.exec(`DELETE FROM events WHERE seq = ${at}`))) {
      const kind = seq === ROWS ? "cut-off" : "removed";
      expect(found.faults, `row ${seq}`).toContainEqual(expect.objectContaining({ kind }));
    }
    const closed = eachChange(ALL, (db, at) => {
      db.exec(`DELETE FROM events WHERE seq = ${at}`);
      db.exec(`UPDATE events SET seq = -(seq - 1) WHERE seq > ${at}; UPDATE events SET seq = -seq WHERE seq < 0`);
    });
    for (const { seq, found } of closed) expect(found.ok, `row ${seq}`).toBe(false);
  });

  test("finds any two neighbours changed over", () => {
    const swapped = eachChange(ALL.slice(1), (db, at) => {
      db.exec(`UPDATE events SET seq = -1 WHERE seq = ${at}; UPDATE events SET seq = ${at} WHERE seq = ${at - 1};
        UPDATE events SET seq = ${at - 1} WHERE seq = -1`);
    });
    for (const { seq, found } of swapped) {
      expect(found.faults, `row ${seq}`).toContainEqual({
        seq: seq - 1,
        kind: "reordered",
        detail: expect.any(String),
      });
    }
  });

  test("finds a tail cut off anywhere, by the checkpoint alone", () => {
    for (const { seq, found } of eachChange(ALL, (db, at) => db.exec(`DELETE FROM events WHERE seq >= ${at}`))) {
      expect(found.faults).toContainEqual(expect.objectContaining({ seq: ROWS, kind: "cut-off" }));
      expect(found.head.seq).toBe(seq - 1);
    }
  });

  test("finds a log written anew from some row on, every hash right, by the checkpoint", () => {
    const { path } = closedLog();
    const checkpoint = checkpointOf(path);
    const forged = tempStore();
    const events = plainDay(ROWS).map((event) => (event.seq === 150 ? { ...event, actor: "staff:s09" } : event));
    forged.append({ events, answers: [] });
    expect(verifyLog(forged.path).ok).toBe(true);
    expect(verifyLog(forged.path, checkpoint).faults).toEqual([
      { seq: ROWS, kind: "rewritten", detail: expect.any(String) },
    ]);
  });

  test.each([
    ["a better level", "UPDATE ratings SET level = 5 WHERE level = 2", "rating"],
    ["a rating taken out", "DELETE FROM ratings WHERE seq = (SELECT min(seq) FROM ratings)", "rating"],
    [
      "a rating moved to another case",
      "UPDATE ratings SET case_seq = 99999 WHERE seq = (SELECT max(seq) FROM ratings)",
      "rating",
    ],
    ["a rating nobody gave", `INSERT INTO ratings VALUES (3, ${MADE_UP_RATING})`, "rating"],
    ["a rating behind the end", `INSERT INTO ratings VALUES (900, ${MADE_UP_RATING})`, "rating"],
    ["a ticket taken out", "DELETE FROM tickets WHERE number = 'A003'", "ticket"],
    ["a ticket under another number", "UPDATE tickets SET number = 'A999' WHERE number = 'A003'", "ticket"],
    ["a ticket of another day", "UPDATE tickets SET day = 20310305 WHERE number = 'A003'", "ticket"],
    [
      "a ticket nobody drew",
      `INSERT INTO tickets SELECT 3, 'x', day, 'X1', 'x', service_id, NULL, NULL, NULL, 'waiting', 'none', 0, 1,
        NULL, 0, NULL, NULL FROM tickets LIMIT 1`,
      "ticket",
    ],
  ])("finds %s in the tables", (_name, sql, kind) => {
    const { path, withFile } = closedLog();
    withFile((db) => db.exec(sql));
    const found = verifyLog(path);
    expect(found.faults).toContainEqual(expect.objectContaining({ kind }));
    expect(found.faults.every((fault) => fault.kind === kind)).toBe(true);
  });

  test("works beside the running service and sees one moment", () => {
    const store = tempStore();
    store.append({ events: plainDay(50), answers: [] });
    expect(verifyLog(store.path)).toMatchObject({ ok: true, count: 50 });
    store.append({ events: [new DayScript(50).add("window.closed", { windowId: "1" })], answers: [] });
    expect(verifyLog(store.path)).toMatchObject({ ok: true, count: 51 });
  });

  test("says clearly when there is no log or the file is damaged", () => {
    expect(() => verifyLog("/nowhere/hall.db")).toThrow(expect.objectContaining({ code: "CANNOT_OPEN" }));
    const { path } = closedLog();
    const pages = Math.floor(statSync(path).size / 4096);
    truncateSync(path, (pages >> 1) * 4096);
    expect(() => verifyLog(path)).toThrow(expect.objectContaining({ code: "MALFORMED" }));
  });
});
