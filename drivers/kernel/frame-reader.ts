// Bytes in, frames out: several codecs on the same bytes, whatever the chunks.
import type { AnyCodec } from "./link-member.ts";

export type { AnyCodec } from "./link-member.ts";

/** What one codec made of a frame. */
export interface Reading {
  readonly codec: AnyCodec;
  readonly message: unknown;
}

export interface FrameListener {
  /** All codecs that read the same bytes as a message; at least one. `bytes` is a copy. */
  frame(readings: readonly Reading[], bytes: Uint8Array): void;
  /** Consecutive bytes nobody could read. `bytes` is a copy. */
  garbage(bytes: Uint8Array, why: string): void;
}

const SLICE_BYTES_MAX = 4096;

type Verdict =
  | { readonly kind: "frame"; readonly readings: readonly Reading[]; readonly used: number }
  | { readonly kind: "wait" }
  | { readonly kind: "skip"; readonly count: number; readonly why: string };

/**
 * Incremental reader. The decoded sequence depends on the bytes alone, never on how they were cut into chunks:
 * positions are judged strictly in order, and where several codecs find a message at one position the shortest wins
 * (it is the one that would have come out first byte by byte). Only the passing of time, told by `flushStale` and
 * `discardStale`, may give up a head that never became a frame.
 */
export class FrameReader {
  readonly #codecs: readonly AnyCodec[];
  readonly #listener: FrameListener;
  readonly #frameBytesMax: number;
  /** Bytes not judged yet are `#buffer[#start, #end)`; never more than one frame and one slice. */
  #buffer: Uint8Array;
  #start = 0;
  #end = 0;
  #garbageStart = 0;
  #garbageWhy = "";

  constructor(codecs: readonly AnyCodec[], listener: FrameListener) {
    this.#codecs = codecs;
    this.#listener = listener;
    this.#frameBytesMax = Math.max(1, ...codecs.map((codec) => codec.frameBytesMax));
    this.#buffer = new Uint8Array(this.#frameBytesMax + SLICE_BYTES_MAX);
  }

  /** Bytes of a frame that has begun and is not complete. */
  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  /** Never throws on any bytes, nor on a codec that does. */
  push(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += SLICE_BYTES_MAX) {
      const slice = bytes.subarray(from, from + SLICE_BYTES_MAX);
      if (this.#end + slice.length > this.#buffer.length) {
        this.#buffer.copyWithin(0, this.#start, this.#end);
        this.#end -= this.#start;
        this.#start = 0;
      }
      this.#buffer.set(slice, this.#end);
      this.#end += slice.length;
      this.#scan();
    }
  }

  /**
   * For the owner to call after a short silence: if complete frames lie behind a head that waits for bytes which do not
   * come, they come out now and the head is garbage. A frame that is merely slow, with nothing behind it, stays.
   */
  flushStale(): void {
    for (let at = this.#start + 1; at < this.#end; at++) {
      if (this.#judge(at).kind !== "frame") continue;
      this.#listener.garbage(this.#buffer.slice(this.#start, at), "cut frame before a good one");
      this.#start = at;
      this.#scan();
      at = this.#start;
    }
  }

  /** For the owner to call after a long silence: what is pending will never be a frame. */
  discardStale(): void {
    if (this.pendingBytes > 0) this.#listener.garbage(this.#buffer.slice(this.#start, this.#end), "cut frame");
    this.reset();
  }

  /** Forgets pending bytes, e.g. because the line was closed. */
  reset(): void {
    this.#start = 0;
    this.#end = 0;
  }

  #scan(): void {
    this.#garbageStart = this.#start;
    while (this.#start < this.#end) {
      const verdict = this.#judge(this.#start);
      if (verdict.kind === "wait") break;
      if (verdict.kind === "skip") {
        if (this.#garbageWhy !== verdict.why) this.#tellGarbage();
        this.#garbageWhy = verdict.why;
        this.#start += verdict.count;
        continue;
      }
      this.#tellGarbage();
      const bytes = this.#buffer.slice(this.#start, this.#start + verdict.used);
      this.#start += verdict.used;
      this.#garbageStart = this.#start;
      this.#listener.frame(verdict.readings, bytes);
    }
    this.#tellGarbage();
  }

  #tellGarbage(): void {
    if (this.#garbageStart < this.#start) {
      this.#listener.garbage(this.#buffer.slice(this.#garbageStart, this.#start), this.#garbageWhy);
    }
    this.#garbageStart = this.#start;
  }

  #judge(at: number): Verdict {
    let readings: Reading[] = [];
    let used = Number.POSITIVE_INFINITY;
    let wait = false;
    let skip = Number.POSITIVE_INFINITY;
    let why = "no codec";
    for (const codec of this.#codecs) {
      const end = Math.min(this.#end, at + codec.frameBytesMax);
      const decoded = decodeSafely(codec, this.#buffer.subarray(at, end));
      if (decoded.kind === "message" && decoded.used <= used) {
        if (decoded.used < used) readings = [];
        used = decoded.used;
        readings.push({ codec, message: decoded.message });
      } else if (decoded.kind === "need-more" && end - at < codec.frameBytesMax) wait = true;
      else if (decoded.kind === "need-more") {
        skip = 1;
        why = `longer than ${codec.name} allows`;
      } else if (decoded.kind === "garbage" && decoded.skip < skip) {
        skip = decoded.skip;
        why = decoded.why;
      }
    }
    if (readings.length > 0) return { kind: "frame", readings, used };
    if (wait) return { kind: "wait" };
    return { kind: "skip", count: Math.min(skip, this.#end - at), why };
  }
}

/** A codec that throws or counts wrongly loses one byte, not the bus. */
function decodeSafely(codec: AnyCodec, buffer: Uint8Array): ReturnType<AnyCodec["decode"]> {
  try {
    const decoded = codec.decode(buffer);
    if (decoded.kind === "message" && !(decoded.used >= 1 && decoded.used <= buffer.length)) {
      return { kind: "garbage", skip: 1, why: `${codec.name} counted ${decoded.used} bytes` };
    }
    if (decoded.kind === "garbage" && !(decoded.skip >= 1)) return { kind: "garbage", skip: 1, why: decoded.why };
    return decoded;
  } catch (error) {
    return { kind: "garbage", skip: 1, why: `${codec.name} threw: ${String(error)}` };
  }
}
