// Three ways of using the kiosk: a finger, a keyboard without a mouse, the ten digits of a numeric pad.
import type { CDPSession, Page } from "playwright-core";
import { eventually } from "../helpers/real-hall.ts";

/** Somebody at the kiosk. */
export interface Hand {
  readonly name: string;
  /** Chooses what bears this text. */
  choose(page: Page, text: string): Promise<void>;
  /** Types a code and confirms it. */
  code(page: Page, digits: string): Promise<void>;
  /** Ends the page with the number. */
  leave(page: Page): Promise<void>;
}

const PRESSABLE = "[data-press]:not([disabled])";
/** Longer than the page is deaf after it has changed. */
const AWAKE_MS = 460;

/** The page has been there long enough for a press to be meant for it. */
export async function awake(page: Page): Promise<void> {
  await page.waitForTimeout(AWAKE_MS);
}

export async function showsText(page: Page, ...pieces: string[]): Promise<void> {
  await eventually(`the kiosk to show ${pieces.join(", ")}`, async () => {
    const text = await page.locator("body").innerText();
    if (!pieces.every((piece) => text.includes(piece))) throw new Error(`it shows: ${text.slice(0, 400)}`);
    return true;
  });
}

const bearing = (page: Page, text: string) => page.locator(PRESSABLE).filter({ hasText: text }).first();

/** Only once it stands there does the time begin in which the page is deaf. */
async function offered(page: Page, text: string) {
  const found = bearing(page, text);
  await found.waitFor();
  await awake(page);
  return found;
}

async function tap(page: Page, text: string): Promise<void> {
  await (await offered(page, text)).tap();
}

/** Walks with Tab alone until what bears the text is in focus. */
async function tabTo(page: Page, text: string): Promise<void> {
  await offered(page, text);
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>("document.activeElement?.textContent ?? ''");
    if (focused.includes(text)) return;
  }
  throw new Error(`Tab never reached ${text}`);
}

/** The digit that the choice itself shows. */
async function digitOf(page: Page, text: string): Promise<string> {
  return (await (await offered(page, text)).locator(".digit").innerText()).trim();
}

/** The page asks for a code: digits typed before belong to the page before. */
async function asked(page: Page): Promise<void> {
  await page.locator(".pad-key").first().waitFor();
  await awake(page);
}

export const HANDS: readonly Hand[] = [
  {
    name: "a finger",
    choose: tap,
    async code(page, digits) {
      await asked(page);
      for (const digit of digits) await page.locator(".pad-key").getByText(digit, { exact: true }).tap();
      await tap(page, "确定");
    },
    leave: (page) => tap(page, "完成"),
  },
  {
    name: "a keyboard",
    async choose(page, text) {
      await tabTo(page, text);
      await page.keyboard.press("Enter");
    },
    async code(page, digits) {
      await asked(page);
      await page.keyboard.type(digits);
      await page.keyboard.press("Enter");
    },
    async leave(page) {
      await awake(page);
      await page.keyboard.press("Escape");
    },
  },
  {
    name: "a numeric pad",
    async choose(page, text) {
      await page.keyboard.press(await digitOf(page, text));
    },
    async code(page, digits) {
      await asked(page);
      for (const digit of digits) await page.keyboard.press(`Numpad${digit}`);
      await page.keyboard.press("NumpadEnter");
    },
    async leave(page) {
      await awake(page);
      await page.keyboard.press("Numpad0");
    },
  },
];

/** Raw fingers, as the touch screen reports them. */
export class Fingers {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  async down(...points: { x: number; y: number }[]): Promise<void> {
    const touchPoints = points.map((point, id) => ({ ...point, id }));
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  }

  async move(...points: { x: number; y: number }[]): Promise<void> {
    const touchPoints = points.map((point, id) => ({ ...point, id }));
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }

  async up(): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }
}
