// Simulated number board with four-byte frames: board, value, sum (hardware.md §2.6).
import { Ear, type FrameAt } from "../frame-search.ts";
import { SimCore, type SimDevice, type SimOptions, sum8 } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";

const FRAME_BYTES = 4;
const BOARD_DEFAULT = 1;
const DIGITS_DEFAULT = 4;

export interface Sum4Order {
  readonly board: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

/** id | hi | lo | sum8. No byte marks its beginning: on a real line the silence before it does. */
export const sum4At: FrameAt<Sum4Order> = (bytes, at) => {
  const frame = bytes.slice(at, at + FRAME_BYTES);
  const [board = 0, high = 0, low = 0, sum] = frame;
  // Board 0 with value 0 would be four zero bytes, which any line carries.
  if (board === 0) return null;
  if (sum === undefined) return "more";
  if (sum !== sum8([board, high, low])) return null;
  return { message: { board, value: high * 256 + low, bytes: frame }, used: FRAME_BYTES };
};

export interface Sum4NumberSettings {
  readonly address?: number | undefined;
  readonly digits?: number | undefined;
}

/** One board: it shows a number and never answers. */
class Sum4Number implements DeviceParts {
  readonly id: string;
  readonly model = "led/sum4-number";
  readonly core: SimCore;
  readonly #address: number;
  readonly #digits: number;
  readonly #ear: Ear<Sum4Order>;
  #value: number | null = null;

  constructor({ address = BOARD_DEFAULT, digits = DIGITS_DEFAULT }: Sum4NumberSettings, options: SimOptions) {
    this.id = options.id ?? `number-${address}`;
    this.#address = address;
    this.#digits = digits;
    this.core = new SimCore(options, []);
    this.#ear = new Ear<Sum4Order>(this.core, sum4At, (order) => this.#show(order));
  }

  display(): string {
    if (this.#value === null) return "";
    const text = String(this.#value);
    return text.length > this.#digits ? "-".repeat(this.#digits) : text;
  }

  view(): Record<string, unknown> {
    return { address: this.#address, value: this.#value, digits: this.#digits };
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  powerOff(): void {
    this.#ear.clear();
    this.#value = null;
  }

  #show({ board, value, bytes }: Sum4Order): void {
    if (board !== this.#address) return;
    this.core.log.add("in", bytes);
    this.#value = value;
    this.core.changed();
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: Sum4NumberSettings, options: SimOptions): SimDevice =>
  plainDevice(new Sum4Number(settings, options));
