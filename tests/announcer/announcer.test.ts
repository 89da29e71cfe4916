// The announcer of a running hall: order, withdrawal, quiet hours, dead sinks, and what staff can see of it.
import { describe, expect, test } from "vitest";
import { DELIVERIES_MAX } from "../../controller/announcer/deliveries.ts";
import type { FleetPlan } from "../controller/fleet-hall.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { SoundingHall, voice } from "./sounding-hall.ts";

const TWO: FleetPlan = {
  links: ["voice-1", "voice-2"],
  devices: [voice("east", "voice-1"), voice("west", "voice-2")],
  windows: 12,
};
const numberIn = (text: string) => /A零([零幺一二三四五六七八九])([零幺一二三四五六七八九])/.exec(text)?.[0] ?? text;

describe("ten calls in five seconds", () => {
  const tenCalls = async (sound: object, speech: object = {}) => {
    const own = await SoundingHall.open({ ...TWO, sound, speech });
    const { hall } = own;
    const page = own.page("all", "board");
    let backlog = 0;
    for (let i = 1; i <= 10; i++) {
      await hall.calls(String(i));
      backlog = Math.max(backlog, hall.fleet.announcer.zone("all")?.zone.backlog ?? 0);
      await hall.advance(500);
    }
    return { own, hall, page, backlog };
  };

  test("every number is spoken once before any is repeated, by both modules and the page", async () => {
    const { own, hall, page } = await tenCalls({ repeatsUpTo: 60 });
    await hall.advance(180_000);
    for (const id of ["east", "west"]) {
      const numbers = own.said(id).map(numberIn);
      expect(new Set(numbers.slice(0, 10)).size).toBe(10);
      // What is still repeated before it is too old comes in the same order.
      expect(numbers.slice(10)).toEqual(numbers.slice(0, numbers.length - 10));
    }
    expect(new Set(page.numbers.slice(0, 10)).size).toBe(10);
    expect(page.heard.every(({ atMs }, i) => atMs >= (page.heard[i - 1]?.endMs ?? 0))).toBe(true);
  });

  test("a full hall leaves the repeats out, and the backlog stays bounded", async () => {
    const { own, hall, backlog } = await tenCalls({ repeatsUpTo: 5 });
    await hall.advance(180_000);
    expect(new Set(own.said("east").map(numberIn)).size).toBe(10);
    expect(own.said("east").length).toBeLessThanOrEqual(12);
    expect(backlog).toBeLessThanOrEqual(10);
  });

  test("a withdrawn call is not spoken, the others are", async () => {
    const { own, hall } = await tenCalls({ repeatsUpTo: 5 });
    await hall.does({ type: "undo", windowId: "10", reason: null });
    await hall.does({ type: "arrived", windowId: "9" });
    await hall.advance(180_000);
    const numbers = own.said("east").map(numberIn);
    expect(numbers.filter((number) => number === "A零幺零" || number === "A零零九")).toEqual([]);
    expect(new Set(numbers).size).toBe(8);
    expect(own.delivery("9")).toMatchObject({ east: "silent", west: "silent", "browser all": "silent" });
  });
});

test("two quick calls never cut each other: the second begins when the first has ended, everywhere", async () => {
  const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 }, sound: { pauseMs: 400 } });
  const page = own.page("all", "board");
  await own.hall.calls("1");
  await own.hall.calls("2");
  await own.hall.advance(30_000);
  const [first, second] = page.heard;
  expect(second?.atMs).toBeGreaterThanOrEqual((first?.endMs ?? 0) + 400);
  expect(own.said("east").map(numberIn)).toEqual(["A零零幺", "A零零二"]);
});

