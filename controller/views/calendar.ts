// The calendar as kiosks show it: today, the days after, and when the hall opens next.
import type { CalendarDayView, CalendarView } from "../contract/kiosk.ts";
import { type CalendarDay, clockText, dayAfter, hallDay, hallOpening } from "../domain/calendar.ts";
import { localDay } from "../domain/time.ts";
import { timeOrNull, type ViewContext, wordsOf } from "./context.ts";

const NEXT_DAYS = 7;

function dayView({ date, hours, name }: CalendarDay): CalendarDayView {
  return {
    date,
    hours: hours.map(({ from, to, extended }) => ({ from: clockText(from), to: clockText(to), extended })),
    name: name === null ? null : wordsOf(name),
  };
}

/** Null when the hall has no calendar: it is always open. */
export function calendarView(context: ViewContext): CalendarView | null {
  const { settings } = context.state;
  const { calendar, timezone } = settings;
  if (calendar === undefined) return null;
  const { open, closesAtMs, nextOpeningMs } = hallOpening(settings, context.nowMs);
  const today = localDay(context.nowMs, timezone);
  const next = Array.from({ length: NEXT_DAYS }, (_, i) => dayView(hallDay(calendar, dayAfter(today, i + 1))));
  return {
    openNow: open,
    closesAt: timeOrNull(context, closesAtMs),
    nextOpening: timeOrNull(context, nextOpeningMs),
    today: dayView(hallDay(calendar, today)),
    next,
  };
}
