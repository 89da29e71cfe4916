// The Onbon BX-5K frame: A5 run, escapes, CRC, header, and the reply of a card (hardware.md §2.1).
import { crc16Arc, readU16le, u16le } from "../lib.ts";

const LEAD = 0xa5;
const END = 0x5a;
const PREAMBLE_COUNT = 8;
export const HEADER_BYTES = 14;
const CRC_BYTES = 2;
/** Header, group, command, response and the two reserved bytes, CRC. */
const FRAME_BYTES_MIN = HEADER_BYTES + 5 + CRC_BYTES;
/** A card takes program blocks of a few kilobytes; longer runs without an end are noise. */
export const FRAME_BYTES_MAX = 16_384;
export const HOST = 0x8000;
export const WILDCARD = 0xfffe;
const DEVICE_ANY = 0xfe;
const PROTOCOL_VERSION = 0x02;

/** Everything between the A5 run and the final 5A is escaped like this. */
const ESCAPES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xa5, [0xa6, 0x02]],
  [0xa6, [0xa6, 0x01]],
  [0x5a, [0x5b, 0x02]],
  [0x5b, [0x5b, 0x01]],
]);

export interface OnbonFrame {
  readonly dst: number;
  readonly src: number;
  readonly deviceType: number;
  readonly group: number;
  readonly command: number;
  /** 01 must reply, 02 no reply. */
  readonly response: number;
  /** Hex: zero, or the remaining length in frames of older tools. */
  readonly reserved: string;
  readonly payload: Uint8Array;
}

export type OnbonHeard =
  | { readonly kind: "frame"; readonly frame: OnbonFrame; readonly raw: Uint8Array; readonly preamble: number }
  /** The address is as doubtful as the rest, but a card answers NACK 5 when it reads its own. */
  | { readonly kind: "bad-crc"; readonly raw: Uint8Array; readonly dst: number; readonly response: number };

export function wrapOnbon(raw: Uint8Array, preamble = PREAMBLE_COUNT): Uint8Array {
  const escaped = [...raw].flatMap((byte) => ESCAPES.get(byte) ?? [byte]);
  return Uint8Array.from([...new Array<number>(preamble).fill(LEAD), ...escaped, END]);
}

export interface OnbonReply {
  readonly src: number;
  readonly group: number;
  readonly command: number;
  readonly error: number;
  readonly payload?: Uint8Array | undefined;
  readonly deviceType?: number | undefined;
  readonly preamble?: number | undefined;
  /** A fault on purpose: the CRC is wrong. */
  readonly badCrc?: boolean | undefined;
}

export function buildReply(reply: OnbonReply): Uint8Array {
  const data = [reply.group, reply.command, reply.error, 0, 0, ...(reply.payload ?? [])];
  const header = [...u16le(HOST), ...u16le(reply.src), 0, 0, 0, 0, 0, 0, reply.deviceType ?? DEVICE_ANY];
  const raw = [...header, PROTOCOL_VERSION, ...u16le(data.length), ...data];
  const crc = crc16Arc(raw) ^ (reply.badCrc === true ? 0x0101 : 0);
  return wrapOnbon(Uint8Array.from([...raw, ...u16le(crc)]), reply.preamble);
}

/** Header + data + CRC, already unescaped; null when it is too short or its length is wrong. */
export function readOnbon(raw: Uint8Array): OnbonHeard | null {
  if (raw.length < FRAME_BYTES_MIN) return null;
  const body = raw.subarray(0, raw.length - CRC_BYTES);
  const dst = readU16le(raw, 0);
  const response = raw[HEADER_BYTES + 2] ?? 0;
  if (crc16Arc(body) !== readU16le(raw, body.length)) return { kind: "bad-crc", raw, dst, response };
  if (readU16le(raw, 12) !== body.length - HEADER_BYTES) return null;
  const at = HEADER_BYTES;
  return {
    kind: "frame",
    raw,
    preamble: 0,
    frame: {
      dst,
      src: readU16le(raw, 2),
      deviceType: raw[10] ?? 0,
      group: raw[at] ?? 0,
      command: raw[at + 1] ?? 0,
      response,
      reserved: Buffer.from(raw.subarray(at + 3, at + 5)).toString("hex"),
      payload: body.slice(at + 5),
    },
  };
}

/** Finds frames in a byte stream. An A5 never stands inside a frame, so it always begins a new one. */
export class OnbonReader {
  #preamble = 0;
  #raw: number[] = [];
  #escape: number | null = null;
  #inFrame = false;

  push(bytes: Uint8Array): OnbonHeard[] {
    const heard: OnbonHeard[] = [];
    for (const byte of bytes) {
      const found = this.#take(byte);
      if (found !== null) heard.push(found);
    }
    return heard;
  }

  /** Bytes of a frame that has no end yet are forgotten. */
  clear(): void {
    this.#drop();
    this.#preamble = 0;
  }

  #take(byte: number): OnbonHeard | null {
    if (byte === LEAD) {
      if (this.#inFrame) this.clear();
      this.#preamble++;
      return null;
    }
    if (this.#preamble === 0) return null;
    this.#inFrame = true;
    if (byte === END) return this.#end();
    if (this.#escape !== null) return this.#unescape(this.#escape, byte);
    if (byte === 0xa6 || byte === 0x5b) this.#escape = byte;
    else this.#raw.push(byte);
    if (this.#raw.length > FRAME_BYTES_MAX) this.clear();
    return null;
  }

  #unescape(first: number, second: number): null {
    this.#escape = null;
    for (const [plain, [head, tail]] of ESCAPES) {
      if (head !== first || tail !== second) continue;
      this.#raw.push(plain);
      return null;
    }
    this.clear();
    return null;
  }

  #end(): OnbonHeard | null {
    const preamble = this.#preamble;
    const whole = this.#escape === null;
    const raw = Uint8Array.from(this.#raw);
    this.clear();
    const heard = whole ? readOnbon(raw) : null;
    return heard?.kind === "frame" ? { ...heard, preamble } : heard;
  }

  #drop(): void {
    this.#raw = [];
    this.#escape = null;
    this.#inFrame = false;
  }
}
