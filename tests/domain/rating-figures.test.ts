// The three figures side by side: the worked example of the rating rules, and what may never be mixed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CaseFacts, factsOf, ratingFigures } from "../../controller/domain/rating-figures.ts";
import type { Case, Level, Rating } from "../../controller/domain/types.ts";
import { wilsonRange } from "../../controller/domain/wilson.ts";
import { SEEDED } from "./given-hall.ts";

const NOTHING: CaseFacts = { asked: true, active: null, imported: null, defaulted: false };
const active = (level: Level): CaseFacts => ({ ...NOTHING, active: { level, channel: "window_pad" } });
const many = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

test("10 finished: 6 active (5 good, 1 bad), 2 defaults, 2 nothing", () => {
  const facts = [...many(5, active(4)), active(1), ...many(2, { ...NOTHING, defaulted: true }), ...many(2, NOTHING)];
  const figures = ratingFigures(facts);
  expect(figures).toMatchObject({ finished: 10, defaults: 2, imported: 0, bad: 1, asked: { share: 1 } });
  expect(figures.active.share).toBe(0.6);
  expect(figures.unrated.share).toBe(0.4);
  expect(figures.unratedCountingDefaults.share).toBe(0.2);
  expect(figures.good.share).toBeCloseTo(0.8333, 4);
  expect(figures.goodWithDefaults.share).toBe(0.875);
  expect(figures.withDefaults).toMatchObject({ n: 8, of: 10 });
  expect(figures.average).toBe(3.5);
});

test("an imported rating is none of the active ones, nor of their good ones", () => {
  const figures = ratingFigures([active(5), { ...NOTHING, imported: 1 }]);
  expect(figures.active).toMatchObject({ n: 1, of: 2 });
  expect(figures.good.share).toBe(1);
  expect(figures).toMatchObject({ imported: 1, bad: 0, withDefaults: { n: 2 } });
});

test("of nothing there is no share", () => {
  const { active: none, good, average } = ratingFigures([]);
  expect([none.share, none.range, good.share, average]).toEqual([null, null, null, null]);
});

test("Wilson's range holds the share, lies in 0..1 and narrows with n", () => {
  expect(wilsonRange(0, 0)).toBeNull();
  const [low, high] = wilsonRange(5, 6) ?? [0, 0];
  expect([low, high].map((end) => Math.round(end * 1000) / 1000)).toEqual([0.436, 0.97]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const hits = Math.round(n * share);
      const [from, to] = wilsonRange(hits, n) ?? [Number.NaN, Number.NaN];
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(1);
      expect(from).toBeLessThanOrEqual(hits / n + 1e-9);
      expect(to).toBeGreaterThanOrEqual(hits / n - 1e-9);
      const [more, most] = wilsonRange(hits * 10, n * 10) ?? [0, 0];
      expect(most - more).toBeLessThan(to - from + 1e-12);
    }),
    SEEDED,
  );
});

test("the shares of the channels add up to the active one", () => {
  const facts = fc.array(
    fc.record({
      asked: fc.boolean(),
      active: fc.option(
        fc.record({
          level: fc.constantFrom<Level>(1, 2, 3, 4, 5),
          channel: fc.constantFrom("window_pad" as const, "sms" as const, "phone" as const, "qr" as const),
        }),
      ),
      imported: fc.constant(null),
      defaulted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(facts, (cases) => {
      const figures = ratingFigures(cases);
      const sum = figures.channels.reduce((total, { share }) => total + (share ?? 0), 0);
      expect(sum).toBeCloseTo(figures.active.share ?? 0, 9);
      expect(figures.unrated.n + figures.active.n).toBe(cases.length);
      expect(figures.good.n + figures.bad).toBe(figures.active.n);
    }),
    SEEDED,
  );
});

const CASE: Case = {
  ...{ id: "c", ticketId: "t", number: "A001", token: "k", serviceId: "a", windowId: "1", staffId: "s01" },
  ...{ status: "finished", openedAtMs: 1, finishedAtMs: 2, limitMinutes: null },
  ...{ invitedAtMs: null, inviteUntilMs: null, lapsedAtMs: null, rating: null },
};
const RATING: Rating = {
  ...{ id: "r", caseId: "c", level: 3, channel: "system_default", reasons: [], comment: null },
  ...{ origin: "default", atMs: 3, deviceId: null },
};

test("a message that never came and a call nobody answered are no offer; a default is no rating of a person", () => {
  const ask = { channel: "sms", stage: 2, optionsVersion: "v", attempt: 1, atMs: 1, untilMs: 9 } as const;
  const asked = (found: Partial<Case>) => factsOf({ ...CASE, ...found })?.asked;
  expect(asked({})).toBe(false);
  expect(asked({ invitedAtMs: 2 })).toBe(true);
  expect(asked({ asked: [{ ...ask, outcome: "undelivered" }] })).toBe(false);
  expect(asked({ asked: [{ ...ask, outcome: "delivered" }] })).toBe(true);
  expect(asked({ callbacks: [{ attempt: 1, atMs: 1, by: "s02", result: "no-answer" }] })).toBe(false);
  expect(asked({ callbacks: [{ attempt: 1, atMs: 1, by: "s02", result: "declined" }] })).toBe(true);
  expect(factsOf({ ...CASE, rating: RATING })).toMatchObject({ active: null, defaulted: true });
  expect(factsOf({ ...CASE, status: "open" })).toBeNull();
});
