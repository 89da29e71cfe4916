// Advice, fairness, limits and what is stopped, in words; the day as columns; the keys of the scrubber.
import { expect, test } from "vitest";
import { columnsOf, summaryOf } from "../../kiosk-ui/manager/day-series.ts";
import {
  adviceWords,
  fairnessWords,
  limitWords,
  neededWords,
  noAdviceWords,
  reasonWords,
  stoppedWords,
} from "../../kiosk-ui/manager/floor-view.ts";
import { clockAt, moved, placeOf } from "../../kiosk-ui/manager/replay/view.ts";
import { managerView } from "./fixtures.ts";
import { floorView } from "./floor-fixtures.ts";

test("advice carries its arithmetic and its interval", () => {
  const view = managerView();
  const [line] = view.floor.advice.lines;
  if (line === undefined) throw new Error("the fixture advises");
  const words = adviceWords(view, line, "2026-03-02T11:30:00.000+08:00");
  expect(words.zh).toContain("11:30 最长等候预计 62（51–74） → 35（27–44） 分钟");
  expect(words.en).toContain("falls 62 → 35 min (27–44)");
  expect(adviceWords(view, { ...line, kind: "close" }, null).en).toContain("within target");
});

test("no advice says why, and only then", () => {
  const { advice } = floorView();
  expect(noAdviceWords(advice)).toBeNull();
  expect(noAdviceWords({ ...advice, lines: [], why: "nothing-helps" })?.en).toContain("no advice");
  expect(noAdviceWords({ ...advice, lines: [], why: "too-little-known" })?.zh).toContain("数据不足");
});

test("windows needed are a figure, more than any hall has, or a dash", () => {
  const view = managerView();
  expect(neededWords(view, "social")).toBe("4");
  expect(neededWords(view, "nothing")).toBe("—");
  const needed = [{ serviceId: "social", perHour: 9999, meanMinutes: 60, windows: null }];
  const floor = floorView({ advice: { ...view.floor.advice, needed } });
  expect(neededWords(managerView({ floor }), "social")).toBe("> 500");
});

test("fairness names the ticket, its count and the limit; the reasons behind calls out of order", () => {
  const [passed, longest] = fairnessWords(managerView());
  expect(passed?.en).toBe("most passed: A013, 4 times, 1 of at most 2 in a row");
  expect(longest?.zh).toContain("38 分钟");
  expect(reasonWords({ class: 3, "by-number": 1 })).toEqual({
    zh: "优先 3 · 指定叫号 1",
    en: "priority 3 · by number 1",
  });
});

test("a case over its limit says so in a word and a shape", () => {
  const nowMs = Date.parse("2026-03-02T10:00:00Z");
  const window = (openedAt: string) => ({
    ...floorView().windows[0],
    ...{ id: "1", activitySince: null, assigned: false, askedBackAt: null, case: { openedAt, limitMinutes: 15 } },
  });
  expect(limitWords(window("2026-03-02T09:40:00Z"), nowMs)).toMatchObject({ over: true });
  expect(limitWords(window("2026-03-02T09:40:00Z"), nowMs)?.words.zh).toContain("▲ 超时");
  expect(limitWords(window("2026-03-02T09:50:00Z"), nowMs)).toMatchObject({ over: false });
  expect(limitWords(undefined, nowMs)).toBeNull();
});

test("what is stopped cannot be overlooked: the day before the numbers", () => {
  const held = { reason: "演练", since: "2026-03-02T10:00:00.000+08:00" };
  expect(stoppedWords(floorView())).toBeNull();
  expect(stoppedWords(floorView({ numbersHeld: held }))?.zh).toBe("全厅暂停取号（10:00 起）：演练");
  expect(stoppedWords(floorView({ numbersHeld: held, dayEnded: { ...held, reason: null } }))?.en).toContain("ended");
});

test("the day becomes columns and one sentence", () => {
  const quarter = (minute: string, waitingMax: number) => ({
    at: `2026-03-02T09:${minute}:00.000+08:00`,
    issued: 5,
    calls: 4,
    waitingMax,
  });
  const series = { day: "2026-03-02", quarterMinutes: 15, quarters: [quarter("00", 3), quarter("15", 9)] };
  expect(columnsOf(series)[1]).toEqual([3, 9]);
  expect(summaryOf(series)).toEqual({
    zh: "等候最多 9 人（09:15），共叫号 8 次",
    en: "most waiting: 9 at 09:15; 8 calls",
  });
  expect(summaryOf({ ...series, quarters: [] }).en).toBe("nothing yet today");
});

test("keys move through the day and never out of it", () => {
  const span = { fromMs: 0, toMs: 100 * 60_000 };
  expect(moved(span, 0, "ArrowLeft")).toBe(0);
  expect(moved(span, 0, "ArrowRight")).toBe(60_000);
  expect(moved(span, 99.5 * 60_000, "PageUp")).toBe(span.toMs);
  expect(moved(span, 50, "Home")).toBe(0);
  expect(moved(span, 50, "End")).toBe(span.toMs);
  expect(moved(span, 50, "x")).toBeNull();
  expect(clockAt(Date.parse("2026-03-02T02:42:05Z"), "Asia/Shanghai")).toBe("10:42:05");
  expect(placeOf("#replay/2026-03-02/10:42")).toEqual({ date: "2026-03-02", at: "10:42" });
  expect(placeOf("#replay/nonsense")).toEqual({ date: null, at: null });
});
