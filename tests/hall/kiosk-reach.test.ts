// The kiosk for people who cannot see it or reach up: every focus is spoken, the glass can go dark, buttons drop.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, type RealHall } from "../helpers/real-hall.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { keys, onSheet, openKiosk } from "../scenes/kiosk-scenes.ts";
import { GLASSES, type Stage } from "../scenes/scene.ts";

const executable = chromiumPath();
const runs = executable !== null;
/** As the hall is set up: lower edge of the picture above the floor. */
const MOUNTING_MM = 780;
/** Behind an obstruction as deep as a wheelchair's foot rest (EN 301 549). */
const REACH_MM = 1120;
let browser: TestBrowser | null = null;
let hall: RealHall;
let stage: Stage;

/** Writes down what is said, at what volume; each sentence ends at once. */
const LISTEN = `
  window.said = [];
  window.Audio = class {
    constructor(url) {
      this.text = new URL(url, location.href).searchParams.get("text");
      this.volume = 1;
    }
    play() {
      window.said.push({ text: this.text, volume: this.volume });
      setTimeout(() => this.onended?.(), 0);
      return Promise.resolve();
    }
    pause() {}
  };
`;

interface Said {
  readonly text: string;
  readonly volume: number;
}

beforeAll(async () => {
  if (executable === null) return;
  hall = await galleryHall({ bare: true });
  await hall.startService();
  await openGallery(hall);
  browser = await openBrowser(executable);
  await browser.context.addInitScript(LISTEN);
  stage = { hall, context: browser.context };
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

const said = (page: Page) => page.evaluate<Said[]>("window.said");
const lastSaid = async (page: Page): Promise<Said | undefined> => (await said(page)).at(-1);
const forget = (page: Page) => page.evaluate("window.said.length = 0");
const focused = (page: Page) => page.evaluate<string>("document.activeElement?.dataset.say ?? ''");
const plain = (text: string) => text.replaceAll(/[\s。.]/g, "");

/** Whether everything that was in focus has been said, whole. */
async function hears(page: Page, text: string): Promise<void> {
  await eventually(`to hear ${text}`, async () => {
    const all = (await said(page)).map((one) => one.text).join("");
    return plain(all).includes(plain(text));
  });
}

test.runIf(runs)(
  "each thing that arrows reach is said as it gets the focus, and the ticket's content at the end",
  async () => {
    const page = await openKiosk(stage, "zh-CN", GLASSES.kiosk);
    const count = await page.locator("[data-press]:not([disabled])").count();
    expect(count).toBeGreaterThan(5);
    const heard = new Set<string>();
    for (let step = 0; step < count; step += 1) {
      await forget(page);
      await keys(page, "ArrowDown");
      const words = await focused(page);
      expect(words).not.toBe("");
      await hears(page, words);
      // What is said is shown as well, for those who see but do not hear.
      expect(plain(await page.locator(".caption").innerText())).toContain(plain(words).slice(0, 6));
      heard.add(words);
    }
    expect(heard.size).toBe(count);
    await keys(page, "1");
    await onSheet(page, "home/people");
    await forget(page);
    await keys(page, "1");
    await onSheet(page, "result/");
    const number = await page.locator(".big-number").innerText();
    await hears(page, number);
    await hears(page, "本机");
    await page.close();
  },
  120_000,
);

test.runIf(runs)(
  "the glass goes dark on request, keys and voice go on, and the volume is nobody else's afterwards",
  async () => {
    const page = await openKiosk(stage, "zh-CN", GLASSES.kiosk);
    await keys(page, "ArrowDown");
    await eventually("a word", async () => (await lastSaid(page)) !== undefined);
    const usual = (await lastSaid(page))?.volume ?? 0;
    await keys(page, "+");
    await onSheet(page, "help");
    await keys(page, "4", "4");
    await eventually("louder words", async () => ((await lastSaid(page))?.volume ?? 0) > usual + 0.1);
    // With the voice guide on, the fifth choice darkens the glass.
    await keys(page, "5");
    await page.locator(".blank").waitFor();
    const dark = await page.evaluate<string>("getComputedStyle(document.querySelector('.blank')).backgroundColor");
    expect(dark).toBe("rgb(0, 0, 0)");
    const covered = await page.evaluate<boolean>(
      "document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('.blank') !== null",
    );
    expect(covered).toBe(true);
    await forget(page);
    await keys(page, "0", "1");
    await onSheet(page, "home/people");
    await eventually("the page in the dark", async () => (await said(page)).length > 0);
    // Whoever was here has left: nobody touches for longer than the kiosk waits.
    await page.clock.install();
    await page.clock.fastForward(71_000);
    await page.locator(".overlay").waitFor({ state: "attached" });
    await page.clock.fastForward(45_000);
    await onSheet(page, "home/#");
    expect(await page.locator(".blank, .kiosk.guide").count()).toBe(0);
    await forget(page);
    await keys(page, "ArrowDown");
    await eventually(
      "the usual volume again",
      async () => Math.abs(((await lastSaid(page))?.volume ?? 0) - usual) < 0.01,
    );
    await page.close();
  },
  120_000,
);

/** Height of each target's middle above the floor. */
const HEIGHTS = `((inches, mountingMm) => {
  const pxPerMm = Math.hypot(screen.width, screen.height) / (inches * 25.4);
  return [...document.querySelectorAll("[data-press]")]
    .filter((one) => one.getBoundingClientRect().width > 1)
    .map((one) => {
      const box = one.getBoundingClientRect();
      return { name: one.textContent.slice(0, 12), topMm: mountingMm + (innerHeight - box.top) / pxPerMm };
    });
})`;

interface Height {
  readonly name: string;
  readonly topMm: number;
}

test.runIf(runs).each([
  ["21.5 inches", GLASSES.kiosk],
  ["32 inches", GLASSES.largeKiosk],
] as const)(
  "in reach mode every control of a kiosk of %s stands below 1120 mm, on every page",
  async (_, glass) => {
    const page = await openKiosk(stage, "zh-CN", glass);
    const heights = () => page.evaluate<Height[]>(`${HEIGHTS}(${glass.inches}, ${MOUNTING_MM})`);
    const highest = Math.max(...(await heights()).map(({ topMm }) => topMm));
    await keys(page, "+", "5", "0");
    await page.locator(".kiosk.reach").waitFor();
    const tooHigh: string[] = [];
    for (const way of [[], ["1"], ["8"], ["9"], ["+"], ["1", "3"]]) {
      await keys(page, ...way);
      await page.waitForTimeout(200);
      const found = (await heights()).filter(({ topMm }) => topMm > REACH_MM + 1);
      tooHigh.push(...found.map(({ name, topMm }) => `${way.join("")}: ${name} ${topMm.toFixed(0)} mm`));
      for (const __ of way) await keys(page, "Escape");
    }
    expect(tooHigh).toEqual([]);
    // Without it the glass reaches higher than people do: the mode is what brings the buttons down.
    expect(highest).toBeGreaterThan(REACH_MM);
    await page.close();
  },
  120_000,
);
