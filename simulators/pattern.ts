// Byte patterns of devices without a public protocol: reading and writing them (drivers/README.md, pattern language).
import { crc16Modbus, sum8 } from "./lib.ts";

/** Longest data a pattern may name, and longest pattern we take. */
const DATA_BYTES_MAX = 64;
const TOKENS_MAX = 256;
/** Digits of one shown number. */
const PLACES_MAX = 12;

type Check = "sum8" | "xor8" | "crc16" | "crc16be";
type Value = "ticket" | "waiting";

type Token =
  | { readonly is: "byte"; readonly byte: number }
  | { readonly is: "any" }
  | { readonly is: "addr" }
  | { readonly is: "bit"; readonly bit: number }
  | { readonly is: "data"; readonly min: number; readonly max: number }
  | { readonly is: "open" | "close" | "len" }
  | { readonly is: "check"; readonly check: Check }
  | {
      readonly is: "value";
      readonly value: Value;
      readonly min: number;
      readonly max: number;
      readonly binary: boolean;
    };

/** A pattern that can be read and written. */
export interface Pattern {
  readonly tokens: readonly Token[];
  readonly text: string;
}

/** What the bytes of a pattern carry. */
export interface Carried {
  readonly data: readonly number[];
  readonly ticket: string;
  readonly waiting: string;
}

/** The words of a pattern, or a RangeError that names the one it does not know. */
export function parsePattern(text: string): Pattern {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0 || words.length > TOKENS_MAX)
    throw new RangeError(`pattern "${text}": 1 to ${TOKENS_MAX} words`);
  const tokens = words.map((word) => tokenOf(word, text));
  checkBrackets(tokens, text);
  const open = tokens.filter((token) => token.is === "data" && token.min !== token.max);
  if (open.length > 1) throw new RangeError(`pattern "${text}": only one part may vary in length`);
  return { tokens, text };
}

const FIXED: Readonly<Record<string, Token>> = {
  "??": { is: "any" },
  "[": { is: "open" },
  "]": { is: "close" },
  "{addr}": { is: "addr" },
  "{len}": { is: "len" },
  "{data}": { is: "data", min: 1, max: 1 },
};

function tokenOf(word: string, text: string): Token {
  const fixed = FIXED[word];
  if (fixed !== undefined) return fixed;
  if (/^[0-9A-Fa-f]{2}$/.test(word)) return { is: "byte", byte: Number.parseInt(word, 16) };
  const check = /^\{(sum8|xor8|crc16|crc16be)\}$/.exec(word)?.[1];
  if (check !== undefined) return { is: "check", check: check as Check };
  const bit = /^\{bit([0-7])\}$/.exec(word)?.[1];
  if (bit !== undefined) return { is: "bit", bit: Number(bit) };
  const [, least, most = least] = /^\{data:(\d+)(?:-(\d+))?\}$/.exec(word) ?? [];
  if (least !== undefined) {
    const [min, max] = [Number(least), Number(most)];
    if (min >= 1 && max >= min && max <= DATA_BYTES_MAX) return { is: "data", min, max };
  }
  const [, value, few, many = few, binary] = /^\{(ticket|waiting):(\d{1,2})(?:-(\d{1,2}))?(:bin)?\}$/.exec(word) ?? [];
  const [min, max] = [Number(few), Number(many)];
  if (value !== undefined && max >= 1 && max >= min && max <= PLACES_MAX) {
    return { is: "value", value: value as Value, min, max, binary: binary !== undefined };
  }
  throw new RangeError(`pattern "${text}": "${word}" is no token`);
}

function checkBrackets(tokens: readonly Token[], text: string): void {
  const opens = tokens.filter(({ is }) => is === "open").length;
  const closes = tokens.filter(({ is }) => is === "close").length;
  const open = tokens.findIndex(({ is }) => is === "open");
  const close = tokens.findIndex(({ is }) => is === "close");
  const paired = opens === closes && opens <= 1 && open <= close;
  if (!paired) throw new RangeError(`pattern "${text}": at most one pair of brackets`);
  if (opens === 0 && tokens.some(({ is }) => is === "len"))
    throw new RangeError(`pattern "${text}": {len} counts what stands in brackets`);
}

