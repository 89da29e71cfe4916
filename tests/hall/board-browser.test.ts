// The manager's live page in a real browser over a real hall: every action by keyboard alone, undo, replay, axe.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFaults } from "../helpers/axe.ts";
import { chromiumPath, fitsAcross, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const TABS_MAX = 200;
let hall: RealHall;
let browser: TestBrowser | null = null;

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 3, withStrips: false });
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hall?.stop();
}, 120_000);

async function open(path: string): Promise<Page> {
  const page = await (browser as TestBrowser).context.newPage();
  await page.goto(`${hall.base}${path}`);
  await eventually("the page", async () => (await text(page)).includes("示例大厅"));
  return page;
}

const text = (page: Page): Promise<string> => page.evaluate("document.body.innerText");
const shows = (page: Page, words: string): Promise<boolean> =>
  eventually(words, async () => (await text(page)).includes(words));

/** Tab after Tab until the thing has the keyboard, then the key. */
async function byKeyboard(page: Page, label: string, key = "Enter"): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().waitFor();
  await page.evaluate("document.activeElement?.blur(); window.getSelection()?.removeAllRanges()");
  for (let i = 0; i < TABS_MAX; i++) {
    await page.keyboard.press("Tab");
    const at = (await page.evaluate(
      "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
    )) as string;
    if (at !== label) continue;
    await page.keyboard.press(key);
    return;
  }
  throw new Error(`the keyboard does not reach ${label}`);
}

const windowOf = async (id: string) =>
  (await hall.call<{ state: string; services: string[]; staffId: string | null }>("GET", `/windows/${id}`)).body;
const is = (what: string, ask: () => Promise<boolean>) => eventually(what, ask);

describe.runIf(executable !== null)("the live page", () => {
  test("every action works by keyboard alone, and can be undone where it says so", async () => {
    await hall.call("POST", "/windows/1/open", { staffId: "s1" });
    const page = await open("/manager");
    await shows(page, "各业务排队");

    await byKeyboard(page, "操作 3号窗口 Actions");
    await byKeyboard(page, "立即开窗 3号窗口 Open");
    await is("window 3 open", async () => (await windowOf("3")).state === "open");
    await byKeyboard(page, "撤销 Undo");
    await is("window 3 closed again", async () => (await windowOf("3")).state === "closed");

    await byKeyboard(page, "操作 3号窗口 Actions");
    await byKeyboard(page, "改业务开窗 3号窗口 Open for");
    await page.getByRole("checkbox", { name: "户籍业务" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "开窗 Open", exact: true }).focus();
    await page.keyboard.press("Enter");
    await is("window 3 open for one service", async () => (await windowOf("3")).services.length === 1);
    await shows(page, "今日改办");

    await byKeyboard(page, "操作 3号窗口 Actions");
    await byKeyboard(page, "恢复原业务 3号窗口 As configured");
    await is("as configured", async () => (await windowOf("3")).services.length === 2);

    await byKeyboard(page, "操作 1号窗口 Actions");
    await byKeyboard(page, "调窗 1号窗口 Move");
    await byKeyboard(page, "调至 2号窗口 Move");
    await is("the clerk at window 2", async () => (await windowOf("2")).staffId === "s1");

    await byKeyboard(page, "操作 2号窗口 Actions");
    await byKeyboard(page, "暂停 2号窗口 Pause");
    await is("paused", async () => (await windowOf("2")).state === "paused");
    await byKeyboard(page, "操作 2号窗口 Actions");
    await byKeyboard(page, "请回 2号窗口 Ask back");
    await shows(page, "已请其返回");
    await page.close();
  }, 120_000);

  test("services, devices, numbers, notices and the day", async () => {
    const page = await open("/manager");
    const issue = async () => (await hall.call("POST", "/tickets", { serviceId: "household" })).status;
    await byKeyboard(page, "停止取号 户籍业务 Stop");
    await is("no numbers", async () => (await issue()) === 409);
    await byKeyboard(page, "恢复取号 户籍业务 Open");
    await is("numbers again", async () => (await issue()) === 201);

    await byKeyboard(page, "停用 pad-1 Out of service");
    await shows(page, "已停用");
    await byKeyboard(page, "恢复使用 pad-1 Back");

    await byKeyboard(page, "全厅暂停取号 Hold numbers");
    await is("held", async () => (await issue()) === 409);
    await shows(page, "全厅暂停取号（");
    await byKeyboard(page, "全厅恢复取号 Release numbers");
    await is("released", async () => (await issue()) === 201);

    await byKeyboard(page, "发布通知 Notice");
    await page.getByLabel(/上屏通知/).focus();
    await page.keyboard.type("请到二楼");
    await page.keyboard.press("Enter");
    await is("posted", async () => (await hall.call<unknown[]>("GET", "/notices")).body.length === 1);

    await byKeyboard(page, "结束今日 End the day");
    await byKeyboard(page, "办完已取号 Serve those waiting");
    await shows(page, "今日取号已结束");
    await byKeyboard(page, "重新开放 Reopen");
    await is("open again", async () => (await issue()) === 201);
    await page.close();
  }, 120_000);

  test("axe finds nothing, at the desk, on the wall and on a phone; nothing is wider than the glass", async () => {
    for (const [width, height] of [
      [1920, 1080],
      [390, 844],
    ] as const) {
      for (const tab of ["live", "replay"]) {
        const page = await open(`/manager#${tab}`);
        await page.setViewportSize({ width, height });
        await shows(page, tab === "live" ? "公平" : "号票经过");
        expect(await axeFaults(page)).toEqual([]);
        await fitsAcross(page);
        await page.close();
      }
    }
  }, 120_000);

  test("a day is replayed by keyboard, and a ticket tells its story", async () => {
    const page = await open("/manager#replay");
    await shows(page, "当时各窗口");
    await page.getByLabel("时刻 Moment").focus();
    await page.keyboard.press("Home");
    const issued = () => page.evaluate("document.querySelectorAll('.figure-value')[1]?.textContent");
    await is("the beginning of the day", async () => (await issued()) === "0");
    await page.keyboard.press("End");
    await is("its end", async () => (await issued()) !== "0");
    await page.getByLabel(/号码/).focus();
    await page.keyboard.type("B001");
    await page.keyboard.press("Enter");
    await shows(page, "B001 取号 issued");
    await page.close();
  }, 120_000);
});
