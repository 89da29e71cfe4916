// Hall board and window screen: newest first and large, nobody dropped, every call and recall rings.
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { HallView } from "../../controller/contract/views.ts";
import { ageWords, callsShown, turned, windowSign } from "../../kiosk-ui/hall/view.ts";
import { screenShown } from "../../kiosk-ui/screen/view.ts";
import { FLASH_MS, ringing } from "../../kiosk-ui/shared/ringing.ts";
import { RingBook } from "../../kiosk-ui/shared/rings.ts";
import { FakeTime } from "./fake-time.ts";
import { hallView, windowView } from "./fixtures.ts";

const none: ReadonlySet<string> = new Set();
const rows = { big: 3, earlier: 4 };

test("the three newest calls are large, and over the turns every other one is seen", () => {
  const { calls } = hallView();
  const first = callsShown(calls, none, rows, 0);
  expect(first.big.map(({ number }) => number)).toEqual(["A012", "B004", "C101"]);
  const seen = [0, 1].flatMap((turn) => callsShown(calls, none, rows, turn).earlier.map(({ number }) => number));
  expect(seen).toEqual(calls.slice(3).map(({ number }) => number));
  expect(callsShown(calls, none, rows, 2).page).toBe(0);
});

test("the ninth of nine calls at once is visible", () => {
  const calls = hallView().calls.slice(0, 9);
  const ninth = calls[8]?.number;
  const pages = callsShown(calls, none, rows, 0).pages;
  const shown = Array.from({ length: pages }, (_, turn) => callsShown(calls, none, rows, turn).earlier).flat();
  expect(shown.map(({ number }) => number)).toContain(ninth);
});

test("an empty hall shows an empty board", () => {
  expect(callsShown([], none, rows, 5)).toEqual({ big: [], earlier: [], page: 0, pages: 1 });
  expect(turned([1, 2, 3, 4, 5], 2, 5)).toEqual([5]);
});

test("what tells windows apart is drawn largest", () => {
  expect(windowSign({ "zh-CN": "12号窗口", en: "Window 12" })).toEqual({ lead: "12", rest: "号窗口", en: "Window 12" });
  expect(windowSign({ "zh-CN": "A3窗口" })).toEqual({ lead: "A3", rest: "窗口", en: "" });
  expect(windowSign({ "zh-CN": "综合窗口" })).toEqual({ lead: "", rest: "综合窗口", en: "" });
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
  expect(screen({ activity: "paused", state: "paused", pauseReason: "短暂离开" })?.line.zh).toBe("暂停服务 · 短暂离开");
});

test("a closed window shows no number and no name", () => {
  const shown = screen({ activity: "closed", state: "closed", number: "A012" });
  expect(shown).toMatchObject({ number: null, staffName: null, line: { zh: "窗口未开放" } });
});

test("the window screen flashes for its own number only", () => {
  expect(screen({ activity: "calling", number: "A012" }, new Set(["t_A012"]))?.ringing).toBe(true);
  expect(screen({ activity: "calling", number: "A012" }, new Set(["t_B004"]))?.ringing).toBe(false);
  expect(screenShown(hallView(), "99", none)).toBeNull();
});
