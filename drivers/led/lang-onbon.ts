// Onbon BX-5K/5MK/6K font cards: frames, commands and replies as bytes (hardware.md §2.1).
import assert from "node:assert/strict";
import { crc16 } from "../kernel/crc16.ts";
import type { Codec, Decoded } from "../kernel/model.ts";
import { encodeGbk } from "./text-gbk.ts";

const PREAMBLE = 0xa5;
const END = 0x5a;
/** Escapes between preamble and end: code byte, then 02 for the reserved byte itself, 01 for the code byte. */
const ESCAPE_PREAMBLE = 0xa6;
const ESCAPE_END = 0x5b;
const PREAMBLE_BYTES = 8;
/** Real replies carry 8 or 9; a longer run is noise before a frame. */
const PREAMBLE_BYTES_MAX = 32;
const HEADER_BYTES = 14;
const CRC_BYTES = 2;
const HOST = 0x8000;
/** Every card answers to it. */
export const ANY_CARD = 0xfffe;
export const ANY_DEVICE_TYPE = 0xfe;
const PROTOCOL_VERSION = 0x02;
/** Group, command, error or response, two reserved bytes. */
const DATA_HEAD_BYTES = 5;
/** The longest reply known is the status report, about 60 bytes. */
const REPLY_DATA_BYTES_MAX = 1024;
const DELETE_ALL = 0xff;

/** One dynamic area. X and W are already in the unit of the card; Y and H are pixels. */
export interface DynamicArea {
  readonly areaId: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly lineSpace: number;
  /** 0 loop, 1 hold last, 2 loop and delete on timeout, 3 loop and show logo on timeout, 4 once, 5 n times. */
  readonly runMode: number;
  readonly timeoutS: number;
  readonly align: number;
  /** 1 single, 2 multi. */
  readonly singleLine: number;
  /** 1 manual, 2 automatic line breaks. */
  readonly newLine: number;
  /** 1 static, 2 instant, 3 left, 4 right, 5 up, 6 down. */
  readonly displayMode: number;
  /** 0 fast … 18h slow. */
  readonly speed: number;
  /** Half seconds. */
  readonly stay: number;
  /** May hold card codes such as `\C2`. */
  readonly text: string;
  readonly sound?: Sound;
  /** Further parameters counted by the extend byte. */
  readonly extend?: readonly number[];
}
/** Speech of the "-YY" models: the shown text itself, or with `spoken` another one. */
export interface Sound {
  readonly repeat: number;
  readonly person: number;
  readonly volume: number;
  readonly speechSpeed: number;
  readonly spoken?: string;
}
export interface CardTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
}
/** What a command asks for. */
export type OnbonOrder =
  | { readonly cmd: "ping" | "queryStatus" | "clear" | "turnOn" | "turnOff" }
  | { readonly cmd: "clock"; readonly time: CardTime }
  | { readonly cmd: "brightness"; readonly level: number }
  | { readonly cmd: "lockProgram"; readonly name: string; readonly lock: boolean }
  | { readonly cmd: "beginWrite"; readonly name: string; readonly length: number }
  | { readonly cmd: "dynamic"; readonly delete: readonly number[] | "all"; readonly areas: readonly DynamicArea[] };

/** Where a command goes and in which dialect. */
export interface OnbonAddressing {
  readonly dst: number;
  readonly deviceType?: number;
  /** False: the card must not answer. */
  readonly answer?: boolean;
  /** The two bytes after the response flag: zero (vendor SDK), or the remaining length (older firmwares). */
  readonly reserved?: "zero" | "length" | number;
}
export type OnbonCommand = OnbonOrder & OnbonAddressing;

/** A card's reply; group A0 is the plain acknowledgement. */
export interface OnbonReply {
  readonly src: number;
  readonly group: number;
  readonly command: number;
  readonly error: number;
  readonly payload: Uint8Array;
  /** How many A5 came before it. */
  readonly preamble: number;
}

