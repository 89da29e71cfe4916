// The kiosk's pages, each in the states in which a citizen may meet it.
import type { Page } from "playwright-core";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { TicketView } from "../../controller/contract/views.ts";
import { eventually } from "../helpers/real-hall.ts";
import { ask, GLASSES, type Glass, openPage, type Scene, type Stage, type Tongue } from "./scene.ts";

const ALL: readonly Tongue[] = ["zh-CN", "zh-Hant", "en"];
/** Longer than a page is deaf to keys after it has changed. */
const KEY_MS = 180;
/** Longer than it is deaf to fingers. */
const FINGER_MS = 460;
const LANGUAGE_DIGIT: Readonly<Record<Tongue, string>> = { "zh-CN": "1", "zh-Hant": "2", en: "3", ko: "1" };

/** Waits for the page that bears this name. */
export async function onSheet(page: Page, name: string): Promise<void> {
  await page.locator(`main[data-sheet^="${name}"]`).waitFor();
}

/** Presses keys of the numeric pad; `card-wanted` and the like follow by themselves. */
export async function keys(page: Page, ...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) {
    await page.waitForTimeout(KEY_MS);
    await page.keyboard.press(key);
  }
}

/** A kiosk as new, in a language. */
export async function openKiosk(stage: Stage, tongue: Tongue, glass: Glass, id = "kiosk-1"): Promise<Page> {
  const page = await openPage(stage, `/kiosk?id=${id}&inch=${glass.inches}`, glass);
  await page.locator("main.sheet").waitFor();
  if (tongue === "zh-CN") return page;
  await page.waitForTimeout(FINGER_MS);
  await page.locator(".bar-language").tap();
  await onSheet(page, "language");
  await keys(page, LANGUAGE_DIGIT[tongue]);
  await page.locator(`html[lang="${tongue}"]`).waitFor({ state: "attached" });
  await page.locator('main.sheet:not([data-sheet^="language"])').waitFor();
  return page;
}

interface Way {
  readonly keys: readonly string[];
  /** The page it leads to. */
  readonly to: string;
  readonly glass?: Glass;
  readonly kiosk?: string;
  readonly languages?: readonly Tongue[];
  /** What else must be done once there. */
  readonly after?: (page: Page, stage: Stage) => Promise<void>;
  /** What must be so beforehand; told again afterwards. */
  readonly before?: (stage: Stage) => Promise<void>;
}

function kiosk(id: string, zh: string, en: string, way: Way): Scene {
  return {
    ...{ id: `kiosk-${id}`, title: { zh: `取号机：${zh}`, en: `Kiosk: ${en}` } },
    languages: way.languages ?? ALL,
    glass: way.glass ?? GLASSES.kiosk,
    async play(stage, tongue, glass) {
      await way.before?.(stage);
      // What was held before the reader or the scanner a moment ago belongs to the scene before.
      await ask(stage, "/kiosks/kiosk-1/clear");
      const page = await openKiosk(stage, tongue, glass, way.kiosk);
      await keys(page, ...way.keys);
      await onSheet(page, way.to);
      await way.after?.(page, stage);
      return page;
    },
  };
}

const press = (stage: Stage, device: string, body: object) =>
  stage.hall.simulate("POST", `/devices/${device}/press`, body);
const fault = (name: string) => (stage: Stage) =>
  stage.hall.simulate("POST", "/devices/printer-1/fault", { fault: name }).then(() => undefined);

async function printerIs(stage: Stage, state: "online" | "faulted"): Promise<void> {
  await eventually(`the printer to be ${state}`, async () => {
    const { body } = await stage.hall.call<{ id: string; state: string }[]>("GET", "/devices");
    const now = body.find(({ id }) => id === "printer-1")?.state;
    return state === "online" ? now === "online" : now !== "online";
  });
}

/** A card that was read is found again only once it has been lifted. */
async function presents(page: Page, stage: Stage, device: string, body: object, to: string): Promise<void> {
  if (device === "reader-1") await press(stage, device, { key: "lift" });
  await press(stage, device, body);
  await onSheet(page, to);
}

async function booked(stage: Stage): Promise<AppointmentView> {
  const { body: slots } = await stage.hall.call<SlotsView>("GET", "/slots?serviceId=household");
  const slot = slots.slots.find(({ free }) => free > 0);
  if (slot === undefined) throw new Error("no free slot");
  return ask<AppointmentView>(stage, "/appointments", { serviceId: "household", date: slots.date, time: slot.time });
}

/** The number stands on the glass and its paper has come out, or not. */
const paper = (kind: string) => async (page: Page) => {
  await page.locator(`.print-${kind}`).waitFor();
};

/** Half a minute without a touch. */
async function idle(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.fastForward(31_000);
  await page.locator(".overlay").waitFor();
}

