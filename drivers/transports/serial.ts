// Serial lines: RS-232 and RS-485 through `serialport` (hardware.md §9, §10).
import { SerialPort } from "serialport";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";
import { checkDeviceNode, worded } from "./device-node.ts";
import { type ListSerial, resolveSerialPath } from "./serial-path.ts";
import { isUsbName } from "./usb-id.ts";

export interface SerialOptions {
  /** A node such as `/dev/ttyUSB0`, or a stable name such as `usb:1a86:7523@1-1.2`, looked up at every opening. */
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  readonly clock?: Clock;
  /** The system's ports; tests bring their own. */
  readonly system?: SerialSystem;
}

/** What the transport needs of the machine. */
export interface SerialSystem {
  readonly list?: ListSerial;
  check(path: string): Promise<void>;
  port(options: ConstructorParameters<typeof SerialPort>[0]): SerialPort;
}

const system: SerialSystem = { check: checkDeviceNode, port: (options) => new SerialPort(options) };

/** A device that was plugged in again is back within three seconds (trust-and-speed row 17). */
const RETRY_MS_MAX = 2_000;
/** For the tail of what was written to leave the system's buffer, and again for closing. */
const CLOSE_STEP_MS_MAX = 1_000;

/** A closed port; `open` may be called again after every close. No modem lines are touched, so a pty will do. */
export function serialTransport(options: SerialOptions): Transport {
  return new SerialTransport(options);
}

class SerialTransport implements Transport {
  readonly label: string;
  readonly retryMsMax = RETRY_MS_MAX;
  readonly #options: SerialOptions;
  readonly #system: SerialSystem;
  readonly #clock: Clock;
  #port: SerialPort | null = null;
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;
  readonly #failWrites = new Set<(reason: Error) => void>();

  constructor(options: SerialOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#system = options.system ?? system;
    this.label = `serial:${options.path}@${options.baudRate}`;
  }

  async open(): Promise<void> {
    if (this.#port !== null) throw new Error(`${this.label} 已打开 is open already`);
    const { baudRate, dataBits = 8, parity = "none", stopBits = 1 } = this.#options;
    const path = await this.#resolve();
    await this.#system.check(path);
    const port = this.#system.port({ path, baudRate, dataBits, parity, stopBits, autoOpen: false });
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
    await this.#checkStillMeant(port, path);
  }

  #resolve(): Promise<string> {
    return resolveSerialPath(this.#options.path, this.#system.list);
  }

  /** Numbers may have changed places between looking and opening. */
  async #checkStillMeant(port: SerialPort, path: string): Promise<void> {
    if (!isUsbName(this.#options.path)) return;
    const now = await this.#resolve().catch((error: unknown) => error as Error);
    if (now === path && this.#port === port) return;
    if (this.#port === port) this.#port = null;
    if (port.isOpen) port.close(() => undefined);
    throw now instanceof Error ? now : new Error(`${this.label} 端口已改号 the ports were numbered anew`);
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
