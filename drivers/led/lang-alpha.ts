// Alpha Sign Communications Protocol of Adaptive and BetaBrite signs: packets as bytes (hardware.md §2.7).
import assert from "node:assert/strict";
import type { Codec, Decoded } from "../kernel/model.ts";

const NUL = 0x00;
const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ESC = 0x1b;
const DELETE = 0x7f;
/** Before the label of a string, the digit of a font, the digit of a colour. */
const CALL_STRING = 0x10;
const FONT = 0x1a;
const COLOUR = 0x1c;
/** Signs find their baud rate by them. */
export const NUL_COUNT_MIN = 5;
export const NUL_COUNT_MAX = 255;
/** The file that overrides all others; it needs no memory of its own. */
export const PRIORITY_LABEL = "0";
const MEMORY_ENTRIES_MAX = 95;
const ACK = 0x06;
const NAK = 0x15;
/** A status byte: bit 6 always, bit 7 never (hardware.md §2.7). */
const STATUS_OK = 0x40;

/** Positions of the vendor's table; other sources name them differently (hardware.md §2.7). */
export const POSITIONS = { middle: 0x20, top: 0x22, bottom: 0x26, fill: 0x30, left: 0x31, right: 0x32 } as const;

/** Text as it stands, or a control that acts on what follows. */
export type TextPart =
  | string
  /** The string file with this label, as it is at each moment. */
  | { readonly string: string }
  | { readonly font: string }
  | { readonly colour: string };

/** One line of the memory table. `qqqq`: times of a text (FFFF always), size of dots, 0000 for a string. */
export interface MemoryEntry {
  readonly label: string;
  readonly type: "text" | "string" | "dots";
  readonly locked: boolean;
  /** Bytes; for dots rows and columns. */
  readonly size: number;
  readonly qqqq: string;
}

/** What a sign is told. */
export type AlphaOrder =
  | {
      readonly cmd: "text";
      readonly label: string;
      /** One of `POSITIONS`. */
      readonly position: number;
      /** a rotate, b hold, c flash, e to k rolls and wipes, n and a second character specials. */
      readonly mode: string;
      readonly parts: readonly TextPart[];
    }
  | { readonly cmd: "clearPriority" | "softReset" }
  | { readonly cmd: "string"; readonly label: string; readonly parts: readonly TextPart[] }
  /** Replaces the whole memory table: every file that is not in it is gone. */
  | { readonly cmd: "memory"; readonly entries: readonly MemoryEntry[] }
  /** HHMM, 24 hours. */
  | { readonly cmd: "time"; readonly hhmm: string }
  | { readonly cmd: "readText" | "readString"; readonly label: string };

/** Where an order goes and how it is wrapped. */
export interface AlphaAddressing {
  /** Two hex digits, 00 for every sign; `?` is a wildcard. */
  readonly sign: string;
  /** Type of sign; Z is any. */
  readonly type?: string;
  readonly nulCount?: number;
  readonly checksum?: boolean;
}
export type AlphaCommand = AlphaOrder & AlphaAddressing;

/** The answer of signs that are told to answer. It carries no address. */
export type AlphaReply =
  | { readonly cmd: "ack" }
  /** Bits: 5 illegal command, 4 checksum, 3 overflow, 2 timeout, 1 framing, 0 parity. */
  | { readonly cmd: "nak"; readonly status: number };

const MEMORY_TYPES = { text: "A", string: "B", dots: "D" } as const;
const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

function printable(text: string, pattern: RegExp, what: string): number[] {
  assert(pattern.test(text), `${what}: ${JSON.stringify(text)}`);
  return ascii(text);
}
/** File labels are one printable character (hardware.md §2.7). */
const labelByte = (label: string) => printable(label, /^[\x20-\x7e]$/, "a label is one character");

/** Text may hold line ends and controls of the sign, but nothing that ends the packet. */
function partBytes(part: TextPart): number[] {
  if (typeof part === "string") {
    const bytes = ascii(part);
    assert(
      bytes.every((byte) => byte > EOT && byte < DELETE),
      `no ASCII text: ${JSON.stringify(part)}`,
    );
    return bytes;
  }
  if ("string" in part) return [CALL_STRING, ...labelByte(part.string)];
  if ("font" in part) return [FONT, ...printable(part.font, /^[\x30-\x7e]$/, "a font is one character")];
  return [COLOUR, ...printable(part.colour, /^[\x30-\x7e]$/, "a colour is one character")];
}

function memoryBytes(entries: readonly MemoryEntry[]): number[] {
  assert(entries.length <= MEMORY_ENTRIES_MAX, `${entries.length} files; at most ${MEMORY_ENTRIES_MAX}`);
  return entries.flatMap(({ label, type, locked, size, qqqq }) => {
    assert(Number.isInteger(size) && size >= 0 && size <= 0xffff, `size of a file: ${size}`);
    const fixed = [...ascii(MEMORY_TYPES[type]), ...ascii(locked ? "L" : "U")];
    const sized = ascii(size.toString(16).toUpperCase().padStart(4, "0"));
    return [...labelByte(label), ...fixed, ...sized, ...printable(qqqq, /^[0-9A-Fa-f]{4}$/, "no four hex digits")];
  });
}

