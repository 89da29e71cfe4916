// Work at a window beside calls: walk-ins, several cases, outcomes, wrong times, clerks, planned closing, emergencies.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import type { Profile } from "../../controller/domain/console-types.ts";
import { pickNext } from "../../controller/domain/dispatch.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { windowIntents } from "../../controller/domain/plan.ts";
import { snapshotOf } from "../../controller/domain/snapshot.ts";
import { GivenHall, MINUTE_MS, pictureOf, ratingOf, SEEDED, settingsWith } from "./given-hall.ts";
import { checkState, undoable } from "./random-hall.ts";

const undo = (seq?: number): Command => ({
  type: "undo",
  windowId: "1",
  reason: null,
  ...(seq === undefined ? {} : { seq }),
});
const nextCase = (serviceId = "a", outcome: string | null = null, quantity: number | null = null): Command => ({
  type: "next-case",
  windowId: "1",
  serviceId,
  outcome,
  quantity,
});

function serving(): GivenHall {
  const hall = new GivenHall().opens("1", "2");
  for (let count = 0; count < 4; count++) hall.issues();
  hall.callsNext();
  hall.later(5000).does({ type: "arrived", windowId: "1" });
  return hall;
}

describe("a walk-in", () => {
  test("is issued and served at once: no call, no paper", () => {
    const hall = new GivenHall().opens("1");
    const decision = hall.does({ type: "walk-in", windowId: "1", serviceId: "a" });
    expect(GivenHall.types(decision)).toEqual(["ticket.issued", "ticket.admitted", "case.opened"]);
    const ticket = hall.ticket(decision.subject?.ticketId ?? "");
    expect(ticket).toMatchObject({ number: "A001", state: "serving", windowId: "1", calls: 0, print: "none" });
    expect(hall.state.recentCalls).toEqual([]);
    hall.later(MINUTE_MS).does({ type: "finish", windowId: "1" });
    expect(hall.state.serviceTimes.get("a")).toEqual([MINUTE_MS]);
    checkState(hall.state);
  });

  test("needs a free, open window that serves the business, and keeps to the day's numbers", () => {
    const hall = new GivenHall();
    const at = (windowId: string, serviceId: string): Command => ({ type: "walk-in", windowId, serviceId });
    hall.refuses(at("1", "a"), "WINDOW_CLOSED");
    hall.opens("1", "2");
    hall.refuses(at("1", "b"), "WINDOW_SERVICE_MISMATCH");
    hall.refuses(at("1", "x"), "SERVICE_UNKNOWN");
    hall.does(at("1", "a"));
    hall.refuses(at("1", "a"), "WINDOW_BUSY");
    hall.issues("b");
    hall.issues("b");
    hall.refuses(at("2", "b"), "SERVICE_QUOTA_REACHED");
    hall.does({ type: "pause-window", windowId: "2", reason: null });
    hall.refuses(at("2", "a"), "WINDOW_PAUSED");
  });

  test("that is undone leaves nobody in the line: its number is void", () => {
    const hall = new GivenHall().opens("1");
    const { subject } = hall.does({ type: "walk-in", windowId: "1", serviceId: "a" });
    const decision = hall.does(undo());
    expect(GivenHall.types(decision)).toEqual(["action.undone", "ticket.voided"]);
    expect(hall.ticket(subject?.ticketId ?? "").state).toBe("void");
    expect(hall.window().ticketId).toBeNull();
    expect(hall.state.cases.size).toBe(0);
    checkState(hall.state);
  });
});

