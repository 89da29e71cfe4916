// The pattern language of profiles: byte patterns that are read from a wire and written to it (drivers/README.md).
import assert from "node:assert/strict";
import { crc16 } from "./crc16.ts";

export type ChecksumKind = "sum8" | "xor8" | "crc16" | "crc16be";

/** One token of a pattern. `at` is its place in the text, counted from 1. */
export type PatternToken = { readonly at: number } & (
  | { readonly kind: "byte"; readonly value: number }
  | { readonly kind: "any" }
  | { readonly kind: "addr" }
  | { readonly kind: "data"; readonly min: number; readonly max: number }
  | { readonly kind: "bit"; readonly bit: number }
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  | { readonly kind: "len" }
  | { readonly kind: "checksum"; readonly sum: ChecksumKind }
  | { readonly kind: "digits"; readonly of: "ticket" | "waiting"; readonly min: number; readonly max: number }
  | { readonly kind: "digits-bin"; readonly of: "ticket" | "waiting"; readonly min: number; readonly max: number }
);

/** A pattern that was understood. */
export interface BytePattern {
  readonly text: string;
  readonly tokens: readonly PatternToken[];
  readonly bytesMin: number;
  readonly bytesMax: number;
  /** Data bytes in all. */
  readonly data: { readonly min: number; readonly max: number };
}

export type ParsedPattern =
  | { readonly ok: true; readonly pattern: BytePattern }
  | { readonly ok: false; readonly why: string };

/** `used`: bytes of the frame; `data`: what stood at its `{data}`. */
export type Matched = { readonly used: number; readonly data: readonly number[] };

/** What a pattern is filled with. `ticket` and `waiting` are for displays. */
export interface PatternValues {
  readonly addr: number;
  readonly data?: readonly number[];
  readonly ticket?: string | null;
  readonly waiting?: number | null;
}

const TEXT_CHARS_MAX = 1_024;
const TOKENS_MAX = 128;
const DATA_BYTES_MAX = 64;
const DIGITS_MAX = 12;
/** Start value of CRC-16/MODBUS (hardware.md §2.4). */
const CRC_INIT = 0xffff;
/** Empty places of a display: a blank, or the keypads' own code for it (hardware.md §3.3). */
const BLANK_ASCII = 0x20;
const BLANK_BIN = 0x0a;

const CHECKSUMS: readonly ChecksumKind[] = ["sum8", "xor8", "crc16", "crc16be"];

/** The checksum of some bytes as it stands on the wire. */
export function checksumOf(sum: ChecksumKind, bytes: Iterable<number>): number[] {
  let result = 0;
  if (sum === "sum8") for (const byte of bytes) result = (result + byte) & 0xff;
  else if (sum === "xor8") for (const byte of bytes) result ^= byte;
  else {
    const crc = crc16(bytes, CRC_INIT);
    return sum === "crc16" ? [crc & 0xff, crc >> 8] : [crc >> 8, crc & 0xff];
  }
  return [result];
}

/** Understands the text of a pattern, or says which token is wrong. */
export function parsePattern(text: string): ParsedPattern {
  if (text.length > TEXT_CHARS_MAX) return { ok: false, why: `样式过长 longer than ${TEXT_CHARS_MAX} characters` };
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return { ok: false, why: "样式为空 the pattern is empty" };
  if (words.length > TOKENS_MAX) return { ok: false, why: `记号过多 more than ${TOKENS_MAX} tokens` };
  const tokens: PatternToken[] = [];
  for (const [i, word] of words.entries()) {
    const token = tokenOf(word, i + 1);
    if (typeof token === "string") return { ok: false, why: `第 ${i + 1} 个记号 token ${i + 1} "${word}": ${token}` };
    tokens.push(token);
  }
  const why = bracketFault(tokens) ?? dataFault(tokens);
  if (why !== null) return { ok: false, why };
  return { ok: true, pattern: patternOf(words.join(" "), tokens) };
}

