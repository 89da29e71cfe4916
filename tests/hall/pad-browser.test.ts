// The pad page in a real browser: five equal buttons, the mark stored by one touch, changed in time, explained or not.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const RATING = {
  reasonRequiredBelow: 3,
  stages: ["acceptance", "completion"],
  pad: {
    languages: [
      {
        ...{ code: "ug", name: "ئۇيغۇرچە", direction: "rtl" },
        words: {
          ...{ ask: "باھا بېرىڭ", thanks: "رەھمەت" },
          levels: { 5: "بەك رازى", 4: "رازى", 3: "ئاساسەن رازى", 2: "نارازى", 1: "بەك نارازى" },
        },
      },
    ],
  },
};
let hall: RealHall;
let browser: TestBrowser | null = null;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 2, withPrinter: false, withStrips: false });
  hall = new RealHall({ ...config, links: [], devices: [], rating: { ...RATING } }, ports);
  await hall.startService();
  await hall.call("POST", "/windows/1/open", { staffId: "s1" });
  browser = await openBrowser(executable);
  page = await browser.context.newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${hall.base}/pad?id=1`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

interface Row {
  readonly level: number;
  readonly origin: string;
  readonly flags: readonly string[];
  readonly reasons: readonly string[];
}

/** Somebody was served at window 1 and has the pad before them. */
async function asked(): Promise<void> {
  await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
  await hall.call("POST", "/windows/1/call-next");
  await hall.call("POST", "/windows/1/arrived");
  await hall.call("POST", "/windows/1/finish");
  await page.locator(".pad-invited").waitFor();
}

async function newest(): Promise<Row | undefined> {
  const { body } = await hall.call<{ ratings: Row[] }>("GET", "/ratings/today");
  return body.ratings[0];
}

describe.runIf(executable !== null)("the pad page", () => {
  test("shows five buttons of one size, best first, none chosen", async () => {
    await asked();
    const buttons = await page.locator(".level").all();
    expect(buttons).toHaveLength(5);
    const sizes = new Set<string>();
    for (const button of buttons) {
      const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
      sizes.add(`${Math.round(width)}×${Math.round(height)} ${await button.getAttribute("aria-pressed")}`);
    }
    expect(sizes.size).toBe(1);
    expect((await page.locator(".level-number").allTextContents()).join("")).toBe("54321");
  });

  test("stores a bad mark by one touch, flagged while it has no reason, and lets it be skipped", async () => {
    await page.locator(".level").nth(3).click();
    await page.locator(".pad-change").waitFor();
    expect(await newest()).toMatchObject({ level: 2, origin: "active", flags: ["reason-missing"], reasons: [] });
    await page.locator(".pad-skip").click();
    await eventually("no reasons are asked", async () => (await page.locator(".pad-reason").count()) === 0);
    expect(await newest()).toMatchObject({ level: 2, flags: ["reason-missing"] });
  });

  test("changes a slip within seconds and takes a reason, once", async () => {
    await asked();
    await page.locator(".level").nth(4).click();
    await page.locator(".pad-change-level").first().click();
    await eventually("the other level is stored", async () => (await newest())?.level === 5);
    await page.locator(".pad-reason").first().click();
    await page.locator(".pad-send").click();
    await eventually("the reason is stored", async () => (await newest())?.reasons.length === 1);
    expect(await newest()).toMatchObject({ level: 5, reasons: ["attitude"], flags: [] });
    const { body } = await hall.call<{ type: string }[]>("GET", "/events?after=0&limit=500");
    expect(body.filter(({ type }) => type === "rating.corrected")).toHaveLength(1);
  });

  test("right to left the best level comes first for its reader, all five alike, and one touch stores it", async () => {
    await asked();
    await page.locator(".pad-language").nth(1).click();
    await page.locator('main[dir="rtl"]').waitFor();
    const boxes = await Promise.all((await page.locator(".level").all()).map((button) => button.boundingBox()));
    expect(new Set(boxes.map((box) => `${Math.round(box?.width ?? 0)}×${Math.round(box?.height ?? 0)}`)).size).toBe(1);
    const lefts = boxes.map((box) => box?.x ?? 0);
    expect([...lefts].sort((one, other) => other - one)).toEqual(lefts);
    expect((await page.locator(".level-number").allTextContents()).join("")).toBe("54321");
    const below = await page.locator(".pad-languages").boundingBox();
    expect((below?.y ?? 0) + (below?.height ?? 0)).toBeLessThanOrEqual(800);
    await page.locator(".level").nth(4).click();
    await page.locator(".pad-change").waitFor();
    expect(await newest()).toMatchObject({ level: 1 });
    expect(await page.locator(".pad-said-line .say-main").textContent()).toBe("رەھمەت");
  });

  test("further marks follow for whoever goes on, and are stored beside the level", async () => {
    await page.locator(".pad-to-marks").click();
    await page.locator(".pad-mark-level").nth(1).click();
    await page.locator(".pad-send").click();
    await eventually("the mark is stored", async () => {
      const { body } = await hall.call<{ dimensions: { code: string; n: number }[] }>("GET", "/ratings/today");
      return body.dimensions.some(({ code, n }) => code === "efficiency" && n === 1);
    });
    expect(await newest()).toMatchObject({ level: 1 });
  });

  test("asks about the acceptance while the matter goes on, and about its completion afterwards", async () => {
    await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
    await hall.call("POST", "/windows/1/call-next");
    await hall.call("POST", "/windows/1/accept-case");
    await page.locator(".pad-invited h1", { hasText: "受理环节" }).waitFor();
    await page.locator(".level").nth(1).click();
    await page.locator(".pad-change").waitFor();
    expect(await newest()).toMatchObject({ level: 4, stage: 1 });
    await hall.call("POST", "/windows/1/finish");
    await page.locator(".pad-invited h1", { hasText: "本次服务" }).waitFor();
    await page.locator(".level").nth(0).click();
    await page.locator(".pad-thanks").waitFor();
    expect(await newest()).toMatchObject({ level: 5, stage: 2 });
  });

  test("leaves nothing of one person for the next", async () => {
    await asked();
    expect(await page.locator(".pad-after").count()).toBe(0);
    await page.locator(".level").nth(2).click();
    await page.locator(".pad-thanks").waitFor();
    await asked();
    expect(await page.locator(".pad-after").count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