/** Command letter and data. */
function orderBytes(order: AlphaOrder): number[] {
  switch (order.cmd) {
    case "text": {
      const { label, position, mode, parts } = order;
      assert(position >= 0x20 && position <= 0x7e, `position ${position}`);
      const place = [ESC, position, ...printable(mode, /^([a-z]|n[\x21-\x7e])$/, "no mode")];
      return [...ascii("A"), ...labelByte(label), ...place, ...parts.flatMap(partBytes)];
    }
    case "clearPriority":
      return ascii(`A${PRIORITY_LABEL}`);
    case "string":
      return [...ascii("G"), ...labelByte(order.label), ...order.parts.flatMap(partBytes)];
    case "memory":
      return [...ascii("E$"), ...memoryBytes(order.entries)];
    case "softReset":
      return ascii("E,");
    case "time":
      return [...ascii("E "), ...printable(order.hhmm, /^([01]\d|2[0-3])[0-5]\d$/, "no time of day")];
    case "readText":
      return [...ascii("B"), ...labelByte(order.label)];
    case "readString":
      return [...ascii("H"), ...labelByte(order.label)];
  }
}

function encodeCommand(command: AlphaCommand): Uint8Array {
  const { sign, type = "Z", nulCount = NUL_COUNT_MIN, checksum = false } = command;
  assert(Number.isInteger(nulCount) && nulCount >= NUL_COUNT_MIN && nulCount <= NUL_COUNT_MAX, `${nulCount} NUL`);
  const head = [...printable(type, /^[\x21-\x7e]$/, "no type"), ...printable(sign, /^[0-9A-Fa-f?]{2}$/, "no address")];
  const body = [STX, ...orderBytes(command)];
  const packet = [...new Array<number>(nulCount).fill(NUL), SOH, ...head, ...body];
  if (!checksum) return Uint8Array.from([...packet, EOT]);
  // 16 bits over STX to ETX inclusive, as four hex digits (hardware.md §2.7).
  const sum = [...body, ETX].reduce((total, byte) => (total + byte) & 0xffff, 0);
  return Uint8Array.from([...packet, ETX, ...ascii(sum.toString(16).toUpperCase().padStart(4, "0")), EOT]);
}

const isStatus = (byte: number) => (byte & 0xc0) === STATUS_OK;

/** Reads the answer at the start of the buffer. Never throws. */
function decodeReply(buffer: Uint8Array): Decoded<AlphaReply> {
  const [code, status] = buffer;
  if (code === undefined) return { kind: "need-more" };
  // An ACK needs no status byte behind it, and does not wait for one; where it comes, it is part of the answer.
  if (code === ACK) return { kind: "message", message: { cmd: "ack" }, used: status === STATUS_OK ? 2 : 1 };
  if (code === STATUS_OK) return { kind: "garbage", skip: 1, why: "status of an answer read already" };
  if (code !== NAK) return { kind: "garbage", skip: 1, why: "neither ACK nor NAK" };
  if (status === undefined) return { kind: "need-more" };
  if (!isStatus(status)) return { kind: "garbage", skip: 1, why: "NAK without its status" };
  return { kind: "message", message: { cmd: "nak", status }, used: 2 };
}

const REPLY_BYTES_MAX = 2;

/** Orders out, answers in: for signs with a line of their own, because one byte is an answer. */
export const alphaCodec: Codec<AlphaReply, AlphaCommand> = {
  name: "alpha",
  frameBytesMax: REPLY_BYTES_MAX,
  encode: encodeCommand,
  decode: decodeReply,
};

/** Signs that never answer: on a shared bus nothing may be taken for their answer. */
export const alphaMuteCodec: Codec<AlphaReply, AlphaCommand> = {
  name: "alpha-mute",
  frameBytesMax: 1,
  encode: encodeCommand,
  decode: (buffer) =>
    buffer.length === 0 ? { kind: "need-more" } : { kind: "garbage", skip: 1, why: "the sign does not answer" },
};

const STATUS_WORDS: readonly string[] = [
  "奇偶校验错误 parity error",
  "帧错误 framing error",
  "超时 timeout",
  "缓冲区溢出 buffer overflow",
  "校验和错误 checksum error",
  "命令错误 illegal command",
];

/** Why a sign refused, Chinese first. */
export function refusalWords(status: number): string {
  const reasons = STATUS_WORDS.filter((_, bit) => status & (1 << bit));
  return `屏拒绝 refused by the sign: ${reasons.join("; ") || "未说明原因 no reason given"}`;
}
