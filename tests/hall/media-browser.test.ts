// The hall's own pictures on a board: shown while nobody is called, gone with the call.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
/** One pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==";
let hall: RealHall;
let browser: TestBrowser | null = null;

beforeAll(async () => {
  if (executable === null) return;
  hall = await RealHall.planned({ windows: 1, withPrinter: false, withStrips: false });
  await hall.startService();
  browser = await openBrowser(executable);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

test.runIf(executable !== null)(
  "a picture stands while nobody is called, and makes room for a call at once",
  async () => {
    if (browser === null) throw new Error("no browser");
    writeFileSync(join(hall.dataDir, "media", "便民 1.png"), Buffer.from(PNG, "base64"));
    const page = await browser.context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${hall.base}/hall`);
    const picture = page.locator("img.media");
    await picture.waitFor();
    const width = "document.querySelector('img.media').naturalWidth";
    expect(await page.evaluate(`document.querySelector('img.media').decode().then(() => ${width})`)).toBe(1);
    await hall.call("POST", "/windows/1/open", {});
    const { body } = await hall.call<{ id: string }[]>("GET", "/services");
    await hall.call("POST", "/tickets", { serviceId: body[0]?.id });
    await hall.call("POST", "/windows/1/call-next", {});
    await page.locator(".big-call").waitFor();
    expect(await picture.count()).toBe(0);
    expect(faults).toEqual([]);
  },
);
