// A device that says something by itself at a known rate is missed when it does not.
import type { Clock, Timer } from "./clock.ts";

export class ExpectedWord {
  readonly #clock: Clock;
  readonly #everyMs: number | null;
  readonly #missed: () => void;
  #timer: Timer | null = null;
  /** The word is overdue. */
  isOverdue = false;

  /** Without `everyMs` nothing is ever expected: devices that speak on events alone never time out. */
  constructor(clock: Clock, everyMs: number | undefined, missed: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs ?? null;
    this.#missed = missed;
  }

  /** The line opened, or the device said something: the next word is due within the time. */
  heard(): void {
    this.stop();
    if (this.#everyMs === null) return;
    this.#timer = this.#clock.after(this.#everyMs, () => {
      this.isOverdue = true;
      this.#missed();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.isOverdue = false;
  }
}
