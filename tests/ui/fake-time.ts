// Virtual time for page tests: nothing happens until the test says so.
import type { Timers } from "../../kiosk-ui/shared/timers.ts";

interface Due {
  readonly atMs: number;
  readonly run: () => void;
}

export class FakeTime implements Timers {
  #nowMs = 0;
  readonly #due = new Set<Due>();

  wallMs(): number {
    return 1_772_416_800_000 + this.#nowMs;
  }
  monotonicMs(): number {
    return this.#nowMs;
  }
  random(): number {
    return 0.5;
  }
  after(delayMs: number, run: () => void): { cancel: () => void } {
    const due = { atMs: this.#nowMs + delayMs, run };
    this.#due.add(due);
    return { cancel: () => this.#due.delete(due) };
  }

  /** Lets time pass, running what falls due in order, with promises settled in between. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settled();
    for (;;) {
      const next = [...this.#due].filter((due) => due.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#due.delete(next);
      this.#nowMs = next.atMs;
      next.run();
      await settled();
    }
    this.#nowMs = endMs;
  }
}

/** Everything that only waits for promises has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
