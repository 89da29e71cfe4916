// Announcements over HTTP: clips of the hall's own words alone, reports of pages, and what staff look at.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAYERS_MAX } from "../../controller/announcer/player-sink.ts";
import { SoundRoom } from "../../controller/announcer/sound-room.ts";
import { VoicePack } from "../../controller/announcer/voice-pack.ts";
import { chimeWav } from "../../controller/announcer/wav.ts";
import { FleetHall, planned } from "../controller/fleet-hall.ts";
import { House, SETTINGS } from "./house.ts";

const folder = mkdtempSync(join(tmpdir(), "hallkeeper-voice-"));
const made: string[] = [];
let hall: FleetHall;
let room: SoundRoom;
let house: House;

beforeAll(async () => {
  const pack = new VoicePack({
    folder,
    synthesize: (text, language) => {
      made.push(text);
      return language === "en" ? Promise.reject(new Error("no such voice")) : Promise.resolve(chimeWav());
    },
  });
  await pack.open();
  hall = await FleetHall.open({ links: [], devices: [], windows: 2 }, undefined, { clips: pack });
  room = new SoundRoom({
    ...{ announcer: hall.fleet.announcer, clock: hall.clock, pack, spoken: { "zh-CN": ["请选择要办理的业务"] } },
    config: () => planned({ links: [], devices: [], windows: 2 }),
    touch: () => undefined,
  });
  house = await House.open(SETTINGS, undefined, { sound: room });
});

afterAll(async () => {
  await house.close();
  hall.fleet.announcer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const speech = (text: string, headers: Record<string, string> = {}, language = "zh-CN") =>
  house.app.inject({ url: `/api/v1/speech?${new URLSearchParams({ text, language })}`, headers });

describe("GET /speech", () => {
  test("serves a clip of the hall's own words, which a page may keep", async () => {
    const answer = await speech("请A 零零幺号");
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("audio/wav");
    expect(answer.rawPayload.toString("latin1", 0, 4)).toBe("RIFF");
    expect(answer.headers["cache-control"]).toContain("max-age=");
    const again = await speech("请A 零零幺号", { "if-none-match": String(answer.headers.etag) });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    expect(made.filter((text) => text === "请A 零零幺号")).toHaveLength(1);
    expect((await speech("请选择要办理的业务")).statusCode).toBe(200);
  });

  test("has no voice for anybody else's words, and never asks the synthesizer for them", async () => {
    for (const text of ["请大家马上离开", "A001号中奖了", "chime"]) {
      const { statusCode, body } = await speech(text);
      expect([statusCode, JSON.parse(body).code]).toEqual([404, "SPEECH_UNKNOWN"]);
    }
    expect(made).not.toContain("请大家马上离开");
    expect((await house.get(`speech?text=${"号".repeat(200)}`)).body.code).toBe("BODY_INVALID");
    expect((await house.get("speech?text=A&voice=x")).body.code).toBe("BODY_INVALID");
  });

  test("says so when there is no clip and none can be made", async () => {
    const { statusCode, body } = await speech("Number A 0 0 1", {}, "en");
    expect([statusCode, JSON.parse(body).code]).toEqual([503, "SPEECH_UNAVAILABLE"]);
  });

  test("has the bell under a name of its own", async () => {
    const answer = await house.app.inject("/api/v1/speech/chime");
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, chimeWav().length]);
  });

  test("is for pages, not for mills: one address gets so many a second", async () => {
    const codes: number[] = [];
    for (let i = 0; i < 80; i++) codes.push((await speech("零")).statusCode);
    expect(codes).toContain(200);
    expect(codes.at(-1)).toBe(429);
    const refused = await speech("零");
    expect(JSON.parse(refused.body).code).toBe("REQUESTS_TOO_MANY");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    house.clock.advance(10_000);
    expect((await speech("零")).statusCode).toBe(200);
  });
});

describe("pages", () => {
  const report = (zone: string, body: object) => house.post(`sound/${zone}/reports`, body);

  test("say that they are there, and are told whether they speak", async () => {
    expect(await report("all", { player: "board-1", outcome: "ready" })).toMatchObject({
      ...{ status: 200, body: { speaks: true } },
    });
    expect((await report("all", { player: "board-2", outcome: "ready" })).body).toEqual({ speaks: false });
    expect((await report("all", { player: "board-2", outcome: "leaving" })).status).toBe(200);
  });

  test("are refused with a reason", async () => {
    expect((await report("nowhere", { player: "p", outcome: "ready" })).body.code).toBe("SOUND_ZONE_UNKNOWN");
    for (const body of [
      { player: "p", outcome: "said" },
      { player: "../p", outcome: "ready" },
      { player: "p", outcome: "sung" },
      { player: "p", outcome: "ready", seq: 1, more: 1 },
      { player: "p", outcome: "failed", seq: 1.5 },
    ])
      expect((await report("all", body)).body.code, JSON.stringify(body)).toBe("BODY_INVALID");
    for (let i = 0; i < PLAYERS_MAX; i++) await report("all", { player: `extra-${i}`, outcome: "blocked" });
    expect((await report("all", { player: "one-more", outcome: "ready" })).body.code).toBe("PLAYERS_FULL");
  });

  test("make a call said: staff see it in the overview, with a word for each place", async () => {
    await hall.calls("1");
    await hall.advance(50);
    for (let turn = 0; turn < 40 && room.desk.zoneView("all")?.playing == null; turn++) {
      await new Promise((done) => setTimeout(done, 5));
      await hall.advance(0);
    }
    const view = room.desk.zoneView("all");
    expect(view?.playing).toMatchObject({ number: "A001", text: "请A001号到1号窗口办理", volume: 100 });
    for (const url of view?.playing?.clips ?? []) expect((await house.app.inject(url)).statusCode).toBe(200);
    await report("all", { player: "board-1", outcome: "said", seq: view?.playing?.seq });
    const { body } = await house.get("sound");
    expect(body.deliveries[0]).toMatchObject({
      ...{ number: "A001", windowId: "1", trouble: [] },
      sinks: [{ id: "browser all", kind: "player", state: "said" }],
    });
    expect(body.zones[0]).toMatchObject({ id: "all", quiet: false, check: null });
  });
});

test("a zone is tested by hand, and a strange one refused", async () => {
  expect((await house.post("sound/nowhere/test", {})).body.code).toBe("SOUND_ZONE_UNKNOWN");
  const answer = house.post("sound/all/test", {});
  for (let turn = 0; turn < 400; turn++) {
    await new Promise((done) => setTimeout(done, 2));
    await hall.advance(250);
  }
  expect((await answer).body).toMatchObject({ ok: false });
});

test("the backlog of each zone is a figure for supervision", async () => {
  const { body } = await house.get("/metrics");
  expect(body).toMatch(/hall_announce_backlog\{zone="all"\} \d/);
});
