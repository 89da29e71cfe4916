// What the virtual hall page sees of every device, sent to open pages whenever something changes.
import type { ServerResponse } from "node:http";
import { realClock, type SimClock, type SimDevice } from "./lib.ts";

/** Pages that may watch at the same time. */
export const WATCHERS_MAX = 64;
/** A page that takes nothing off its connection is cut off; it comes back by itself. */
export const UNREAD_BYTES_MAX = 1024 * 1024;
/** Bytes on a bus change a device many times in a moment: the page hears of it once. */
const GATHER_MS = 40;
/** Some displays change by themselves, and a silent stream must be told from a dead one. */
const ALIVE_MS = 1_000;

/** A simulated device and where it stands in the hall. */
export interface PlacedDevice {
  readonly device: SimDevice;
  readonly windowId: string | null;
  /** The device's settings in the hall's file: grades of a pad, size of a strip. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One device as the page draws it; the first four fields are the contract's. */
export interface DeviceState {
  readonly id: string;
  readonly model: string;
  readonly display: string;
  readonly fault: string;
  readonly window: string | null;
  readonly faults: readonly string[];
  readonly keys: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly view: Readonly<Record<string, unknown>>;
}

/** What `GET /sim/hall` says, for the links to the real pages. */
export interface HallInfo {
  readonly name: Readonly<Record<string, string>> | string;
  readonly baseUrl: string;
  readonly windows: readonly { readonly id: string; readonly name: Readonly<Record<string, string>> | string }[];
  readonly kiosks: readonly string[];
}

export function deviceState({ device, windowId, settings }: PlacedDevice): DeviceState {
  const { id, model, display, fault, faults, keys } = device;
  return { id, model, display, fault, window: windowId, faults, keys, settings, view: device.view() };
}

/** Server-sent events: the whole state after every change, and a sign of life every second. */
export class HallFeed {
  readonly #devices: readonly PlacedDevice[];
  readonly #clock: SimClock;
  readonly #watchers = new Set<ServerResponse>();
  #sent = "";
  #cancelSoon: (() => void) | null = null;
  #cancelAlive: (() => void) | null = null;

  constructor(devices: readonly PlacedDevice[], clock: SimClock = realClock) {
    this.#devices = devices;
    this.#clock = clock;
    for (const { device } of devices) device.onChange(() => this.#soon());
  }

  /** Pages that watch now. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Answers `GET /sim/changes`: the response stays open until the page goes. */
  watch(response: ServerResponse): void {
    if (this.#watchers.size >= WATCHERS_MAX) {
      response.writeHead(503, { "content-type": "text/plain; charset=utf-8" }).end("too many pages watch\n");
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    // Those who watch already hear of it first: the newcomer's state must not pass for one they were told.
    this.#tellChanges();
    this.#watchers.add(response);
    response.on("close", () => this.#gone(response));
    this.#tell(response, `data: ${this.#sent}\n\n`);
    this.#cancelAlive ??= this.#clock.after(ALIVE_MS, () => this.#alive());
  }

  /** Lets every page go. */
  close(): void {
    for (const response of [...this.#watchers]) {
      this.#gone(response);
      response.end();
    }
  }

  #state(): string {
    return JSON.stringify(this.#devices.map(deviceState));
  }

  #soon(): void {
    if (this.#watchers.size === 0) return;
    this.#cancelSoon ??= this.#clock.after(GATHER_MS, () => {
      this.#cancelSoon = null;
      this.#tellChanges();
    });
  }

  #tellChanges(): void {
    const state = this.#state();
    if (state === this.#sent) return;
    this.#sent = state;
    for (const response of this.#watchers) this.#tell(response, `data: ${state}\n\n`);
  }

  #alive(): void {
    this.#cancelAlive = null;
    this.#tellChanges();
    for (const response of this.#watchers) this.#tell(response, "event: alive\ndata: \n\n");
    if (this.#watchers.size > 0) this.#cancelAlive = this.#clock.after(ALIVE_MS, () => this.#alive());
  }

  #tell(response: ServerResponse, text: string): void {
    if (response.writableLength > UNREAD_BYTES_MAX) response.destroy();
    else response.write(text);
  }

  #gone(response: ServerResponse): void {
    this.#watchers.delete(response);
    if (this.#watchers.size > 0) return;
    this.#cancelSoon?.();
    this.#cancelSoon = null;
    this.#cancelAlive?.();
    this.#cancelAlive = null;
  }
}
