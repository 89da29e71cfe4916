// Time as an argument for pages: the browser's clock here, a virtual one in tests.

export interface Timer {
  cancel(): void;
}

export interface Timers {
  /** Wall clock, ms since the epoch. May be wrong. */
  wallMs(): number;
  /** Never runs backwards; for durations. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Timer;
  /** 0 ≤ random < 1, for jitter. */
  random(): number;
}

/** The browser's own. */
export const browserTimers: Timers = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  random: () => Math.random(),
};

/** Doubling delay with ±25 % jitter, so that forty screens do not come back in the same instant. */
export function retryDelayMs(attempt: number, firstMs: number, delayMsMax: number, random: number): number {
  const plain = Math.min(firstMs * 2 ** Math.min(attempt, 20), delayMsMax);
  return Math.min(delayMsMax, plain * (0.75 + random / 2));
}
