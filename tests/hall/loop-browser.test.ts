// A bad rating from the pad to the review: citizen, handler and supervisor, each in a browser of their own.
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, fitsAcross, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
let hall: RealHall;
let browser: TestBrowser | null = null;
let [handler, supervisor, citizen] = [] as unknown as [Page, Page, Page];
let ticketUrl = "";
const faults: string[] = [];
const contexts: BrowserContext[] = [];

async function person(browserOf: TestBrowser): Promise<Page> {
  const own = await browserOf.context.browser()?.newContext({ locale: "zh-CN" });
  if (own === undefined) throw new Error("no browser");
  contexts.push(own);
  const page = await own.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  return page;
}

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 3, withPrinter: false, withStrips: false });
  const rating = {
    loop: { handleWorkingDays: 5, handlers: [{ staff: "s2" }], source: "示例：5 个工作日" },
    asking: { phone: { hours: "00:00-23:59" } },
  };
  hall = new RealHall({ ...config, links: [], devices: [], rating }, ports);
  await hall.startService();
  browser = await openBrowser(executable);
  [handler, supervisor, citizen] = [await person(browser), await person(browser), await person(browser)];
}, 120_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  if (executable !== null) await hall.stop();
});

/** Opens the tab as this member of staff. */
async function work(page: Page, staffId: string): Promise<void> {
  await page.goto(`${hall.base}/manager#loop`);
  await page.locator(".loop-who select").selectOption(staffId);
}
const primary = (page: Page) => page.locator(".loop-primary");
async function take(page: Page, words: string, button: string): Promise<void> {
  await primary(page).filter({ hasText: button }).waitFor();
  if (words !== "") await page.locator(".loop-step textarea").fill(words);
  await primary(page).click();
  await primary(page).filter({ hasText: button }).waitFor({ state: "detached" });
}

describe.runIf(executable !== null)("a bad rating", () => {
  test("is touched at the pad by the citizen", async () => {
    await hall.call("POST", "/windows/1/open", { staffId: "s1" });
    const { body } = await hall.call<{ id: string; url: string }>("POST", "/tickets", {
      serviceId: "social-insurance",
    });
    const left = await hall.call("POST", `/tickets/${body.id}/contact`, { phone: "13800001111", consent: true });
    expect(left.status).toBe(200);
    ticketUrl = `${hall.base}/t/${body.url.split("/t/")[1]}`;
    await hall.call("POST", "/windows/1/call-next");
    await hall.call("POST", "/windows/1/invite-rating");
    await citizen.goto(`${hall.base}/pad?id=1`);
    await citizen
      .getByRole("button", { name: /^不满意|(^|\s)不满意/ })
      .first()
      .click();
    await eventually("the loop", async () => {
      const { body: view } = await hall.call<{ loops: unknown[] }>("GET", "/loops");
      return view.loops.length === 1;
    });
  });

  test("is the named handler's at once, and not shown to the rated clerk", async () => {
    await work(handler, "s1");
    await eventually("nothing for the rated one", async () => (await handler.locator(".loop-card").count()) === 0);
    await work(handler, "s2");
    await handler.locator(".loop-card", { hasText: "A001" }).first().click();
    await handler.locator(".loop-countdown", { hasText: "还剩 5 个工作日" }).first().waitFor();
    await take(handler, "已核实，窗口等候过久", "核实情况");
    await handler.locator(".loop-choice", { hasText: "立即整改" }).click();
    await take(handler, "增开窗口", "决定处理办法");
    await take(handler, "已增开", "确认已整改");
    await take(handler, "抱歉让您久等，已增开窗口", "答复评价人");
    await primary(handler).filter({ hasText: "登记回访" }).waitFor();
  });

  test("is in the list of people to ring, apart from missing ratings; the level as spoken is recorded", async () => {
    await supervisor.goto(`${hall.base}/manager#callbacks`);
    await supervisor.locator(".callback-caller select").selectOption("s3");
    await supervisor.getByRole("button", { name: "处理后回访 1" }).click();
    await supervisor.locator("table.rows tr", { hasText: "差评已处理" }).waitFor();
    await supervisor.getByRole("button", { name: "领取下一位" }).click();
    await supervisor.locator(".call-phone", { hasText: "138 0000 1111" }).waitFor();
    await supervisor.locator(".call-reply", { hasText: "抱歉让您久等" }).waitFor();
    await supervisor.locator(".call-level", { hasText: "4" }).click();
    await supervisor.locator(".call-note textarea").fill("说这次很快");
    await supervisor.locator(".call-confirm").click();
    await supervisor.locator(".after-figures li", { hasText: "已访到" }).getByText("1 / 1").waitFor();
  });

  test("is answered on the citizen's own page, which holds the second rating that was spoken", async () => {
    await citizen.goto(ticketUrl);
    await citizen.locator("#loop", { hasText: "抱歉让您久等" }).waitFor();
    expect(await citizen.locator("form[action*='/second']").count()).toBe(0);
    await citizen.locator("#loop", { hasText: "整改后您的评价：满意" }).waitFor();
  });

  test("is reviewed by the supervisor by keyboard, and the ledger counts it", async () => {
    await work(supervisor, "s3");
    // Cards move between the lists when somebody else works here: the lists of this person first.
    const mine = supervisor.locator(".loop-list", { hasText: "轮到我 1" });
    await mine.locator(".loop-card", { hasText: "A001" }).focus();
    await supervisor.keyboard.press("Enter");
    await supervisor.locator(".loop-step textarea").focus();
    await supervisor.keyboard.type("处理得当");
    await supervisor.keyboard.press("Tab");
    await supervisor.keyboard.press("Enter");
    await supervisor.locator(".loop-card", { hasText: "已复核办结" }).waitFor();
    await supervisor.getByRole("button", { name: "台账与指标" }).click();
    await supervisor.locator(".loop-figures div", { hasText: "差评回复率" }).getByText("100.0% (1/1)").waitFor();
    await supervisor.locator(".loop-figures div", { hasText: "回访整改满意率" }).getByText("100.0% (1/1)").waitFor();
    expect(faults).toEqual([]);
  });

  test("fits a phone without scrolling sideways", async () => {
    await supervisor.setViewportSize({ width: 390, height: 844 });
    for (const name of ["台账与指标", "登记投诉", "办理"]) {
      await supervisor.getByRole("button", { name }).first().click();
      await fitsAcross(supervisor);
    }
  });
});
