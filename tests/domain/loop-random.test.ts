// Random lives of loops: whatever is tried in whatever order, the rules hold. Terms over holidays and changed clocks.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { loopFigures, rawAndAdjusted } from "../../controller/domain/loop-figures.ts";
import { isClosed, stepsDue, termsOf } from "../../controller/domain/loop-life.ts";
import { LOOP_STEPS, type Loop } from "../../controller/domain/loop-types.ts";
import type { CalendarSettings } from "../../controller/domain/offer-types.ts";
import { localDay } from "../../controller/domain/time.ts";
import { isWorkingDay } from "../../controller/domain/working-days.ts";
import { ratingOf, SEEDED } from "./given-hall.ts";
import { LoopHall, loopSettings } from "./given-loop.ts";

const STAFF = ["s01", "s02", "s03", "s04"] as const;
const HOUR_MS = 3_600_000;

const deed = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rate" as const), level: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("correct" as const), level: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("complain" as const), pick: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("second" as const),
      pick: fc.nat(9),
      level: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 200 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("assign" as const),
      pick: fc.nat(9),
      by: fc.constantFrom(...STAFF),
      to: fc.constantFrom(...STAFF),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("step" as const),
      pick: fc.nat(9),
      step: fc.constantFrom(...LOOP_STEPS),
      way: fc.constantFrom("fix_now" as const, "explained" as const, "appealed" as const),
      upheld: fc.boolean(),
      by: fc.constantFrom(...STAFF),
    }),
  },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function commandOf(hall: LoopHall, what: Deed): Command | null {
  const loops = [...hall.state.loops.values()];
  const picked = "pick" in what ? loops[what.pick % Math.max(1, loops.length)] : undefined;
  switch (what.do) {
    case "rate":
      return ratingOf({ caseId: hall.finishes(), level: what.level });
    case "correct": {
      const rated = [...hall.state.cases.values()].at(-1)?.rating ?? null;
      if (rated === null) return null;
      return { type: "correct-rating", caseId: rated.caseId, ratingId: rated.id, level: what.level };
    }
    case "complain":
      hall.complains(picked?.caseId ?? [...hall.state.cases.keys()][0] ?? null);
      return null;
    case "second":
      return picked?.caseId == null ? null : ratingOf({ caseId: picked.caseId, level: what.level, sequence: 2 });
    case "wait":
      hall.later(what.hours * HOUR_MS);
      return { type: "tick" };
    case "assign":
      return picked === undefined
        ? null
        : { type: "assign-loop", loopId: picked.loopId, handlerId: what.to, by: what.by };
    case "step": {
      if (picked === undefined) return null;
      const command = hall.step(picked.loopId, what.step, what.by);
      if (command.type === "decide-loop") return { ...command, way: what.way };
      return command.type === "decide-appeal" ? { ...command, upheld: what.upheld } : command;
    }
  }
}

/** What must hold of every loop at all times. */
function check(hall: LoopHall, first: ReadonlyMap<string, number>): void {
  const open = [...hall.state.loops.values()].filter((loop) => !isClosed(loop) && loop.caseId !== null);
  expect(new Set(open.map(({ caseId }) => caseId)).size).toBe(open.length);
  for (const loop of hall.state.loops.values()) {
    const { verified, decided, fixed, replied, calls, reviewed, appeal, clerkId, handlers } = loop;
    const hands = [verified, decided, fixed, replied, reviewed, appeal, ...calls].map((done) => done?.by);
    if (clerkId !== null) expect([...hands, ...handlers]).not.toContain(clerkId);
    if (reviewed !== null) {
      expect(replied).not.toBeNull();
      expect(handlers).not.toContain(reviewed.by);
    }
    if (appeal !== null) expect(handlers).not.toContain(verified?.by === appeal.by ? appeal.by : "");
    if (decided?.way === "fix_now" && replied !== null) expect(fixed).not.toBeNull();
    if (decided?.way === "explained") expect(fixed).toBeNull();
    if (isClosed(loop)) expect(stepsDue(loop)).toEqual([]);
    else expect(stepsDue(loop).length).toBeGreaterThan(0);
    for (const { step, dueMs, done } of isClosed(loop) ? [] : termsOf(loop)) {
      // After a tick nothing is late in silence.
      if (!done && dueMs <= hall.state.lastAtMs) expect(loop.overdue.map((said) => said.step)).toContain(step);
    }
    expect(new Set(loop.overdue.map(({ step }) => step)).size).toBe(loop.overdue.length);
  }
  // The first record stays what it was.
  for (const found of hall.state.cases.values()) {
    const level = first.get(found.rating?.id ?? "");
    if (level !== undefined) expect(found.rating?.level).toBe(level);
  }
}

