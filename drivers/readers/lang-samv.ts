// The SAM_V tongue of readers for second-generation resident ID cards (hardware.md §6). 115200 8N1.
import assert from "node:assert/strict";
import type { Codec, Decoded } from "../kernel/model.ts";

/** Every frame begins with these (§6). */
const HEAD = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);
const LENGTH_BYTES = 2;
/** What the length counts at least: SW1 SW2 SW3 and the check byte. */
const COUNTED_BYTES_MIN = 4;
/** The longest answer known: text, photo and fingerprints. */
const COUNTED_BYTES_MAX = 0x090a;
/** SW1 SW2 SW3. */
const STATUS_BYTES = 3;

/** Command and parameter of each request (§6). */
const REQUESTS = {
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  readFingerprint: [0x30, 0x10],
  reset: [0x10, 0xff],
  status: [0x11, 0xff],
} as const;

export type SamvRequest = keyof typeof REQUESTS;

export interface SamvAnswer {
  /** The status byte; SW1 and SW2 are always zero. */
  readonly sw3: number;
  readonly data: Uint8Array;
}

function xorOf(bytes: Uint8Array): number {
  let xor = 0;
  for (const byte of bytes) xor ^= byte;
  return xor;
}

function frameOf(counted: readonly number[] | Uint8Array): Uint8Array {
  const length = counted.length + 1;
  const frame = new Uint8Array(HEAD.length + LENGTH_BYTES + length);
  frame.set(HEAD);
  frame.set([length >> 8, length & 0xff], HEAD.length);
  frame.set(counted, HEAD.length + LENGTH_BYTES);
  frame[frame.length - 1] = xorOf(frame.subarray(HEAD.length));
  return frame;
}

/** Host → reader. */
export function encodeRequest(request: SamvRequest): Uint8Array {
  const command = REQUESTS[request];
  assert(command !== undefined, `${request} is no request of SAM_V`);
  return frameOf(command);
}

/**
 * The answer as a log may keep it: every byte of data is zero, and so is what the check byte would tell of it. Still a
 * whole frame, so that a recording can be replayed.
 */
export function maskedAnswer({ sw3, data }: SamvAnswer): Uint8Array {
  return frameOf(new Uint8Array(STATUS_BYTES + data.length).fill(sw3, STATUS_BYTES - 1, STATUS_BYTES));
}

type Look =
  | { readonly kind: "frame"; readonly used: number }
  | { readonly kind: "partial" }
  | { readonly kind: "broken"; readonly why: string };

/** What stands at `at`: a whole good answer, the beginning of one, or neither. */
function lookAt(buffer: Uint8Array, at: number): Look {
  for (let i = 0; i < HEAD.length && at + i < buffer.length; i++) {
    if (buffer[at + i] !== HEAD[i]) return { kind: "broken", why: "no AA AA AA 96 69" };
  }
  const counted = at + HEAD.length + LENGTH_BYTES;
  if (buffer.length < counted) return { kind: "partial" };
  const length = ((buffer[counted - 2] ?? 0) << 8) | (buffer[counted - 1] ?? 0);
  if (length < COUNTED_BYTES_MIN || length > COUNTED_BYTES_MAX) return { kind: "broken", why: "bad length" };
  const end = counted + length;
  const [sw1 = 0, sw2 = 0] = buffer.subarray(counted, counted + 2);
  if (sw1 !== 0 || sw2 !== 0) return { kind: "broken", why: "SW1 SW2 not zero" };
  if (buffer.length < end) return { kind: "partial" };
  const good = xorOf(buffer.subarray(at + HEAD.length, end)) === 0;
  return good ? { kind: "frame", used: end - at } : { kind: "broken", why: "bad check byte" };
}

/** Where the next head, or the beginning of one, stands behind the start; the end of the buffer when there is none. */
function nextHead(buffer: Uint8Array): number {
  const next = buffer.indexOf(HEAD[0] as number, 1);
  return next < 0 ? buffer.length : next;
}

