// PDUs of short messages: SUBMIT out, DELIVER and STATUS-REPORT in (hardware.md §8; 3GPP 23.040).
import assert from "node:assert";
import { packSeptets, septetsOf, textOfSeptets, textOfUcs2, unpackSeptets, userData } from "./sms-text.ts";

// First octet (23.040 §9.2.3): kind, format of the validity, report wanted, header present.
const KIND_MASK = 0x03;
const KIND_DELIVER = 0x00;
const KIND_SUBMIT = 0x01;
const KIND_REPORT = 0x02;
const VALIDITY_RELATIVE = 0x10;
const REPORT_WANTED = 0x20;
const HAS_HEADER = 0x40;
/** Digits of an address, as many as its half bytes can name. */
const ADDRESS_DIGITS_MAX = 20;
const USER_DATA_BYTES_MAX = 140;
const SEPTETS_MAX = 160;
/** Service centre, head, address, times and user data, with room to spare. */
export const PDU_BYTES_MAX = 200;

/** A SUBMIT in its fields, the way the wire has them. */
export interface Submit {
  /** `+` and digits, or empty: the one stored on the SIM. */
  readonly smsc: string;
  readonly firstOctet: number;
  readonly reference: number;
  readonly to: string;
  readonly protocol: number;
  readonly coding: number;
  /** Relative: one byte; absolute: seven; none: empty. */
  readonly validity: Uint8Array;
  /** User data header with its length byte, or empty. */
  readonly header: Uint8Array;
  readonly text: string;
}

/** Which part of which long message. */
export interface Concat {
  readonly reference: number;
  readonly total: number;
  readonly number: number;
}

export interface Deliver {
  readonly kind: "deliver";
  readonly smsc: string;
  readonly firstOctet: number;
  readonly from: string;
  readonly protocol: number;
  readonly coding: number;
  /** ISO time with the offset of the network. */
  readonly at: string;
  readonly concat: Concat | null;
  /** User data header with its length byte; empty: none. */
  readonly header: Uint8Array;
  /** Null: data, not text. */
  readonly text: string | null;
}

export interface Report {
  readonly kind: "report";
  readonly smsc: string;
  readonly firstOctet: number;
  readonly reference: number;
  readonly to: string;
  readonly submitted: string;
  readonly done: string;
  readonly status: number;
}

export type Incoming = Deliver | Report;

const TYPE_INTERNATIONAL = 0x91;
const TYPE_UNKNOWN = 0x81;
const TYPE_LETTERS = 0xd0;
const DIGITS = "0123456789*#abc";

/** Half bytes in the order of the digits, the last filled with F. */
function swapped(digits: string): number[] {
  const codes = [...digits].map((digit) => DIGITS.indexOf(digit));
  assert(!codes.includes(-1), "the address holds something that is no digit");
  const bytes: number[] = [];
  for (let i = 0; i < codes.length; i += 2) bytes.push(((codes[i + 1] ?? 0xf) << 4) | (codes[i] ?? 0));
  return bytes;
}

