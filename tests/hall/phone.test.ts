// The citizen's page in a real browser: without a script and with it, on small screens, by keyboard, when called.
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { PhoneHouse, phoneScript } from "../helpers/phone-house.ts";
import { eventually } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const WHOLE_BYTES_MAX = 50_000;
let hall: PhoneHouse;
let browser: TestBrowser | null = null;
let contexts: BrowserContext[] = [];
let faults: string[] = [];

beforeAll(async () => {
  if (executable !== null) browser = await openBrowser(executable);
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  if (executable === null) return;
  faults = [];
  hall = await PhoneHouse.open();
});
afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
  if (executable !== null) await hall.close();
  expect(faults).toEqual([]);
});

async function phone(more: { readonly script?: boolean; readonly width?: number } = {}): Promise<Page> {
  const all = browser?.context.browser();
  if (all === null || all === undefined) throw new Error("no browser");
  const context = await all.newContext({
    javaScriptEnabled: more.script ?? true,
    hasTouch: true,
    isMobile: true,
    viewport: { width: more.width ?? 390, height: more.width === 320 ? 568 : 844 },
    locale: "en-GB",
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("WebSocket")) faults.push(message.text());
  });
  return page;
}

const stateOn = (page: Page) => page.locator(".state").innerText();
const line = (page: Page) => page.locator(".line").innerText();

async function calls(): Promise<void> {
  await hall.house.post("windows/1/open", { staffId: "s01" });
  await hall.house.post("windows/1/call-next");
}

test.runIf(executable !== null)(
  "without a script everything can be done: yield, leave, rate, correct, explain",
  async () => {
    const ticket = await hall.house.ticket();
    const other = await hall.house.ticket();
    const page = await phone({ script: false });
    await page.goto(hall.page(ticket));
    expect(await stateOn(page)).toBe("waiting · soon your turn");
    await page.getByRole("link", { name: "I need more time" }).tap();
    await page.getByRole("button", { name: "Let 1 go first" }).tap();
    await page.getByText("Done: others go first.").waitFor();
    expect(await page.locator("dd").first().innerText()).toContain("1 person");
    await page.goto(hall.page(other));
    await page.getByRole("link", { name: "Leave the line" }).tap();
    await page.getByRole("link", { name: "Keep waiting" }).tap();
    await page.getByRole("link", { name: "Leave the line" }).tap();
    await page.getByRole("button", { name: "Yes, leave" }).tap();
    await page.getByText("You have left the line. Thank you").waitFor();
    await calls();
    await hall.house.post("windows/1/finish");
    await page.goto(hall.page(ticket));
    await page.getByRole("button", { name: "Very dissatisfied" }).tap();
    await page.getByText("Your rating: Very dissatisfied").waitFor();
    await page.getByRole("button", { name: "Fairly satisfied" }).tap();
    await page.getByText("Your rating: Fairly satisfied").waitFor();
    await page.getByText("Quick").tap();
    await page.getByRole("button", { name: "Send" }).tap();
    await page.getByText("Recorded. Thank you.").waitFor();
    const { body } = await hall.house.get("cases");
    expect(body[0].rating).toMatchObject({ level: 3, channel: "qr", reasons: ["phone-1:fast"] });
    await page.getByRole("link", { name: "My entries in the log" }).tap();
    await page.locator("ol li").nth(4).waitFor();
    await page.getByRole("link", { name: "Back" }).tap();
    await page.getByRole("link", { name: "한국어" }).tap();
    await page.locator(".state").getByText("완료").waitFor();
    await page.getByRole("link", { name: "큰 글자" }).tap();
    await page.locator("html.big").waitFor();
    const size = await page.evaluate("getComputedStyle(document.documentElement).fontSize");
    expect(size).toBe("24px");
  },
);

