// Reports over HTTP: tables, files, definitions, figures for everybody, and what is refused.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReportsPort } from "../../controller/http/ports.ts";
import { definitions, ReportRoom } from "../../controller/reports/room.ts";
import { House, SETTINGS } from "./house.ts";

const RULES = { waitTargetMinutes: 20, rankLeast: 20, publicLeast: 10 };
let house: House;
let room: ReportRoom;
let broken = false;

const reports: ReportsPort = {
  table: async (query) => {
    if (broken) throw Object.assign(new Error("the thread is gone"), { code: "REPORT_UNAVAILABLE" });
    return room.table(query);
  },
  file: (query, format) => room.file(query, format),
  publicFigures: async () => room.publicFigures(),
  definitions,
};

beforeAll(async () => {
  house = await House.open(SETTINGS, undefined, { reports });
  const options = { path: house.store.path, settings: SETTINGS, rules: RULES, version: "0" };
  room = new ReportRoom(options, () => house.clock.nowMs());
  await house.ticket();
});
afterAll(async () => {
  room.close();
  await house.close();
});

test("a table counts what has just happened and says where the log ended", async () => {
  const { status, body } = await house.get("reports/day");
  expect(status).toBe(200);
  expect(body.rows).toHaveLength(1);
  expect(body.rows[0].values[0]).toBe(1);
  expect(body.checkpoint.seq).toBe(house.store.head.seq);
  expect(body.checkpoint.hash).toMatch(/^[0-9a-f]{64}$/);
});

test("files come as attachments", async () => {
  const csv = await house.get("reports/day?format=csv");
  expect([csv.status, csv.type]).toEqual([200, "text/csv; charset=utf-8"]);
  expect(csv.body).toContain("取号量 Tickets issued");
  const xlsx = await house.get("reports/day?format=xlsx");
  expect([xlsx.status, xlsx.type]).toEqual([200, expect.stringContaining("spreadsheetml")]);
});

test("definitions name every figure; small numbers are withheld from everybody", async () => {
  expect((await house.get("reports/definitions")).body.metrics.length).toBeGreaterThan(50);
  const { body } = await house.get("public-figures");
  expect(body.rows[0]).toMatchObject({ id: "", finished: null, good: null });
});

test.each([
  ["reports/nothing", 404, "REPORT_UNKNOWN"],
  ["reports/day?from=2026-01-06&to=2026-01-05", 400, "SPAN_INVALID"],
  ["reports/day?from=2026-02-30", 400, "SPAN_INVALID"],
  ["reports/day?from=2001-01-01&to=2026-01-05", 400, "SPAN_INVALID"],
  ["reports/day?by=minute", 400, "BODY_INVALID"],
])("%s is refused", async (path, status, code) => {
  const answer = await house.get(path);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test("without its thread a report is refused, not wrong", async () => {
  broken = true;
  const { status, body } = await house.get("reports/day");
  broken = false;
  expect([status, body.code]).toEqual([503, "REPORT_UNAVAILABLE"]);
});
