// Modbus RTU: requests and replies as bytes (hardware.md §2.4, §9).
import assert from "node:assert/strict";
import { crc16 } from "../kernel/crc16.ts";
import type { Codec, Decoded } from "../kernel/model.ts";

/** The check sum starts here and goes low byte first (hardware.md §2.4). */
const CRC_INIT = 0xffff;
const CRC_BYTES = 2;
/** 0 is a broadcast that nobody answers; above 247 is reserved. */
export const UNIT_MAX = 247;
/** Bit of the function in a refusal. */
const EXCEPTION = 0x80;
const EXCEPTION_BYTES = 5;
const ECHO_BYTES = 8;
/** Unit, function, byte count and check sum around the data of a reply. */
const READ_EXTRA_BYTES = 5;
const FRAME_BYTES_MAX = 256;
const DATA_BYTES_MAX = 250;
const READ_BITS_MAX = 2000;
const READ_REGISTERS_MAX = 125;
const WRITE_BITS_MAX = 1968;
const WRITE_REGISTERS_MAX = 123;
const COIL_ON = 0xff00;

/** What is asked of a unit. Addresses are those of the wire: "register 40001" of a manual is 0. */
export type ModbusRequest = { readonly unit: number } & (
  | { readonly fn: 1 | 2 | 3 | 4; readonly address: number; readonly count: number }
  /** 5: one coil, FF00 on or 0000 off; 6: one register. */
  | { readonly fn: 5 | 6; readonly address: number; readonly value: number }
  | { readonly fn: 15; readonly address: number; readonly count: number; readonly bytes: Uint8Array }
  | { readonly fn: 16; readonly address: number; readonly registers: readonly number[] }
);
export type ModbusFunction = ModbusRequest["fn"];

/** What a unit answers. */
export type ModbusReply = { readonly unit: number } & (
  | { readonly fn: 1 | 2; readonly type: "reply"; readonly bytes: Uint8Array }
  | { readonly fn: 3 | 4; readonly type: "reply"; readonly registers: readonly number[] }
  | { readonly fn: 5 | 6; readonly type: "reply"; readonly address: number; readonly value: number }
  | { readonly fn: 15 | 16; readonly type: "reply"; readonly address: number; readonly count: number }
  | { readonly fn: ModbusFunction; readonly type: "exception"; readonly code: number }
);

function u16(value: number, what: string): [number, number] {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, `${what} is no 16-bit number: ${value}`);
  return [value >>> 8, value & 0xff];
}

function count(value: number, max: number, address: number): [number, number] {
  assert(value >= 1 && value <= max, `${value} values in one frame; at most ${max}`);
  assert(address + value <= 0x10000, `${value} values from ${address} run past the last address`);
  return u16(value, "count");
}

/** What follows unit and function. */
function requestData(request: ModbusRequest): number[] {
  const { address } = request;
  const at = u16(address, "address");
  switch (request.fn) {
    case 1:
    case 2:
      return [...at, ...count(request.count, READ_BITS_MAX, address)];
    case 3:
    case 4:
      return [...at, ...count(request.count, READ_REGISTERS_MAX, address)];
    case 5:
      assert(request.value === COIL_ON || request.value === 0, `a coil is FF00 or 0000: ${request.value}`);
      return [...at, ...u16(request.value, "value")];
    case 6:
      return [...at, ...u16(request.value, "value")];
    case 15: {
      const { bytes } = request;
      assert(bytes.length === Math.ceil(request.count / 8), `${request.count} coils do not take ${bytes.length} bytes`);
      return [...at, ...count(request.count, WRITE_BITS_MAX, address), bytes.length, ...bytes];
    }
    case 16: {
      const { registers } = request;
      const data = registers.flatMap((value) => u16(value, "register"));
      return [...at, ...count(registers.length, WRITE_REGISTERS_MAX, address), data.length, ...data];
    }
  }
}

function encodeRequest(request: ModbusRequest): Uint8Array {
  const { unit, fn } = request;
  assert(Number.isInteger(unit) && unit >= 0 && unit <= UNIT_MAX, `unit is 0 to ${UNIT_MAX}: ${unit}`);
  const body = [unit, fn, ...requestData(request)];
  const crc = crc16(body, CRC_INIT);
  return Uint8Array.from([...body, crc & 0xff, crc >>> 8]);
}

/** Codes of a refusal in words; other codes are no reply (hardware.md §2.4; 0A and 0B come from gateways). */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "不支持此功能 illegal function",
  2: "寄存器地址错误 illegal register",
  3: "数值错误 illegal value",
  4: "设备故障 device failure",
  5: "正在处理 accepted, still working",
  6: "设备忙 busy",
  8: "存储器校验错误 memory parity error",
  10: "网关通道不可用 gateway path unavailable",
  11: "网关后的设备无应答 the device behind the gateway does not answer",
};

