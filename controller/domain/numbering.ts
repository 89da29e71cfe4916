// Ticket numbers: prefix and digits, a series per prefix and local day.
import type { HallState, ServiceSettings } from "./types.ts";

export interface NextNumber {
  readonly number: string;
  readonly ordinal: number;
}

/**
 * The next number of the service's series. Past the last number of its digits it grows by one digit and never wraps;
 * numbers still alive from an earlier day are passed over.
 */
export function nextNumber(state: HallState, service: ServiceSettings): NextNumber {
  let ordinal = state.counters.get(service.prefix) ?? 0;
  for (;;) {
    ordinal += 1;
    const number = service.prefix + String(ordinal).padStart(service.digits, "0");
    if (!state.ticketIdByNumber.has(number)) return { number, ordinal };
  }
}

/** Numbers still to be had today, or null when there is no quota. */
export function remainingNumbers(state: HallState, service: ServiceSettings): number | null {
  if (service.dailyMax === null) return null;
  return Math.max(0, service.dailyMax - (state.issuedToday.get(service.id) ?? 0));
}