/** CRC-16/ARC: polynomial 8005 reflected, start 0. */
export const crc16Arc = (bytes: Iterable<number>): number => crc16(bytes, 0);

/** Preamble, escaped bytes, end. */
export function wrap(raw: Iterable<number>): Uint8Array {
  const out: number[] = new Array(PREAMBLE_BYTES).fill(PREAMBLE);
  for (const byte of raw) {
    if (byte === PREAMBLE) out.push(ESCAPE_PREAMBLE, 0x02);
    else if (byte === ESCAPE_PREAMBLE) out.push(ESCAPE_PREAMBLE, 0x01);
    else if (byte === END) out.push(ESCAPE_END, 0x02);
    else if (byte === ESCAPE_END) out.push(ESCAPE_END, 0x01);
    else out.push(byte);
  }
  out.push(END);
  return Uint8Array.from(out);
}

function u8(value: number, what: string): number {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xff, `${what} is no byte: ${value}`);
  return value;
}
function u16(value: number, what: string): [number, number] {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, `${what} is no 16-bit number: ${value}`);
  return [value & 0xff, value >>> 8];
}
function u32(value: number, what: string): number[] {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, `${what} is no 32-bit number: ${value}`);
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
function bcd(value: number, what: string): number {
  assert(Number.isInteger(value) && value >= 0 && value <= 99, `${what} has more than two digits: ${value}`);
  return (Math.floor(value / 10) << 4) | (value % 10);
}
function programName(name: string): number[] {
  assert(/^[\x20-\x7e]{4}$/.test(name), `a program name has four characters: ${name}`);
  return [...name].map((char) => char.charCodeAt(0));
}

function soundBytes(sound: Sound | undefined): number[] {
  if (sound === undefined) return [0];
  assert(sound.repeat <= 15 && sound.person <= 15, "repeat and person share one byte");
  const voice = [
    (u8(sound.repeat, "repeat") << 4) | u8(sound.person, "person"),
    u8(sound.volume, "volume"),
    u8(sound.speechSpeed, "speech speed"),
  ];
  if (sound.spoken === undefined) return [1, ...voice];
  const spoken = encodeGbk(sound.spoken);
  return [2, ...voice, ...u32(spoken.length, "spoken length"), ...spoken];
}

function areaBytes(area: DynamicArea): number[] {
  const text = encodeGbk(area.text);
  const extend = area.extend ?? [];
  const body = [
    0x00,
    ...u16(area.x, "x"),
    ...u16(area.y, "y"),
    ...u16(area.w, "width"),
    ...u16(area.h, "height"),
    u8(area.areaId, "area"),
    u8(area.lineSpace, "line space"),
    u8(area.runMode, "run mode"),
    ...u16(area.timeoutS, "timeout"),
    ...soundBytes(area.sound),
    u8(extend.length, "extend count"),
    ...extend.map((byte) => u8(byte, "extend")),
    u8(area.align, "align"),
    u8(area.singleLine, "single line"),
    u8(area.newLine, "new line"),
    u8(area.displayMode, "display mode"),
    0x00,
    u8(area.speed, "speed"),
    u8(area.stay, "stay"),
    ...u32(text.length, "text length"),
    ...text,
  ];
  return [...u16(body.length, "area length"), ...body];
}

function clockBytes({ year, month, day, hour, minute, second, weekday }: CardTime): number[] {
  const date = [bcd(year % 100, "year"), bcd(Math.floor(year / 100), "century"), bcd(month, "month"), bcd(day, "day")];
  return [...date, bcd(hour, "hour"), bcd(minute, "minute"), bcd(second, "second"), bcd(weekday, "weekday")];
}

