// Time as an argument: the real clock here, a virtual one in tests.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall clock, ms since the epoch. May jump. */
  nowMs(): number;
  /** Never runs backwards; for durations. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Timer;
}

/** The machine's clock. Timers do not keep the process alive: the server and the devices do. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
