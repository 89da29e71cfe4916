// Serial lines: RS-232 and RS-485 through `serialport` (hardware.md §9, §10).
import { SerialPort } from "serialport";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";
import { checkDeviceNode, worded } from "./device-node.ts";

export interface SerialOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  readonly clock?: Clock;
}

/** For the tail of what was written to leave the system's buffer, and again for closing. */
const CLOSE_STEP_MS_MAX = 1_000;

/** A closed port; `open` may be called again after every close. No modem lines are touched, so a pty will do. */
export function serialTransport(options: SerialOptions): Transport {
  return new SerialTransport(options);
}

class SerialTransport implements Transport {
  readonly label: string;
  readonly #options: SerialOptions;
  readonly #clock: Clock;
  #port: SerialPort | null = null;
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;
  readonly #failWrites = new Set<(reason: Error) => void>();

  constructor(options: SerialOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.label = `serial:${options.path}@${options.baudRate}`;
  }

  async open(): Promise<void> {
    if (this.#port !== null) throw new Error(`${this.label} 已打开 is open already`);
    const { path, baudRate, dataBits = 8, parity = "none", stopBits = 1 } = this.#options;
    await checkDeviceNode(path);
    const port = new SerialPort({ path, baudRate, dataBits, parity, stopBits, autoOpen: false });
    // Unplugging is noticed only on a port that is being read, so a reader is always there.
    port.on("data", (bytes: Buffer) => this.#data?.(bytes));
    port.on("error", (error: Error) => this.#broke(port, error));
    port.on("close", (reason: Error | null) => this.#ended(port, reason ?? null));
    this.#port = port;
    try {
      await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    } catch (error) {
      if (this.#port === port) this.#port = null;
      throw await worded(path, error);
    }
    if (this.#port !== port) {
      port.close(); // Closed by us while it was opening.
      throw new Error(`${this.label} 已关闭 was closed`);
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    const port = this.#port;
    if (port === null || !port.isOpen) return Promise.reject(new Error(`${this.label} 未打开 is not open`));
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null | undefined) => {
        if (!this.#failWrites.delete(settle)) return;
        if (error) reject(error);
        else resolve();
      };
      this.#failWrites.add(settle);
      port.write(Buffer.from(bytes), settle);
    });
  }

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = null;
    if (port === null || !port.isOpen) return;
    await this.#bounded((done) => port.drain(done));
    // A line that died meanwhile may never call back.
    if (port.isOpen) await this.#bounded((done) => port.close(done));
  }

  #bounded(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(CLOSE_STEP_MS_MAX, resolve);
      begin(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  /** A half-dead line looks open until a write fails with EIO: close it, so that it is opened anew. */
  #broke(port: SerialPort, error: Error): void {
    if (this.#port === port && port.isOpen) port.close(() => undefined);
    this.#ended(port, error);
  }

  #ended(port: SerialPort, reason: Error | null): void {
    const byUs = this.#port !== port;
    const why = reason ?? new Error(`${this.label} 已断开 the port went away`);
    for (const fail of this.#failWrites) fail(why);
    if (byUs) return;
    this.#port = null;
    this.#closed?.(why);
  }
}
