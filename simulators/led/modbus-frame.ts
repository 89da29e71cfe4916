// Modbus RTU frames on a line: requests to anybody, and the answers of the other units (hardware.md §2.4).
import type { Found, FrameAt } from "../frame-search.ts";
import { crc16Modbus, readU16be, u16be } from "../lib.ts";

/** Function codes; those with a fixed length carry two words. */
export const FN = {
  readCoils: 1,
  readInputs: 2,
  readHolding: 3,
  readRegisters: 4,
  writeCoil: 5,
  writeRegister: 6,
  writeCoils: 15,
  writeRegisters: 16,
} as const;
/** §2.4: exceptions are function | 80h and a code. */
export const EXCEPTION_BIT = 0x80;
export const EXCEPTION = { function: 1, address: 2, value: 3 } as const;

/** Everybody obeys it, nobody answers. */
export const BROADCAST = 0;
const FIXED_BYTES = 8;
const EXCEPTION_BYTES = 5;
const WRITE_HEAD_BYTES = 7;
const FRAME_BYTES_MAX = 256;
/** Unit, function and the two bytes of the sum: no frame is shorter. */
const FRAME_BYTES_MIN = 4;
const CRC_BYTES = 2;
const COUNT_AT = 6;

export interface ModbusRequest {
  readonly unit: number;
  readonly fn: number;
  /** Everything between the function code and the sum. */
  readonly body: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Unit, function, body, sum low byte first. */
export function buildModbus(unit: number, fn: number, body: Iterable<number>): Uint8Array {
  const head = [unit, fn, ...body];
  const crc = crc16Modbus(head);
  return Uint8Array.of(...head, crc & 0xff, crc >> 8);
}

export const words = (values: readonly number[]): number[] => values.flatMap(u16be);

/**
 * The request at a place, or null inside `message` for the answer of another unit. A unit does not wait for the rest of
 * what is not for it; without `unit` every request is waited for.
 */
export const modbusAt =
  (unit: number | null): FrameAt<ModbusRequest | null> =>
  (bytes, at, final) => {
    const [to, fn] = bytes.subarray(at, at + 2);
    const mine = unit === null || to === unit || to === BROADCAST;
    if (fn === undefined) return mine ? "more" : null;
    const length = requestBytes(bytes, at);
    if (typeof length === "number" && hasSum(bytes, at, length)) return found(bytes, at, length);
    const answer = answerBytes(bytes, at);
    if (answer !== null && hasSum(bytes, at, answer)) return { message: null, used: answer };
    if (!mine) return null;
    if (length === null) return unit === null ? null : unknownFunction(bytes, at, final);
    return length === "more" || bytes.length < at + length ? "more" : null;
  };

/** How long the request is, as far as its head says; null for a function that no master of ours knows. */
function requestBytes(bytes: Uint8Array, at: number): number | "more" | null {
  const fn = bytes[at + 1] ?? 0;
  if (fn >= FN.readCoils && fn <= FN.writeRegister) return FIXED_BYTES;
  if (fn !== FN.writeCoils && fn !== FN.writeRegisters) return null;
  const count = bytes[at + COUNT_AT];
  if (count === undefined) return "more";
  return WRITE_HEAD_BYTES + count + CRC_BYTES;
}

/** How long the answer of another unit would be; null when none can stand here. */
function answerBytes(bytes: Uint8Array, at: number): number | null {
  const [, fn = 0, count = 0] = bytes.subarray(at, at + 3);
  if (fn & EXCEPTION_BIT) return EXCEPTION_BYTES;
  if (fn >= FN.readCoils && fn <= FN.readRegisters) return 3 + count + CRC_BYTES;
  return fn === FN.writeCoils || fn === FN.writeRegisters ? FIXED_BYTES : null;
}

/** Only the silence behind it shows how long a request with another function is. */
function unknownFunction(bytes: Uint8Array, at: number, final: boolean): Found<ModbusRequest> {
  const length = bytes.length - at;
  if (length > FRAME_BYTES_MAX) return null;
  if (!final) return "more";
  return length >= FRAME_BYTES_MIN && hasSum(bytes, at, length) ? found(bytes, at, length) : null;
}

function found(bytes: Uint8Array, at: number, length: number): Found<ModbusRequest> {
  const frame = bytes.slice(at, at + length);
  const [unit = 0, fn = 0] = frame;
  return { message: { unit, fn, body: frame.subarray(2, length - CRC_BYTES), bytes: frame }, used: length };
}

function hasSum(bytes: Uint8Array, at: number, length: number): boolean {
  if (length > FRAME_BYTES_MAX || bytes.length < at + length) return false;
  const frame = bytes.subarray(at, at + length);
  const crc = crc16Modbus(frame.subarray(0, length - CRC_BYTES));
  return frame[length - 2] === (crc & 0xff) && frame[length - 1] === crc >> 8;
}

/** A request with its numbers, or the code of the exception that it deserves. */
export type ModbusOrder =
  | { readonly do: "read"; readonly table: "coils" | "registers"; readonly address: number; readonly count: number }
  | { readonly do: "write"; readonly table: "coils"; readonly address: number; readonly values: readonly number[] }
  | { readonly do: "write"; readonly table: "registers"; readonly address: number; readonly values: readonly number[] };

/** Largest counts of one request (Modbus application protocol, 6.1 to 6.12). */
const READ_COILS_MAX = 2000;
const READ_REGISTERS_MAX = 125;
const WRITE_COILS_MAX = 1968;
const WRITE_REGISTERS_MAX = 123;
const COIL_ON = 0xff00;

/** What the request asks for, or the exception code for one that cannot be obeyed. */
export function orderOf({ fn, body }: ModbusRequest): ModbusOrder | number {
  const [address, second] = [readU16be(body, 0), readU16be(body, 2)];
  switch (fn) {
    case FN.readCoils:
    case FN.readInputs:
      return second >= 1 && second <= READ_COILS_MAX
        ? { do: "read", table: "coils", address, count: second }
        : EXCEPTION.value;
    case FN.readHolding:
    case FN.readRegisters:
      return second >= 1 && second <= READ_REGISTERS_MAX
        ? { do: "read", table: "registers", address, count: second }
        : EXCEPTION.value;
    case FN.writeCoil:
      return second === 0 || second === COIL_ON
        ? { do: "write", table: "coils", address, values: [second === 0 ? 0 : 1] }
        : EXCEPTION.value;
    case FN.writeRegister:
      return { do: "write", table: "registers", address, values: [second] };
    case FN.writeCoils:
      return second >= 1 && second <= WRITE_COILS_MAX && body[4] === Math.ceil(second / 8)
        ? { do: "write", table: "coils", address, values: bitsOf(body.subarray(5), second) }
        : EXCEPTION.value;
    case FN.writeRegisters:
      return second >= 1 && second <= WRITE_REGISTERS_MAX && body[4] === second * 2
        ? { do: "write", table: "registers", address, values: wordsOf(body.subarray(5)) }
        : EXCEPTION.value;
    default:
      return EXCEPTION.function;
  }
}

export const wordsOf = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, i) => readU16be(bytes, i * 2));

const bitsOf = (bytes: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1);

/** Coils in bytes, the first in the lowest bit. */
export function packBits(bits: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    bits.slice(byte * 8, byte * 8 + 8).reduce((all, bit, i) => all | (bit << i), 0),
  );
}
