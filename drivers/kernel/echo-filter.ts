// Drops our own bytes when a 2-wire adapter hears itself (hardware.md §9). An option only: FF 68 keypads are answered
// with the identical frame, and there the second copy is a key press.
import type { Clock } from "./clock.ts";

/** An echo comes within the wire time of its frame and this. */
const ECHO_MS_MAX = 50;

/** Compares byte by byte, so that an echo may come in any chunks and the reply right behind it. */
export class EchoFilter {
  readonly #clock: Clock;
  #sent: Uint8Array | null = null;
  #matched = 0;
  #untilMs = 0;
  dropped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Expect one exact echo of this frame. */
  sent(bytes: Uint8Array, wireMs: number): void {
    this.#sent = bytes;
    this.#matched = 0;
    this.#untilMs = this.#clock.monotonicMs() + wireMs + ECHO_MS_MAX;
  }

  /** What remains for the reader. Bytes held back as a possible echo come out when they turn out to be none. */
  pass(bytes: Uint8Array): Uint8Array {
    const sent = this.#sent;
    if (sent === null) return bytes;
    if (this.#clock.monotonicMs() > this.#untilMs) return join(this.flush(), bytes);
    let at = 0;
    while (at < bytes.length && this.#matched < sent.length && bytes[at] === sent[this.#matched]) {
      at += 1;
      this.#matched += 1;
    }
    if (this.#matched === sent.length) {
      this.#sent = null;
      this.dropped += 1;
      return bytes.subarray(at);
    }
    if (at === bytes.length) return bytes.subarray(at);
    return join(this.flush(at), bytes);
  }

  /** Gives up waiting; returns what was held back, but for the last `again` bytes that the caller still has. */
  flush(again = 0): Uint8Array {
    const held = this.#sent?.slice(0, this.#matched - again) ?? new Uint8Array(0);
    this.#sent = null;
    this.#matched = 0;
    return held;
  }
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return both;
}
