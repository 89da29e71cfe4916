// Random days: whatever people, devices and clocks do, the hall stays whole, and can be folded again.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../controller/domain/decide.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import type { HallSettings, HallState } from "../../controller/domain/types.ts";
import { GivenHall, pictureOf, SEEDED, settingsWith } from "./given-hall.ts";
import { anyStep, checkLog, checkState, type Step, undoable } from "./random-hall.ts";

const halls: fc.Arbitrary<HallSettings> = fc
  .record({
    dayEnd: fc.constantFrom("close" as const, "keep" as const),
    printFailure: fc.constantFrom("show" as const, "void" as const),
    overtakeMax: fc.constantFrom(0, 1, 2),
    returnAfterCalls: fc.constantFrom(0, 1, 3),
    inviteOnFinish: fc.boolean(),
    timezone: fc.constantFrom("Asia/Shanghai", "Europe/Berlin"),
  })
  .map(({ timezone, ...given }) =>
    settingsWith(
      { timezone },
      {
        dayEnd: given.dayEnd,
        printFailure: given.printFailure,
        priority: { overtakeMax: given.overtakeMax },
        missed: { returnAfterCalls: given.returnAfterCalls, maxReturns: 3 },
        rating: { inviteOnFinish: given.inviteOnFinish },
      },
    ),
  );

function play(hall: GivenHall, steps: readonly Step[]): void {
  for (const { waitMs, make } of steps) {
    hall.later(waitMs).submit(make(hall.state));
    checkState(hall.state);
  }
}

function begun(settings: HallSettings): GivenHall {
  const hall = new GivenHall(settings).opens("1", "2", "3");
  for (const serviceId of ["a", "a", "a", "b", "c", "c"]) hall.issues(serviceId);
  return hall;
}

function folded(settings: HallSettings, log: readonly LoggedEvent[]): HallState {
  const state = newState(settings);
  // Through JSON, as the store keeps it.
  for (const logged of JSON.parse(JSON.stringify(log))) fold(state, logged);
  return state;
}

describe("over random days", () => {
  test("no number is given out twice, nobody is at two windows, and every line is in order", () => {
    fc.assert(
      fc.property(halls, fc.array(anyStep, { minLength: 20, maxLength: 120 }), (settings, steps) => {
        const hall = begun(settings);
        play(hall, steps);
        checkLog(hall);
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });

  test("the state of the whole log is the state from the last start of a day", () => {
    fc.assert(
      fc.property(halls, fc.array(anyStep, { minLength: 10, maxLength: 100 }), (settings, steps) => {
        const hall = begun(settings);
        play(hall, steps);
        const start = hall.log.findLastIndex(({ type }) => type === "day.started");
        expect(folded(settings, hall.log)).toEqual(hall.state);
        expect(folded(settings, hall.log.slice(start))).toEqual(hall.state);
      }),
      { ...SEEDED, numRuns: 150 },
    );
  });

  test("deciding leaves the state alone", () => {
    fc.assert(
      fc.property(halls, fc.array(anyStep, { minLength: 5, maxLength: 60 }), anyStep, (settings, steps, last) => {
        const hall = begun(settings);
        play(hall, steps);
        const command = last.make(hall.later(last.waitMs).state);
        const before = structuredClone(hall.state);
        const ctx = { nowMs: hall.nowMs, newId: (kind: string) => `${kind}-new`, newToken: () => "token-new" };
        const decision = decide(hall.state, command, ctx);
        expect(hall.state).toEqual(before);
        expect(decide(hall.state, command, ctx)).toEqual(decision);
      }),
      { ...SEEDED, numRuns: 50 },
    );
  });
});

function picture(state: HallState): unknown {
  // An alarm that comes back with an undo is raised at a later time.
  return pictureOf({
    ...state,
    alarms: new Map([...state.alarms.keys()].map((id) => [id, {}])) as HallState["alarms"],
  });
}

test("undo puts everything back exactly, whatever was done", () => {
  const undone = new Map<string, number>();
  fc.assert(
    fc.property(halls, fc.array(anyStep, { minLength: 5, maxLength: 80 }), undoable, (settings, steps, make) => {
      const hall = begun(settings);
      play(hall, steps);
      hall.does({ type: "tick" });
      const command = make(hall.state);
      if (!("windowId" in command) || typeof command.windowId !== "string") return;
      const { windowId } = command;
      // Opening by a key press is no part of the call that follows it.
      if (hall.window(windowId).state === "closed") hall.opens(windowId);
      if (hall.window(windowId).state === "paused") hall.does({ type: "resume-window", windowId });
      if (command.type === "resume-ticket" && hall.window(windowId).ticketId !== null) {
        hall.does({ type: "hold", windowId });
      }
      if (command.type === "invite-rating" && !settings.policy.rating.inviteOnFinish) {
        if (hall.window(windowId).ticketId !== null) hall.does({ type: "finish", windowId });
      }
      const before = picture(hall.state);
      const seqBefore = hall.state.seq;
      hall.submit(command);
      const step = hall.state.undo.get(windowId)?.at(-1);
      if (step === undefined || step.seq <= seqBefore) return;
      undone.set(step.action, (undone.get(step.action) ?? 0) + 1);
      hall.does({ type: "undo", windowId, reason: null });
      expect(picture(hall.state)).toEqual(before);
      checkState(hall.state);
    }),
    { ...SEEDED, numRuns: 1000 },
  );
  const actions = [
    "call",
    "recall",
    "arrived",
    "missed",
    "hold",
    "resume-ticket",
    "transfer",
    "finish",
    "form",
    "invite-rating",
  ];
  expect([...undone.keys()].sort()).toEqual(actions.sort());
});

describe("the checkers themselves", () => {
  test("see a ticket at two windows, a line out of order, and an action left open", () => {
    const broken: ((state: HallState) => void)[] = [
      (state) => Object.assign(state.windows.get("2") ?? {}, { ticketId: state.windows.get("1")?.ticketId }),
      (state) => state.waiting.get("a")?.reverse(),
      (state) => state.lanes.get("a")?.get("")?.pop(),
      (state) => state.overtakes.set("b", 1),
      (state) => Object.assign(state.windows.get("1") ?? {}, { invitedCaseId: "case-none" }),
    ];
    for (const breaks of broken) {
      const hall = new GivenHall(settingsWith()).opens("1", "2", "3");
      for (let count = 0; count < 4; count++) hall.issues("a");
      hall.callsNext("1");
      checkState(hall.state);
      breaks(hall.state);
      expect(() => checkState(hall.state)).toThrow();
    }
  });

  test("see a number given out twice, a second rating, a day begun twice and time running back", () => {
    const hall = begun(settingsWith());
    hall.callsNext("1");
    hall.does({ type: "finish", windowId: "1" });
    hall.pressesPad(5);
    checkLog(hall);
    const again = (type: LoggedEvent["type"]) => {
      const known = hall.log.find((logged) => logged.type === type);
      if (known === undefined) throw new Error(`no ${type}`);
      const twin = new GivenHall(settingsWith());
      twin.log.push(...hall.log, { ...known, seq: hall.log.length + 1, atMs: hall.nowMs });
      return twin;
    };
    for (const type of ["ticket.issued", "rating.recorded", "day.started"] as const) {
      expect(() => checkLog(again(type))).toThrow(/twice|started after/);
    }
    const early = again("window.opened");
    Object.assign(early.log.at(-1) ?? {}, { atMs: 0 });
    expect(() => checkLog(early)).toThrow(/backwards/);
  });
});
