// Text of short messages: the 7-bit default alphabet, UCS2, and how a long text is cut (hardware.md §8; 3GPP 23.038).
import assert from "node:assert";

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPE = 0x1b;
const EXTENSION: readonly (readonly [number, string])[] = [
  ...([
    [0x0a, "\f"],
    [0x14, "^"],
    [0x28, "{"],
    [0x29, "}"],
    [0x2f, "\\"],
  ] as const),
  ...([
    [0x3c, "["],
    [0x3d, "~"],
    [0x3e, "]"],
    [0x40, "|"],
    [0x65, "€"],
  ] as const),
];
const septetsOfChar = new Map<string, readonly number[]>([
  ...[...BASIC].map((char, code) => [char, [code]] as const).filter(([char]) => char !== "\u001b"),
  ...EXTENSION.map(([code, char]) => [char, [ESCAPE, code]] as const),
]);
const charOfSeptet = [...BASIC];
const charOfEscaped = new Map(EXTENSION);

/** The text as 7-bit codes; null: a character of it is not in the alphabet. */
export function septetsOf(text: string): number[] | null {
  const septets: number[] = [];
  for (const char of text) {
    const codes = septetsOfChar.get(char);
    if (codes === undefined) return null;
    septets.push(...codes);
  }
  return septets;
}

/** An escape in front of an unknown code is shown as the code's own character, as 23.038 asks. */
export function textOfSeptets(septets: readonly number[]): string {
  let text = "";
  for (let at = 0; at < septets.length; at++) {
    const code = septets[at] ?? 0;
    const next = septets[at + 1];
    if (code !== ESCAPE) text += charOfSeptet[code] ?? "";
    else if (next !== undefined) {
      text += charOfEscaped.get(next) ?? charOfSeptet[next] ?? "";
      at += 1;
    }
  }
  return text;
}

/** Seven bits each, low bits first, behind `fillBits` zero bits. */
export function packSeptets(septets: readonly number[], fillBits = 0): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((septets.length * 7 + fillBits) / 8));
  for (const [i, septet] of septets.entries()) {
    const bit = fillBits + i * 7;
    const [at, shift] = [bit >> 3, bit & 7];
    bytes[at] = (bytes[at] ?? 0) | ((septet << shift) & 0xff);
    if (shift > 1) bytes[at + 1] = (bytes[at + 1] ?? 0) | (septet >> (8 - shift));
  }
  return bytes;
}

/** The other way round; bytes that are missing read as zero. */
export function unpackSeptets(bytes: Uint8Array, count: number, fillBits = 0): number[] {
  return Array.from({ length: count }, (_, i) => {
    const bit = fillBits + i * 7;
    const pair = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8);
    return (pair >> (bit & 7)) & 0x7f;
  });
}

/** Big endian UTF-16. */
export function ucs2Of(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf16le").swap16());
}

/** An odd byte at the end is dropped. */
export function textOfUcs2(bytes: Uint8Array): string {
  const whole = bytes.subarray(0, bytes.length & ~1);
  return Buffer.from(whole).swap16().toString("utf16le");
}

/** One short message of a text. */
export interface TextPart {
  readonly alphabet: "gsm7" | "ucs2";
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly total: number;
}

// 140 bytes of user data; the header of a part takes 6 of them (hardware.md §8).
const GSM7_SINGLE = 160;
const GSM7_PART = 153;
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** Half a surrogate pair can be neither sent nor shown. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** Characters are never cut in two: neither an escaped one nor a surrogate pair. */
function cut(text: string, unitsMax: number, unitsOf: (char: string) => number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let units = 0;
  for (const char of text) {
    const needed = unitsOf(char);
    if (units + needed > unitsMax) {
      pieces.push(piece);
      piece = "";
      units = 0;
    }
    piece += char;
    units += needed;
  }
  pieces.push(piece);
  return pieces;
}

/** The parts of a text, in order; a single one where it fits. 7-bit where the alphabet has every character. */
export function splitText(text: string): TextPart[] {
  const whole = wellFormed(text);
  const septets = septetsOf(whole);
  const alphabet = septets === null ? "ucs2" : "gsm7";
  const pieces =
    septets === null
      ? whole.length <= UCS2_SINGLE
        ? [whole]
        : cut(whole, UCS2_PART, (char) => char.length)
      : septets.length <= GSM7_SINGLE
        ? [whole]
        : cut(whole, GSM7_PART, (char) => septetsOf(char)?.length ?? 1);
  return pieces.map((piece, i) => ({ alphabet, text: piece, number: i + 1, total: pieces.length }));
}

/** User data of a text behind a header, and the length the PDU states for both. */
export function userData(
  text: string,
  alphabet: TextPart["alphabet"],
  header: Uint8Array,
): { readonly bytes: Uint8Array; readonly length: number } {
  if (alphabet === "ucs2") {
    const bytes = Uint8Array.of(...header, ...ucs2Of(text));
    return { bytes, length: bytes.length };
  }
  const septets = septetsOf(text);
  assert(septets !== null, "a character is not in the 7-bit alphabet");
  const headerSeptets = Math.ceil((header.length * 8) / 7);
  const bytes = Uint8Array.of(...header, ...packSeptets(septets, headerSeptets * 7 - header.length * 8));
  return { bytes, length: headerSeptets + septets.length };
}
