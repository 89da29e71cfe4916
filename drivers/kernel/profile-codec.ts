// Reads a wire by the patterns of a profile: bytes in, the pattern that matched out.
import { type BytePattern, buildPattern, type Matched, matchPattern } from "./byte-pattern.ts";
import type { Codec, Decoded } from "./model.ts";

/** A frame of the device. */
export interface ProfileMessage {
  /** Place in the settings of the pattern that matched; null: a frame without a meaning, such as a release. */
  readonly from: string | null;
  readonly data: readonly number[];
  /** The whole frame, for an acknowledgement that repeats it. */
  readonly bytes: readonly number[];
}

/** A frame of ours, ready for the wire. `what` says for the wire log what it asks. */
export interface ProfileOrder {
  readonly what: string;
  readonly bytes: readonly number[];
}

/** A pattern that is read, and its place in the settings. */
export interface ProfileReader {
  readonly place: string;
  readonly pattern: BytePattern;
}

export interface ProfileCodecOptions {
  readonly readers: readonly ProfileReader[];
  readonly address: number;
  /** Every frame has so many bytes; patterns match its beginning. */
  readonly reportBytes?: number | undefined;
}

const encode = ({ bytes }: ProfileOrder): Uint8Array => Uint8Array.from(bytes);

/** For a model whose wire is known only with its settings: reads nothing. */
export const wordlessCodec: Codec<ProfileMessage, ProfileOrder> = {
  name: "profile",
  frameBytesMax: 1,
  encode,
  decode: (buffer) =>
    buffer.length === 0 ? { kind: "need-more" } : { kind: "garbage", skip: buffer.length, why: "no pattern given" },
};

/** The codec of one device. Its answer depends on the bytes alone, however they were cut. */
export function profileCodec(options: ProfileCodecOptions): Codec<ProfileMessage, ProfileOrder> {
  const { readers, address, reportBytes } = options;
  const look = (buffer: Uint8Array) => lookAt(readers, address, buffer);
  const beginnings = readers.map(({ pattern }) => beginningOf(pattern, address));
  return {
    name: "profile",
    frameBytesMax: reportBytes ?? Math.max(1, ...readers.map(({ pattern }) => pattern.bytesMax)),
    encode,
    decode: (buffer) => {
      if (buffer.length === 0) return { kind: "need-more" };
      return reportBytes === undefined ? decodeStream(buffer, look) : decodeReport(buffer, options, look, beginnings);
    },
  };
}

type Look = { readonly kind: "frame"; readonly places: string[] } & Matched;
type Looked = Look | { readonly kind: "partial" } | { readonly kind: "no" };

/** The shortest frame that the bytes begin with, and every pattern that reads it. */
function lookAt(readers: readonly ProfileReader[], address: number, buffer: Uint8Array): Looked {
  let found: Look | null = null;
  let partial = false;
  for (const { place, pattern } of readers) {
    const matched = matchPattern(pattern, buffer, address);
    if (matched === "no") continue;
    if (matched === "need-more") partial = true;
    else if (found === null || matched.used < found.used) found = { kind: "frame", places: [place], ...matched };
    else if (matched.used === found.used) found.places.push(place);
  }
  return found ?? (partial ? { kind: "partial" } : { kind: "no" });
}

/** Two patterns at once are two buttons held together: nobody can say which was meant. */
function messageOf({ places, data }: Look, bytes: Uint8Array): ProfileMessage {
  const [place] = places;
  return { from: places.length === 1 && place !== undefined ? place : null, data, bytes: [...bytes] };
}

/**
 * A head may have been cut off by the frame of another device: a whole frame behind its first byte counts, and what
 * precedes it is given up. The same is asked inside whole frames, so that the answer is the same byte by byte.
 */
function decodeStream(buffer: Uint8Array, look: (bytes: Uint8Array) => Looked): Decoded<ProfileMessage> {
  const first = look(buffer);
  if (first.kind === "no") {
    let next = 1;
    while (next < buffer.length && look(buffer.subarray(next)).kind === "no") next += 1;
    return { kind: "garbage", skip: next, why: "no pattern fits" };
  }
  const within = first.kind === "frame" ? buffer.subarray(0, first.used) : buffer;
  for (let at = 1; at < within.length; at++) {
    if (look(within.subarray(at)).kind === "frame") return { kind: "garbage", skip: at, why: "frame cut off" };
  }
  if (first.kind === "partial") return { kind: "need-more" };
  return { kind: "message", message: messageOf(first, within), used: first.used };
}

/** A pattern and how many bytes it takes until one that silence does not look like: zeros fill reports. */
interface Beginning {
  readonly pattern: BytePattern;
  readonly bytes: number;
}

function beginningOf(pattern: BytePattern, address: number): Beginning {
  let bytes = 0;
  for (const token of pattern.tokens) {
    if (token.kind === "open" || token.kind === "close") continue;
    if (token.kind === "data" && token.min !== token.max) break;
    bytes += token.kind === "data" ? token.min : 1;
    const value = token.kind === "byte" ? token.value : token.kind === "addr" ? address : 0;
    if (value !== 0 || token.kind === "bit" || token.kind === "len") return { pattern, bytes };
  }
  return { pattern, bytes: Number.POSITIVE_INFINITY };
}

/**
 * Frames of one size. Without a match the frame is one of the device's others (a release) and passes in silence, unless
 * a known frame begins inside: then the bytes before it were noise.
 */
function decodeReport(
  buffer: Uint8Array,
  { address, reportBytes = 0 }: ProfileCodecOptions,
  look: (bytes: Uint8Array) => Looked,
  beginnings: readonly Beginning[],
): Decoded<ProfileMessage> {
  if (buffer.length < reportBytes) return { kind: "need-more" };
  const report = buffer.subarray(0, reportBytes);
  const found = look(report);
  if (found.kind === "frame") return { kind: "message", message: messageOf(found, report), used: reportBytes };
  for (let at = 1; at < reportBytes; at++) {
    const rest = report.subarray(at);
    const begins = beginnings.some(
      ({ pattern, bytes }) => bytes <= rest.length && matchPattern(pattern, rest, address) !== "no",
    );
    if (begins) return { kind: "garbage", skip: at, why: "frame out of step" };
  }
  return { kind: "message", message: { from: null, data: [], bytes: [...report] }, used: reportBytes };
}

/** The bytes of a pattern as an order. */
export function orderOf(what: string, pattern: BytePattern, values: Parameters<typeof buildPattern>[1]): ProfileOrder {
  return { what, bytes: [...buildPattern(pattern, values)] };
}
