// The journey as people make it: a finger on the kiosk page, keys and pads of the virtual hall, eyes on the screens.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, PATIENT_PRINTER, RealHall } from "../helpers/real-hall.ts";
import { awake } from "./kiosk-hands.ts";

const executable = chromiumPath();
let hall: RealHall;
let browser: TestBrowser | null = null;

beforeAll(async () => {
  if (executable === null) return;
  hall = await RealHall.planned({ windows: 2, printer: PATIENT_PRINTER });
  await hall.startSimulators();
  await hall.startService();
  browser = await openBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

const faults: string[] = [];

async function open(address: string, width: number, height: number): Promise<Page> {
  if (browser === null) throw new Error("no browser");
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => faults.push(`${address}: ${error.message}`));
  await page.setViewportSize({ width, height });
  await page.goto(address);
  return page;
}

/** Waits until the page shows all the pieces of text. */
async function shows(page: Page, ...pieces: string[]): Promise<void> {
  await eventually(`${page.url()} to show ${pieces.join(", ")}`, async () => {
    const text = await page.locator("body").innerText();
    if (!pieces.every((piece) => text.includes(piece))) throw new Error(`it shows: ${text.slice(0, 400)}`);
    return true;
  });
}

test.runIf(executable !== null)(
  "a tap, a paper, a call, a rating: every page follows",
  async () => {
    const kiosk = await open(`${hall.base}/kiosk?id=kiosk-1`, 1080, 1920);
    const board = await open(`${hall.base}/hall`, 1920, 1080);
    const screen = await open(`${hall.base}/screen?window=1`, 1920, 1080);
    const console1 = await open(`${hall.base}/window?id=1`, 1366, 768);
    const pad = await open(`${hall.base}/pad?id=1`, 1280, 800);
    const manager = await open(`${hall.base}/manager`, 1920, 1080);
    const virtual = await open(`${hall.sim}/`, 1920, 1080);

    await shows(kiosk, "社会保险", "Insurance");
    await kiosk.bringToFront();
    await awake(kiosk);
    await kiosk.getByText("社会保险", { exact: true }).first().tap();
    await shows(kiosk, "A001");
    await shows(kiosk, "请取走您的小票");
    await shows(virtual, "printer-1");

    await virtual.bringToFront();
    await virtual.getByLabel("keypad-1").locator(".key-call").click();
    await shows(board, "A001", "Window 1");
    await shows(screen, "A001");
    await shows(console1, "A001");
    await eventually("the strip to call", async () => (await hall.display("strip-1")).includes("请A001号办理"));

    await virtual.getByLabel("keypad-1").locator(".key-evaluate").click();
    await shows(pad, "非常满意", "非常不满意");
    await eventually("the pad to ask", async () => (await hall.display("pad-1")).includes("请评价"));
    await virtual.getByLabel("rating pad pad-1").locator(".grade-5").click();
    await shows(manager, "A001");
    const rated = await eventually("the stored rating", async () => {
      const { body } = await hall.call<{ number: string; rating: { level: number } | null }[]>("GET", "/cases");
      return body.find((one) => one.rating !== null);
    });
    expect(rated).toMatchObject({ number: "A001", rating: { level: 5 } });
    expect(faults).toEqual([]);
  },
  120_000,
);

test.runIf(executable !== null)(
  "pages say that they are stale when the service dies, and recover by themselves when it is back",
  async () => {
    const board = await open(`${hall.base}/hall`, 1920, 1080);
    await shows(board, "A001");
    await hall.kill("SIGKILL");
    await eventually(
      "the board to say that it is stale",
      async () => (await board.locator("body").innerText()).includes("信息暂停更新"),
      45_000,
    );
    await hall.startService();
    const issued = await hall.call<{ number: string }>("POST", "/tickets", { serviceId: "household" });
    await hall.call("POST", "/windows/2/open", { staffId: "s2" });
    await hall.call("POST", "/windows/2/call-next");
    await eventually("the board to show the new call", async () =>
      (await board.locator("body").innerText()).includes(issued.body.number),
    );
  },
  120_000,
);
