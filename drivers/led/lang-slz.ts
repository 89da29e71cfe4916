// The A0 90 tongue of "SLZ" window strips and their single-colour variant (hardware.md §2.3). 9600 8N1.
import assert from "node:assert/strict";
import type { Codec, Decoded } from "../kernel/model.ts";
import type { BoardColour } from "./state-colours.ts";
import { encodeGbk } from "./text-gbk.ts";

const HEAD = 0xa0;
const HEAD2 = 0x90;
/** Behind the address: show, show what the ROM holds, store in the ROM. */
const SHOW = 0xa5;
const SHOW_ROM = 0xa1;
const STORE_ROM = 0xa2;
/** The colour byte behind each character. */
const COLOUR_CODES: Readonly<Record<BoardColour, number>> = { red: 0, green: 1, yellow: 2 };

/** The only known host computes the high length byte with 255 instead of 256: below that nobody can disagree. */
export const DATA_BYTES_MAX = 254;

/** Single colour: `80+addr | C0+((addr&C0)>>2) | 44 | text | 1A`, no checksum. */
const SINGLE_ADDRESS = 0x80;
const SINGLE_HIGH_BITS = 0xc0;
const SINGLE_SHOW = 0x44;
const SINGLE_END = 0x1a;

/** A reply starts A0 90 addr and ends A5 AA; what may stand between is undocumented, so only a little is allowed. */
const REPLY_TAIL = [0xa5, 0xaa] as const;
const REPLY_HEAD_BYTES = 3;
const REPLY_BODY_BYTES_MAX = 8;
const REPLY_BYTES_MAX = REPLY_HEAD_BYTES + REPLY_BODY_BYTES_MAX + REPLY_TAIL.length;

/** What a strip can be told; `showSingle` is for the single-colour variant. */
export type SlzCommand =
  | {
      readonly cmd: "show" | "storeRom";
      readonly addr: number;
      readonly text: string;
      readonly colour: BoardColour;
    }
  | { readonly cmd: "showRom"; readonly addr: number }
  | { readonly cmd: "showSingle"; readonly addr: number; readonly text: string };

/** A strip heard us. It has no way to say no. */
export interface SlzReply {
  readonly addr: number;
  readonly body: readonly number[];
}

/** Data bytes a text takes: every character brings its colour along, except on single-colour strips. */
export function dataBytesOf(text: string, variant: "colour" | "single"): number {
  return encodeGbk(text).length + (variant === "colour" ? [...text].length : 0);
}

function colouredData(text: string, colour: BoardColour): number[] {
  return [...text].flatMap((char) => [...encodeGbk(char), COLOUR_CODES[colour]]);
}

/** `A0 90 | addr | cmd | lenHi | lenLo | data | XOR of addr..data`. */
function frame(addr: number, code: number, data: readonly number[]): Uint8Array {
  assert(data.length <= DATA_BYTES_MAX, `at most ${DATA_BYTES_MAX} data bytes`);
  const counted = [addr, code, data.length >> 8, data.length & 0xff, ...data];
  return Uint8Array.of(HEAD, HEAD2, ...counted, xorOf(counted));
}

const xorOf = (bytes: readonly number[]) => bytes.reduce((xor, byte) => xor ^ byte, 0);

/**
 * The first byte is 80h + address cut to a byte, as the known host sends it: from address 128 on its bit 7 is clear.
 * The second byte repeats the two highest bits of the address in its bits 4 and 5. Every address 0..255 has its own.
 */
function singleFrame(addr: number, text: string): Uint8Array {
  const bytes = encodeGbk(text);
  assert(bytes.length <= DATA_BYTES_MAX, `at most ${DATA_BYTES_MAX} bytes of text`);
  // GBK has no such byte in characters that can be shown; a control character would end the message early.
  assert(!bytes.includes(SINGLE_END), "1A ends the message");
  const head = [(SINGLE_ADDRESS + addr) & 0xff, SINGLE_HIGH_BITS + ((addr & 0xc0) >> 2), SINGLE_SHOW];
  return Uint8Array.of(...head, ...bytes, SINGLE_END);
}

function encode(command: SlzCommand): Uint8Array {
  const { cmd, addr } = command;
  assert(Number.isInteger(addr) && addr >= 0 && addr <= 0xff, "an address is a byte");
  switch (cmd) {
    case "show":
      return frame(addr, SHOW, colouredData(command.text, command.colour));
    case "storeRom":
      return frame(addr, STORE_ROM, colouredData(command.text, command.colour));
    case "showRom":
      return frame(addr, SHOW_ROM, []);
    case "showSingle":
      return singleFrame(addr, command.text);
  }
}

/** Reads the reply at the start of the buffer. Never throws. */
function decode(buffer: Uint8Array): Decoded<SlzReply> {
  if (buffer.length === 0) return { kind: "need-more" };
  if (buffer[0] !== HEAD || (buffer.length > 1 && buffer[1] !== HEAD2)) {
    const next = buffer.indexOf(HEAD, 1);
    return { kind: "garbage", skip: next < 0 ? buffer.length : next, why: "no A0 90" };
  }
  const end = Math.min(buffer.length, REPLY_BYTES_MAX);
  for (let at = 2; at + 1 < end; at++) {
    const [first, second] = [buffer[at], buffer[at + 1]];
    // A reply that was cut off must not swallow the whole one behind it.
    if (first === HEAD && second === HEAD2) return { kind: "garbage", skip: at, why: "reply cut off" };
    if (at < REPLY_HEAD_BYTES || first !== REPLY_TAIL[0] || second !== REPLY_TAIL[1]) continue;
    const message = { addr: buffer[2] ?? 0, body: [...buffer.subarray(REPLY_HEAD_BYTES, at)] };
    return { kind: "message", message, used: at + REPLY_TAIL.length };
  }
  if (buffer.length < REPLY_BYTES_MAX) return { kind: "need-more" };
  return { kind: "garbage", skip: 1, why: "reply without A5 AA" };
}

/** Commands of both variants out, replies of the colour variant in. */
export const slzCodec: Codec<SlzReply, SlzCommand> = {
  name: "slz",
  frameBytesMax: REPLY_BYTES_MAX,
  encode,
  decode,
};
