// The queue's single behaviours, the desk, the file for hand-over, the routes and the configuration.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import { logPath } from "../../controller/store/open-log.ts";
import { ADAPTERS } from "../../controller/upward/adapters.ts";
import { readAnswer } from "../../controller/upward/answer.ts";
import { sendTimeMs } from "../../controller/upward/consumer.ts";
import { exportLines } from "../../controller/upward/export.ts";
import { UpwardLog } from "../../controller/upward/log-reader.ts";
import { RecordMaker } from "../../controller/upward/maker.ts";
import type { ProvinceFault } from "../../simulators/upward/province.ts";
import { configWith } from "../messages/given-messages.ts";
import { GivenMonth, personOf } from "./given-month.ts";
import { BASE } from "./given-records.ts";
import { GIVEN_VALUES } from "./given-values.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PRESS = {
  windowId: "1",
  caseId: null,
  reasons: [],
  comment: null,
  deviceId: null,
  channel: "window_pad",
} as const;

async function rated(given: GivenMonth, levels: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
  for (const [at, level] of levels.entries()) {
    await given.visit(at + 1);
    const { ratingId = "" } = await given.done({ type: "record-rating", ...PRESS, level });
    ids.push(ratingId);
  }
  return ids;
}

describe("a report", () => {
  test("is sent once, in its final form, after it can no longer change", async () => {
    const given = await GivenMonth.open("zhejiang");
    await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
    const { caseId } = await given.visit(1);
    const { ratingId = "" } = await given.done({ type: "record-rating", ...PRESS, level: 1 });
    await given.later(3_000);
    await given.done({ type: "correct-rating", caseId, ratingId, level: 5 });
    await given.later(5 * MINUTE_MS);
    expect(given.province.records.size).toBe(0);
    await given.later(10 * MINUTE_MS, MINUTE_MS);
    expect([...given.province.records]).toEqual([[ratingId, expect.objectContaining({ satisfaction: "5" })]]);
    expect(given.province.sightings.get(ratingId)).toBe(1);
  });

  test("goes with the others that are due, in one request", async () => {
    const given = await GivenMonth.open("zhejiang", () => "none", { schedule: { at: "20:30" } });
    const ids = await rated(given, [5, 4, 3, 2, 1]);
    await given.later(12 * HOUR_MS, HOUR_MS);
    expect([...given.province.records.keys()].sort()).toEqual([...ids].sort());
    expect(given.province.requests).toBe(1);
    expect(given.upward.desk.summary().counts).toMatchObject({ queued: 0, sent: 5 });
  });

  test.each(["error", "busy", "garbage", "lost", "cut"] as const)("arrives once behind %s", async (fault) => {
    const answers: ProvinceFault[] = [fault, fault];
    const given = await GivenMonth.open("zhejiang", () => answers.shift() ?? "none");
    const ids = await rated(given, [1, 2, 3]);
    await given.later(2 * HOUR_MS, MINUTE_MS);
    expect([...given.province.records.keys()].sort()).toEqual([...ids].sort());
    expect(given.upward.desk.summary().counts).toMatchObject({ queued: 0, sent: 3, rejected: 0, undelivered: 0 });
  });

  test("that the province rejects is kept with the field's name, never its words, and may be sent again", async () => {
    const given = await GivenMonth.open("zhejiang", () => "none", { given: { dataSource: "165", appStatus: "1" } });
    const [id = ""] = await rated(given, [4]);
    // The far side knows the case under another name already.
    const caseId = given.events.find(({ type }) => type === "case.finished")?.data as { caseId: string };
    await told(given, { projectNo: caseId.caseId });
    await given.later(20 * MINUTE_MS, MINUTE_MS);
    const [row] = given.upward.desk.list({ state: "rejected" });
    expect(row).toMatchObject({
      id: `upload:${id}`,
      state: "rejected",
      faults: [{ field: "", reason: "field-refused" }],
    });
    expect(given.upward.desk.replay(`upload:${id}`)).toBe("queued");
    expect(given.upward.desk.list({ state: "rejected" })).toEqual([]);
    expect(given.upward.desk.list({ state: "queued" })).toHaveLength(1);
    expect(given.upward.desk.replay("upload:nobody")).toBe("unknown");
  });

  test("about a case goes once per stage, and a finish that was taken back is not told", async () => {
    const given = await GivenMonth.open("guangdong");
    await given.done({ type: "open-window", windowId: "1", staffId: "s01" });
    const { caseId } = await given.visit(1, false);
    await given.done({ type: "undo", windowId: "1", reason: null });
    await given.later(5 * MINUTE_MS, MINUTE_MS);
    await given.done({ type: "finish", windowId: "1", invite: false });
    await given.later(40 * MINUTE_MS, MINUTE_MS);
    const stages = [...given.province.records].map(([id, data]) => [id, data.evalProcess]);
    expect(stages).toEqual([
      [`${caseId}-1`, "1"],
      [`${caseId}-2`, "2"],
    ]);
    expect(given.upward.desk.summary().counts).toMatchObject({ sent: 2, withdrawn: 1, queued: 0, rejected: 0 });
  });
});

