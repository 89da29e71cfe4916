// Time that passes only when a test says so.
import { setImmediate } from "node:timers/promises";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";

interface Pending {
  readonly dueMs: number;
  readonly seq: number;
  readonly run: () => void;
}

/** Timers run in order of their time, then of their making. The wall clock may be set apart from the monotonic one. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #wallOffsetMs: number;
  #seq = 0;
  /** Latest first, so that the next is taken from the end. */
  readonly #pending: Pending[] = [];

  constructor(startMs = Date.UTC(2026, 0, 5, 1, 0, 0)) {
    this.#wallOffsetMs = startMs;
  }

  nowMs(): number {
    return this.#wallOffsetMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const pending = { dueMs: this.#nowMs + Math.max(0, delayMs), seq: ++this.#seq, run };
    let at = this.#pending.length;
    while (at > 0 && (this.#pending[at - 1]?.dueMs ?? 0) <= pending.dueMs) at -= 1;
    this.#pending.splice(at, 0, pending);
    return {
      cancel: () => {
        const found = this.#pending.indexOf(pending);
        if (found >= 0) this.#pending.splice(found, 1);
      },
    };
  }

  /** Timers not run yet. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Moves the wall clock alone, as a person or NTP would. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  /** Runs what falls due, without letting promises settle between. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#runNext(untilMs));
    this.#nowMs = untilMs;
  }

  /** The same, and lets every promise settle before, between and after. */
  async advanceAsync(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    do await setImmediate();
    while (this.#runNext(untilMs));
    this.#nowMs = untilMs;
    await setImmediate();
  }

  /** Runs until the condition holds; fails the test when it does not within the time. */
  async until(holds: () => boolean, msMax = 60_000): Promise<void> {
    const untilMs = this.#nowMs + msMax;
    await setImmediate();
    while (!holds()) {
      if (!this.#runNext(untilMs)) throw new Error(`not within ${msMax} ms of virtual time`);
      await setImmediate();
    }
  }

  #runNext(untilMs: number): boolean {
    const next = this.#pending.at(-1);
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#pending.pop();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.run();
    return true;
  }
}

/** Numbers from a seed (mulberry32): the same seed, the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
