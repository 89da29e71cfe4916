// The SAM_V frame as a card reader's module reads and writes it (hardware.md §6).
import type { FrameAt } from "../frame-search.ts";
import { concat } from "../lib.ts";

const HEAD = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69);
const BODY_AT = HEAD.length + 2;
const REQUEST_BYTES_MIN = 3; // command, parameter, XOR
/** §6: no request carries data; a longer one is noise. */
const REQUEST_BYTES_MAX = 64;

/** §6: command and parameter. */
export const REQUESTS = {
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  readFingerprint: [0x30, 0x10],
  reset: [0x10, 0xff],
  status: [0x11, 0xff],
} as const;
export type RequestName = keyof typeof REQUESTS;

/** `bad`: the XOR is wrong. `unknown`: a sound frame whose command is none of ours. */
export interface SamvHeard {
  readonly request: RequestName | "unknown" | "bad";
  readonly raw: Uint8Array;
}

const xorOf = (bytes: Uint8Array): number => bytes.reduce((xor, byte) => xor ^ byte, 0);

/** An answer: SW1 and SW2 are 00, SW3 tells. */
export function buildSamvAnswer(sw3: number, data: Uint8Array = new Uint8Array(0), badXor = false): Uint8Array {
  const length = 3 + data.length + 1;
  const body = concat(Uint8Array.of(length >> 8, length & 0xff, 0x00, 0x00, sw3), data);
  return concat(HEAD, body, Uint8Array.of(xorOf(body) ^ (badXor ? 0x01 : 0)));
}

/** AA AA AA 96 69 | length | command, parameter | XOR of length to here */
export const samvAt: FrameAt<SamvHeard> = (bytes, at) => {
  const here = bytes.subarray(at, at + BODY_AT + REQUEST_BYTES_MAX);
  for (let i = 0; i < HEAD.length; i++) {
    if (here[i] === undefined) return "more";
    if (here[i] !== HEAD[i]) return null;
  }
  const [high, low] = here.subarray(HEAD.length);
  if (high === undefined || low === undefined) return "more";
  const length = (high << 8) | low;
  if (length < REQUEST_BYTES_MIN || length > REQUEST_BYTES_MAX) return null;
  if (here.length < BODY_AT + length) return "more";
  const raw = here.slice(0, BODY_AT + length);
  // One byte alone is skipped of a bad frame: a good one may begin inside its false length.
  if (xorOf(raw.subarray(HEAD.length)) !== 0) return { message: { request: "bad", raw }, used: 1 };
  return { message: { request: nameOf(raw.subarray(BODY_AT)), raw }, used: raw.length };
};

function nameOf([cmd, para, ...rest]: Uint8Array): RequestName | "unknown" {
  const found = Object.entries(REQUESTS).find(([, [itsCmd, itsPara]]) => cmd === itsCmd && para === itsPara);
  return found === undefined || rest.length !== 1 ? "unknown" : (found[0] as RequestName);
}
