// From days to the periods of a report, on the calendar alone: no day is missing, none is counted twice.
import type { ReportPeriod } from "../contract/reports.ts";
import { dayAfter } from "../domain/calendar.ts";
import type { LocalDay } from "../domain/types.ts";

const THURSDAY = 4;

/** ISO 8601 week: the week that holds the year's first Thursday is week 1, and Monday is its first day. */
export function isoWeek(day: LocalDay): string {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
  // The year and number of a week are those of its Thursday.
  const thursday = dayAfter(day, THURSDAY - weekday);
  const first = Date.parse(`${thursday.slice(0, 4)}-01-01T12:00:00Z`);
  const week = Math.floor((Date.parse(`${thursday}T12:00:00Z`) - first) / (7 * 86_400_000)) + 1;
  return `${thursday.slice(0, 4)}-W${String(week).padStart(2, "0")}`;
}

/** The period a day belongs to. Hours are hours of the hall's clock over all days of the span. */
export function periodOf(day: LocalDay, hour: number | null, by: ReportPeriod): string {
  switch (by) {
    case "total":
      return "";
    case "hour":
      return hour === null ? "" : `${String(hour).padStart(2, "0")}:00`;
    case "day":
      return day;
    case "week":
      return isoWeek(day);
    case "month":
      return day.slice(0, 7);
    case "quarter":
      return `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
    case "year":
      return day.slice(0, 4);
  }
}

/** Every day from the first to the last. */
export function* eachDay(from: LocalDay, to: LocalDay): Generator<LocalDay> {
  for (let day = from; day <= to; day = dayAfter(day)) yield day;
}

/** Periods that whole months add up to. */
export const MONTHS_MAKE: ReadonlySet<ReportPeriod> = new Set(["total", "month", "quarter", "year"]);

/** A span cut at the months; `month` where all of one is in it. */
export function* byMonths(
  from: LocalDay,
  to: LocalDay,
): Generator<{ readonly from: LocalDay; readonly to: LocalDay; readonly month: string | null }> {
  for (let first = from; first <= to; ) {
    const month = first.slice(0, 7);
    const next = `${dayAfter(`${month}-28`, 4).slice(0, 7)}-01`;
    const last = dayAfter(next, -1);
    const isWhole = first.endsWith("-01") && last <= to;
    yield { from: first, to: last < to ? last : to, month: isWhole ? month : null };
    first = dayAfter(last);
  }
}

/** The first day of the month before that of `day`. */
export function monthBefore(day: LocalDay): LocalDay {
  return `${dayAfter(`${day.slice(0, 7)}-01`, -1).slice(0, 7)}-01`;
}
