// What a person reads on a number board, from the values of its registers (hardware.md §2.4: the map is the vendor's).
import { u16be } from "../lib.ts";

export type NumberFormat = "binary" | "bcd" | "ascii" | "digitPerRegister";

export interface NumberForm {
  readonly format: NumberFormat;
  readonly digits: number;
  /** Places behind the point. */
  readonly decimals: number;
  readonly blankValue: number | null;
}

const BCD_PER_REGISTER = 4;
const ASCII_PER_REGISTER = 2;
/** The largest number of digits that one register can count. */
const BINARY_DIGITS_MAX = 4;

/** How many registers the board reads, from the first on. */
export function registersOf(format: NumberFormat, digits: number): number {
  if (format === "binary") return digits > BINARY_DIGITS_MAX ? 2 : 1;
  if (format === "bcd") return Math.ceil(digits / BCD_PER_REGISTER);
  return format === "ascii" ? Math.ceil(digits / ASCII_PER_REGISTER) : digits;
}

/** The lit places as text; the first register holds the highest places. */
export function numberText(values: readonly number[], form: NumberForm): string {
  const { format, digits, decimals, blankValue } = form;
  if (format === "binary") {
    if (blankValue !== null && values.every((value) => value === blankValue)) return "";
    const value = values.reduce((all, word) => all * 0x10000 + word, 0);
    const text = String(value).padStart(decimals > 0 ? decimals + 1 : 1, "0");
    return text.length > digits ? "-".repeat(digits) : pointed([...text], decimals);
  }
  const places = placesOf(values, form);
  // Text may stand at either end of its registers; digits are counted from the right.
  if (format === "ascii") return pointed([...places.join("").trim().slice(0, digits)], decimals);
  return pointed(places.slice(-digits), decimals).trim();
}

/** One sign per place, a blank for a dark one. */
function placesOf(values: readonly number[], { format, blankValue }: NumberForm): string[] {
  const dark = (value: number): boolean => value === blankValue;
  if (format === "digitPerRegister") return values.map((value) => (dark(value) || value > 9 ? " " : String(value)));
  if (format === "bcd") {
    const nibbles = (value: number) => [12, 8, 4, 0].map((shift) => (value >> shift) & 0xf);
    return values.flatMap((value) =>
      dark(value) ? [" ", " ", " ", " "] : nibbles(value).map((nibble) => (nibble > 9 ? " " : String(nibble))),
    );
  }
  const sign = (byte: number): string => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : " ");
  return values.flatMap((value) => (dark(value) ? [" ", " "] : u16be(value).map(sign)));
}

function pointed(places: readonly string[], decimals: number): string {
  if (decimals === 0 || decimals >= places.length) return places.join("");
  return `${places.slice(0, -decimals).join("")}.${places.slice(-decimals).join("")}`;
}