describe("a call that was heard and then taken back", () => {
  test.each([
    ["undone", { type: "undo", windowId: "1", reason: null }],
    ["transferred", { type: "transfer", windowId: "1", to: { windowId: "2" } }],
  ] as const)("%s: the person is told to wait, once", async (_how, command) => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 3 } });
    await own.hall.calls("1");
    await own.hall.advance(2_000);
    await own.hall.does(command as never);
    await own.hall.advance(60_000);
    const said = own.said("east");
    expect(said.filter((text) => text.includes("请稍候"))).toEqual(["A零零幺号请稍候。"]);
    expect(said.filter((text) => text.includes("窗口"))).toHaveLength(1);
  });

  test("nobody is told to wait who has come, or was never called aloud", async () => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 3 } });
    await own.hall.calls("1");
    await own.hall.calls("2");
    await own.hall.does({ type: "undo", windowId: "2", reason: null });
    await own.hall.advance(2_000);
    await own.hall.does({ type: "arrived", windowId: "1" });
    await own.hall.advance(60_000);
    expect(own.said("east").some((text) => text.includes("稍候") || text.includes("零零二"))).toBe(false);
  });
});

test("a missed number is told where to go, in a hall that wants it", async () => {
  const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 }, sound: { missed: true } });
  await own.hall.calls("1");
  await own.hall.advance(20_000);
  await own.hall.does({ type: "missed", windowId: "1" });
  await own.hall.advance(20_000);
  expect(own.said("east").at(-1)).toBe("A零零幺号已过号，请到咨询台。");
});

describe("quiet hours", () => {
  /** A span around the virtual clock's own time of day. */
  const spanAround = (own: SoundingHall, minutesBefore: number, minutesAfter: number) => {
    const at = (minutes: number) =>
      new Date(own.hall.clock.nowMs() + 8 * 3_600_000 + minutes * 60_000).toISOString().slice(11, 16);
    return `${at(-minutesBefore)}-${at(minutesAfter)}`;
  };
  const zones = (quiet: string[]) => ({ zones: [{ id: "all", quiet, volume: 50 }] });

  test("calls are shown, not said, and staff see why; afterwards they are said again", async () => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 } });
    await own.hall.apply({ ...TWO, speech: { readings: 1 }, sound: zones([spanAround(own, 5, 3)]) });
    const page = own.page("all", "board");
    await own.hall.calls("1");
    await own.hall.advance(30_000);
    expect([own.said("east"), own.said("west"), page.heard]).toEqual([[], [], []]);
    expect(own.delivery("1")).toEqual({ east: "silent", west: "silent", "browser all": "silent" });
    await own.hall.advance(5 * 60_000);
    await own.hall.calls("2");
    await own.hall.advance(30_000);
    expect(own.said("east").map(numberIn)).toEqual(["A零零二"]);
  });

  test("what still waits when they begin is not said", async () => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 5 } });
    await own.hall.apply({ ...TWO, speech: { readings: 5 }, sound: zones([spanAround(own, -1, 9)]) });
    for (const windowId of ["1", "2", "3"]) await own.hall.calls(windowId);
    await own.hall.advance(120_000);
    const before = own.said("east").length;
    expect(before).toBeGreaterThan(0);
    await own.hall.advance(120_000);
    expect(own.said("east")).toHaveLength(before);
  });
});