/** Group, command and payload of an order. */
function orderBytes(order: OnbonOrder): { readonly head: readonly [number, number]; readonly payload: number[] } {
  switch (order.cmd) {
    case "ping":
      return { head: [0xa2, 0x00], payload: [] };
    case "queryStatus":
      return { head: [0xa1, 0x02], payload: [] };
    case "clear":
      return { head: [0xa3, 0x10], payload: [] };
    case "turnOn":
      return { head: [0xa3, 0x00], payload: [0x01] };
    case "turnOff":
      return { head: [0xa3, 0x00], payload: [0x02] };
    case "clock":
      return { head: [0xa2, 0x03], payload: clockBytes(order.time) };
    case "brightness":
      assert(order.level >= 0 && order.level <= 15, `brightness is 0 to 15: ${order.level}`);
      return { head: [0xa3, 0x02], payload: [0x01, u8(order.level, "brightness")] };
    case "lockProgram":
      // Vector `program-lock`: 00, then 01 for lock, then the name. 00 for unlock is inferred.
      return { head: [0xa3, 0x04], payload: [0x00, order.lock ? 0x01 : 0x00, ...programName(order.name)] };
    case "beginWrite":
      // Vector `file-begin-write`: 01, then the name and a 32-bit length.
      return { head: [0xa1, 0x05], payload: [0x01, ...programName(order.name), ...u32(order.length, "file length")] };
    case "dynamic": {
      const ids = order.delete === "all" ? [] : order.delete.map((id) => u8(id, "area"));
      assert(ids.length < DELETE_ALL, "too many areas to delete");
      const deletions = order.delete === "all" ? [DELETE_ALL] : [ids.length, ...ids];
      const areas = order.areas.flatMap(areaBytes);
      return { head: [0xa3, 0x06], payload: [...deletions, u8(order.areas.length, "area count"), ...areas] };
    }
  }
}

/** Header, data and CRC of a command, before escaping and framing. */
export function encodeUnwrapped(command: OnbonCommand): Uint8Array {
  const { head, payload } = orderBytes(command);
  const reserved = command.reserved ?? "zero";
  const extra = reserved === "zero" ? 0 : reserved === "length" ? payload.length : reserved;
  const response = command.answer === false ? 0x02 : 0x01;
  const data = [...head, response, ...u16(extra, "reserved"), ...payload];
  const raw = [
    ...u16(command.dst, "address"),
    ...u16(HOST, "host"),
    ...[0, 0, 0, 0, 0, 0],
    u8(command.deviceType ?? ANY_DEVICE_TYPE, "device type"),
    PROTOCOL_VERSION,
    ...u16(data.length, "data length"),
    ...data,
  ];
  return Uint8Array.from([...raw, ...u16(crc16Arc(raw), "crc")]);
}

type Body =
  | { readonly kind: "raw"; readonly raw: number[]; readonly used: number }
  | Exclude<Decoded<never>, { kind: "message" }>;

/** Unescapes from the end of the preamble to the end byte; gives up as soon as no valid frame can come of it. */
function readBody(buffer: Uint8Array, start: number): Body {
  const raw: number[] = [];
  let rawMax = HEADER_BYTES + REPLY_DATA_BYTES_MAX + CRC_BYTES;
  for (let i = start; i < buffer.length; i++) {
    let byte = buffer[i] as number;
    if (byte === END) return { kind: "raw", raw, used: i + 1 };
    // A new preamble: what came before was cut off and must not swallow the frame that starts here.
    if (byte === PREAMBLE) return { kind: "garbage", skip: i, why: "frame cut off" };
    if (byte === ESCAPE_PREAMBLE || byte === ESCAPE_END) {
      const code = buffer[i + 1];
      if (code === undefined) return { kind: "need-more" };
      if (code !== 0x01 && code !== 0x02) return { kind: "garbage", skip: i + 1, why: "bad escape" };
      if (code === 0x02) byte = byte === ESCAPE_PREAMBLE ? PREAMBLE : END;
      i++;
    }
    raw.push(byte);
    if (raw.length === HEADER_BYTES) {
      const dataBytes = dataLength(raw);
      if (dataBytes > REPLY_DATA_BYTES_MAX) return { kind: "garbage", skip: i + 1, why: "length beyond any reply" };
      rawMax = HEADER_BYTES + dataBytes + CRC_BYTES;
    }
    if (raw.length > rawMax) return { kind: "garbage", skip: i + 1, why: "longer than its header says" };
  }
  return { kind: "need-more" };
}

