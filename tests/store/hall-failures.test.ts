// The single writer when the log fails, the disk is full, or the service stops.
import { describe, expect, test, vi } from "vitest";
import { Hall, type HallOptions } from "../../controller/hall.ts";
import type { HallError } from "../../controller/hall-error.ts";
import type { EventStore } from "../../controller/store/event-store.ts";
import { MemoryStore } from "../../controller/store/memory-store.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { StoreError } from "../../controller/store/store-error.ts";
import { HeldStore, turn } from "./held-store.ts";
import { tempFolder, tempStore } from "./temp-folder.ts";
import { BAD_FOLD, ISSUE, issueTicket, TICK, tiny, tinyOptions } from "./tiny-rules.ts";

const code = (value: HallError["code"]) => expect.objectContaining({ code: value });
const open = (store: EventStore, more: Partial<HallOptions> = {}) => new Hall(tinyOptions(store, more));
const issuedNow = (hall: Hall) => hall.read((state) => [...tiny(state).issued]);
const submit = (hall: Hall, command = ISSUE) =>
  hall.submit(command, { actor: "api", render: (_state, made) => made.ok });

describe("a log that fails", () => {
  test("a failed sync ends the hall: no answer, nothing published, told once, never retried", async () => {
    const store = new HeldStore();
    const fatal: unknown[] = [];
    const hall = open(store, { onFatal: (error) => fatal.push(error) });
    const published = vi.fn();
    hall.observe({ capture: () => 0, publish: published });
    const unknown = [submit(hall), issuedNow(hall)];
    await turn();
    unknown.push(submit(hall));
    const eio = new Error("EIO: i/o error, fdatasync");
    store.syncs[0]?.reject(eio);
    for (const outcome of await Promise.allSettled(unknown)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: code("INTERNAL") });
    }
    await turn();
    await turn();
    expect([fatal, store.syncs.length, published.mock.calls.length]).toEqual([[eio], 1, 0]);
    await expect(submit(hall)).rejects.toEqual(code("INTERNAL"));
    await expect(issuedNow(hall)).rejects.toEqual(code("INTERNAL"));
    await expect(hall.stop()).rejects.toEqual(code("INTERNAL"));
    expect(fatal).toHaveLength(1);
  });

  test("an append that fails for any reason but room ends the hall", async () => {
    const store = new HeldStore();
    const fatal: unknown[] = [];
    const hall = open(store, { onFatal: (error) => fatal.push(error) });
    store.appendError = new Error("SQLITE_IOERR_WRITE");
    await expect(submit(hall)).rejects.toEqual(code("INTERNAL"));
    expect([fatal, hall.condition]).toEqual([[store.appendError], "failed"]);
  });

  test("a fold that throws ends the hall before anything of it is written", async () => {
    const store = new HeldStore();
    const fatal: unknown[] = [];
    const hall = open(store, { onFatal: (error) => fatal.push(error) });
    await expect(submit(hall, BAD_FOLD)).rejects.toEqual(code("INTERNAL"));
    await turn();
    expect([fatal.length, store.steps]).toEqual([1, []]);
  });

  test("a log locked by another program is a refusal for the time being", async () => {
    const store = new HeldStore();
    const hall = open(store);
    store.appendError = new StoreError("BUSY", "held by a test");
    await expect(submit(hall)).rejects.toEqual(code("HALL_BUSY"));
    store.appendError = null;
    await submitAndFinish(hall, store);
    expect(await issuedNow(hall)).toEqual(["A001"]);
  });
});

async function submitAndFinish(hall: Hall, store: HeldStore): Promise<void> {
  const answer = submit(hall);
  await turn();
  store.syncs.at(-1)?.resolve();
  await answer;
}

describe("a full disk", () => {
  test("refuses the batch, forgets what was not kept, shows what was, and recovers by itself", async () => {
    const store = new MemoryStore();
    const hall = open(store);
    const published: number[] = [];
    hall.observe({ capture: (state) => state.seq, publish: (seq) => published.push(seq) });
    await submit(hall, TICK);
    await issueTicket(hall);
    store.full = true;
    const lost = [issueTicket(hall, "k1"), issueTicket(hall)];
    const read = issuedNow(hall);
    for (const outcome of await Promise.allSettled(lost))
      expect(outcome).toMatchObject({ reason: code("STORAGE_FULL") });
    expect(await read).toEqual(["A001"]);
    expect([hall.seq, hall.condition, published]).toEqual([2, "STORAGE_FULL", [1, 2]]);
    await expect(issueTicket(hall, "k1")).rejects.toEqual(code("STORAGE_FULL"));
    expect(await issuedNow(hall)).toEqual(["A001"]);
    store.full = false;
    expect(await issueTicket(hall, "k1")).toEqual({ status: 201, body: { number: "A002" } });
    expect([hall.condition, store.head.seq]).toEqual(["ok", 3]);
  });

  test("on a real file: every refusal is clean, rows equal answers, and freed room is used at once", async () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder, { pagesMax: 60 });
    const hall = open(store);
    await submit(hall, TICK);
    let answered = 0;
    let refused = 0;
    for (let n = 0; n < 400; n++) {
      const outcome = await issueTicket(hall, `k${n}`).catch((error: HallError) => error.code);
      if (outcome === "STORAGE_FULL") refused += 1;
      else answered += 1;
    }
    expect(answered).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
    expect((await issuedNow(hall)).length).toBe(answered);
    expect(store.head.seq).toBe(1 + answered);
    store.limitPages(10_000);
    expect((await issueTicket(hall, "k399")).status).toBe(201);
    await hall.stop();
    const again = open(tempStore(folder));
    expect((await issuedNow(again)).length).toBe(answered + 1);
  });
});

describe("stopping", () => {
  test("finishes what was accepted, refuses what comes later, and leaves one clean file", async () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder);
    const hall = open(store);
    const accepted = issueTicket(hall);
    const stopped = hall.stop();
    await expect(issueTicket(hall)).rejects.toEqual(code("HALL_STOPPING"));
    expect((await accepted).status).toBe(201);
    await stopped;
    await hall.stop();
    const db = openDatabase(store.path, { readonly: true });
    expect(db.prepare("SELECT count(*) AS n FROM events").get()).toEqual({ n: 1 });
    db.close();
    expect(await issuedNow(open(tempStore(folder)))).toEqual(["A001"]);
  });
});
