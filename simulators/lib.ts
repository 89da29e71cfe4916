// What every simulated device shares: bytes, sums, the device interface, faults, the frame log and the clock.

/** Frames a device remembers for the technician; older ones are forgotten. */
export const FRAMES_MAX = 50;
/** A frame longer than this is kept shortened in the log (a raster picture can be megabytes). */
export const FRAME_LOG_BYTES_MAX = 512;

/** Time as an argument: the real one, or one that a test turns by hand. */
export interface SimClock {
  now(): number;
  /** Never runs backwards, for durations; where it is missing `now` is taken. */
  monotonicMs?(): number;
  /** Runs `task` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

export const realClock: SimClock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export const elapsedMs = (clock: SimClock): number => clock.monotonicMs?.() ?? clock.now();

/** A small seeded generator (mulberry32), so that noise is the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ""), "hex"));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export const u16le = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];
export const readU16le = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
export const u16be = (value: number): [number, number] => [(value >> 8) & 0xff, value & 0xff];
export const readU16be = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
export const readU32le = (bytes: Uint8Array, at: number): number =>
  readU16le(bytes, at) + readU16le(bytes, at + 2) * 0x10000;

/** Low byte of the arithmetic sum (hardware.md §3.1). */
export function sum8(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

/** CRC-16/ARC: poly 8005 reflected, init 0, no final xor; check("123456789") = BB3D (hardware.md §2.1). */
export function crc16Arc(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** CRC-16/MODBUS: poly A001, init FFFF; check("123456789") = 4B37 (hardware.md §2.4). */
export function crc16Modbus(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

export function randomBytes(count: number, random: () => number): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

export interface FrameRecord {
  readonly atMs: number;
  /** Seen from the device: `in` came from the host, `out` went to it. */
  readonly direction: "in" | "out";
  readonly hex: string;
}

/** The last frames of one device. */
export class FrameLog {
  readonly #frames: FrameRecord[] = [];
  readonly #clock: SimClock;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  add(direction: "in" | "out", bytes: Uint8Array): void {
    const shown = toHex(bytes.subarray(0, FRAME_LOG_BYTES_MAX));
    const cut = bytes.length > FRAME_LOG_BYTES_MAX ? `… (${bytes.length} bytes)` : "";
    this.#frames.push({ atMs: this.#clock.now(), direction, hex: shown + cut });
    if (this.#frames.length > FRAMES_MAX) this.#frames.shift();
  }

  get all(): readonly FrameRecord[] {
    return this.#frames;
  }
}

/** What a person does to a device: a key by name, a grade button by its wire code, a code or text held before it. */
export interface Press {
  readonly key?: string | undefined;
  readonly grade?: number | undefined;
  /** Scanners: the content of the code. Modems: the text of an incoming message. */
  readonly text?: string | undefined;
}

export type PressResult = { readonly ok: true } | { readonly ok: false; readonly allowed: readonly string[] };

export interface FaultOptions {
  /** Printers: the fault begins once this many further bytes have been printed. */
  readonly afterBytes?: number | undefined;
}

/** One simulated device: bytes in, bytes out, and what a person would see. No I/O of its own. */
export interface SimDevice {
  readonly id: string;
  readonly model: string;
  /** What a person would read on it now: one line. */
  readonly display: string;
  fault: string;
  readonly faults: readonly string[];
  readonly keys: readonly string[];
  /** False while the device has no power: its link is silent or refuses. */
  readonly plugged: boolean;
  /** False while the device takes no bytes off the wire. */
  readonly reading: boolean;
  readonly frames: readonly FrameRecord[];
  receive(bytes: Uint8Array): void;
  /** A host has just connected. Only what greets its host, or must know whether one is there, has this. */
  hostCame?(): void;
  /** The connection to the host is gone; half a command in the buffer is worth nothing now. */
  hostGone(): void;
  onSend(listener: (bytes: Uint8Array) => void): void;
  onChange(listener: () => void): void;
  press(press: Press): PressResult;
  setFault(fault: string, options?: FaultOptions): void;
  /** Details for the virtual hall page. */
  view(): Record<string, unknown>;
}

export interface SimOptions {
  readonly id?: string | undefined;
  readonly clock?: SimClock | undefined;
  readonly random?: (() => number) | undefined;
}

/** Listeners, frame log and the faults every kind has; each device owns one. */
export class SimCore {
  readonly clock: SimClock;
  readonly random: () => number;
  readonly log: FrameLog;
  readonly faults: readonly string[];
  #fault = "none";
  readonly #senders: ((bytes: Uint8Array) => void)[] = [];
  readonly #watchers: (() => void)[] = [];

  constructor(options: SimOptions, ownFaults: readonly string[]) {
    this.clock = options.clock ?? realClock;
    this.random = options.random ?? seededRandom(1);
    this.log = new FrameLog(this.clock);
    this.faults = ["none", "unplugged", "mute", "garbage", ...ownFaults];
  }

  get fault(): string {
    return this.#fault;
  }

  /** @throws RangeError for a fault this kind of device does not have */
  setFault(fault: string): void {
    if (!this.faults.includes(fault)) throw new RangeError(`fault "${fault}": one of ${this.faults.join(", ")}`);
    this.#fault = fault;
  }

  onSend(listener: (bytes: Uint8Array) => void): void {
    this.#senders.push(listener);
  }

  onChange(listener: () => void): void {
    this.#watchers.push(listener);
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Puts bytes on the wire, as the present fault allows. */
  send(bytes: Uint8Array): void {
    if (this.#fault === "unplugged" || this.#fault === "mute") return;
    const out = this.#fault === "garbage" ? this.#garbled(bytes) : bytes;
    this.log.add("out", out);
    for (const sender of this.#senders) sender(out);
  }

  /** Every byte changed, and noise around: nothing in it may be taken for an answer. */
  #garbled(bytes: Uint8Array): Uint8Array {
    const broken = bytes.map((byte) => byte ^ (1 + Math.floor(this.random() * 255)));
    return concat(randomBytes(3, this.random), broken, randomBytes(3, this.random));
  }
}
