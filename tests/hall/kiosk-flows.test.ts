// The kiosk as people use it: each task by finger, keyboard and numeric pad; clumsy fingers; a service that dies.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppointmentView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { TicketView } from "../../controller/contract/views.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, PATIENT_PRINTER, planHall, RealHall } from "../helpers/real-hall.ts";
import { faultsOf } from "./kiosk-eyes.ts";
import { awake, Fingers, HANDS, showsText } from "./kiosk-hands.ts";

const executable = chromiumPath();
const INCHES = 21.5;
/** Longer than the page is deaf after it has changed, for people who tap slowly. */
const UNHURRIED_MS = 760;
let hall: RealHall;
let browser: TestBrowser | null = null;
const crashes: string[] = [];

/** A zone in which it is late morning now: slots of today lie ahead. */
function lateMorning(): string {
  const ahead = 10 - new Date().getUTCHours();
  const offset = ahead < -12 ? ahead + 24 : ahead;
  return offset === 0 ? "Etc/GMT" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
}

const SERVICES = [
  { id: "social", prefix: "A", name: { "zh-CN": "社会保险", "zh-Hant": "社會保險", en: "Insurance" } },
  {
    ...{ id: "household", prefix: "B", name: { "zh-CN": "户籍业务", "zh-Hant": "戶籍業務", en: "Household" } },
    documents: [{ "zh-CN": "户口簿", "zh-Hant": "戶口簿", en: "household register" }],
    appointments: { slotMinutes: 30, capacity: 20, daysAhead: 1, earlyMinutes: 1440, lateMinutes: 1440 },
  },
];

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 1, services: SERVICES, printer: PATIENT_PRINTER });
  config.hall = { ...(config.hall as object), timezone: lateMorning(), languages: ["zh-CN", "zh-Hant", "en"] };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  browser = await openBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

async function open(width = 1080, height = 1920, inches = INCHES): Promise<Page> {
  if (browser === null) throw new Error("no browser");
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => crashes.push(error.message));
  await page.setViewportSize({ width, height });
  await page.goto(`${hall.base}/kiosk?id=kiosk-1&inch=${inches}`);
  // First: a page behind another one gets next to no time on a loaded machine.
  await page.bringToFront();
  await showsText(page, "社会保险");
  return page;
}

async function tickets(): Promise<TicketView[]> {
  return (await hall.call<TicketView[]>("GET", "/tickets")).body;
}

/** What the hall has gained since. */
async function gained(before: readonly TicketView[]): Promise<TicketView[]> {
  const known = new Set(before.map(({ id }) => id));
  return (await tickets()).filter(({ id }) => !known.has(id));
}

async function booked(): Promise<AppointmentView> {
  const { body: slots } = await hall.call<SlotsView>("GET", "/slots?serviceId=household");
  const slot = slots.slots.find(({ free }) => free > 0);
  if (slot === undefined) throw new Error("no free slot today");
  const body = { serviceId: "household", date: slots.date, time: slot.time };
  const answer = await hall.call<AppointmentView>("POST", "/appointments", body);
  expect(answer.status).toBe(201);
  return answer.body;
}