describe("random lives", () => {
  test("keep one open loop per case, legal steps, honest deadlines and the first rating; a start anew agrees", () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 5, maxLength: 60 }), (deeds) => {
        const hall = new LoopHall();
        const first = new Map<string, number>();
        for (const what of deeds) {
          const command = commandOf(hall, what);
          if (command !== null) hall.submit(command);
          hall.submit({ type: "tick" });
          for (const event of hall.log) {
            if (event.type === "rating.recorded" && event.data.sequence === 1)
              first.set(event.data.ratingId, event.data.level);
            if (event.type === "rating.corrected") first.set(event.data.ratingId, event.data.level);
          }
          check(hall, first);
        }
        const again = newState(hall.settings);
        const dayAt = hall.log.findLastIndex(({ type }) => type === "day.started");
        for (const event of hall.log.slice(dayAt)) fold(again, event);
        expect(again.loops).toEqual(hall.state.loops);
      }),
      { ...SEEDED, numRuns: 120 },
    );
  });

  test("a bad rating is never without a loop, a good one never with", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }), (levels) => {
        const hall = new LoopHall();
        for (const level of levels) hall.does(ratingOf({ caseId: hall.finishes(), level }));
        expect(hall.state.loops.size).toBe(levels.filter((level) => level <= 2).length);
      }),
      { ...SEEDED, numRuns: 50 },
    );
  });
});

const CALENDAR = {
  week: { ...week(["mon", "tue", "wed", "thu", "fri"]), sat: [], sun: [] },
  holidays: [{ date: "2031-03-06" }, { date: "2031-03-10" }],
  workdays: [{ date: "2031-03-08" }],
  extended: [{ weekday: "sun", hours: ["09:00-11:30"] }],
} as unknown as CalendarSettings;

function week(days: readonly string[]) {
  return Object.fromEntries(days.map((day) => [day, ["09:00-17:00"]]));
}

describe("terms in working days", () => {
  test("leave out holidays and count make-up workdays; extended hours make no working day", () => {
    const hall = new LoopHall(loopSettings({ handleWorkingDays: 5 }, { calendar: CALENDAR }));
    // Wed 5, Fri 7, Sat 8 (made up), Tue 11, Wed 12.
    expect(localDay(hall.rated().dueMs - 1, "Asia/Shanghai")).toBe("2031-03-12");
  });

  test("end with the local day in every zone and over every change of the clocks", () => {
    const zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Urumqi"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 365 }),
        fc.integer({ min: 1, max: 20 }),
        (timezone, day, days) => {
          const settings = loopSettings({ handleWorkingDays: days }, { timezone });
          const hall = new LoopHall(settings, Date.parse("2031-01-01T08:00:00Z") + day * 24 * HOUR_MS);
          const { dueMs, receivedMs } = hall.rated();
          const [first, last] = [localDay(receivedMs, timezone), localDay(dueMs - 1, timezone)];
          expect(localDay(dueMs, timezone)).not.toBe(last);
          let counted = 0;
          for (let at = Date.parse(`${first}T12:00:00Z`) + 24 * HOUR_MS; ; at += 24 * HOUR_MS) {
            const text = new Date(at).toISOString().slice(0, 10);
            if (isWorkingDay(undefined, text)) counted += 1;
            if (text === last) break;
          }
          expect(counted).toBe(days);
          expect(isWorkingDay(undefined, last)).toBe(true);
        },
      ),
      { ...SEEDED, numRuns: 200 },
    );
  });
});

describe("the figures", () => {
  test("are those of the definitions", () => {
    const hall = new LoopHall();
    const loops = [1, 2, 2, 1].map((level) => hall.rated(level));
    const [a, b, c] = loops as [Loop, Loop, Loop, Loop];
    for (const command of hall.way(a.loopId, "fix_now")) hall.does(command);
    hall.does(ratingOf({ caseId: a.caseId, level: 4, sequence: 2 }));
    for (const command of hall.way(b.loopId, "appealed")) hall.does(command);
    for (const command of hall.way(c.loopId, "fix_now").slice(0, 4)) hall.does(command);
    hall.complains(null, "2");
    const all = [...hall.state.loops.values()];
    expect(loopFigures(all)).toMatchObject({
      ...{ bad: 4, complaints: 1, open: 3, setAside: 1 },
      replied: { n: 3, of: 4, share: 0.75 },
      calledBack: { n: 2, of: 4, share: 0.5 },
      fixed: { n: 1, of: 2, share: 0.5 },
      fixedSatisfied: { n: 1, of: 2, share: 0.5 },
      overdue: { n: 0, of: 4, share: 0 },
    });
    hall.later(60 * 24 * HOUR_MS).does({ type: "tick" });
    expect(loopFigures([...hall.state.loops.values()]).overdue.n).toBeGreaterThan(0);
    expect(loopFigures([]).replied).toEqual({ n: 0, of: 0, share: null });
  });

  test("show the share of good ratings raw and without what was set aside", () => {
    // The example of the rules: six active ratings, one of them bad.
    const levels = [0, 0, 1, 1, 2, 2];
    const { raw, adjusted } = rawAndAdjusted(levels, [{ level: 2 }]);
    expect(raw.share).toBeCloseTo(0.833, 3);
    expect(adjusted).toEqual({ n: 5, of: 5, share: 1 });
    expect(rawAndAdjusted(levels, []).adjusted).toEqual(raw);
    expect(rawAndAdjusted([0, 0, 0, 0, 1, 0], [{ level: 1 }]).adjusted).toEqual({ n: 1, of: 1, share: 1 });
  });
});
