// Short messages as a modem sees them: submits are read, deliveries and status reports are written (hardware.md §8).
import type { FrameAt } from "../frame-search.ts";
import { concat } from "../lib.ts";
import { fromSeptets, packSeptets, toSeptets, unpackSeptets } from "./gsm-alphabet.ts";

const TYPE_MASK = 0x03;
const TYPE_SUBMIT = 0x01;
const HAS_HEADER = 0x40;
/** First octets of what the modem writes: nothing more to come, no reply path. */
const DELIVER = 0x04;
const REPORT = 0x06;
const INTERNATIONAL = 0x91;
const NATIONAL = 0x81;
const ALPHANUMERIC = 0x50;
const NUMBER_TYPE_MASK = 0x70;
const INTERNATIONAL_TYPE = 0x10;
const FILLER = 0x0f;
const DIGITS_MAX = 20;
const ADDRESS_BYTES_MAX = 11;
const UCS2 = 0x08;
const EIGHT_BIT = 0x04;
const DIGITS = "0123456789*#abc";
const VALIDITY_BYTES = [0, 7, 1, 7] as const; // none, enhanced, relative, absolute
const USER_OCTETS_MAX = 140;
const SUBMIT_BYTES_MAX = 12 + 1 + 1 + 12 + 1 + 1 + 7 + 1 + USER_OCTETS_MAX;

/** A part of a longer message (UDH 05 00 03 ref total no). */
export interface Part {
  readonly ref: number;
  readonly total: number;
  readonly no: number;
}

/** A submit that was understood. */
export interface Submit {
  readonly smsc: string | null;
  readonly firstOctet: number;
  readonly mr: number;
  readonly to: string;
  readonly pid: number;
  readonly dcs: number;
  /** The validity period in hex; null when the submit has none. */
  readonly vp: string | null;
  /** The user data header in hex without its length; null when there is none. */
  readonly udh: string | null;
  readonly part: Part | null;
  readonly text: string;
  /** Octets behind the service centre: what AT+CMGS announces. */
  readonly octets: number;
}

/** What the modem gives its host: a report about a message sent, or a message that came in. */
export interface Report {
  readonly smsc?: string | undefined;
  readonly firstOctet?: number | undefined;
  readonly mr: number;
  readonly to: string;
  /** ISO times with their offset, in quarters of an hour. */
  readonly submitted: string;
  readonly done: string;
  readonly status: number;
}

export interface Deliver {
  readonly smsc?: string | undefined;
  readonly firstOctet?: number | undefined;
  readonly from: string;
  readonly pid?: number | undefined;
  readonly dcs: number;
  readonly sent: string;
  /** A user data header in hex, without its length. */
  readonly udh?: string | undefined;
  readonly text: string;
}

