// The single writer over a real file and over stores that fail on demand.
import { describe, expect, test, vi } from "vitest";
import { Hall, type HallOptions } from "../../controller/hall.ts";
import type { HallError } from "../../controller/hall-error.ts";
import type { EventStore } from "../../controller/store/event-store.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { HeldStore, turn } from "./held-store.ts";
import { tempFolder, tempStore } from "./temp-folder.ts";
import { CALL, ISSUE, issueTicket, POISON, tiny, tinyOptions } from "./tiny-rules.ts";

const code = (value: HallError["code"]) => expect.objectContaining({ code: value });
const open = (store: EventStore, more: Partial<HallOptions> = {}) => new Hall(tinyOptions(store, more));
const issuedNow = (hall: Hall) => hall.read((state) => [...tiny(state).issued]);
const submit = (hall: Hall, command = ISSUE) =>
  hall.submit(command, { actor: "api", render: (_state, made) => made.ok });

describe("group commit", () => {
  test("answers, devices and screens wait for the sync, in that order", async () => {
    const store = new HeldStore();
    const hall = open(store);
    hall.observe({ capture: (state) => `devices at ${state.seq}`, publish: (what) => store.steps.push(what) });
    hall.observe({
      capture: (_state, events) => `screens after ${events.length}`,
      publish: (what) => store.steps.push(what),
    });
    const answer = submit(hall).then(() => store.steps.push("answer"));
    await turn();
    await turn();
    expect(store.steps).toEqual(["append 1", "sync begins"]);
    expect([hall.seq, hall.durableSeq]).toEqual([1, 0]);
    store.syncs[0]?.resolve();
    await answer;
    expect(store.steps.slice(2)).toEqual(["sync ends", "devices at 1", "screens after 1", "answer"]);
    expect(hall.durableSeq).toBe(1);
  });

  test("puts 50 commands of one turn into one transaction and one sync", async () => {
    const store = tempStore();
    const append = vi.spyOn(store, "append");
    const sync = vi.spyOn(store, "sync");
    const hall = open(store);
    await Promise.all(Array.from({ length: 50 }, () => issueTicket(hall)));
    expect([append.mock.calls.length, sync.mock.calls.length]).toEqual([1, 1]);
    expect(store.head.seq).toBe(50);
  });

  test("collects all that comes during a sync into the next batch, with one batch under way", async () => {
    const store = new HeldStore();
    const hall = open(store);
    const answers = [submit(hall)];
    await turn();
    for (let n = 0; n < 20; n++) {
      answers.push(submit(hall));
      await turn();
    }
    expect(store.steps).toEqual(["append 1", "sync begins"]);
    store.syncs[0]?.resolve();
    await turn();
    await turn();
    store.syncs[1]?.resolve();
    await Promise.all(answers);
    expect(store.steps).toEqual(["append 1", "sync begins", "sync ends", "append 20", "sync begins", "sync ends"]);
  });

  test("a command asked for while an answer is made comes after it, and nothing breaks", async () => {
    const store = tempStore();
    const fatal = vi.fn();
    const hall = open(store, { onFatal: fatal });
    const later: Promise<boolean>[] = [];
    const answer = hall.submit(ISSUE, {
      actor: "api",
      render: (state) => {
        later.push(submit(hall));
        return tiny(state).issued.length;
      },
    });
    expect(await answer).toBe(1);
    expect(await Promise.all(later)).toEqual([true]);
    expect(await issuedNow(hall)).toHaveLength(2);
    expect(store.head.seq).toBe(2);
    expect(fatal).not.toHaveBeenCalled();
  });

  test("each answer shows its own decision, in order of arrival", async () => {
    const hall = open(tempStore());
    const answers = await Promise.all([1, 2, 3].map(() => issueTicket(hall)));
    expect(answers.map((answer) => answer.body)).toEqual(["A001", "A002", "A003"].map((number) => ({ number })));
  });

  test("what is captured is the state of the batch, not of the one collecting behind it", async () => {
    const store = new HeldStore();
    const hall = open(store);
    const seen: number[] = [];
    hall.observe({ capture: (state) => tiny(state).issued.length, publish: (count) => seen.push(count) });
    const first = submit(hall);
    await turn();
    const second = submit(hall);
    store.syncs[0]?.resolve();
    await first;
    expect(seen).toEqual([1]);
    await turn();
    store.syncs[1]?.resolve();
    await second;
    expect(seen).toEqual([1, 2]);
  });

  test("reads, queries and refusals wait for the unsynced facts they saw, and for nothing else", async () => {
    const store = new HeldStore();
    const hall = open(store);
    const told: string[] = [];
    const note = (what: string) => () => told.push(what);
    await issuedNow(hall).then(note("read of nothing"));
    void submit(hall).then(note("issue"));
    void issuedNow(hall).then((issued) => told.push(`read of ${issued}`));
    const refusal = hall.submit(
      { type: "leave-ticket", ticketId: "t_1" },
      { actor: "api", render: (_s, made) => made.ok },
    );
    void refusal.then((ok) => told.push(`refusal ${ok}`));
    await hall.query(() => store.head.seq).then((seq) => told.push(`query of ${seq}`));
    await turn();
    const query = hall.query(() => store.head.seq).then((seq) => told.push(`query of ${seq}`));
    await turn();
    expect(told).toEqual(["read of nothing", "query of 0"]);
    store.syncs[0]?.resolve();
    await query;
    expect(told.slice(2)).toEqual(["issue", "read of A001", "refusal false", "query of 1"]);
  });

  test("a press that is not counted is logged with its refusal", async () => {
    const store = tempStore();
    const hall = open(store);
    const press = { level: 1, windowId: "1", caseId: null, deviceId: "pad-1", comment: null, reasons: [] };
    const ok = await hall.submit(
      { type: "record-rating", channel: "window_pad", ...press },
      { actor: "device:pad-1", render: (_state, decision) => decision.ok },
    );
    expect(ok).toBe(false);
    expect(store.eventsAfter(0, 9)).toMatchObject([{ seq: 1, type: "rating.refused", actor: "device:pad-1" }]);
  });

  test("refuses loudly when too many wait, and takes commands again afterwards", async () => {
    const hall = open(tempStore(), { pendingMax: 3 });
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map(() => issueTicket(hall)));
    expect(answers.map((answer) => answer.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(answers[4]).toMatchObject({ reason: code("HALL_BUSY") });
    await expect(issueTicket(hall)).resolves.toMatchObject({ body: { number: "A004" } });
  });

  test("passes every labelled step once for a batch, and the first two for each command", async () => {
    const labels: string[] = [];
    const hall = open(tempStore(), { faultPoint: (label) => labels.push(label) });
    await Promise.all([submit(hall), submit(hall)]);
    expect(labels).toEqual([
      "received",
      "decided",
      "received",
      "decided",
      "before-commit",
      "after-commit",
      "after-sync",
      "before-ack",
    ]);
  });
});

describe("idempotency", () => {
  test("the same key gives the same answer and one effect: at once, later, and after a restart", async () => {
    const folder = tempFolder();
    const store = SqliteStore.open(folder);
    const hall = open(store);
    const both = await Promise.all([issueTicket(hall, "k1"), issueTicket(hall, "k1"), issueTicket(hall, "k2")]);
    const later = await issueTicket(hall, "k1");
    await hall.stop();
    const again = open(tempStore(folder));
    const afterRestart = await issueTicket(again, "k1");
    const first = { status: 201, body: { number: "A001" } };
    expect([...both, later, afterRestart]).toEqual([
      first,
      first,
      { status: 201, body: { number: "A002" } },
      first,
      first,
    ]);
    expect(await issuedNow(again)).toEqual(["A001", "A002"]);
  });

  test("a key used for a different request is refused: at once, later, and after a restart", async () => {
    const folder = tempFolder();
    const hall = open(SqliteStore.open(folder));
    const first = issueTicket(hall, "k1", "one");
    await expect(issueTicket(hall, "k1", "two")).rejects.toEqual(code("IDEMPOTENCY_KEY_REUSED"));
    await first;
    await expect(issueTicket(hall, "k1", "two")).rejects.toEqual(code("IDEMPOTENCY_KEY_REUSED"));
    await hall.stop();
    const again = open(tempStore(folder));
    await expect(issueTicket(again, "k1", "two")).rejects.toEqual(code("IDEMPOTENCY_KEY_REUSED"));
    expect(await issuedNow(again)).toEqual(["A001"]);
  });

  test("a keyed refusal is kept too: it stays refused although it would be accepted now", async () => {
    const hall = open(tempStore());
    const call = (key: string) =>
      hall.submit(CALL, {
        actor: "api",
        idempotency: { key, fingerprint: "call" },
        render: (state) => ({ status: tiny(state).called.length === 0 ? 204 : 200, body: null }),
      });
    expect(await call("k1")).toEqual({ status: 204, body: null });
    await submit(hall);
    expect(await call("k1")).toEqual({ status: 204, body: null });
    expect(await call("k2")).toEqual({ status: 200, body: null });
  });

  test("an answer that cannot be made is an error at every repeat, and its effect happens once", async () => {
    const store = tempStore();
    const hall = open(store);
    const broken = () =>
      hall.submit(ISSUE, {
        actor: "api",
        idempotency: { key: "k1", fingerprint: "f" },
        render: (): { status: number; body: null } => {
          throw new Error("the view has a bug");
        },
      });
    await expect(broken()).rejects.toEqual(code("INTERNAL"));
    await expect(broken()).rejects.toEqual(code("INTERNAL"));
    expect(await issuedNow(hall)).toEqual(["A001"]);
    expect(store.head.seq).toBe(1);
  });
});

describe("a command that throws", () => {
  test.each([0, 1, 7, 15])("at place %i of a batch fails alone; the others commit", async (place) => {
    const store = tempStore();
    const hall = open(store);
    const commands = Array.from({ length: 16 }, (_, at) => (at === place ? POISON : ISSUE));
    const results = await Promise.allSettled(commands.map((command) => submit(hall, command)));
    expect(results.map((result) => result.status === "rejected")).toEqual(
      commands.map((command) => command === POISON),
    );
    expect(results[place]).toMatchObject({ reason: code("INTERNAL") });
    expect(store.head.seq).toBe(15);
    expect(hall.condition).toBe("ok");
  });

  test("an actor that could not be logged is refused before anything is decided", async () => {
    const hall = open(tempStore());
    const render = () => 1;
    await expect(hall.submit(ISSUE, { actor: "api\nday.started", render })).rejects.toEqual(code("INTERNAL"));
    expect(hall.seq).toBe(0);
  });

  test("an observer that throws is reported, and the others are served", async () => {
    const errors: unknown[] = [];
    const hall = open(tempStore(), { onObserverError: (error) => errors.push(error) });
    const bug = (): never => {
      throw new Error("the view has a bug");
    };
    const served: string[] = [];
    hall.observe({ capture: bug, publish: () => served.push("never") });
    hall.observe({ capture: () => 0, publish: bug });
    const stop = hall.observe({ capture: () => 0, publish: () => served.push("screen") });
    await submit(hall);
    expect([errors.length, served]).toEqual([2, ["screen"]]);
    stop();
    await submit(hall);
    expect(served).toEqual(["screen"]);
  });
});
