// A clerk's day in a real browser over a real hall: by keyboard alone, by a numeric pad alone, in 320 px, in two tabs.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const TARGET_PX_MIN = 24;
let hall: RealHall;
let browser: TestBrowser | null = null;

interface State {
  readonly state: string;
  readonly windowId: string | null;
  readonly number: string;
}

beforeAll(async () => {
  if (executable === null) return;
  hall = await RealHall.planned({ windows: 3, withPrinter: false, withStrips: false });
  await hall.startService();
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

async function open(address: string, width = 1280, height = 800): Promise<Page> {
  if (browser === null) throw new Error("no browser");
  const page = await browser.context.newPage();
  await page.setViewportSize({ width, height });
  await page.goto(`${hall.base}${address}`);
  return page;
}

const issued = async (serviceId = "social-insurance"): Promise<string> =>
  (await hall.call<{ number: string }>("POST", "/tickets", { serviceId })).body.number;

/** The number, as the hall has it. */
async function ticketOf(number: string): Promise<State | undefined> {
  return (await hall.call<State[]>("GET", "/tickets")).body.find((ticket) => ticket.number === number);
}

const becomes = (number: string, state: string) =>
  eventually(`${number} to be ${state}`, async () => (await ticketOf(number))?.state === state);

const shows = (page: Page, text: string) =>
  eventually(`the console to show ${text}`, async () => (await page.locator("body").innerText()).includes(text));

/** The keys of the large button, and how long a hand is away from it: less is a double press to the page. */
const PRIMARY_KEYS = new Set(["F1", "NumpadEnter"]);
const HAND_MS = 400;
let handFreeMs = 0;

/** Waits until the page's own button says so, then presses the key. */
async function press(page: Page, waitFor: string, ...keys: string[]): Promise<void> {
  await shows(page, waitFor);
  // While an answer is awaited keys do nothing: a press is never taken twice.
  await eventually("the console to listen", () => page.locator(".big-action").isEnabled());
  const isPrimary = keys.some((key) => PRIMARY_KEYS.has(key));
  if (isPrimary) await page.waitForTimeout(Math.max(0, handFreeMs - performance.now()));
  for (const key of keys) await page.keyboard.press(key);
  if (isPrimary) handFreeMs = performance.now() + HAND_MS;
}

/** Two presses with nothing between them, as a bouncing key makes them: faster than any answer of the hall. */
const TWICE = `for (const _ of [1, 2])
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "F1", bubbles: true, cancelable: true }))`;

test.runIf(executable !== null)(
  "F-keys alone: sign in, call, miss, call back, serve two cases, finish, undo, pause, close",
  async () => {
    const [first, second] = [await issued(), await issued()];
    const page = await open("/window?id=1");
    await press(page, "开放窗口", "F1");
    await press(page, "请选择工作人员", "1");
    await press(page, `下一位 ${first}`, "F1");
    await becomes(first, "called");
    await press(page, "人到了吗", "F3");
    await becomes(first, "missed");
    await press(page, `下一位 ${second}`, "F7");
    await press(page, "挂起、过号、填表叫回", "5");
    await press(page, `${first} 过号重叫`, "1");
    await becomes(first, "called");
    await press(page, "人到了吗", "F1");
    await becomes(first, "serving");
    await press(page, "办结并请评价", "F7");
    await press(page, "再办一件（同一人）", "2");
    await press(page, "哪项业务", "2");
    await shows(page, "本次第 2 件");
    await press(page, "办结并请评价", "F1");
    await becomes(first, "finished");
    await press(page, "秒", "F8");
    await becomes(first, "serving");
    await press(page, "办结并请评价", "F1");
    await press(page, `下一位 ${second}`, "F9");
    await press(page, "暂停原因", "1");
    await press(page, "10 分钟后回来", "3");
    await press(page, "恢复服务", "F1");
    await press(page, `下一位 ${second}`, "F1");
    await becomes(second, "called");
    await shows(page, "人到了吗");
    await page.waitForTimeout(HAND_MS);
    await page.evaluate(TWICE);
    handFreeMs = performance.now() + HAND_MS;
    await press(page, "办结并请评价", "F1");
    await becomes(second, "finished");
    await press(page, "现在无人等候", "F7");
    await press(page, "关闭窗口", "8");
    await press(page, "立即关闭", "1");
    await shows(page, "开放窗口");
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "a numeric pad alone: call by number, outcome and quantity, hold and resume, walk-in, transfer, help",
  async () => {
    const number = await issued("household");
    const page = await open("/window?id=2");
    await press(page, "开放窗口", "NumpadEnter");
    await press(page, "请选择工作人员", "Numpad2");
    await press(page, `下一位 ${number}`, "Numpad6");
    await press(page, "按号呼叫", ...String(Number(number.slice(1))), "NumpadEnter");
    await becomes(number, "called");
    await press(page, "人到了吗", "NumpadEnter");
    await press(page, "办结并请评价", "Numpad7");
    await press(page, "办理结果、数量", "Numpad3");
    await press(page, "数量", "NumpadAdd", "NumpadAdd", "NumpadDivide");
    await press(page, "材料不全", "Numpad2");
    await shows(page, "材料不全 ×2");
    await press(page, "办结并请评价", "Numpad7");
    await press(page, "静默求助", "NumpadSubtract");
    await press(page, "办结并请评价", "Numpad4");
    await becomes(number, "held");
    await press(page, "更多", "Numpad7");
    await press(page, "挂起、过号、填表叫回", "Numpad5");
    await press(page, `${number} 恢复办理`, "Numpad1");
    await becomes(number, "serving");
    await press(page, "办结并请评价", "Numpad5");
    await press(page, "转移到", "Numpad1");
    await becomes(number, "waiting");
    await press(page, "呼叫下一位", "Numpad7");
    await press(page, "无号直办", "Numpad4");
    await press(page, "哪项业务", "Numpad1");
    await press(page, "办结并请评价", "NumpadEnter");
    await press(page, "呼叫下一位", "Numpad7");
    await press(page, "静默求助", "Numpad9");
    await press(page, "请谁来", "Numpad2");
    await shows(page, "已送出");
    const other = await open("/window?id=3");
    await press(other, "2号窗口 请保安", "Numpad0");
    await shows(page, "3号窗口 正在赶来");
    await hall.call("POST", "/windows/2/emergency/end");
    await other.close();
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "beside the business system: 320 by 200 holds every action, nothing scrolls, no target is smaller than 24 px",
  async () => {
    await hall.call("POST", "/windows/3/open", {});
    await issued();
    await hall.call("POST", "/windows/3/call-next");
    const page = await open("/window?id=3&mini", 320, 200);
    await shows(page, "已到窗口");
    const seen = (await page.evaluate(`({
      scrolls: document.scrollingElement.scrollHeight > innerHeight
        || document.scrollingElement.scrollWidth > innerWidth,
      boxes: [...document.querySelectorAll("button")].map((button) => button.getBoundingClientRect().toJSON()),
    })`)) as { scrolls: boolean; boxes: { width: number; height: number; bottom: number; right: number }[] };
    expect(seen.scrolls).toBe(false);
    expect(seen.boxes).toHaveLength(9);
    for (const { width, height, bottom, right } of seen.boxes) {
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(TARGET_PX_MIN);
      expect(bottom).toBeLessThanOrEqual(200);
      expect(right).toBeLessThanOrEqual(320);
    }
    await page.keyboard.press("1");
    await shows(page, "办结并请评价");
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "a second tab only looks on until the clerk works there",
  async () => {
    const first = await open("/window?id=1");
    await shows(first, "开放窗口");
    const second = await open("/window?id=1");
    await shows(second, "本页只能查看");
    await second.getByText("在本页操作").click();
    await shows(first, "本页只能查看");
    await eventually(
      "the second tab to work",
      async () => !(await second.locator("body").innerText()).includes("只能查看"),
    );
    await first.close();
    await second.close();
  },
  120_000,
);
