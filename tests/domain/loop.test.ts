// Bad ratings and complaints: what opens a loop, who may take which step, and what stays of a missed deadline.
import { describe, expect, test } from "vitest";
import type { Command, RefusalCode } from "../../controller/domain/commands.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { loopDeadlines, stepsFor } from "../../controller/domain/loop.ts";
import { isSetAside, loopState, stepsDue } from "../../controller/domain/loop-life.ts";
import { LOOPS_MAX } from "../../controller/domain/loop-opening.ts";
import { LOOP_STEPS, type Loop, type LoopStep } from "../../controller/domain/loop-types.ts";
import { snapshotOf } from "../../controller/domain/snapshot.ts";
import { GivenHall, MINUTE_MS, ratingOf } from "./given-hall.ts";
import { BOSS, CLERK, HANDLER, LoopHall, loopSettings, text } from "./given-loop.ts";

describe("a loop opens by itself", () => {
  test("with every bad rating in the same decision, and with no other", () => {
    for (const level of [1, 2, 3, 4, 5]) {
      const hall = new LoopHall();
      const caseId = hall.finishes();
      const { events } = hall.does(ratingOf({ caseId, level }));
      const opened = events.filter(({ type }) => type === "loop.received");
      expect(opened).toHaveLength(level <= 2 ? 1 : 0);
      expect(hall.state.loops.size).toBe(level <= 2 ? 1 : 0);
    }
  });

  test("goes with a correction to a good level and comes with one to a bad level, within the seconds", () => {
    const hall = new LoopHall();
    const caseId = hall.finishes();
    const { subject } = hall.does(ratingOf({ caseId, level: 2 }));
    const ratingId = subject?.ratingId ?? "";
    hall.later(2000).does({ type: "correct-rating", caseId, ratingId, level: 4 });
    expect([...hall.state.loops.values()].map(loopState)).toEqual(["withdrawn"]);
    hall.later(1000).does({ type: "correct-rating", caseId, ratingId, level: 1 });
    expect([...hall.state.loops.values()].map(loopState)).toEqual(["withdrawn", "received"]);
    hall.later(1000).does({ type: "correct-rating", caseId, ratingId, level: 2 });
    expect(hall.state.loops.size).toBe(2);
    hall.later(5000).refuses({ type: "correct-rating", caseId, ratingId, level: 5 }, "RATING_FINAL");
    expect(hall.open().caseId).toBe(caseId);
  });

  test("names a handler who is not the rated one, or nobody", () => {
    expect(new LoopHall().rated().handlerId).toBe(HANDLER);
    const own = new LoopHall(loopSettings({ handlers: [{ staff: CLERK }, { staff: HANDLER, windows: ["2"] }] }));
    expect(own.rated().handlerId).toBeNull();
  });

  test("about a complaint without a level; a second one about the same case joins it", () => {
    const hall = new LoopHall();
    const caseId = hall.finishes();
    const first = hall.complains(caseId);
    expect(hall.loop(first)).toMatchObject({ source: "complaint", level: null, clerkId: CLERK, handlerId: HANDLER });
    expect(hall.later(MINUTE_MS).complains(caseId)).toBe(first);
    expect(hall.loop(first).notes).toHaveLength(2);
    hall.does(ratingOf({ caseId, level: 1 }));
    expect(hall.state.loops.size).toBe(1);
    expect(hall.complains(null, "2")).not.toBe(first);
  });
});

