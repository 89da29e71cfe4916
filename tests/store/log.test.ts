// The log itself: chain, append-only triggers, second locks, idempotent answers, opening good and bad files.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MemoryStore } from "../../controller/store/memory-store.ts";
import { SCHEMA_VERSION } from "../../controller/store/migrations.ts";
import { candidates, openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { DayScript, plainDay } from "./day-script.ts";
import { tempFolder, tempStore } from "./temp-folder.ts";

describe("the hash chain", () => {
  test("is SHA-256 of the hash before and the row's five fields, from 32 zero bytes on", () => {
    const store = tempStore();
    const [first, second] = plainDay(2);
    if (first === undefined || second === undefined) throw new Error("two events are needed");
    store.append({ events: [first, second], answers: [] });
    let before = Buffer.alloc(32);
    for (const { seq, atMs, type, actor, data } of [first, second]) {
      const text = [seq, atMs, type, actor, JSON.stringify(data)].join("\n");
      before = createHash("sha256").update(before).update(text, "utf8").digest();
    }
    expect(Buffer.from(store.head.hash)).toEqual(before);
    expect(store.eventsAfter(1, 10).map((stored) => stored.hash)).toEqual([before.toString("hex")]);
  });

  test("is the same in memory and on disk, also over a restart and with text beyond ASCII", () => {
    const folder = tempFolder();
    const memory = new MemoryStore();
    const events = plainDay(40);
    const odd = new DayScript(40);
    odd.nowMs = events.at(-1)?.atMs ?? 0;
    odd.add("settings.changed", { digest: "d", summary: '王某 \ud800 \u0000 \u{1f600} "\\' }, "staff:王某");
    for (const batch of [events.slice(0, 17), events.slice(17), odd.events]) {
      const store = SqliteStore.open(folder);
      store.append({ events: batch, answers: [] });
      memory.append({ events: batch, answers: [] });
      store.close();
    }
    const store = tempStore(folder);
    expect(store.head).toEqual({ seq: 41, hash: Buffer.from(memory.head.hash) });
    expect([...store.loadSinceDayStart()]).toEqual([...memory.loadSinceDayStart()]);
    expect(store.eventsAfter(38, 2)).toEqual(memory.eventsAfter(38, 2));
  });

  test("holds over events of any length", () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder);
    const script = new DayScript().startDay();
    const summary = "长".repeat(30_000);
    script.add("settings.changed", { digest: "d", summary });
    script.issue(1);
    store.append({ events: script.take(), answers: [] });
    store.close();
    const again = tempStore(folder);
    expect([...again.loadSinceDayStart()].map(({ type }) => type)).toHaveLength(3);
    expect(again.eventsAfter(1, 1)).toMatchObject([{ data: { summary } }]);
  });

  test("stops the start when a row of the present day was edited", () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder);
    store.append({ events: plainDay(20), answers: [] });
    store.close();
    const db = openDatabase(join(folder, "hall.db"));
    db.exec("DROP TRIGGER events_no_update; UPDATE events SET actor = 'staff:other' WHERE seq = 7");
    db.close();
    const opened = tempStore(folder);
    expect(() => [...opened.loadSinceDayStart()]).toThrow(expect.objectContaining({ code: "LOG_BROKEN" }));
  });
});

describe("the log is append-only for everybody", () => {
  const INSERT = "INTO events SELECT 5, at_ms, type, actor, data, hash FROM events WHERE seq = 3";
  test.each([
    ["UPDATE", "UPDATE events SET actor = 'x' WHERE seq = 3", "no update"],
    ["DELETE of a row", "DELETE FROM events WHERE seq = 10", "no delete"],
    ["DELETE of all rows", "DELETE FROM events", "no delete"],
    ["INSERT OR REPLACE", `INSERT OR REPLACE ${INSERT}`, "not the next seq"],
    ["REPLACE", `REPLACE ${INSERT}`, "not the next seq"],
    ["INSERT OR IGNORE", `INSERT OR IGNORE ${INSERT}`, "not the next seq"],
    ["INSERT behind a gap", `INSERT ${INSERT.replace("5,", "12,")}`, "not the next seq"],
    ["UPSERT", `INSERT ${INSERT} ON CONFLICT (seq) DO UPDATE SET actor = 'x'`, "append-only"],
  ])("%s from a second connection is refused", (_name, sql, message) => {
    const store = tempStore();
    store.append({ events: plainDay(10), answers: [] });
    const before = store.eventsAfter(0, 100);
    const other = openDatabase(store.path);
    try {
      expect(() => other.exec(sql)).toThrow(message);
    } finally {
      other.close();
    }
    expect(store.eventsAfter(0, 100)).toEqual(before);
  });

  test("a batch with a seq out of turn is refused as a whole", () => {
    const store = tempStore();
    const events = plainDay(5);
    expect(() => store.append({ events: [...events.slice(0, 3), ...events.slice(4)], answers: [] })).toThrow(
      "next seq",
    );
    expect(store.head.seq).toBe(0);
    store.append({ events, answers: [] });
    expect(store.head.seq).toBe(5);
  });
});

