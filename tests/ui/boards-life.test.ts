// A board reloads at night and after a fault, and never when the service does not answer.
import { describe, expect, test } from "vitest";
import { BoardLife, isReloadDue, minuteOf } from "../../kiosk-ui/shared/board-life.ts";
import { FakeTime } from "./fake-time.ts";

const HOUR_MS = 3_600_000;

function life(answers: () => Promise<boolean>) {
  const time = new FakeTime();
  let reloads = 0;
  const reload = () => {
    reloads += 1;
  };
  const deps = { timers: time, answers, reload };
  return { time, life: new BoardLife(deps), reloads: () => reloads };
}

test("local minutes, whatever the zone of the screen", () => {
  expect(minuteOf(Date.parse("2026-03-02T03:31:00+08:00"), "Asia/Shanghai")).toBe(211);
  expect(minuteOf(Date.parse("2026-03-02T00:05:00+01:00"), "Europe/Berlin")).toBe(5);
});

test("due in the planned hour, across midnight too, and not for a young page", () => {
  const due = (minute: number, reloadAt = "03:30", ageMs = 7 * HOUR_MS) => isReloadDue({ minute, reloadAt, ageMs });
  expect([due(209), due(210), due(269), due(270)]).toEqual([false, true, true, false]);
  expect([due(5, "23:45"), due(1425, "23:45"), due(50, "23:45")]).toEqual([true, true, false]);
  expect(due(210, "03:30", HOUR_MS)).toBe(false);
});

describe("the planned reload", () => {
  const night = (minute: number, busy = false) => ({ minute, reloadAt: "03:30", busy });

  test("comes once, in its hour", async () => {
    const { time, life: board, reloads } = life(() => Promise.resolve(true));
    let minute = 100;
    board.watch(() => night(minute));
    await time.pass(7 * HOUR_MS);
    expect(reloads()).toBe(0);
    minute = 211;
    await time.pass(HOUR_MS);
    expect(reloads()).toBe(1);
  });

  test("waits while a number flashes", async () => {
    const { time, life: board, reloads } = life(() => Promise.resolve(true));
    let busy = true;
    board.watch(() => night(211, busy));
    await time.pass(7 * HOUR_MS);
    expect(reloads()).toBe(0);
    busy = false;
    await time.pass(120_000);
    expect(reloads()).toBe(1);
  });

  test("does not come while the service does not answer, and comes when it does", async () => {
    let answers: () => Promise<boolean> = () => Promise.reject(new Error("no line"));
    const { time, life: board, reloads } = life(() => answers());
    board.watch(() => night(211));
    await time.pass(7 * HOUR_MS);
    answers = () => Promise.resolve(false);
    await time.pass(HOUR_MS);
    expect(reloads()).toBe(0);
    answers = () => Promise.resolve(true);
    await time.pass(120_000);
    expect(reloads()).toBe(1);
  });

  test("does not come before anything is known of the hall", async () => {
    const { time, life: board, reloads } = life(() => Promise.resolve(true));
    board.watch(() => null);
    await time.pass(48 * HOUR_MS);
    expect(reloads()).toBe(0);
  });
});

test("after a fault in the page it reloads, at most every ten minutes, and only when the service answers", async () => {
  const { time, life: board, reloads } = life(() => Promise.resolve(true));
  board.watch(() => null);
  board.fault();
  await time.pass(500_000);
  expect(reloads()).toBe(0);
  await time.pass(200_000);
  expect(reloads()).toBe(1);
});
