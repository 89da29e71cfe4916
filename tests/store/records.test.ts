// The derived tables: they say what the fold says, can be made again from the log, and give a day's figures.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { decide, decideTimeMs } from "../../controller/domain/decide.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallSettings, HallState } from "../../controller/domain/types.ts";
import { Hall } from "../../controller/hall.ts";
import { spreadOf } from "../../controller/store/daily-report.ts";
import { PROJECTION_TABLES } from "../../controller/store/migrations.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import type { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { verifyLog } from "../../controller/store/verify.ts";
import { DayScript } from "./day-script.ts";
import { tempStore } from "./temp-folder.ts";
import { tinyOptions } from "./tiny-rules.ts";

/** Every derived row, in order. */
function tablesOf(store: SqliteStore): unknown[] {
  const db = openDatabase(store.path, { readonly: true });
  try {
    return PROJECTION_TABLES.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
  } finally {
    db.close();
  }
}

const service = (id: string, prefix: string) => {
  return { id, prefix, digits: 3, name: { en: id }, caseLimitMinutes: 2, dailyMax: null };
};
const window = (id: string, services: string[]) => ({ id, name: { en: id }, services });
const SETTINGS: HallSettings = {
  ...{ hallId: "demo-hall", name: { en: "Demo" }, timezone: "Asia/Shanghai", languages: ["zh-CN", "en"] },
  services: [service("social-insurance", "A"), service("tax", "B")],
  windows: [window("1", ["social-insurance", "tax"]), window("2", ["tax"])],
  staff: [
    { id: "s01", name: "王某", number: "1001" },
    { id: "s02", name: "李某", number: "1002" },
  ],
  kiosks: [{ id: "kiosk-1", printer: "printer-1" }],
  policy: {
    calls: { max: 3, minimumSecondsBetween: 0, repeatPressSeconds: 0 },
    missed: { mayReturn: true, returnAfterCalls: 1, maxReturns: 5 },
    priority: { classes: ["elderly"], overtakeMax: 2 },
    rating: { inviteSeconds: 30, graceSeconds: 5, inviteOnFinish: true, periodDays: 7, levels: 5 },
    ...{ dayEnd: "close", printFailure: "show" },
  },
};

const windowId = fc.constantFrom("1", "2");
const serviceId = fc.constantFrom("social-insurance", "tax");
const ticketId = fc.integer({ min: 1, max: 12 }).map((n) => `t_${n}`);
const atWindow = fc.constantFrom("recall", "arrived", "missed", "hold", "finish", "invite-rating", "close-window");
const outcome = fc.constantFrom("printed", "failed", "unconfirmed");
const PRINTER = { deviceId: "printer-1" };
const NOBODY = { reasons: [], comment: null, deviceId: null, caseId: null };

/** What staff, citizens and printers may do, mostly in an order that makes sense. */
const step: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ serviceId, priority: fc.constantFrom(null, "elderly") }).map((asked) => {
    return { type: "issue-ticket" as const, ...asked, kioskId: "kiosk-1", language: null };
  }),
  windowId.map((id) => ({ type: "call-next" as const, windowId: id, fromKeypad: true })),
  fc.record({ type: atWindow, windowId }) as fc.Arbitrary<Command>,
  fc.record({ type: atWindow, windowId }) as fc.Arbitrary<Command>,
  windowId.map((id) => ({ type: "undo" as const, windowId: id, reason: null })),
  windowId.map((id) => ({ type: "resume-ticket" as const, windowId: id, ticketId: null })),
  fc.record({ windowId, to: fc.record({ serviceId }) }).map((asked) => ({ type: "transfer" as const, ...asked })),
  ticketId.map((id) => ({ type: "leave-ticket" as const, ticketId: id })),
  ticketId.map((id) => ({ type: "return-ticket" as const, ticketId: id })),
  ticketId.map((id) => ({ type: "print-started" as const, ticketId: id, ...PRINTER })),
  fc.record({ ticketId, outcome }).map((told) => ({ type: "print-ended" as const, ...told, ...PRINTER, reason: "" })),
  fc.record({ windowId, level: fc.integer({ min: 1, max: 5 }) }).map((pressed) => {
    return { type: "record-rating" as const, channel: "window_pad" as const, ...NOBODY, ...pressed };
  }),
  fc.constant({ type: "tick" as const }),
);
/** A visit from the call to the rating: rare if left to chance. */
const visit: fc.Arbitrary<Command[]> = fc.record({ windowId, level: fc.integer({ min: 1, max: 5 }) }).map((at) => [
  { type: "call-next", windowId: at.windowId, fromKeypad: true },
  { type: "invite-rating", windowId: at.windowId },
  { type: "record-rating", channel: "window_pad", ...NOBODY, ...at },
]);
const moment = fc.record({
  commands: fc.oneof({ arbitrary: step.map((one) => [one]), weight: 9 }, { arbitrary: visit, weight: 1 }),
  afterMs: fc.integer({ min: 0, max: 30_000 }),
});
const day = fc.array(moment, { minLength: 20, maxLength: 120, size: "max" });

