// The daily self-check: unheard, once a day, and it says what is wrong.
import { expect, test } from "vitest";
import { SelfCheck } from "../../controller/announcer/self-check.ts";
import { clips, SoundingHall, voice } from "./sounding-hall.ts";

const PLAN = { links: ["voice-1"], devices: [voice("east", "voice-1")], windows: 2, speech: { readings: 1 } };

async function rig() {
  const own = await SoundingHall.open(PLAN);
  const check = new SelfCheck({
    ...{ announcer: own.hall.fleet.announcer, clock: own.hall.clock, clips },
    timezone: () => "Asia/Shanghai",
    // Virtual time begins at nine in the morning there.
    checkAt: () => "09:02",
    changed: () => undefined,
  });
  check.start();
  return { own, check };
}

test("runs once at its time: modules answer, pages prove their sound, and nobody hears a word", async () => {
  const { own, check } = await rig();
  const page = own.page("all", "board");
  await own.hall.advance(60_000);
  expect(check.resultOf("all")).toBeNull();
  await own.hall.advance(120_000);
  expect(check.resultOf("all")).toMatchObject({ ok: true, detail: "" });
  expect(page.heard.map(({ playing }) => [playing.kind, playing.volume])).toEqual([["check", 0]]);
  expect(own.said("east")).toEqual([]);
  await own.hall.advance(600_000);
  expect(page.heard).toHaveLength(1);
  check.stop();
});

test("names the page that makes no sound and the module that does not answer", async () => {
  const { own, check } = await rig();
  own.page("all", "board").manner = "fails";
  own.hall.sim("east").setFault("mute");
  await own.hall.advance(240_000);
  const result = check.resultOf("all");
  expect(result?.ok).toBe(false);
  expect(result?.detail).toMatch(/east: /);
  expect(result?.detail).toMatch(/board: no sound card/);
  check.stop();
});

test("waits until a call has been said", async () => {
  const { own, check } = await rig();
  const page = own.page("all", "board");
  await own.hall.advance(20_000);
  await own.hall.calls("1");
  const run = check.run();
  await own.hall.advance(30_000);
  await run;
  expect(page.heard.map(({ playing }) => playing.kind)).toEqual(["call", "check"]);
  expect(page.heard.every(({ atMs }, i) => atMs >= (page.heard[i - 1]?.endMs ?? 0))).toBe(true);
  check.stop();
});
