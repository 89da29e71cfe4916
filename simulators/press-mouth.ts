// What a device with keys sends: one frame after the other, each repeated until the host acknowledges it.
import { concat, randomBytes, type SimCore } from "./lib.ts";

/** Hardware.md §3.1 leaves the repeat count and interval open; these are ours. */
export const REPEATS_MAX = 3;
export const REPEAT_MS = 300;
/** Frames a device keeps for sending; a person who hammers the keys loses the rest. */
export const WAITING_MAX = 8;

/** Faults of a line that more than one device talks on. */
export const PRESS_FAULTS = ["noise", "bad-sum", "duplicate", "collision"] as const;

interface Unacknowledged<Heard> {
  readonly bytes: Uint8Array;
  /** Null: nobody acknowledges, so it is sent once. */
  readonly isAck: ((heard: Heard) => boolean) | null;
  readonly done: (acknowledged: boolean) => void;
  attempt: number;
}

/** The sending half of a keypad or pad. */
export class PressMouth<Heard> {
  readonly #core: SimCore;
  readonly #spoilt: (bytes: Uint8Array) => Uint8Array;
  readonly #queue: Unacknowledged<Heard>[] = [];
  #cancel: (() => void) | null = null;
  /** Frames nobody acknowledged. */
  lost = 0;

  /** `spoilt` gives a frame with a wrong check, for the fault "bad-sum". */
  constructor(core: SimCore, spoilt: (bytes: Uint8Array) => Uint8Array) {
    this.#core = core;
    this.#spoilt = spoilt;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** False when too many frames wait already. */
  submit(bytes: Uint8Array, isAck: ((heard: Heard) => boolean) | null, done: (acknowledged: boolean) => void): boolean {
    if (this.#queue.length >= WAITING_MAX) return false;
    this.#queue.push({ bytes, isAck, done, attempt: 0 });
    if (this.#queue.length === 1) this.#sendFirst();
    return true;
  }

  /** True when what was heard is the acknowledgement the device waits for. */
  acknowledgedBy(heard: Heard): boolean {
    const [first] = this.#queue;
    if (first?.isAck?.(heard) !== true) return false;
    this.#settle(true);
    return true;
  }

  /** The power is gone: nothing is sent any more. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue.length = 0;
  }

  #sendFirst(): void {
    const [first] = this.#queue;
    if (first === undefined) return;
    first.attempt++;
    this.#put(first);
    // A host in the same process may have acknowledged within the call.
    if (this.#queue[0] !== first) return;
    if (first.isAck === null) {
      this.#settle(true);
      return;
    }
    this.#cancel = this.#core.clock.after(REPEAT_MS, () => {
      this.#cancel = null;
      if (first.attempt > REPEATS_MAX) this.#settle(false);
      else this.#sendFirst();
    });
  }

  #settle(acknowledged: boolean): void {
    this.#cancel?.();
    this.#cancel = null;
    const first = this.#queue.shift();
    if (!acknowledged) this.lost++;
    first?.done(acknowledged);
    this.#sendFirst();
  }

  #put({ bytes, attempt }: Unacknowledged<Heard>): void {
    const { fault, random } = this.#core;
    if (fault === "noise") this.#core.send(concat(randomBytes(5, random), bytes, randomBytes(5, random)));
    else if (fault === "bad-sum") this.#core.send(this.#spoilt(bytes));
    else if (fault === "collision" && attempt === 1) this.#core.send(interleaved(bytes, random));
    else this.#core.send(bytes);
    if (fault === "duplicate") this.#core.send(bytes);
  }
}

/** Two talkers at once: the repeat, sent a little later, usually gets through. */
function interleaved(bytes: Uint8Array, random: () => number): Uint8Array {
  return Uint8Array.from([...bytes].flatMap((byte) => [byte, Math.floor(random() * 256)]));
}