describe("the steps", () => {
  const through = (hall: LoopHall, loopId: string, ...steps: readonly Command[]) => {
    for (const step of steps) hall.later(MINUTE_MS).does(step);
    return hall.loop(loopId);
  };

  test("lead from receipt over mending, reply and call to the review by somebody else", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    const at = () => loopState(hall.loop(loopId));
    const states = hall.way(loopId, "fix_now").map((command) => {
      hall.later(MINUTE_MS).does(command);
      return at();
    });
    expect(states).toEqual(["verified", "fix_now", "fixed", "replied", "called_back", "reviewed"]);
    expect(stepsDue(hall.loop(loopId))).toEqual([]);
  });

  test("allow each of them only in its turn: every pair of state and step", () => {
    for (const way of ["fix_now", "fix_by_date", "explained", "appealed"] as const) {
      const probe = new LoopHall();
      const { loopId } = probe.rated();
      const path = probe.way(loopId, way);
      for (let taken = 0; taken <= path.length; taken++) {
        for (const step of LOOP_STEPS) {
          const hall = new LoopHall();
          const loop = through(hall, hall.rated().loopId, ...path.slice(0, taken));
          const by = step === "decide-appeal" || step === "review" ? BOSS : HANDLER;
          const decision = hall.submit(hall.step(loop.loopId, step, by));
          const isDue = EXPECTED[way][taken]?.includes(step) ?? false;
          expect(`${way} ${taken} ${step} ${decision.ok}`).toBe(`${way} ${taken} ${step} ${isDue}`);
        }
      }
    }
  });

  test("are never the rated clerk's, and belong to the handler; appeal and review to somebody else", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    const tried = (step: LoopStep, by: string, code: RefusalCode) => hall.refuses(hall.step(loopId, step, by), code);
    tried("verify", CLERK, "LOOP_OWN_CASE");
    tried("verify", BOSS, "LOOP_NOT_YOURS");
    hall.refuses({ type: "assign-loop", loopId, handlerId: CLERK, by: BOSS }, "LOOP_OWN_CASE");
    hall.refuses({ type: "assign-loop", loopId, handlerId: BOSS, by: CLERK }, "LOOP_OWN_CASE");
    hall.refuses({ type: "assign-loop", loopId, handlerId: "nobody", by: BOSS }, "STAFF_UNKNOWN");
    hall.refuses({ type: "reveal-contact", loopId, by: CLERK, ref: "case:x" }, "LOOP_OWN_CASE");
    hall.refuses({ type: "note-loop", loopId: "none", by: BOSS, text: text("x") }, "LOOP_UNKNOWN");
    for (const command of hall.way(loopId, "appealed").slice(0, 2)) hall.does(command);
    tried("decide-appeal", HANDLER, "LOOP_OTHER_PERSON");
    tried("decide-appeal", CLERK, "LOOP_OWN_CASE");
    // Another handler does not free the first one to decide.
    hall.does({ type: "assign-loop", loopId, handlerId: "s05", by: BOSS });
    tried("decide-appeal", HANDLER, "LOOP_OTHER_PERSON");
    tried("decide-appeal", "s05", "LOOP_OTHER_PERSON");
    expect(stepsFor(hall.state.settings, hall.loop(loopId), BOSS)).toEqual(["decide-appeal"]);
    hall.does(hall.step(loopId, "decide-appeal", BOSS));
    hall.does(hall.step(loopId, "reply", "s05"));
    tried("call-back", CLERK, "LOOP_OWN_CASE");
    hall.does(hall.step(loopId, "call-back", "s04"));
    tried("review", "s05", "LOOP_OTHER_PERSON");
    hall.does(hall.step(loopId, "review", BOSS));
    tried("review", BOSS, "LOOP_STEP_NOT_DUE");
  });

  test("an upheld appeal sets the rating aside and leaves it; a refused one cannot be raised again", () => {
    const hall = new LoopHall();
    const loop = hall.rated();
    for (const command of hall.way(loop.loopId, "appealed").slice(0, 2)) hall.does(command);
    hall.does({ ...appeal(loop.loopId), upheld: true, reason: "malicious" });
    expect(isSetAside(hall.loop(loop.loopId))).toBe(true);
    expect(hall.state.cases.get(loop.caseId ?? "")?.rating?.level).toBe(2);
    const other = hall.rated();
    for (const command of hall.way(other.loopId, "appealed").slice(0, 2)) hall.does(command);
    hall.does({ ...appeal(other.loopId), upheld: false, reason: "malicious" });
    expect(hall.loop(other.loopId)).toMatchObject({ decided: null, appeal: { upheld: false, reason: null } });
    hall.refuses(hall.decide(other.loopId, "appealed"), "LOOP_STEP_NOT_DUE");
    hall.does(hall.decide(other.loopId, "explained"));
    expect(isSetAside(hall.loop(other.loopId))).toBe(false);
  });

  test("a promise needs a day that exists and is to come, and nothing else has one", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    hall.does(hall.step(loopId, "verify", HANDLER));
    for (const byDate of [null, "2031-03-03", "2031-02-30", "2033-01-01", "soon"]) {
      hall.refuses(hall.decide(loopId, "fix_by_date", byDate), "LOOP_DATE_INVALID");
    }
    hall.refuses(hall.decide(loopId, "explained", "2031-03-05"), "LOOP_DATE_INVALID");
    hall.does(hall.decide(loopId, "fix_by_date", "2031-03-04"));
    expect(stepsDue(hall.loop(loopId))).toEqual(["reply", "fix"]);
  });

  test("a call that nobody answers is an attempt; after three the ledger says so", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    for (const command of hall.way(loopId, "explained").slice(0, 3)) hall.does(command);
    const call = { type: "call-back-loop", loopId, by: HANDLER, text: null, result: "no-answer" } as const;
    hall.does(call);
    expect(stepsDue(hall.loop(loopId))).toEqual(["call-back"]);
    hall.does(call);
    hall.does(call);
    expect(stepsDue(hall.loop(loopId))).toEqual(["review"]);
    const free = new LoopHall(loopSettings({ callBackShare: 0 }));
    const other = free.rated();
    for (const command of free.way(other.loopId, "explained").slice(0, 3)) free.does(command);
    expect(stepsDue(free.loop(other.loopId))).toEqual(["review"]);
  });
});