describe("several cases in one visit", () => {
  test("end with their own outcome and keep a rating each", () => {
    const hall = serving();
    const first = hall.window().caseId ?? "";
    hall.later(MINUTE_MS).does(nextCase("a", "papers-missing", 3));
    const second = hall.window().caseId ?? "";
    expect(hall.state.cases.get(first)).toMatchObject({ status: "finished", outcome: "papers-missing", quantity: 3 });
    expect(hall.state.cases.get(second)).toMatchObject({ status: "open", follows: first });
    expect(hall.pressesPad(5).ok).toBe(true);
    hall.later(MINUTE_MS).does({ type: "finish", windowId: "1", outcome: "done" });
    expect(hall.pressesPad(2).ok).toBe(true);
    expect([first, second].map((id) => hall.state.cases.get(id)?.rating?.level)).toEqual([5, 2]);
    expect(hall.submit(ratingOf({ caseId: first, level: 1 }))).toMatchObject({ code: "CASE_ALREADY_RATED" });
  });

  test("are one stay at the window for the estimate", () => {
    const hall = serving();
    hall.later(MINUTE_MS).does(nextCase());
    expect(hall.state.serviceTimes.get("a")).toBeUndefined();
    hall.later(MINUTE_MS).does({ type: "finish", windowId: "1" });
    expect(hall.state.serviceTimes.get("a")).toEqual([2 * MINUTE_MS + 5000]);
  });

  test("come back exactly when the second is undone", () => {
    const hall = serving();
    const before = pictureOf(hall.state);
    hall.later(1000).does(nextCase("a", "done", 2));
    hall.later(1000).does(undo());
    expect(pictureOf(hall.state)).toEqual(before);
  });

  test("are only of services the window has, with outcomes the hall has", () => {
    const hall = serving();
    hall.refuses(nextCase("b"), "WINDOW_SERVICE_MISMATCH");
    hall.refuses(nextCase("a", "eaten"), "OUTCOME_UNKNOWN");
    hall.refuses({ type: "finish", windowId: "1", outcome: "eaten" }, "OUTCOME_UNKNOWN");
    hall.does({ type: "finish", windowId: "1", invite: false });
    expect(hall.window().invitedCaseId).toBeNull();
  });
});

describe("what is said of a case", () => {
  test("is undone without touching the rating that came since", () => {
    const hall = serving();
    const caseId = hall.window().caseId ?? "";
    hall.does({ type: "finish", windowId: "1", outcome: "done" });
    hall.does({ type: "set-outcome", windowId: "1", caseId, outcome: "not-needed", quantity: 4 });
    hall.does({ type: "flag-time", windowId: "1", caseId, flagged: true });
    expect(hall.pressesPad(4).ok).toBe(true);
    hall.does(undo());
    hall.does(undo());
    const found = hall.state.cases.get(caseId);
    expect(found).toMatchObject({ outcome: "done", rating: { level: 4 } });
    expect(found?.quantity).toBeUndefined();
    expect(found?.timeFlagged).toBeUndefined();
    hall.refuses(undo(), "UNDO_TOO_LATE");
  });

  test("is said by its own window alone; of a note the log knows the length", () => {
    const hall = serving();
    const caseId = hall.window().caseId;
    hall.refuses({ type: "flag-time", windowId: "2", caseId, flagged: true }, "CASE_UNKNOWN");
    hall.refuses({ type: "note-case", windowId: "2", caseId: null, chars: 3 }, "CASE_UNKNOWN");
    const noted = hall.does({ type: "note-case", windowId: "1", caseId: null, chars: 12 });
    expect(Object.keys(noted.events[0]?.data ?? {})).not.toContain("text");
    expect(hall.state.cases.get(caseId ?? "")?.hasNote).toBe(true);
  });
});

test("an undo that names its action never takes back another", () => {
  const hall = serving();
  const seq = hall.state.undo.get("1")?.at(-1)?.seq ?? 0;
  hall.does(undo(seq));
  hall.refuses(undo(seq), "UNDO_TOO_LATE");
});

