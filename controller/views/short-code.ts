// The short code of a ticket: what a person without a phone types in at a kiosk to see how it stands.
import type { DayIndex } from "./day-index.ts";

/** As many as an appointment's code has, so that one field and a numeric pad take both. */
export const CODE_DIGITS = 8;
const CODES = 10 ** CODE_DIGITS;
export const SHORT_CODE = /^\d{8}$/;

/** Digits made of the page's token, which they do not tell. They open a look at the ticket, not the page. */
export function shortCodeOf(token: string): string {
  let mixed = 0x811c9dc5;
  for (const character of token) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return String(mixed % CODES).padStart(CODE_DIGITS, "0");
}

/** As it is printed and read out: two groups. */
export function spacedCode(code: string): string {
  return `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}`;
}

/** The ticket of a short code among those in the hall; null when there is none or more than one. */
export function ticketIdOfCode(index: DayIndex, code: string): string | null {
  let found: string | null = null;
  for (const [token, ticketId] of index.ticketIdByToken) {
    if (shortCodeOf(token) !== code) continue;
    if (found !== null) return null;
    found = ticketId;
  }
  return found;
}
