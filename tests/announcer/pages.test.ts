// Pages as loudspeakers: one speaks, another takes over, and a hall without a voice still shows the text.
import { expect, test } from "vitest";
import { PLAYERS_MAX } from "../../controller/announcer/player-sink.ts";
import type { ClipSource } from "../../controller/announcer/voice-pack.ts";
import { FleetHall } from "../controller/fleet-hall.ts";
import { clips, SoundingHall } from "./sounding-hall.ts";

const QUIET = { links: [], devices: [], windows: 3, speech: { readings: 1 } };
const withZone = (zone: object) => ({ ...QUIET, sound: { zones: [{ id: "all", ...zone }] } });

test("of two boards in one zone only one speaks, and the other takes over when it goes", async () => {
  const own = await SoundingHall.open(QUIET);
  const [first, second] = [own.page("all", "first"), own.page("all", "second")];
  await own.hall.calls("1");
  await own.hall.advance(15_000);
  first.tell("leaving");
  await own.hall.calls("2");
  await own.hall.advance(15_000);
  expect([first.numbers, second.numbers]).toEqual([["A001"], ["A002"]]);
});

test("all speak, at the same moment, where the zone says so", async () => {
  const own = await SoundingHall.open(withZone({ players: "all" }));
  const pages = [own.page("all", "first"), own.page("all", "second")];
  await own.hall.calls("1");
  await own.hall.advance(15_000);
  expect(pages.map(({ numbers }) => numbers)).toEqual([["A001"], ["A001"]]);
  expect(new Set(pages.map(({ heard }) => heard[0]?.atMs)).size).toBe(1);
  expect(own.delivery("1")).toEqual({ "browser all": "said" });
});

test("a page that cannot play hands the same call to the next one at once", async () => {
  const own = await SoundingHall.open(QUIET);
  const [broken, good] = [own.page("all", "broken"), own.page("all", "good")];
  broken.manner = "fails";
  await own.hall.calls("1");
  await own.hall.advance(15_000);
  expect(good.numbers).toEqual(["A001"]);
  expect(own.delivery("1")).toEqual({ "browser all": "said" });
});

test("a page that never reports leaves the call unconfirmed, and the next call goes to another", async () => {
  const own = await SoundingHall.open(QUIET);
  const [mute, good] = [own.page("all", "mute"), own.page("all", "good")];
  mute.manner = "mute";
  await own.hall.calls("1");
  await own.hall.advance(15_000);
  expect(own.delivery("1")).toEqual({ "browser all": "unconfirmed" });
  await own.hall.calls("2");
  await own.hall.advance(4_000);
  expect(good.numbers).toEqual(["A002"]);
});

test("a blocked page is no voice; once somebody has touched it, what still waits is said", async () => {
  const own = await SoundingHall.open(withZone({ sinks: ["browser"] }));
  const page = own.page("all", "board");
  page.tell("blocked");
  await own.hall.calls("1");
  await own.hall.advance(5_000);
  expect(page.numbers).toEqual([]);
  expect(own.delivery("1")).toEqual({ "browser all": "pending" });
  page.tell("ready");
  await own.hall.advance(8_000);
  expect(page.numbers).toEqual(["A001"]);
});

test("without clips the text is shown for its time, and staff see that nothing was heard", async () => {
  const silent: ClipSource = { ...clips, clipsFor: () => Promise.resolve(null) };
  const own = new SoundingHall(await FleetHall.open(QUIET, undefined, { clips: silent }));
  const page = own.page("all", "board");
  await own.hall.calls("1");
  const { players } = own.hall.fleet.announcer.zone("all") ?? {};
  expect(players?.playing).toMatchObject({ text: "请A001号到1号窗口办理", clips: [] });
  await own.hall.advance(10_000);
  expect(players?.playing).toBeNull();
  expect(page.heard).toEqual([]);
  expect(own.delivery("1")).toEqual({ "browser all": "shown" });
});

test("a withdrawn call is not said although its clips were being made", async () => {
  let made: () => void = () => undefined;
  const slow: ClipSource = {
    ...clips,
    clipsFor: (phrases) =>
      new Promise((resolve) => {
        made = () => void clips.clipsFor(phrases).then(resolve);
      }),
  };
  const own = new SoundingHall(await FleetHall.open(QUIET, undefined, { clips: slow }));
  const page = own.page("all", "board");
  await own.hall.calls("1");
  await own.hall.does({ type: "undo", windowId: "1", reason: null });
  made();
  await own.hall.advance(15_000);
  expect(page.heard).toEqual([]);
});

test("no more pages can join a zone than it can hold", async () => {
  const own = await SoundingHall.open(QUIET);
  const report = (id: number) => own.hall.fleet.announcer.report("all", { player: `p${id}`, outcome: "ready" });
  const answers = Array.from({ length: PLAYERS_MAX + 1 }, (_, i) => report(i));
  expect(answers.at(-2)).toEqual({ speaks: false });
  expect(answers.at(-1)).toBe("full");
  // Those that are not heard of any more make room.
  await own.hall.advance(60_000);
  expect(report(99)).toEqual({ speaks: true });
});

test("the test of a zone is said in quiet hours too, and says when nobody could", async () => {
  const own = await SoundingHall.open(withZone({ quiet: ["00:00-24:00"] }));
  const page = own.page("all", "board");
  const heard = own.hall.fleet.announcer.test("all");
  await own.hall.advance(15_000);
  expect(await heard).toEqual({ state: "said", detail: "" });
  expect(page.heard.map(({ playing }) => playing.kind)).toEqual(["test"]);
  page.tell("leaving");
  own.pages.length = 0;
  const nobody = own.hall.fleet.announcer.test("all");
  await own.hall.advance(18_000);
  page.tell("leaving");
  await own.hall.advance(20_000);
  expect(own.hall.fleet.announcer.test("elsewhere")).toBeNull();
  expect(["failed", "unconfirmed"]).toContain((await nobody)?.state);
});
