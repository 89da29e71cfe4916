// P13, P15 and P16: reports on a long log against a scan of the same rows, exports, and what an event takes on disk.
import { cpSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { ReportRoom } from "../../dist/controller/reports/room.js";
import { settingsOf } from "../../dist/controller/settings-of-config.js";
import { openDatabase } from "../../dist/controller/store/sqlite.js";
import { SqliteStore } from "../../dist/controller/store/sqlite-store.js";
import { forget, median, ms, report, root, scratch, spawnOn, times } from "./bench-lib.mjs";
import { bigLog } from "./cold.mjs";
import { loadedConfig } from "./serialisations.mjs";

const DAY_MS = 86_400_000;
const ROUNDS = 9;
const RULES = { waitTargetMinutes: 20, rankLeast: 20, publicLeast: 10 };
const SCAN = `SELECT type, count(*) FROM events WHERE at_ms BETWEEN ? AND ? AND json_extract(data, '$.serviceId') > ''
  GROUP BY type`;
const MB = 1e6;

const isoDay = (ms) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);

function timed(run) {
  const startedMs = performance.now();
  run();
  return performance.now() - startedMs;
}

/** The middle of several rounds; the first finds cold pages and compiles. */
function usual(run) {
  run();
  return median(Array.from({ length: ROUNDS }, () => timed(run)));
}

function measureTables(log, settings) {
  const path = join(log.dataDir, "hall.db");
  const options = { path, settings, rules: RULES, version: "bench" };
  // As the reports' thread does it between questions; the first question then comes to a reader that has just started.
  const warming = new ReportRoom(options, Date.now);
  let months = 0;
  const warmMs = timed(() => {
    while (warming.warmOne()) months += 1;
  });
  warming.close();
  console.log(`  ${months} months of one kind of thing added up in ${(warmMs / 1000).toFixed(1)} s`);
  const room = new ReportRoom(options, Date.now);
  const db = openDatabase(path, { readonly: true });
  const events = `${(log.events / 1e6).toFixed(1)} M events`;
  // Yesterday and before: today is added up from the facts, and is measured by itself.
  const last = Date.now() - DAY_MS;
  const span = (days) => ({ from: isoDay(last - (days - 1) * DAY_MS), to: isoDay(last) });
  const groups = ["hall", "service", "window", "staff", "kind", "channel"];
  const scanMs = timed(() => db.prepare(SCAN).all(last - 30 * DAY_MS, last));
  let firstMs = 0;
  const slowest = (days, by) => {
    const all = groups.map((group) => {
      const ask = () => room.table({ report: "day", ...span(days), by, group });
      const first = timed(ask);
      firstMs = Math.max(firstMs, first);
      return { first, again: usual(ask) };
    });
    return { first: Math.max(...all.map(({ first }) => first)), again: Math.max(...all.map(({ again }) => again)) };
  };
  const month = slowest(30, "total");
  const daily = slowest(30, "day");
  const year = slowest(365, "month");
  const three = slowest(3 * 365, "year");
  const worked = (days) => `${room.table({ report: "month", ...span(days) }).days} days of it worked`;
  const enough = (tookMs, aim) => tookMs <= aim && scanMs >= tookMs * 50;
  // The first time anybody asks, days or kept months are added up; asked again, the answer itself is there.
  const row = (name, { first, again: tookMs }, aim) =>
    report(
      "P13",
      `${name}, ${events}`,
      `${ms(tookMs)}, first ${ms(first)}`,
      ms(scanMs),
      times(scanMs / tookMs),
      `≤ ${aim} ms, ≥ 50×`,
      enough(tookMs, aim),
    );
  row(`month in all, slowest of ${groups.length} groups`, month, 10);
  row("month by day, the same", daily, 10);
  row(`year by month, the same, ${worked(365)}`, year, 40);
  row(`three years by year, the same, ${worked(3 * 365)}`, three, 120);
  report("P13", "slowest first answer of all these", ms(firstMs), "", ms(firstMs), "≤ 300 ms", firstMs <= 300);
  const today = { report: "day", from: isoDay(Date.now()), to: isoDay(Date.now()) };
  const todayMs = timed(() => room.table(today));
  const againMs = usual(() => room.table(today));
  report(
    "P13",
    "today, added up from its events; then asked again",
    ms(todayMs),
    "",
    ms(againMs),
    "≤ 300 ms",
    todayMs <= 300,
  );
  db.close();
  room.close();
}