/** Number of digits, type and digits; or letters in 7-bit codes. */
function addressBytes(address: string): number[] {
  const international = address.startsWith("+");
  const digits = international ? address.slice(1) : address;
  if (/^[0-9*#abc]+$/.test(digits)) {
    assert(digits.length <= ADDRESS_DIGITS_MAX, "the address is too long");
    return [digits.length, international ? TYPE_INTERNATIONAL : TYPE_UNKNOWN, ...swapped(digits)];
  }
  const septets = septetsOf(address);
  assert(septets !== null && septets.length > 0 && septets.length <= 11, "no address");
  return [Math.ceil((septets.length * 7) / 4), TYPE_LETTERS, ...packSeptets(septets)];
}

/** Number of bytes, type and digits; a single zero when there is none. */
function centreBytes(smsc: string): number[] {
  if (smsc === "") return [0];
  const [, ...typed] = addressBytes(smsc);
  return [typed.length, ...typed];
}

/** Alphabet that a coding scheme names (23.038 §4). */
function alphabetOf(coding: number): "gsm7" | "ucs2" | "data" {
  const group = coding >> 4;
  if (group <= 7) return (["gsm7", "data", "ucs2", "gsm7"] as const)[(coding >> 2) & 3] ?? "gsm7";
  if (group === 0xe) return "ucs2";
  return group === 0xf && (coding & 4) !== 0 ? "data" : "gsm7";
}

/** The whole PDU, and the length `AT+CMGS` wants: without the service centre. */
export function encodeSubmit(submit: Submit): { readonly bytes: Uint8Array; readonly length: number } {
  const { firstOctet, reference, protocol, coding, validity, header, text } = submit;
  const alphabet = alphabetOf(coding);
  assert(alphabet !== "data", "text needs a coding for text");
  assert(header.length > 0 === ((firstOctet & HAS_HEADER) !== 0), "the first octet does not fit the header");
  const data = userData(text, alphabet, header);
  assert(data.bytes.length <= USER_DATA_BYTES_MAX, "the text is too long for one message");
  const head = [firstOctet, reference, ...addressBytes(submit.to), protocol, coding];
  const body = [...head, ...validity, data.length, ...data.bytes];
  return { bytes: Uint8Array.from([...centreBytes(submit.smsc), ...body]), length: body.length };
}

/** First octet of what we send: relative validity, a report if wanted, a header for parts. */
export function submitFirstOctet(options: { readonly report: boolean; readonly header: boolean }): number {
  const flags = (options.report ? REPORT_WANTED : 0) | (options.header ? HAS_HEADER : 0);
  return KIND_SUBMIT | VALIDITY_RELATIVE | flags;
}

/** Header of a part with an 8-bit reference (hardware.md §8): `05 00 03 ref total number`. */
export function concatHeader({ reference, total, number }: Concat): Uint8Array {
  return Uint8Array.of(5, 0, 3, reference & 0xff, total, number);
}

/** Relative validity in one byte (23.040 §9.2.3.12.1), rounded up to what the byte can say. */
export function validityByte(hours: number): number {
  if (hours <= 12) return Math.max(0, Math.ceil(hours * 12) - 1);
  if (hours <= 24) return 143 + Math.ceil((hours - 12) * 2);
  if (hours <= 30 * 24) return 166 + Math.max(2, Math.ceil(hours / 24));
  return Math.min(255, 192 + Math.max(5, Math.ceil(hours / (7 * 24))));
}

/** Signals that the bytes seen so far are not enough. */
const SHORT = Symbol("short");
class Wrong extends Error {}

/** Reads one field after the other; throws what `decodePdu` catches. */
class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw SHORT;
    this.at += 1;
    return byte;
  }
  take(count: number): Uint8Array {
    if (this.at + count > this.#bytes.length) throw SHORT;
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }
}

function digitsOf(bytes: Uint8Array, count: number): string {
  let digits = "";
  for (let i = 0; i < bytes.length * 2; i++) {
    const code = ((bytes[i >> 1] ?? 0) >> ((i & 1) * 4)) & 0xf;
    if (i >= count) {
      if (code !== 0xf) throw new Wrong("an address that is not filled up");
    } else if (code === 0xf) throw new Wrong("an address with a hole");
    else digits += DIGITS[code] ?? "";
  }
  return digits;
}

function typed(type: number): "international" | "letters" | "other" {
  if ((type & 0x80) === 0) throw new Wrong("no type of address");
  const kind = (type >> 4) & 7;
  if (kind === 7 || (type & 0xf) > 9) throw new Wrong("no type of address");
  return kind === 1 ? "international" : kind === 5 ? "letters" : "other";
}

function readAddress(reader: Reader): string {
  const count = reader.byte();
  if (count > ADDRESS_DIGITS_MAX) throw new Wrong("address too long");
  const type = typed(reader.byte());
  const bytes = reader.take(Math.ceil(count / 2));
  if (type === "letters") return textOfSeptets(unpackSeptets(bytes, Math.floor((count * 4) / 7)));
  return `${type === "international" ? "+" : ""}${digitsOf(bytes, count)}`;
}

function readCentre(reader: Reader): string {
  const length = reader.byte();
  if (length === 0) return "";
  if (length < 2 || length > 1 + ADDRESS_DIGITS_MAX / 2) throw new Wrong("service centre of a wrong length");
  const type = typed(reader.byte());
  const bytes = reader.take(length - 1);
  const count = bytes.length * 2 - ((bytes.at(-1) ?? 0) >> 4 === 0xf ? 1 : 0);
  return `${type === "international" ? "+" : ""}${digitsOf(bytes, count)}`;
}

