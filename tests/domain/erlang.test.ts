// Erlang C against worked vectors, and the number of windows it asks for.
import { describe, expect, test } from "vitest";
import { meanWaitMinutes, shareWithin, trafficOf, waitShare, windowsNeeded } from "../../controller/domain/erlang.ts";

describe("M5 vectors", () => {
  test("360 calls in half an hour, 240 s each, 55 places, 15 s", () => {
    const load = { perMinute: 12, meanMinutes: 4 };
    expect(trafficOf(load)).toBe(48);
    expect(waitShare(48, 55)).toBeCloseTo(0.2387, 4);
    expect(shareWithin(load, 55, 0.25)).toBeCloseTo(0.8459, 4);
    expect(meanWaitMinutes(load, 55) * 60).toBeCloseTo(8.18, 2);
  });

  test("60 an hour, 10 minutes each, 12 windows, 10 minutes", () => {
    const load = { perMinute: 1, meanMinutes: 10 };
    expect(trafficOf(load)).toBe(10);
    expect(waitShare(10, 12)).toBeCloseTo(0.4494, 4);
    expect(shareWithin(load, 12, 10)).toBeCloseTo(0.9392, 4);
    expect(meanWaitMinutes(load, 12) * 60).toBeCloseTo(134.8, 1);
  });
});

test("windows that cannot keep up serve nobody in time, and the wait has no end", () => {
  const load = { perMinute: 1, meanMinutes: 10 };
  expect(shareWithin(load, 10, 60)).toBe(0);
  expect(meanWaitMinutes(load, 10)).toBe(Number.POSITIVE_INFINITY);
  expect(waitShare(10, 9)).toBe(1);
});

test("the fewest windows that reach the target, and not one more", () => {
  const load = { perMinute: 1, meanMinutes: 10 };
  const needed = windowsNeeded(load, 10, 0.8) ?? 0;
  expect(shareWithin(load, needed, 10)).toBeGreaterThanOrEqual(0.8);
  expect(shareWithin(load, needed - 1, 10)).toBeLessThan(0.8);
  expect(windowsNeeded({ perMinute: 0, meanMinutes: 10 }, 10, 0.8)).toBe(0);
  expect(windowsNeeded({ perMinute: 100, meanMinutes: 10 }, 10, 0.8)).toBeNull();
});