/** The whole log as CSV from a process of its own, with the most memory it took. */
async function measureExport(log, dir, what) {
  const out = join(dir, `${what}.csv`);
  const probe = pathToFileURL(join(root, "tests/bench/peak-memory.mjs")).href;
  const peakFile = join(dir, `${what}.peak`);
  const run = async (span) => {
    const args = [
      "dist/controller/cli.js",
      "export",
      what,
      ...span,
      "--config",
      log.config,
      "--data",
      log.dataDir,
      "--out",
      out,
    ];
    const env = { ...process.env, NODE_OPTIONS: `--import ${probe}`, PEAK_FILE: peakFile };
    const child = spawnOn(0, [...args, "--json"], { env, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
    });
    const startedMs = performance.now();
    const code = await new Promise((done) => child.once("exit", done));
    if (code !== 0) throw new Error(`export ${what} ended with ${code}`);
    const tookMs = performance.now() - startedMs;
    return { rows: JSON.parse(said).rows, tookMs, peakMb: Number(readFileSync(peakFile, "utf8")) };
  };
  // A span with nothing in it: what the process itself takes.
  const bare = await run(["--from", "2000-01-01", "--to", "2000-01-01"]);
  const all = await run(["--from", "2000-01-01"]);
  const perSecond = all.rows / ((all.tookMs - bare.tookMs) / 1000);
  const moreMb = all.peakMb - bare.peakMb;
  const mb = statSync(out).size / MB;
  rmSync(out);
  const name = `export of ${what} as CSV, ${all.rows} rows, ${mb.toFixed(0)} MB`;
  const result = `${Math.round(perSecond / 1000)} k/s, +${moreMb.toFixed(0)} MB`;
  const met = perSecond >= 300_000 && moreMb <= 64;
  report(
    "P15",
    name,
    `${(all.tookMs / 1000).toFixed(1)} s`,
    `${(bare.tookMs / 1000).toFixed(1)} s`,
    result,
    "≥ 300 k/s, ≤ 64 MB",
    met,
  );
}

/** In a process of its own: it is long, and the loop of this one has other things to do. */
function measureRebuild(log, dir) {
  const dataDir = join(dir, "rebuild");
  cpSync(log.dataDir, dataDir, { recursive: true });
  const store = SqliteStore.open(dataDir);
  const tookMs = timed(() => store.rebuildProjections());
  store.close();
  const perSecond = log.events / (tookMs / 1000);
  const result = `${Math.round(perSecond / 1000)} k/s`;
  report(
    "P15",
    `tables made anew from ${(log.events / 1e6).toFixed(1)} M events`,
    ms(tookMs),
    "",
    result,
    "≥ 167 k/s",
    perSecond >= 167_000,
  );
  rmSync(dataDir, { recursive: true, force: true });
}

function measureBytes(log) {
  const path = join(log.dataDir, "hall.db");
  const db = openDatabase(path, { readonly: true });
  const sizes = db.prepare("SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC");
  let parts = "";
  try {
    const of = sizes.all().filter(({ bytes }) => bytes / log.events >= 1);
    parts = of.map(({ name, bytes }) => `${name} ${(bytes / log.events).toFixed(0)}`).join(", ");
  } catch {
    parts = "this SQLite has no dbstat";
  }
  const data = db.prepare("SELECT avg(length(data)) AS data FROM events").get().data;
  db.close();
  const perEvent = statSync(path).size / log.events;
  console.log(`  bytes per event: ${parts}; the event's own text ${data.toFixed(0)}`);
  report(
    "P16",
    "bytes per event, with tables, indexes, hash",
    `${perEvent.toFixed(0)} B`,
    `${data.toFixed(0)} B text`,
    `${perEvent.toFixed(0)} B`,
    "≤ 200 B",
    perEvent <= 200,
  );
}

export async function measureReports(quick) {
  const log = bigLog(quick);
  const dir = scratch();
  // Also when the run takes too long and is ended in the middle.
  process.once("exit", () => forget(dir));
  try {
    const settings = settingsOf(loadedConfig(dir, parse(readFileSync(log.config, "utf8"))));
    measureTables(log, settings);
    await measureExport(log, dir, "events");
    await measureExport(log, dir, "tickets");
    measureRebuild(log, dir);
    measureBytes(log);
  } finally {
    forget(dir);
  }
}
