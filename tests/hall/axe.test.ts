// Boards, window screens, pads and phones, in every language and state: axe finds nothing.
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults, smallTargets } from "../helpers/axe.ts";
import { faultsOfScene, named } from "../helpers/axe-scenes.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { PhoneHouse } from "../helpers/phone-house.ts";
import type { RealHall } from "../helpers/real-hall.ts";
import { BOARD_SCENES, CLOSED_BOARDS } from "../scenes/board-scenes.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { PERSON_SCENES } from "../scenes/person-scenes.ts";
import type { Stage } from "../scenes/scene.ts";

const executable = chromiumPath();
const runs = executable !== null;
const RATING_PERIOD_MS = 8 * 86_400_000;
let browser: TestBrowser | null = null;
let hall: RealHall;
let quiet: RealHall;

beforeAll(async () => {
  if (executable === null) return;
  [hall, quiet] = [await galleryHall({ bare: true }), await galleryHall({ closed: true, bare: true })];
  await Promise.all([hall.startService(), quiet.startService()]);
  await openGallery(hall);
  browser = await openBrowser(executable);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await Promise.all([hall.stop(), quiet.stop()]);
});

function stageOf(on: RealHall): Stage {
  if (browser === null) throw new Error("no browser");
  return { hall: on, context: browser.context };
}

test.runIf(runs).each(named([...BOARD_SCENES, ...PERSON_SCENES]))("%s", { timeout: 120_000 }, async (_, scene) =>
  expect(await faultsOfScene(scene, stageOf(hall))).toEqual([]),
);

test.runIf(runs).each(named(CLOSED_BOARDS))("%s", { timeout: 120_000 }, async (_, scene) =>
  expect(await faultsOfScene(scene, stageOf(quiet))).toEqual([]),
);

test.runIf(runs)(
  "phone-expired",
  async () => {
    const house = await PhoneHouse.open();
    const page = await stageOf(hall).context.newPage();
    const ticket = await house.house.ticket();
    await house.house.post("windows/1/open", { staffId: "s01" });
    await house.house.post("windows/1/call-next");
    await house.house.post("windows/1/finish");
    house.jump(RATING_PERIOD_MS);
    for (const tongue of ["zh-CN", "zh-Hant", "en", "ko"]) {
      const answer = await page.goto(house.page(ticket, `?lang=${tongue}`));
      expect(answer?.status()).toBe(410);
      expect([...(await axeFaults(page)), ...(await smallTargets(page, null))]).toEqual([]);
    }
    await page.close();
    await house.close();
  },
  120_000,
);

test.runIf(runs)("a page with faults is seen: contrast, a name, a target of 12 px", async () => {
  const page = await stageOf(hall).context.newPage();
  await page.setContent(
    `<html lang="zh-CN"><title>x</title><main><h1>x</h1><p style="color:#bbb;background:#fff">pale</p>
     <button style="width:12px;height:12px;padding:0;border:0"></button></main></html>`,
  );
  const axe = (await axeFaults(page)).join("\n");
  expect(axe).toContain("color-contrast");
  expect(axe).toContain("button-name");
  expect(await smallTargets(page, null)).toHaveLength(1);
  await page.close();
});
