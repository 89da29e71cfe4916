// Local days and times of the hall's time zone, right through every change of the clocks.
import type { LocalDay } from "./types.ts";

/** Offsets change only at full quarters of an hour (UTC), and so do local days. */
const QUARTER_MS = 900_000;
const QUARTERS_KEPT_MAX = 20_000;
const DAY_MS = 86_400_000;

interface Quarter {
  readonly offsetMs: number;
  readonly suffix: string;
  readonly day: LocalDay;
}
interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly quarters: Map<number, Quarter>;
}
/** A cache of pure results: it never changes an answer. */
const zones = new Map<string, Zone>();

function zoneOf(timezone: string): Zone {
  const known = zones.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const zone = { format, quarters: new Map<number, Quarter>() };
  zones.set(timezone, zone);
  return zone;
}

function offsetSuffix(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function measured(format: Intl.DateTimeFormat, atMs: number): Quarter {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const offsetMs = Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
  return { offsetMs, suffix: offsetSuffix(offsetMs), day: new Date(atMs + offsetMs).toISOString().slice(0, 10) };
}

function quarterOf(atMs: number, timezone: string): Quarter {
  const zone = zoneOf(timezone);
  const index = Math.floor(atMs / QUARTER_MS);
  const known = zone.quarters.get(index);
  if (known !== undefined) return known;
  if (zone.quarters.size >= QUARTERS_KEPT_MAX) zone.quarters.clear();
  const quarter = measured(zone.format, index * QUARTER_MS);
  zone.quarters.set(index, quarter);
  return quarter;
}

/** The calendar day at this moment in this time zone, `YYYY-MM-DD`. */
export function localDay(atMs: number, timezone: string): LocalDay {
  return quarterOf(atMs, timezone).day;
}

/** ISO 8601 with the offset in force at that moment, e.g. `2031-03-04T09:30:00.000+08:00`. */
export function isoWithOffset(atMs: number, timezone: string): string {
  const { offsetMs, suffix } = quarterOf(atMs, timezone);
  return new Date(atMs + offsetMs).toISOString().slice(0, -1) + suffix;
}

/** First moment of a local day and of the one after it: 23, 24 or 25 hours apart. */
export function localDayRange(day: LocalDay, timezone: string): { readonly startMs: number; readonly endMs: number } {
  const startMs = dayStartMs(day, timezone);
  const noonNextDay = new Date(Date.parse(`${day}T12:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return { startMs, endMs: dayStartMs(noonNextDay, timezone) };
}

function dayStartMs(day: LocalDay, timezone: string): number {
  // Offsets lie between -12 and +14 hours, so the day starts within this span.
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  let low = (midnightMs - 15 * 3_600_000) / QUARTER_MS;
  let high = (midnightMs + 13 * 3_600_000) / QUARTER_MS;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (localDay(middle * QUARTER_MS, timezone) >= day) high = middle;
    else low = middle + 1;
  }
  return low * QUARTER_MS;
}

/**
 * The moment a wall clock shows so many minutes after midnight. A time that a change of the clocks skips (`exists`
 * false) is taken as the moment of the change; of a time that comes twice the first is meant.
 */
export function wallTime(
  day: LocalDay,
  minutes: number,
  timezone: string,
): { readonly atMs: number; readonly exists: boolean } {
  const shownMs = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  const offsetAt = (atMs: number) => quarterOf(atMs, timezone).offsetMs;
  const before = offsetAt(shownMs - DAY_MS);
  const after = offsetAt(shownMs + DAY_MS);
  const fitting = [shownMs - before, shownMs - after].filter((atMs) => atMs + offsetAt(atMs) === shownMs);
  if (fitting.length > 0) return { atMs: Math.min(...fitting), exists: true };
  return { atMs: changeBetween(shownMs - after, shownMs - before, timezone), exists: false };
}

/** The moment between these two at which the offset changes. */
function changeBetween(lowMs: number, highMs: number, timezone: string): number {
  const first = quarterOf(lowMs, timezone).offsetMs;
  let low = Math.floor(lowMs / QUARTER_MS);
  let high = Math.ceil(highMs / QUARTER_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (quarterOf(middle * QUARTER_MS, timezone).offsetMs === first) low = middle;
    else high = middle;
  }
  return high * QUARTER_MS;
}
