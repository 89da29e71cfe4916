// Calls as speech in a running hall: which voice says what, how often, and what is no longer said.
import { describe, expect, test } from "vitest";
import { FleetHall, type FleetPlan } from "./fleet-hall.ts";

const voice = (id: string, link: string, more: object = {}) => ({ id, model: "voice/syn6288", link, ...more });
const PLAN: FleetPlan = {
  links: ["voice-1", "voice-2"],
  devices: [voice("east", "voice-1", { windows: ["1"] }), voice("west", "voice-2", { windows: ["2", "3"] })],
};
const ONE: FleetPlan = { links: ["voice-1"], devices: [voice("hall", "voice-1")] };
const said = (hall: FleetHall, id: string) =>
  (hall.sim(id).view().spoken as { text: string }[]).map(({ text }) => text.replaceAll(/\s/g, ""));

describe("a call", () => {
  test("is read as often as the hall says, by the voice of its zone alone", async () => {
    const hall = await FleetHall.open({ ...PLAN, speech: { readings: 3 } });
    await hall.calls("2");
    await hall.advance(60_000);
    expect(said(hall, "east")).toEqual([]);
    expect(said(hall, "west")).toEqual(Array(3).fill(expect.stringMatching(/A零零幺.*[二2]号窗口/)));
  });

  test("is read by a voice without zones, wherever the window is, each call once before any is repeated", async () => {
    const hall = await FleetHall.open(ONE);
    await hall.calls("1");
    await hall.calls("2");
    await hall.advance(90_000);
    const order = said(hall, "hall").map((text) => /A零零(.)/.exec(text)?.[1]);
    expect(order).toEqual(["幺", "二", "幺", "二"]);
  });

  test("reads a 1 and the languages as the hall says", async () => {
    const hall = await FleetHall.open({ ...ONE, speech: { one: "yi", readings: 1, languages: ["zh-CN", "en"] } });
    await hall.calls("1");
    await hall.advance(60_000);
    const [text = ""] = said(hall, "hall");
    expect(text).toContain("零零一");
    expect(text).toMatch(/[Ww]indow/);
  });

  test("is read again at a recall", async () => {
    const hall = await FleetHall.open({ ...ONE, speech: { readings: 1 } });
    await hall.calls("1");
    await hall.advance(30_000);
    await hall.does({ type: "recall", windowId: "1" });
    await hall.advance(30_000);
    expect(said(hall, "hall")).toHaveLength(2);
  });
});

describe("is not read any more", () => {
  const commands = ["arrived", "missed", "hold"] as const;
  test.each(commands)("what was ended by %s while it waited", async (type) => {
    const hall = await FleetHall.open({ ...ONE, speech: { readings: 5 } });
    // Somebody else is being read; window 2 waits for its turn.
    await hall.calls("1");
    await hall.calls("2");
    await hall.does({ type, windowId: "2" } as never);
    await hall.advance(120_000);
    expect(said(hall, "hall").filter((text) => text.includes("零零二"))).toEqual([]);
    expect(said(hall, "hall").filter((text) => text.includes("零零幺"))).toHaveLength(5);
  });

  test("a call that was taken back, transferred, or replaced by the window's next one", async () => {
    const hall = await FleetHall.open({ ...ONE, speech: { readings: 5 } });
    await hall.calls("1");
    await hall.calls("2");
    await hall.does({ type: "undo", windowId: "2", reason: null });
    await hall.calls("3");
    await hall.does({ type: "transfer", windowId: "3", to: { windowId: "1" } });
    await hall.advance(120_000);
    expect(said(hall, "hall").some((text) => /[二三23]号窗口/.test(text))).toBe(false);
  });

  test("anything when nothing happened: a change of devices says no call again", async () => {
    const hall = await FleetHall.open({ ...PLAN, speech: { readings: 1 } });
    await hall.calls("1");
    await hall.advance(30_000);
    const before = said(hall, "east").length;
    await hall.apply({ ...PLAN, speech: { readings: 2 } });
    await hall.apply({ ...PLAN, devices: PLAN.devices.slice(0, 1) });
    await hall.advance(60_000);
    expect(said(hall, "east")).toHaveLength(before);
  });
});

test("a voice that was away says what is still called, once it is back", async () => {
  const hall = await FleetHall.open({ ...ONE, speech: { readings: 1 } });
  hall.sim("hall").setFault("unplugged");
  await hall.advance(10_000);
  await hall.calls("1");
  await hall.calls("2");
  await hall.does({ type: "arrived", windowId: "1" });
  hall.sim("hall").setFault("none");
  await hall.advance(30_000);
  expect(said(hall, "hall").every((text) => !text.includes("零零幺"))).toBe(true);
});