/** `t_1`, `t_2`, `c_1`: guessable ids, so that later steps can name earlier tickets. */
function counted(): (kind: string) => string {
  const last = new Map<string, number>();
  return (kind) => {
    const next = (last.get(kind) ?? 0) + 1;
    last.set(kind, next);
    return `${kind[0]}_${next}`;
  };
}

/** What both the state and the tables know of a ticket and a case. */
const ticketFacts = (found: object | null) => {
  const of = found as Record<string, unknown> | null;
  const names = ["number", "token", "serviceId", "priority", "kioskId", "language", "state", "windowId", "issuedAtMs"];
  const more = ["calledAtMs", "calls", "startedAtMs", "finishedAtMs", "print", "printAttempts", "caseId"];
  return Object.fromEntries([...names, ...more].map((name) => [name, of?.[name]]));
};

function expectTablesToMatch(store: SqliteStore, state: HallState): void {
  for (const ticket of state.tickets.values()) {
    expect(ticketFacts(store.records.ticketById(ticket.id))).toEqual(ticketFacts(ticket));
    expect(store.records.ticketByToken(ticket.token)?.id).toBe(ticket.id);
  }
  for (const known of state.cases.values()) expect(store.records.caseById(known.id)).toMatchObject(known);
  const cases = store.records.cases({ limit: 1000 }).map((found) => found.id);
  expect(cases.sort()).toEqual([...state.cases.keys()].sort());
}

