// The guide desk in a real browser, by keys alone; papers are seen on the printer, short codes typed at a kiosk.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeskTicketView } from "../../controller/contract/desk.ts";
import type { TicketView } from "../../controller/contract/views.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
let hall: RealHall;
let browser: TestBrowser | null = null;
let page: Page;
const crashes: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 1, policy: { priority: { classes: ["elderly", "disabled"] } } });
  config.hall = { ...(config.hall as object), languages: ["zh-CN", "zh-Hant", "en"] };
  config.desk = { printer: "printer-1" };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  page.on("pageerror", (error) => crashes.push(error.message));
  await page.goto(`${hall.base}/desk`);
  await page.waitForSelector("#search");
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

async function issued(serviceId = "household"): Promise<TicketView> {
  const answer = await hall.call<TicketView>("POST", "/tickets", { serviceId });
  expect(answer.status).toBe(201);
  return answer.body;
}

const detail = async (id: string) => (await hall.call<DeskTicketView>("GET", `/desk/tickets/${id}`)).body;
const opened = (number: string) => page.waitForSelector(`[data-ticket="${number}"]`);
const asks = (form: string) => page.waitForSelector(`[data-form="${form}"]`);
const answered = (form: string) => page.waitForSelector(`[data-form="${form}"]`, { state: "detached" });

/** Escape until nothing lies on top, then the number as a person would type it. */
async function find(text: string): Promise<void> {
  for (let i = 0; i < 4; i++) await page.keyboard.press("Escape");
  const answer = page.waitForResponse((response) => response.url().endsWith(`/desk/search?q=${text}`));
  await page.keyboard.type(text);
  await answer;
  await page.waitForSelector(".hits");
}

/** What the newest paper says. */
async function paper(): Promise<string> {
  const all = await hall.simulate<{ text: string }[]>("GET", "/devices/printer-1/tickets");
  return all.at(-1)?.text ?? "";
}

