// Every figure of every report, counted once more straight from the log by code that knows nothing of the reports.
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { ReportGroup, ReportPeriod, ReportTable } from "../../controller/contract/reports.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { isoWeek } from "../../controller/reports/periods.ts";
import { ReportRoom } from "../../controller/reports/room.ts";
import { askedSums } from "../../controller/store/case-asks.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { AsRecorded } from "../sim/recorded-waits.ts";
import { GivenMonth, monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";
import { type Extended, exactly, type Fact, factsOf } from "./recount.ts";
import { spanFactsOf } from "./recount-spans.ts";

const RULES = { waitTargetMinutes: 20, rankLeast: 20, publicLeast: 10 };
const MONTH_START_MS = Date.parse("2031-03-03T00:00:00+08:00");

interface Given {
  readonly settings: HallSettings;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly facts: readonly Fact[];
  readonly room: ReportRoom;
}

function given(settings: HallSettings, store: SqliteStore, from: string, to: string, extended?: Extended): Given {
  const { timezone } = settings;
  const facts = [...factsOf(store.path, timezone, extended), ...spanFactsOf(store.path, timezone)];
  const room = new ReportRoom({ path: store.path, settings, rules: RULES, version: "test" }, () =>
    Date.parse(`${to}T12:00:00Z`),
  );
  return { settings, path: store.path, from, to, facts, room };
}

const PERIODS: Readonly<Record<Exclude<ReportPeriod, "hour">, (day: string) => string>> = {
  total: () => "",
  day: (day) => day,
  week: isoWeek,
  month: (day) => day.slice(0, 7),
  quarter: (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
  year: (day) => day.slice(0, 4),
};

const sortedFacts = new WeakMap<readonly Fact[], Map<string, number[]>>();

/** The values of each thing among the facts of a row. */
function sorted(facts: readonly Fact[]): Map<string, number[]> {
  const known = sortedFacts.get(facts);
  if (known !== undefined) return known;
  const made = new Map<string, number[]>();
  for (const { what, value } of facts) {
    const list = made.get(what);
    if (list === undefined) made.set(what, [value]);
    else list.push(value);
  }
  sortedFacts.set(facts, made);
  return made;
}

/** What a figure must be, from the facts of its row; undefined: counted elsewhere. */
function wanted(id: string, facts: readonly Fact[], whole: readonly Fact[] = []): number | string | null | undefined {
  const times = (what: string) => sorted(facts).get(what) ?? [];
  const sum = (what: string) => times(what).reduce((total, value) => total + value, 0);
  const share = (part: number, of: number) => (of === 0 ? null : part / of);
  const levels = [1, 2, 3, 4, 5].map((level) => sum(`level${level}`));
  const good = (levels[2] ?? 0) + (levels[3] ?? 0) + (levels[4] ?? 0);
  const COUNTS = [
    ...["issued", "noShow", "abandoned", "voided", "called", "served", "missed", "transferred", "recalls", "undone"],
    ...["finished", "limited", "early", "late", "asked", "active", "pauses", "level1", "level2", "level3", "level4"],
    ...["level5", "extended", "timeFlagged", "defaults", "imported", "appointments", "walkIns", "priorities"],
    ...["bookedAbsent", "attended", "overnight", "drops", "faults"],
  ];
  if (COUNTS.includes(id)) return sum(id);
  const spread = /^(wait|service|way)(Average|P50|P90|Max)$/.exec(id);
  if (spread !== null) {
    const all = times(spread[1] ?? "");
    if (all.length === 0) return null;
    if (spread[2] === "Average") return all.reduce((total, ms) => total + ms, 0) / all.length / 60_000;
    return exactly(all, spread[2] === "P50" ? 0.5 : spread[2] === "P90" ? 0.9 : 1);
  }
  switch (id) {
    case "waited":
      return times("wait").length;
    case "ways":
      return times("way").length;
    case "withinTarget":
      return share(times("wait").filter((ms) => ms <= 20 * 60_000).length, times("wait").length);
    case "lateRate":
      return share(sum("late"), sum("limited"));
    case "activeRate":
      return share(
        sum("active"),
        sum("finished") || (sum("active") > 0 ? (sorted(whole).get("finished")?.length ?? 0) : 0),
      );
    case "askedRate":
      return share(
        sum("asked"),
        sum("finished") || (sum("asked") > 0 ? (sorted(whole).get("finished")?.length ?? 0) : 0),
      );
    case "askedPad":
      return share(sum("asked window_pad"), sum("finished"));
    case "askedQr":
      return share(sum("asked qr"), sum("finished"));
    case "askedSms":
      return share(sum("asked sms"), sum("finished"));
    case "askedPhone":
      return share(sum("asked phone"), sum("finished"));
    case "askedOther":
      return share(sum("asked mobile"), sum("finished"));
    case "withDefaultsRate":
      return share(sum("active") + sum("defaults"), sum("finished"));
    case "responseRate":
      return share(sum("active"), sum("asked"));
    case "unratedWithDefaults":
      return share(sum("finished") - sum("active") - sum("defaults"), sum("finished"));
    case "goodWithDefaults":
      return share(good + sum("defaults"), sum("active") + sum("defaults"));
    case "firstIn":
      return isOneDay(facts) && times("in").length > 0 ? Math.min(...times("in")) : null;
    case "lastOut":
      return isOneDay(facts) && times("out").length > 0 ? Math.max(...times("out")) : null;
    case "atWindow":
      return sum("open") / 3_600_000;
    case "paused":
      return sum("paused") / 60_000;
    case "pauseReasons":
      return reasonsOf(facts);
    case "up":
      return sum("online ms") / 60_000;
    case "down":
      return sum("offline ms") / 60_000;
    case "faulted":
      return sum("faulted ms") / 60_000;
    case "uptime":
      return share(sum("online ms"), sum("online ms") + sum("offline ms") + sum("faulted ms"));
    case "unrated":
      return share(sum("finished") - sum("active"), sum("finished"));
    case "good":
      return share(good, sum("active"));
    case "bad":
      return sum("active") - good;
    case "coverageSms":
      return share(sum("by sms"), sum("finished"));
    case "coveragePad":
      return share(sum("by window_pad"), sum("finished"));
    case "coverageQr":
      return share(sum("by qr"), sum("finished"));
    case "coveragePhone":
      return share(sum("by phone"), sum("finished"));
    case "coverageOther":
      return share(sum("by mobile"), sum("finished"));
    case "average":
      return share(
        levels.reduce((total, n, at) => total + n * (at + 1), 0),
        sum("active"),
      );
    default:
      return undefined;
  }
}

const isOneDay = (facts: readonly Fact[]) => new Set(facts.map(({ day }) => day)).size === 1;

function reasonsOf(facts: readonly Fact[]): string {
  const ms = new Map<string, number>();
  for (const { what, value } of facts) {
    if (what.startsWith("pause ")) ms.set(what.slice(6), (ms.get(what.slice(6)) ?? 0) + value);
  }
  return [...ms]
    .map(([reason, sum]) => `${reason} ${Number((sum / 60_000).toFixed(1))}`)
    .sort()
    .join("; ");
}

/** Times within 1 % and the rounding to a tenth of a minute; shares to four digits; counts exactly. */
function agrees(id: string, value: unknown, want: number | string | null): boolean {
  if (want === null || value === null || typeof want === "string") return want === value;
  if (typeof value !== "number") return false;
  if (/P50$|P90$/.test(id)) return Math.abs(value - want) <= want * 0.01 + 0.06;
  if (/Average$|Max$|^(paused|up|down|faulted)$/.test(id)) return Math.abs(value - want) <= 0.051;
  if (id === "atWindow") return Math.abs(value - want) <= 0.0051;
  if (id === "average") return Math.abs(value - want) <= 0.0051;
  return Number.isInteger(want) && !/Rate$|^good|^coverage|^asked[A-Z]|^unrated|withinTarget|uptime/.test(id)
    ? value === want
    : Math.abs(value - want) <= 0.00006;
}

const GROUPS = ["hall", "service", "window", "staff", "kind", "kiosk", "channel", "device"] as const;
const REPORTS = ["day", "windows", "ratings", "attendance", "kiosks", "channels", "devices", "kinds"];

/** Every value of a table against the facts; answers with what differs and how many were looked at. */
function compared(of: Given, table: ReportTable): { wrong: string[]; looked: number } {
  const { group } = table;
  const by = table.by as Exclude<ReportPeriod, "hour">;
  const rows = new Map<string, Fact[]>();
  const wholes = new Map<string, Fact[]>();
  const all: Fact[] = [];
  for (const fact of of.facts) {
    if (fact.day < of.from || fact.day > of.to) continue;
    const period = PERIODS[by](fact.day);
    wholes.set(period, wholes.get(period) ?? []);
    wholes.get(period)?.push(fact);
    const id = group === "hall" ? "" : fact[group as "service"];
    if (id === undefined) continue;
    all.push(fact);
    const key = `${period} ${id}`;
    const list = rows.get(key);
    if (list === undefined) rows.set(key, [fact]);
    else list.push(fact);
  }
  const wrong: string[] = [];
  let looked = 0;
  const seen = new Set<string>();
  for (const row of table.rows) {
    const key = `${row.period} ${row.id}`;
    seen.add(key);
    table.columns.forEach(({ id }, at) => {
      const want = wanted(id, rows.get(key) ?? [], wholes.get(row.period));
      if (want === undefined) return;
      looked += 1;
      if (!agrees(id, row.values[at], want)) wrong.push(`${key} ${id}: ${row.values[at]} is not ${want}`);
    });
  }
  for (const key of rows.keys()) if (!seen.has(key)) wrong.push(`${key} is missing`);
  table.columns.forEach(({ id, unit }, at) => {
    // A clock has no sum, and a share by channel is of the hall in all periods.
    const want = unit === "clock" || /^(active|asked)Rate$/.test(id) ? undefined : wanted(id, all);
    if (want !== undefined && !agrees(id, table.totals[at], want))
      wrong.push(`total ${id}: ${table.totals[at]} ${want}`);
  });
  return { wrong, looked };
}

function check(of: Given, group: ReportGroup, by: ReportPeriod): number {
  let all = 0;
  for (const name of REPORTS) {
    const table = of.room.table({ report: name, from: of.from, to: of.to, by, group });
    if (table === null) throw new Error(name);
    const { wrong, looked } = compared(of, table);
    expect(wrong.slice(0, 10)).toEqual([]);
    all += looked;
  }
  return all;
}

describe("a month of a hall with thirty windows", () => {
  let month: Given;
  let store: SqliteStore;
  beforeAll(() => {
    const settings = monthSettings(30);
    const made = new GivenMonth(settings, MONTH_START_MS, 20310303);
    made.days(26, MONTH_START_MS, 120);
    // March has ended: it is asked as a whole month too.
    made.hall.nowMs = Date.parse("2031-04-01T08:00:00+08:00");
    made.hall.does({ type: "tick" });
    store = SqliteStore.open(keptFolder());
    made.storeIn(store);
    const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", weekday: "short" });
    const hour = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", hourCycle: "h23" });
    const extended = (at: number) =>
      weekday.format(at) === "Thu" && Number(hour.format(at)) >= 17 && Number(hour.format(at)) < 20;
    month = given(settings, store, "2031-03-03", "2031-03-28", extended);
    return () => {
      month.room.close();
      store.close();
    };
  }, 300_000);

  test.each(GROUPS)("by %s, in all", (group) => {
    expect(check(month, group, "total")).toBeGreaterThan(20);
  });

  test.each(["day", "week", "month", "quarter", "year"] as const)("the hall by %s", (by) => {
    expect(check(month, "hall", by)).toBeGreaterThan(50);
  });

  test.each(["window", "staff", "service", "channel", "device", "kind"] as const)("%s by day", (group) => {
    expect(check(month, group, "day")).toBeGreaterThan(500);
  });

  test.each(["total", "month", "quarter", "year"] as const)("whole months that are kept added up, by %s", (by) => {
    const whole = { ...month, from: "2031-02-01", to: "2031-04-30" };
    for (let time = 0; time < 2; time += 1) expect(check(whole, "window", by)).toBeGreaterThan(50);
  });

  test("every hour of the clock", () => {
    const table = month.room.table({ report: "hours", from: month.from, to: month.to });
    const at = (id: string) => table?.columns.findIndex((column) => column.id === id) ?? -1;
    for (const row of table?.rows ?? []) {
      const facts = month.facts.filter(({ hour }) => `${String(hour).padStart(2, "0")}:00` === row.period);
      for (const id of ["issued", "called", "finished", "waited", "active", "noShow"]) {
        expect([row.period, id, row.values[at(id)]]).toEqual([row.period, id, wanted(id, facts)]);
      }
    }
    expect(table?.rows.length).toBeGreaterThanOrEqual(8);
  });

  test("everything that makes figures hard is in it", () => {
    const hard = [
      ...[
        "undone",
        "recalls",
        "transferred",
        "noShow",
        "by sms",
        "asked sms",
        "asked phone",
        "asked mobile",
        "way",
        "early",
        "late",
        "timeFlagged",
        "extended",
      ],
      ...["defaults", "imported", "appointments", "priorities", "bookedAbsent", "overnight", "in", "out", "pause 午休"],
      ...["pause —", "open", "drops", "faults", "online ms", "offline ms", "faulted ms"],
    ];
    for (const what of hard) {
      expect([what, month.facts.some((fact) => fact.what === what && fact.value > 0)]).toEqual([what, true]);
    }
  });

  test("asked, active and with defaults: three figures, and the channels of the first two add up to them", () => {
    const table = month.room.table({ report: "ratings", from: month.from, to: month.to, by: "total", group: "hall" });
    const at = (id: string) => Number(table?.totals[table.columns.findIndex((column) => column.id === id)]);
    for (const [whole, parts] of [
      ["askedRate", "asked"],
      ["activeRate", "coverage"],
    ] as const) {
      const sum = ["Pad", "Qr", "Sms", "Phone", "Other"].reduce((total, name) => total + at(`${parts}${name}`), 0);
      expect([whole, Math.abs(sum - at(whole)) < 0.0004]).toEqual([whole, true]);
    }
    expect(at("askedRate")).toBeGreaterThan(at("withDefaultsRate") - at("defaults") / at("finished"));
    expect(at("withDefaultsRate")).toBeGreaterThan(at("activeRate"));
    // The page of call-backs counts the same cases by a question of its own.
    const reader = openDatabase(month.path, { readonly: true });
    const sums = askedSums(reader, MONTH_START_MS, Date.parse("2031-04-02T00:00:00+08:00"));
    reader.close();
    const count = (counts: (row: (typeof sums)[number]) => boolean) =>
      sums.reduce((total, row) => total + (counts(row) ? row.cases : 0), 0);
    const figures = [count(() => true), count((row) => row.asked === 1), count((row) => row.active === 1)];
    expect(figures).toEqual([at("finished"), at("asked"), at("active")]);
  });

  test("a figure that is wrong would be seen", () => {
    const table = month.room.table({ report: "month", from: month.from, to: month.to }) as ReportTable;
    const values = [...(table.rows[3]?.values ?? [])];
    values[0] = Number(values[0]) + 1;
    const rows = table.rows.map((row, at) => (at === 3 ? { ...row, values } : row));
    expect(compared(month, { ...table, rows }).wrong).toHaveLength(1);
  });
});

describe("the recorded fortnight", () => {
  const DAYS = Array.from({ length: 14 }, (_, at) => at + 1);
  let fortnight: Given;
  let store: SqliteStore;
  beforeAll(() => {
    const recorded = new AsRecorded(1);
    // What is told at issue is no figure of a report, and takes long to simulate.
    recorded.hall.toldWait = undefined;
    for (const day of DAYS) recorded.day(day);
    const { settings, log } = recorded.hall;
    store = SqliteStore.open(keptFolder());
    for (let at = 0; at < log.length; at += 500) store.append({ events: log.slice(at, at + 500), answers: [] });
    fortnight = given(settings, store, "1999-01-30", "1999-02-16");
    return () => {
      fortnight.room.close();
      store.close();
    };
  }, 300_000);

  test("is there", () => expect(existsSync(fortnight.path)).toBe(true));

  test.each(["service", "window", "kind", "hall"] as const)("by %s, in all", (group) => {
    expect(check(fortnight, group, "total")).toBeGreaterThan(50);
  });

  test.each(["day", "week"] as const)("by %s", (by) => {
    expect(check(fortnight, "hall", by)).toBeGreaterThan(50);
  });
});
