// Hall board and window screen: newest first and large, nobody dropped, every call and recall rings.
import { signal } from "@preact/signals";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { HallView } from "../../controller/contract/views.ts";
import {
  ageWords,
  callsShown,
  lines,
  quietWords,
  textEm,
  tickerLines,
  turned,
  windowSign,
} from "../../kiosk-ui/hall/view.ts";
import { screenShown } from "../../kiosk-ui/screen/view.ts";
import { FLASH_MS, ringing } from "../../kiosk-ui/shared/ringing.ts";
import { RingBook } from "../../kiosk-ui/shared/rings.ts";
import { FakeTime } from "./fake-time.ts";
import { hallView, windowView } from "./fixtures.ts";

const none: ReadonlySet<string> = new Set();
const rows = { big: 3, earlier: 4, dense: 5 };

/** So many calls, all of people who have not come yet. */
function calledNow(count: number): HallView["calls"] {
  return Array.from({ length: count }, (_, index) => ({
    ticketId: `t_${index}`,
    number: `A${String(100 + index)}`,
    windowId: String(index + 1),
    windowName: { "zh-CN": `${index + 1}号窗口`, en: `Window ${index + 1}` },
    calledAt: "2026-03-02T10:00:00+08:00",
    times: 1,
    state: "called",
  }));
}

test("the newest calls are large; beside them those on their way come before those who are served", () => {
  const { calls } = hallView();
  const shown = callsShown(calls, none, { ...rows, earlier: 5 }, 0);
  expect(shown.big.map(({ number }) => number)).toEqual(["A012", "B004", "C101"]);
  // A010, B003 and A008 are still awaited, as P003 is; of the others the newest fills the last place.
  expect(shown.earlier.map(({ number }) => number)).toEqual(["P003", "A011", "A010", "B003", "A008"]);
  expect(shown).toMatchObject({ dense: false, pages: 1, more: 0 });
});

test("the ninth of nine calls at once is visible at once, in two columns", () => {
  const shown = callsShown(calledNow(9), none, rows, 0);
  expect(shown.earlier.map(({ number }) => number)).toEqual(["A103", "A104", "A105", "A106", "A107", "A108"]);
  expect(shown).toMatchObject({ dense: true, pages: 1, more: 0 });
});

test("whatever the crowd and the screen, nobody on the way is dropped, and the count of the hidden is right", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 80 }),
      fc.record({
        big: fc.integer({ min: 1, max: 8 }),
        earlier: fc.integer({ min: 1, max: 9 }),
        dense: fc.integer({ min: 1, max: 12 }),
      }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (count, room, turn) => {
        const calls = calledNow(count);
        const { pages, big } = callsShown(calls, none, room, turn);
        const seen = new Set(big.map(({ number }) => number));
        for (let page = 0; page < pages; page += 1) {
          const now = callsShown(calls, none, room, turn + page);
          for (const { number } of now.earlier) seen.add(number);
          expect(now.more).toBe(Math.max(0, count - now.big.length - now.earlier.length));
        }
        expect(seen.size).toBe(count);
      },
    ),
    { seed: 20260302, numRuns: 300 },
  );
});

test("an empty hall shows an empty board", () => {
  expect(callsShown([], none, rows, 5)).toEqual({ big: [], earlier: [], dense: false, page: 0, pages: 1, more: 0 });
  expect(turned([1, 2, 3, 4, 5], 2, 5)).toEqual([5]);
  expect(quietWords(hallView().windows).zh).toBe("请留意叫号");
  expect(quietWords([windowView("1", { state: "closed" })]).zh).toBe("窗口暂未开放");
});

test("what tells windows apart is drawn largest, in either language", () => {
  const twelve = { "zh-CN": "12号窗口", en: "Window 12" };
  expect(windowSign(twelve)).toEqual({ lead: "12", rest: "号窗口", full: "12号窗口", side: "Window 12" });
  expect(windowSign(twelve, "en")).toEqual({ lead: "12", rest: "Window", full: "Window 12", side: "12号窗口" });
  expect(windowSign({ "zh-CN": "A3窗口" })).toEqual({ lead: "A3", rest: "窗口", full: "A3窗口", side: "" });
  expect(windowSign({ "zh-CN": "综合窗口" })).toEqual({ lead: "", rest: "综合窗口", full: "综合窗口", side: "" });
  expect(windowSign({ "zh-CN": "综合窗口", en: "General" }, "en")).toMatchObject({ lead: "", rest: "General" });
});

const notice = (over: Partial<HallView["notices"][number]>): HallView["notices"][number] => ({
  id: "n1",
  text: { "zh-CN": "电梯检修" },
  postedAt: "2026-03-02T09:00:00+08:00",
  until: null,
  zones: [],
  ...over,
});
const nowMs = Date.parse("2026-03-02T10:00:00+08:00");

test("the ticker shows whole notices line by line, both languages, and none whose time is over", () => {
  const text = {
    "zh-CN": "今日下午三点起二层东侧洗手间检修请使用一层西侧洗手间",
    en: "The washroom on the second floor is closed",
  };
  const view = hallView({ notices: [notice({ text })] });
  const lines = tickerLines(view, nowMs, 12);
  expect(lines.join("")).toContain("洗手间");
  expect(lines.filter((line) => /[\u4e00-\u9fff]/.test(line)).join("")).toBe(text["zh-CN"]);
  expect(lines.filter((line) => /^[\w ]+$/.test(line)).join(" ")).toBe(text.en);
  for (const line of lines) expect(textEm(line)).toBeLessThanOrEqual(12);
  const short = notice({ text: { "zh-CN": "午休", en: "Lunch" } });
  expect(tickerLines(hallView({ notices: [short] }), nowMs, 20)).toEqual(["午休 · Lunch"]);
  expect(tickerLines(hallView({ notices: [short] }), nowMs, 20, "en")).toEqual(["Lunch · 午休"]);
  const over = notice({ until: "2026-03-02T10:00:00+08:00" });
  expect(tickerLines(hallView({ notices: [over] }), nowMs, 20)).toEqual([]);
});

