// Deadlines in working days: the hall's calendar says which days those are (holidays, make-up workdays).
import { dayAfter, hallDay, weekdayOf } from "./calendar.ts";
import type { CalendarSettings } from "./offer-types.ts";
import { localDay, localDayRange } from "./time.ts";
import type { HallSettings, LocalDay } from "./types.ts";

/** A calendar that names no working day for longer has none: then every day counts. */
export const LOOK_WORKING_DAYS_MAX = 400;

/** How a number of days is meant. */
export type DayKind = "calendar" | "working";

type Place = Pick<HallSettings, "timezone" | "calendar">;

/**
 * A make-up workday counts, a holiday does not, else the week's usual hours decide. Extended hours (延时服务) make no
 * working day. A hall without a calendar works Monday to Friday.
 */
export function isWorkingDay(calendar: CalendarSettings | undefined, day: LocalDay): boolean {
  if (calendar === undefined) return !["sat", "sun"].includes(weekdayOf(day));
  if (calendar.workdays.some(({ date }) => date === day)) return true;
  return hallDay(calendar, day).hours.some(({ extended }) => !extended);
}

/** The local day so many working days after `day`, which itself does not count. Zero: that day. */
export function workingDayAfter(calendar: CalendarSettings | undefined, day: LocalDay, days: number): LocalDay {
  let left = days;
  let found = day;
  for (let looked = 0; left > 0; looked++) {
    found = dayAfter(found);
    if (looked >= LOOK_WORKING_DAYS_MAX || isWorkingDay(calendar, found)) left--;
  }
  return found;
}

/** The end (not included) of the local day so many days after that of `fromMs`, which itself does not count. */
export function addDays({ timezone, calendar }: Place, fromMs: number, days: number, kind: DayKind): number {
  const from = localDay(fromMs, timezone);
  const last = kind === "working" ? workingDayAfter(calendar, from, days) : dayAfter(from, days);
  return localDayRange(last, timezone).endMs;
}

/** The moment a deadline of so many working days is over, counted from the day after `fromMs`. */
export function addWorkingDays(place: Place, fromMs: number, days: number): number {
  return addDays(place, fromMs, days, "working");
}

/** Working days left: of those after today up to the last day of the deadline; negative: so many too late. */
export function workingDaysLeft({ timezone, calendar }: Place, nowMs: number, dueMs: number): number {
  const today = localDay(nowMs, timezone);
  const last = localDay(dueMs - 1, timezone);
  const [low, high] = today <= last ? [today, last] : [last, today];
  let count = 0;
  for (let day = low, looked = 0; day < high && looked < LOOK_WORKING_DAYS_MAX * 2; looked++) {
    day = dayAfter(day);
    if (isWorkingDay(calendar, day)) count++;
  }
  return today <= last ? count : -count;
}
