// Boards over HTTP and WebSocket: zones, next numbers, notices.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NoticeView } from "../../controller/contract/board.ts";
import type { HallView } from "../../controller/contract/views.ts";
import { BOARD_DEFAULT } from "../../controller/domain/board-types.ts";
import { NOTICES_MAX } from "../../controller/domain/notices.ts";
import type { HallState } from "../../controller/domain/types.ts";
import { viewData } from "../../controller/live.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { eventually } from "../helpers/real-hall.ts";
import { House, SETTINGS } from "./house.ts";

const ZONES = [
  { id: "east", name: { "zh-CN": "东区", en: "East" }, windows: ["1"] },
  { id: "west", name: { "zh-CN": "西区", en: "West" }, windows: ["2", "3"] },
];
let house: House;

beforeEach(async () => {
  house = await House.open({ ...SETTINGS, zones: ZONES, board: { ...BOARD_DEFAULT, nextUp: true, staffNames: false } });
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const board = async (zone?: string): Promise<HallView> =>
  (await house.get(`board${zone === undefined ? "" : `?zone=${zone}`}`)).body;

async function callAt(windowId: string, staffId: string): Promise<string> {
  await house.post(`windows/${windowId}/open`, { staffId });
  const { body } = await house.post(`windows/${windowId}/call-next`);
  return body.ticket.number;
}

test("a zone's board shows its windows, what they serve and whom they called", async () => {
  for (let n = 0; n < 4; n += 1) await house.ticket("social");
  await house.ticket("house");
  const east = await callAt("1", "s01");
  const west = await callAt("3", "s02");
  const all = await board();
  expect(all.calls.map(({ number }) => number)).toEqual([west, east]);
  expect(all).toMatchObject({ zone: null, zones: ZONES.map(({ id, name }) => ({ id, name })) });
  expect(all.calls[0]).toMatchObject({ state: "called", windowId: "3" });
  const zone = await board("east");
  expect(zone).toMatchObject({ zone: { id: "east", name: { "zh-CN": "东区" } } });
  expect(zone.calls.map(({ number }) => number)).toEqual([east]);
  expect(zone.windows.map(({ id }) => id)).toEqual(["1"]);
  expect(zone.services.map(({ id, waiting }) => [id, waiting])).toEqual([["social", 3]]);
  expect((await board("west")).calls.map(({ number }) => number)).toEqual([west]);
  await house.post("windows/1/missed");
  expect((await board("east")).missed.map(({ number }) => number)).toEqual([east]);
  expect((await board("west")).missed).toEqual([]);
  expect(await house.get("board?zone=north")).toMatchObject({ status: 404, body: { code: "ZONE_UNKNOWN" } });
  expect(await house.get("board?zones=east")).toMatchObject({ status: 400, body: { code: "BODY_INVALID" } });
});

test("the socket's view of a zone is the same object, and a zone that does not exist is none", async () => {
  await house.ticket("social");
  await callAt("1", "s01");
  const key = house.live.topicOf("hall", "east");
  expect(key).toBe("hall:east");
  expect([house.live.topicOf("hall", null), house.live.topicOf("hall", "north")]).toEqual(["hall", null]);
  const sent = await house.hall.read((state: HallState) =>
    viewData(contextOf(house.sources, state), "hall:east", () => null),
  );
  expect(JSON.parse(JSON.stringify(sent))).toEqual(await board("east"));
});

test("next numbers are shown where the hall allows it, in the order of the rule, three per service", async () => {
  const numbers: string[] = [];
  for (const priority of [null, null, "elderly", null, null])
    numbers.push((await house.ticket("social", { priority })).number);
  const [first, second, elder] = numbers;
  expect((await board()).nextUp).toEqual([
    { serviceId: "social", numbers: [elder, first, second] },
    { serviceId: "house", numbers: [] },
  ]);
  const other = await House.open(SETTINGS);
  await other.ticket("social");
  expect((await other.get("board")).body.nextUp).toBeNull();
  await other.close();
});

test("a window shows the staff number, and the board says whether names are shown", async () => {
  await house.post("windows/1/open", { staffId: "s01" });
  const { windows, board: setUp } = await board("east");
  expect(windows[0]).toMatchObject({ staffNumber: "1001", staffName: "王某" });
  expect(setUp).toEqual({
    rows: null,
    diagonalInches: 55,
    farthestSeatM: 10,
    mountingHeightMm: 3100,
    theme: "night",
    silent: false,
    reloadAt: "03:30",
    staffNames: false,
  });
});

test("a notice is posted once per key, listed, shown on its boards, withdrawn", async () => {
  const body = { text: { "zh-CN": "<script>alert(1)</script>", en: "Test" }, zones: ["west"] };
  const first = await house.post("notices", body, { "idempotency-key": "n1" });
  const again = await house.post("notices", body, { "idempotency-key": "n1" });
  expect(first).toMatchObject({ status: 201, body: { text: body.text, zones: ["west"], until: null } });
  expect(again.body).toEqual(first.body);
  expect((await house.get("notices")).body).toEqual([first.body]);
  expect((await board()).notices).toEqual([first.body]);
  expect((await board("west")).notices).toEqual([first.body]);
  expect((await board("east")).notices).toEqual([]);
  expect(await house.post(`notices/${first.body.id}/withdraw`)).toMatchObject({ status: 200, body: [] });
  expect(await house.post(`notices/${first.body.id}/withdraw`)).toMatchObject({
    status: 404,
    body: { code: "NOTICE_UNKNOWN" },
  });
});

test("an end is a time with its offset in the future; over, the notice is gone", async () => {
  const text = { "zh-CN": "午休", en: "Lunch" };
  const until = new Date(house.clock.nowMs() + 60_000).toISOString();
  const posted = await house.post("notices", { text, until });
  expect(Date.parse(posted.body.until)).toBe(Date.parse(until));
  for (const wrong of ["2026-01-05T12:00:00.000", "2026-13-45T12:00:00Z00", "2020-01-01T00:00:00+08:00"]) {
    expect(await house.post("notices", { text, until: wrong }), wrong).toMatchObject({
      status: 400,
      body: { code: "NOTICE_OVER" },
    });
  }
  house.clock.advance(60_000);
  expect(((await house.get("notices")).body as NoticeView[]).length).toBe(0);
});

test("texts are bounded, languages are codes, and there is an end to notices", async () => {
  for (const text of [{}, { zh: "" }, { zh: "字".repeat(201) }, { "<b>": "x" }, "x"]) {
    expect(await house.post("notices", { text }), JSON.stringify(text)).toMatchObject({ status: 400 });
  }
  for (let n = 0; n < NOTICES_MAX; n += 1) await house.post("notices", { text: { en: `notice ${n}` } });
  expect(await house.post("notices", { text: { en: "one more" } })).toMatchObject({
    status: 409,
    body: { code: "NOTICES_FULL" },
  });
  expect(await house.post("notices", { text: { en: "x" }, zones: ["north"] })).toMatchObject({
    status: 404,
    body: { code: "ZONE_UNKNOWN" },
  });
});

test("a notice reaches the screens by itself", async () => {
  const seen: string[] = [];
  const screen = {
    bufferedBytes: 0,
    write: (frame: Buffer, flushed: () => void) => {
      seen.push(frame.toString("utf8"));
      flushed();
    },
    close: () => undefined,
    terminate: () => undefined,
  };
  house.live.hub.join("hall:east", screen);
  await eventually("the first view", () => seen.length > 0);
  await house.post("notices", { text: { en: "fresh news" } });
  await eventually("the notice", () => seen.at(-1)?.includes("fresh news"));
});
