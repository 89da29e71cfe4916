// Plays every scene in a real hall of invented people and writes its picture to docs/screenshots.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromiumPath, openBrowser } from "../helpers/browser.ts";
import type { RealHall } from "../helpers/real-hall.ts";
import { BOARD_SCENES, CLOSED_BOARDS } from "../scenes/board-scenes.ts";
import { galleryHall, openGallery } from "../scenes/gallery-hall.ts";
import { CLOSED_KIOSK, KIOSK_SCENES } from "../scenes/kiosk-scenes.ts";
import { OFFICE_SCENES } from "../scenes/office-scenes.ts";
import { PERSON_SCENES } from "../scenes/person-scenes.ts";
import { type Glass, onStage, type Scene, type Stage, type Tongue } from "../scenes/scene.ts";
import { STAFF_SCENES } from "../scenes/staff-scenes.ts";
import { smallPng } from "./small-png.ts";

const folder = join(resolve(import.meta.dirname, "..", ".."), "docs", "screenshots");
/** As wide as a reader needs to see the whole page; the pages themselves are played at their real size. */
const WIDTH: Readonly<Record<Glass["kind"], number>> = { kiosk: 378, board: 800, pad: 720, phone: 292, desk: 900 };
const HIGH_WIDTH_MAX = 378;
const PICTURE_BYTES_MAX = 120_000;
const FOLDER_BYTES_MAX = 4_000_000;
/** Flashes, fonts and fades come to rest. */
const REST_MS = 350;
/** Further languages are shown where the page is shown first; the tests look at all of them. */
const IN_ALL_LANGUAGES = new Set(["kiosk-start", "kiosk-printed", "phone-waiting", "phone-called"]);

const shownIn = (scene: Scene): readonly Tongue[] =>
  scene.languages.filter((tongue) => tongue === "zh-CN" || tongue === "en" || IN_ALL_LANGUAGES.has(scene.id));

/** Plays one scene and writes its picture. */
async function takeOne(stage: Stage, scene: Scene, tongue: Tongue): Promise<void> {
  const page = await scene.play(stage, tongue, scene.glass);
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  await page.waitForTimeout(REST_MS);
  const isHigh = scene.glass.kind === "board" && scene.glass.height > scene.glass.width;
  const picture = await smallPng(await page.screenshot(), isHigh ? HIGH_WIDTH_MAX : WIDTH[scene.glass.kind]);
  await page.close();
  const name = `${scene.id}.${tongue}.png`;
  if (picture.length > PICTURE_BYTES_MAX) throw new Error(`${name} has ${picture.length} bytes`);
  writeFileSync(join(folder, name), picture);
  console.log(`${name}  ${Math.round(picture.length / 1000)} kB  ${scene.title.zh} ${scene.title.en}`);
}

async function take(stage: Stage, scenes: readonly Scene[]): Promise<void> {
  for (const scene of scenes) {
    for (const tongue of shownIn(scene)) await onStage(scene, stage, (own) => takeOne(own, scene, tongue));
  }
}

/** Takes the pictures whose names begin so; without a name all, and what no scene shows any more is removed. */
export async function takeScreenshots(asked: readonly string[]): Promise<void> {
  const executable = chromiumPath();
  if (executable === null) throw new Error("no Chromium: apt-get install chromium fonts-noto-cjk");
  const wanted = (scenes: readonly Scene[]) =>
    scenes.filter(({ id }) => asked.length === 0 || asked.some((name) => id.startsWith(name)));
  mkdirSync(folder, { recursive: true });
  if (asked.length === 0) for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const halls: RealHall[] = [await galleryHall(), await galleryHall({ closed: true, bare: true })];
  const [open, closed] = halls as [RealHall, RealHall];
  const browser = await openBrowser(executable);
  try {
    await open.startSimulators();
    await Promise.all([open.startService(), closed.startService()]);
    await openGallery(open);
    const { context } = browser;
    const shut = [...CLOSED_KIOSK, ...CLOSED_BOARDS];
    await take({ hall: closed, context }, wanted(shut));
    const citizens = [...KIOSK_SCENES, ...BOARD_SCENES, ...PERSON_SCENES];
    await take({ hall: open, context }, wanted([...citizens, ...STAFF_SCENES, ...OFFICE_SCENES]));
  } finally {
    await browser.close();
    for (const hall of halls) await hall.stop();
  }
  const whole = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  console.log(`${readdirSync(folder).length} pictures, ${(whole / 1e6).toFixed(2)} MB`);
  if (whole > FOLDER_BYTES_MAX) throw new Error(`docs/screenshots has ${whole} bytes, more than ${FOLDER_BYTES_MAX}`);
}
