// The two frames of "SLZ" strip screens, A0 90 in colour and the single-colour one (hardware.md §2.3).
import iconv from "iconv-lite";
import type { FrameAt } from "../frame-search.ts";

const LEAD = [0xa0, 0x90] as const;
const CMD = { show: 0xa5, showRom: 0xa1, storeRom: 0xa2 } as const;
const REPLY_END = [0xa5, 0xaa] as const;
/** §2.3: the two bytes of the length agree with every reader below 255. */
const DATA_BYTES_MAX = 254;
const HEAD_BYTES = 6;

const SINGLE_MARK = 0x44;
const SINGLE_END = 0x1a;
const SINGLE_HEAD_BYTES = 3;

/** §2.3: colour 0 red, 1 green, 2 yellow. */
export const SLZ_COLOURS = ["red", "green", "yellow"] as const;
export type SlzColour = (typeof SLZ_COLOURS)[number];

export interface SlzSign {
  readonly sign: string;
  readonly colour: SlzColour;
}

export interface SlzOrder {
  readonly cmd: keyof typeof CMD;
  readonly addr: number;
  /** Nothing for showRom, and for storeRom when it is to store what is shown. */
  readonly signs: readonly SlzSign[] | null;
  readonly bytes: Uint8Array;
}

export interface SlzText {
  readonly addr: number;
  readonly text: string;
  readonly bytes: Uint8Array;
}

const xor8 = (bytes: Uint8Array): number => bytes.reduce((all, byte) => all ^ byte, 0);

/** A0 90 | addr | command | lenHi | lenLo | data | XOR(addr..data) */
export const slzOrderAt: FrameAt<SlzOrder> = (bytes, at) => {
  const head = bytes.subarray(at, at + HEAD_BYTES);
  const [first, second, addr = 0, command, lengthHigh = 0, lengthLow] = head;
  if (first !== LEAD[0] || (second !== undefined && second !== LEAD[1])) return null;
  if (command !== undefined && commandOf(command) === null) return null;
  if (lengthLow === undefined) return lengthHigh === 0 ? "more" : null;
  const length = lengthHigh * 256 + lengthLow;
  if (length > DATA_BYTES_MAX) return null;
  const used = HEAD_BYTES + length + 1;
  if (bytes.length < at + used) return "more";
  const frame = bytes.slice(at, at + used);
  if (xor8(frame.subarray(LEAD.length)) !== 0) return null;
  const cmd = commandOf(command ?? 0);
  const signs = readSigns(frame.subarray(HEAD_BYTES, used - 1));
  if (cmd === null || signs === null || (cmd === "showRom" && length > 0)) return null;
  return { message: { cmd, addr, signs: cmd === "show" || length > 0 ? signs : null, bytes: frame }, used };
};

function commandOf(byte: number): SlzOrder["cmd"] | null {
  return byte === CMD.show ? "show" : byte === CMD.showRom ? "showRom" : byte === CMD.storeRom ? "storeRom" : null;
}

/** Per character: an ASCII byte or two GBK bytes, then the colour; null when the data is something else. */
function readSigns(data: Uint8Array): SlzSign[] | null {
  const signs: SlzSign[] = [];
  let at = 0;
  while (at < data.length) {
    const size = signBytes(data, at);
    const colour = SLZ_COLOURS[data[at + size] ?? -1];
    if (size === 0 || colour === undefined) return null;
    signs.push({ sign: iconv.decode(Buffer.from(data.subarray(at, at + size)), "gbk"), colour });
    at += size + 1;
  }
  return signs;
}

/** 1 for printable ASCII, 2 for a GBK pair, 0 for anything else. */
function signBytes(data: Uint8Array, at: number): 0 | 1 | 2 {
  const [lead = 0, trail = 0] = data.subarray(at, at + 2);
  if (lead >= 0x20 && lead <= 0x7e) return 1;
  return lead >= 0x81 && lead <= 0xfe && trail >= 0x40 && trail <= 0xfe && trail !== 0x7f ? 2 : 0;
}

/** What the board answers when it answers at all; §2.3 knows only its two ends. */
export function buildSlzReply(addr: number, cmd: SlzOrder["cmd"]): Uint8Array {
  return Uint8Array.of(...LEAD, addr, CMD[cmd], ...REPLY_END);
}

/** 80+addr | C0+((addr&C0)>>2) | 44 | GBK text | 1A: without length or check. */
export const slzTextAt: FrameAt<SlzText> = (bytes, at) => {
  const addr = singleAddress(bytes, at);
  if (addr === null || addr === "more") return addr;
  let end = at + SINGLE_HEAD_BYTES;
  for (;;) {
    const lead = bytes[end];
    if (lead === undefined) return "more";
    if (lead === SINGLE_END) break;
    // Nothing but its head tells that an unfinished frame is over; a real text has no such letters in a row.
    const inner = singleAddress(bytes, end);
    if (typeof inner === "number" && inner <= INNER_ADDRESS_LAST) return null;
    if (lead > 0x80 && end + 1 === bytes.length) return "more";
    const size = signBytes(bytes, end);
    if (size === 0 || end + size - at - SINGLE_HEAD_BYTES > DATA_BYTES_MAX) return null;
    end += size;
  }
  const text = iconv.decode(Buffer.from(bytes.subarray(at + SINGLE_HEAD_BYTES, end)), "gbk");
  return { message: { addr, text, bytes: bytes.slice(at, end + 1) }, used: end + 1 - at };
};

/** Higher addresses have heads that are everyday letters: 行 and D. */
const INNER_ADDRESS_LAST = 0x3f;

function singleAddress(bytes: Uint8Array, at: number): number | "more" | null {
  const [first, second, mark] = bytes.subarray(at, at + SINGLE_HEAD_BYTES);
  if (first === undefined) return "more";
  const addr = (first - 0x80) & 0xff;
  if (second !== undefined && second !== 0xc0 + ((addr & 0xc0) >> 2)) return null;
  if (mark !== undefined && mark !== SINGLE_MARK) return null;
  return mark === undefined ? "more" : addr;
}
