// A data folder that somebody else uses, a log held locked, a log already closed: each is told in words with its code.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryStore } from "../../controller/store/memory-store.ts";
import { asStoreError, openDatabase, sqliteCode } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { DayScript, plainDay } from "./day-script.ts";
import { tempFolder, tempStore } from "./temp-folder.ts";

const code = (value: string) => expect.objectContaining({ code: value });

describe("a folder in use", () => {
  test("is refused to a second instance with the pid of the first, as far as that can be read", () => {
    const folder = tempFolder();
    tempStore(folder);
    const pidPath = join(folder, "lock.pid");
    expect(() => SqliteStore.open(folder)).toThrow(`(pid ${process.pid})`);
    rmSync(pidPath);
    expect(() => SqliteStore.open(folder)).toThrow("(pid unknown)");
    mkdirSync(pidPath);
    expect(() => SqliteStore.open(folder)).toThrow("(pid unreadable)");
    expect(() => SqliteStore.open(folder)).toThrow(code("LOCKED"));
    rmSync(pidPath, { recursive: true });
  });

  test("is free again once the first has closed, and closing twice does no harm", () => {
    const folder = tempFolder();
    const first = SqliteStore.open(folder);
    first.close();
    const second = tempStore(folder);
    first.close();
    expect(() => SqliteStore.open(folder)).toThrow(code("LOCKED"));
    expect(second.head.seq).toBe(0);
  });

  test("whose lock is no lock is not taken for free", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "lock.db"), Buffer.alloc(9000, 0x5a));
    expect(() => SqliteStore.open(folder)).toThrow("not a database");
  });
});

describe("a log that another program holds locked", () => {
  test("is busy for the time being: nothing is kept, and the same batch is taken afterwards", () => {
    const store = tempStore();
    const events = plainDay(5);
    const other = openDatabase(store.path);
    onTestFinished(() => void other.close());
    other.exec("BEGIN IMMEDIATE");
    expect(() => store.append({ events, answers: [] })).toThrow(code("BUSY"));
    expect([store.head.seq, store.probe()]).toEqual([0, false]);
    other.exec("ROLLBACK");
    expect(store.probe()).toBe(true);
    store.append({ events, answers: [] });
    expect([store.head.seq, store.records.days()]).toEqual([5, ["2031-03-04"]]);
  });
});

describe("a closed log", () => {
  test("takes nothing any more and says so at every use", async () => {
    const store = SqliteStore.open(tempFolder());
    for (const event of plainDay(20)) store.append({ events: [event], answers: [] });
    store.close();
    const next = new DayScript(20).add("window.closed", { windowId: "1" });
    expect(() => store.append({ events: [next], answers: [] })).toThrow("not open");
    expect(() => store.probe()).toThrow("not open");
    expect(() => store.tidy()).toThrow("not open");
    await expect(store.sync()).rejects.toMatchObject({ code: "EBADF" });
  });
});

describe("trouble with a file", () => {
  test.each([
    ["SQLITE_NOTADB", "MALFORMED"],
    ["SQLITE_CORRUPT_INDEX", "MALFORMED"],
    ["SQLITE_FULL", "FULL"],
    ["SQLITE_BUSY", "BUSY"],
    ["SQLITE_LOCKED", "BUSY"],
    ["SQLITE_CANTOPEN", "CANNOT_OPEN"],
  ])("%s is told as %s, with the file's name and its cause", (sqlite, expected) => {
    const error = Object.assign(new Error("words of SQLite"), { code: sqlite });
    for (const cause of [error, { code: sqlite }]) {
      const told = asStoreError(cause, "/data/hall.db");
      expect(told).toMatchObject({ code: expected, message: expect.stringContaining("/data/hall.db"), cause });
      expect(asStoreError(told, "/elsewhere")).toBe(told);
    }
  });

  test.each([new TypeError("a bug"), Object.assign(new Error("io"), { code: "SQLITE_IOERR" }), { code: 5 }, null, "x"])(
    "what is no such trouble is passed on as it is: %s",
    (error) => {
      expect(asStoreError(error, "/data/hall.db")).toBe(error);
    },
  );

  test("only codes of SQLite are taken for one", () => {
    expect([{ code: "EIO" }, { code: 14 }, {}, null, "SQLITE_BUSY"].map(sqliteCode)).toEqual([
      ...[null, null, null, null, null],
    ]);
  });
});

describe("a log in memory", () => {
  test("loses to a power cut what was not synced, as a file may, and goes on from there", async () => {
    const store = new MemoryStore();
    const [first, second, third, fourth] = plainDay(4);
    if (!first || !second || !third || !fourth) throw new Error("four events are needed");
    store.append({ events: [first], answers: [] });
    await store.sync();
    store.append({ events: [second], answers: [] });
    store.append({ events: [third], answers: [] });
    expect(store.afterPowerCut().head.seq).toBe(1);
    const survivor = store.afterPowerCut(1);
    expect([survivor.head.seq, survivor.afterPowerCut().head.seq]).toEqual([2, 2]);
    survivor.append({ events: [third, fourth], answers: [] });
    expect(survivor.head.seq).toBe(4);
  });
});
