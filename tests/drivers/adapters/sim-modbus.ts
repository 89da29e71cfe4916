// Vectors of Modbus RTU against the simulated slave's reading and answers.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import {
  buildModbus,
  EXCEPTION_BIT,
  FN,
  type ModbusRequest,
  modbusAt,
  orderOf,
  words,
  wordsOf,
} from "../../../simulators/led/modbus-frame.ts";
import { readU16be, u16be } from "../../../simulators/lib.ts";
import { type Fields, fieldsOf, fromHex, numberIn, textIn, toHex, type VectorAdapter } from "./adapter.ts";

/** A request as the vectors name it; null for one that the slave refuses. */
function requestInput(request: ModbusRequest): Fields | null {
  const { fn, unit, body } = request;
  if (typeof orderOf(request) === "number") return null;
  const head = { fn, unit, type: "request", address: readU16be(body, 0) };
  const second = readU16be(body, 2);
  if (fn === FN.writeRegisters) return { ...head, registers: wordsOf(body.subarray(5)) };
  if (fn === FN.writeCoils) return { ...head, count: second, bytes: toHex(body.subarray(5)) };
  const isWrite = fn === FN.writeCoil || fn === FN.writeRegister;
  return isWrite ? { ...head, value: second } : { ...head, count: second };
}

function replyBody(fields: Fields, fn: number): number[] {
  if (typeof fields.bytes === "string") {
    const bytes = fromHex(textIn(fields, "bytes"));
    return [bytes.length, ...bytes];
  }
  if (Array.isArray(fields.registers)) {
    const data = words(fields.registers as number[]);
    return [data.length, ...data];
  }
  const isMany = fn === FN.writeCoils || fn === FN.writeRegisters;
  return [...u16be(numberIn(fields, "address")), ...u16be(numberIn(fields, isMany ? "count" : "value"))];
}

export const simModbus: VectorAdapter = {
  families: ["modbus-rtu"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (fields.type === "request") return null;
    const [unit, fn] = [numberIn(fields, "unit"), numberIn(fields, "fn")];
    const exception = fields.exception ?? fields.code;
    if (typeof exception === "number") return buildModbus(unit, fn | EXCEPTION_BIT, [exception]);
    return buildModbus(unit, fn, replyBody(fields, fn));
  },
  decode(_family, bytes) {
    const search = new FrameSearch<ModbusRequest | null>(modbusAt(null));
    const heard = [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()];
    return heard.flatMap((request) => (request === null ? [] : (requestInput(request) ?? [])));
  },
};
