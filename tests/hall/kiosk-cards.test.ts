// Cards and codes at a kiosk, over real sockets: real-name numbers, masks, check-in, damage, pulled cables.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { KioskView, TicketView } from "../../controller/contract/views.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, type RealHall } from "../helpers/real-hall.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { keys, onSheet, openKiosk } from "../scenes/kiosk-scenes.ts";
import { ask, GLASSES, type Stage, shows } from "../scenes/scene.ts";

const executable = chromiumPath();
const runs = executable !== null;
/** The way from the first question to "put your card on the reader". */
const REAL_NAME = ["1", "4", "1"];
/** Within this time the same person means the same wish. */
const SAME_WISH_MS = 10_500;
/** A scanner's repeat within this time is the same reading. */
const SAME_SCAN_MS = 600;
/** What the simulated cards hold: nobody has these numbers. */
const ANY_NUMBER = /99\d{16}/;
let browser: TestBrowser | null = null;
let hall: RealHall;
let stage: Stage;

beforeAll(async () => {
  if (executable === null) return;
  hall = await galleryHall();
  await hall.startSimulators();
  await hall.startService();
  await openGallery(hall);
  browser = await openBrowser(executable);
  stage = { hall, context: browser.context };
  await online("reader-1");
  await online("scanner-1");
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

beforeEach(async () => {
  if (executable === null) return;
  for (const id of ["reader-1", "scanner-1"]) await fault(id, "none");
  await lift();
  await ask(stage, "/kiosks/kiosk-1/clear");
});

const press = (id: string, body: object) => hall.simulate("POST", `/devices/${id}/press`, body);
const lay = (card: string) => press("reader-1", { key: card });
const lift = () => press("reader-1", { key: "lift" });
const scan = (text: string) => press("scanner-1", { text });
const fault = (id: string, name: string) => hall.simulate("POST", `/devices/${id}/fault`, { fault: name });
const kiosk = () => openKiosk(stage, "zh-CN", GLASSES.kiosk);
const tickets = async () => (await hall.call<TicketView[]>("GET", "/tickets")).body;
const stateOf = async (id: string) =>
  (await hall.call<{ id: string; state: string }[]>("GET", "/devices")).body.find((one) => one.id === id)?.state;
const online = (id: string) => eventually(`${id} online`, async () => (await stateOf(id)) === "online");
const textOf = (page: Page) => page.locator("body").innerText();

/** What the page would be told anew, with the whole of its memory. */
async function toldToKiosk(): Promise<KioskView["presented"]> {
  const socket = new WebSocket(`${hall.base.replace("http", "ws")}/ws?view=kiosk&id=kiosk-1`);
  try {
    return await new Promise((done, fail) => {
      socket.onmessage = ({ data }) => done((JSON.parse(String(data)) as { data: KioskView }).data.presented);
      socket.onerror = () => fail(new Error("no view"));
    });
  } finally {
    socket.close();
  }
}

async function booked(): Promise<AppointmentView> {
  const { body } = await hall.call<SlotsView>("GET", "/slots?serviceId=household");
  const slot = body.slots.find(({ free }) => free > 0);
  return ask<AppointmentView>(stage, "/appointments", {
    ...{ serviceId: "household", date: body.date, time: slot?.time },
  });
}

async function numbersOf(serviceId: string): Promise<string[]> {
  return (await tickets()).filter((one) => one.serviceId === serviceId).map(({ number }) => number);
}

test.runIf(runs)(
  "a card gives a real-name number; shown again at once the same number; later that day none; another person theirs",
  async () => {
    const page = await kiosk();
    await keys(page, ...REAL_NAME);
    await onSheet(page, "card-wanted");
    await lay("card-1");
    await onSheet(page, "result/");
    await shows(page, "F001");
    await page.locator(".print-take").waitFor();
    await page.waitForTimeout(2_000);
    await keys(page, "0");
    await onSheet(page, "home/");
    await lift();
    // Laid down, lifted and laid down again by a hasty hand: one wish.
    await keys(page, ...REAL_NAME);
    await lay("card-1");
    await onSheet(page, "result/");
    expect(await numbersOf("card")).toEqual(["F001"]);
    await page.waitForTimeout(2_000);
    await keys(page, "0");
    await onSheet(page, "home/");
    await lift();
    await keys(page, ...REAL_NAME);
    await page.waitForTimeout(SAME_WISH_MS);
    await lay("card-1");
    await onSheet(page, "refused/PERSON_LIMIT_REACHED");
    await shows(page, "取号次数已满", "咨询台");
    await keys(page, "1");
    await onSheet(page, "home/");
    await eventually("the hall to have forgotten", async () => (await toldToKiosk()) === null, 10_000);
    await page.close();
    await lift();
    const other = await kiosk();
    await keys(other, ...REAL_NAME);
    await lay("card-2");
    await onSheet(other, "result/");
    expect(await numbersOf("card")).toEqual(["F001", "F002"]);
    await other.close();
  },
  120_000,
);

test.runIf(runs)(
  "a card shows a mask alone, is forgotten with the page, and stands nowhere in log or output",
  async () => {
    const page = await kiosk();
    await lay("card-3");
    await onSheet(page, "card/");
    const shown = await textOf(page);
    expect(shown).toMatch(/阿\*+ 990\*+/);
    expect(await page.content()).not.toMatch(ANY_NUMBER);
    const handle = (await page.locator("main.sheet").getAttribute("data-sheet"))?.split("/")[1]?.split("#")[0] ?? "";
    await keys(page, "2");
    await onSheet(page, "home/");
    await eventually("the hall to have forgotten", async () => (await toldToKiosk()) === null);
    expect(await textOf(page)).not.toContain("阿*");
    const stored = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])";
    expect(await page.evaluate<string>(stored)).not.toContain(handle);
    // The handle died with the visit: nobody can go on with somebody else's card.
    const late = await hall.call<{ code: string }>("POST", "/tickets", {
      ...{ serviceId: "card", kioskId: "kiosk-1", cardHandle: handle },
    });
    expect([late.status, late.body.code]).toEqual([409, "CARD_UNKNOWN"]);
    const events = (await hall.call("GET", "/events?limit=1000")).body;
    const all = JSON.stringify([events, hall.output]);
    expect(all).not.toMatch(ANY_NUMBER);
    expect(all).not.toMatch(/依某某|虚构省/);
    await page.close();
  },
  120_000,
);