/** Bytes of one token that does not vary. */
function sizeOf(token: Token): number {
  switch (token.is) {
    case "open":
    case "close":
      return 0;
    case "data":
    case "value":
      return token.min;
    case "check":
      return token.check === "crc16" || token.check === "crc16be" ? 2 : 1;
    default:
      return 1;
  }
}

interface Layout {
  readonly sizes: readonly number[];
  /** Where each token begins, counted from the frame's first byte. */
  readonly starts: readonly number[];
  readonly total: number;
  /** The counted part, or null without brackets. */
  readonly counted: { readonly from: number; readonly to: number } | null;
}

const varies = (token: Token): token is Extract<Token, { min: number }> =>
  (token.is === "data" || token.is === "value") && token.min !== token.max;

/** `varying`: bytes of the tokens that vary, in their order. */
function layoutOf({ tokens }: Pattern, varying: readonly number[]): Layout {
  let next = 0;
  const sizes = tokens.map((token) => (varies(token) ? (varying[next++] ?? token.min) : sizeOf(token)));
  const starts: number[] = [];
  let total = 0;
  for (const size of sizes) {
    starts.push(total);
    total += size;
  }
  const open = tokens.findIndex(({ is }) => is === "open");
  const close = tokens.findIndex(({ is }) => is === "close");
  return { sizes, starts, total, counted: open < 0 ? null : { from: starts[open] ?? 0, to: starts[close] ?? 0 } };
}

function checkBytes(check: Check, bytes: Uint8Array): number[] {
  if (check === "sum8") return [sum8(bytes)];
  if (check === "xor8") return [bytes.reduce((all, byte) => all ^ byte, 0)];
  const crc = crc16Modbus(bytes);
  const low = [crc & 0xff, crc >> 8];
  return check === "crc16" ? low : low.reverse();
}

/** The bytes that a check at `start` is of. */
const checked = ({ counted }: Layout, bytes: Uint8Array, start: number): Uint8Array =>
  counted === null ? bytes.subarray(0, start) : bytes.subarray(counted.from, counted.to);

const ASCII_BLANK = 0x20;
const ASCII_ZERO = 0x30;
const BINARY_BLANK = 0x0a;

/** Digits right-aligned in at least `min` places, blanks before them; too many lose the highest. */
function valueBytes(token: Extract<Token, { is: "value" }>, digits: string): number[] {
  const places = digits.slice(-token.max).padStart(token.min, " ");
  const [zero, blank] = token.binary ? [0, BINARY_BLANK] : [ASCII_ZERO, ASCII_BLANK];
  return [...places].map((place) => (place === " " ? blank : zero + Number(place)));
}

/** The digits in these bytes; null when one of them is neither a digit nor a blank. */
function valueText(token: Extract<Token, { is: "value" }>, bytes: Uint8Array): string | null {
  const [zero, blank] = token.binary ? [0, BINARY_BLANK] : [ASCII_ZERO, ASCII_BLANK];
  const places = [...bytes].map((byte) =>
    byte === blank ? " " : byte >= zero && byte <= zero + 9 ? String(byte - zero) : "x",
  );
  const text = places.join("");
  return /^ *[0-9]*$/.test(text) ? text.trim() : null;
}