const word = (bytes: readonly number[], at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const dataLength = (raw: readonly number[]) => word(raw, 12);

/** Reads the reply at the start of the buffer. Never throws. */
function decodeReply(buffer: Uint8Array): Decoded<OnbonReply> {
  if (buffer.length === 0) return { kind: "need-more" };
  const start = buffer.indexOf(PREAMBLE);
  if (start !== 0) return { kind: "garbage", skip: start < 0 ? buffer.length : start, why: "no A5" };
  let preamble = 0;
  while (buffer[preamble] === PREAMBLE) preamble++;
  if (preamble > PREAMBLE_BYTES_MAX) return { kind: "garbage", skip: preamble - PREAMBLE_BYTES_MAX, why: "A5 run" };
  if (preamble === buffer.length) return { kind: "need-more" };
  const body = readBody(buffer, preamble);
  if (body.kind !== "raw") return body;
  const { raw, used } = body;
  const garbage = (why: string): Decoded<OnbonReply> => ({ kind: "garbage", skip: used, why });
  if (raw.length < HEADER_BYTES + DATA_HEAD_BYTES + CRC_BYTES) return garbage("too short");
  if (raw.length !== HEADER_BYTES + dataLength(raw) + CRC_BYTES) return garbage("length differs from its header");
  if (crc16Arc(raw.slice(0, -CRC_BYTES)) !== word(raw, raw.length - CRC_BYTES)) return garbage("bad CRC");
  if (word(raw, 0) !== HOST) return garbage("not for the host");
  const [group = 0, command = 0, error = 0] = raw.slice(HEADER_BYTES);
  const payload = Uint8Array.from(raw.slice(HEADER_BYTES + DATA_HEAD_BYTES, -CRC_BYTES));
  return { kind: "message", message: { src: word(raw, 2), group, command, error, payload, preamble }, used };
}

/** Commands out, replies in. */
export const onbonCodec: Codec<OnbonReply, OnbonCommand> = {
  name: "onbon",
  frameBytesMax: PREAMBLE_BYTES_MAX + 2 * (HEADER_BYTES + REPLY_DATA_BYTES_MAX + CRC_BYTES) + 1,
  encode: (command) => wrap(encodeUnwrapped(command)),
  decode: decodeReply,
};

/** Error bytes of a refusal in words (hardware.md §2.1). */
const ERRORS: readonly string[] = [
  "无错误 no error",
  "命令组错误 unknown command group",
  "命令不存在 unknown command",
  "控制卡忙 card busy",
  "内存不足 out of memory",
  "CRC 校验错误 CRC error",
  "文件不存在 file missing",
  "闪存错误 flash error",
  "下载错误 download error",
  "文件名错误 bad file name",
  "文件类型错误 bad file type",
  "文件 CRC 错误 file CRC error",
  "字库缺失 font missing",
  "固件类型错误 bad firmware type",
  "日期格式错误 bad date format",
  "文件已存在 file exists",
  "块号错误 bad block number",
];

/** Acknowledged, refused with its reason in words, or another kind of report. */
export function outcomeOf(reply: OnbonReply): { readonly kind: "ack" | "nack" | "report"; readonly detail: string } {
  if (reply.group !== 0xa0) return { kind: "report", detail: "状态报告 report" };
  if (reply.command === 0x00 && reply.error === 0) return { kind: "ack", detail: "已确认 acknowledged" };
  const words = ERRORS[reply.error] ?? "未知错误 unknown error";
  return { kind: "nack", detail: `控制卡拒绝 refused by the card, ${reply.error}: ${words}` };
}
