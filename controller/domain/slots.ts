// Slots: which times of a day may be booked, and how many places are taken.
import { clockText, dayAfter, narrowed, serviceDay } from "./calendar.ts";
import type { AppointmentSettings, OfferState } from "./offer-types.ts";
import { localDay, wallTime } from "./time.ts";
import type { HallSettings, HallState, LocalDay, ServiceSettings } from "./types.ts";

/** One time of a day at which so many may come. */
export interface Slot {
  /** Wall time of its start, `HH:MM`. */
  readonly time: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Key of a service's slots on a day. */
export function slotKey(serviceId: string, day: LocalDay): string {
  return `${serviceId} ${day}`;
}

/** The slots of a day, in order; none where the calendar is closed. Wall times that the clocks skip are left out. */
export function slotsOf(
  settings: HallSettings,
  service: ServiceSettings,
  rules: AppointmentSettings,
  day: LocalDay,
): Slot[] {
  const slots: Slot[] = [];
  for (const { from, to } of narrowed(settings, serviceDay(settings, service, day), rules.hours).hours) {
    for (let minutes = from; minutes + rules.slotMinutes <= to; minutes += rules.slotMinutes) {
      const start = wallTime(day, minutes, settings.timezone);
      const end = wallTime(day, minutes + rules.slotMinutes, settings.timezone);
      if (!start.exists || start.atMs >= end.atMs) continue;
      slots.push({ time: clockText(minutes), startMs: start.atMs, endMs: end.atMs });
    }
  }
  return slots;
}

/** First and last day that may be booked now. */
export function bookableDays(
  settings: HallSettings,
  rules: AppointmentSettings,
  nowMs: number,
): { readonly first: LocalDay; readonly last: LocalDay } {
  const first = localDay(nowMs, settings.timezone);
  return { first, last: dayAfter(first, rules.daysAhead) };
}

/** Places taken in a slot. */
export function takenIn(offer: OfferState, serviceId: string, day: LocalDay, time: string): number {
  return offer.slotsTaken.get(slotKey(serviceId, day))?.get(time) ?? 0;
}

/** Places still free; 0 for a slot that has begun. */
export function freeIn(
  state: HallState,
  serviceId: string,
  rules: AppointmentSettings,
  day: LocalDay,
  slot: Slot,
  nowMs: number,
): number {
  if (slot.startMs <= nowMs) return 0;
  return Math.max(0, rules.capacity - takenIn(state.offer, serviceId, day, slot.time));
}

/** The first day with a free place, or null. */
export function nextFreeDay(state: HallState, service: ServiceSettings, nowMs: number): LocalDay | null {
  const rules = service.appointments;
  if (rules === undefined) return null;
  const { first, last } = bookableDays(state.settings, rules, nowMs);
  for (let day = first; day <= last; day = dayAfter(day)) {
    const slots = slotsOf(state.settings, service, rules, day);
    if (slots.some((slot) => freeIn(state, service.id, rules, day, slot, nowMs) > 0)) return day;
  }
  return null;
}

/** Takes a place in a slot (+1) or gives it back (−1). */
export function countSlot(offer: OfferState, serviceId: string, day: LocalDay, time: string, by: 1 | -1): void {
  const key = slotKey(serviceId, day);
  const taken = offer.slotsTaken.get(key) ?? new Map<string, number>();
  const count = (taken.get(time) ?? 0) + by;
  if (count > 0) taken.set(time, count);
  else taken.delete(time);
  if (taken.size > 0) offer.slotsTaken.set(key, taken);
  else offer.slotsTaken.delete(key);
}

/** Keeps a number for an appointment (+1) or gives it back (−1). */
export function countReserved(offer: OfferState, serviceId: string, day: LocalDay, by: 1 | -1): void {
  const key = slotKey(serviceId, day);
  const count = (offer.reserved.get(key) ?? 0) + by;
  if (count > 0) offer.reserved.set(key, count);
  else offer.reserved.delete(key);
}
