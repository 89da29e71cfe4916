// A wire in memory, for simulators and tests: ordered, paced, never answering inside `write`.
import type { Clock } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";

export interface MemoryPairOptions {
  readonly label?: string;
  /** Wire speed, 10 bits a byte; without it bytes arrive at the next turn of the clock. */
  readonly baudRate?: number;
}

/** The far end: what a device or its simulator holds. */
export interface MemoryPeer {
  /** Replace it to be told of bytes, each write whole, when its last byte has crossed the wire. */
  receive: (bytes: Uint8Array) => void;
  /** Sends to our side. Dropped while cut or not open. */
  send(bytes: Uint8Array): void;
  /** Pulls the plug: the transport closes with a reason and cannot be opened. `silent`: nobody notices (half open). */
  cut(options?: { readonly silent?: boolean }): void;
  restore(): void;
  /** While stalled, writes are neither taken nor refused. */
  stall(stalled: boolean): void;
  /** How often the transport was opened. */
  readonly opened: number;
}

export interface MemoryPair {
  readonly transport: Transport;
  readonly peer: MemoryPeer;
}

const BITS_PER_BYTE = 10;

/** Two ends of a wire. Deterministic under a virtual clock. */
export function memoryPair(clock: Clock, options: MemoryPairOptions = {}): MemoryPair {
  const wire = new MemoryWire(clock, options);
  return { transport: wire, peer: wire.peer };
}

class MemoryWire implements Transport {
  readonly label: string;
  readonly peer: MemoryPeer;
  readonly #clock: Clock;
  readonly #msPerByte: number;
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;
  #open = false;
  #opened = 0;
  #cut: "no" | "loud" | "silent" = "no";
  #stalled: (() => void)[] | null = null;
  #life = 0;
  #outFreeMs = 0;
  #inFreeMs = 0;

  constructor(clock: Clock, options: MemoryPairOptions) {
    this.#clock = clock;
    this.label = options.label ?? "memory";
    this.#msPerByte = options.baudRate === undefined ? 0 : (BITS_PER_BYTE * 1000) / options.baudRate;
    const opened = () => this.#opened;
    this.peer = {
      receive: () => undefined,
      send: (bytes) => this.#send(bytes),
      cut: (how) => this.#pull(how?.silent === true ? "silent" : "loud"),
      restore: () => {
        this.#cut = "no";
      },
      stall: (stalled) => this.#stall(stalled),
      get opened() {
        return opened();
      },
    };
  }

  open(): Promise<void> {
    if (this.#cut === "loud") return Promise.reject(new Error("memory wire is cut"));
    this.#life += 1;
    this.#open = true;
    this.#opened += 1;
    return Promise.resolve();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw new Error("memory wire is not open");
    const life = this.#life;
    const stalled = this.#stalled;
    if (stalled !== null) await new Promise<void>((resolve) => stalled.push(resolve));
    if (life !== this.#life) throw new Error("memory wire was closed");
    const copy = bytes.slice();
    this.#outFreeMs = Math.max(this.#outFreeMs, this.#clock.monotonicMs()) + copy.length * this.#msPerByte;
    this.#clock.after(Math.max(0, this.#outFreeMs - this.#clock.monotonicMs()), () => {
      if (life === this.#life && this.#cut === "no") this.peer.receive(copy);
    });
  }

  close(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    this.#end();
    this.#clock.after(0, () => this.#closed?.(null));
    return Promise.resolve();
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  #end(): void {
    this.#open = false;
    this.#life += 1;
    this.#outFreeMs = 0;
    this.#inFreeMs = 0;
  }

  #send(bytes: Uint8Array): void {
    if (!this.#open || this.#cut !== "no") return;
    const life = this.#life;
    const copy = bytes.slice();
    this.#inFreeMs = Math.max(this.#inFreeMs, this.#clock.monotonicMs()) + copy.length * this.#msPerByte;
    this.#clock.after(Math.max(0, this.#inFreeMs - this.#clock.monotonicMs()), () => {
      if (life === this.#life && this.#cut === "no") this.#data?.(copy);
    });
  }

  #pull(how: "loud" | "silent"): void {
    this.#cut = how;
    if (how === "silent" || !this.#open) return;
    this.#end();
    this.#clock.after(0, () => this.#closed?.(new Error("memory wire was cut")));
  }

  #stall(stalled: boolean): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = stalled ? waiting : null;
    if (!stalled) for (const go of waiting) go();
  }
}
