// Attendance, pauses, devices and appointments once more, straight from the rows of the log: each day's marks of one
// window or device are listed, and the time between two marks belongs to the first.
import { openDatabase } from "../../controller/store/sqlite.ts";
import type { Fact } from "./recount.ts";

// biome-ignore lint/suspicious/noExplicitAny: events are read here as an outside program reads them.
type Data = any;
interface Row {
  seq: number;
  at: number;
  type: string;
  data: Data;
}
interface Mark {
  at: number;
  state: string;
  staff?: string | null;
  reason?: string | null;
}

/** The days of the log, each with its own rows; the first row is `day.started`. */
function daysOf(path: string): Row[][] {
  const db = openDatabase(path, { readonly: true });
  const rows = db.prepare("SELECT seq, at_ms AS at, type, data FROM events ORDER BY seq").all() as Row[];
  db.close();
  const days: Row[][] = [];
  for (const row of rows) {
    row.data = JSON.parse(row.data);
    if (row.type === "day.started") days.push([]);
    days.at(-1)?.push(row);
  }
  return days;
}

/** Everything of this kind in the log. */
export function spanFactsOf(path: string, timezone: string): Fact[] {
  const dateOf = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone });
  const timeOf = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, timeStyle: "short", hourCycle: "h23" });
  const days = daysOf(path);
  return days.flatMap((rows, index) => {
    const day = rows[0]?.data.day as string;
    const lastAt = rows.filter(({ at }) => dateOf.format(at) === day).at(-1)?.at ?? 0;
    const nextAt = days[index + 1]?.[0]?.at ?? Number.POSITIVE_INFINITY;
    // Another day a minute ago, this one now: the service ran over midnight, which is at a full minute everywhere.
    const isOnTime = dateOf.format(nextAt === Number.POSITIVE_INFINITY ? 0 : nextAt - 60_000) === day;
    const endAt = isOnTime ? nextAt - (nextAt % 60_000) : lastAt;
    const minuteOf = (at: number) => {
      const [hour, minute] = timeOf.format(at).split(":").map(Number);
      return dateOf.format(at) === day ? (hour ?? 0) * 60 + (minute ?? 0) : 1439;
    };
    const of = (facts: Omit<Fact, "day" | "hour">[]) => facts.map((fact) => ({ ...fact, day, hour: -1 }));
    return [
      ...of(windowFacts(rows, endAt)),
      ...of(staffFacts(rows, minuteOf)),
      ...of(deviceFacts(rows, endAt)),
      ...absentFacts(rows).map((fact) => ({ ...fact, day, hour: Math.floor(minuteOf(fact.at) / 60) })),
    ];
  });
}

type Timeless = Omit<Fact, "day" | "hour">;

function between(marks: readonly Mark[], endAt: number): (Mark & { ms: number })[] {
  return marks.map((mark, at) => ({ ...mark, ms: Math.max(0, (marks[at + 1]?.at ?? endAt) - mark.at) }));
}

function windowFacts(rows: readonly Row[], endAt: number): Timeless[] {
  const [start] = rows as [Row];
  const marks = new Map<string, Mark[]>();
  for (const { id, state, staffId, pauseReason } of start.data.snapshot.windows) {
    marks.set(id, [{ at: start.at, state, staff: staffId, reason: pauseReason }]);
  }
  for (const { at, type, data } of rows) {
    const change: Partial<Mark> | null =
      type === "window.opened"
        ? { state: "open", staff: data.staffId, reason: null }
        : type === "window.paused"
          ? { state: "paused", reason: data.reason }
          : type === "window.resumed"
            ? { state: "open", reason: null }
            : type === "window.closed"
              ? { state: "closed", staff: null }
              : type === "staff.signed-in"
                ? { staff: data.staffId }
                : type === "staff.signed-out"
                  ? { staff: null }
                  : null;
    if (change === null) continue;
    const list = marks.get(data.windowId) ?? [{ at, state: "closed", staff: null }];
    marks.set(data.windowId, [...list, { ...(list.at(-1) as Mark), ...change, at }]);
  }
  const facts: Timeless[] = [];
  for (const [window, list] of marks) {
    for (const { state, staff, reason, ms } of between(list, endAt)) {
      const where = { window, staff: staff ?? undefined, value: ms };
      if (ms === 0 || state === "closed") continue;
      if (state === "open") facts.push({ what: "open", ...where });
      else facts.push({ what: "paused", ...where }, { what: `pause ${reason ?? "—"}`, ...where });
    }
  }
  return facts;
}

function staffFacts(rows: readonly Row[], minuteOf: (at: number) => number): Timeless[] {
  const [start] = rows as [Row];
  const facts: Timeless[] = [];
  const here = new Set<string>();
  for (const { staffId } of start.data.snapshot.windows) {
    if (staffId !== null) facts.push({ what: "overnight", staff: staffId, value: 1 });
  }
  for (const { at, type, data } of rows) {
    if (type === "staff.signed-in") {
      facts.push({ what: "in", staff: data.staffId, value: minuteOf(at) });
      if (!here.has(data.staffId)) facts.push({ what: "attended", staff: data.staffId, value: 1 });
      here.add(data.staffId);
    }
    if (type === "staff.signed-out") facts.push({ what: "out", staff: data.staffId, value: minuteOf(at) });
  }
  return facts;
}

function deviceFacts(rows: readonly Row[], endAt: number): Timeless[] {
  const [start] = rows as [Row];
  const marks = new Map<string, Mark[]>();
  for (const { id, state } of start.data.snapshot.devices) marks.set(id, [{ at: start.at, state }]);
  const facts: Timeless[] = [];
  for (const { at, type, data } of rows) {
    const state = /^device\.(online|offline|faulted|removed)$/.exec(type)?.[1];
    if (state === undefined) continue;
    const list = marks.get(data.deviceId) ?? [];
    const before = list.at(-1)?.state;
    const value = 1;
    if (state === "offline" && (before === "online" || before === "faulted")) {
      facts.push({ what: "drops", device: data.deviceId, value });
    }
    if (state === "faulted" && before !== "faulted") facts.push({ what: "faults", device: data.deviceId, value });
    marks.set(data.deviceId, [...list, { at, state }]);
  }
  for (const [device, list] of marks) {
    for (const { state, ms } of between(list, endAt)) {
      if (ms > 0 && state !== "removed" && state !== "starting") facts.push({ what: `${state} ms`, device, value: ms });
    }
  }
  return facts;
}

/** Whose slot passed; those of the turn of the day belong to the day that ended. */
function absentFacts(rows: readonly Row[]): (Timeless & { at: number })[] {
  return rows
    .filter(({ type }) => type === "appointment.no-show")
    .map(({ at, data }) => ({ what: "bookedAbsent", service: data.serviceId, value: 1, at }));
}
