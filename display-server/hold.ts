// Devices first: while something is on its way to them, screens wait, but never for long.

/** Between two looks. The loop sleeps meanwhile, so that the threads that sync and write get the processor. */
export const HOLD_STEP_MS = 1;
/** A slow disk must not stop the screens. */
export const HOLD_MS_MAX = 10;

export class Hold {
  readonly #wanted: () => boolean;
  readonly #monotonicMs: () => number;
  #sinceMs: number | null = null;

  constructor(wanted: () => boolean, monotonicMs: () => number) {
    this.#wanted = wanted;
    this.#monotonicMs = monotonicMs;
  }

  /** Whether screens wait now. Held for the longest time once, they go on until nothing wants them to wait. */
  get holds(): boolean {
    if (!this.#wanted()) {
      this.#sinceMs = null;
      return false;
    }
    const nowMs = this.#monotonicMs();
    this.#sinceMs ??= nowMs;
    return nowMs - this.#sinceMs < HOLD_MS_MAX;
  }
}
