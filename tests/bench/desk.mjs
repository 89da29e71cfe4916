// One window's keypad and strip as the devices themselves: keys are pressed, frames are read and acknowledged.
import { sleep } from "./bench-lib.mjs";
import { CardInput, cardAck, keyFrame, wireMs } from "./wire.mjs";

/** Call, the same again, evaluate: each changes the strip, and none repeats within the 400 ms of a held key. */
export const KEYS = [0x0c, 0x0d, 0x0b];
const CARD_TURN_MS = 5;
const LIT_MS_MAX = 3_000;

/** Keypad and strip of window 1, as the devices themselves. `baud`: bytes take their time on the wire. */
export class Desk {
  #keys;
  #strip;
  #baud;
  #told = null;
  #pressed = 0;

  constructor(keys, strip, baud) {
    this.#keys = keys;
    this.#strip = strip;
    this.#baud = baud;
    const input = new CardInput((frame) => void this.#frame(frame));
    strip.onData((bytes) => input.push(bytes));
    keys.onData(() => undefined);
  }

  async #frame(frame) {
    const told = frame.shows ? this.#told : null;
    if (told !== null) this.#told = null;
    told?.(frame);
    const restMs = this.#baud === null ? 0 : wireMs(frame.bytes, this.#baud) + CARD_TURN_MS + wireMs(25, this.#baud);
    if (restMs > 0) await sleep(restMs);
    this.#strip.write(cardAck(frame.address));
  }

  /** Presses the next key; tells when the strip's first byte came, counted from the press. */
  async press() {
    const code = KEYS[this.#pressed % KEYS.length];
    this.#pressed += 1;
    const lit = this.#lit(`key ${code.toString(16)}`);
    const fromMs = performance.now();
    if (this.#baud !== null) await this.#untilMs(fromMs + wireMs(10, this.#baud));
    this.#keys.write(keyFrame(code));
    const frame = await lit;
    const number = /A\d{4}/.exec(frame.text.toString("latin1"))?.[0];
    if ((number === undefined) !== (code === 0x0b))
      throw new Error(`key ${code.toString(16)}: the strip got ${number}`);
    return { firstMs: frame.firstAtMs - fromMs, bytes: frame.bytes };
  }

  #lit(what) {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${what}: the strip showed nothing`)), LIT_MS_MAX);
      this.#told = (frame) => {
        clearTimeout(timer);
        done(frame);
      };
    });
  }

  /** Timers are too coarse for the last millisecond. */
  async #untilMs(dueMs) {
    await sleep(Math.max(0, dueMs - performance.now() - 2));
    while (performance.now() < dueMs);
  }
}
