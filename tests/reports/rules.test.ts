// The published test values of the rating rules, places, periods, files: each by itself.
import { describe, expect, test } from "vitest";
import type { ReportRow, ReportTable } from "../../controller/contract/reports.ts";
import { wilsonRange } from "../../controller/domain/wilson.ts";
import { csvOf, guarded, xlsxOf } from "../../controller/reports/files.ts";
import { anonymous } from "../../controller/reports/lists.ts";
import { columnOf, METRICS, metricOf } from "../../controller/reports/metrics.ts";
import { byMonths, isoWeek, periodOf } from "../../controller/reports/periods.ts";
import { PRESETS } from "../../controller/reports/presets.ts";
import { withPlaces } from "../../controller/reports/ranking.ts";
import { bucketOf, newCell, percentileMs, put, putTime, spanOfBucket } from "../../controller/store/report-cells.ts";
import { unzipped } from "./unzipped.ts";

const value = (id: string, counters: Record<string, number>, days = 1) => {
  const cell = newCell();
  for (const [name, n] of Object.entries({ ...counters, days })) put(cell, name, n);
  return metricOf(id).of(cell, { whole: newCell(), targetMinutes: 20 });
};

describe("rates of ratings", () => {
  // 10 finished; 6 active (5 good, 1 bad); 2 defaults; 2 nothing.
  const given = { finished: 10, active: 6, defaults: 2, "level:5": 3, "level:4": 1, "level:3": 1, "level:1": 1 };

  test.each([
    ["activeRate", 0.6],
    ["unrated", 0.4],
    ["unratedWithDefaults", 0.2],
    ["good", 0.8333],
    ["goodWithDefaults", 0.875],
    ["bad", 1],
  ])("%s is %d", (id, want) => expect(value(id, given)).toBe(want));

  test("are unknown, not 0, where there is nothing to divide by", () => {
    expect(["activeRate", "good", "goodLow", "average", "lateRate", "waitP50"].map((id) => value(id, {}))).toEqual(
      new Array(6).fill(null),
    );
  });

  test("basically satisfied (level 3) is good, the two below are bad", () => {
    expect([1, 2, 3, 4, 5].map((level) => value("good", { active: 1, [`level:${level}`]: 1 }))).toEqual([
      0, 0, 1, 1, 1,
    ]);
  });

  test("come with Wilson's interval", () => {
    const [low, high] = wilsonRange(5, 6) ?? [0, 0];
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.4365", "0.9699"]);
    expect(wilsonRange(0, 0)).toBeNull();
    expect(wilsonRange(10, 10)?.[1]).toBeCloseTo(1, 12);
  });
});

describe("places", () => {
  const row = (period: string, id: string, good: number, n = 30) => ({
    ...{ good, n },
    row: { period, id, name: {}, values: [] } as ReportRow,
  });

  test("too few ratings bring no place, and say so", () => {
    const [few, enough] = withPlaces([row("", "1", 1, 19), row("", "2", 0.5, 20)], 20);
    expect([few?.place, few?.note?.["zh-CN"], enough?.place]).toEqual([null, "评价数不足，不排名", 1]);
  });

  test("ties share a place", () => {
    const places = withPlaces([row("", "1", 0.9), row("", "2", 0.9), row("", "3", 0.8)], 20).map(({ place }) => place);
    expect(places).toEqual([1, 1, 3]);
  });

  test("two months at the bottom bring a talk, one does not", () => {
    const months = ["2031-02", "2031-03"].flatMap((month) => [
      ...[row(month, "1", 0.9), row(month, "2", 0.95), row(month, "3", month === "2031-02" ? 0.5 : 0.6)],
      row(month, "4", month === "2031-02" ? 0.6 : 0.7),
    ]);
    const notes = withPlaces(months, 20).filter(({ note }) => note !== undefined);
    expect(notes.map(({ period, id }) => [period, id])).toEqual([["2031-03", "3"]]);
  });
});

describe("periods", () => {
  test.each([
    ["2026-12-31", "2026-W53"],
    ["2027-01-03", "2026-W53"],
    ["2027-01-04", "2027-W01"],
    ["2024-12-30", "2025-W01"],
    ["2031-03-04", "2031-W10"],
  ])("%s is in %s", (day, week) => expect(isoWeek(day)).toBe(week));

  test("a span is cut at the months, and whole ones are known as such", () => {
    const parts = [...byMonths("2028-01-15", "2028-03-31")];
    expect(parts).toEqual([
      { from: "2028-01-15", to: "2028-01-31", month: null },
      { from: "2028-02-01", to: "2028-02-29", month: "2028-02" },
      { from: "2028-03-01", to: "2028-03-31", month: "2028-03" },
    ]);
    expect([...byMonths("2031-12-01", "2031-12-30")].map(({ month }) => month)).toEqual([null]);
    expect([...byMonths("2031-12-31", "2032-01-01")].map(({ to }) => to)).toEqual(["2031-12-31", "2032-01-01"]);
  });

  test("quarters and hours", () => {
    expect(periodOf("2031-03-31", null, "quarter")).toBe("2031-Q1");
    expect(periodOf("2031-04-01", null, "quarter")).toBe("2031-Q2");
    expect(periodOf("2031-04-01", 9, "hour")).toBe("09:00");
  });
});