function tokenOf(word: string, at: number): PatternToken | string {
  if (/^[0-9A-Fa-f]{2}$/.test(word)) return { kind: "byte", value: Number.parseInt(word, 16), at };
  if (word === "??") return { kind: "any", at };
  if (word === "[") return { kind: "open", at };
  if (word === "]") return { kind: "close", at };
  const inner = /^\{(.*)\}$/.exec(word)?.[1];
  if (inner === undefined) return "不是两位十六进制，也不是已知记号 neither a byte such as 7F nor a known token";
  if (inner === "addr") return { kind: "addr", at };
  if (inner === "len") return { kind: "len", at };
  const sum = CHECKSUMS.find((name) => name === inner);
  if (sum !== undefined) return { kind: "checksum", sum, at };
  const bit = /^bit([0-7])$/.exec(inner)?.[1];
  if (bit !== undefined) return { kind: "bit", bit: Number(bit), at };
  const [name = "", size, form] = inner.split(":");
  if (inner.split(":").length > 3) return "未知记号 unknown token";
  if (name === "data" && form === undefined) {
    const range = rangeOf(size ?? "1", DATA_BYTES_MAX);
    return typeof range === "string" ? range : { kind: "data", ...range, at };
  }
  if ((name === "ticket" || name === "waiting") && size !== undefined && (form === undefined || form === "bin")) {
    const range = rangeOf(size, DIGITS_MAX);
    if (typeof range === "string") return range;
    return { kind: form === undefined ? "digits" : "digits-bin", of: name, ...range, at };
  }
  return "未知记号 unknown token";
}

/** `3` or `1-3`. */
function rangeOf(text: string, max: number): { min: number; max: number } | string {
  const found = /^([0-9]{1,2})(?:-([0-9]{1,2}))?$/.exec(text);
  if (found === null) return `"${text}" 不是个数 is no count such as 3 or 1-3`;
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  if (to > max || to < 1) return `个数为 1 至 ${max} counts go from 1 to ${max}`;
  if (from > to) return `"${text}" 起点大于终点 begins above its end`;
  return { min: from, max: to };
}

function bracketFault(tokens: readonly PatternToken[]): string | null {
  const opens = tokens.filter(({ kind }) => kind === "open");
  const closes = tokens.filter(({ kind }) => kind === "close");
  if (opens.length > 1 || closes.length > 1) return "至多一对括号 at most one pair of brackets";
  const [open, close] = [opens[0]?.at ?? 0, closes[0]?.at ?? 0];
  if ((open === 0) !== (close === 0)) return "括号不成对 a bracket is missing";
  if (open > close) return "括号次序颠倒 the brackets are the wrong way round";
  if (open > 0 && close === open + 1) return "计数部分为空 there is nothing between the brackets";
  if (open === 0 && tokens.some(({ kind }) => kind === "len")) return "{len} 需要括号 {len} needs brackets";
  const bare = open === 0 && tokens[0]?.kind === "checksum";
  const first = open > 0 && tokens[open]?.kind === "checksum";
  if (bare || first) return "校验之前没有字节 there is no byte before the checksum";
  return null;
}

function dataFault(tokens: readonly PatternToken[]): string | null {
  const data = tokens.filter((token) => token.kind === "data");
  if (data.filter(({ min, max }) => min !== max).length > 1) {
    return "至多一处可变长 at most one variable length";
  }
  return data.reduce((sum, { max }) => sum + max, 0) > DATA_BYTES_MAX
    ? `数据字节过多 more than ${DATA_BYTES_MAX} data bytes`
    : null;
}

function bytesOf(token: PatternToken): { min: number; max: number } {
  if (token.kind === "open" || token.kind === "close") return { min: 0, max: 0 };
  if (token.kind === "checksum" && token.sum.startsWith("crc")) return { min: 2, max: 2 };
  if (token.kind === "data" || token.kind === "digits" || token.kind === "digits-bin") {
    return { min: token.min, max: token.max };
  }
  return { min: 1, max: 1 };
}

function patternOf(text: string, tokens: readonly PatternToken[]): BytePattern {
  const data = { min: 0, max: 0 };
  let bytesMin = 0;
  let bytesMax = 0;
  for (const token of tokens) {
    const { min, max } = bytesOf(token);
    bytesMin += min;
    bytesMax += max;
    if (token.kind !== "data") continue;
    data.min += min;
    data.max += max;
  }
  return { text, tokens, bytesMin, bytesMax, data };
}

/** The pattern is for the host only: numbers are shown, never read. */
export function isWriteOnly({ tokens }: BytePattern): boolean {
  return tokens.some(({ kind }) => kind === "digits" || kind === "digits-bin");
}

/** Reports so short are known by all of their bytes; they come from HID devices, where there is no noise. */
const SHORT_REPORT_BYTES = 2;

