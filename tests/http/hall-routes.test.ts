// Services, board, kiosks, devices, log, reports and health over HTTP.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { REFUSALS } from "../../controller/contract/refusals.ts";
import { House, SETTINGS } from "./house.ts";

let house: House;
const open = async () => {
  house = await House.open();
};
const close = async () => {
  expect(house.errors).toEqual([]);
  await house.close();
};

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/;

function problem(status: number, code: keyof typeof REFUSALS) {
  return { status, type: "application/problem+json; charset=utf-8", body: expect.objectContaining({ status, code }) };
}

describe("what the hall has", () => {
  beforeAll(open);
  afterAll(close);

  test("kiosks show services and their printer", async () => {
    expect((await house.get("kiosks/kiosk-1")).body).toMatchObject({
      kiosk: { id: "kiosk-1", printer: "printer-1", printerState: "online" },
      priorityClasses: ["elderly", "military"],
      services: [{ id: "social" }, { id: "house" }],
    });
    expect((await house.get("kiosks/kiosk-2")).body.kiosk).toMatchObject({ printer: null, printerState: "none" });
    expect(await house.get("kiosks/kiosk-3")).toEqual(problem(404, "KIOSK_UNKNOWN"));
  });

  test("devices are listed and tested", async () => {
    expect((await house.get("devices")).body).toMatchObject([
      { id: "printer-1", model: "printer/escpos", counters: { frames: 3 } },
    ]);
    expect((await house.post("devices/printer-1/test")).body).toEqual({ ok: true, detail: "printed" });
    expect(await house.post("devices/none/test")).toEqual(problem(404, "DEVICE_UNKNOWN"));
  });

  test("the documentation lists every call and works without a network", async () => {
    const { body } = await house.get("/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    const calls = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    for (const call of [
      "POST /api/v1/tickets",
      "GET /api/v1/tickets/{id}",
      "POST /api/v1/windows/{id}/call-next",
      "POST /api/v1/windows/{id}/invite-rating",
      "POST /api/v1/ratings",
      "GET /api/v1/board",
      "GET /api/v1/events",
      "GET /api/v1/reports/daily",
    ]) {
      expect(calls).toContain(call);
    }
    const page = (await house.get("/docs")).body as string;
    expect(page).not.toMatch(/https?:\/\//);
    expect((await house.get("/docs/docs.js")).status).toBe(200);
  });
});

describe("what goes on in the hall", () => {
  beforeEach(open);
  afterEach(close);

  test("services say whether they are open, who waits and what is left", async () => {
    await house.ticket("house");
    const closed = (await house.get("services")).body;
    expect(closed).toEqual([
      {
        id: "social",
        name: SETTINGS.services[0]?.name,
        open: false,
        waiting: 0,
        estimate: null,
        openWindows: 0,
        remaining: null,
      },
      {
        id: "house",
        name: SETTINGS.services[1]?.name,
        open: false,
        waiting: 1,
        estimate: null,
        openWindows: 0,
        remaining: 1,
      },
    ]);
    await house.post("windows/2/open", { staffId: "s01" });
    expect((await house.get("services")).body).toMatchObject([
      { open: true, openWindows: 1 },
      { open: true, openWindows: 1 },
    ]);
    await house.post("windows/2/pause");
    expect((await house.get("services")).body[0]).toMatchObject({ open: true, openWindows: 0, estimate: null });
  });

  test("the board lists each call once, newest first, and drops a withdrawn call", async () => {
    for (let i = 0; i < 3; i += 1) await house.ticket();
    await house.post("windows/1/open", { staffId: "s01" });
    await house.post("windows/2/open", { staffId: "s02" });
    await house.post("windows/1/call-next");
    house.clock.advance(1_000);
    await house.post("windows/2/call-next");
    house.clock.advance(11_000);
    await house.post("windows/1/recall");
    const board = (await house.get("board")).body;
    expect(board.calls).toMatchObject([
      { number: "A001", windowId: "1", windowName: { "zh-CN": "1号窗口" }, times: 2 },
      { number: "A002", windowId: "2", times: 1 },
    ]);
    expect(board.windows).toMatchObject([
      { id: "1", state: "open", number: "A001", activity: "calling" },
      { id: "2", number: "A002" },
      { id: "3", state: "closed", number: null },
    ]);
    expect(board.services).toMatchObject([
      { id: "social", waiting: 1 },
      { id: "house", waiting: 0 },
    ]);
    expect(board.rule).toEqual({
      "zh-CN": expect.stringContaining("最多连续被超过2次"),
      en: expect.stringContaining("2 times"),
    });
    await house.post("windows/2/undo");
    expect((await house.get("board")).body.calls.map((call: { number: string }) => call.number)).toEqual(["A001"]);
  });

  test("events come in pages with their chain", async () => {
    for (let i = 0; i < 5; i += 1) await house.ticket();
    const all = (await house.get("events")).body;
    expect(all[0]).toMatchObject({
      seq: 1,
      type: "day.started",
      actor: expect.any(String),
      at: expect.stringMatching(ISO),
    });
    for (const row of all) expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
    const page = (await house.get("events?after=2&limit=3")).body;
    expect(page).toEqual(all.slice(2, 5));
    expect((await house.get("events?after=999999")).body).toEqual([]);
    for (const bad of [
      "limit=0",
      "limit=1001",
      "limit=-1",
      "limit=ten",
      "after=-1",
      "after=1.5",
      "after=",
      "after=1&after=2",
    ]) {
      expect([bad, await house.get(`events?${bad}`)]).toEqual([bad, problem(400, "BODY_INVALID")]);
    }
  });

  test("the daily report counts the day", async () => {
    await house.ticket();
    const report = await house.get("reports/daily?date=2026-01-05");
    expect(report.body).toMatchObject({ day: "2026-01-05", hall: { issued: 1 } });
    expect((await house.get("reports/daily")).body).toEqual(report.body);
    for (const bad of ["2026-13-01", "2026-1-5", "today", "2026-02-30", ""]) {
      expect(await house.get(`reports/daily?date=${bad}`)).toEqual(problem(400, "DAY_INVALID"));
    }
  });

  test("health, readiness and figures for Prometheus", async () => {
    expect((await house.get("/healthz")).status).toBe(200);
    expect((await house.get("/readyz")).body).toMatchObject({ status: "ready" });
    await house.ticket();
    const metrics = (await house.get("/metrics")).body as string;
    for (const line of [
      'hall_queue_waiting{service="social"} 1',
      "hall_windows_open 0",
      'hall_device_up{device="printer-1"} 1',
      "hall_screens 0",
    ]) {
      expect(metrics).toContain(line);
    }
    expect(metrics).toContain("process_resident_memory_bytes");
    await house.hall.stop();
    expect(await house.get("/readyz")).toEqual(problem(503, "HALL_STOPPING"));
    expect((await house.get("/healthz")).status).toBe(200);
    expect(await house.post("tickets", { serviceId: "social" })).toEqual(problem(503, "HALL_STOPPING"));
  });
});
