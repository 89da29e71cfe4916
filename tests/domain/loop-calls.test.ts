// Calls after handling: who is rung when and by whom, what a result does, and figures that add up.
import { describe, expect, test } from "vitest";
import type { RefusalCode } from "../../controller/domain/commands.ts";
import { stepsFor } from "../../controller/domain/loop.ts";
import { loopCallFigures, loopCallsOf, maySecondRate } from "../../controller/domain/loop-calls.ts";
import { loopState } from "../../controller/domain/loop-life.ts";
import type { CallBackResult } from "../../controller/domain/loop-types.ts";
import { BOSS, CLERK, HANDLER, LoopHall, loopSettings, text } from "./given-loop.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CALLER = "s04";

/** Verified, put right at once, answered. */
function handles(hall: LoopHall, loopId: string): void {
  for (const command of hall.way(loopId, "fix_now").slice(0, 4)) hall.does(command);
}

/** A bad rating put right and answered: its call is owed. */
function handled(hall: LoopHall): string {
  const { loopId } = hall.rated();
  handles(hall, loopId);
  return loopId;
}

const claim = (loopId: string, by: string, sameNumber: readonly string[] = []) =>
  ({ type: "claim-loop-call", loopId, by, sameNumber }) as const;
const told = (loopId: string, by: string, result: CallBackResult, more: object = {}) =>
  ({ type: "call-back-loop", loopId, by, result, text: null, ...more }) as const;

describe("whom to ring", () => {
  test("nobody before the answer; then until the call is made, again hours after one in vain", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    expect(loopCallsOf(hall.state, hall.nowMs)).toEqual({ due: [], later: [] });
    handles(hall, loopId);
    const [due] = loopCallsOf(hall.state, hall.nowMs).due;
    expect(due).toMatchObject({ loopId, untilMs: hall.loop(loopId).callBackDueMs });
    expect(due?.untilMs).toBeGreaterThan(hall.nowMs);
    hall.does(claim(loopId, CALLER));
    hall.does(told(loopId, CALLER, "no-answer"));
    expect(loopCallsOf(hall.state, hall.nowMs)).toMatchObject({ due: [], later: [{ loopId }] });
    hall.refuses(claim(loopId, CALLER), "CALLBACK_NOT_DUE");
    hall.later(4 * HOUR_MS);
    expect(loopCallsOf(hall.state, hall.nowMs).due).toMatchObject([{ loopId }]);
    hall.does(told(loopId, CALLER, "wrong-number"));
    expect(loopCallsOf(hall.state, hall.nowMs)).toEqual({ due: [], later: [] });
    expect(loopState(hall.loop(loopId))).toBe("called_back");
  });

  test("the first deadline first, and one that is over stays", () => {
    const hall = new LoopHall();
    const first = handled(hall);
    hall.later(2 * DAY_MS).does({ type: "tick" });
    const second = handled(hall);
    expect(loopCallsOf(hall.state, hall.nowMs).due.map(({ loopId }) => loopId)).toEqual([first, second]);
    hall.later(30 * DAY_MS).does({ type: "tick" });
    expect(hall.loop(first).overdue.map(({ step }) => step)).toContain("call-back");
    expect(loopCallsOf(hall.state, hall.nowMs).due).toHaveLength(2);
  });
});

describe("who rings", () => {
  test("one at a time, at hours for it, never the one it is about", () => {
    const hall = new LoopHall();
    const [loopId, other] = [handled(hall), handled(hall)];
    hall.refuses(claim(loopId, CLERK), "LOOP_OWN_CASE");
    hall.refuses(told(loopId, CLERK, "satisfied"), "LOOP_OWN_CASE");
    hall.does(claim(loopId, CALLER));
    hall.refuses(claim(loopId, BOSS), "CALLBACK_TAKEN");
    hall.refuses(told(loopId, BOSS, "satisfied"), "CALLBACK_TAKEN");
    // The same telephone under another ticket.
    hall.refuses(claim(other, BOSS, [loopId]), "CALLBACK_TAKEN");
    hall.refuses({ type: "release-loop-call", loopId, by: BOSS }, "CALLBACK_TAKEN");
    hall.does({ type: "release-loop-call", loopId, by: CALLER });
    hall.does(claim(loopId, BOSS));
    // Fifteen minutes later nobody is cut off any more.
    hall.later(16 * 60_000).does(claim(loopId, CALLER));
    hall.later(12 * HOUR_MS);
    hall.refuses(claim(other, CALLER), "CALLBACK_NOT_DUE");
    hall.refuses(claim("none", CALLER), "LOOP_UNKNOWN");
  });

  test("nor, where the hall says so, anybody who handled it", () => {
    const hall = new LoopHall(loopSettings({ callBackByOthers: true }));
    const loopId = handled(hall);
    hall.refuses(claim(loopId, HANDLER), "LOOP_OTHER_PERSON");
    hall.refuses(told(loopId, HANDLER, "satisfied"), "LOOP_OTHER_PERSON");
    expect(stepsFor(hall.state.settings, hall.loop(loopId), HANDLER)).toEqual([]);
    hall.does({ type: "assign-loop", loopId, handlerId: "s05", by: BOSS });
    hall.refuses(claim(loopId, HANDLER), "LOOP_OTHER_PERSON");
    expect(stepsFor(hall.state.settings, hall.loop(loopId), CALLER)).toEqual(["call-back"]);
    hall.does(claim(loopId, CALLER));
  });
});

