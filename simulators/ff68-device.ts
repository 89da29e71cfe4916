// What FF 68 keypads and pads have in common: frames heard from the host, own frames sent until they are acknowledged.
import { CMD_KEY, type Ff68Frame, Ff68Reader, sameFrame } from "./ff68-frame.ts";
import { concat, randomBytes, type SimCore } from "./lib.ts";

/** Hardware.md §3.1 leaves the repeat count and interval open; these are ours. */
export const REPEATS_MAX = 3;
export const REPEAT_MS = 300;
/** Frames a device keeps for sending; a person who hammers the keys loses the rest. */
export const WAITING_MAX = 8;
/** After this silence the head of a frame that never came is given up. */
export const SILENCE_MS = 60;

export const FF68_FAULTS = ["noise", "bad-sum", "duplicate", "collision"] as const;

interface Unacknowledged {
  readonly bytes: Uint8Array;
  readonly isAck: (frame: Ff68Frame) => boolean;
  readonly done: (acknowledged: boolean) => void;
  attempt: number;
}

/** Hears whole frames; what never completes is dropped once the wire falls silent. */
export class Ff68Ear {
  readonly #core: SimCore;
  readonly #reader = new Ff68Reader();
  readonly #heard: (frame: Ff68Frame) => void;
  #cancel: (() => void) | null = null;

  constructor(core: SimCore, heard: (frame: Ff68Frame) => void) {
    this.#core = core;
    this.#heard = heard;
  }

  push(bytes: Uint8Array): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const frame of this.#reader.push(bytes)) this.#heard(frame);
    if (this.#reader.waiting) this.#cancel = this.#core.clock.after(SILENCE_MS, () => this.#silence());
  }

  /** Forgets the half frame: the line or the power is gone. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#reader.flush();
  }

  #silence(): void {
    this.#cancel = null;
    for (const frame of this.#reader.flush()) this.#heard(frame);
  }
}

/** Sends one frame after the other; each is repeated until the host acknowledges it. */
export class Ff68Mouth {
  readonly #core: SimCore;
  readonly #queue: Unacknowledged[] = [];
  #cancel: (() => void) | null = null;
  /** Frames nobody acknowledged. */
  lost = 0;

  constructor(core: SimCore) {
    this.#core = core;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** False when too many frames wait already. */
  submit(bytes: Uint8Array, isAck: (frame: Ff68Frame) => boolean, done: (acknowledged: boolean) => void): boolean {
    if (this.#queue.length >= WAITING_MAX) return false;
    this.#queue.push({ bytes, isAck, done, attempt: 0 });
    if (this.#queue.length === 1) this.#sendFirst();
    return true;
  }

  /** True when the frame was the acknowledgement the device waits for. */
  acknowledgedBy(frame: Ff68Frame): boolean {
    const [first] = this.#queue;
    if (first === undefined || !first.isAck(frame)) return false;
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

  #put({ bytes, attempt }: Unacknowledged): void {
    const { fault, random } = this.#core;
    if (fault === "noise") this.#core.send(concat(randomBytes(5, random), bytes, randomBytes(5, random)));
    else if (fault === "bad-sum") this.#core.send(withBadSum(bytes));
    else if (fault === "collision" && attempt === 1) this.#core.send(interleaved(bytes, random));
    else this.#core.send(bytes);
    if (fault === "duplicate") this.#core.send(bytes);
  }
}

function withBadSum(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  const at = bytes.length - 2; // §3.1: SUM stands before the final 16.
  broken[at] = ((bytes[at] ?? 0) + 1) & 0xff;
  return broken;
}

/** Two talkers at once: the repeat, sent a little later, usually gets through. */
function interleaved(bytes: Uint8Array, random: () => number): Uint8Array {
  return Uint8Array.from([...bytes].flatMap((byte) => [byte, Math.floor(random() * 256)]));
}

/** Acknowledgement of key frames: the identical frame (§3.1). */
export const identicalTo =
  (own: Ff68Frame) =>
  (frame: Ff68Frame): boolean =>
    sameFrame(own, frame);

/** Acknowledgement of a grade: CMD 01 with the same data, or the bank's short frame without leading FF (§3.1). */
export const resultAck =
  (own: Ff68Frame, short: boolean) =>
  (frame: Ff68Frame): boolean =>
    short
      ? frame.addr === own.addr && frame.cmd === CMD_KEY && frame.data.length === 0 && !frame.leadFF
      : sameFrame({ ...own, cmd: CMD_KEY }, frame);
