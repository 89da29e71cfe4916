// What of a ticket number a board of digits can show.
import type { StripShow } from "../kernel/model.ts";

/** Boards hold their value in 16 bits (hardware.md §2.5, §2.6). */
const VALUE_MAX = 0xffff;
/** Most digits a value of 16 bits can have. */
export const BOARD_DIGITS_MAX = 5;

/** The value a board of so many digits shows: the last digits of the ticket number; null when there is no number. */
export function boardValue(show: StripShow, digits: number): number | null {
  const run = show.number?.match(/\d+/g)?.at(-1);
  if (run === undefined) return null;
  const shown = Number(run.slice(-digits));
  // Five digits reach beyond 16 bits: four of them are still right, a wrapped value would be a wrong number.
  return shown <= VALUE_MAX ? shown : Number(run.slice(-(BOARD_DIGITS_MAX - 1)));
}

/** Everything in a text that a board of digits leaves out, each once, in order; blanks are no loss. */
export function lostOnDigits(text: string): string[] {
  return [...new Set([...text.normalize("NFC")].filter((char) => !/[\d\s]/.test(char)))];
}
