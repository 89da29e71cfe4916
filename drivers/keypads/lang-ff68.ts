// The FF 68 tongue that staff keypads and rating pads share on RS-485 (hardware.md §3.1). 9600 8N1, no polling.
import assert from "node:assert/strict";
import type { Codec, Decoded, Timing } from "../kernel/model.ts";

const LEAD = 0xff;
const START = 0x68;
const END = 0x16;
/** FF 68 L L 68 before, SUM 16 behind the counted bytes. */
const HEAD_BYTES = 5;
const TAIL_BYTES = 2;
/** L counts address, command and data. */
const COUNTED_BYTES_MIN = 2;
/** The longest frame known is a display frame of the bank hall: six digits, a blank, three digits. */
const DATA_BYTES_MAX = 10;
const COUNTED_BYTES_MAX = COUNTED_BYTES_MIN + DATA_BYTES_MAX;

/** Command bytes (§3.3). */
export const START_RATING = 0x01;
export const DISPLAY = 0x02;
export const BEEP = 0x03;
export const RATING_RESULT = 0x11;
/** Data of the start-rating frame: the EVALUATE key's own code. */
export const PLEASE_RATE = 0x0b;
/** An empty place on the display. */
export const BLANK = 0x0a;

/** Which hall's habits: `jackqchen` (government) or `hallqueue` (bank). */
export type Ff68Variant = "jackqchen" | "hallqueue";

export interface Ff68Frame {
  readonly addr: number;
  readonly cmd: number;
  readonly data: readonly number[];
  /** False: without the leading FF, as the bank hall acknowledges results. */
  readonly lead?: boolean;
}

const sumOf = (bytes: Iterable<number>) => {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xff;
};

function encode({ addr, cmd, data, lead }: Ff68Frame): Uint8Array {
  const counted = [addr, cmd, ...data];
  assert(data.length <= DATA_BYTES_MAX, `at most ${DATA_BYTES_MAX} data bytes`);
  assert(
    counted.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 0xff),
    "address, command and data are bytes",
  );
  const frame = [START, counted.length, counted.length, START, ...counted, sumOf(counted), END];
  return Uint8Array.from(lead === false ? frame : [LEAD, ...frame]);
}

type Look =
  | { readonly kind: "frame"; readonly used: number }
  | { readonly kind: "partial" }
  | { readonly kind: "broken" };

/** What stands at `at`: a whole good frame, the beginning of one, or neither. */
function lookAt(buffer: Uint8Array, at: number): Look {
  const [lead, start, length, again, start2] = buffer.subarray(at, at + HEAD_BYTES);
  if (lead !== LEAD || (start !== undefined && start !== START)) return { kind: "broken" };
  if (length !== undefined && (length < COUNTED_BYTES_MIN || length > COUNTED_BYTES_MAX)) return { kind: "broken" };
  if (again !== undefined && again !== length) return { kind: "broken" };
  if (start2 !== undefined && start2 !== START) return { kind: "broken" };
  if (length === undefined || start2 === undefined) return { kind: "partial" };
  const end = at + HEAD_BYTES + length + TAIL_BYTES;
  if (buffer.length < end) return { kind: "partial" };
  const counted = buffer.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
  const good = buffer[end - 1] === END && buffer[end - 2] === sumOf(counted);
  return good ? { kind: "frame", used: end - at } : { kind: "broken" };
}

/**
 * Where the first whole good frame behind the start begins. Two keypads may talk at once: then the frame at the start
 * was cut off, and waiting for its missing bytes would keep a press from its acknowledgement. No frame carries another
 * as its data, so the answer is the same however the bytes were cut into chunks.
 */
function frameInside(buffer: Uint8Array): number | null {
  for (let at = 1; at + HEAD_BYTES < buffer.length; at++) if (lookAt(buffer, at).kind === "frame") return at;
  return null;
}

function decode(buffer: Uint8Array): Decoded<Ff68Frame> {
  if (buffer.length === 0) return { kind: "need-more" };
  const look = lookAt(buffer, 0);
  if (look.kind === "broken") {
    const next = buffer.indexOf(LEAD, 1);
    const why = buffer[0] === LEAD ? "broken FF 68 frame" : "no FF 68";
    return { kind: "garbage", skip: next < 0 ? buffer.length : next, why };
  }
  const inside = frameInside(look.kind === "frame" ? buffer.subarray(0, look.used) : buffer);
  if (inside !== null) return { kind: "garbage", skip: inside, why: "frame cut off" };
  if (look.kind === "partial") return { kind: "need-more" };
  const [addr = 0, cmd = 0, ...data] = buffer.subarray(HEAD_BYTES, look.used - TAIL_BYTES);
  return { kind: "message", message: { addr, cmd, data }, used: look.used };
}

/** Both directions carry the same frames; devices always send the leading FF. */
export const ff68Codec: Codec<Ff68Frame, Ff68Frame> = {
  name: "ff68",
  frameBytesMax: HEAD_BYTES + COUNTED_BYTES_MAX + TAIL_BYTES,
  encode,
  decode,
};

/** Devices answer nothing, so nothing is repeated; frames keep 80 ms distance (§3.3, §9). */
export const ff68Timing: Timing = { replyMs: 200, lateMsMax: 0, attemptsMax: 1, gapMs: 80, probeEveryMs: null };

/** What a rating pad is called on the wire: as its keypad, or 80h higher (§3.1). */
export function padWireAddress(address: number, variant: Ff68Variant): number {
  return variant === "hallqueue" ? address + 0x80 : address;
}

/** In the bank hall addresses from 80h up are pads. */
export function addressFaults({ address, variant }: { address: number; variant: Ff68Variant }): string[] {
  if (variant !== "hallqueue" || address <= 0x7f) return [];
  return ["address: hallqueue 键盘号不超过 127 must be at most 127 with variant hallqueue"];
}
