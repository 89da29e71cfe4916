// Vectors of the Alpha Sign protocol against the driver's codec.
import {
  type AlphaAddressing,
  type AlphaOrder,
  alphaCodec,
  type MemoryEntry,
  type TextPart,
} from "../../../drivers/led/lang-alpha.ts";
import { type Fields, fieldsOf, numberIn, textIn, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** The text as parts, however it is written: one text, or texts and calls of strings. */
function partsOf(fields: Fields): readonly TextPart[] {
  if (Array.isArray(fields.parts)) return fields.parts as readonly TextPart[];
  return typeof fields.text === "string" ? [fields.text] : [];
}

const hhmmOf = (fields: Fields) => String(fields.time ?? fields.hhmm).replace(":", "");
const RESETS = ["softReset", "reset"];
const CLOCKS = ["time", "clock", "setTime"];

function orderOf(fields: Fields): AlphaOrder {
  const cmd = textIn(fields, "cmd");
  if (RESETS.includes(cmd)) return { cmd: "softReset" };
  if (CLOCKS.includes(cmd)) return { cmd: "time", hhmm: hhmmOf(fields) };
  switch (cmd) {
    case "text": {
      const position = Number.parseInt(textIn(fields, "position"), 16);
      return { cmd, label: textIn(fields, "label"), position, mode: textIn(fields, "mode"), parts: partsOf(fields) };
    }
    case "clearPriority":
      return { cmd };
    case "string":
      return { cmd, label: textIn(fields, "label"), parts: partsOf(fields) };
    case "memory":
      return { cmd, entries: fields.entries as readonly MemoryEntry[] };
    case "readText":
    case "readString":
      return { cmd, label: textIn(fields, "label") };
    default:
      throw new TypeError(`the driver has no command ${cmd}`);
  }
}

function addressingOf(fields: Fields): AlphaAddressing {
  return {
    sign: textIn(fields, "sign"),
    ...(typeof fields.type === "string" ? { type: fields.type } : {}),
    nulCount: numberIn(fields, "nul", 5),
    checksum: fields.checksum === true,
  };
}

/** Texts beside each other are one text on the wire. */
function joinedParts(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  return joined;
}

function canonical(input: unknown): unknown {
  const fields = fieldsOf(input);
  const { text, time, hhmm, ...rest } = fields;
  const own: Record<string, unknown> = { nul: 5, checksum: false, type: "Z", ...rest };
  if (fields.cmd === "text" || fields.cmd === "string") own.parts = joinedParts(partsOf(fields));
  if (RESETS.includes(String(fields.cmd))) own.cmd = "softReset";
  if (CLOCKS.includes(String(fields.cmd))) Object.assign(own, { cmd: "time", hhmm: hhmmOf(fields) });
  return own;
}

export const alphaSign: VectorAdapter = {
  families: ["alpha-sign"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    return alphaCodec.encode({ ...orderOf(fields), ...addressingOf(fields) });
  },
  decode: (_family, chunks) => readAll(alphaCodec, chunks).messages,
  canonical: (_family, input) => canonical(input),
};
