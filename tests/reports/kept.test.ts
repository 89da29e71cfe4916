// Figures of days that have ended are added up once: as long as nothing changed them, and within a bound.
import { expect, test } from "vitest";
import { Kept } from "../../controller/reports/kept.ts";

function asked() {
  const kept = new Kept<{ readonly rows: readonly number[] }>(10_000, ({ rows }) => rows.length + 1);
  let made = 0;
  const ask = (question: string, stamp: string | null, rows = 1) => {
    const before = made;
    const answer = kept.of(question, stamp, () => {
      made += 1;
      return { rows: Array<number>(rows).fill(made) };
    });
    return { isNew: made > before, answer };
  };
  return ask;
}

test("the same question is answered from what is kept until its figures change", () => {
  const ask = asked();
  const first = ask("may by window", "1");
  expect(ask("may by window", "1")).toEqual({ isNew: false, answer: first.answer });
  expect(ask("may by service", "1").isNew).toBe(true);
  expect(ask("may by window", "2").isNew).toBe(true);
  expect(ask("may by window", "1").isNew).toBe(true);
});

test("figures that change all the time are never kept", () => {
  const ask = asked();
  expect(ask("today", null).isNew).toBe(true);
  expect(ask("today", null).isNew).toBe(true);
  ask("today", "1");
  expect(ask("today", null).isNew).toBe(true);
  expect(ask("today", "1").isNew).toBe(true);
});

test("what was asked for longest ago makes room, and one too large keeps the others where they are", () => {
  const ask = asked();
  ask("a", "1", 6_000);
  ask("b", "1", 3_000);
  expect(ask("a", "1", 6_000).isNew).toBe(false);
  ask("c", "1", 3_000);
  expect(ask("a", "1", 6_000).isNew).toBe(false);
  expect(ask("b", "1", 3_000).isNew).toBe(true);
  expect(ask("huge", "1", 20_000).isNew).toBe(true);
  expect(ask("huge", "1", 20_000).isNew).toBe(true);
  expect(ask("b", "1", 3_000).isNew).toBe(false);
});