test.runIf(runs)(
  "a booking's code is scanned, checked in once, and a second scan says so",
  async () => {
    const { code } = await booked();
    const before = await tickets();
    const page = await kiosk();
    // A hand that trembles: three readings of the same code open one page.
    for (const _ of [1, 2, 3]) await scan(code);
    await onSheet(page, "appointment/");
    await keys(page, "1");
    await onSheet(page, "result/");
    const gained = (await tickets()).slice(before.length);
    expect(gained.map(({ serviceId, priority }) => [serviceId, priority])).toEqual([["household", "appointment"]]);
    await page.locator(".print-take").waitFor();
    await page.waitForTimeout(2_000);
    await keys(page, "0");
    await onSheet(page, "home/");
    await scan(code);
    await onSheet(page, "appointment/");
    await shows(page, "已经签到", gained[0]?.number ?? "?");
    expect((await tickets()).length).toBe(before.length + 1);
    await page.close();
  },
  120_000,
);

test.runIf(runs)(
  "a ticket's code shows where it stands; a missed one is back in line",
  async () => {
    const one = await ask<TicketView>(stage, "/tickets", { serviceId: "social" });
    const page = await kiosk();
    await scan(one.url);
    await onSheet(page, "ticket/");
    await shows(page, one.number, "等候");
    await ask(stage, "/windows/1/call", { ticketId: one.id });
    await page.waitForTimeout(SAME_SCAN_MS);
    await scan(one.url);
    await shows(page, one.number, "1号窗口");
    await ask(stage, "/windows/1/missed");
    await page.waitForTimeout(SAME_SCAN_MS);
    await scan(one.url);
    await shows(page, one.number, "已为您重新排队");
    expect((await hall.call<TicketView>("GET", `/tickets/${one.id}`)).body.state).toBe("waiting");
    await hall.call("POST", `/tickets/${one.id}/leave`);
    await page.waitForTimeout(SAME_SCAN_MS);
    await scan(one.url);
    await shows(page, one.number, "已离开");
    await page.close();
  },
  120_000,
);

test.runIf(runs)(
  "damage: a card that does not answer, broken bytes, noise and foreign codes end in words, never in a number",
  async () => {
    const before = (await tickets()).length;
    const page = await kiosk();
    await fault("reader-1", "auth-failed");
    await lay("card-1");
    await onSheet(page, "unknown/");
    await shows(page, "没有读出来");
    await keys(page, "1");
    await onSheet(page, "home/");
    await lift();
    await fault("reader-1", "bad-xor");
    await lay("card-2");
    await page.waitForTimeout(2_000);
    expect(await page.locator('main[data-sheet^="card/"]').count()).toBe(0);
    // The same card, still lying there, once the line is clean again.
    await fault("reader-1", "none");
    await lift();
    await online("reader-1");
    // The line was noisy for a while: the reader is asked anew before it looks for cards.
    await page.waitForTimeout(1_500);
    await lay("card-2");
    await onSheet(page, "card/");
    await keys(page, "2");
    await onSheet(page, "home/");
    await scan("https://example.org/pay?to=somebody");
    await onSheet(page, "unknown/");
    await shows(page, "不是本大厅");
    await fault("scanner-1", "garbage");
    await scan((await booked()).code);
    await page.waitForTimeout(500);
    expect(await page.locator('main[data-sheet^="appointment/"]').count()).toBe(0);
    expect((await tickets()).length).toBe(before);
    await page.close();
  },
  120_000,
);

test.runIf(runs)(
  "a pulled cable raises an alarm, the kiosk works on, and what is shown after plugging in counts",
  async () => {
    for (const id of ["reader-1", "scanner-1"]) await fault(id, "unplugged");
    for (const id of ["reader-1", "scanner-1"])
      await eventually(`${id} gone`, async () => (await stateOf(id)) !== "online");
    const page = await kiosk();
    await keys(page, "1", "1");
    await onSheet(page, "result/");
    await page.locator(".print-take").waitFor();
    await page.waitForTimeout(2_000);
    await keys(page, "0");
    await onSheet(page, "home/");
    for (const id of ["reader-1", "scanner-1"]) await fault(id, "none");
    await online("reader-1");
    await online("scanner-1");
    // Not before: a page that waits for a card goes home after a while.
    await keys(page, ...REAL_NAME);
    await onSheet(page, "card-wanted");
    // Card 3 has had no number today.
    await lay("card-3");
    await onSheet(page, "result/");
    await page.close();
    const one = await ask<TicketView>(stage, "/tickets", { serviceId: "social" });
    const next = await kiosk();
    await scan(one.url);
    await onSheet(next, "ticket/");
    await next.close();
  },
  120_000,
);