describe.each([
  ["file", () => tempStore()],
  ["memory", () => new MemoryStore()],
])("the second lock of the store in a %s", (_name, open) => {
  test("refuses a second rating of one case, stage and sequence, and takes one after rectification", () => {
    const store = open();
    const script = new DayScript().startDay();
    const ticket = script.issue(1).call().arrive().finish().rate(2);
    store.append({ events: script.take(), answers: [] });
    const { seq } = store.head;
    ticket.rate(5, "qr");
    expect(() => store.append({ events: script.take(), answers: [] })).toThrow();
    expect(store.head.seq).toBe(seq);
    const again = new DayScript(seq);
    again.nowMs = script.nowMs;
    const event = again.issue(2).call().arrive().finish().rate(3);
    event.rate(5, "phone", { sequence: 2 });
    store.append({ events: again.take(), answers: [] });
  });

  test("refuses a number given out twice on one day, and gives it out again the next day", () => {
    const store = open();
    const script = new DayScript().startDay();
    script.issue(1);
    store.append({ events: script.take(), answers: [] });
    const twice = new DayScript(store.head.seq);
    twice.add("ticket.issued", {
      ...{ ticketId: "t_9", number: "A001", serviceId: "tax", token: "other", ordinal: 1, prefix: "A" },
      ...{ priority: null, kioskId: null, language: "en", deviceId: null },
    });
    const [issued] = twice.take();
    if (issued === undefined) throw new Error("one event is needed");
    expect(() => store.append({ events: [issued], answers: [] })).toThrow();
    const nextDay = new DayScript(store.head.seq).startDay("2031-03-05");
    store.append({ events: [...nextDay.take(), { ...issued, seq: issued.seq + 1 }], answers: [] });
    expect(store.head.seq).toBe(4);
  });
});

describe("kept answers", () => {
  const answer = (n: number, atMs = 0) => ({ key: `k${n}`, fingerprint: "f", status: 201, body: `{"n":${n}}`, atMs });
  const DAY_MS = 86_400_000;

  test("survive a restart, word for word", () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder);
    store.append({ events: plainDay(3), answers: [answer(1), answer(2)] });
    store.close();
    expect(tempStore(folder).keptAnswer("k2")).toEqual(answer(2));
    expect(tempStore().keptAnswer("k2")).toBeNull();
  });

  test("are dropped after a week, a few with each new one, so that the table stays bounded", () => {
    const store = tempStore();
    store.append({ events: [], answers: [1, 2, 3, 4, 5].map((n) => answer(n, n)) });
    store.append({ events: [], answers: [answer(6, 7 * DAY_MS + 4)] });
    expect([1, 2, 3, 4, 5, 6].map((n) => store.keptAnswer(`k${n}`) !== null)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    store.append({ events: [], answers: [answer(7, 7 * DAY_MS + 4)] });
    expect([3, 4, 5].map((n) => store.keptAnswer(`k${n}`) !== null)).toEqual([false, true, true]);
  });
});

