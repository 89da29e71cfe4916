// The roll-up of closed days: the same after a rebuild, dropped when a day changes, and no day missing or doubled.
import { expect, test } from "vitest";
import { ReportRoom } from "../../controller/reports/room.ts";
import { PROJECTION_TABLES } from "../../controller/store/migrations.ts";
import { DAYS_AT_ONCE_MAX } from "../../controller/store/report-rollup.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { tempStore } from "../store/temp-folder.ts";
import { GivenMonth, monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";

const RULES = { waitTargetMinutes: 20, rankLeast: 5, publicLeast: 10 };

function tablesOf(store: SqliteStore): unknown[] {
  const db = openDatabase(store.path, { readonly: true });
  const rows = PROJECTION_TABLES.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
  db.close();
  return rows;
}

function room(store: SqliteStore, settings = monthSettings(4)): ReportRoom {
  const options = { path: store.path, settings, rules: RULES, version: "test" };
  return new ReportRoom(options, () => Date.parse("2031-12-20T12:00:00Z"));
}

test("a rebuild makes every row anew, byte by byte, with ratings that changed earlier days", () => {
  const settings = monthSettings(4);
  const startMs = Date.parse("2031-03-10T00:00:00+08:00");
  const month = new GivenMonth(settings, startMs, 7);
  month.days(6, startMs, 60);
  const store = tempStore();
  month.storeIn(store, 7);
  const before = tablesOf(store);
  const asked = { report: "month", from: "2031-03-10", to: "2031-03-15" };
  const reports = room(store, settings);
  const table = reports.table(asked);
  store.rebuildProjections();
  expect(tablesOf(store)).toEqual(before);
  expect({ ...reports.table(asked), generatedAt: "" }).toEqual({ ...table, generatedAt: "" });
  reports.close();
});

test("each day stands once, through both changes of the clocks", () => {
  for (const first of ["2031-03-29", "2031-10-25"]) {
    const settings = monthSettings(2, "Europe/Berlin");
    const startMs = Date.parse(`${first}T00:00:00Z`) - (first.includes("-03-") ? 3_600_000 : 7_200_000);
    const month = new GivenMonth(settings, startMs, 3);
    month.days(3, startMs, 30);
    const store = tempStore();
    month.storeIn(store);
    const reports = room(store, settings);
    const days = [0, 1, 2].map((more) => new Date(Date.parse(first) + more * 86_400_000).toISOString().slice(0, 10));
    const table = reports.table({ report: "month", from: first, to: days[2] ?? "" });
    expect(table?.rows.map(({ period }) => period)).toEqual(days);
    const issued = month.hall.log.filter(({ type }) => type === "ticket.issued").length;
    expect(table?.totals[0]).toBe(issued);
    reports.close();
  }
});

test("an upgrade with many old days rolls up the newest at once and the others one by one; the figures stay", () => {
  const settings = monthSettings(1);
  const startMs = Date.parse("2031-03-10T00:00:00+08:00");
  const month = new GivenMonth(settings, startMs, 11);
  month.days(DAYS_AT_ONCE_MAX + 5, startMs, 2);
  // Nothing has happened today yet: what changes a closed day keeps it out of the roll-up until the next one.
  month.hall.nowMs += 86_400_000;
  month.hall.does({ type: "tick" });
  const folder = keptFolder();
  const made = SqliteStore.open(folder);
  month.storeIn(made);
  const asked = { report: "month", from: "2031-03-10", to: "2031-04-30" };
  const figures = (store: SqliteStore) => {
    const reports = room(store, settings);
    const table = reports.table(asked);
    reports.close();
    return table?.rows;
  };
  const want = figures(made);
  made.close();
  const db = openDatabase(made.path);
  for (const table of ["report_days", "report_cells", "report_hours"]) db.exec(`DELETE FROM ${table}`);
  db.close();

  const store = SqliteStore.open(folder);
  const rolledUp = () => {
    const reading = openDatabase(store.path, { readonly: true });
    const rows = reading.prepare("SELECT day FROM report_days ORDER BY day").all() as { day: number }[];
    reading.close();
    return rows.map(({ day }) => day);
  };
  // The last day is today; five are older than those rolled up at the start.
  expect(rolledUp()).toHaveLength(DAYS_AT_ONCE_MAX);
  expect(rolledUp()[0]).toBe(20310315);
  expect(figures(store)).toEqual(want);
  expect([store.rollUpOneDay(), rolledUp()[0]]).toEqual([true, 20310314]);
  expect([1, 2, 3].map(() => store.rollUpOneDay())).toEqual([true, true, true]);
  expect([store.rollUpOneDay(), rolledUp()[0], rolledUp().length]).toEqual([false, 20310310, DAYS_AT_ONCE_MAX + 5]);
  expect([store.rollUpOneDay(), rolledUp().length]).toEqual([false, DAYS_AT_ONCE_MAX + 5]);
  expect(figures(store)).toEqual(want);
  const before = tablesOf(store);
  store.rebuildProjections();
  expect(tablesOf(store)).toEqual(before);
  store.close();
});

test("a month that is kept added up is added up anew when a late rating changes one of its days", () => {
  const settings = monthSettings(2);
  const startMs = Date.parse("2031-02-24T00:00:00+08:00");
  const month = new GivenMonth(settings, startMs, 5);
  month.days(6, startMs, 20);
  const store = tempStore();
  month.storeIn(store);
  const reports = room(store, settings);
  const asked = { report: "ratings", from: "2031-02-01", to: "2031-02-28", by: "month", group: "hall" } as const;
  const rated = () => {
    const table = reports.table(asked);
    return table?.totals[table.columns.findIndex(({ id }) => id === "active")];
  };
  const before = Number(rated());
  expect(rated()).toBe(before);
  const { hall } = month;
  const late = [...hall.state.cases.values()].find(({ rating, finishedAtMs }) => {
    return rating === null && finishedAtMs !== null && finishedAtMs < Date.parse("2031-03-01T00:00:00+08:00");
  });
  const rating = { windowId: null, level: 4, channel: "sms", reasons: [], comment: null, deviceId: null } as const;
  hall.does({ type: "record-rating", caseId: late?.id ?? "", ...rating });
  month.storeIn(store);
  expect(rated()).toBe(before + 1);
  hall.nowMs += 86_400_000;
  hall.does({ type: "tick" });
  month.storeIn(store);
  expect([rated(), rated()]).toEqual([before + 1, before + 1]);
  store.rebuildProjections();
  expect(rated()).toBe(before + 1);
  reports.close();
});
