// Vectors of short messages against the driver of the modem.
import type { Codec } from "../../../drivers/kernel/model.ts";
import {
  concatHeader,
  decodePdu,
  encodeSubmit,
  type Incoming,
  PDU_BYTES_MAX,
  submitFirstOctet,
} from "../../../drivers/modems/sms-pdu.ts";
import { type Fields, fieldsOf, fromHex, numberIn, textIn, toHex, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** A PDU tells its own length, so a stream of them can be read like frames. */
const pduCodec: Codec<Incoming, never> = {
  name: "PDU",
  frameBytesMax: PDU_BYTES_MAX,
  encode: () => new Uint8Array(),
  decode: decodePdu,
};

const HAS_HEADER = 0x40;

/** The header's elements, whether its length byte is written before them or not. */
function elementsOf(udh: string): Uint8Array {
  const bytes = fromHex(udh);
  return bytes.length > 0 && bytes[0] === bytes.length - 1 ? bytes.subarray(1) : bytes;
}

/** The header as hex, or described. */
function headerIn(fields: Fields): Uint8Array {
  if (typeof fields.udh === "string") {
    const elements = elementsOf(fields.udh);
    return Uint8Array.of(elements.length, ...elements);
  }
  if (fields.concat === undefined) return new Uint8Array();
  const concat = fieldsOf(fields.concat);
  const number = ["number", "part", "no", "seq", "index"]
    .map((key) => concat[key])
    .find((value) => value !== undefined);
  return concatHeader({
    reference: numberIn(concat, concat.ref === undefined ? "reference" : "ref"),
    total: numberIn(concat, "total"),
    number: Number(number),
  });
}

function submitBytes(fields: Fields): Uint8Array {
  const header = headerIn(fields);
  const said = typeof fields.firstOctet === "string" ? Number.parseInt(fields.firstOctet, 16) : null;
  const { bytes } = encodeSubmit({
    smsc: typeof fields.smsc === "string" ? fields.smsc : "",
    firstOctet: said ?? submitFirstOctet({ report: fields.srr === true, header: header.length > 0 }),
    reference: numberIn(fields, "mr", 0),
    to: textIn(fields, "to"),
    protocol: numberIn(fields, "pid", 0),
    coding: numberIn(fields, "dcs"),
    validity: typeof fields.vp === "string" ? fromHex(fields.vp) : new Uint8Array(),
    header,
    text: textIn(fields, "text"),
  });
  return bytes;
}

const octet = (value: number): string => toHex(Uint8Array.of(value));

function inputOf(message: Incoming): Fields {
  const { smsc, firstOctet } = message;
  const head = { pdu: message.kind, ...(smsc === "" ? {} : { smsc }), firstOctet: octet(firstOctet) };
  if (message.kind === "report") {
    const { reference, to, submitted, done, status } = message;
    return { ...head, mr: reference, to, submitted, done, status };
  }
  const { from, protocol, coding, at, header, text } = message;
  const udh = (firstOctet & HAS_HEADER) === 0 ? {} : { udh: toHex(header.subarray(1)) };
  return { ...head, from, pid: protocol, dcs: coding, time: at, ...udh, text };
}

/** Names under which a vector may give the time of a message. */
const TIMES = ["sent", "received", "at", "timestamp", "scts"];

export const gsmPdu: VectorAdapter = {
  families: ["gsm-pdu"],
  encode: (_family, input) => {
    const fields = fieldsOf(input);
    return fields.pdu === "submit" ? submitBytes(fields) : null;
  },
  decode: (_family, chunks) => readAll(pduCodec, chunks).messages.map(inputOf),
  canonical: (_family, input) => {
    const { smsc, pid, udh, vp, ...said } = fieldsOf(input);
    const names = Object.entries(said).map(([name, value]) => [TIMES.includes(name) ? "time" : name, value]);
    const elements = typeof udh === "string" ? toHex(elementsOf(udh)) : undefined;
    const given = { smsc, pid: pid === 0 ? undefined : pid, udh: elements, vp };
    const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return Object.fromEntries([...names, ...kept]);
  },
};