describe("buckets of times", () => {
  test("are in order, hold their times and are off by less than 1 %; whole minutes are their bounds", () => {
    let before = -1;
    for (let seconds = 0; seconds <= 14_400; seconds += 1) {
      const bucket = bucketOf(seconds * 1000);
      const { highMs, middleMs } = spanOfBucket(bucket);
      expect(bucket).toBeGreaterThanOrEqual(before);
      expect(highMs).toBeGreaterThanOrEqual(seconds * 1000);
      if (seconds > 0) expect(Math.abs(middleMs / 1000 - seconds) / seconds).toBeLessThan(0.01);
      if (seconds % 60 === 0) expect(highMs).toBe(seconds * 1000);
      before = bucket;
    }
  });

  test("percentiles are by nearest rank", () => {
    const cell = newCell();
    for (const seconds of [10, 20, 30, 40]) putTime(cell, "wait", seconds * 1000);
    expect([0.25, 0.5, 0.51, 0.9].map((p) => percentileMs(cell, "wait", p))).toEqual([10_000, 20_000, 30_000, 40_000]);
  });
});

describe("the dictionary", () => {
  test("names each figure once, in both languages, with a meaning and a formula", () => {
    expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
    for (const { name, meaning, formula } of METRICS) {
      for (const text of [name["zh-CN"], name.en, meaning["zh-CN"], meaning.en, formula]) expect(text).toBeTruthy();
    }
  });

  test("holds every column of every report, and every figure is in some report", () => {
    const used = new Set(PRESETS.flatMap(({ columns }) => columns));
    for (const id of used) expect(metricOf(id).id).toBe(id);
    expect(METRICS.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
  });
});

describe("files", () => {
  const columns = ["issued", "good", "firstIn", "pauseReasons"].map((id) => columnOf(metricOf(id)));
  const table: ReportTable = {
    ...{ report: "day", title: { "zh-CN": "日报" }, from: "2031-03-04", to: "2031-03-04", by: "day", group: "staff" },
    ...{ only: null, columns, days: 1, version: "0", generatedAt: "2031-03-04T18:00:00.000+08:00", cut: false },
    hall: { id: "demo-hall", name: { "zh-CN": "示例大厅" }, timezone: "Asia/Shanghai" },
    rows: [
      {
        period: "2031-03-04",
        id: "s01",
        name: { "zh-CN": "=cmd|' /C calc'!A0" },
        values: [3, 0.8333, 511, '午休 "30", 会议 5'],
      },
    ],
    totals: [3, 0.8333, null, ""],
    checkpoint: { seq: 7, hash: "ab" },
  };

  test("CSV has a mark, headings in both languages, quoted cells and no formulas", () => {
    const text = csvOf(table);
    expect(text.startsWith("\ufeff按日 Period,编号 Id,人员 Staff,取号量 Tickets issued,")).toBe(true);
    expect(text).toContain(`2031-03-04,s01,'=cmd|' /C calc'!A0,3,0.8333,08:31,"午休 ""30"", 会议 5",\r\n`);
    expect(text).toContain("检查点 Checkpoint 7 ab");
  });

  test.each(["=1", "+1", "-1", "@a", "\t=1"])("%j is guarded", (text) => expect(guarded(text)).toBe(`'${text}`));

  test("XLSX holds the same cells as numbers, with a frozen heading", async () => {
    const bytes = await xlsxOf(table);
    const sheet = unzipped(bytes, "xl/worksheets/sheet1.xml");
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toMatch(/<v>0\.8333<\/v>/);
    expect(sheet).toMatch(/<v>3<\/v>/);
    expect(unzipped(bytes, "xl/sharedStrings.xml")).toContain("取号量 Tickets issued");
  });

  test("lists of events leave out tokens, hashes of persons and what people wrote", () => {
    const data = JSON.stringify({ token: 'a"b', person: "x", comment: "说\\", number: "A001", person2: "y" });
    expect(JSON.parse(anonymous(data))).toEqual({
      token: null,
      person: null,
      comment: null,
      number: "A001",
      person2: "y",
    });
  });
});
