// What FF 68 keypads and pads have in common: frames heard from the host, own frames sent until they are acknowledged.
import { CMD_KEY, type Ff68Frame, Ff68Reader, sameFrame } from "./ff68-frame.ts";
import { SILENCE_MS } from "./frame-search.ts";
import type { SimCore } from "./lib.ts";
import { PressMouth } from "./press-mouth.ts";

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
export const ff68Mouth = (core: SimCore): PressMouth<Ff68Frame> => new PressMouth(core, withBadSum);

function withBadSum(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  const at = bytes.length - 2; // §3.1: SUM stands before the final 16.
  broken[at] = ((bytes[at] ?? 0) + 1) & 0xff;
  return broken;
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