/** Writes a pattern. The data must fit its places. */
export function writePattern(pattern: Pattern, addr: number, carried: Partial<Carried> = {}): Uint8Array {
  const { data = [], ticket = "", waiting = "" } = carried;
  const fixed = pattern.tokens.reduce((sum, token) => sum + (token.is === "data" ? token.min : 0), 0);
  const digitsOf = (token: Extract<Token, { is: "value" }>) => (token.value === "ticket" ? ticket : waiting);
  const varying = pattern.tokens.flatMap((token) => {
    if (!varies(token)) return [];
    return [token.is === "data" ? data.length - fixed + token.min : valueBytes(token, digitsOf(token)).length];
  });
  const layout = layoutOf(pattern, varying);
  const bytes = new Uint8Array(layout.total);
  const values = [...data];
  for (const [i, token] of pattern.tokens.entries()) {
    const [start, size] = [layout.starts[i] ?? 0, layout.sizes[i] ?? 0];
    if (token.is === "byte") bytes[start] = token.byte;
    else if (token.is === "addr") bytes[start] = addr;
    else if (token.is === "bit") bytes[start] = 1 << token.bit;
    else if (token.is === "len") bytes[start] = (layout.counted?.to ?? 0) - (layout.counted?.from ?? 0);
    else if (token.is === "data") bytes.set(values.splice(0, size), start);
    else if (token.is === "value") bytes.set(valueBytes(token, digitsOf(token)), start);
  }
  // Checks come last: in front of the counted part they count what stands behind them.
  for (const [i, token] of pattern.tokens.entries()) {
    const start = layout.starts[i] ?? 0;
    if (token.is === "check") bytes.set(checkBytes(token.check, checked(layout, bytes, start)), start);
  }
  return bytes;
}

/** Whether so many data bytes can be written into the pattern. */
export function holdsData({ tokens }: Pattern, count: number): boolean {
  const data = tokens.filter((token) => token.is === "data");
  const [min, max] = [data.reduce((sum, { min }) => sum + min, 0), data.reduce((sum, { max }) => sum + max, 0)];
  return count >= min && count <= max;
}

export interface PatternFound extends Carried {
  readonly used: number;
}

/** Every choice of lengths for the parts that vary; the shortest of the last one first. */
function lengthsOf({ tokens }: Pattern): number[][] {
  return tokens.filter(varies).reduce<number[][]>(
    (all, { min, max }) => {
      const own = Array.from({ length: max - min + 1 }, (_, i) => min + i);
      return all.flatMap((before) => own.map((length) => [...before, length]));
    },
    [[]],
  );
}

/** The frame of this pattern at `at`: the shortest that fits; `more` while a longer one may still come. */
export function patternAt(pattern: Pattern, addr: number, bytes: Uint8Array, at: number): PatternFound | "more" | null {
  let more = false;
  let shortest: PatternFound | null = null;
  for (const lengths of lengthsOf(pattern)) {
    const found = layoutAt(pattern, layoutOf(pattern, lengths), addr, bytes.subarray(at));
    if (found === "more") more = true;
    else if (found !== null && (shortest === null || found.used < shortest.used)) shortest = found;
  }
  return shortest ?? (more ? "more" : null);
}

function layoutAt(pattern: Pattern, layout: Layout, addr: number, bytes: Uint8Array): PatternFound | "more" | null {
  const { starts, sizes, total } = layout;
  const data: number[] = [];
  const values = { ticket: "", waiting: "" };
  for (const [i, token] of pattern.tokens.entries()) {
    const start = starts[i] ?? 0;
    const own = bytes.subarray(start, start + (sizes[i] ?? 0));
    // What has come must fit, or a head would be waited for that can never become a frame.
    if (!own.every((byte) => fits(token, byte, addr, layout))) return null;
    if (own.length < (sizes[i] ?? 0)) return "more";
    if (token.is === "data") data.push(...own);
    if (token.is === "value") {
      const text = valueText(token, own);
      if (text === null) return null;
      values[token.value] = text;
    }
  }
  if (bytes.length < total) return "more";
  const frame = bytes.subarray(0, total);
  for (const [i, token] of pattern.tokens.entries()) {
    const start = starts[i] ?? 0;
    if (token.is !== "check") continue;
    const wanted = checkBytes(token.check, checked(layout, frame, start));
    if (wanted.some((byte, n) => byte !== frame[start + n])) return null;
  }
  return { data, ...values, used: total };
}

function fits(token: Token, byte: number, addr: number, { counted }: Layout): boolean {
  if (token.is === "byte") return byte === token.byte;
  if (token.is === "addr") return byte === addr;
  if (token.is === "bit") return (byte & (1 << token.bit)) !== 0;
  if (token.is === "len") return counted !== null && byte === counted.to - counted.from;
  return true;
}