const appeal = (loopId: string) => ({ type: "decide-appeal", loopId, by: BOSS, text: text("a") }) as const;

/** What is due after so many steps of each way. */
const EXPECTED: Readonly<Record<"fix_now" | "fix_by_date" | "explained" | "appealed", readonly LoopStep[][]>> = {
  fix_now: [["verify"], ["decide"], ["fix"], ["reply"], ["call-back"], ["review"], []],
  fix_by_date: [["verify"], ["decide"], ["reply", "fix"], ["fix"], ["call-back"], ["review"], []],
  explained: [["verify"], ["decide"], ["reply"], ["call-back"], ["review"], []],
  appealed: [["verify"], ["decide"], ["decide-appeal"], ["reply"], ["call-back"], ["review"], []],
};

describe("after it was put right", () => {
  test("a linked second rating may come, the first is never overwritten, and nothing new opens", () => {
    const hall = new LoopHall();
    const { loopId, caseId } = hall.rated();
    hall.refuses(ratingOf({ caseId, level: 4, sequence: 2 }), "SECOND_NOT_OPEN");
    for (const command of hall.way(loopId, "fix_now").slice(0, 3)) hall.does(command);
    hall.does(ratingOf({ caseId, level: 2, sequence: 2 }));
    expect(hall.loop(loopId).second?.level).toBe(2);
    expect(hall.state.cases.get(caseId ?? "")?.rating?.level).toBe(2);
    hall.refuses(ratingOf({ caseId, level: 5, sequence: 2 }), "CASE_ALREADY_RATED");
    expect(hall.state.loops.size).toBe(1);
  });
});

