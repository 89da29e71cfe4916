// Vectors of Modbus RTU against the driver's codec.
import {
  type ModbusFunction,
  type ModbusReply,
  type ModbusRequest,
  modbusCodec,
} from "../../../drivers/led/lang-modbus.ts";
import { type Fields, fieldsOf, fromHex, numberIn, textIn, toHex, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** A list of bits, the first in the lowest bit of the first byte, as they are packed on the wire. */
function packed(bits: readonly unknown[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    if (bit === true || bit === 1) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return bytes;
}

/** Coils may be written as the bytes of the wire or as a list of bits. */
function coilsOf(fields: Fields): { readonly count: number; readonly bytes: Uint8Array } {
  const bits = fields.coils ?? fields.bits ?? fields.values;
  if (!Array.isArray(bits)) return { count: numberIn(fields, "count"), bytes: fromHex(textIn(fields, "bytes")) };
  return { count: bits.length, bytes: packed(bits) };
}

const coilValue = (value: unknown) => (typeof value === "boolean" || value === 1 ? (value ? 0xff00 : 0) : value);
const registersOf = (fields: Fields) => (fields.registers ?? fields.values) as readonly number[];

function requestOf(fields: Fields): ModbusRequest {
  const unit = numberIn(fields, "unit");
  const address = numberIn(fields, "address");
  const fn = numberIn(fields, "fn") as ModbusFunction;
  switch (fn) {
    case 1:
    case 2:
    case 3:
    case 4:
      return { unit, fn, address, count: numberIn(fields, "count") };
    case 5:
      return { unit, fn, address, value: coilValue(fields.value) as number };
    case 6:
      return { unit, fn, address, value: numberIn(fields, "value") };
    case 15:
      return { unit, fn, address, ...coilsOf(fields) };
    case 16:
      return { unit, fn, address, registers: registersOf(fields) };
  }
}

function inputOf(reply: ModbusReply): Fields {
  return "bytes" in reply ? { ...reply, bytes: toHex(reply.bytes) } : { ...reply };
}

/** A refusal may be named by its kind, or by the function with its top bit set. */
function canonicalException(fields: Fields): Fields {
  const fn = numberIn(fields, "fn") & 0x7f;
  const code = fields.code ?? fields.exception ?? fields.error;
  return { type: "exception", unit: fields.unit, fn, code };
}

function canonical(input: unknown): unknown {
  const fields = fieldsOf(input);
  if (numberIn(fields, "fn") > 0x80 || ["code", "exception", "error"].some((key) => key in fields)) {
    return canonicalException(fields);
  }
  const { type, unit, fn } = fields;
  if (fn === 5) return { type, unit, fn, address: fields.address, value: coilValue(fields.value) };
  if (fn === 15 && type === "request") {
    const { count, bytes } = coilsOf(fields);
    return { type, unit, fn, address: fields.address, count, bytes: toHex(bytes) };
  }
  if (fn === 16 && type === "request")
    return { type, unit, fn, address: fields.address, registers: registersOf(fields) };
  if ((fn === 1 || fn === 2) && type === "reply") {
    const bits = fields.coils ?? fields.bits ?? fields.values;
    return { type, unit, fn, bytes: Array.isArray(bits) ? toHex(packed(bits)) : fields.bytes };
  }
  if ((fn === 3 || fn === 4) && type === "reply") return { type, unit, fn, registers: registersOf(fields) };
  return input;
}

export const modbus: VectorAdapter = {
  families: ["modbus-rtu"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    return fields.type === "request" ? modbusCodec.encode(requestOf(fields)) : null;
  },
  decode: (_family, chunks) => readAll(modbusCodec, chunks).messages.map(inputOf),
  canonical: (_family, input) => canonical(input),
};