describe("a ticket sent to a clerk", () => {
  const send = (staffId: string): Command => ({ type: "transfer", windowId: "1", to: { staffId } });

  test("goes to the window where they sit", () => {
    const hall = serving();
    hall.does({ type: "open-window", windowId: "2", staffId: "s02" });
    hall.does(send("s02"));
    expect(hall.state.tickets.get(hall.state.ticketIdByNumber.get("A001") ?? "")?.onlyWindowId).toBe("2");
    expect(hall.callsNext("1")).toBe("A002");
    expect(hall.callsNext("2")).toBe("A001");
  });

  test("waits for them wherever they sit next, whatever that window serves", () => {
    const hall = serving();
    hall.does(send("s01"));
    checkState(hall.state);
    const replayed = newState(hall.settings);
    fold(replayed, {
      ...{ seq: 1, atMs: hall.nowMs, actor: "test", type: "day.started" },
      data: { day: hall.state.day ?? "", timezone: hall.settings.timezone, snapshot: snapshotOf(hall.state) },
    });
    expect([...replayed.lanes.keys()].sort()).toEqual([...hall.state.lanes.keys()].sort());
    hall.refuses(
      { type: "call-ticket", windowId: "2", ticket: { number: "A001" }, fromKeypad: false },
      "WINDOW_SERVICE_MISMATCH",
    );
    hall.does({ type: "open-window", windowId: "3", staffId: "s01" });
    expect(pickNext(hall.state, "3")).toMatchObject({ why: "directed to this clerk", ticket: { number: "A001" } });
    expect(hall.callsNext("3")).toBe("A001");
  });

  test("is refused for nobody, oneself, and a window that closes", () => {
    const hall = serving();
    hall.refuses(send("s99"), "STAFF_UNKNOWN");
    hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
    hall.refuses(send("s01"), "TRANSFER_TO_ITSELF");
    hall.does({ type: "open-window", windowId: "2", staffId: "s02" });
    hall.does({ type: "plan-close", windowId: "2" });
    hall.refuses(send("s02"), "WINDOW_CLOSING");
    hall.refuses({ type: "transfer", windowId: "1", to: { windowId: "2" } }, "WINDOW_CLOSING");
  });
});

describe("closing when the queue is empty", () => {
  test("waits for the line, the person at the window and the rating, then closes by itself", () => {
    const hall = new GivenHall().opens("1");
    hall.issues();
    hall.callsNext();
    hall.does({ type: "plan-close", windowId: "1" });
    hall.does({ type: "finish", windowId: "1" });
    hall.does({ type: "tick" });
    expect(hall.window().state).toBe("open");
    hall.later(31_000).does({ type: "tick" });
    hall.does({ type: "tick" });
    expect(hall.window().state).toBe("closed");
    expect(hall.window().closing).toBeUndefined();
  });

  test("closes an idle window at once, and can be taken back before", () => {
    const hall = new GivenHall().opens("1", "2");
    hall.does({ type: "plan-close", windowId: "2" });
    expect(hall.window("2").state).toBe("closed");
    hall.issues();
    hall.does({ type: "plan-close", windowId: "1" });
    hall.does({ type: "cancel-close", windowId: "1" });
    expect(hall.window().closing).toBeUndefined();
    hall.refuses({ type: "plan-close", windowId: "2" }, "WINDOW_CLOSED");
  });
});

describe("a silent emergency", () => {
  test("is raised once, answered by many, ended by anybody, and outlives the day", () => {
    const hall = new GivenHall().opens("2");
    const raise = (kind: "guard" | "help"): Command => ({ type: "raise-emergency", windowId: "1", kind });
    expect(GivenHall.types(hall.does(raise("guard")))).toEqual(["emergency.raised"]);
    expect(hall.does(raise("guard")).events).toEqual([]);
    const coming: Command = { type: "answer-emergency", windowId: "1", byWindowId: "2", staffId: null };
    hall.does(coming);
    expect(hall.does(coming).events).toEqual([]);
    hall.does({ type: "answer-emergency", windowId: "1", byWindowId: null, staffId: "s02" });
    expect(hall.state.emergencies.get("1")?.coming).toHaveLength(2);
    expect(snapshotOf(hall.state).emergencies).toHaveLength(1);
    expect(GivenHall.types(hall.does(raise("help")))).toEqual(["emergency.ended", "emergency.raised"]);
    hall.does({ type: "end-emergency", windowId: "1", staffId: null });
    hall.refuses({ type: "end-emergency", windowId: "1", staffId: null }, "NO_EMERGENCY");
    hall.refuses(coming, "NO_EMERGENCY");
  });

  test("shows nothing on the window's own devices", () => {
    const hall = new GivenHall().opens("1");
    const before = windowIntents(hall.state, "1");
    hall.does({ type: "raise-emergency", windowId: "1", kind: "guard" });
    expect(windowIntents(hall.state, "1")).toEqual(before);
  });
});

test("a pause says why and until when, from the hall's list", () => {
  const hall = new GivenHall().opens("1");
  hall.refuses({ type: "pause-window", windowId: "1", reason: null, reasonId: "gone" }, "PAUSE_REASON_UNKNOWN");
  hall.does({ type: "pause-window", windowId: "1", reason: null, reasonId: "lunch", backInMinutes: 30 });
  expect(windowIntents(hall.state, "1").strip).toMatchObject({ state: "paused", reason: "午间休息", back: "09:30" });
  hall.does({ type: "resume-window", windowId: "1" });
  expect(Object.keys(hall.window())).not.toContain("backAtMs");
});

