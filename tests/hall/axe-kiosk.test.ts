// Every page of the kiosk, in every language and state: axe finds nothing, and every target is 20 mm or more.
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOfScene, named } from "../helpers/axe-scenes.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import type { RealHall } from "../helpers/real-hall.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { CLOSED_KIOSK, KIOSK_SCENES } from "../scenes/kiosk-scenes.ts";
import type { Stage } from "../scenes/scene.ts";

const executable = chromiumPath();
const runs = executable !== null;
let browser: TestBrowser | null = null;
let open: RealHall;
let closed: RealHall;

beforeAll(async () => {
  if (executable === null) return;
  [open, closed] = [await galleryHall(), await galleryHall({ closed: true, bare: true })];
  await open.startSimulators();
  await Promise.all([open.startService(), closed.startService()]);
  await openGallery(open);
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await Promise.all([open.stop(), closed.stop()]);
});

function stageOf(hall: RealHall): Stage {
  if (browser === null) throw new Error("no browser");
  return { hall, context: browser.context };
}

test.runIf(runs).each(named(KIOSK_SCENES))("%s", { timeout: 120_000 }, async (_, scene) =>
  expect(await faultsOfScene(scene, stageOf(open))).toEqual([]),
);

test.runIf(runs).each(named(CLOSED_KIOSK))("%s", { timeout: 120_000 }, async (_, scene) =>
  expect(await faultsOfScene(scene, stageOf(closed))).toEqual([]),
);
