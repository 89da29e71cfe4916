// What a scene is: one page in one state, which the accessibility tests inspect and the screenshots show.
import type { BrowserContext, Page } from "playwright-core";
import { chromiumPath, openBrowser } from "../helpers/browser.ts";
import { eventually, type RealHall } from "../helpers/real-hall.ts";

export type Tongue = "zh-CN" | "zh-Hant" | "en" | "ko";

/** The surface a page is made for: who touches it, and how large it is. */
export interface Glass {
  readonly kind: "kiosk" | "pad" | "board" | "phone" | "desk";
  readonly width: number;
  readonly height: number;
  /** Diagonal; sizes in millimetres follow from it. */
  readonly inches: number;
}

export const GLASSES = {
  kiosk: { kind: "kiosk", width: 1080, height: 1920, inches: 21.5 },
  largeKiosk: { kind: "kiosk", width: 1080, height: 1920, inches: 32 },
  smallKiosk: { kind: "kiosk", width: 800, height: 1280, inches: 10.1 },
  pad: { kind: "pad", width: 1280, height: 800, inches: 10.1 },
  board: { kind: "board", width: 1920, height: 1080, inches: 55 },
  highBoard: { kind: "board", width: 1080, height: 1920, inches: 55 },
  phone: { kind: "phone", width: 390, height: 844, inches: 6.1 },
  desk: { kind: "desk", width: 1366, height: 768, inches: 15.6 },
  wall: { kind: "desk", width: 1920, height: 1080, inches: 24 },
} as const satisfies Record<string, Glass>;

/** Where scenes play: one running hall of invented people, and a browser that looks at it. */
export interface Stage {
  readonly hall: RealHall;
  readonly context: BrowserContext;
}

export interface Scene {
  /** Also the name of its picture. */
  readonly id: string;
  /** What a reader is told about the picture. */
  readonly title: { readonly zh: string; readonly en: string };
  readonly languages: readonly Tongue[];
  readonly glass: Glass;
  /** Changes nothing that another page shows: it may be played in several languages at once. */
  readonly apart?: boolean;
  /** Turns the page's clock, which is that of every page of its browser: it is played in one of its own. */
  readonly ownClock?: boolean;
  /** Brings a page into the state and leaves it there; the caller closes it. */
  play(stage: Stage, tongue: Tongue, glass: Glass): Promise<Page>;
}

/** The stage a scene needs: the one there is, or for a clock of its own another browser, closed at the end. */
export async function onStage<T>(scene: Scene, stage: Stage, run: (stage: Stage) => Promise<T>): Promise<T> {
  const executable = scene.ownClock === true ? chromiumPath() : null;
  if (executable === null) return run(stage);
  const browser = await openBrowser(executable);
  try {
    return await run({ ...stage, context: browser.context });
  } finally {
    await browser.close();
  }
}

/** A page of the hall on its glass; a chime of its own must not be waited for. */
export async function openPage(stage: Stage, path: string, glass: Glass): Promise<Page> {
  const page = await stage.context.newPage();
  await page.setViewportSize({ width: glass.width, height: glass.height });
  await page.goto(`${stage.hall.base}${path}`);
  await page.bringToFront();
  return page;
}

/** Waits until the page shows all the pieces. */
export async function shows(page: Page, ...pieces: (string | RegExp)[]): Promise<void> {
  await eventually(`${page.url()} to show ${pieces.join(", ")}`, async () => {
    const text = await page.locator("body").innerText();
    const isThere = pieces.every((piece) => (typeof piece === "string" ? text.includes(piece) : piece.test(text)));
    if (!isThere) throw new Error(`it shows: ${text.slice(0, 400)}`);
    return true;
  });
}

/** A call of the hall's interface that must succeed. */
export async function ask<T = unknown>(stage: Stage, path: string, body: unknown = {}): Promise<T> {
  const answer = await stage.hall.call<T>("POST", path, body);
  if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