const FINE: readonly Scene[] = [
  kiosk("start", "首页", "first question", { keys: [], to: "home/" }),
  kiosk("group", "一类业务", "one group of services", { keys: ["1"], to: "home/people" }),
  kiosk("documents", "需带材料", "documents to bring", { keys: ["1", "3"], to: "service/household" }),
  kiosk("crowded", "等候较多", "a crowded service", { keys: ["1", "2"], to: "service/medical" }),
  kiosk("shut", "暂停受理", "a service the manager has closed", { keys: ["2", "1"], to: "service/tax" }),
  kiosk("quota", "今日号已满", "the day's numbers are used up", { keys: ["3", "1"], to: "service/estate" }),
  kiosk("priority", "优先取号", "priority", { keys: ["8"], to: "priority" }),
  kiosk("check-in", "预约签到", "check-in by code", { keys: ["9", "1", "2", "3"], to: "check-in" }),
  kiosk("help", "帮助", "help", { keys: ["+"], to: "help" }),
  kiosk("needs", "需要的帮助", "needs", { keys: ["+", "2", "1"], to: "needs" }),
  kiosk("book", "预约时间", "choosing a time", {
    keys: ["1", "3", "2"],
    to: "book/",
    after: (page) => page.locator(".look-plain .choice-details").first().waitFor(),
  }),
  kiosk("card-wanted", "请放身份证", "the ID card is asked for", { keys: ["1", "4", "1"], to: "card-wanted" }),
  kiosk("elderly", "长辈模式", "elderly mode", { keys: ["*"], to: "home/" }),
  kiosk("elderly-group", "长辈模式：一类业务", "elderly mode, one group", { keys: ["*", "1"], to: "home/people" }),
  kiosk("reach", "低位模式", "reach mode", { keys: ["+", "5", "0"], to: "home/" }),
  kiosk("spoken", "语音引导", "every focus spoken", {
    keys: ["ArrowDown"],
    to: "home/",
    after: (page) => page.locator(".caption").waitFor(),
  }),
  kiosk("keypad", "小键盘操作", "by numeric pad alone", { keys: [], to: "home/", kiosk: "kiosk-2" }),
  kiosk("large-glass", "32寸", "32 inches", { keys: ["1"], to: "home/people", glass: GLASSES.largeKiosk }),
  kiosk("small-glass", "10寸", "10 inches", { keys: ["1"], to: "home/people", glass: GLASSES.smallKiosk }),
  { ...kiosk("idle", "还需要时间吗", "more time?", { keys: ["1"], to: "home/people", after: idle }), ownClock: true },
  kiosk("language", "选择语言", "languages", {
    keys: [],
    to: "home/",
    languages: ["zh-CN"],
    async after(page) {
      await page.waitForTimeout(FINGER_MS);
      await page.locator(".bar-language").tap();
      await onSheet(page, "language");
    },
  }),
];

const SHOWN: readonly Scene[] = [
  kiosk("card", "已读身份证", "a card was read", {
    keys: [],
    to: "home/",
    after: (page, stage) => presents(page, stage, "reader-1", { key: "card-2" }, "card/"),
  }),
  kiosk("appointment", "预约码已扫", "a booking was scanned", {
    keys: [],
    to: "home/",
    after: async (page, stage) =>
      presents(page, stage, "scanner-1", { text: (await booked(stage)).code }, "appointment/"),
  }),
  kiosk("ticket", "小票已扫", "a ticket was scanned", {
    keys: [],
    to: "home/",
    async after(page, stage) {
      const ticket = await ask<TicketView>(stage, "/tickets", { serviceId: "social" });
      await presents(page, stage, "scanner-1", { text: ticket.url }, "ticket/");
    },
  }),
  kiosk("foreign", "不是本厅的码", "a foreign code", {
    keys: [],
    to: "home/",
    after: (page, stage) => presents(page, stage, "scanner-1", { text: "https://example.org/x" }, "unknown/"),
  }),
];

const NUMBERS: readonly Scene[] = [
  kiosk("printed", "已出票", "number and paper", { keys: ["1", "1"], to: "result/", after: paper("take") }),
  kiosk("no-paper", "无打印机", "a kiosk without printer", {
    keys: ["1", "1"],
    to: "result/",
    kiosk: "kiosk-2",
    after: paper("none"),
  }),
  kiosk("printer-fault", "打印失败", "the printer fails", {
    keys: ["1", "1"],
    to: "result/",
    before: async (stage) => {
      await fault("unplugged")(stage);
      await printerIs(stage, "faulted");
    },
    async after(page, stage) {
      await paper("failed")(page);
      await fault("none")(stage);
      await printerIs(stage, "online");
    },
  }),
  kiosk("printer-in-doubt", "打印不确定", "nobody knows whether the paper came", {
    keys: ["1", "1"],
    to: "result/",
    before: fault("mute"),
    async after(page, stage) {
      await page.locator(".print-unsure, .print-failed").waitFor();
      await fault("none")(stage);
      await printerIs(stage, "online");
    },
  }),
];

/** Nothing is presented and no number taken on these pages. */
const LOOKED_AT = FINE.map((scene): Scene => ({ ...scene, apart: true }));

export const KIOSK_SCENES: readonly Scene[] = [...LOOKED_AT, ...SHOWN, ...NUMBERS];

/** Played in a hall whose hours have not begun. */
export const CLOSED_KIOSK: readonly Scene[] = [
  kiosk("closed", "大厅未开放", "the hall is closed", { keys: [], to: "closed" }),
];