describe("opening", () => {
  const opening = (folder: string) => () => SqliteStore.open(folder).close();
  const code = (value: string) => expect.objectContaining({ code: value });

  test("leaves checkpoints to tidying, which takes a long WAL over into the main file", () => {
    const store = tempStore();
    const mainBytes = () => readFileSync(store.path).length;
    const before = mainBytes();
    const events = plainDay(20_000);
    for (let at = 0; at < events.length; at += 1000) store.append({ events: events.slice(at, at + 1000), answers: [] });
    expect(mainBytes()).toBe(before);
    store.tidy();
    expect(mainBytes()).toBeGreaterThan(before + 1000 * 4096);
  });

  test("refuses a newer schema and leaves the file as it was", () => {
    const folder = tempFolder();
    opening(folder)();
    const path = join(folder, "hall.db");
    const db = openDatabase(path);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = readFileSync(path);
    expect(opening(folder)).toThrow(code("SCHEMA_NEWER"));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([0, 1, 99])("refuses another program's database of its version %i and changes nothing", (version) => {
    const folder = tempFolder();
    const path = join(folder, "hall.db");
    const db = openDatabase(path);
    db.exec(`CREATE TABLE theirs (a); PRAGMA user_version = ${version}`);
    db.close();
    const before = readFileSync(path);
    expect(opening(folder)).toThrow(code("FOREIGN"));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    ["an empty file", (path: string) => truncateSync(path, 0)],
    ["a file of noise", (path: string) => writeFileSync(path, Buffer.alloc(9000, 0x5a))],
    ["a file cut within its first page", (path: string) => truncateSync(path, 700)],
    ["a damaged schema page", (path: string) => patch(path, 100, Buffer.alloc(3000, 0xff))],
  ])("refuses %s and changes nothing", (_name, damage) => {
    const folder = tempFolder();
    opening(folder)();
    const path = join(folder, "hall.db");
    damage(path);
    const before = readFileSync(path);
    expect(opening(folder)).toThrow(code("MALFORMED"));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("refuses to start anew where only the WAL is left", () => {
    const folder = tempFolder();
    const elsewhere = tempFolder();
    const store = SqliteStore.open(folder);
    store.append({ events: plainDay(3), answers: [] });
    copyFileSync(`${store.path}-wal`, join(elsewhere, "hall.db-wal"));
    store.close();
    expect(opening(elsewhere)).toThrow(code("MALFORMED"));
  });

  test("begins again after a crash in the middle of creating the file", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "hall.db.new"), "half a file");
    writeFileSync(join(folder, "hall.db.new-wal"), "half a WAL");
    expect(opening(folder)).not.toThrow();
  });

  test("picks the SQLite module that does not crash this Node", () => {
    expect(candidates(9, "20.20.2")).toEqual(["better-sqlite3"]);
    expect(candidates(10, "22.23.0")).toEqual(["better-sqlite3-v13", "better-sqlite3"]);
    expect(candidates(10, "24.18.0")).toEqual(["better-sqlite3-v13", "better-sqlite3"]);
    expect(candidates(10, "24.19.0")).toEqual(["better-sqlite3-v13"]);
    expect(candidates(10, "25.1.0")).toEqual(["better-sqlite3-v13"]);
  });
});

describe("starting", () => {
  test("reads the events of the last day only, however long the log is", () => {
    const store = tempStore();
    const script = new DayScript();
    const old = plainDay(100_000, script);
    for (let at = 0; at < old.length; at += 5000) store.append({ events: old.slice(at, at + 5000), answers: [] });
    const today = new DayScript(old.length).startDay("2031-03-05");
    today.nowMs = script.nowMs;
    today.issue(900_001).call();
    store.append({ events: today.take(), answers: [] });
    expect([...store.loadSinceDayStart()].map((event) => event.type)).toEqual([
      "day.started",
      "ticket.issued",
      "ticket.called",
    ]);
    const db = openDatabase(store.path, { readonly: true });
    const plan = db.prepare("EXPLAIN QUERY PLAN SELECT max(seq) FROM events WHERE type = 'day.started'").all();
    db.close();
    expect(JSON.stringify(plan)).toContain("events_day");
  });

  test("takes all events when no day has started yet", () => {
    const store = tempStore();
    const script = new DayScript();
    script.add("window.opened", { windowId: "1", staffId: null });
    store.append({ events: script.take(), answers: [] });
    expect([...store.loadSinceDayStart()]).toHaveLength(1);
  });
});

function patch(path: string, at: number, bytes: Buffer): void {
  const content = readFileSync(path);
  bytes.copy(content, at);
  writeFileSync(path, content);
}