/** A record of the same case that came from elsewhere. */
async function told(given: GivenMonth, more: object): Promise<void> {
  const golden = JSON.parse(readFileSync(join(import.meta.dirname, "golden", "zhejiang.json"), "utf8")) as Record<
    string,
    { fields: object }
  >;
  const data = { ...golden["level 5"]?.fields, ...more };
  const body = JSON.stringify({ province: "zhejiang", records: [{ id: "elsewhere", data }] });
  const time = String(Math.floor(given.house.clock.nowMs() / 1_000));
  const signature = createHmac("sha256", given.secret).update(`${time}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "x-upload-time": time, "x-upload-signature": signature };
  const answer = await fetch(given.endpoint, { method: "POST", headers, body });
  expect(await answer.json()).toMatchObject({ accepted: ["elsewhere"] });
}

test("where the hall uploads once a day, a report waits for that time", () => {
  const upward = (at?: string) =>
    configWith({}, { upward: { schedule: { ...(at === undefined ? {} : { at }) } } }).upward;
  const noonMs = Date.UTC(2026, 0, 5, 4, 0, 0);
  const inShanghai = (config: ReturnType<typeof upward>) => sendTimeMs(noonMs, config, "Asia/Shanghai") - noonMs;
  expect(inShanghai(upward())).toBe(660_000);
  expect(inShanghai(upward("20:30"))).toBe(8.5 * HOUR_MS);
  expect(inShanghai(upward("12:05"))).toBe(24 * HOUR_MS + 5 * MINUTE_MS);
});

test("an answer counts only when it says of each record what became of it", () => {
  const known = new Set(["pf"]);
  const none = { accepted: [], duplicates: [], conflicts: [], refused: [] };
  const read = (answer: unknown) => readAnswer(JSON.stringify(answer), ["a", "b"], known);
  expect(read({ ...none, accepted: ["a"] })).toBeNull();
  expect(read({ ...none, accepted: ["a", "a"] })).toBeNull();
  expect(read({ ...none, accepted: ["a", "b"], duplicates: ["b"] })).toBeNull();
  expect(read({ accepted: ["a", "b"] })).toBeNull();
  expect(readAnswer('{"accepted":["a"', ["a"], known)).toBeNull();
  const refused = [
    {
      id: "b",
      fields: [
        { field: "pf", code: "x" },
        { field: "13900000001", code: "赵某" },
      ],
    },
  ];
  const answer = read({ ...none, accepted: ["a"], refused });
  expect(answer?.get("a")).toEqual({ is: "accepted" });
  // What is no name of the form could be anything, even somebody's number.
  expect(answer?.get("b")).toEqual({ is: "refused", fields: ["pf", ""] });
});

test("the file for hand-over holds the same records, and nobody's data", async () => {
  const given = await GivenMonth.open("zhejiang", () => "error", { rater: "vault", raterBasis: "示例省实名评价规定" });
  const ids = await rated(given, [5, 4, 3, 2, 1]);
  const log = new UpwardLog(logPath(given.house.folder));
  const maker = new RecordMaker({ config: given.config, log, vault: null });
  const asked = { log, maker, from: "2026-01-05", to: "2026-01-05" } as const;
  const parts = [...exportLines({ ...asked, adapter: ADAPTERS.zhejiang, format: "json" })];
  const rows = JSON.parse(parts.map(({ text }) => text).join("")) as { satisfaction: string }[];
  expect(rows.map(({ satisfaction }) => satisfaction)).toEqual(["5", "4", "3", "2", "1"]);
  expect(rows).toHaveLength(ids.length);
  expect(JSON.stringify(rows)).not.toContain(personOf(1).name);
  const ledger = [...exportLines({ ...asked, adapter: ADAPTERS.shandong, format: "csv" })]
    .map(({ text }) => text)
    .join("");
  const levels = ledger
    .trim()
    .split("\n")
    .map((line) => line.split(",")[4]);
  expect(levels).toEqual(["满意度", "非常满意", "满意", "基本满意", "不满意", "非常不满意"]);
  log.close();
});

describe("the configuration", () => {
  const faultsOf = (upward: object) => {
    const text = stringify({
      version: 1,
      hall: { id: "test-hall", name: { "zh-CN": "测试大厅" } },
      services: [{ id: "social", prefix: "A", name: { "zh-CN": "社会保险" } }],
      windows: [{ id: "1", name: { "zh-CN": "1号窗口" }, services: ["social"] }],
      upward,
    });
    const loaded = parseConfig(text);
    return loaded.ok ? [] : loaded.faults.map(({ place }) => place);
  };
  const { department, area } = BASE;
  const item = { taskCode: "1", handleItem: "2", name: "登记", promise: "instant" };
  const good = {
    ...{ province: "zhejiang", department, given: GIVEN_VALUES.zhejiang },
    area: { city: area.city, county: area.county },
    items: { social: item },
  };

  test("is taken when everything is there", () => {
    expect(faultsOf(good)).toEqual([]);
    expect(faultsOf({})).toEqual([]);
  });

  test.each([
    ["an unknown service", { items: { sociall: item } }, "upward.items.sociall"],
    ["no value of the province", { given: { appStatus: "1" } }, "upward.given.dataSource"],
    ["a value of the wrong form", { given: { appStatus: "1", dataSource: "16" } }, "upward.given.dataSource"],
    ["a value of another province", { given: { ...GIVEN_VALUES.zhejiang, appId: "x" } }, "upward.given.appId"],
    [
      "a county of another city",
      { area: { city: area.city, county: { code: "980106", name: "别区" } } },
      "upward.area.county.code",
    ],
    [
      "a gap between levels",
      { area: { city: area.city, township: { code: "990106109", name: "镇" } } },
      "upward.area.township",
    ],
    ["plain http to the outside", { endpoint: "http://example.org/x", secretEnv: "S" }, "upward.endpoint"],
    ["no secret", { endpoint: "https://example.org/x" }, "upward"],
    ["the rater without a rule", { rater: "vault" }, "upward.raterBasis"],
  ])("is refused with %s", (_name, more, place) => {
    expect(faultsOf({ ...good, ...more })).toContain(place);
  });
});