describe.runIf(executable !== null).each(HANDS.map((hand) => [hand.name, hand] as const))("with %s", (_, hand) => {
  test("a number, its paper, and the first page again", async () => {
    const before = await tickets();
    const page = await open();
    await hand.choose(page, "社会保险");
    await showsText(page, "您的号码", "请取走您的小票");
    const [ticket, ...more] = await gained(before);
    expect([ticket?.serviceId, ticket?.priority, more.length]).toEqual(["social", null, 0]);
    await showsText(page, ticket?.number ?? "?");
    await page.waitForTimeout(2_000);
    await hand.leave(page);
    await showsText(page, "请选择要办理的业务");
    await page.close();
  }, 120_000);

  test("a priority number for a service that asks for documents", async () => {
    const before = await tickets();
    const page = await open();
    await hand.choose(page, "优先取号");
    await hand.choose(page, "残疾人");
    await hand.choose(page, "户籍业务");
    await showsText(page, "户口簿");
    await hand.choose(page, "取号");
    await showsText(page, "您的号码");
    const all = await gained(before);
    expect(all.map(({ serviceId, priority }) => [serviceId, priority])).toEqual([["household", "disabled"]]);
    await page.close();
  }, 120_000);

  test("a check-in by code, and plain words for the second try", async () => {
    const { code } = await booked();
    const before = await tickets();
    const page = await open();
    await hand.choose(page, "预约签到");
    await hand.code(page, code);
    await showsText(page, "您的号码");
    const all = await gained(before);
    expect(all.map(({ serviceId, priority }) => [serviceId, priority])).toEqual([["household", "appointment"]]);
    await showsText(page, "请取走您的小票");
    await page.waitForTimeout(2_000);
    await hand.leave(page);
    await showsText(page, "请选择要办理的业务");
    // Within moments the same code means the same wish and shows the same number: this one has left the queue.
    await hall.call("POST", `/tickets/${all[0]?.id}/leave`);
    await hand.choose(page, "预约签到");
    await hand.code(page, code);
    await showsText(page, "未能签到", "已经签到");
    await hand.choose(page, "完成");
    await showsText(page, "请选择要办理的业务");
    expect(await gained(all.concat(before))).toEqual([]);
    await page.close();
  }, 120_000);

  test("a booking for another time, with its code on the glass", async () => {
    const page = await open();
    await hand.choose(page, "户籍业务");
    await hand.choose(page, "预约");
    await showsText(page, "请选择时间");
    await hand.choose(page, "余 ");
    await showsText(page, "预约成功");
    const shown = (await page.locator(".booked-code strong").innerText()).replace(" ", "");
    expect((await hall.call<AppointmentView>("GET", `/appointments/${shown}`)).body.serviceId).toBe("household");
    await page.close();
  }, 120_000);
});

