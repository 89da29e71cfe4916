// What one citizen holds or touches: the rating pad and the page behind the ticket's code.
import type { Page } from "playwright-core";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { TicketView } from "../../controller/contract/views.ts";
import { callingWindow, finishedAt, idleWindow, servingWindow, ticket } from "./hands.ts";
import { ask, GLASSES, openPage, type Scene, type Stage, type Tongue } from "./scene.ts";

const PHONE: readonly Tongue[] = ["zh-CN", "zh-Hant", "en", "ko"];
const PAD: readonly Tongue[] = ["zh-CN"];
/** Longer than a page is deaf to fingers after it has changed. */
const FINGER_MS = 460;

function pad(id: string, zh: string, en: string, windowId: number, play: (page: Page, stage: Stage) => Promise<void>) {
  return {
    ...{ id: `pad-${id}`, title: { zh: `评价器：${zh}`, en: `Rating pad: ${en}` }, languages: PAD },
    glass: GLASSES.pad,
    async play(stage, _, glass) {
      const page = await openPage(stage, `/pad?id=${windowId}&inch=${glass.inches}`, glass);
      await page.locator("main.pad").waitFor();
      await play(page, stage);
      return page;
    },
  } satisfies Scene;
}

const PADS: readonly Scene[] = [
  pad("idle", "空闲", "idle", 5, async (page, stage) => {
    await idleWindow(stage, 5);
    // Whoever was asked for a rating here before has given it.
    await stage.hall.call("POST", "/windows/5/rating", { level: 5 });
    await page.locator(".pad-idle .staff-name").waitFor();
  }),
  pad("invited", "请评价", "asked", 6, async (page, stage) => {
    await finishedAt(stage, 6);
    await page.locator(".level").first().waitFor();
  }),
  pad("thanks", "已评价", "thanked", 7, async (page, stage) => {
    await finishedAt(stage, 7);
    await page.locator(".level").first().waitFor();
    await page.waitForTimeout(FINGER_MS);
    await page.locator(".level").first().tap();
    await page.locator(".pad-thanks").waitFor();
  }),
  pad("marks", "分项评价", "further marks", 8, async (page, stage) => {
    await finishedAt(stage, 8);
    await page.locator(".level").first().waitFor();
    await page.waitForTimeout(FINGER_MS);
    await page.locator(".level").last().tap();
    await page.locator(".pad-to-marks").waitFor();
    await page.waitForTimeout(FINGER_MS);
    await page.locator(".pad-to-marks").tap();
    await page.locator(".pad-marks").waitFor();
  }),
];

interface Way {
  /** After the token: `?ask=leave`, `/history`. */
  readonly path?: string;
  readonly query?: string;
  /** What happens to the ticket before the page is opened. */
  readonly with: (stage: Stage) => Promise<TicketView>;
  /** What the page then shows. */
  readonly mark?: string;
  readonly after?: (page: Page) => Promise<void>;
  readonly languages?: readonly Tongue[];
}

function phone(id: string, zh: string, en: string, way: Way): Scene {
  return {
    ...{ id: `phone-${id}`, title: { zh: `手机页：${zh}`, en: `Phone page: ${en}` } },
    languages: way.languages ?? PHONE,
    glass: GLASSES.phone,
    async play(stage, tongue, glass) {
      const { url } = await way.with(stage);
      const token = url.split("/t/")[1] ?? "";
      const path = `/t/${token}${way.path ?? ""}?lang=${tongue}${way.query ?? ""}`;
      const page = await openPage(stage, path, glass);
      await page
        .locator(way.mark ?? ".state")
        .first()
        .waitFor();
      await way.after?.(page);
      return page;
    },
  };
}

/** With enough people ahead that it is not soon. */
async function waiting(stage: Stage): Promise<TicketView> {
  for (let n = 0; n < 4; n += 1) await ticket(stage);
  return ticket(stage);
}

async function missed(stage: Stage): Promise<TicketView> {
  const one = await callingWindow(stage, 11);
  await ask(stage, "/windows/11/missed");
  return one;
}

async function left(stage: Stage): Promise<TicketView> {
  const one = await ticket(stage);
  await ask(stage, `/tickets/${one.id}/leave`);
  return one;
}

