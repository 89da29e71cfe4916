// When hall and services are open: the week, holidays, worked days off, extended hours, by the hall's wall clock.
import type { CalendarSettings, Weekday, WeekHours } from "./offer-types.ts";
import { localDay, wallTime } from "./time.ts";
import type { HallSettings, LocalDay, ServiceSettings, Words } from "./types.ts";

/** Minutes from midnight, `to` not included. */
export interface Hours {
  readonly from: number;
  readonly to: number;
  /** Beyond the usual hours (延时服务). */
  readonly extended: boolean;
}

/** One local day of the calendar. */
export interface CalendarDay {
  readonly date: LocalDay;
  readonly hours: readonly Hours[];
  readonly name: Words | null;
}

/** Open from `startMs` up to, not including, `endMs`. */
export interface OpenSpan {
  readonly startMs: number;
  readonly endMs: number;
}

const WEEKDAYS: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ALL_DAY: readonly Hours[] = [{ from: 0, to: 1440, extended: false }];
const DAY_MS = 86_400_000;
/** A hall closed for longer has no next opening to tell. */
export const LOOK_AHEAD_DAYS_MAX = 60;

/** The local day so many days later; days are counted on the calendar, whatever their length. */
export function dayAfter(day: LocalDay, days = 1): LocalDay {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Day of the week of a calendar day. */
export function weekdayOf(day: LocalDay): Weekday {
  return WEEKDAYS[new Date(`${day}T12:00:00Z`).getUTCDay()] ?? "sun";
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** `09:00` of 540. */
export function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function parsed(texts: readonly string[], extended: boolean): Hours[] {
  return texts.map((text) => ({ from: minutesOf(text), to: minutesOf(text.slice(6)), extended }));
}

/** Ordered and without overlaps; where usual and extended hours overlap they are usual. */
function merged(usual: readonly Hours[], extended: readonly Hours[]): Hours[] {
  const extra = extended.flatMap((hours) => without(hours, usual));
  return joined([...usual, ...extra]);
}

function without(hours: Hours, taken: readonly Hours[]): Hours[] {
  let left: Hours[] = [hours];
  for (const { from, to } of taken) {
    left = left.flatMap((part) => {
      if (to <= part.from || from >= part.to) return [part];
      const before = { ...part, to: from };
      const after = { ...part, from: to };
      return [before, after].filter((rest) => rest.from < rest.to);
    });
  }
  return left;
}

/** In order; neighbours of the same kind become one. */
function joined(list: readonly Hours[]): Hours[] {
  const result: Hours[] = [];
  for (const hours of [...list].sort((left, right) => left.from - right.from || left.to - right.to)) {
    const last = result.at(-1);
    if (last !== undefined && hours.from <= last.to && hours.extended === last.extended) {
      result[result.length - 1] = { ...last, to: Math.max(last.to, hours.to) };
    } else result.push(hours);
  }
  return result;
}

/** The hall's hours on a day. A worked day off beats a holiday; extended hours on a date come on top of anything. */
export function hallDay(calendar: CalendarSettings | undefined, date: LocalDay): CalendarDay {
  if (calendar === undefined) return { date, hours: ALL_DAY, name: null };
  const weekday = weekdayOf(date);
  const workday = calendar.workdays.find((day) => day.date === date);
  const holiday = workday === undefined ? calendar.holidays.find((day) => day.date === date) : undefined;
  const texts =
    workday !== undefined
      ? (workday.hours ?? calendar.week[workday.like ?? "mon"] ?? [])
      : holiday !== undefined
        ? []
        : (calendar.week[weekday] ?? []);
  const usual = parsed(texts, false);
  // Every week's extension rests on a day of rest.
  const weekly = holiday === undefined ? calendar.extended.filter((more) => more.weekday === weekday) : [];
  const dated = calendar.extended.filter((more) => more.date === date);
  const extended = parsed(
    [...weekly, ...dated].flatMap((more) => more.hours),
    true,
  );
  const name = workday?.name ?? holiday?.name ?? dated[0]?.name ?? null;
  return { date, hours: merged(usual, extended), name };
}

function intersection(left: readonly Hours[], right: readonly Hours[]): Hours[] {
  const both = left.flatMap((one) =>
    right.map((other) => ({
      from: Math.max(one.from, other.from),
      to: Math.min(one.to, other.to),
      extended: one.extended || other.extended,
    })),
  );
  return joined(both.filter(({ from, to }) => from < to));
}

function weekHours(week: WeekHours, date: LocalDay, like: Weekday | undefined): Hours[] {
  return parsed(week[like ?? weekdayOf(date)] ?? [], false);
}

/** A day cut down to the hours of a week of its own; on a worked day off to those of the day it stands in for. */
export function narrowed(settings: HallSettings, day: CalendarDay, week: WeekHours | undefined): CalendarDay {
  if (week === undefined) return day;
  const workday = settings.calendar?.workdays.find((extra) => extra.date === day.date);
  const like = workday === undefined ? undefined : (workday.like ?? "mon");
  return { ...day, hours: intersection(day.hours, weekHours(week, day.date, like)) };
}

/** A service's hours on a day: its own within those of the hall. */
export function serviceDay(settings: HallSettings, service: ServiceSettings, date: LocalDay): CalendarDay {
  return narrowed(settings, hallDay(settings.calendar, date), service.hours);
}

/** The hours as moments; spans that a change of the clocks leaves empty are dropped. */
export function spansOf(day: CalendarDay, timezone: string): OpenSpan[] {
  return day.hours
    .map(({ from, to }) => ({
      startMs: wallTime(day.date, from, timezone).atMs,
      endMs: wallTime(day.date, to, timezone).atMs,
    }))
    .filter(({ startMs, endMs }) => startMs < endMs);
}

/** Whether the moment lies in one of the spans. */
export function isWithinSpans(spans: readonly OpenSpan[], atMs: number): boolean {
  return spans.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
}

/** How a hall or a service stands at a moment. */
export interface Opening {
  readonly open: boolean;
  /** The last moment of the day's work; null: closed all day. */
  readonly closesAtMs: number | null;
  /** Null while open, or when none is near. */
  readonly nextOpeningMs: number | null;
  /** Today has hours at all. */
  readonly worksToday: boolean;
  /** Today's spans. */
  readonly spans: readonly OpenSpan[];
}

const ALWAYS: Opening = { open: true, closesAtMs: null, nextOpeningMs: null, worksToday: true, spans: [] };

function openingOf(dayOf: (date: LocalDay) => CalendarDay, timezone: string, nowMs: number): Opening {
  const today = localDay(nowMs, timezone);
  const spans = spansOf(dayOf(today), timezone);
  const open = isWithinSpans(spans, nowMs);
  const closesAtMs = spans.at(-1)?.endMs ?? null;
  let nextOpeningMs: number | null = null;
  let date = today;
  for (let ahead = 0; !open && nextOpeningMs === null && ahead <= LOOK_AHEAD_DAYS_MAX; ahead++) {
    const coming = spansOf(dayOf(date), timezone).find(({ startMs }) => startMs > nowMs);
    nextOpeningMs = coming?.startMs ?? null;
    date = dayAfter(date);
  }
  return { open, closesAtMs, nextOpeningMs, worksToday: spans.length > 0, spans };
}

/** The hall at a moment. Without a calendar it is always open. */
export function hallOpening(settings: HallSettings, nowMs: number): Opening {
  const { calendar, timezone } = settings;
  if (calendar === undefined) return ALWAYS;
  return openingOf((date) => hallDay(calendar, date), timezone, nowMs);
}

/** A service at a moment. */
export function serviceOpening(settings: HallSettings, service: ServiceSettings, nowMs: number): Opening {
  if (settings.calendar === undefined && service.hours === undefined) return ALWAYS;
  return openingOf((date) => serviceDay(settings, service, date), settings.timezone, nowMs);
}

/** The moment after so much working time: breaks between spans do not count; past the last span time goes on. */
export function afterWorking(spans: readonly OpenSpan[], fromMs: number, workMs: number): number {
  let left = workMs;
  let atMs = fromMs;
  for (const { startMs, endMs } of spans) {
    if (endMs <= atMs) continue;
    atMs = Math.max(atMs, startMs);
    if (atMs + left <= endMs) return atMs + left;
    left -= endMs - atMs;
    atMs = endMs;
  }
  return atMs + left;
}
