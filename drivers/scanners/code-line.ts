// A scanned code as a line of text (hardware.md §7): where it ends, what may stand in it, what is stripped of it.
import { Type } from "typebox";
import { MASKED_BYTE } from "../kernel/line-mask.ts";
import type { Decoded } from "../kernel/model.ts";

/** A whole line: the densest code that exists holds 4,296 characters of one byte. */
export const LINE_BYTES_MAX = 4_400;
const STRIPPED_CHARS_MAX = 16;

/** `any`: the first CR or LF, the other one behind it belongs to nothing. */
export type Terminator = "any" | "cr" | "lf" | "crlf";

export interface LineRules {
  readonly terminator: Terminator;
  readonly encoding: "utf8" | "ascii" | "gbk";
  /** Taken off where they stand; missing is no fault. */
  readonly prefix: string;
  readonly suffix: string;
  readonly charsMax: number;
}

/** Settings that every scanner of text lines has. */
export const lineProperties = {
  encoding: Type.Union([Type.Literal("utf8"), Type.Literal("ascii"), Type.Literal("gbk")], { default: "utf8" }),
  prefix: Type.String({ maxLength: STRIPPED_CHARS_MAX, default: "" }),
  suffix: Type.String({ maxLength: STRIPPED_CHARS_MAX, default: "" }),
  charsMax: Type.Integer({ minimum: 1, maximum: 1000, default: 512 }),
};

/** What a code says; empty: nothing is left of it. */
export interface CodeLine {
  readonly text: string;
}

const CR = 0x0d;
const LF = 0x0a;
export const isLineEnd = (byte: number | undefined): boolean => byte === CR || byte === LF;

/** Control characters, the tab left out: no code of a hall holds one, noise does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;

/** Where the line from `from` ends: its text before `end`, the next line at `next`; null: not yet. */
function endOf(buffer: Uint8Array, from: number, terminator: Terminator): { end: number; next: number } | null {
  for (let at = from; at < buffer.length; at++) {
    const byte = buffer[at];
    if (terminator === "crlf" && byte === CR && buffer[at + 1] === LF) return { end: at, next: at + 2 };
    if (terminator === "cr" && byte === CR) return { end: at, next: at + 1 };
    if (terminator === "lf" && byte === LF) return { end: buffer[at - 1] === CR ? at - 1 : at, next: at + 1 };
    if (terminator === "any" && isLineEnd(byte)) return { end: at, next: at + 1 };
  }
  return null;
}

/**
 * Judges the line at the start of the buffer. A line with one bad byte is garbage as a whole: the rest of it would be
 * another code. Line ends that precede a line (the LF of a scanner that ends with CR LF) count to it.
 */
export function decodeLine(buffer: Uint8Array, rules: LineRules): Decoded<CodeLine> {
  let from = 0;
  while (from < buffer.length && isLineEnd(buffer[from])) from += 1;
  if (from === buffer.length) return { kind: "need-more" };
  if (buffer[from] === MASKED_BYTE) {
    let skip = from;
    while (skip < buffer.length && (buffer[skip] ?? 0) < 0x20) skip += 1;
    return { kind: "garbage", skip, why: "no whole line, masked" };
  }
  const line = endOf(buffer, from, rules.terminator);
  if (line === null) return { kind: "need-more" };
  const text = textOf(buffer.subarray(from, line.end), rules);
  if ("fault" in text) return { kind: "garbage", skip: line.next, why: text.fault };
  return { kind: "message", message: text, used: line.next };
}

function textOf(bytes: Uint8Array, rules: LineRules): CodeLine | { readonly fault: string } {
  const { encoding, prefix, suffix, charsMax } = rules;
  if (encoding === "ascii" && bytes.some((byte) => byte > 0x7f)) return { fault: "not ASCII" };
  let text: string;
  try {
    text = new TextDecoder(encoding === "gbk" ? "gbk" : "utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: `not ${encoding}` };
  }
  if (prefix !== "" && text.startsWith(prefix)) text = text.slice(prefix.length);
  if (suffix !== "" && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
  if (CONTROL.test(text)) return { fault: "control characters" };
  if (Array.from(text).length > charsMax) return { fault: `more than ${charsMax} characters` };
  return { text };
}

/** How a code may stand in a wire log: it may be a person's papers. */
export const codeMeaning = ({ text }: CodeLine): string => `code of ${Array.from(text).length} characters, masked`;