test("on the board of the whole hall a notice says which part it is for", () => {
  const zones = [{ id: "east", name: { "zh-CN": "东区", en: "East" } }];
  const notices = [notice({ zones: ["east"] })];
  expect(tickerLines(hallView({ zones, notices }), nowMs, 20)).toEqual(["东区：电梯检修"]);
  expect(tickerLines(hallView({ zones, notices, zone: zones[0] ?? null }), nowMs, 20)).toEqual(["电梯检修"]);
});

test("no line is longer than its place, and no letter is lost, whatever the text", () => {
  const letters = fc.constantFrom("字", "a", "W", " ", "<", "&", "，", "1");
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 120 }), fc.integer({ min: 2, max: 30 }), (parts, emMax) => {
      const text = parts.join("");
      const cut = lines(text, emMax);
      for (const line of cut) expect(textEm(line)).toBeLessThanOrEqual(emMax);
      expect(cut.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
    { seed: 20260302, numRuns: 300 },
  );
});

test("the first look is not news; a new call rings, and a recall of a number still on screen rings again", () => {
  const book = new RingBook();
  expect(book.news([{ ticketId: "a", times: 1 }])).toEqual([]);
  expect(book.news([{ ticketId: "a", times: 1 }])).toEqual([]);
  expect(
    book.news([
      { ticketId: "b", times: 1 },
      { ticketId: "a", times: 1 },
    ]),
  ).toEqual(["b"]);
  expect(
    book.news([
      { ticketId: "b", times: 1 },
      { ticketId: "a", times: 2 },
    ]),
  ).toEqual(["a"]);
  expect(book.news([{ ticketId: "b", times: 1 }])).toEqual([]);
});

test("a call flashes for a few seconds, a recall meanwhile begins anew", async () => {
  const time = new FakeTime();
  const calls = signal<{ ticketId: string; times: number }[] | null>(null);
  const flashing = ringing(calls, time);
  calls.value = [];
  calls.value = [{ ticketId: "a", times: 1 }];
  expect([...flashing.value]).toEqual(["a"]);
  await time.pass(FLASH_MS - 500);
  calls.value = [{ ticketId: "a", times: 2 }];
  await time.pass(1_000);
  expect([...flashing.value]).toEqual(["a"]);
  await time.pass(FLASH_MS);
  expect([...flashing.value]).toEqual([]);
});

test("the board says how old it is, and after 30 s asks people to watch the windows", () => {
  expect(ageWords(2_400, "fresh")).toEqual({ zh: "2 秒前更新", en: "updated 2 s ago" });
  expect(ageWords(12_000, "grey").zh).toBe("12 秒前更新");
  expect(ageWords(31_000, "stopped").zh).toBe("信息暂停更新，请留意窗口");
  expect(ageWords(null, "stopped").zh).toBe("信息暂停更新，请留意窗口");
});

function screen(over: Partial<HallView["windows"][number]>, rings: ReadonlySet<string> = none) {
  return screenShown(hallView({ windows: [windowView("1", over)] }), "1", rings);
}

test("the window screen follows its window", () => {
  expect(screen({ activity: "calling", number: "A012" })).toMatchObject({ number: "A012", tone: "call" });
  expect(screen({ activity: "serving", number: "A012" })).toMatchObject({ line: { zh: "办理中" }, ringing: false });
  expect(screen({ activity: "idle" })).toMatchObject({ number: null, tone: "rest" });
  const paused = screen({ activity: "paused", state: "paused", pauseReason: "短暂离开" });
  expect(paused).toMatchObject({ line: { zh: "暂停服务" }, note: { zh: "短暂离开" }, number: null });
  const away = { pauseWords: { "zh-CN": "午间休息", en: "Lunch break" }, backAt: "2026-01-05T13:30:00+08:00" };
  expect(screen({ activity: "paused", state: "paused", pauseReason: "午间休息", ...away })?.note).toEqual({
    zh: "午间休息，预计 13:30 恢复",
    en: "Lunch break, back at about 13:30",
  });
});

test("a closed window shows no number and no name", () => {
  const shown = screen({ activity: "closed", state: "closed", number: "A012" });
  expect(shown).toMatchObject({
    number: null,
    staffName: null,
    staffNumber: null,
    note: null,
    line: { zh: "窗口未开放" },
  });
});

test("the window screen flashes for its own number only", () => {
  expect(screen({ activity: "calling", number: "A012" }, new Set(["t_A012"]))?.ringing).toBe(true);
  expect(screen({ activity: "calling", number: "A012" }, new Set(["t_B004"]))?.ringing).toBe(false);
  expect(screenShown(hallView(), "99", none)).toBeNull();
});

test("the staff card has the number, and the name only where the hall shows names", () => {
  expect(screen({ activity: "idle" })).toMatchObject({ staffName: "王某", staffNumber: "1001" });
  const { board } = hallView();
  const view = hallView({ board: { ...board, staffNames: false }, windows: [windowView("1")] });
  expect(screenShown(view, "1", none)).toMatchObject({ staffName: null, staffNumber: "1001" });
});

test("a silent board flashes and does not ring", () => {
  const calls = signal<{ ticketId: string; times: number }[] | null>([]);
  let rung = 0;
  const flashing = ringing(calls, new FakeTime(), () => {
    rung += 1;
  });
  calls.value = [{ ticketId: "a", times: 1 }];
  expect([[...flashing.value], rung]).toEqual([["a"], 1]);
});
