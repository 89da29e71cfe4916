// Cuts an ESC/POS byte stream into commands of the right length; what they mean is in escpos-ops.ts (hardware.md §1.2).
import { concat } from "../lib.ts";

const HT = 0x09;
const LF = 0x0a;
const FF = 0x0c;
const CR = 0x0d;
const DLE = 0x10;
const DC2 = 0x12;
const CAN = 0x18;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const CONTROLS: ReadonlySet<number> = new Set([HT, LF, FF, CR, CAN]);

/** A command longer than this is noise: the printer would run out of memory. */
export const COMMAND_BYTES_MAX = 4 * 1024 * 1024;
/** Data that ends with NUL is a bar code or a list of tab stops: longer runs are noise, and must not be waited for. */
const UNTIL_NUL_BYTES_MAX = 512;

const code = (sign: string): number => sign.charCodeAt(0);
const sizes = (table: Readonly<Record<string, number>>): ReadonlyMap<number, number> =>
  new Map(Object.entries(table).map(([sign, count]) => [code(sign), count]));

/** Parameter bytes behind the two command bytes. */
const ESC_SIZES = sizes({
  " ": 1,
  "!": 1,
  $: 2,
  "%": 1,
  "-": 1,
  "2": 0,
  "3": 1,
  "=": 1,
  "?": 1,
  "@": 0,
  B: 2,
  E: 1,
  G: 1,
  J: 1,
  K: 1,
  L: 0,
  M: 1,
  R: 1,
  S: 0,
  T: 1,
  V: 1,
  W: 8,
  "\\": 2,
  a: 1,
  c: 2,
  d: 1,
  e: 1,
  i: 0,
  m: 0,
  p: 3,
  q: 0,
  r: 1,
  t: 1,
  u: 1,
  v: 0,
  "{": 1,
});
const FS_SIZES = sizes({ "!": 1, "&": 0, ".": 0, "-": 1, "2": 74, "?": 2, C: 1, S: 2, W: 1, p: 2 });
const GS_SIZES = sizes({
  "!": 1,
  $: 2,
  "/": 1,
  ":": 0,
  B: 1,
  E: 1,
  H: 1,
  I: 1,
  L: 2,
  P: 2,
  T: 1,
  W: 2,
  "\\": 2,
  "^": 3,
  a: 1,
  b: 1,
  f: 1,
  g: 4,
  h: 1,
  j: 1,
  r: 1,
  w: 1,
  z: 3,
});

/** Length of the command at the start of `bytes`, or null while that cannot be told yet. */
export function commandLength(bytes: Uint8Array): number | null {
  const [first, second] = bytes;
  if (first === undefined) return null;
  if (first !== ESC && first !== FS && first !== GS && first !== DLE && first !== DC2) return 1;
  if (second === undefined) return null;
  if (first === ESC) return escLength(bytes, second);
  if (first === FS) return fsLength(bytes, second);
  if (first === GS) return gsLength(bytes, second);
  if (first === DLE) return dleLength(bytes, second);
  return second === code("T") ? 2 : 1; // §1.2: Cashino self test
}

/** DLE EOT n, DLE ENQ n, DLE DC4 fn … (§1.4). */
function dleLength(bytes: Uint8Array, second: number): number | null {
  const third = bytes[2];
  if (second !== 0x04 && second !== 0x05 && second !== 0x14) return 1;
  if (third === undefined) return null;
  if (second === 0x05) return 3;
  if (second === 0x04) return third === 7 || third === 8 ? 4 : 3;
  return third === 8 ? 10 : 5;
}

function escLength(bytes: Uint8Array, second: number): number | null {
  const fixed = ESC_SIZES.get(second);
  if (fixed !== undefined) return 2 + fixed;
  if (second === code("(")) return counted(bytes, 3);
  if (second === code("*")) return bitImage(bytes);
  if (second === code("D")) return untilNul(bytes, 2);
  if (second === code("&")) return userGlyphs(bytes);
  return 2;
}

function fsLength(bytes: Uint8Array, second: number): number | null {
  const fixed = FS_SIZES.get(second);
  if (fixed !== undefined) return 2 + fixed;
  if (second === code("(")) return counted(bytes, 3);
  if (second === code("q")) return storedImages(bytes);
  return 2;
}

function gsLength(bytes: Uint8Array, second: number): number | null {
  const fixed = GS_SIZES.get(second);
  if (fixed !== undefined) return 2 + fixed;
  if (second === code("(")) return counted(bytes, 3);
  if (second === code("8")) return countedLong(bytes);
  if (second === code("V")) return cutLength(bytes);
  if (second === code("k")) return barcodeLength(bytes);
  if (second === code("v")) return rasterLength(bytes);
  if (second === code("*")) return downloadedImage(bytes);
  return 2;
}

/** `… pL pH data`, the count standing at `at`. */
function counted(bytes: Uint8Array, at: number): number | null {
  const low = bytes[at];
  const high = bytes[at + 1];
  return low === undefined || high === undefined ? null : at + 2 + low + high * 256;
}

/** GS 8 L p1 p2 p3 p4 data: a four-byte count (§1.2). */
function countedLong(bytes: Uint8Array): number | null {
  if (bytes.length < 7) return null;
  return 7 + (bytes[3] ?? 0) + (bytes[4] ?? 0) * 0x100 + (bytes[5] ?? 0) * 0x10000 + (bytes[6] ?? 0) * 0x1000000;
}

