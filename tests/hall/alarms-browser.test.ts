// The alarm tab as a manager uses it: a device fails, the card comes, it is looked after by keyboard, and it goes.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, fitsAcross, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
let hall: RealHall;
let browser: TestBrowser | null = null;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 2, withPrinter: false, withStrips: false });
  const rules = [
    { kind: "queue-length", threshold: 2, clearAt: 1, forSeconds: 0, recoverSeconds: 0, severity: "major" },
  ];
  hall = new RealHall({ ...config, links: [], devices: [], alarms: { rules } }, ports);
  await hall.startService();
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${hall.base}/manager#alarms`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

describe.runIf(executable !== null)("the alarm tab", () => {
  const card = () => page.locator(".alarm-card", { hasText: "排队过长" });
  const take = () => hall.call("POST", "/tickets", { serviceId: "social-insurance" });

  test("says that all is well, and shows every rule in words", async () => {
    await page.waitForSelector(".alarms-none");
    await page.waitForSelector(".alarms-rules li");
    expect(await page.locator(".alarms-rules li").count()).toBeGreaterThan(25);
    expect(await page.locator(".alarms-rules", { hasText: "等候≥30分钟且≥20人" }).count()).toBe(1);
  });

  test("shows a new alarm in the list and in the title of the page", async () => {
    await take();
    await take();
    await card().waitFor();
    expect(await page.title()).toMatch(/^\(\d+\) /);
    expect(await card().locator(".alarm-action").getAttribute("href")).toBe("/manager#live/open-window");
  });

  test("is acknowledged by keyboard alone, with a note, and the log knows who and when", async () => {
    await card().locator("input").focus();
    await page.keyboard.type("已增开窗口");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await card().locator(".alarm-care", { hasText: "已知悉：已增开窗口" }).waitFor();
    await eventually("the title is quiet again", async () => !(await page.title()).startsWith("("));
    const { body } = await hall.call<{ type: string; data: { note?: string } }[]>("GET", "/events?after=0&limit=500");
    const [said] = body.filter(({ type }) => type === "alarm.acknowledged");
    expect(said?.data.note).toBe("已增开窗口");
  });

  test("leaves the list when it is over, and stays in the day's history", async () => {
    await hall.call("POST", "/windows/1/open", { staffId: "s1" });
    await hall.call("POST", "/windows/1/call-next");
    await eventually("the card goes", async () => (await card().count()) === 0);
    await page.locator(".alarms-history li", { hasText: "知悉" }).first().waitFor();
    expect(faults).toEqual([]);
  });

  test("fits a phone without scrolling sideways, and its buttons a finger", async () => {
    await take();
    await take();
    await card().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await fitsAcross(page);
    for (const button of await card().locator("button").all()) {
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  });
});