const PHONES: readonly Scene[] = [
  phone("waiting", "等候", "waiting", { with: waiting }),
  phone("soon", "快到了", "soon", { with: (stage) => ticket(stage, { priority: "elderly" }) }),
  phone("called", "请到窗口", "your turn", { with: (stage) => callingWindow(stage, 11), mark: "html.called, .called" }),
  phone("serving", "办理中", "at the window", { with: (stage) => servingWindow(stage, 11) }),
  phone("missed", "已过号", "missed", { with: missed }),
  phone("done", "请评价", "done, please rate", { with: (stage) => finishedAt(stage, 11), mark: ".levels" }),
  phone("rated", "已评价", "rated", {
    with: (stage) => finishedAt(stage, 11),
    mark: ".levels",
    async after(page) {
      await page.locator(".levels button").first().tap();
      await page.locator(".said").first().waitFor();
    },
  }),
  phone("marks", "分项评价", "further marks", {
    async with(stage) {
      const one = await finishedAt(stage, 11);
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const token = one.url.split("/t/")[1] ?? "";
      const body = "once=word-of-this-scene&level=2";
      await fetch(`${stage.hall.base}/t/${token}/rate`, { method: "POST", headers: form, body, redirect: "manual" });
      return one;
    },
    query: "&ask=skip",
    mark: ".marks",
  }),
  phone("left", "已离开", "left", { with: left }),
  phone("leave", "离开？", "leave?", { with: waiting, query: "&ask=leave" }),
  phone("time", "需要更多时间", "more time", {
    async with(stage) {
      const one = await ticket(stage);
      await ticket(stage);
      return one;
    },
    query: "&ask=time",
  }),
  phone("history", "日志中的记录", "entries in the log", {
    with: (stage) => finishedAt(stage, 11),
    path: "/history",
    mark: "ol li",
  }),
  phone("large", "大字", "large print", { with: waiting, query: "&big=1" }),
  phone("unknown", "没有这个号", "unknown", {
    with: async (stage) => ({ ...(await ticket(stage)), url: "/t/AAAAAAAAAAAAAAAAAAAAAAAA" }),
    mark: "h1",
  }),
];

/** Booking by phone: one question per page. */
function book(id: string, zh: string, en: string, path: (stage: Stage) => Promise<string>, mark: string): Scene {
  return {
    ...{ id: `book-${id}`, title: { zh: `手机预约：${zh}`, en: `Booking: ${en}` }, languages: PHONE },
    glass: GLASSES.phone,
    async play(stage, tongue, glass) {
      const where = await path(stage);
      const page = await openPage(stage, `/book${where}${where.includes("?") ? "&" : "?"}lang=${tongue}`, glass);
      await page.locator(mark).first().waitFor();
      return page;
    },
  };
}

async function freeSlot(stage: Stage): Promise<{ date: string; time: string }> {
  const { body } = await stage.hall.call<SlotsView>("GET", "/slots?serviceId=household");
  const slot = body.slots.find(({ free }) => free > 0);
  if (slot === undefined) throw new Error("no free slot");
  return { date: body.date, time: slot.time };
}

const BOOKING: readonly Scene[] = [
  book("service", "选业务", "choosing a service", async () => "", "a.press, .press"),
  book("day", "选日期", "choosing a day", async () => "?service=household", ".press"),
  book(
    "time",
    "选时间",
    "choosing a time",
    async (stage) => `?service=household&date=${(await freeSlot(stage)).date}`,
    ".press",
  ),
  book(
    "confirm",
    "确认",
    "confirming",
    async (stage) => {
      const { date, time } = await freeSlot(stage);
      return `?service=household&date=${date}&time=${encodeURIComponent(time)}`;
    },
    "form",
  ),
  book(
    "done",
    "预约成功",
    "booked",
    async (stage) => {
      const slot = await freeSlot(stage);
      const { id } = await ask<AppointmentView>(stage, "/appointments", { serviceId: "household", ...slot });
      return `/${id}`;
    },
    "svg",
  ),
];

export const PERSON_SCENES: readonly Scene[] = [...PADS, ...PHONES, ...BOOKING];