describe("a dead sink", () => {
  test("does not stop the others, and the state says which one failed", async () => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 } });
    own.hall.sim("west").setFault("unplugged");
    await own.hall.advance(30_000);
    await own.hall.calls("1");
    await own.hall.calls("2");
    await own.hall.advance(30_000);
    expect(own.said("east").map(numberIn)).toEqual(["A零零幺", "A零零二"]);
    expect(own.delivery("2")).toMatchObject({ east: "said", west: "failed" });
  });

  test("that falls silent in the middle holds the zone up no longer than its time", async () => {
    const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 } });
    own.hall.sim("west").setFault("mute");
    await own.hall.calls("1");
    await own.hall.calls("2");
    await own.hall.advance(90_000);
    expect(own.said("east").map(numberIn)).toEqual(["A零零幺", "A零零二"]);
    expect(own.delivery("1").east).toBe("said");
    expect(["failed", "unconfirmed"]).toContain(own.delivery("1").west);
  });

  test("alone in its zone: the call waits for it, and is said when it is back", async () => {
    const own = await SoundingHall.open({
      links: ["voice-1"],
      devices: [voice("east", "voice-1")],
      speech: { readings: 1 },
    });
    own.hall.sim("east").setFault("mute");
    await own.hall.advance(30_000);
    await own.hall.calls("1");
    await own.hall.advance(10_000);
    expect(own.delivery("1")).toEqual({ east: "pending" });
    own.hall.sim("east").setFault("none");
    await own.hall.advance(40_000);
    expect(own.said("east").map(numberIn)).toEqual(["A零零幺"]);
    expect(own.delivery("1")).toEqual({ east: "said" });
  });

  test("for good: after a minute and a half the call counts as not said", async () => {
    const own = await SoundingHall.open({ links: ["voice-1"], devices: [voice("east", "voice-1")] });
    own.hall.sim("east").setFault("mute");
    await own.hall.advance(30_000);
    await own.hall.calls("1");
    await own.hall.advance(120_000);
    expect(own.hall.fleet.announcer.zone("all")?.zone.backlog).toBe(0);
    expect(own.delivery("1")).toEqual({ east: "failed" });
  });
});

test("zones: each hears its own windows, at its own volume", async () => {
  const zones = [
    { id: "left", windows: ["1"], sinks: ["east", "browser"], volume: 50 },
    { id: "right", windows: ["2"], sinks: ["west"] },
  ];
  const own = await SoundingHall.open({ ...TWO, speech: { readings: 1 }, sound: { zones } });
  const page = own.page("left", "board");
  await own.hall.calls("1");
  await own.hall.calls("2");
  await own.hall.advance(30_000);
  expect(own.said("east").map(numberIn)).toEqual(["A零零幺"]);
  expect(own.said("west").map(numberIn)).toEqual(["A零零二"]);
  expect(page.heard.map(({ playing }) => [playing.number, playing.volume])).toEqual([["A001", 50]]);
  expect(own.hall.fleet.announcer.report("right", { player: "x", outcome: "ready" })).toBeNull();
});

test("strips count as shown when they answered, and as failed when they did not", async () => {
  const strip = (id: string, n: number) => ({
    ...{ id, model: "led/onbon-bx5k", link: "strips", window: String(n) },
    settings: { address: n, width: 96, height: 16 },
  });
  const own = await SoundingHall.open({ links: ["strips"], devices: [strip("strip-1", 1), strip("strip-2", 2)] });
  own.hall.sim("strip-2").setFault("mute");
  await own.hall.calls("1");
  await own.hall.calls("2");
  await own.hall.advance(20_000);
  expect(own.delivery("1")).toEqual({ "strip-1": "shown" });
  expect(own.delivery("2")).toEqual({ "strip-2": "failed" });
});

test("killed in the middle: the call is said once more after the start, an older one is not", async () => {
  const own = await SoundingHall.open({ ...TWO, speech: { readings: 3 } });
  await own.hall.calls("1");
  await own.hall.advance(60_000);
  await own.hall.calls("2");
  await own.hall.advance(1_000);
  // Nothing is said goodbye to: the next service finds the log alone, two seconds later.
  const next = await SoundingHall.open(
    { ...TWO, speech: { readings: 3 } },
    own.hall.store,
    own.hall.clock.nowMs() - new VirtualClock().nowMs() + 2_000,
  );
  await next.hall.advance(60_000);
  expect(next.said("east").map(numberIn)).toEqual(["A零零二"]);
  expect(next.said("west").map(numberIn)).toEqual(["A零零二"]);
});

test("the book holds a hundred calls, and no more", async () => {
  const own = await SoundingHall.open({ links: [], devices: [], windows: 2 });
  for (let i = 0; i < DELIVERIES_MAX + 5; i++) {
    await own.hall.calls("1");
    await own.hall.does({ type: "arrived", windowId: "1" });
  }
  expect(own.hall.fleet.announcer.book.newest(1_000)).toHaveLength(DELIVERIES_MAX);
  expect(own.hall.fleet.announcer.book.ofWindow("1")?.number).toBe("A105");
});
