// The short code of a ticket: what a person without a phone types in at a kiosk to see how it stands.
import type { DayIndex } from "./day-index.ts";

const SHORT_CODE_LENGTH = 6;
export const SHORT_CODE = /^[A-Za-z0-9]{4,6}$/;

/** The first letters and digits of the page's token, in capitals. It opens nothing but a look at the ticket's state. */
export function shortCodeOf(token: string): string {
  return token
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .slice(0, SHORT_CODE_LENGTH)
    .toUpperCase();
}

/** The ticket of a short code among those in the hall; null when there is none or more than one. */
export function ticketIdOfCode(index: DayIndex, code: string): string | null {
  const wanted = code.toUpperCase();
  let found: string | null = null;
  for (const [token, ticketId] of index.ticketIdByToken) {
    if (shortCodeOf(token) !== wanted) continue;
    if (found !== null) return null;
    found = ticketId;
  }
  return found;
}