function decimal(byte: number, min: number, max: number): number {
  const [tens, ones] = [byte & 0xf, byte >> 4];
  const value = tens * 10 + ones;
  if (tens > 9 || ones > 9 || value < min || value > max) throw new Wrong("no time");
  return value;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Seven bytes: year month day hour minute second, and quarters of an hour with the sign in bit 3. */
function readTime(reader: Reader): string {
  const field = (min: number, max: number) => decimal(reader.byte(), min, max);
  const [year, month, day] = [field(0, 99), field(1, 12), field(1, 31)];
  const [hour, minute, second] = [field(0, 23), field(0, 59), field(0, 59)];
  const zone = reader.byte();
  const quarters = decimal(zone & 0xf7, 0, 79);
  const offset = `${(zone & 8) === 0 ? "+" : "-"}${two(quarters >> 2)}:${two((quarters & 3) * 15)}`;
  // Two digits: mobile networks are younger than 1990.
  const date = `${year >= 90 ? 1900 + year : 2000 + year}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${offset}`;
}

/** The concatenation in a user data header: element 00 with 8 bits of reference or 08 with 16. */
function concatOf(header: Uint8Array): Concat | null {
  for (let at = 1; at + 1 < header.length; at += 2 + (header[at + 1] ?? 0)) {
    const [element, length] = [header[at], header[at + 1] ?? 0];
    const field = [...header.subarray(at + 2, at + 2 + length)];
    if (field.length < length) return null;
    const wide = element === 8 && length === 4;
    if (!wide && !(element === 0 && length === 3)) continue;
    const reference = wide ? (field.shift() ?? 0) * 256 + (field.shift() ?? 0) : (field.shift() ?? 0);
    const [total = 0, number = 0] = field;
    return number >= 1 && number <= total ? { reference, total, number } : null;
  }
  return null;
}

function readText(reader: Reader, firstOctet: number, coding: number): Pick<Deliver, "concat" | "header" | "text"> {
  const alphabet = alphabetOf(coding);
  const length = reader.byte();
  if (length > (alphabet === "gsm7" ? SEPTETS_MAX : USER_DATA_BYTES_MAX)) throw new Wrong("user data too long");
  const bytes = reader.take(alphabet === "gsm7" ? Math.ceil((length * 7) / 8) : length);
  const headed = (firstOctet & HAS_HEADER) !== 0;
  const headerLength = headed ? 1 + (bytes[0] ?? 0) : 0;
  if (headerLength > bytes.length) throw new Wrong("header longer than the user data");
  const header = bytes.slice(0, headerLength);
  const body = bytes.subarray(headerLength);
  const concat = concatOf(header);
  if (alphabet === "data") return { concat, header, text: null };
  if (alphabet === "ucs2") return { concat, header, text: textOfUcs2(body) };
  const headerSeptets = Math.ceil((headerLength * 8) / 7);
  const fillBits = headerSeptets * 7 - headerLength * 8;
  const septets = unpackSeptets(body, Math.max(0, length - headerSeptets), fillBits);
  return { concat, header, text: textOfSeptets(septets) };
}

function readIncoming(reader: Reader): Incoming {
  const smsc = readCentre(reader);
  const firstOctet = reader.byte();
  switch (firstOctet & KIND_MASK) {
    case KIND_DELIVER: {
      const [from, protocol, coding] = [readAddress(reader), reader.byte(), reader.byte()];
      const at = readTime(reader);
      return { kind: "deliver", smsc, firstOctet, from, protocol, coding, at, ...readText(reader, firstOctet, coding) };
    }
    case KIND_REPORT: {
      const [reference, to] = [reader.byte(), readAddress(reader)];
      const [submitted, done, status] = [readTime(reader), readTime(reader), reader.byte()];
      return { kind: "report", smsc, firstOctet, reference, to, submitted, done, status };
    }
    default:
      throw new Wrong("neither a message nor a report");
  }
}

export type PduResult =
  | { readonly kind: "message"; readonly message: Incoming; readonly used: number }
  | { readonly kind: "need-more" }
  | { readonly kind: "garbage"; readonly skip: number; readonly why: string };

/** What the modem handed over. Never throws; says how many bytes it used, since reports may carry more behind. */
export function decodePdu(bytes: Uint8Array): PduResult {
  const reader = new Reader(bytes);
  try {
    const message = readIncoming(reader);
    return { kind: "message", message, used: reader.at };
  } catch (error) {
    if (error === SHORT) return { kind: "need-more" };
    if (error instanceof Wrong) return { kind: "garbage", skip: 1, why: error.message };
    throw error;
  }
}
