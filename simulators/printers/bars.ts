// Bars of the one-dimensional codes a ticket carries: CODE128, CODE39 and EAN13, as runs of modules.
import type { Code128Part } from "./escpos-ops.ts";

/** Widths of bar, space, bar, … of each CODE128 symbol (ISO/IEC 15417), 103-105 start A-C, 106 stop. */
export const CODE128 = (
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 " +
  "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 " +
  "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 " +
  "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 " +
  "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
  "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 " +
  "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split(" ");
const STARTS = { A: 103, B: 104, C: 105 } as const;
const SWITCHES = { A: 101, B: 100, C: 99 } as const;
const STOP = 106;

/** Symbol values with start, check symbol and stop; empty when there is nothing to print. */
export function code128Values(parts: readonly Code128Part[]): number[] {
  const values: number[] = [];
  for (const { set, data } of parts) {
    values.push(values.length === 0 ? STARTS[set] : SWITCHES[set]);
    const signs = set === "C" ? (data.match(/\d\d/g) ?? []).map(Number) : [...data].map((sign) => symbolOf(sign));
    values.push(...signs);
  }
  if (values.length === 0) return [];
  const check = values.reduce((sum, value, at) => sum + value * Math.max(at, 1), 0) % 103;
  return [...values, check, STOP];
}

/** Sets A and B number printable signs alike; set A puts control signs behind them. */
function symbolOf(sign: string): number {
  const byte = sign.charCodeAt(0);
  return byte < 0x20 ? byte + 64 : byte - 0x20;
}

export function code128Bars(parts: readonly Code128Part[]): string {
  return code128Values(parts)
    .map((value) => modules(CODE128[value] ?? ""))
    .join("");
}

/** "212" → "11011": runs of bars and spaces as single modules. */
const modules = (widths: string): string =>
  [...widths].map((width, at) => (at % 2 === 0 ? "1" : "0").repeat(Number(width))).join("");

const CODE39_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";
/** Nine elements per sign, w wide and n narrow (ISO/IEC 16388). */
export const CODE39 = (
  "nnnwwnwnn wnnwnnnnw nnwwnnnnw wnwwnnnnn nnnwwnnnw wnnwwnnnn nnwwwnnnn nnnwnnwnw wnnwnnwnn nnwwnnwnn wnnnnwnnw " +
  "nnwnnwnnw wnwnnwnnn nnnnwwnnw wnnnwwnnn nnwnwwnnn nnnnnwwnw wnnnnwwnn nnwnnwwnn nnnnwwwnn wnnnnnnww nnwnnnnww " +
  "wnwnnnnwn nnnnwnnww wnnnwnnwn nnwnwnnwn nnnnnnwww wnnnnnwwn nnwnnnwwn nnnnwnwwn wwnnnnnnw nwwnnnnnw wwwnnnnnn " +
  "nwnnwnnnw wwnnwnnnn nwwnwnnnn nwnnnnwnw wwnnnnwnn nwwnnnwnn nwnwnwnnn nwnwnnnwn nwnnnwnwn nnnwnwnwn nwnnwnwnn"
).split(" ");

export function code39Bars(data: string): string {
  const signs = [...`*${data.replaceAll("*", "")}*`];
  const patterns = signs.map((sign) => CODE39[CODE39_SIGNS.indexOf(sign)] ?? null);
  if (patterns.includes(null)) return "";
  return patterns.map((pattern) => modules((pattern ?? "").replaceAll("w", "3").replaceAll("n", "1"))).join("0");
}

const EAN_LEFT_ODD = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split(" ");
const EAN_PARITY = "OOOOOO OOEOEE OOEEOE OOEEEO OEOOEE OEEOOE OEEEOO OEOEOE OEOEEO OEEOEO".split(" ");

const inverted = (bits: string): string => [...bits].map((bit) => (bit === "1" ? "0" : "1")).join("");

/** Twelve digits get their check digit; thirteen are printed as they are. */
export function ean13Bars(data: string): string {
  if (!/^\d{12,13}$/.test(data)) return "";
  const sum = [...data.slice(0, 12)].reduce((total, sign, at) => total + Number(sign) * (at % 2 === 0 ? 1 : 3), 0);
  const whole = data.slice(0, 12) + (data[12] ?? String((10 - (sum % 10)) % 10));
  const parity = EAN_PARITY[Number(whole[0])] ?? "";
  const odd = (sign: string): string => EAN_LEFT_ODD[Number(sign)] ?? "";
  const even = (sign: string): string => [...inverted(odd(sign))].reverse().join("");
  const left = [...whole.slice(1, 7)].map((sign, at) => (parity[at] === "O" ? odd(sign) : even(sign)));
  const right = [...whole.slice(7)].map((sign) => inverted(odd(sign)));
  return `101${left.join("")}01010${right.join("")}101`;
}