/** Why a pattern must not be used so, in words; empty: it may. `reportBytes`: every frame has so many bytes. */
export function faultsOfPattern(pattern: BytePattern, use: "read" | "write", reportBytes?: number): string[] {
  if (use === "write") return [];
  const faults: string[] = [];
  if (isWriteOnly(pattern)) faults.push("{ticket} 和 {waiting} 只能写 are only for what is shown");
  if (reportBytes !== undefined && pattern.bytesMax > reportBytes) {
    faults.push(`样式 ${pattern.bytesMax} 字节，长于 reportBytes longer than reportBytes (${reportBytes})`);
  }
  const known = pattern.tokens.filter(({ kind }) => kind === "byte" || kind === "addr");
  const checked = pattern.tokens.some(({ kind }) => kind === "checksum");
  const whole =
    pattern.tokens.every(({ kind }) => kind !== "any") && pattern.tokens.some(({ kind }) => kind !== "data");
  const short = reportBytes !== undefined && reportBytes <= SHORT_REPORT_BYTES;
  if (!checked && known.length < 2 && !(short && whole && pattern.bytesMin === reportBytes)) {
    faults.push("至少两个固定字节或一个校验，否则噪声也会匹配 needs two fixed bytes or a checksum: noise would match");
  }
  return faults;
}

/** Where each part lies when the variable part has a given length. */
interface Layout {
  readonly size: number;
  /** The counted part, or null without brackets. */
  readonly counted: { readonly from: number; readonly to: number } | null;
}

function layoutOf(tokens: readonly PatternToken[], sizeOf: (token: PatternToken) => number): Layout {
  let size = 0;
  let from: number | null = null;
  let counted: Layout["counted"] = null;
  for (const token of tokens) {
    if (token.kind === "open") from = size;
    else if (token.kind === "close") counted = { from: from ?? 0, to: size };
    else size += sizeOf(token);
  }
  return { size, counted };
}

/** What a checksum at `at` covers: the counted part, or what precedes it where it stands inside or there is none. */
function covered({ counted }: Layout, at: number): { readonly from: number; readonly to: number } {
  if (counted === null) return { from: 0, to: at };
  return at >= counted.from && at < counted.to ? { from: counted.from, to: at } : counted;
}

const layouts = new WeakMap<BytePattern, readonly Layout[]>();

/** One layout for each possible length of the variable part, shortest first. */
function layoutsOf(pattern: BytePattern): readonly Layout[] {
  const known = layouts.get(pattern);
  if (known !== undefined) return known;
  const made = Array.from({ length: pattern.bytesMax - pattern.bytesMin + 1 }, (_, extra) =>
    layoutOf(pattern.tokens, (token) => sizeWith(token, extra)),
  );
  layouts.set(pattern, made);
  return made;
}

const sizeWith = (token: PatternToken, extra: number): number => {
  const { min, max } = bytesOf(token);
  return min === max ? min : min + extra;
};

/**
 * Whether the bytes begin with this pattern. Of several possible lengths the shortest that fits counts: it is the one
 * that is complete first byte by byte, so the answer does not depend on how the bytes were cut.
 */
export function matchPattern(pattern: BytePattern, bytes: Uint8Array, addr: number): "no" | "need-more" | Matched {
  const [head] = pattern.tokens;
  if (head?.kind === "byte" && bytes.length > 0 && bytes[0] !== head.value) return "no"; // Most bytes end here.
  if (isWriteOnly(pattern)) return "no";
  const all = layoutsOf(pattern);
  for (let extra = 0; extra < all.length; extra++) {
    const layout = all[extra];
    const found = layout === undefined ? "no" : matchLayout(pattern, layout, extra, bytes, addr);
    if (found !== "no") return found;
  }
  return "no";
}

function matchLayout(
  { tokens }: BytePattern,
  layout: Layout,
  extra: number,
  bytes: Uint8Array,
  addr: number,
): "no" | "need-more" | Matched {
  const data: number[] = [];
  let at = 0;
  for (const token of tokens) {
    const size = sizeWith(token, extra);
    for (let i = 0; i < size; i++, at++) {
      const byte = bytes[at];
      if (byte === undefined) return "need-more";
      if (token.kind === "data") data.push(byte);
      else if (!agrees(token, byte, layout, addr)) return "no";
    }
    if (token.kind === "checksum" && !checksumFits(token.sum, layout, at - size, bytes)) return "no";
  }
  // A checksum before what it covers could not be judged on the way.
  return lateChecksumsFit(tokens, layout, extra, bytes) ? { used: at, data } : "no";
}

