// Months kept in a file beside the log: the same figures as without it, never those of another history.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ReportRoom } from "../../controller/reports/room.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import type { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { tempFolder, tempStore } from "../store/temp-folder.ts";
import { GivenMonth, monthSettings } from "./given-month.ts";

const RULES = { waitTargetMinutes: 20, rankLeast: 5, publicLeast: 10 };
const DAY_MS = 86_400_000;
const ASKED = { report: "day", from: "2031-02-01", to: "2031-02-28", by: "month", group: "window" } as const;

const keptFile = (store: SqliteStore) => join(dirname(store.path), "report-months.sqlite");

/** The last days of one month and the first of the next. */
function given(seed: number, laterMs = 0): GivenMonth {
  const startMs = Date.parse("2031-02-24T00:00:00+08:00") + laterMs;
  const month = new GivenMonth(monthSettings(3), startMs, seed);
  month.days(6, startMs, 20);
  // What changed a day that had ended keeps it out of the roll-up until the next day begins.
  month.hall.nowMs += DAY_MS;
  month.hall.does({ type: "tick" });
  return month;
}

function roomOf(store: SqliteStore, version = "test"): ReportRoom {
  const options = { path: store.path, settings: monthSettings(3), rules: RULES, version };
  return new ReportRoom(options, () => Date.parse("2031-03-02T12:00:00Z"));
}

/** As a reader that has just started answers. */
function rowsOf(store: SqliteStore, version?: string): unknown {
  const reports = roomOf(store, version);
  const table = reports.table(ASKED);
  reports.close();
  return table?.rows;
}

function keptRows(store: SqliteStore): { name: string; stamp: string; cells: string }[] {
  const db = openDatabase(keptFile(store), { readonly: true });
  const rows = db.prepare("SELECT * FROM months ORDER BY name").all() as ReturnType<typeof keptRows>;
  db.close();
  return rows;
}

/** Another figure in every kept cell, so that it shows who reads them. */
function marked(store: SqliteStore): void {
  const db = openDatabase(keptFile(store));
  db.exec(`UPDATE months SET cells = replace(cells, 'called', 'called-not')`);
  db.close();
}

test("a month is kept as it was added up, and read again by the next reader", () => {
  const store = tempStore();
  given(5).storeIn(store);
  const first = rowsOf(store);
  expect(keptRows(store).map(({ name }) => name.slice(name.indexOf(" ") + 1))).toEqual([
    "hall 2031-02",
    "window 2031-02",
  ]);
  expect(rowsOf(store)).toEqual(first);
  marked(store);
  expect(rowsOf(store)).not.toEqual(first);
  // Another release may count otherwise: it reads nothing of this one, and leaves nothing of it.
  expect(rowsOf(store, "next")).toEqual(first);
  expect(keptRows(store)).toHaveLength(2);
});

test("a late rating makes it another month, a rebuild and a lost or broken file change nothing", () => {
  const month = given(5);
  const store = tempStore();
  month.storeIn(store);
  const before = rowsOf(store);
  const { hall } = month;
  const late = [...hall.state.cases.values()].find(({ rating, finishedAtMs }) => {
    return rating === null && finishedAtMs !== null && finishedAtMs < Date.parse("2031-03-01T00:00:00+08:00");
  });
  const rating = { windowId: null, level: 1, channel: "sms", reasons: [], comment: null, deviceId: null } as const;
  hall.does({ type: "record-rating", caseId: late?.id ?? "", ...rating });
  hall.nowMs += DAY_MS;
  hall.does({ type: "tick" });
  month.storeIn(store);
  const after = rowsOf(store);
  expect(after).not.toEqual(before);
  marked(store);
  store.rebuildProjections();
  expect(rowsOf(store)).toEqual(after);
  writeFileSync(keptFile(store), "not a database at all, and longer than the header of one would ever be".repeat(40));
  expect(rowsOf(store)).toEqual(after);
  expect(readFileSync(keptFile(store)).subarray(0, 6).toString()).toBe("SQLite");
  rmSync(keptFile(store));
  expect(rowsOf(store)).toEqual(after);
});

test("the file of another history of the same length is not believed", () => {
  const [one, other] = [tempStore(), tempStore(tempFolder())];
  // As after a restore: the same people a second later, so the same events under the same numbers.
  const [first, second] = [given(5), given(5, 1000)];
  expect(second.hall.log.length).toBe(first.hall.log.length);
  first.storeIn(one);
  second.storeIn(other);
  const want = rowsOf(other);
  rowsOf(one);
  marked(one);
  copyFileSync(keptFile(one), keptFile(other));
  expect(rowsOf(other)).toEqual(want);
});

test("between questions months are added up until none is missing", () => {
  const store = tempStore();
  given(7).storeIn(store);
  const reports = roomOf(store);
  let made = 0;
  while (made < 100 && reports.warmOne()) made += 1;
  expect(made).toBe(8);
  expect(reports.warmOne()).toBe(false);
  reports.close();
  const rows = rowsOf(store);
  rmSync(keptFile(store));
  expect(rowsOf(store)).toEqual(rows);
});
