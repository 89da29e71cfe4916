// Reads frames that hold personal data: no byte of them stays in memory longer than it must.
import type { Codec } from "../kernel/model.ts";

export interface WipingListener<In> {
  message(message: In): void;
  /** How many bytes in a row nobody could read. */
  garbage(count: number, why: string): void;
}

const SLICE_BYTES = 512;

/** As the frame reader of the kernel, for one codec; every byte is overwritten once it has been judged. */
export class WipingReader<In> {
  readonly #codec: Codec<In, never>;
  readonly #buffer: Uint8Array;
  #length = 0;
  #garbage = 0;
  #why = "";

  constructor(codec: Codec<In, never>) {
    this.#codec = codec;
    this.#buffer = new Uint8Array(codec.frameBytesMax + SLICE_BYTES);
  }

  /** Never keeps more than one frame that is not complete. */
  push(bytes: Uint8Array, listener: WipingListener<In>): void {
    for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
      const slice = bytes.subarray(from, from + SLICE_BYTES);
      this.#buffer.set(slice, this.#length);
      this.#length += slice.length;
      this.#scan(listener);
    }
    this.#tellGarbage(listener);
  }

  /** Overwrites what is pending; returns how many bytes that were. */
  wipe(): number {
    const count = this.#length;
    this.#buffer.fill(0);
    this.#length = 0;
    return count;
  }

  #scan(listener: WipingListener<In>): void {
    let at = 0;
    while (at < this.#length) {
      const decoded = this.#codec.decode(this.#buffer.subarray(at, this.#length));
      if (decoded.kind === "need-more") break;
      if (decoded.kind === "message") {
        this.#tellGarbage(listener);
        at += decoded.used;
        listener.message(decoded.message);
      } else {
        if (this.#garbage === 0) this.#why = decoded.why;
        this.#garbage += decoded.skip;
        at += decoded.skip;
      }
    }
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
    this.#buffer.fill(0, this.#length);
  }

  #tellGarbage(listener: WipingListener<In>): void {
    if (this.#garbage > 0) listener.garbage(this.#garbage, this.#why);
    this.#garbage = 0;
  }
}