/**
 * Where the first whole good answer behind the start begins. An answer that was cut off must not swallow the one behind
 * it; none carries the five head bytes as its data, so the outcome does not depend on how the bytes were cut.
 */
function frameInside(buffer: Uint8Array): number | null {
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  for (let at = bytes.indexOf(HEAD, 1); at >= 0; at = bytes.indexOf(HEAD, at + 1)) {
    if (lookAt(buffer, at).kind === "frame") return at;
  }
  return null;
}

function decode(buffer: Uint8Array): Decoded<SamvAnswer> {
  if (buffer.length === 0) return { kind: "need-more" };
  const look = lookAt(buffer, 0);
  if (look.kind === "broken") return { kind: "garbage", skip: nextHead(buffer), why: look.why };
  const inside = frameInside(look.kind === "frame" ? buffer.subarray(0, look.used) : buffer);
  if (inside !== null) return { kind: "garbage", skip: inside, why: "answer cut off" };
  if (look.kind === "partial") return { kind: "need-more" };
  const status = HEAD.length + LENGTH_BYTES + STATUS_BYTES;
  const data = buffer.slice(status, look.used - 1);
  return { kind: "message", message: { sw3: buffer[status - 1] ?? 0, data }, used: look.used };
}

/** Requests out, answers in. The data of an answer is a copy: whoever asked for it wipes it. */
export const samvCodec: Codec<SamvAnswer, SamvRequest> = {
  name: "samv",
  frameBytesMax: HEAD.length + LENGTH_BYTES + COUNTED_BYTES_MAX,
  encode: encodeRequest,
  decode,
};

/** What a status byte is about: `sam` is the reader's own security module, `wire` the request as it arrived. */
export type Sw3Topic = "ok" | "none" | "card" | "wire" | "sam";

export interface Sw3Words {
  readonly topic: Sw3Topic;
  /** Chinese first, English beside it. */
  readonly words: string;
}

export const SW3_OK = 0x90;
export const SW3_FOUND = 0x9f;
export const SW3_NOT_FOUND = 0x80;
export const SW3_SELECT_FAILED = 0x81;

/** §6. */
const SW3_TABLE: Readonly<Record<number, Sw3Words>> = {
  [SW3_OK]: { topic: "ok", words: "成功 ok" },
  [SW3_FOUND]: { topic: "ok", words: "找到证件 card found" },
  [SW3_NOT_FOUND]: { topic: "none", words: "没有证件 no card" },
  [SW3_SELECT_FAILED]: { topic: "card", words: "选卡失败 the card could not be selected" },
  145: { topic: "card", words: "证件内无此项 the card has no such item" },
  16: { topic: "wire", words: "校验和错误 check byte wrong" },
  17: { topic: "wire", words: "长度错误 length wrong" },
  33: { topic: "wire", words: "命令错误 bad command" },
  35: { topic: "sam", words: "无权操作 no privilege" },
  36: { topic: "wire", words: "未知错误 unknown error" },
  49: { topic: "card", words: "证件认证失败 the card was not authenticated" },
  50: { topic: "sam", words: "安全模块认证失败 the security module was not authenticated" },
  51: { topic: "card", words: "信息验证失败 the card's data was not verified" },
  55: { topic: "card", words: "指纹验证失败 fingerprint failed" },
  63: { topic: "card", words: "信息长度错误 the card's data has a wrong length" },
  64: { topic: "card", words: "证件类型错误 wrong type of card" },
  65: { topic: "card", words: "读证件失败 reading the card failed" },
  71: { topic: "sam", words: "取随机数失败 no random number" },
  96: { topic: "sam", words: "安全模块自检失败 self-test failed" },
  102: { topic: "sam", words: "安全模块未授权 the security module is not authorised" },
};

/** The words of a status byte, its hex with them. A byte nobody knows is taken as the card's. */
export function wordsOf(sw3: number): Sw3Words {
  const hex = sw3.toString(16).toUpperCase().padStart(2, "0");
  const { topic, words } = SW3_TABLE[sw3] ?? { topic: "card", words: "未知状态 unknown status" };
  return { topic, words: `${words} (SW3 ${hex})` };
}
