// The pages of those who work in the hall, tab by tab and state by state: axe finds nothing, no target is too small.
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOfScene, named } from "../helpers/axe-scenes.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import type { RealHall } from "../helpers/real-hall.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { OFFICE_SCENES } from "../scenes/office-scenes.ts";
import { STAFF_SCENES } from "../scenes/staff-scenes.ts";

const executable = chromiumPath();
let browser: TestBrowser | null = null;
let hall: RealHall;

beforeAll(async () => {
  if (executable === null) return;
  hall = await galleryHall({ bare: true });
  await hall.startService();
  await openGallery(hall);
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

test.runIf(executable !== null).each(named([...STAFF_SCENES, ...OFFICE_SCENES]))("%s", async (_, scene) => {
  if (browser === null) throw new Error("no browser");
  expect(await faultsOfScene(scene, { hall, context: browser.context })).toEqual([]);
});