describe("deadlines and days", () => {
  test("a missed one is said once, before the step that comes late, and stays", () => {
    const hall = new LoopHall();
    const { loopId, dueMs } = hall.rated();
    expect(loopDeadlines(hall.state, hall.nowMs)).toMatchObject([{ dueMs, state: "open" }]);
    hall.nowMs = dueMs;
    const { events } = hall.does({ type: "note-loop", loopId, by: HANDLER, text: text("late") });
    const types = events.map(({ type }) => type).filter((type) => type.startsWith("loop."));
    expect(types).toEqual(["loop.overdue", "loop.overdue", "loop.noted"]);
    expect(hall.does({ type: "tick" }).events).toEqual([]);
    for (const command of hall.way(loopId, "explained")) hall.does(command);
    expect(hall.loop(loopId).overdue.map(({ step }) => step)).toEqual(["handle", "reply"]);
    expect(loopDeadlines(hall.state, hall.nowMs)).toEqual([]);
  });

  test("the tick says it where nobody acts, of each kind", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    for (const command of hall.way(loopId, "fix_by_date").slice(0, 3)) hall.does(command);
    hall.later(40 * 86_400_000).does({ type: "tick" });
    expect(hall.loop(loopId).overdue.map(({ step }) => step)).toEqual(["fix", "call-back"]);
  });

  test("loops live over the turn of the day and over a start anew; a log from before them loads", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    hall.does(hall.step(loopId, "verify", HANDLER));
    hall.later(86_400_000).does({ type: "tick" });
    expect(hall.loop(loopId).verified?.by).toBe(HANDLER);
    const again = newState(hall.settings);
    for (const event of hall.log) fold(again, event);
    expect(again.loops).toEqual(hall.state.loops);
    const { loops: _none, ...old } = snapshotOf(hall.state);
    const first = hall.log.find(({ type }) => type === "day.started");
    if (first?.type !== "day.started") throw new Error("no day");
    const before = newState(hall.settings);
    fold(before, { ...first, data: { ...first.data, snapshot: old } });
    expect(before.loops.size).toBe(0);
  });

  test("a closed one is kept as long as its rater may read it, a withdrawn one until the day turns", () => {
    const hall = new LoopHall();
    const { loopId } = hall.rated();
    for (const command of hall.way(loopId, "explained")) hall.does(command);
    hall.later(6 * 86_400_000).does({ type: "tick" });
    expect(hall.state.loops.has(loopId)).toBe(true);
    hall.later(2 * 86_400_000).does({ type: "tick" });
    expect(hall.state.loops.has(loopId)).toBe(false);
  });

  test("complaints are refused when too many are open, bad ratings never", () => {
    const hall = new LoopHall();
    const loop = hall.rated();
    for (let i = 0; i < LOOPS_MAX; i++) hall.state.loops.set(`loop-x${i}`, { ...loop, loopId: `loop-x${i}` });
    const about = { caseId: null, ticketId: null, number: null, serviceId: null, windowId: null, clerkId: null };
    const complaint = { type: "open-complaint", ...about, channel: "guide", by: null, text: text("x") } as const;
    hall.refuses(complaint, "LOOPS_FULL");
    expect(hall.rated().source).toBe("rating");
  });

  test("no event of a loop holds words", () => {
    const hall = new LoopHall();
    hall.complains(null, "1");
    const said = JSON.stringify(hall.log.filter(({ type }) => type.startsWith("loop.")));
    expect(said).toContain("digest");
    expect(said).not.toContain("words");
  });
});

test("a plain hall has the usual terms", () => {
  const hall = new GivenHall();
  hall.issues();
  hall.opens("1").callsNext("1");
  const { subject } = hall.does({ type: "finish", windowId: "1" });
  hall.does(ratingOf({ caseId: subject?.caseId ?? "", level: 1 }));
  const [loop] = [...hall.state.loops.values()] as [Loop];
  expect(loop).toMatchObject({ handlerId: null, callBack: true });
  // Fifteen working days from Tuesday 4 March: the end of Tuesday 25 March.
  expect(new Date(loop.dueMs).toISOString()).toBe("2031-03-25T16:00:00.000Z");
});