test.runIf(executable !== null)(
  "with a script it follows the line, rings when called and at each recall, and says its age",
  async () => {
    for (let i = 0; i < 4; i++) await hall.house.ticket();
    const ticket = await hall.house.ticket();
    const page = await phone();
    await page.addInitScript(`
    window.rang = []; navigator.vibrate = (pattern) => window.rang.push(JSON.stringify(pattern));
    const start = OscillatorNode.prototype.start; window.notes = 0;
    OscillatorNode.prototype.start = function (at) { window.notes += 1; return start.call(this, at); };`);
    await page.goto(hall.page(ticket));
    expect(await stateOn(page)).toBe("waiting");
    await page.getByRole("button", { name: "Switch the bell on" }).tap();
    await page.getByRole("button", { name: "The bell is on" }).waitFor();
    expect(await page.evaluate("window.notes")).toBe(0);
    await calls();
    await hall.house.post("windows/1/call-next");
    await eventually("to be told that it is soon", async () => (await stateOn(page)) === "waiting · soon your turn");
    expect(await page.evaluate("window.rang.length")).toBe(1);
    await page.locator("#ago").getByText("s ago").waitFor();
    await hall.house.post("windows/1/call", { ticketId: ticket.id });
    await eventually("to be called", async () => (await line(page)) === "Please go to Window 1");
    await eventually("the bell", async () => Number(await page.evaluate("window.notes")) > 4);
    expect(await page.title()).toContain("A005 · called");
    expect(JSON.stringify(await page.evaluate("window.rang"))).toContain("400,200,400");
    const before = await page.evaluate("window.rang.length");
    hall.jump(11_000);
    await hall.house.post("windows/1/recall");
    await eventually("to ring again", async () => (await page.evaluate("window.rang.length")) === Number(before) + 1);
    await hall.house.post("windows/1/arrived");
    await eventually("to be served", async () => (await stateOn(page)) === "serving");
    await hall.house.post("windows/1/finish");
    await page.getByRole("button", { name: "Satisfied", exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Very satisfied" }).tap();
    await page.getByText("Your rating: Very satisfied").waitFor();
    await page.locator("#change").waitFor();
    await page.locator("#change").waitFor({ state: "detached" });
    expect(await page.getByText("Your rating: Very satisfied").count()).toBe(1);
  },
  120_000,
);

test.runIf(executable !== null)(
  "a choice under the finger survives what happens meanwhile, and focus stays where it was",
  async () => {
    for (let i = 0; i < 6; i++) await hall.house.ticket();
    const ticket = await hall.house.ticket();
    await hall.house.ticket();
    const page = await phone();
    await page.goto(hall.page(ticket, "?lang=en&ask=time"));
    await page.getByRole("button", { name: "Let 1 go first" }).focus();
    await calls();
    await eventually("one less ahead", async () => (await page.locator("dd").first().innerText()).includes("5 people"));
    expect(await page.getByRole("button", { name: "Let 1 go first" }).count()).toBe(1);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Let 1 go first");
    await hall.house.post("windows/1/call", { ticketId: ticket.id });
    await eventually("the question to give way to the call", async () => (await page.locator("#q").count()) === 0);
    expect(new URL(page.url()).search).toBe("?lang=en");
  },
  120_000,
);

test.runIf(executable !== null)(
  "fits 320 points without a scroll to the side, with targets of 44 and names for every reader",
  async () => {
    const waiting = await hall.house.ticket();
    await hall.house.ticket();
    const rated = await hall.house.ticket();
    await hall.house.post("windows/1/open", { staffId: "s01" });
    await hall.house.post("windows/1/call", { ticketId: rated.id });
    await hall.house.post("windows/1/finish");
    const page = await phone({ width: 320 });
    for (const [ticket, query] of [
      [waiting, ""],
      [waiting, "&ask=time"],
      [waiting, "&ask=leave"],
      [rated, ""],
    ] as const) {
      for (const lang of ["zh-CN", "zh-Hant", "en", "ko"]) {
        for (const big of ["", "&big=1"]) {
          hall.jump(1_000);
          await page.goto(hall.page(ticket, `?lang=${lang}${query}${big}`));
          const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
          expect([lang, query, big, width]).toEqual([lang, query, big, 320]);
          for (const target of await page.locator("a.press, button, nav a, label").all()) {
            const box = await target.boundingBox();
            if (box === null) continue;
            expect(Math.min(box.width, box.height), `${lang} ${await target.innerText()}`).toBeGreaterThanOrEqual(43.5);
            expect((await target.innerText()).trim()).not.toBe("");
          }
          expect(await page.locator("main").count()).toBe(1);
          expect(await page.locator("h1").count()).toBe(1);
          expect(await page.locator('[aria-live="polite"]').innerText()).toContain(ticket.number);
          expect(await page.getAttribute("html", "lang")).toBe(lang);
        }
      }
    }
  },
  120_000,
);

test.runIf(executable !== null)(
  "everything can be reached and done by keyboard",
  async () => {
    const ticket = await hall.house.ticket();
    const page = await phone();
    await page.goto(hall.page(ticket));
    const reached: string[] = [];
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press("Tab");
      reached.push(String(await page.evaluate("document.activeElement.textContent")));
      if (reached.at(-1) === "Leave the line") break;
    }
    expect(reached.slice(0, 4)).toEqual(["简体中文", "繁體中文", "한국어", "Large text"]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Leave the line" }).waitFor();
    await page.getByRole("button", { name: "Yes, leave" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("You have left the line. Thank you").waitFor();
  },
  120_000,
);

test.runIf(executable !== null)("page and script together stay below 50 KB, and ask for nothing else", async () => {
  for (let i = 0; i < 3; i++) await hall.house.ticket();
  const ticket = await hall.house.ticket();
  const page = await phone();
  const asked: string[] = [];
  let bytes = 0;
  page.on("response", async (response) => {
    asked.push(new URL(response.url()).pathname);
    bytes += (await response.body()).length;
  });
  await page.goto(hall.page(ticket));
  await eventually("page and script", () => bytes > 0 && asked.length >= 2);
  expect(asked.sort()).toEqual(["/phone/page.js", new URL(page.url()).pathname]);
  expect(bytes).toBeLessThan(WHOLE_BYTES_MAX);
  expect(Buffer.byteLength(await phoneScript())).toBeLessThan(20_000);
  console.info(`the citizen's page: ${bytes} bytes in all`);
});

test.runIf(executable !== null)(
  "when the hall is not heard the page says so, and finds it again",
  async () => {
    const ticket = await hall.house.ticket();
    const page = await phone();
    await page.clock.install();
    await page.goto(hall.page(ticket));
    await page.context().setOffline(true);
    await page.clock.fastForward(45_000);
    await page.getByText("No updates at present").waitFor();
    expect(await page.locator(".number").innerText()).toBe("A001");
    await page.context().setOffline(false);
    await page.clock.fastForward(31_000);
    await page.locator("#ago").getByText("s ago").waitFor();
    faults = faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED"));
  },
  120_000,
);