test.runIf(executable !== null)(
  "arrows and OK alone do it too, and each thing in focus says its words",
  async () => {
    const before = await tickets();
    const page = await open();
    await awake(page);
    await page.keyboard.press("ArrowDown");
    const said = await page.evaluate<string>("document.activeElement?.dataset.say ?? ''");
    expect(said).toContain("社会保险");
    expect(said).toContain("按 1");
    await showsText(page, said.slice(0, 4));
    await page.keyboard.press("Enter");
    await showsText(page, "您的号码");
    expect((await gained(before)).length).toBe(1);
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "elderly mode, traditional Chinese, English: one touch each, and the request says so",
  async () => {
    const page = await open();
    await awake(page);
    await page.locator(".bar-elderly").tap();
    await showsText(page, "呼叫工作人员");
    await page.waitForTimeout(UNHURRIED_MS);
    await page.locator(".bar-language").tap();
    await page.waitForTimeout(UNHURRIED_MS);
    await page.getByText("繁體中文").tap();
    await showsText(page, "請選擇要辦理的業務", "社會保險");
    const asked = page.waitForRequest((request) => request.url().endsWith("/api/v1/tickets"));
    await page.waitForTimeout(UNHURRIED_MS);
    await page.getByText("社會保險").first().tap();
    expect(JSON.parse((await asked).postData() ?? "{}")).toMatchObject({ language: "zh-Hant", largePrint: true });
    await showsText(page, "您的號碼");
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "double taps, long presses, slips and two fingers give one number or none, never an error",
  async () => {
    const page = await open();
    const fingers = await Fingers.on(page);
    const pxPerMm = Math.hypot(1080, 1920) / (INCHES * 25.4);
    const box = await page.locator(".choice").first().boundingBox();
    const at = { x: Math.round((box?.x ?? 0) + 200), y: Math.round((box?.y ?? 0) + 60) };
    const home = async (): Promise<void> => {
      await page.reload();
      await showsText(page, "社会保险");
      await awake(page);
    };
    const counted = async (least: 0 | 1, gesture: () => Promise<void>): Promise<number> => {
      await home();
      const before = await tickets();
      await gesture();
      await eventually("the number", async () => (await gained(before)).length >= least);
      // What must not come gets its time as well.
      await page.waitForTimeout(1_200);
      expect(await page.locator("body").innerText()).not.toMatch(/未能|出错|联系不上/);
      return (await gained(before)).length;
    };
    const slip = { x: at.x + 12 * pxPerMm, y: at.y };
    const double = await counted(1, async () => {
      for (const _ of [1, 2]) {
        await fingers.down(at);
        await fingers.up();
        await page.waitForTimeout(90);
      }
    });
    const long = await counted(1, async () => {
      await fingers.down(at);
      await page.waitForTimeout(3_000);
      await fingers.up();
    });
    const slipped = await counted(0, async () => {
      await fingers.down(at);
      await fingers.move(slip);
      await fingers.up();
    });
    const two = await counted(0, async () => {
      await fingers.down(at, { x: at.x + 150, y: at.y + 400 });
      await fingers.up();
    });
    const held = await counted(1, async () => {
      await page.keyboard.down("1");
      for (const _ of [1, 2, 3, 4]) await page.keyboard.down("1");
      await page.keyboard.up("1");
    });
    expect({ double, long, slipped, two, held }).toEqual({ double: 1, long: 1, slipped: 0, two: 0, held: 1 });
    await page.close();
  },
  120_000,
);

/** A key bounces for less, and a page is drawn by then. */
const KEY_MS = 200;
const GLASSES = [
  [1080, 1920, 21.5],
  [1080, 1920, 32],
  [1920, 1080, 21.5],
] as const;

test.runIf(executable !== null).each(GLASSES)(
  "at %d×%d and %d inches every target is 20 mm or more, every text legible, nothing off the glass or cut",
  async (width, height, inches) => {
    const page = await open(width, height, inches);
    const found: string[] = [];
    await awake(page);
    const look = async (where: string): Promise<void> => {
      found.push(...(await faultsOf(page, inches)).map((fault) => `${where}: ${fault}`));
    };
    for (const mode of ["standard", "elderly"] as const) {
      if (mode === "elderly") await page.keyboard.press("*");
      for (const keys of [[], ["8"], ["9"], ["2"], ["+"]]) {
        for (const key of keys) await page.keyboard.press(key);
        await page.waitForTimeout(KEY_MS);
        await look(`${mode} ${keys.join("") || "home"}`);
        if (keys.length > 0) await page.keyboard.press("Escape");
        await page.waitForTimeout(KEY_MS);
      }
    }
    await page.keyboard.press("1");
    await showsText(page, "请取走您的小票");
    await look("result");
    expect(found).toEqual([]);
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "a service that dies under a tap: the page says so, and its number comes once when the service is back",
  async () => {
    const page = await open();
    const before = await tickets();
    await awake(page);
    await hall.kill("SIGKILL");
    await page.getByText("社会保险").first().tap();
    await showsText(page, "正在联系系统", "不会重复取号");
    await hall.startService();
    await showsText(page, "您的号码");
    const all = await gained(before);
    expect(all).toHaveLength(1);
    await showsText(page, all[0]?.number ?? "?");
    await page.close();
  },
  120_000,
);

test.runIf(executable !== null)(
  "a printer that fails: the number stays with its code and what to do",
  async () => {
    const page = await open();
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "unplugged" });
    await awake(page);
    await page.getByText("社会保险").first().tap();
    await showsText(page, "您的号码", "号码有效");
    await eventually("the code", async () => (await page.locator(".result-qr svg").count()) === 1);
    await page.waitForTimeout(12_000);
    await showsText(page, "您的号码");
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "none" });
    expect(crashes).toEqual([]);
    await page.close();
  },
  120_000,
);