function agrees(token: PatternToken, byte: number, { counted }: Layout, addr: number): boolean {
  if (token.kind === "byte") return byte === token.value;
  if (token.kind === "addr") return byte === addr;
  if (token.kind === "bit") return (byte & (1 << token.bit)) !== 0;
  if (token.kind === "len") return counted !== null && byte === counted.to - counted.from;
  return true;
}

/** True as well when the covered bytes come later. */
function checksumFits(sum: ChecksumKind, layout: Layout, at: number, bytes: Uint8Array): boolean {
  const { from, to } = covered(layout, at);
  if (to > at) return true;
  return checksumOf(sum, bytes.subarray(from, to)).every((byte, i) => bytes[at + i] === byte);
}

function lateChecksumsFit(tokens: readonly PatternToken[], layout: Layout, extra: number, bytes: Uint8Array): boolean {
  let at = 0;
  for (const token of tokens) {
    if (token.kind === "checksum") {
      const { from, to } = covered(layout, at);
      const late = to > at ? checksumOf(token.sum, bytes.subarray(from, to)) : [];
      for (const [i, byte] of late.entries()) if (bytes[at + i] !== byte) return false;
    }
    at += sizeWith(token, extra);
  }
  return true;
}

/** The bytes of a pattern. A mistake of the caller (no byte, data that does not fit) is asserted. */
export function buildPattern(pattern: BytePattern, values: PatternValues): Uint8Array {
  const { addr, data = [] } = values;
  for (const byte of [addr, ...data]) assert(Number.isInteger(byte) && byte >= 0 && byte <= 0xff, `${byte} is no byte`);
  const { min, max } = pattern.data;
  assert(data.length >= min && data.length <= max, `${data.length} data bytes do not fit ${pattern.text}`);
  const extra = data.length - min;
  const parts = pattern.tokens.map((token) => fixedPart(token, values, extra));
  const layout = layoutOf(pattern.tokens, (token) => parts[token.at - 1]?.length ?? 0);
  let taken = 0;
  const bytes: number[] = [];
  for (const [i, token] of pattern.tokens.entries()) {
    const part = parts[i] ?? [];
    if (token.kind === "data") bytes.push(...data.slice(taken, taken + part.length));
    else if (token.kind === "len" && layout.counted !== null) bytes.push(layout.counted.to - layout.counted.from);
    else bytes.push(...part);
    if (token.kind === "data") taken += part.length;
  }
  fillChecksums(pattern.tokens, parts, layout, bytes);
  return Uint8Array.from(bytes);
}

/** What does not depend on other parts; the rest as zeros of the right number. */
function fixedPart(token: PatternToken, values: PatternValues, extra: number): number[] {
  if (token.kind === "byte") return [token.value];
  if (token.kind === "addr") return [values.addr];
  if (token.kind === "bit") return [1 << token.bit];
  if (token.kind === "digits" || token.kind === "digits-bin") return digitsOf(token, values);
  return new Array<number>(sizeWith(token, extra)).fill(0);
}

type Digits = Extract<PatternToken, { readonly of: string }>;

/** Right-aligned; of a long ticket number the last digits stay, a long count stands at its highest. */
function digitsOf({ kind, of, min, max }: Digits, { ticket, waiting }: PatternValues): number[] {
  const count = waiting == null ? "" : String(Math.min(10 ** max - 1, Math.max(0, Math.trunc(waiting) || 0)));
  const text = of === "ticket" ? (ticket ?? "").replaceAll(/[^0-9]/g, "").slice(-max) : count;
  const blanks = new Array<number>(Math.max(0, min - text.length)).fill(kind === "digits" ? BLANK_ASCII : BLANK_BIN);
  return [...blanks, ...[...text].map((digit) => (kind === "digits" ? digit.charCodeAt(0) : Number(digit)))];
}

/** In the order of their places, so that one may cover another. */
function fillChecksums(
  tokens: readonly PatternToken[],
  parts: readonly (readonly number[])[],
  layout: Layout,
  bytes: number[],
): void {
  let at = 0;
  const places: { sum: ChecksumKind; at: number }[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "checksum") places.push({ sum: token.sum, at });
    at += parts[i]?.length ?? 0;
  }
  // One that stands before the bytes it covers is made last.
  places.sort((a, b) => Number(covered(layout, a.at).to > a.at) - Number(covered(layout, b.at).to > b.at));
  for (const place of places) {
    const { from, to } = covered(layout, place.at);
    bytes.splice(place.at, place.sum.startsWith("crc") ? 2 : 1, ...checksumOf(place.sum, bytes.slice(from, to)));
  }
}