describe("the derived tables", () => {
  test("agree with the fold after any day, and are the same when made again", { timeout: 300_000 }, async () => {
    let rated = 0;
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(day, async (steps) => {
        const store = tempStore();
        let nowMs = Date.UTC(2031, 2, 4, 1);
        const rules = { decide, fold, newState, decideTimeMs };
        const hall = new Hall(tinyOptions(store, { settings: SETTINGS, rules, nowMs: () => nowMs, newId: counted() }));
        const render = () => null;
        const ask = (command: Command) => hall.submit(command, { actor: "api", render });
        await ask({ type: "open-window", windowId: "1", staffId: "s01" });
        await ask({ type: "open-window", windowId: "2", staffId: "s02" });
        for (const { commands, afterMs } of steps) {
          nowMs += afterMs;
          for (const command of commands) await ask(command);
        }
        await hall.read((state) => expectTablesToMatch(store, state));
        const live = tablesOf(store);
        store.rebuildProjections();
        expect(tablesOf(store)).toEqual(live);
        expect(verifyLog(store.path).faults).toEqual([]);
        const types = store.eventsAfter(0, 10_000).map((stored) => stored.type);
        rated += types.filter((type) => type === "rating.recorded").length;
        undone += types.filter((type) => type === "action.undone").length;
        await hall.stop();
      }),
      { seed: 20310304, numRuns: 25 },
    );
    // The days were worth looking at.
    expect(rated).toBeGreaterThan(5);
    expect(undone).toBeGreaterThan(5);
  });

  test("take an undone finish and an undone invitation back", async () => {
    const store = tempStore();
    const rules = { decide, fold, newState, decideTimeMs };
    let nowMs = Date.UTC(2031, 2, 4, 1);
    const hall = new Hall(tinyOptions(store, { settings: SETTINGS, rules, nowMs: () => nowMs, newId: counted() }));
    const windowId = "1";
    const caseNow = () => store.records.caseById("c_1");
    const steps: [Command, object | null][] = [
      [{ type: "issue-ticket", serviceId: "tax", priority: null, kioskId: null, language: null }, null],
      [{ type: "call-next", windowId, fromKeypad: true }, null],
      [
        { type: "arrived", windowId },
        { status: "open", finishedAtMs: null },
      ],
      [
        { type: "finish", windowId },
        { status: "finished", finishedAtMs: nowMs + 4 * 180_000, late: true },
      ],
      [
        { type: "undo", windowId, reason: null },
        { status: "open", finishedAtMs: null, late: false },
      ],
      [
        { type: "transfer", windowId, to: { serviceId: "social-insurance" } },
        { status: "finished", invitedAtMs: null },
      ],
      [{ type: "invite-rating", windowId }, { invitedAtMs: nowMs + 7 * 180_000 }],
      [
        { type: "undo", windowId, reason: null },
        { status: "finished", invitedAtMs: null, inviteUntilMs: null },
      ],
    ];
    for (const [command, expected] of steps) {
      nowMs += 180_000;
      expect(await hall.submit(command, { actor: "api", render: (_state, made) => made.ok })).toBe(true);
      if (expected === null) expect(caseNow()).toBeNull();
      else expect(caseNow()).toMatchObject(expected);
      await hall.read((state) => expectTablesToMatch(store, state));
    }
    await hall.stop();
  });

  test("are made again from nothing, also over several days", () => {
    const store = tempStore();
    const script = new DayScript().startDay();
    script.issue(1).call().arrive().finish().rate(4);
    script.startDay("2031-03-05").issue(2).call("2").miss();
    store.append({ events: script.take(), answers: [] });
    const live = tablesOf(store);
    const other = openDatabase(store.path);
    other.exec("UPDATE ratings SET level = 1; DELETE FROM tickets WHERE number = 'A002'");
    other.close();
    store.rebuildProjections();
    expect(tablesOf(store)).toEqual(live);
    expect(store.records.days()).toEqual(["2031-03-04", "2031-03-05"]);
  });

  test("list cases by day and window, page by page", () => {
    const store = tempStore();
    const script = new DayScript().startDay();
    for (let n = 1; n <= 6; n++)
      script
        .issue(n)
        .call(n % 2 === 0 ? "2" : "1")
        .arrive()
        .finish();
    script.startDay("2031-03-05").issue(7).call("2").arrive();
    store.append({ events: script.take(), answers: [] });
    const ids = (query: Parameters<typeof store.records.cases>[0]) =>
      store.records.cases(query).map((found) => found.id);
    expect(ids({ day: "2031-03-04", limit: 50 })).toEqual(["c_1", "c_2", "c_3", "c_4", "c_5", "c_6"]);
    expect(ids({ day: "2031-03-04", windowId: "2", limit: 50 })).toEqual(["c_2", "c_4", "c_6"]);
    expect(ids({ windowId: "2", limit: 2 })).toEqual(["c_2", "c_4"]);
    const after = store.records.caseById("c_4")?.seq ?? null;
    expect(ids({ windowId: "2", limit: 2, after })).toEqual(["c_6", "c_7"]);
    expect(store.records.caseById("c_7")).toMatchObject({
      day: "2031-03-05",
      status: "open",
      late: false,
      rating: null,
    });
    expect(ids({ day: "2031-03-06", limit: 50 })).toEqual([]);
    expect([store.records.ticketById("t_99"), store.records.ticketByToken("x"), store.records.caseById("x")]).toEqual([
      ...[null, null, null],
    ]);
  });
});

