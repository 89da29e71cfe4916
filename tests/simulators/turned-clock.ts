// What the tests of simulated devices share: time turned by hand, and what a device puts on its wire.
import { type SimClock, type SimDevice, toHex } from "../../simulators/lib.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

/** A simulator's clock that passes only when told to. */
export interface TurnedClock extends SimClock {
  advance(ms: number): void;
  readonly pending: number;
}

/** Starts at 2026-01-05 01:00 UTC. */
export function turnedClock(): TurnedClock {
  const clock = new VirtualClock();
  return {
    now: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    after(delayMs, task) {
      const timer = clock.after(delayMs, task);
      return () => timer.cancel();
    },
    advance: (ms) => clock.advance(ms),
    get pending() {
      return clock.pending;
    },
  };
}

/** Collects what a device sends, as hex. */
export class Wire {
  readonly #device: SimDevice;
  #sent: string[] = [];

  constructor(device: SimDevice) {
    this.#device = device;
    device.onSend((bytes) => this.#sent.push(toHex(bytes)));
  }

  /** The device hears these bytes; blanks in the hex are for the reader. */
  hear(hex: string): void {
    this.#device.receive(Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ""), "hex")));
  }

  /** What came since the last time. */
  take(): string[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  /** Hears, and gives what came as the answer to just that. */
  ask(hex: string): string[] {
    this.#sent = [];
    this.hear(hex);
    return this.take();
  }
}
