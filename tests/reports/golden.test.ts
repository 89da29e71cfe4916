// Every report of one small invented week, and the manager's live page of one moment in it, byte for byte: what a
// change of the code does to the figures is seen in a review. `UPDATE_GOLDEN=1` writes the files anew; the week itself
// (`golden/week.jsonl`) stays as it is.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReportTable } from "../../controller/contract/reports.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { viewData } from "../../controller/live.ts";
import { csvOf } from "../../controller/reports/files.ts";
import { PRESETS } from "../../controller/reports/presets.ts";
import { ReportRoom } from "../../controller/reports/room.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import { contextOf } from "../../controller/views/sources.ts";
import { GivenMonth, monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";

const FOLDER = join(import.meta.dirname, "golden");
const WEEK = join(FOLDER, "week.jsonl");
const IS_UPDATE = process.env.UPDATE_GOLDEN === "1";
const WINDOWS = 3;
const MONDAY_MS = Date.parse("2031-03-03T00:00:00+08:00");
const RULES = { waitTargetMinutes: 20, rankLeast: 3, publicLeast: 3 };
const WHOLE = { from: "2031-03-03", to: "2031-03-09" };
const THURSDAY = { from: "2031-03-06", to: "2031-03-06" };

let store: SqliteStore;
let room: ReportRoom;

/** Six days of a hall with three windows, made once and kept: the rules may change, this log does not. */
function week(): LoggedEvent[] {
  if (!existsSync(WEEK)) {
    const month = new GivenMonth(monthSettings(WINDOWS), MONDAY_MS, 20310303);
    month.days(6, MONDAY_MS, 14);
    writeFileSync(WEEK, month.hall.log.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }
  const lines = readFileSync(WEEK, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as LoggedEvent);
}

beforeAll(() => {
  store = SqliteStore.open(keptFolder());
  const events = week();
  for (let at = 0; at < events.length; at += 100) store.append({ events: events.slice(at, at + 100), answers: [] });
  const options = { path: store.path, settings: monthSettings(WINDOWS), rules: RULES, version: "golden" };
  room = new ReportRoom(options, () => Date.parse("2031-03-10T08:00:00+08:00"));
});
afterAll(() => {
  room.close();
  store.close();
});

function same(file: string, text: string): void {
  const path = join(FOLDER, file);
  if (IS_UPDATE) writeFileSync(path, text);
  expect(text === readFileSync(path, "utf8"), `${file} differs: look at it with UPDATE_GOLDEN=1 and git diff`).toBe(
    true,
  );
}

function table(name: string): ReportTable {
  const made = room.table({ report: name, ...(name === "day" ? THURSDAY : WHOLE) });
  if (made === null) throw new Error(name);
  return made;
}

const NAMES = PRESETS.map(({ name }) => name);

test.each(NAMES)("%s as a table", (name) => same(`${name}.json`, `${JSON.stringify(table(name), null, 2)}\n`));

test.each(NAMES)("%s as CSV", (name) => same(`${name}.csv`, csvOf(table(name))));

test("figures for everybody", () => same("public.json", `${JSON.stringify(room.publicFigures(), null, 2)}\n`));

test("the manager's live page on Thursday at three", () => {
  const nowMs = Date.parse("2031-03-06T15:00:00+08:00");
  const events = week().filter(({ atMs }) => atMs <= nowMs);
  const settings = monthSettings(WINDOWS);
  const state = newState(settings);
  for (const event of events) fold(state, event);
  const sources = { settings, index: indexOf(events), clock: { nowMs: () => nowMs }, baseUrl: () => "http://hall" };
  const view = viewData(contextOf({ ...sources, devices: () => [] }, state), "manager", () => null);
  same("live.json", `${JSON.stringify(view, null, 2)}\n`);
});

test("no file is left of a report that is no more, and each shows something", () => {
  const known = new Set([
    ...NAMES.flatMap((name) => [`${name}.json`, `${name}.csv`]),
    "public.json",
    "live.json",
    "week.jsonl",
    // Of a test of its own.
    "loop-ledger.csv",
  ]);
  expect(readdirSync(FOLDER).filter((file) => !known.has(file))).toEqual([]);
  for (const name of NAMES) expect([name, table(name).rows.length > 0]).toEqual([name, true]);
});
