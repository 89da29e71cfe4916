// Command frames of Grow GM65/GM72 scanners, and the codes they type on the same wire (hardware.md §7).
import assert from "node:assert/strict";
import type { Codec, Decoded } from "../kernel/model.ts";
import { type CodeLine, decodeLine, isLineEnd, LINE_BYTES_MAX, type LineRules } from "./code-line.ts";

/** `len op src … checksum`: the length counts the bytes before the checksum (§7). */
const HEAD_BYTES = 3;
const CHECKSUM_BYTES = 2;
/** Answers are short; a longer claim is noise. */
const LENGTH_MAX = 0x40;
const BYTE_MAX = 0xff;

/** Who speaks (§7). */
export const HOST = 0x04;
export const SCANNER = 0x00;

/** §7. */
export const START = 0xe4;
export const STOP = 0xe5;
export const ACK = 0xd0;
export const NAK = 0xd1;
export const VERSION = 0xa3;
export const PARAMETER = 0xc6;

export interface Gm72Frame {
  readonly op: number;
  readonly source: number;
  readonly rest: readonly number[];
}

/** A single 00, 50 ms before a command: the scanner may sleep (§7). */
export interface Wake {
  readonly wake: true;
}

export type Gm72In = Gm72Frame | CodeLine;
export type Gm72Out = Gm72Frame | Wake;

/** Two's complement of the 16-bit sum (§7). */
function checksumOf(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xffff;
}

/** Host → scanner. */
export function encodeGm72(message: Gm72Out): Uint8Array {
  if ("wake" in message) return Uint8Array.of(0x00);
  const { op, source, rest } = message;
  const body = [HEAD_BYTES + rest.length, op, source, ...rest];
  assert(
    body.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= BYTE_MAX),
    "length, op, source and the rest are bytes",
  );
  const sum = checksumOf(body);
  return Uint8Array.of(...body, sum >> 8, sum & 0xff);
}

type Look =
  | { readonly kind: "frame"; readonly used: number }
  | { readonly kind: "partial" }
  | { readonly kind: "broken" };

/** What stands at `at`: a whole good frame of the scanner, the beginning of one, or neither. */
function lookAt(buffer: Uint8Array, at: number): Look {
  const [length = 0, , source] = buffer.subarray(at, at + HEAD_BYTES);
  if (length < HEAD_BYTES || length > LENGTH_MAX || (source !== undefined && source !== SCANNER)) {
    return { kind: "broken" };
  }
  const end = at + length + CHECKSUM_BYTES;
  if (buffer.length < end) return { kind: "partial" };
  const sum = ((buffer[end - 2] ?? 0) << 8) | (buffer[end - 1] ?? 0);
  return sum === checksumOf(buffer.subarray(at, end - 2)) ? { kind: "frame", used: end - at } : { kind: "broken" };
}

/** Where the first whole good frame behind the start begins: a cut one must not swallow it. */
function frameInside(buffer: Uint8Array): number | null {
  for (let at = 1; at + HEAD_BYTES < buffer.length; at++) if (lookAt(buffer, at).kind === "frame") return at;
  return null;
}

/**
 * Text holds no control characters and no zero, a frame has both: a length below 20h, or at least the source 00. Two
 * bytes of text that end with their line are a code before the third byte is there.
 */
function mayBeFrame(buffer: Uint8Array): boolean {
  const [first = 0, second, third] = buffer;
  if (first < 0x20) return lookAt(buffer, 0).kind !== "broken";
  return !isLineEnd(second) && third === SCANNER && lookAt(buffer, 0).kind !== "broken";
}

/** The first byte that no line of text holds; the length of the buffer when there is none. */
function textEnd(buffer: Uint8Array): number {
  const at = buffer.findIndex((byte) => byte < 0x20 && byte !== 0x09 && !isLineEnd(byte));
  return at < 0 ? buffer.length : at;
}

function decodeFrame(buffer: Uint8Array): Decoded<Gm72In> {
  const look = lookAt(buffer, 0);
  const inside = frameInside(look.kind === "frame" ? buffer.subarray(0, look.used) : buffer);
  if (inside !== null) return { kind: "garbage", skip: inside, why: "frame cut off" };
  if (look.kind !== "frame") return { kind: "need-more" };
  const [, op = 0, source = 0, ...rest] = buffer.subarray(0, look.used - CHECKSUM_BYTES);
  return { kind: "message", message: { op, source, rest }, used: look.used };
}

function decode(buffer: Uint8Array, rules: LineRules): Decoded<Gm72In> {
  if (buffer.length === 0) return { kind: "need-more" };
  if (mayBeFrame(buffer)) return decodeFrame(buffer);
  const end = textEnd(buffer);
  if (end === 0) return { kind: "garbage", skip: 1, why: "no frame" };
  const line = decodeLine(buffer.subarray(0, end), rules);
  if (line.kind !== "need-more" || end === buffer.length) return line;
  return { kind: "garbage", skip: end, why: "line cut off" };
}

/** Frames and codes in, frames and wake bytes out. */
export function gm72Codec(rules: LineRules): Codec<Gm72In, Gm72Out> {
  return {
    name: "gm72",
    frameBytesMax: LINE_BYTES_MAX,
    personal: true,
    encode: encodeGm72,
    decode: (buffer) => decode(buffer, rules),
  };
}
