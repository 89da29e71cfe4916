// The button of notices and the phone's worker in Chromium: offered where it can work, on and off, shown and opened.
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SCRIPT_PATH } from "../../controller/http/ticket-page/frame.ts";
import { WORKER_PATH } from "../../controller/http/ticket-page/push.ts";
import { markOf } from "../../controller/push/subscription.ts";
import { axeFaults, smallTargets } from "../helpers/axe.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually } from "../helpers/real-hall.ts";
import { House } from "../http/house.ts";
import { pathOf } from "../http/phone-forms.ts";

const executable = chromiumPath();
const runs = executable !== null;
const ui = resolve(import.meta.dirname, "..", "..", "kiosk-ui");
const PAGE_BYTES_MAX = 50_000;
const ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/invented";
/** No push service is asked from here: the browser's own part is played, everything else is real. */
const PLAYED = `
  let agreed = sessionStorage.getItem("agreed") === "1";
  const keys = { p256dh: "B".repeat(87), auth: "A".repeat(22) };
  const own = { endpoint: "${ENDPOINT}", toJSON: () => ({ endpoint: "${ENDPOINT}", keys }) };
  PushManager.prototype.getSubscription = async () => (agreed ? own : null);
  PushManager.prototype.subscribe = async (asked) => {
    if (window.refusing) throw new DOMException("no service", "AbortError");
    if (asked.userVisibleOnly !== true || asked.applicationServerKey.length !== 65) throw new Error("asked wrongly");
    agreed = true;
    sessionStorage.setItem("agreed", "1");
    return own;
  };`;
const kept = new Map<string, string>();
let browser: TestBrowser | null = null;
let house: House;
let base = "";
let weight = 0;

async function built(entry: string): Promise<string> {
  const output = (await build({
    ...{ configFile: false, root: ui, logLevel: "silent" },
    build: {
      ...{ write: false, minify: true, target: ["es2019", "chrome80"] },
      lib: { entry: resolve(ui, entry), formats: ["es"], fileName: "script" },
    },
  })) as Rolldown.RolldownOutput[];
  return output[0]?.output[0].code ?? "";
}

beforeAll(async () => {
  if (executable === null) return;
  const [script, worker] = [await built("t/main.ts"), await built("t/push-worker.ts")];
  weight = Buffer.byteLength(script) + Buffer.byteLength(worker);
  const push = {
    key: Buffer.alloc(65, 4).toString("base64url"),
    isAddress: () => true,
    markOf: (ticketId: string) => kept.get(ticketId) ?? null,
    keep: (ticketId: string, { endpoint }: { endpoint: string }) => {
      kept.set(ticketId, markOf(endpoint));
      return Promise.resolve("kept" as const);
    },
    forget: (ticketId: string) => void kept.delete(ticketId),
  };
  house = await House.open(
    undefined,
    (app) => {
      app.get(SCRIPT_PATH, async (_request, reply) => reply.type("text/javascript").send(script));
      app.get(WORKER_PATH, async (_request, reply) => reply.type("text/javascript").send(worker));
    },
    { push },
  );
  await house.app.listen({ host: "127.0.0.1", port: 0 });
  base = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`;
  browser = await openBrowser(executable);
  await browser.context.grantPermissions(["notifications"], { origin: base });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function opened(path: string, played = PLAYED): Promise<Page> {
  if (browser === null) throw new Error("no browser");
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(played);
  await page.goto(`${base}${path}`);
  return page;
}

const button = (page: Page) => page.locator("#push-press");
const words = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor();

test.runIf(runs)("switched on and off; a reload knows it; the page says what is true; axe finds nothing", async () => {
  for (let i = 0; i < 4; i++) await house.ticket();
  const ticket = await house.ticket();
  const page = await opened(`${pathOf(ticket)}?lang=zh-CN`);
  await button(page).waitFor();
  expect(await button(page).textContent()).toBe("用手机通知提醒我");
  expect(await page.locator("#keep").isVisible()).toBe(true);
  expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
  await button(page).click();
  await words(page, "通知已开通");
  expect(kept.get(ticket.id)).toBe(markOf(ENDPOINT));
  expect(await page.locator("#keep").isVisible()).toBe(false);
  await words(page, "仍留意大厅屏幕");
  expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
  await page.reload();
  await words(page, "通知已开通");
  await button(page).click();
  await words(page, "用手机通知提醒我");
  expect(await page.locator("#push-said").textContent()).toBe("通知已关闭");
  expect(kept.has(ticket.id)).toBe(false);
  await page.evaluate("window.refusing = true");
  await button(page).click();
  await words(page, "未能开通通知");
  await page.close();
});

test.runIf(runs)("the worker shows what the hall sent, one per ticket, and nothing of anybody else", async () => {
  const ticket = await house.ticket();
  const path = `${pathOf(ticket)}?lang=zh-CN`;
  const page = await opened(path);
  await button(page).click();
  await words(page, "通知已开通");
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((done) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first !== undefined) done(first.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  const send = (data: string) =>
    session.send("ServiceWorker.deliverPushMessage", { origin: base, registrationId, data });
  const shown = () =>
    page.evaluate<{ title: string; body: string; tag: string }[]>(
      `navigator.serviceWorker.getRegistration("${WORKER_PATH}").then((one) => one.getNotifications())
        .then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))`,
    );
  const notice = {
    title: `${ticket.number} 快到您了`,
    body: "前面还有 2 位",
    lang: "zh-CN",
    tag: ticket.id,
    url: path,
  };
  // On a busy machine the worker may still be waking up; the same notice again takes the place of the first.
  const isShown = (what: string, data: string, title: string) =>
    eventually(what, async () => {
      await send(data);
      return (await shown()).some((one) => one.title === title);
    });
  await isShown("a notice", JSON.stringify(notice), notice.title);
  const call = { ...notice, title: `${ticket.number} 请到1号窗口` };
  await isShown("the newer one", JSON.stringify(call), call.title);
  expect(await shown()).toHaveLength(1);
  await isShown("plain words", "not of this hall", "排队提醒 Your ticket");
  await page.close();
});

test.runIf(runs)(
  "where a phone cannot take notices nothing is offered, and all parts together stay small",
  async () => {
    const ticket = await house.ticket();
    const page = await opened(pathOf(ticket), "delete window.PushManager");
    await page.waitForTimeout(300);
    expect(await button(page).isVisible()).toBe(false);
    expect(await page.locator("#keep").isVisible()).toBe(true);
    await page.close();
    const { body } = await house.app.inject({ url: pathOf(ticket) });
    expect(Buffer.byteLength(body) + weight).toBeLessThan(PAGE_BYTES_MAX);
  },
);
