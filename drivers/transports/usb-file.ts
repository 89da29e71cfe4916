// Printers of the USB printer class as a file, /dev/usb/lp0 (hardware.md §1.1); a pty will do as a stand-in.
import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { type Clock, systemClock, type Timer } from "../kernel/clock.ts";
import type { Transport } from "../kernel/transport.ts";
import { checkDeviceNode, worded } from "./device-node.ts";
import { chooseUsb, isUsbName, type UsbNode, usbNodes } from "./usb-id.ts";

export interface UsbFileOptions {
  /** A node such as `/dev/usb/lp0`, or a stable name such as `usb:04b8:0e28:SERIAL`, looked up at every opening. */
  readonly path: string;
  readonly clock?: Clock;
  readonly list?: () => Promise<readonly UsbNode[]>;
}

/** Printers of the USB printer class that are plugged in. */
export const listUsbPrinters = (sys = "/sys", dev = "/dev/usb"): Promise<UsbNode[]> =>
  usbNodes(`${sys}/class/usbmisc`, (name) => (/^lp[0-9]+$/.test(name) ? `${dev}/${name}` : null));

/** A printer that was plugged in again is back within three seconds (trust-and-speed row 17). */
const RETRY_MS_MAX = 2_000;

/**
 * The file is opened without blocking and asked in turns: a blocking read would hold one of the few threads that also
 * sync the event log. Often while a printer may be answering, rarely while it is idle.
 */
const POLL_BUSY_MS = 4;
const POLL_IDLE_MS = 40;
const BUSY_MS = 1_000;
/** The printer takes no bytes just now. */
const WRITE_AGAIN_MS = 5;
const READ_BYTES_MAX = 1024;

/** The kernel's usblp lets one program in; this keeps two of our own devices off one file. */
const openPaths = new Set<string>();

/** A closed device file; `open` may be called again after every close. */
export function usbFileTransport(options: UsbFileOptions): Transport {
  return new UsbFileTransport(options);
}

class UsbFileTransport implements Transport {
  readonly label: string;
  readonly retryMsMax = RETRY_MS_MAX;
  readonly #name: string;
  readonly #list: () => Promise<readonly UsbNode[]>;
  readonly #clock: Clock;
  #file: FileHandle | null = null;
  #held: string | null = null;
  #poll: Timer | null = null;
  #busyUntilMs = 0;
  /** Reads and writes under way; the descriptor may be closed only when there are none. */
  readonly #running = new Set<Promise<unknown>>();
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;

  constructor(options: UsbFileOptions) {
    this.#name = options.path;
    this.#list = options.list ?? listUsbPrinters;
    this.#clock = options.clock ?? systemClock;
    this.label = `file:${options.path}`;
  }

  async open(): Promise<void> {
    if (this.#file !== null) throw new Error(`${this.label} 已打开 is open already`);
    const path = await this.#resolve();
    await checkDeviceNode(path);
    const real = await realpath(path);
    if (openPaths.has(real)) throw new Error(`${path} 已被另一设备占用 is used by another device of this hall`);
    openPaths.add(real);
    try {
      const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY;
      const file = await open(path, flags);
      if ((await this.#resolve().catch(() => null)) !== path) {
        await file.close();
        throw new Error(`${this.label} 端口已改号 the ports were numbered anew`);
      }
      this.#file = file;
      this.#held = real;
    } catch (error) {
      openPaths.delete(real);
      throw await worded(path, error);
    }
    this.#busyUntilMs = this.#clock.monotonicMs() + BUSY_MS;
    this.#readLater(this.#file, POLL_BUSY_MS);
  }

  async #resolve(): Promise<string> {
    return isUsbName(this.#name) ? chooseUsb(this.#name, await this.#list()).path : this.#name;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const file = this.#file;
    if (file === null) throw new Error(`${this.label} 未打开 is not open`);
    let from = 0;
    while (from < bytes.length) {
      if (this.#file !== file) throw new Error(`${this.label} 已关闭 was closed`);
      this.#busyUntilMs = this.#clock.monotonicMs() + BUSY_MS;
      try {
        const { bytesWritten } = await this.#run(file.write(bytes, from, bytes.length - from, null));
        from += bytesWritten;
        if (bytesWritten === 0) await this.#pause();
      } catch (error) {
        if (!isAgain(error)) {
          await this.#end(file, asError(error));
          throw asError(error);
        }
        await this.#pause();
      }
    }
  }

  async close(): Promise<void> {
    if (this.#file !== null) await this.#end(this.#file, null);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  #readLater(file: FileHandle, ms: number): void {
    this.#poll = this.#clock.after(ms, () => void this.#read(file));
  }

  async #read(file: FileHandle): Promise<void> {
    if (this.#file !== file) return;
    try {
      const { bytesRead, buffer } = await this.#run(file.read(new Uint8Array(READ_BYTES_MAX), 0, READ_BYTES_MAX, null));
      if (bytesRead > 0) {
        this.#busyUntilMs = this.#clock.monotonicMs() + BUSY_MS;
        if (this.#file === file) this.#data?.(buffer.subarray(0, bytesRead));
      }
    } catch (error) {
      if (!isAgain(error)) {
        await this.#end(file, asError(error));
        return;
      }
    }
    if (this.#file !== file) return;
    this.#readLater(file, this.#clock.monotonicMs() < this.#busyUntilMs ? POLL_BUSY_MS : POLL_IDLE_MS);
  }

  async #end(file: FileHandle, reason: Error | null): Promise<void> {
    if (this.#file !== file) return;
    this.#file = null;
    this.#poll?.cancel();
    await Promise.allSettled([...this.#running]);
    try {
      await file.close();
    } catch (error) {
      reason ??= asError(error); // The node is gone; there is nothing left to close.
    }
    if (this.#held !== null) openPaths.delete(this.#held);
    this.#held = null;
    this.#closed?.(reason);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(WRITE_AGAIN_MS, resolve));
  }

  async #run<T>(promise: Promise<T>): Promise<T> {
    this.#running.add(promise);
    try {
      return await promise;
    } finally {
      this.#running.delete(promise);
    }
  }
}

function isAgain(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EAGAIN" || code === "EINTR";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
