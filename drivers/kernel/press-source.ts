// Key presses and rating results: acknowledged only once they are kept, and each counted once however often it is sent.
import type { Clock, Timer } from "./clock.ts";

/** The device repeats until it hears our acknowledgement (hardware.md §3.1); a repeat so soon is the same press. */
const REPEAT_MS = 400;
/** The acknowledgement could not be sent: the repeat will come when the line is back. */
const UNHEARD_MS = 3_000;
/** Nobody said what became of a press: let the device's repeat be a new one. */
const PENDING_MS_MAX = 10_000;
const PRESSES_MAX = 16;

/** What became of a press: carried out, or refused by the rules. Both are final and acknowledged. */
export type PressOutcome = "ok" | "refused";
export type Done = (outcome: PressOutcome) => void;

export interface PressSourceHost<T> {
  readonly clock: Clock;
  /** Null: this frame is no press. */
  meaning(message: unknown): T | null;
  /** False: nobody listens, so nothing is kept and nothing acknowledged. */
  tell(press: T, done: Done): boolean;
  /** Sends the acknowledgement; tells whether it left. */
  acknowledge(message: unknown, sent: (ok: boolean) => void): void;
  feedback(outcome: PressOutcome): void;
  duplicate(): void;
}

interface Press {
  done: boolean;
  timer: Timer;
}

/**
 * Presses are told apart by what they mean: a repeat need not have the same bytes (a stray line end before a code, a
 * field that came damaged and is not read).
 */
export class PressSource<T> {
  readonly #host: PressSourceHost<T>;
  readonly #presses = new Map<string, Press>();

  constructor(host: PressSourceHost<T>) {
    this.#host = host;
  }

  /** Taken and not settled yet: the device goes on asking, and rightly so. */
  isPending(key: string): boolean {
    return this.#presses.get(key)?.done === false;
  }

  frame(message: unknown): void {
    const meaning = this.#host.meaning(message);
    if (meaning === null) return;
    const key = JSON.stringify(meaning);
    const known = this.#presses.get(key);
    if (known !== undefined) {
      this.#host.duplicate();
      if (known.done) this.#acknowledge(key, message, known);
      return;
    }
    if (this.#presses.size >= PRESSES_MAX) return; // Not acknowledged: the device says it again.
    const press: Press = { done: false, timer: this.#forgetIn(key, PENDING_MS_MAX) };
    this.#presses.set(key, press);
    const done: Done = (outcome) => {
      if (press.done || this.#presses.get(key) !== press) return;
      press.done = true;
      this.#acknowledge(key, message, press);
      this.#host.feedback(outcome);
    };
    let heard = false;
    try {
      heard = this.#host.tell(meaning, done);
    } finally {
      if (!heard && !press.done) this.#forget(key, press);
    }
  }

  #acknowledge(key: string, message: unknown, press: Press): void {
    // A line that is slow to take the acknowledgement must not turn the device's repeat into a second press.
    this.#remember(key, press, PENDING_MS_MAX);
    this.#host.acknowledge(message, (ok) => this.#remember(key, press, ok ? REPEAT_MS : UNHEARD_MS));
  }

  #remember(key: string, press: Press, ms: number): void {
    if (this.#presses.get(key) !== press) return;
    press.timer.cancel();
    press.timer = this.#forgetIn(key, ms);
  }

  #forgetIn(key: string, ms: number): Timer {
    return this.#host.clock.after(ms, () => this.#presses.delete(key));
  }

  #forget(key: string, press: Press): void {
    press.timer.cancel();
    this.#presses.delete(key);
  }
}
