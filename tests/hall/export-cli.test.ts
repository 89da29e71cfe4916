// `hallkeeper export`: every report, the three lists, with and without personal data, and what it refuses; most as a
// process of its own. The log is made beforehand; no service runs.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { parseConfig } from "../../config/load.ts";
import { ExportUsageError, exportCommand } from "../../controller/cli/export.ts";
import type { ReportTable } from "../../controller/contract/reports.ts";
import { PRESETS } from "../../controller/reports/presets.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { hallConfig } from "../helpers/real-hall.ts";
import { GivenMonth, monthSettings } from "../reports/given-month.ts";
import { unzipped } from "../reports/unzipped.ts";

const root = resolve(import.meta.dirname, "..", "..");
const WINDOWS = 3;
const START_MS = Date.parse("2031-03-03T00:00:00+08:00");
const SPAN = ["--from", "2031-03-03", "--to", "2031-03-05"];
const PERSON = "h1-invented-hash-of-a-person";

let dir = "";
let configFile = "";
let dataDir = "";
const counted = { events: 0, cases: 0, tickets: 0 };

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "hallkeeper-export-"));
  configFile = join(dir, "hall.yaml");
  dataDir = join(dir, "data");
  const settings = monthSettings(WINDOWS);
  const services = settings.services.map(({ id, prefix, digits, name }) => ({ id, prefix, digits, name }));
  const ports = { hall: 1, bus: 2, strips: 3, printer: 4, sim: 5 };
  const config = hallConfig({ windows: WINDOWS, services }, ports);
  writeFileSync(configFile, stringify(config));
  const month = new GivenMonth(settings, START_MS, 5);
  month.days(3, START_MS, 12);
  const { hall } = month;
  hall.does({ type: "device-changed", deviceId: "keypad-1", state: "online", detail: "" });
  hall.later(60_000);
  hall.does({ type: "issue-ticket", serviceId: "tax", priority: null, kioskId: null, language: null, person: PERSON });
  const store = SqliteStore.open(dataDir);
  month.storeIn(store);
  store.close();
  const count = (type: string) => hall.log.filter((event) => event.type === type).length;
  const first = hall.log.findIndex(({ type }) => type === "day.started");
  counted.events = hall.log.length - first;
  counted.tickets = count("ticket.issued");
  counted.cases =
    count("case.opened") -
    hall.log.reduce((sum, { type, data }) => {
      return (
        sum + (type === "action.undone" ? (data as { removedCaseIds: readonly unknown[] }).removedCaseIds.length : 0)
      );
    }, 0);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function exported(...args: string[]): Promise<Ended> {
  const all = ["dist/controller/cli.js", "export", ...args, "--config", configFile, "--data", dataDir];
  return new Promise((done) => {
    execFile(process.execPath, all, { cwd: root, maxBuffer: 64e6 }, (error, out, err) => {
      done({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

/** The same without a process: what differs between the reports is not how they are started. */
async function exportedHere(what: string | undefined, over: Record<string, string> = {}): Promise<string> {
  const loaded = parseConfig(readFileSync(configFile, "utf8"));
  if (!loaded.ok) throw new Error("the hall's file has faults");
  const out = join(dir, `${what ?? "nothing"}.csv`);
  const none = { by: undefined, group: undefined, format: undefined, full: false, version: "0.0.0" };
  const span = { from: SPAN[1], to: SPAN[3] };
  await exportCommand({ config: loaded.config, dataDir, what, out, ...none, ...span, nowMs: Date.now, ...over });
  return readFileSync(out, "utf8");
}

const lines = (text: string) => text.trimEnd().split(/\r?\n/);

describe("reports", () => {
  test.each(PRESETS.map(({ name }) => name))("%s comes as CSV, with a total and the checkpoint", async (name) => {
    const out = await exportedHere(name);
    const all = lines(out);
    expect(out.startsWith("\ufeff")).toBe(true);
    expect(all.length).toBeGreaterThan(3);
    expect(all.at(-2)).toMatch(/^合计 Total,/);
    expect(all.at(-1)).toMatch(/检查点 Checkpoint \d+ [0-9a-f]{64}/);
  });

  test("a process prints the same as is written to a file", async () => {
    const { code, out, err } = await exported("windows", ...SPAN);
    expect([code, err]).toEqual([0, ""]);
    const rows = (text: string) => lines(text).slice(0, -1);
    expect(rows(out)).toEqual(rows(await exportedHere("windows")));
  });

  test("JSON is the table of the API, grouped as asked", async () => {
    const { code, out } = await exported("month", ...SPAN, "--format", "json", "--by", "total", "--group", "window");
    const table = JSON.parse(out) as ReportTable;
    expect([code, table.report, table.by, table.group, table.days]).toEqual([0, "month", "total", "window", 3]);
    expect(table.rows.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });

  test("XLSX goes into a file, and says how many rows", async () => {
    const file = join(dir, "staff.xlsx");
    const { code, out } = await exported("staff", ...SPAN, "--format", "xlsx", "--out", file, "--json");
    const said = JSON.parse(out) as { rows: number; out: string };
    expect([code, said.out]).toEqual([0, file]);
    const sheet = unzipped(readFileSync(file), "xl/worksheets/sheet1.xml");
    // Heading, rows, total, origin.
    expect(sheet.match(/<row /g)).toHaveLength(said.rows + 3);
  });

  test("staff stand under their number; by name only when everything is asked for", async () => {
    const plain = await exported("staff", ...SPAN);
    const full = await exported("staff", ...SPAN, "--full");
    expect(plain.out).not.toContain("员工1");
    expect(plain.out).toContain("1001");
    expect(full.out).toContain("1001 员工1");
  });
});

describe("lists", () => {
  test.each(["events", "cases", "tickets"] as const)("%s: every row, once", async (name) => {
    const file = join(dir, `${name}.csv`);
    const { code } = await exported(name, ...SPAN, "--out", file);
    const all = lines(readFileSync(file, "utf8"));
    expect([code, all.length - 1]).toEqual([0, counted[name]]);
    const seqs = all.slice(1).map((line) => Number(line.split(",")[0]));
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  test("events of one day alone, as lines of JSON", async () => {
    const { code, out } = await exported("events", "--from", "2031-03-04", "--to", "2031-03-04", "--format", "json");
    const days = new Set(lines(out).map((line) => (JSON.parse(line) as { at: string }).at.slice(0, 10)));
    // What the turn of the day ended bears the time of the turn.
    expect([code, [...days].filter((day) => day === "2031-03-04")]).toEqual([0, ["2031-03-04"]]);
    expect(JSON.parse(lines(out)[0] ?? "")).toMatchObject({ type: "day.started" });
  });

  test("hold nothing of persons, unless everything is asked for", async () => {
    const plain = await exported("events", ...SPAN);
    const full = await exported("events", ...SPAN, "--full");
    expect(plain.out).not.toContain(PERSON);
    expect(plain.out).not.toMatch(/""token"":""token-/);
    expect(full.out).toContain(PERSON);
    expect(full.out).toMatch(/""token"":""token-/);
    const hash = (out: string) => lines(out)[1]?.split(",").at(-1);
    expect([hash(plain.out), hash(full.out)]).toEqual(["", expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });
});

test.each<[string | undefined, Record<string, string>, RegExp]>([
  ["nothing", {}, /a report, events, cases, tickets/],
  ["day", { from: "2031-02-30" }, /--from 2031-02-30/],
  ["day", { from: "yesterday" }, /YYYY-MM-DD/],
  ["day", { from: "2031-03-05", to: "2031-03-04" }, /is after/],
  ["day", { by: "minute" }, /--by minute: one of total, hour/],
  ["day", { group: "moon" }, /--group moon/],
  ["events", { format: "xlsx" }, /--format xlsx/],
])("export %s with %j is wrong usage", async (what, over, why) => {
  await expect(exportedHere(what, over)).rejects.toThrow(ExportUsageError);
  await expect(exportedHere(what, over)).rejects.toThrow(why);
});

test.each([
  [[], /a report/],
  [["day", "--format", "pdf"], /--format pdf/],
])("export %j is wrong usage: exit 2, said in one line", async (args, why) => {
  const { code, out, err } = await exported(...args);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(why);
  expect(lines(err)).toHaveLength(1);
});