describe("a day's figures", () => {
  /** Three tickets at two windows, one of them called twice, one missed, one left; and one of the next day. */
  function figures() {
    const store = tempStore();
    const script = new DayScript().startDay();
    const [first, second, third] = [script.issue(1), script.issue(2), script.issue(3, "tax")];
    script.issue(4, "tax").leave();
    script.minutes(5);
    first.call("1").recall(2);
    script.minutes(1);
    first.recall(3).arrive();
    script.minutes(4);
    second.call("1").miss();
    first.hold();
    script.minutes(10);
    first.resume();
    script.minutes(6);
    first.finish(true).rate(5);
    second.call("2", "s02").arrive();
    script.minutes(3);
    second.finish().rate(1, "qr");
    third.call("2", "s02").arrive().finish().rate(3, "system_default", { origin: "default" });
    script.startDay("2031-03-05").issue(5).call();
    store.append({ events: script.take(), answers: [] });
    return store.records;
  }

  test("count the whole hall", () => {
    const { hall } = figures().dailyReport("2031-03-04");
    expect(hall).toEqual({
      ...{ issued: 4, called: 4, served: 3, missed: 1, left: 1, finished: 3, late: 1 },
      // Issue to last call: 6 (recalled), 26 (called again), 29 minutes.
      wait: { n: 3, average: 20.3, max: 29, p50: 26, p90: 29 },
      // Without the ten minutes on hold: 10, 3 and 0 minutes.
      service: { n: 3, average: 4.3, max: 10, p50: 3, p90: 10 },
      ratings: {
        ...{ n: 2, defaults: 1, average: 3, coverage: 0.667 },
        levels: { 1: 1, 2: 0, 3: 0, 4: 0, 5: 1 },
        channels: { window_pad: 1, qr: 1 },
      },
    });
  });

  test("count each service, window and member of staff apart", () => {
    const report = figures().dailyReport("2031-03-04");
    const short = (rows: typeof report.windows) =>
      rows.map(({ id, issued, called, missed, left, finished, wait, ratings }) => [
        ...[id, issued, called, missed, left, finished, wait.n, ratings.n],
      ]);
    expect(short(report.services)).toEqual([
      ["social-insurance", 2, 3, 1, 0, 2, 2, 2],
      ["tax", 2, 1, 0, 1, 1, 1, 0],
    ]);
    expect(short(report.windows)).toEqual([
      ["1", 0, 2, 1, 0, 1, 1, 1],
      ["2", 0, 2, 0, 0, 2, 2, 1],
    ]);
    expect(short(report.staff)).toEqual([
      ["s01", 0, 2, 1, 0, 1, 1, 1],
      ["s02", 0, 2, 0, 0, 2, 2, 1],
    ]);
  });

  test("count who leaves while on hold once in the hall, and at the window that had called", () => {
    const store = tempStore();
    const script = new DayScript().startDay();
    const held = script.issue(1).call("2", "s02").arrive().hold();
    script.issue(2).call("1", "s01").arrive().finish();
    held.leave();
    store.append({ events: script.take(), answers: [] });
    const report = store.records.dailyReport("2031-03-04");
    expect(report.hall).toMatchObject({ issued: 2, called: 2, left: 1 });
    const left = (rows: typeof report.windows) => rows.map((row) => [row.id, row.left]);
    expect(left(report.services)).toEqual([["social-insurance", 1]]);
    expect(left(report.windows)).toEqual([
      ["1", 0],
      ["2", 1],
    ]);
    expect(left(report.staff)).toEqual([
      ["s01", 0],
      ["s02", 1],
    ]);
  });

  test("belong to their own day, and are zero on a day without events", () => {
    const records = figures();
    expect(records.dailyReport("2031-03-05").hall).toMatchObject({ issued: 1, called: 1, finished: 0 });
    const empty = records.dailyReport("2031-03-06");
    expect(empty.hall).toMatchObject({
      issued: 0,
      wait: { n: 0, average: null, p90: null },
      ratings: { coverage: null },
    });
    expect(empty.services).toEqual([]);
  });

  test("take percentiles by nearest rank", () => {
    const minutes = (values: number[]) => values.map((value) => value * 60_000);
    expect(spreadOf(minutes([10, 1, 2, 3, 4, 5, 6, 7, 8, 9]))).toEqual({
      n: 10,
      average: 5.5,
      max: 10,
      p50: 5,
      p90: 9,
    });
    expect(spreadOf(minutes([7]))).toEqual({ n: 1, average: 7, max: 7, p50: 7, p90: 7 });
    expect(spreadOf([])).toEqual({ n: 0, average: null, max: null, p50: null, p90: null });
  });
});
