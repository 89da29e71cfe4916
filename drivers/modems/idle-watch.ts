// A modem with nothing to do: when it is asked for its health, and when merely whether it is there.

/** So that its absence is known within 5 s: this, the answer below, and one more question. */
const PRESENCE_MS = 2_000;
export const PRESENCE_REPLY_MS = 1_000;

/** Counts idle time; the session does the waiting. */
export class IdleWatch {
  /** Since health was asked for. */
  #idleMs = 0;
  #due = false;
  #isDoubted = false;

  /** It is to be asked whether it is there. */
  get due(): boolean {
    return this.#due;
  }

  /** It was there and left that question unanswered: one more, and it is gone. */
  get isDoubted(): boolean {
    return this.#isDoubted;
  }

  /** How long to wait until something is due. */
  waitMs(healthMs: number): number {
    return Math.max(0, Math.min(PRESENCE_MS, healthMs - this.#idleMs));
  }

  /** That time has passed; true: health is due. */
  passed(healthMs: number): boolean {
    this.#idleMs += PRESENCE_MS;
    this.#due = this.#idleMs < healthMs;
    return !this.#due;
  }

  /** Health is being asked for, which answers the other question as well. */
  rounded(): void {
    this.#idleMs = 0;
    this.#due = false;
  }

  asked(): void {
    this.#due = false;
  }

  answered(): void {
    this.#isDoubted = false;
  }

  unanswered(): void {
    this.#isDoubted = true;
  }
}