describe("what came of it", () => {
  test("the level as spoken is the linked second record; the first stays as it was", () => {
    const hall = new LoopHall();
    const loopId = handled(hall);
    const { caseId } = hall.loop(loopId);
    expect(maySecondRate(hall.state, hall.loop(loopId), hall.nowMs)).toBe(true);
    const refused = (more: object, code: RefusalCode) => hall.refuses(told(loopId, CALLER, "satisfied", more), code);
    refused({ level: 2 }, "LEVEL_UNKNOWN");
    refused({ level: 9 }, "LEVEL_UNKNOWN");
    const { events } = hall.does(told(loopId, CALLER, "satisfied", { level: 4 }));
    expect(events.map(({ type }) => type)).toEqual(["loop.called-back", "rating.recorded", "loop.second-rated"]);
    expect(events[1]?.data).toMatchObject({ caseId, level: 4, sequence: 2, channel: "phone", by: CALLER, loopId });
    expect(hall.state.cases.get(caseId ?? "")?.rating?.level).toBe(2);
    expect(hall.loop(loopId)).toMatchObject({ level: 2, second: { level: 4 } });
    expect(maySecondRate(hall.state, hall.loop(loopId), hall.nowMs)).toBe(false);
    expect(stepsFor(hall.state.settings, hall.loop(loopId), BOSS)).toEqual(["review"]);
  });

  test("what was only explained has no second rating, and a level is refused", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    for (const command of hall.way(loopId, "explained").slice(0, 3)) hall.does(command);
    expect(maySecondRate(hall.state, hall.loop(loopId), hall.nowMs)).toBe(false);
    hall.refuses(told(loopId, CALLER, "satisfied", { level: 5 }), "SECOND_NOT_OPEN");
    hall.does(told(loopId, CALLER, "not-satisfied", { text: text("said") }));
  });

  test("nobody to ring is said as it is, and not where there is a number", () => {
    const hall = new LoopHall();
    const loopId = handled(hall);
    hall.refuses(told(loopId, CALLER, "no-contact", { hasNumber: true }), "CALLBACK_NOT_DUE");
    hall.does(told(loopId, CALLER, "no-contact", { hasNumber: false }));
    expect(stepsFor(hall.state.settings, hall.loop(loopId), BOSS)).toEqual(["review"]);
    const figures = loopCallFigures([...hall.state.loops.values()]);
    expect(figures).toMatchObject({ owed: 1, reached: 0, notReached: 1, waiting: 0 });
  });

  test("figures add up, each loop counted once", () => {
    const hall = new LoopHall();
    const results = ["satisfied", "not-satisfied", "declined", "wrong-number", "no-answer"] as const;
    for (const result of results) hall.does(told(handled(hall), CALLER, result));
    handled(hall);
    hall.rated();
    const figures = loopCallFigures([...hall.state.loops.values()]);
    expect(figures).toEqual({
      ...{ owed: 6, reached: 3, notReached: 1, waiting: 2, satisfied: 1, notSatisfied: 1, declined: 1 },
      ...{ late: 0, secondRated: 0 },
    });
  });
});

describe("reminders", () => {
  const notices = { supervisors: [], hours: "08:00-20:00", nearWorkingDays: 1 };

  test("come once for each deadline, in time, and not where nobody is written to", () => {
    const hall = new LoopHall(loopSettings({ notices, handleWorkingDays: 5, replyWorkingDays: 5 }));
    const { loopId, dueMs } = hall.rated();
    hall.does({ type: "tick" });
    expect(hall.loop(loopId).reminded).toBeUndefined();
    while (hall.nowMs < dueMs) hall.later(6 * HOUR_MS).does({ type: "tick" });
    const said = hall.log.filter(({ type }) => type === "loop.reminded");
    expect(said.map(({ data }) => (data as { step: string }).step)).toEqual(["handle", "reply"]);
    for (const { atMs } of said) expect(dueMs - atMs).toBeLessThanOrEqual(2 * DAY_MS);
    expect(hall.loop(loopId).overdue).toHaveLength(2);
    const silent = new LoopHall(loopSettings({ handleWorkingDays: 1 }));
    silent.rated();
    silent.later(DAY_MS).does({ type: "tick" });
    expect(silent.log.some(({ type }) => type === "loop.reminded")).toBe(false);
  });
});