test("a missed number is called back only so many calls later", () => {
  const hall = new GivenHall(settingsWith({}, { missed: { callBackWithin: 1 } })).opens("1", "2");
  for (let count = 0; count < 4; count++) hall.issues();
  hall.callsNext();
  hall.does({ type: "missed", windowId: "1" });
  const back: Command = { type: "call-ticket", windowId: "1", ticket: { number: "1" }, fromKeypad: false };
  hall.callsNext("2");
  hall.does(back);
  hall.does({ type: "missed", windowId: "1" });
  hall.callsNext("2");
  hall.callsNext("2");
  hall.refuses(back, "RETURN_NOT_ALLOWED");
});

describe("a work profile", () => {
  const withProfile = (profile: Profile) => {
    const base = settingsWith();
    const windows = base.windows.map((window) =>
      window.id === "2" ? { ...window, services: ["b", "a"], profile } : window,
    );
    const services = base.services.map((service) => ({ ...service, dailyMax: null }));
    return new GivenHall(settingsWith({ windows, services })).opens("2");
  };
  const calls = (hall: GivenHall, count: number) =>
    Array.from({ length: count }, () => {
      const number = hall.callsNext("2");
      return number?.[0];
    }).join("");

  test("of fixed order draws from its first service, but nobody is passed for ever", () => {
    const hall = withProfile({ kind: "fixed-order" });
    for (let count = 0; count < 6; count++) hall.issues("a");
    for (let count = 0; count < 6; count++) hall.issues("b");
    expect(calls(hall, 6)).toBe("BBABBA");
  });

  test("of a ratio keeps the shares while both wait", () => {
    const hall = withProfile({ kind: "ratio", shares: { a: 3, b: 1 } });
    for (let count = 0; count < 12; count++) hall.issues("a");
    for (let count = 0; count < 12; count++) hall.issues("b");
    const drawn = calls(hall, 12);
    expect(drawn.split("B").length - 1).toBe(3);
  });
});

test("whatever windows do in any order, taking all of it back restores the lines and times exactly", () => {
  const more = fc.oneof(
    fc.constantFrom("1", "2").map((windowId) => (): Command => ({ ...nextCase(), windowId }) as Command),
    fc.constantFrom("done", "not-needed").map((outcome) => (): Command => {
      return { type: "set-outcome", windowId: "1", caseId: null, outcome, quantity: 2 };
    }),
    fc.boolean().map((flagged) => (): Command => ({ type: "flag-time", windowId: "1", caseId: null, flagged })),
    fc
      .constantFrom("s01", "s02")
      .map((staffId) => (): Command => ({ type: "transfer", windowId: "1", to: { staffId } })),
    fc.constant((): Command => ({ type: "finish", windowId: "1", outcome: "done", quantity: 3, invite: false })),
  );
  const step = fc.record({ waitMs: fc.integer({ min: 0, max: 20_000 }), make: fc.oneof(undoable, more) });
  let takenBack = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const hall = new GivenHall().opens("1", "2", "3");
      for (let count = 0; count < 6; count++) hall.issues("a", count % 3 === 0 ? "elderly" : null);
      hall.callsNext("1");
      hall.does({ type: "arrived", windowId: "1" });
      for (const { waitMs, make } of steps) {
        hall.later(waitMs);
        const command = make(hall.state);
        const windowId = "windowId" in command && typeof command.windowId === "string" ? command.windowId : "1";
        const before = pictureOf(hall.state);
        const stepsBefore = hall.state.undo.get(windowId)?.at(-1)?.seq;
        const decision = hall.submit(command);
        const undone = hall.state.undo.get(windowId)?.at(-1)?.seq;
        if (!decision.ok || undone === stepsBefore || decision.events.some(({ type }) => type === "window.opened"))
          continue;
        hall.does({ type: "undo", windowId, reason: null });
        expect(pictureOf(hall.state)).toEqual(before);
        takenBack += 1;
        hall.submit(command);
        checkState(hall.state);
      }
    }),
    { ...SEEDED, numRuns: 150 },
  );
  expect(takenBack).toBeGreaterThan(150);
});
