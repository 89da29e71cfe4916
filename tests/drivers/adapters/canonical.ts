// When two inputs say the same: defaults filled in, labels that no byte carries left out.
import { type Fields, fieldsOf } from "./adapter.ts";

/** The frame is what the bytes say; event names depend on the hall and are judged through the models. */
function ff68Input(input: unknown): unknown {
  const fields = fieldsOf(input);
  const { addr, cmd, data } = fieldsOf(fields.frame);
  return { addr, cmd, data, leadFF: fields.leadFF !== false };
}

function onbonArea(input: unknown): Fields {
  return { lineSpace: 0, runMode: 0, align: 0, sound: 0, ...fieldsOf(input) };
}

const ONBON_DEFAULTS = { response: 1, reserved: "0000", deviceType: 0xfe, preamble: 8, unwrapped: false };

function onbonInput(input: unknown): unknown {
  const fields = fieldsOf(input);
  if (typeof fields.wrap === "string") return { wrap: fields.wrap };
  const areas = Array.isArray(fields.areas) ? { areas: fields.areas.map(onbonArea) } : {};
  return { ...ONBON_DEFAULTS, ...fields, ...areas };
}

/** Raster rows are whole bytes on the wire; a vector may leave the white dots at their end out. */
function printerOp(input: unknown): unknown {
  const op = fieldsOf(input);
  if (op.op !== "raster" || !Array.isArray(op.rows)) return op;
  const rows = op.rows as readonly string[];
  const dots = Math.ceil(Math.max(0, ...rows.map((row) => row.length)) / 8) * 8;
  return { ...op, rows: rows.map((row) => row.padEnd(dots, ".")) };
}

/** A remark for the reader is no part of the reply, and its bits have no order. */
function printerInput(input: unknown): unknown {
  const { note, ...said } = fieldsOf(input);
  if (Array.isArray(said.ops)) return { ...said, ops: said.ops.map(printerOp) };
  return Array.isArray(said.set) ? { ...said, set: [...said.set].sort() } : said;
}

const CANONICAL: Readonly<Record<string, (input: unknown) => unknown>> = {
  "caller-ff68": ff68Input,
  "evaluator-ff68": ff68Input,
  "onbon-bx5k": onbonInput,
  "escpos-printer": printerInput,
};

/** The same value for every way of writing the same input. */
export function canonical(family: string, input: unknown): unknown {
  return CANONICAL[family]?.(input) ?? input;
}
