// Ticket numbers: prefix and digits, a series per prefix and local day.
import type { HallState, ServiceSettings } from "./types.ts";

export interface NextNumber {
  readonly number: string;
  readonly ordinal: number;
  readonly prefix: string;
  /** What counts the ordinals: the prefix, or a range that belongs to one service. */
  readonly series: string;
}

function seriesOf(service: ServiceSettings): string {
  return service.numberRange === undefined ? service.prefix : `${service.prefix}:${service.id}`;
}

/**
 * The next number of the service's series, or of the class's own when it has a prefix; null when the service's range
 * is used up. Past the last number of its digits it grows by one digit and never wraps; numbers still alive from an
 * earlier day are passed over.
 */
export function nextNumber(
  state: HallState,
  service: ServiceSettings,
  priority: string | null = null,
): NextNumber | null {
  const own = priority === null ? undefined : state.settings.policy.priority.prefixes?.[priority];
  const prefix = own ?? service.prefix;
  const series = own ?? seriesOf(service);
  const range = own === undefined ? service.numberRange : undefined;
  let ordinal = state.counters.get(series) ?? (range?.from ?? 1) - 1;
  for (;;) {
    ordinal += 1;
    if (range !== undefined && ordinal > range.to) return null;
    const number = prefix + String(ordinal).padStart(service.digits, "0");
    if (!state.ticketIdByNumber.has(number)) return { number, ordinal, prefix, series };
  }
}

/** Numbers walk-ins may still have today, null without a limit; places kept for appointments are not theirs. */
export function remainingNumbers(state: HallState, service: ServiceSettings): number | null {
  const { dailyMax, numberRange: range } = service;
  const kept = state.offer.reserved.get(`${service.id} ${state.day}`) ?? 0;
  const limits: number[] = [];
  if (dailyMax !== null) limits.push(dailyMax - (state.issuedToday.get(service.id) ?? 0) - kept);
  if (range !== undefined) {
    limits.push(range.to - (state.counters.get(seriesOf(service)) ?? range.from - 1) - kept);
  }
  return limits.length === 0 ? null : Math.max(0, Math.min(...limits));
}