function untilNul(bytes: Uint8Array, from: number): number | null {
  const end = bytes.subarray(0, UNTIL_NUL_BYTES_MAX).indexOf(0, from);
  if (end >= 0) return end + 1;
  return bytes.length < UNTIL_NUL_BYTES_MAX ? null : 2;
}

function bitImage(bytes: Uint8Array): number | null {
  const mode = bytes[2];
  const columns = counted(bytes, 3);
  if (mode === undefined || columns === null) return null;
  return 5 + (columns - 5) * (mode >= 32 ? 3 : 1);
}

/** ESC & y c1 c2 [x d…]…: glyphs of x columns and y bytes each. */
function userGlyphs(bytes: Uint8Array): number | null {
  const [, , rows, from, to] = bytes;
  if (rows === undefined || from === undefined || to === undefined) return null;
  let at = 5;
  for (let glyph = from; glyph <= to && at <= COMMAND_BYTES_MAX; glyph++) {
    const columns = bytes[at];
    if (columns === undefined) return null;
    at += 1 + columns * rows;
  }
  return at;
}

/** FS q n [xL xH yL yH d…]…: sizes in units of eight dots. */
function storedImages(bytes: Uint8Array): number | null {
  const count = bytes[2];
  if (count === undefined) return null;
  let at = 3;
  for (let image = 0; image < count && at <= COMMAND_BYTES_MAX; image++) {
    if (bytes.length < at + 4) return null;
    const wide = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
    const high = (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0) * 256;
    at += 4 + wide * high * 8;
  }
  return at;
}

function downloadedImage(bytes: Uint8Array): number | null {
  const [, , wide, high] = bytes;
  return wide === undefined || high === undefined ? null : 4 + wide * high * 8;
}

/** GS V m, with one more byte for the cuts that feed first (§1.2). */
function cutLength(bytes: Uint8Array): number | null {
  const mode = bytes[2];
  if (mode === undefined) return null;
  return [0x41, 0x42, 0x61, 0x62, 0x67, 0x68].includes(mode) ? 4 : 3;
}

/** GS k m: up to 6 ends with NUL, from 41h carries a count (§1.2). */
function barcodeLength(bytes: Uint8Array): number | null {
  const kind = bytes[2];
  if (kind === undefined) return null;
  if (kind <= 6) return untilNul(bytes, 3);
  if (kind < 0x41) return 3;
  const count = bytes[3];
  return count === undefined ? null : 4 + count;
}

/** GS v 0 m xL xH yL yH data (§1.2). */
function rasterLength(bytes: Uint8Array): number | null {
  if (bytes[2] !== undefined && bytes[2] !== 0x30) return 3;
  if (bytes.length < 8) return null;
  const wide = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256;
  const high = (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256;
  return 8 + wide * high;
}

export type EscposToken =
  | { readonly kind: "command"; readonly bytes: Uint8Array }
  /** One sign: one byte, or two in kanji mode. */
  | { readonly kind: "sign"; readonly bytes: Uint8Array };

const isLead = (byte: number): boolean => byte >= 0x81 && byte <= 0xfe;
const isTrail = (byte: number): boolean => byte >= 0x40 && byte <= 0xfe && byte !== 0x7f;

/** Keeps what is incomplete until the rest comes. */
export class EscposParser {
  #pending: Uint8Array = new Uint8Array(0);
  /** Chinese models power up in double-byte mode (§1.2). */
  #kanji = true;

  push(bytes: Uint8Array): EscposToken[] {
    this.#pending = this.#pending.length === 0 ? Uint8Array.from(bytes) : concat(this.#pending, bytes);
    const tokens: EscposToken[] = [];
    let at = 0;
    for (;;) {
      const rest = this.#pending.subarray(at);
      const length = this.#lengthAt(rest);
      if (length === null || length > COMMAND_BYTES_MAX) {
        // A length nobody prints is noise: drop the head, keep reading behind it.
        if (length === null) break;
        at += 2;
        continue;
      }
      if (rest.length < length) break;
      const token = this.#token(rest.slice(0, length));
      if (token !== null) tokens.push(token);
      at += length;
    }
    this.#pending = this.#pending.slice(at);
    return tokens;
  }

  /** Bytes of a command that has not come whole yet. */
  get waitingBytes(): number {
    return this.#pending.length;
  }

  /** Forgets half a command. `power`: modes are back to what the printer starts with, too. */
  clear(power: boolean): void {
    this.#pending = new Uint8Array(0);
    if (power) this.#kanji = true;
  }

  #lengthAt(bytes: Uint8Array): number | null {
    const [first, second] = bytes;
    if (!this.#kanji || first === undefined || !isLead(first)) return commandLength(bytes);
    if (second === undefined) return null;
    return isTrail(second) ? 2 : 1;
  }

  #token(bytes: Uint8Array): EscposToken | null {
    const [first = 0, second = 0] = bytes;
    if (first >= 0x20 && (bytes.length === 1 || isLead(first))) {
      // A lead byte without its trail prints nothing: this is how four-byte GB18030 turns into digits (§1.3).
      return this.#kanji && bytes.length === 1 && isLead(first) ? null : { kind: "sign", bytes };
    }
    if (bytes.length === 1) return CONTROLS.has(first) ? { kind: "command", bytes } : null;
    if (first === FS && second === code("&")) this.#kanji = true;
    if (first === FS && second === code(".")) this.#kanji = false;
    if (first === ESC && second === code("@")) this.#kanji = true;
    return { kind: "command", bytes };
  }
}
