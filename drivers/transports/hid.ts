// HID devices on USB: pads and keypads that are no serial bridge (hardware.md §3.4, §10). One report at a time.
import type { Transport } from "../kernel/transport.ts";
import { nodeHidPort } from "./node-hid-port.ts";

/** One top-level collection of a device; a device may list several under the same path. */
export interface HidInfo {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly usagePage: number | null;
  readonly interface: number | null;
  /** The physical port it is plugged into, such as `1-1.2`; null when the system does not tell. */
  readonly usbPort: string | null;
  readonly title: string;
}

/** An open device. */
export interface HidHandle {
  write(report: Uint8Array): Promise<void>;
  close(): Promise<void>;
  onReport(listener: (report: Uint8Array) => void): void;
  /** It was unplugged, or broke otherwise. */
  onError(listener: (error: Error) => void): void;
}

/** What the transport needs of the system; `node-hid` behind it, or a test. */
export interface HidPort {
  list(): Promise<readonly HidInfo[]>;
  open(path: string): Promise<HidHandle>;
}

export interface HidOptions {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
  readonly usbPort?: string;
  readonly usagePage?: number;
  readonly interface?: number;
}

/** A device that was plugged in again is back within three seconds (trust-and-speed row 17). */
const RETRY_MS_MAX = 2_000;

const hex4 = (id: number) => id.toString(16).padStart(4, "0").toUpperCase();

/** A closed device; `open` may be called again after every close, and looks anew each time. */
export function hidTransport(options: HidOptions, port: HidPort = nodeHidPort()): Transport {
  return new HidTransport(options, port);
}

class HidTransport implements Transport {
  readonly label: string;
  readonly retryMsMax = RETRY_MS_MAX;
  readonly wholeReports = true;
  readonly #options: HidOptions;
  readonly #port: HidPort;
  #handle: HidHandle | null = null;
  /** Everything begun under an older life is stale. */
  #life = 0;
  #opening = false;
  #data: ((bytes: Uint8Array) => void) | null = null;
  #closed: ((reason: Error | null) => void) | null = null;

  constructor(options: HidOptions, port: HidPort) {
    this.#options = options;
    this.#port = port;
    const place = options.serialNumber ?? options.usbPort;
    this.label = `hid:${name(options)}${place === undefined ? "" : `:${place}`}`;
  }

  async open(): Promise<void> {
    if (this.#handle !== null || this.#opening) throw new Error(`${this.label} 已打开 is open already`);
    this.#opening = true;
    const life = ++this.#life;
    try {
      const path = chooseHid(this.#options, await this.#port.list());
      const handle = await this.#port.open(path);
      if (life !== this.#life || !(await this.#stillMeans(path))) {
        await handle.close();
        throw new Error(`${this.label} 已关闭或换了位置 was closed, or moved meanwhile`);
      }
      this.#handle = handle;
      handle.onReport((report) => {
        if (this.#handle === handle) this.#data?.(report);
      });
      handle.onError((error) => void this.#broke(handle, error));
    } finally {
      this.#opening = false;
    }
  }

  /** Paths are given anew when devices come and go; one may have changed hands between looking and opening. */
  async #stillMeans(path: string): Promise<boolean> {
    try {
      return chooseHid(this.#options, await this.#port.list()) === path;
    } catch {
      return false; // Gone again, or a twin has come: the next opening says which.
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const handle = this.#handle;
    if (handle === null) throw new Error(`${this.label} 未打开 is not open`);
    await handle.write(bytes);
  }

  async close(): Promise<void> {
    this.#life += 1;
    const handle = this.#handle;
    this.#handle = null;
    if (handle === null) return;
    await handle.close();
    this.#closed?.(null);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#closed = listener;
  }

  async #broke(handle: HidHandle, error: Error): Promise<void> {
    if (this.#handle !== handle) return;
    this.#handle = null;
    this.#closed?.(new Error(`${this.label} 已断开 went away: ${error.message}`, { cause: error }));
    await handle.close().catch((late: unknown) => late); // It is gone; there is nothing left to close.
  }
}

const name = ({ vendorId, productId }: { vendorId: number; productId: number }) =>
  `${hex4(vendorId)}:${hex4(productId)}`;

/** The path of the one device that is meant. None, or more than one, is refused in words: a device is never guessed. */
export function chooseHid(wanted: HidOptions, infos: readonly HidInfo[]): string {
  const fits = (info: HidInfo) =>
    info.vendorId === wanted.vendorId &&
    info.productId === wanted.productId &&
    (wanted.serialNumber === undefined || info.serialNumber === wanted.serialNumber) &&
    (wanted.usbPort === undefined || info.usbPort === wanted.usbPort) &&
    (wanted.usagePage === undefined || info.usagePage === wanted.usagePage) &&
    (wanted.interface === undefined || info.interface === wanted.interface);
  const found = byPath(infos.filter(fits));
  const [first] = found;
  if (first === undefined) {
    const seen = byPath(infos).map((info) => `${name(info)} ${placeOf(info)}`.trim());
    const place = wanted.serialNumber ?? wanted.usbPort;
    const which = `HID ${name(wanted)}${place === undefined ? "" : ` ${place}`}`;
    throw new Error(`${which} 未插入 not plugged in; 现有 seen: ${seen.length === 0 ? "无 nothing" : seen.join(", ")}`);
  }
  if (found.length === 1) return first.path;
  const choices = found.map((info) => `${info.path} (${placeOf(info)})`).join(", ");
  const remedy = "请写明 name its serialNumber, usbPort or interface";
  throw new Error(`HID ${name(wanted)} 有 ${found.length} 个 is ${found.length} devices; ${remedy}: ${choices}`);
}

/** One line per device, though it may list several collections. */
function byPath(infos: readonly HidInfo[]): HidInfo[] {
  return [...new Map(infos.map((info) => [info.path, info])).values()];
}

function placeOf({ serialNumber, usbPort, interface: number, title }: HidInfo): string {
  const words = [
    title,
    serialNumber === null ? "" : `serialNumber ${serialNumber}`,
    usbPort === null ? "" : `usbPort ${usbPort}`,
    number === null ? "" : `interface ${number}`,
  ];
  return words.filter((word) => word !== "").join(", ");
}