/** Why a unit refused, Chinese first. */
export function exceptionWords(code: number): string {
  return `屏拒绝 refused by the board, ${code}: ${EXCEPTIONS[code] ?? "未知错误 unknown error"}`;
}

const isFunction = (fn: number): fn is ModbusFunction => (fn >= 1 && fn <= 6) || fn === 15 || fn === 16;
const word = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Length of the reply that begins here; "unknown": more bytes must come first; null: no reply begins here. */
function replyBytes(buffer: Uint8Array, at: number): number | "unknown" | null {
  const [unit = 0, fn, size] = buffer.subarray(at, at + 3);
  if (unit < 1 || unit > UNIT_MAX) return null;
  if (fn === undefined) return "unknown";
  if (!isFunction(fn & ~EXCEPTION)) return null;
  if (size === undefined) return "unknown";
  if (fn >= EXCEPTION) return size in EXCEPTIONS ? EXCEPTION_BYTES : null;
  if (fn > 4) return echoIsPlausible(buffer.subarray(at, at + ECHO_BYTES), fn) ? ECHO_BYTES : null;
  const whole = fn <= 2 || size % 2 === 0;
  return size >= 1 && size <= DATA_BYTES_MAX && whole ? READ_EXTRA_BYTES + size : null;
}

/** Judges as much as has come: address and value or count, each high byte first. */
function echoIsPlausible(buffer: Uint8Array, fn: number): boolean {
  const [high, low] = buffer.subarray(4, 6);
  if (fn === 6 || high === undefined) return true;
  if (fn === 5) return (high === 0xff || high === 0) && (low === undefined || low === 0);
  const countMax = fn === 15 ? WRITE_BITS_MAX : WRITE_REGISTERS_MAX;
  if (low === undefined) return high <= countMax >>> 8;
  return word(buffer, 4) >= 1 && word(buffer, 4) <= countMax;
}

function crcHolds(frame: Uint8Array): boolean {
  const end = frame.length - CRC_BYTES;
  return crc16(frame.subarray(0, end), CRC_INIT) === ((frame[end] ?? 0) | ((frame[end + 1] ?? 0) << 8));
}

/** Where the whole reply begins that ends first, before `endMax`; null: there is none. Looks behind the first byte. */
function replyInside(buffer: Uint8Array, endMax: number): number | null {
  let first: number | null = null;
  let firstEnd = Math.min(endMax, buffer.length + 1);
  for (let at = 1; at + EXCEPTION_BYTES < firstEnd; at++) {
    const length = replyBytes(buffer, at);
    if (typeof length !== "number" || at + length >= firstEnd) continue;
    if (!crcHolds(buffer.subarray(at, at + length))) continue;
    first = at;
    firstEnd = at + length;
  }
  return first;
}

function messageOf(frame: Uint8Array): ModbusReply {
  const unit = frame[0] ?? 0;
  const fn = ((frame[1] ?? 0) & ~EXCEPTION) as ModbusFunction;
  if ((frame[1] ?? 0) >= EXCEPTION) return { unit, fn, type: "exception", code: frame[2] ?? 0 };
  switch (fn) {
    case 1:
    case 2:
      return { unit, fn, type: "reply", bytes: frame.slice(3, -CRC_BYTES) };
    case 3:
    case 4: {
      const registers = Array.from({ length: (frame[2] ?? 0) / 2 }, (_, i) => word(frame, 3 + 2 * i));
      return { unit, fn, type: "reply", registers };
    }
    case 5:
    case 6:
      return { unit, fn, type: "reply", address: word(frame, 2), value: word(frame, 4) };
    case 15:
    case 16:
      return { unit, fn, type: "reply", address: word(frame, 2), count: word(frame, 4) };
  }
}

/**
 * Reads the reply at the start of the buffer. Never throws. Nothing marks the start of a frame, so noise may look like
 * the head of a long one: the reply that is complete first wins, and the head before it is garbage.
 */
function decodeReply(buffer: Uint8Array): Decoded<ModbusReply> {
  if (buffer.length === 0) return { kind: "need-more" };
  const length = replyBytes(buffer, 0);
  if (length === null) return { kind: "garbage", skip: 1, why: "no Modbus reply" };
  if (length === "unknown") return { kind: "need-more" };
  const whole = buffer.length >= length;
  if (whole && !crcHolds(buffer.subarray(0, length))) return { kind: "garbage", skip: 1, why: "bad CRC" };
  const inside = replyInside(buffer, length);
  if (inside !== null) return { kind: "garbage", skip: inside, why: "cut frame before a good one" };
  if (!whole) return { kind: "need-more" };
  return { kind: "message", message: messageOf(buffer.subarray(0, length)), used: length };
}

/** Requests out, replies in. */
export const modbusCodec: Codec<ModbusReply, ModbusRequest> = {
  name: "modbus",
  frameBytesMax: FRAME_BYTES_MAX,
  encode: encodeRequest,
  decode: decodeReply,
};