describe.runIf(executable !== null)("the guide desk, without a mouse", () => {
  test("issues a number for the second service, in traditional Chinese, and the paper says so", async () => {
    await page.keyboard.press("F1");
    await asks("walk-in");
    await page.keyboard.press("2");
    // On to the language: service, priority, paper, print, language.
    for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await answered("walk-in");
    await opened("B001");
    const { body } = await hall.call<TicketView[]>("GET", "/tickets");
    expect(body.map(({ number, serviceId }) => [number, serviceId])).toEqual([["B001", "household"]]);
    await eventually(
      "the paper",
      async () => (await hall.call<TicketView[]>("GET", "/tickets")).body[0]?.print.state === "printed",
    );
    expect(await paper()).toMatch(/B001[\s\S]*前方等候/);
  }, 120_000);

  test("finds by last digits and by short code, and shows place and history", async () => {
    const ticket = await issued("social-insurance");
    await find("1");
    expect(await page.locator(".hit-number").allTextContents()).toEqual(expect.arrayContaining(["A001", "B001"]));
    const { shortCode } = (await detail(ticket.id)).ticket;
    await find(shortCode);
    await page.keyboard.press("Enter");
    await opened("A001");
    expect(await page.textContent(".history")).toContain("取号 issued");
    await page.keyboard.press("F3");
    await page.waitForSelector(".opened-qr svg");
  }, 120_000);

  test("upgrades with a reason, which the log keeps", async () => {
    const ticket = await issued();
    await find(ticket.number);
    await page.keyboard.press("Enter");
    await opened(ticket.number);
    await page.keyboard.press("F4");
    await asks("upgrade");
    await page.keyboard.press("1");
    await page.keyboard.press("Tab");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await answered("upgrade");
    const { ticket: now, history } = await detail(ticket.id);
    expect(now.priority).toBe("elderly");
    expect(history.map(({ text }) => text).join("\n")).toContain("elderly (seen)");
    await eventually("the page says so", async () => (await page.textContent(".opened"))?.includes("老年人"));
  }, 120_000);

  test("merges two numbers of one person", async () => {
    const first = await issued("social-insurance");
    const second = await issued("social-insurance");
    await find(second.number);
    await page.keyboard.press("Enter");
    await opened(second.number);
    await page.keyboard.press("F7");
    await asks("merge");
    expect(await page.textContent(".dialog .option")).toContain(first.number);
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await answered("merge");
    expect((await detail(first.id)).ticket.state).toBe("void");
    expect((await detail(second.id)).ticket.state).toBe("waiting");
  }, 120_000);

  test("prints another paper in English, marked as the second one", async () => {
    const ticket = await issued();
    await eventually("an idle printer", async () => (await detail(ticket.id)).ticket.print.state !== "pending");
    await find(ticket.number);
    await page.keyboard.press("Enter");
    await opened(ticket.number);
    await page.keyboard.press("F2");
    await asks("reprint");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    await answered("reprint");
    await eventually("the second paper", async () => (await detail(ticket.id)).ticket.print.state === "printed");
    expect(await paper()).toContain("ahead");
  }, 120_000);

  test("leaves and voids only after a question", async () => {
    const [leaving, wrong] = [await issued(), await issued()];
    await find(leaving.number);
    await page.keyboard.press("Enter");
    await opened(leaving.number);
    await page.keyboard.press("F8");
    await asks("leave");
    expect((await detail(leaving.id)).ticket.state).toBe("waiting");
    await page.keyboard.press("Enter");
    await answered("leave");
    expect((await detail(leaving.id)).ticket.state).toBe("left");
    await find(wrong.number);
    await page.keyboard.press("Enter");
    await opened(wrong.number);
    await page.keyboard.press("Delete");
    await asks("void");
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await answered("void");
    expect((await detail(wrong.id)).ticket.state).toBe("void");
  }, 120_000);

  test("gives out a roll, enters one of its numbers, and a keypad reaches the rest after everybody", async () => {
    for (let i = 0; i < 4; i++) await page.keyboard.press("Escape");
    for (let i = 0; i < 3; i++) await page.keyboard.press("F9");
    await page.waitForSelector(".desk-tab-rolls");
    await page.locator(".desk-tab-rolls .press.primary").focus();
    await page.keyboard.press("Enter");
    await asks("roll");
    await page.keyboard.press("Enter");
    await answered("roll");
    await eventually("the roll", async () => (await page.textContent(".rolls"))?.includes("P 1–40"));
    await page.keyboard.press("F9");
    await find("P003");
    await page.keyboard.press("Enter");
    await opened("P003");
    await hall.call("POST", "/windows/1/open", {});
    const numbers: string[] = [];
    for (let i = 0; i < 12 && numbers.at(-1) !== "P001"; i++) {
      const next = await hall.call<{ ticket: TicketView }>("POST", "/windows/1/call-next", {});
      numbers.push(next.body.ticket.number);
    }
    expect(numbers.slice(-2)).toEqual(["P003", "P001"]);
  }, 120_000);

  test("hears of a kiosk that wants a helper, and answers it", async () => {
    await hall.call("POST", "/kiosks/kiosk-1/helper", {});
    await page.waitForSelector(".call-helper .press");
    await page.locator(".call-helper .press").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".call-helper", { state: "detached" });
  }, 120_000);

  test("posts a notice as the board will show it, and takes it down", async () => {
    await page.goto(`${hall.base}/desk#notices`);
    await page.waitForSelector(".desk-tab-notices .press.primary");
    await page.locator(".desk-tab-notices .press.primary").focus();
    await page.keyboard.press("Enter");
    await asks("notice");
    await page.keyboard.type("今天下午盘点");
    expect(await page.textContent(".dialog .notice-preview")).toContain("今天下午盘点");
    for (let i = 0; i < 2; i++) await page.keyboard.press("Tab");
    await page.keyboard.type("2359");
    await page.keyboard.press("Enter");
    await eventually("posted", async () => (await page.textContent(".notices"))?.includes("今天下午盘点"));
    const { body } = await hall.call<{ text: Record<string, string>; until: string | null }[]>("GET", "/notices");
    expect(body[0]?.until).toMatch(/T23:59:00(\.000)?\+08:00$/);
    await page.locator(".posted .press").focus();
    await page.keyboard.press("Enter");
    await eventually("withdrawn", async () => (await hall.call<unknown[]>("GET", "/notices")).body.length === 0);
  }, 120_000);

  test("a kiosk shows a ticket by the short code on its paper, with digits alone, and lets it leave", async () => {
    await issued("household");
    const ticket = await issued("household");
    const { shortCode } = (await detail(ticket.id)).ticket;
    const kiosk = await (browser as TestBrowser).context.newPage();
    kiosk.on("pageerror", (error) => crashes.push(error.message));
    await kiosk.setViewportSize({ width: 1080, height: 1920 });
    await kiosk.goto(`${hall.base}/kiosk?id=kiosk-1`);
    const shows = (text: string) =>
      eventually(`the kiosk to show ${text}`, async () => (await kiosk.locator("body").innerText()).includes(text));
    await shows("请选择要办理的业务");
    await kiosk.waitForTimeout(500);
    await kiosk.keyboard.press("9");
    await shows("小票短码");
    await kiosk.keyboard.type(shortCode, { delay: 20 });
    await kiosk.waitForTimeout(500);
    await kiosk.keyboard.press("Enter");
    await shows(`${ticket.number} 号`);
    await shows("前方等待");
    const digit = (text: string) =>
      kiosk.locator("[data-press]").filter({ hasText: text }).first().locator(".digit").innerText();
    await kiosk.waitForTimeout(500);
    await kiosk.keyboard.press(await digit("离开排队"));
    await shows("不办了吗");
    await kiosk.waitForTimeout(500);
    await kiosk.keyboard.press(await digit("是，离开排队"));
    await shows("已离开排队");
    expect((await detail(ticket.id)).ticket.state).toBe("left");
    await kiosk.waitForTimeout(500);
    await kiosk.keyboard.press("Enter");
    await shows("请选择要办理的业务");
    expect(await kiosk.locator("body").innerText()).not.toContain(ticket.number);
    await kiosk.close();
  }, 120_000);

  test("and no page broke on the way", () => {
    expect(crashes).toEqual([]);
  });
});
