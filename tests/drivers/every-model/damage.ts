// What a bad line does to the bytes of a device: cut, merged, flipped, repeated, late, lost, with noise between them.
import type { Clock } from "../../../drivers/kernel/clock.ts";

/** A seeded line. `deliver` puts bytes on the wire after a while. */
export class BadLine {
  /** Nothing is damaged while this is false. */
  bad = false;
  /** Messages that were touched in any way. */
  mutations = 0;
  /** Of those: whose bytes did not all arrive as they were sent, once or more often. */
  damaged = 0;
  readonly #random: () => number;
  readonly #clock: Clock;
  readonly #deliver: (bytes: Uint8Array) => void;
  #previous = new Uint8Array(0);
  /** Held back until the next message, to arrive in one piece with it. */
  #held: Uint8Array | null = null;

  constructor(random: () => number, clock: Clock, deliver: (bytes: Uint8Array) => void) {
    this.#random = random;
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** One message of the device. */
  send(bytes: Uint8Array): void {
    const [held, previous] = [this.#held, this.#previous];
    this.#held = null;
    this.#previous = bytes.slice();
    const whole = held === null ? bytes : joined(held, bytes);
    if (!this.bad || this.#random() < SOUND_SHARE) this.#put(whole, 0);
    else {
      this.mutations += 1;
      this.#damage(whole, previous);
    }
  }

  /** The line is good again; what was held back comes out. */
  mend(): void {
    this.bad = false;
    this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#put(held, 0);
  }

  #put(bytes: Uint8Array, delayMs: number): void {
    if (bytes.length === 0) return;
    if (delayMs === 0) this.#deliver(bytes);
    else this.#clock.after(delayMs, () => this.#deliver(bytes));
  }

  #damage(bytes: Uint8Array, previous: Uint8Array): void {
    const kind = this.#below(KINDS);
    if (kind >= KINDS_WHOLE) this.damaged += 1;
    const at = this.#below(bytes.length + 1);
    const [head, tail] = [bytes.slice(0, at), bytes.slice(at)];
    switch (kind) {
      case 0: // In two pieces.
        this.#put(head, 0);
        this.#put(tail, this.#below(CUT_MS_MAX));
        return;
      case 1: // Together with the next, if one comes soon.
        this.#held = bytes;
        this.#clock.after(LATE_MS_MAX, () => {
          if (this.#held === bytes) this.#release();
        });
        return;
      case 2: // Twice, as devices without their acknowledgement do.
        this.#put(bytes, 0);
        this.#put(bytes, this.#below(LATE_MS_MAX));
        return;
      case 3: // Late, perhaps behind the next.
        this.#put(bytes, this.#below(LATE_MS_MAX));
        return;
      case 4: // Noise before and behind.
        this.#put(joined(this.#noise(NOISE_BYTES_MAX), bytes, this.#noise(NOISE_BYTES_MAX)), 0);
        return;
      default:
        this.#put(this.#spoilt(kind, head, tail, previous), this.#below(2) * this.#below(LATE_MS_MAX));
    }
  }

  #spoilt(kind: number, head: Uint8Array, tail: Uint8Array, previous: Uint8Array): Uint8Array {
    switch (kind) {
      case 5: // Lost.
        return new Uint8Array(0);
      case 6:
        return head;
      case 7:
        return tail;
      case 8: {
        // The beginning of one, the end of another; what makes up the whole of the other would be a press of its own.
        const both = joined(head, previous.slice(this.#below(previous.length + 1)));
        return Buffer.from(both).includes(Buffer.from(previous)) ? head : both;
      }
      case 9:
        return joined(head, this.#noise(4), tail);
      case 10: // Bytes lost in the middle.
        return joined(head, tail.slice(1 + this.#below(3)));
      case 11:
        return this.#noise(NOISE_BYTES_MAX);
      default: {
        const spoilt = joined(head, tail);
        for (let flips = 1 + this.#below(3); flips > 0 && spoilt.length > 0; flips--) {
          const at = this.#below(spoilt.length);
          spoilt[at] = (spoilt[at] ?? 0) ^ (1 << this.#below(8));
        }
        return spoilt;
      }
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #noise(bytesMax: number): Uint8Array {
    return Uint8Array.from({ length: this.#below(bytesMax + 1) }, () => this.#below(256));
  }
}

const SOUND_SHARE = 0.25;
/** Kinds of damage; the first ones leave every byte of the message as it was. */
const KINDS = 15;
const KINDS_WHOLE = 5;
/** Shorter than any device's own repeat and than the window in which a repeat is the same press (400 ms). */
const LATE_MS_MAX = 250;
const CUT_MS_MAX = 60;
const NOISE_BYTES_MAX = 12;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
