// Announcements as a hall hears them: real pages in a real browser, clips that really play, reports that come back.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espeakTrouble } from "../../controller/announcer/espeak.ts";
import { recordingName } from "../../controller/announcer/voice-pack.ts";
import { chimeWav } from "../../controller/announcer/wav.ts";
import type { SoundOverview } from "../../controller/contract/sound.ts";
import { chromiumPath, openBrowser, type TestBrowser } from "../helpers/browser.ts";
import { eventually, planHall, RealHall } from "../helpers/real-hall.ts";

const executable = chromiumPath();
const ALLOWED = ["--autoplay-policy=no-user-gesture-required"];
const FORBIDDEN = ["--autoplay-policy=document-user-activation-required"];
/** Speech takes as long as it takes, twice where a page was lost in the middle. */
const OUTCOME_MS_MAX = 60_000;
let hall: RealHall;
let browser: TestBrowser | null = null;
const faults: string[] = [];

beforeAll(async () => {
  if (executable === null) return;
  const { config, ports } = await planHall({ windows: 3, withPrinter: false, withStrips: false });
  hall = new RealHall({ ...config, speech: { readings: 1 } }, ports);
  // Where there is no synthesizer the hall has recordings.
  if ((await espeakTrouble()) !== null)
    record(hall, ["请", "A", "零", "幺", "二", "三", "号", "到", "号窗口", "办理", "一"]);
  await hall.startService();
  browser = await openBrowser(executable, ALLOWED);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  if (executable !== null) await hall.stop();
});

function record(where: RealHall, words: readonly string[]): void {
  const folder = join(where.dataDir, "voice", "overrides");
  mkdirSync(folder, { recursive: true });
  for (const word of words) writeFileSync(join(folder, recordingName(word) ?? ""), chimeWav());
}

async function open(from: TestBrowser | null, path: string): Promise<Page> {
  if (from === null) throw new Error("no browser");
  const page = await from.context.newPage();
  page.on("pageerror", (error) => faults.push(`${path}: ${error.message}`));
  await page.goto(`${hall.base}${path}`);
  return page;
}

const overview = async () => (await hall.call<SoundOverview>("GET", "/sound")).body;
const playersOf = async () => (await overview()).zones.find(({ id }) => id === "all")?.sinks ?? [];
/** What a page says of itself on its glass reaches the hall a moment later. */
const playersAre = (...wanted: [id: string, state: string][]) =>
  eventually(`the players to be ${wanted.join(" ")}`, async () => {
    const now = (await playersOf()).map(({ id, state }) => [id, state]);
    if (JSON.stringify(now) !== JSON.stringify(wanted)) throw new Error(JSON.stringify(now));
    return true;
  });
const stateOf = async (number: string) =>
  (await overview()).deliveries.find((delivery) => delivery.number === number)?.sinks[0]?.state;

let opened = 0;
/** Somebody takes a number and a window calls it. */
async function call(windowId: string): Promise<string> {
  if (opened < 3) {
    opened = 3;
    for (const id of ["1", "2", "3"]) await hall.call("POST", `/windows/${id}/open`, { staffId: `s${id}` });
  }
  await hall.call("POST", "/tickets", { serviceId: "social-insurance" });
  const { body } = await hall.call<{ ticket: { number: string } }>("POST", `/windows/${windowId}/call-next`);
  return body.ticket.number;
}

/** The sound card's own clock. */
const seconds = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { soundCard: { seconds: number } }).soundCard.seconds);
const text = (page: Page) => page.locator("body").innerText();

describe.runIf(executable !== null)("a page that plays", () => {
  let sound: Page;

  test("is ready without a touch under the flag that kiosks are started with", async () => {
    sound = await open(browser, "/sound?zone=all&player=pillar");
    await eventually("the page to be ready", async () => (await text(sound)).includes("由本页播报"));
    await playersAre(["pillar", "ready"]);
    expect(await playersOf()).toMatchObject([{ kind: "player" }]);
  }, 120_000);

  test("shows and says a call: the sound card's clock runs on while it does, and the report comes back", async () => {
    const before = await seconds(sound);
    const number = await call("1");
    await eventually("the text", async () => (await text(sound)).includes(`请${number}号到1号窗口办理`));

    await eventually("the report", async () => (await stateOf(number)) === "said", OUTCOME_MS_MAX);
    expect((await seconds(sound)) - before).toBeGreaterThan(1.5);
  }, 120_000);

  test("says two quick calls one after the other, both to the end", async () => {
    const [first, second] = [await call("2"), await call("3")];
    await eventually("the second", async () => (await stateOf(second)) === "said", OUTCOME_MS_MAX);
    expect(await stateOf(first)).toBe("said");
  }, 120_000);

  test("stands by while another speaks, and takes over when that one is closed", async () => {
    const board = await open(browser, "/hall?sound=1&player=board");
    await playersAre(["pillar", "ready"], ["board", "standby"]);
    await sound.close();
    await eventually("the board to speak", async () => (await playersOf())[0]?.id === "board");
    await hall.call("POST", "/windows/1/missed");
    const number = await call("1");
    await eventually("the report", async () => (await stateOf(number)) === "said", OUTCOME_MS_MAX);
    expect(await seconds(board)).toBeGreaterThan(1);
    await board.close();
  }, 120_000);

  test("after a kill in the middle of a call, says it once more when the service is back", async () => {
    const page = await open(browser, "/sound?zone=all&player=gate");
    await eventually("the page to be ready", async () => (await text(page)).includes("由本页播报"));
    await hall.call("POST", "/windows/2/missed");
    const number = await call("2");
    await eventually("the text", async () => (await text(page)).includes(number));
    await hall.kill("SIGKILL");
    await hall.startService();
    await eventually("the page to be back", async () => (await playersOf()).length > 0);
    await eventually("the call to be said", async () => (await stateOf(number)) === "said", OUTCOME_MS_MAX);
    const { deliveries } = await overview();
    expect(deliveries.filter((delivery) => delivery.number === number)).toHaveLength(1);
    await page.close();
  }, 120_000);

  test("the manager's button makes it speak, and says so", async () => {
    const page = await open(browser, "/sound?zone=all&player=gate");
    const manager = await open(browser, "/manager");
    await eventually("the zone", async () => (await text(manager)).includes("gate 可播报"));
    await manager.getByLabel("测试播报 all Test").click();
    await eventually("the outcome", async () => (await text(manager)).includes("测试已播出"), OUTCOME_MS_MAX);

    await page.close();
    await manager.close();
  }, 120_000);
});

test.runIf(executable !== null)(
  "a browser that lets no sound out says so, and speaks after one touch anywhere",
  async () => {
    const strict = await openBrowser(executable ?? "", FORBIDDEN);
    try {
      const page = await open(strict, "/sound?zone=all&player=shy");
      await eventually("the button", async () => (await text(page)).includes("点击开启声音"));
      await playersAre(["shy", "blocked"]);
      const target = await page.locator(".sound-unlock").boundingBox();
      expect(Math.min(target?.width ?? 0, target?.height ?? 0)).toBeGreaterThanOrEqual(44);
      await page.getByText("点击开启声音").click();
      await eventually("the page to be ready", async () => (await text(page)).includes("由本页播报"));
      await hall.call("POST", "/windows/3/missed");
      const number = await call("3");
      await eventually("the report", async () => (await stateOf(number)) === "said", OUTCOME_MS_MAX);
    } finally {
      await strict.close();
    }
  },
  120_000,
);

test.runIf(executable !== null)("no page had a fault of its own", () => {
  expect(faults).toEqual([]);
});
