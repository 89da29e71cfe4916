// The queue of a voice by itself: order, replacement, bounds, age.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Reading, SpeechQueue } from "../../drivers/kernel/speech-queue.ts";

const queueOf = (waitingMax = 60) => new SpeechQueue({ waitingMax });
const a = (key: string, readings = 1, text = key) => ({ key, text, readings });

/** Reads everything at one moment. */
function readAll(queue: SpeechQueue, nowMs: number): string[] {
  const texts: string[] = [];
  for (let reading = queue.next(nowMs); reading !== null; reading = queue.next(nowMs)) {
    texts.push(reading.announcement.text);
    queue.ended(reading);
  }
  return texts;
}

test("the second readings come before any third", () => {
  const queue = queueOf();
  queue.say(a("a", 3), 0);
  queue.say(a("b", 2), 0);
  queue.say(a("c", 1), 0);
  expect(readAll(queue, 0)).toEqual(["a", "b", "c", "a", "b", "a"]);
  expect(queue.next(0)).toBeNull();
});

test("a call said anew goes behind those who wait already", () => {
  const queue = queueOf();
  for (const key of ["a", "b"]) queue.say(a(key), 0);
  queue.say(a("a", 1, "a again"), 0);
  expect(readAll(queue, 0)).toEqual(["b", "a again"]);
});

test("readings are whole numbers from 1 to 9", () => {
  for (const [asked, given] of [
    [0, 1],
    [-3, 1],
    [Number.NaN, 1],
    [2.7, 2],
    [100, 9],
  ] as const) {
    const queue = queueOf();
    queue.say(a("a", asked), 0);
    expect(queue.waiting).toBe(given);
  }
});

describe("an interrupted reading", () => {
  const begun = (queue: SpeechQueue, nowMs: number) => queue.next(nowMs) as Reading;

  test("is the next one again", () => {
    const queue = queueOf();
    for (const key of ["a", "b"]) queue.say(a(key), 0);
    queue.putBack(begun(queue, 0));
    queue.afterOutage(15_000);
    expect(readAll(queue, 15_000)).toEqual(["a", "b"]);
  });

  test("is history after 15 s, with its repeats", () => {
    const queue = queueOf();
    queue.say(a("a", 3), 0);
    queue.say(a("b"), 0);
    queue.putBack(begun(queue, 0));
    queue.afterOutage(15_001);
    expect(readAll(queue, 15_001)).toEqual(["b"]);
    expect(queue.counters.stale).toBe(1);
  });

  test("does not come back when it was withdrawn or said anew", () => {
    const queue = queueOf();
    queue.say(a("a"), 0);
    const first = begun(queue, 0);
    queue.withdraw("a");
    queue.putBack(first);
    expect(queue.waiting).toBe(0);
    queue.say(a("b"), 0);
    const second = begun(queue, 0);
    queue.say(a("b", 1, "new"), 0);
    queue.putBack(second);
    queue.ended(second);
    expect(readAll(queue, 0)).toEqual(["new"]);
  });
});

test("what waits is dropped when it is 90 s old, repeats too", () => {
  const queue = queueOf();
  queue.say(a("a", 2), 0);
  queue.ended(queue.next(0) as Reading);
  queue.say(a("b"), 1);
  expect(queue.next(90_001)?.announcement.key).toBe("b");
  expect(queue.counters.stale).toBe(1);
});

test("whatever is said and withdrawn, the bound holds, and nothing is read more often than asked", () => {
  const act = fc.record({
    what: fc.constantFrom("say", "say", "say", "withdraw", "read"),
    key: fc.nat(6).map(String),
    readings: fc.integer({ min: 1, max: 4 }),
    laterMs: fc.nat(20_000),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), fc.integer({ min: 1, max: 8 }), (acts, waitingMax) => {
      const queue = queueOf(waitingMax);
      const allowed = new Map<string, number>();
      let nowMs = 0;
      for (const [i, { what, key, readings, laterMs }] of acts.entries()) {
        nowMs += laterMs;
        const text = `${key}.${i}`;
        if (what === "withdraw") queue.withdraw(key);
        else if (what === "say") {
          queue.say(a(key, readings, text), nowMs);
          allowed.set(text, readings);
        } else {
          const reading = queue.next(nowMs);
          if (reading === null) continue;
          const left = (allowed.get(reading.announcement.text) ?? 0) - 1;
          expect(left).toBeGreaterThanOrEqual(0);
          allowed.set(reading.announcement.text, left);
          queue.ended(reading);
        }
        expect(queue.waiting).toBeLessThanOrEqual(waitingMax);
      }
      // The newest call of all is never the one that is dropped.
      const newest = acts.findLastIndex(({ what }) => what === "say");
      const after = acts.slice(newest + 1);
      if (newest >= 0 && after.length === 0) {
        expect(readAll(queue, nowMs)).toContain(`${acts[newest]?.key}.${newest}`);
      }
    }),
    { seed: 90 },
  );
});
