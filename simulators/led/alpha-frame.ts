// Packets of the Alpha Sign Communications Protocol: one address, one or more commands (hardware.md §2.7).
import type { FrameAt } from "../frame-search.ts";
import { concat } from "../lib.ts";

const NUL = 0x00;
const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
/** §2.7: at least so many NULs before a packet; signs set their speed by them. */
const NULS_MIN = 5;
/** NULs are skipped, however many a host sends; the reader remembers no more of them. */
const NULS_MAX = 64;
const ADDRESS_BYTES = 3;
const SUM_BYTES = 4;
/** Commands in one packet, and bytes of a packet: a sign's memory is smaller. */
const COMMANDS_MAX = 32;
const PACKET_BYTES_MAX = 8192;

export interface AlphaCommand {
  /** The command letter. */
  readonly code: string;
  /** What follows it, one character per byte. */
  readonly data: string;
  /** Whether the command came with a sum; a wrong one fails. */
  readonly sum: "none" | "good" | "bad";
}

export interface AlphaPacket {
  readonly type: string;
  /** Two characters: hex digits or `?`. */
  readonly sign: string;
  readonly nuls: number;
  readonly commands: readonly AlphaCommand[];
  readonly bytes: Uint8Array;
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** 00 ×≥5 | 01 | type | address | (02 | command | data | [03 + sum])… | 04 */
export const alphaAt: FrameAt<AlphaPacket> = (bytes, at) => {
  let head = at;
  while (bytes[head] === NUL && head - at < NULS_MAX) head++;
  const nuls = head - at;
  if (nuls === 0) return null;
  if (bytes[head] === undefined) return "more";
  if (nuls < NULS_MIN || bytes[head] !== SOH) return null;
  const place = latin(bytes.subarray(head + 1, head + 1 + ADDRESS_BYTES));
  if (!isAddress(place)) return null;
  if (place.length < ADDRESS_BYTES) return "more";
  const commands: AlphaCommand[] = [];
  let next = head + 1 + ADDRESS_BYTES;
  for (;;) {
    if (next - at > PACKET_BYTES_MAX) return null;
    if (bytes[next] === undefined) return "more";
    if (bytes[next] === EOT && commands.length > 0) break;
    const command = commandAt(bytes, next, commands.length);
    if (command === null || command === "more") return command;
    commands.push(command.message);
    next += command.used;
  }
  const frame = bytes.slice(at, next + 1);
  const [type = "", ...sign] = place;
  return { message: { type, sign: sign.join(""), nuls, commands, bytes: frame }, used: frame.length };
};

/** The whole address, or as much of it as has come. */
const isAddress = (text: string): boolean => /^([!-~]([0-9A-F?]([0-9A-F?])?)?)?$/.test(text);

/** 02 | command | data, ended by the next 02, by 04, or by 03 with its sum. */
function commandAt(bytes: Uint8Array, at: number, before: number): ReturnType<FrameAt<AlphaCommand>> {
  if (bytes[at] !== STX || before >= COMMANDS_MAX) return null;
  let end = at + 1;
  // Inside a command there is neither NUL nor SOH: they begin another packet.
  while ((bytes[end] ?? 0) > EOT && (bytes[end] ?? 0) < 0x80) end++;
  if (end - at > PACKET_BYTES_MAX) return null;
  const stop = bytes[end];
  if (stop === undefined) return "more";
  if (stop < STX || stop > EOT || end === at + 1) return null;
  const [code = "", ...data] = latin(bytes.subarray(at + 1, end));
  const command = { code, data: data.join("") };
  if (stop !== ETX) return { message: { ...command, sum: "none" }, used: end - at };
  const given = latin(bytes.subarray(end + 1, end + 1 + SUM_BYTES));
  if (!/^[0-9A-Fa-f]*$/.test(given)) return null;
  if (given.length < SUM_BYTES) return "more";
  const sum = given.toUpperCase() === sumOf(bytes.subarray(at, end + 1)) ? "good" : "bad";
  return { message: { ...command, sum }, used: end + 1 + SUM_BYTES - at };
}

/** §2.7: the 16-bit sum of 02 … 03, as four hex characters. */
function sumOf(bytes: Uint8Array): string {
  const sum = bytes.reduce((all, byte) => (all + byte) & 0xffff, 0);
  return sum.toString(16).toUpperCase().padStart(SUM_BYTES, "0");
}

/** What a sign sends back when it is asked for a file. */
export function buildAlphaPacket(type: string, sign: string, code: string, data: string): Uint8Array {
  const body = Uint8Array.of(STX, ...Buffer.from(code + data, "latin1"), ETX);
  const head = [...new Array<number>(NULS_MIN).fill(NUL), SOH, ...Buffer.from(type + sign, "latin1")];
  return concat(Uint8Array.from(head), body, Uint8Array.of(...Buffer.from(sumOf(body), "latin1"), EOT));
}

/** Whether a packet for `sign` reaches the sign `own`: 00 is everybody, `?` any digit. */
export function reaches(sign: string, own: string): boolean {
  return sign === "00" || [...sign].every((digit, i) => digit === "?" || digit === own[i]);
}