/** Reads octets in order; `failed` once more were asked for than there are. */
class Octets {
  readonly #bytes: Uint8Array;
  #at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get used(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  one(): number {
    return this.many(1)[0] ?? 0;
  }

  many(count: number): Uint8Array {
    if (count > this.left) this.failed = true;
    const taken = this.#bytes.slice(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** One submit with its service centre in front; it tells its own length, so that a stream of them can be read. */
export const submitAt: FrameAt<Submit> = (bytes, at) => {
  const octets = new Octets(bytes.subarray(at, at + SUBMIT_BYTES_MAX));
  const centreLength = octets.one();
  if (centreLength > ADDRESS_BYTES_MAX) return null;
  const centre = octets.many(centreLength);
  const smsc = centreNumber(centre);
  if (!octets.failed && smsc === null) return null;
  const behindCentre = octets.left;
  const [firstOctet, mr, digits, toa] = [octets.one(), octets.one(), octets.one(), octets.one()];
  if (octets.failed) return "more";
  if ((firstOctet & TYPE_MASK) !== TYPE_SUBMIT || digits < 1 || digits > DIGITS_MAX || (toa & 0x80) === 0) return null;
  const number = octets.many(Math.ceil(digits / 2));
  const [pid, dcs] = [octets.one(), octets.one()];
  const validity = octets.many(VALIDITY_BYTES[(firstOctet >> 3) & 3] ?? 0);
  const userLength = octets.one();
  const userOctets = alphabetOf(dcs) === "7bit" ? Math.ceil((userLength * 7) / 8) : userLength;
  if (octets.failed) return "more";
  const to = readNumber(toa, digits, number);
  if (to === null || userOctets > USER_OCTETS_MAX) return null;
  const user = octets.many(userOctets);
  if (octets.failed) return "more";
  const body = readUserData(user, userLength, dcs, (firstOctet & HAS_HEADER) !== 0);
  if (body === null) return null;
  const used = octets.used;
  const message: Submit = {
    smsc: smsc === "" ? null : smsc,
    ...{ firstOctet, mr, to, pid, dcs },
    octets: behindCentre - octets.left,
    vp: validity.length > 0 ? hexOf(validity) : null,
    ...body,
  };
  return { message, used };
};

/** A submit and nothing else, or null. */
export function readSubmit(bytes: Uint8Array): Submit | null {
  const found = submitAt(bytes, 0, true);
  return found === null || found === "more" || found.used !== bytes.length ? null : found.message;
}

/** Semi-octets, the low one first; F fills the last where the count is odd. */
function readNumber(toa: number, digits: number, bytes: Uint8Array): string | null {
  if ((toa & NUMBER_TYPE_MASK) === ALPHANUMERIC) {
    return fromSeptets(unpackSeptets(bytes, Math.floor((digits * 4) / 7)));
  }
  const nibbles = [...bytes].flatMap((byte) => [byte & 0x0f, byte >> 4]);
  if (digits % 2 === 1 && nibbles.pop() !== FILLER) return null;
  if (nibbles.includes(FILLER)) return null;
  const number = nibbles.map((nibble) => DIGITS.charAt(nibble)).join("");
  return (toa & NUMBER_TYPE_MASK) === INTERNATIONAL_TYPE ? `+${number}` : number;
}

/** A service centre counts octets: whether its digits are odd shows only in its last one. Empty: the card's own. */
function centreNumber(centre: Uint8Array): string | null {
  if (centre.length === 0) return "";
  const [toa = 0, ...octets] = centre;
  if ((toa & 0x80) === 0 || octets.length === 0) return null;
  const odd = (octets.at(-1) ?? 0) >> 4 === FILLER;
  return readNumber(toa, octets.length * 2 - (odd ? 1 : 0), Uint8Array.from(octets));
}

type UserData = Pick<Submit, "udh" | "part" | "text">;

function readUserData(user: Uint8Array, userLength: number, dcs: number, hasHeader: boolean): UserData | null {
  const headerOctets = hasHeader ? 1 + (user[0] ?? 0) : 0;
  if (headerOctets > user.length || (hasHeader && user.length === 0)) return null;
  const header = user.subarray(Math.min(1, headerOctets), headerOctets);
  const body = user.subarray(headerOctets);
  const is7Bit = alphabetOf(dcs) === "7bit";
  const text = is7Bit ? readSeptets(body, userLength, headerOctets) : readOctets(body, dcs);
  if (text === null) return null;
  return { udh: hasHeader ? hexOf(header) : null, part: partIn(header), text };
}

function readSeptets(body: Uint8Array, userLength: number, headerOctets: number): string | null {
  const headerSeptets = Math.ceil((headerOctets * 8) / 7);
  if (headerSeptets > userLength) return null;
  return fromSeptets(unpackSeptets(body, userLength - headerSeptets, headerSeptets * 7 - headerOctets * 8));
}

function readOctets(body: Uint8Array, dcs: number): string | null {
  if (alphabetOf(dcs) === "8bit") return hexOf(body);
  return body.length % 2 === 0 ? Buffer.from(body).swap16().toString("utf16le") : null;
}

/** The alphabet bits of the coding groups that a hall meets. */
function alphabetOf(dcs: number): "7bit" | "8bit" | "ucs2" {
  const bits = dcs & 0x0c;
  if ((dcs & 0xf0) === 0xf0) return (dcs & EIGHT_BIT) === 0 ? "7bit" : "8bit";
  return bits === UCS2 ? "ucs2" : bits === EIGHT_BIT ? "8bit" : "7bit";
}

/** The concatenation among the elements of a header, with a reference of one byte or of two. */
function partIn(header: Uint8Array): Part | null {
  for (let at = 0; at + 1 < header.length; at += 2 + (header[at + 1] ?? 0)) {
    const [element, length, ...data] = header.subarray(at);
    if (element === 0x00 && length === 3) return { ref: data[0] ?? 0, total: data[1] ?? 0, no: data[2] ?? 0 };
    if (element === 0x08 && length === 4) {
      return { ref: ((data[0] ?? 0) << 8) | (data[1] ?? 0), total: data[2] ?? 0, no: data[3] ?? 0 };
    }
  }
  return null;
}

/** A status report with its service centre in front. */
export function buildReport(report: Report): Uint8Array {
  return concat(
    centreOf(report.smsc),
    Uint8Array.of(report.firstOctet ?? REPORT, report.mr),
    address(report.to),
    timestamp(report.submitted),
    timestamp(report.done),
    Uint8Array.of(report.status),
  );
}

/** A message that came in, with its service centre in front. */
export function buildDeliver(deliver: Deliver): Uint8Array {
  const hasHeader = deliver.udh !== undefined;
  const header = hasHeader ? concat(Uint8Array.of(deliver.udh.length / 2), bytesOf(deliver.udh)) : new Uint8Array(0);
  return concat(
    centreOf(deliver.smsc),
    Uint8Array.of(deliver.firstOctet ?? DELIVER | (hasHeader ? HAS_HEADER : 0)),
    address(deliver.from),
    Uint8Array.of(deliver.pid ?? 0, deliver.dcs),
    timestamp(deliver.sent),
    userData(header, deliver.text, deliver.dcs),
  );
}

/** The length of the user data and the data itself. */
function userData(header: Uint8Array, text: string, dcs: number): Uint8Array {
  const alphabet = alphabetOf(dcs);
  if (alphabet === "7bit") {
    const septets = toSeptets(text);
    if (septets === null) throw new RangeError("a character that the 7-bit alphabet lacks");
    const headerSeptets = Math.ceil((header.length * 8) / 7);
    const packed = packSeptets(septets, headerSeptets * 7 - header.length * 8);
    return concat(Uint8Array.of(headerSeptets + septets.length), header, packed);
  }
  const body = alphabet === "8bit" ? bytesOf(text) : Uint8Array.from(Buffer.from(text, "utf16le").swap16());
  return concat(Uint8Array.of(header.length + body.length), header, body);
}

/** The address of the service centre counts octets, its type included. */
function centreOf(number: string | undefined): Uint8Array {
  if (number === undefined || number === "") return Uint8Array.of(0);
  const [, toa = NATIONAL, ...digits] = address(number);
  return Uint8Array.of(1 + digits.length, toa, ...digits);
}

/** All other addresses count digits; a name is written in septets. */
function address(number: string): Uint8Array {
  const plain = number.replace(/^\+/, "");
  if (!/^[0-9*#abc]*$/.test(plain)) {
    const packed = packSeptets(toSeptets(number) ?? []);
    const semiOctets = Math.ceil(([...number].length * 7) / 4);
    return Uint8Array.of(semiOctets, 0x80 | ALPHANUMERIC, ...packed);
  }
  const nibbles = [...plain].map((digit) => DIGITS.indexOf(digit));
  const octets = Array.from(
    { length: Math.ceil(nibbles.length / 2) },
    (_, i) => (nibbles[i * 2] ?? 0) | ((nibbles[i * 2 + 1] ?? 0x0f) << 4),
  );
  return Uint8Array.of(nibbles.length, number.startsWith("+") ? INTERNATIONAL : NATIONAL, ...octets);
}

/** "2026-03-19T09:43:29+08:00" in swapped digits; the last octet counts quarters of an hour, bit 3 its sign. */
function timestamp(iso: string): Uint8Array {
  const found = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/.exec(iso);
  if (found === null) throw new RangeError(`"${iso}" is no time with an offset`);
  const [year, month, day, hour, minute, second] = found.slice(1, 7);
  const quarters = Number(found[8] ?? 0) * 4 + Number(found[9] ?? 0) / 15;
  const offset = swapped(String(Math.floor(quarters)).padStart(2, "0")) | (found[7] === "-" ? 0x08 : 0);
  return Uint8Array.from([...[year, month, day, hour, minute, second].map((two) => swapped(two ?? "00")), offset]);
}

const swapped = (two: string): number => Number(two.charAt(1)) * 16 + Number(two.charAt(0));
