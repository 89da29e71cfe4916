// How long bytes take: a line at its real speed, both ways, and what happens when two talk at once (hardware.md §9).
import { elapsedMs, type SimClock } from "./lib.ts";

/** §9: 9600 8N1 is the rule on every bus. */
const BAUD_DEFAULT = 9600;
const START_BITS = 1;
/** Between bytes that are due one after the other, timers wake no more often than this. */
const WAKE_MS = 8;
/** Schedules are fractions of milliseconds; what is due within this is due. */
const NEARLY_MS = 1e-3;
/** Bytes on their way in one direction. A host is held back before, a device that says more is cut off. */
export const LINE_BYTES_MAX = 16 * 1024;

/** How a line of the hall's file is set up; only what matters for time. */
export interface LineSetup {
  readonly type: string;
  readonly baudRate?: number | undefined;
  readonly dataBits?: number | undefined;
  readonly parity?: string | undefined;
  readonly stopBits?: number | undefined;
}

export interface LineSpeed {
  readonly baudRate: number;
  /** 10 for 8N1, 11 with parity or a second stop bit. */
  readonly bitsPerByte: number;
}

/** A serial line always has a speed, a network one when its file names that of the bus behind it, others none. */
export function speedOf({ type, baudRate, dataBits = 8, parity = "none", stopBits = 1 }: LineSetup): LineSpeed | null {
  const rate = baudRate ?? (type === "serial" ? BAUD_DEFAULT : null);
  if (rate === null || (type !== "serial" && type !== "tcp")) return null;
  return { baudRate: rate, bitsPerByte: START_BITS + dataBits + (parity === "none" ? 0 : 1) + stopBits };
}

export const byteMs = ({ baudRate, bitsPerByte }: LineSpeed): number => (bitsPerByte * 1000) / baudRate;

type Piece =
  | { readonly startMs: number; readonly bytes: Uint8Array; sent: number }
  /** Something to do once everything before it has arrived. */
  | { readonly task: () => void };

/** One direction. Every byte has its own time, counted from the first of its piece; timers only wake it up. */
export class PacedDirection {
  readonly #clock: SimClock;
  readonly #byteMs: number;
  readonly #arrived: (bytes: Uint8Array) => void;
  readonly #pieces: Piece[] = [];
  #freeMs = 0;
  #heldMs: number | null = null;
  #cancel: (() => void) | null = null;
  #delivering = false;

  constructor(clock: SimClock, speed: LineSpeed, arrived: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#byteMs = byteMs(speed);
    this.#arrived = arrived;
  }

  /** When the last byte put so far will have arrived. */
  get freeMs(): number {
    return this.#freeMs;
  }

  get busy(): boolean {
    return this.#freeMs > elapsedMs(this.#clock) + NEARLY_MS;
  }

  get pendingBytes(): number {
    return this.#pieces.reduce((sum, piece) => sum + ("task" in piece ? 0 : piece.bytes.length - piece.sent), 0);
  }

  /** Sends these bytes as soon as the direction is free. */
  put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const startMs = Math.max(this.#heldMs ?? elapsedMs(this.#clock), this.#freeMs);
    this.#pieces.push({ startMs, bytes: Uint8Array.from(bytes), sent: 0 });
    this.#freeMs = startMs + bytes.length * this.#byteMs;
    this.#wake();
  }

  /** Runs when everything put before has arrived: at once on an idle line. */
  whenArrived(task: () => void): void {
    this.#pieces.push({ task });
    this.#wake();
  }

  /** Replaces what is under way between two moments; how many bytes that were. */
  garble(fromMs: number, untilMs: number, random: () => number): number {
    let count = 0;
    for (const piece of this.#pieces) {
      if ("task" in piece) continue;
      for (let i = piece.sent; i < piece.bytes.length; i++) {
        const startMs = piece.startMs + i * this.#byteMs;
        if (startMs + this.#byteMs <= fromMs + NEARLY_MS || startMs >= untilMs - NEARLY_MS) continue;
        piece.bytes[i] = (piece.bytes[i] ?? 0) ^ (1 + Math.floor(random() * 255));
        count++;
      }
    }
    return count;
  }

  /** Nobody takes the bytes at the other end: time stands still for them. */
  hold(): void {
    this.#heldMs ??= elapsedMs(this.#clock);
    this.#stop();
  }

  release(): void {
    if (this.#heldMs === null) return;
    const stoodMs = elapsedMs(this.#clock) - this.#heldMs;
    this.#heldMs = null;
    this.#freeMs += stoodMs;
    const moved = this.#pieces.map((piece) =>
      "task" in piece ? piece : { ...piece, startMs: piece.startMs + stoodMs },
    );
    this.#pieces.splice(0, this.#pieces.length, ...moved);
    this.#wake();
  }

  clear(): void {
    this.#stop();
    this.#pieces.length = 0;
    this.#freeMs = 0;
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #wake(): void {
    // What arrives may make somebody put more: the loop that delivers sees it by itself.
    if (this.#delivering) return;
    this.#stop();
    this.#delivering = true;
    let delayMs: number | null = 0;
    try {
      while (delayMs === 0) delayMs = this.#deliver();
    } finally {
      this.#delivering = false;
    }
    if (delayMs !== null) this.#cancel = this.#clock.after(delayMs, () => this.#wake());
  }

  /** Delivers what is due of the first piece. Zero: go on; null: nothing is left; else how long to sleep. */
  #deliver(): number | null {
    const [piece] = this.#pieces;
    if (piece === undefined || this.#heldMs !== null) return null;
    if ("task" in piece) {
      this.#pieces.shift();
      piece.task();
      return 0;
    }
    const { startMs, bytes } = piece;
    const nowMs = elapsedMs(this.#clock);
    const due = Math.min(bytes.length, Math.floor((nowMs - startMs + NEARLY_MS) / this.#byteMs));
    const from = piece.sent;
    if (due > from) {
      piece.sent = due;
      if (due === bytes.length) this.#pieces.shift();
      this.#arrived(bytes.subarray(from, due));
      return 0;
    }
    const endMs = startMs + bytes.length * this.#byteMs;
    const nextMs = startMs + (from + 1) * this.#byteMs;
    return Math.max(nextMs, Math.min(endMs, nowMs + WAKE_MS)) - nowMs;
  }
}

export interface PacedLineOptions {
  readonly clock: SimClock;
  readonly speed: LineSpeed;
  readonly random: () => number;
  /** One pair of wires for both directions and several talkers. */
  readonly shared: boolean;
  toDevices(bytes: Uint8Array): void;
  toHost(bytes: Uint8Array): void;
}

/** Both directions of a line. On a shared one it sees who talks into whose words. */
export class PacedLine {
  readonly #options: PacedLineOptions;
  readonly #in: PacedDirection;
  readonly #out: PacedDirection;
  /** Who of the devices talks. */
  #talker: unknown = null;
  /** Talking at once destroys what is said; else it is only counted. */
  collide = false;
  collisions = 0;

  constructor(options: PacedLineOptions) {
    const { clock, speed } = options;
    this.#options = options;
    this.#in = new PacedDirection(clock, speed, (bytes) => options.toDevices(bytes));
    this.#out = new PacedDirection(clock, speed, (bytes) => options.toHost(bytes));
  }

  /** Bytes of the host that have not reached the devices. */
  get hostBytes(): number {
    return this.#in.pendingBytes;
  }

  fromHost(bytes: Uint8Array): void {
    this.#in.put(bytes);
    if (this.#options.shared && this.#out.busy) this.#clash();
  }

  /** `device` is whoever talks: two of them at once collide. */
  fromDevice(device: unknown, bytes: Uint8Array): void {
    if (this.#out.pendingBytes + bytes.length > LINE_BYTES_MAX) return;
    const { shared, clock, speed, random } = this.#options;
    const interrupts = shared && this.#out.busy && this.#talker !== device;
    this.#talker = device;
    const [nowMs, firstEndMs] = [elapsedMs(clock), this.#out.freeMs];
    // One serial stream carries both: the second follows the first, and with `collide` both are spoilt.
    this.#out.put(bytes);
    if (interrupts) {
      this.collisions++;
      const overlapMs = Math.min(firstEndMs - nowMs, bytes.length * byteMs(speed));
      if (this.collide) {
        this.#out.garble(nowMs, nowMs + overlapMs, random);
        this.#out.garble(firstEndMs, firstEndMs + overlapMs, random);
      }
    }
    if (shared && this.#in.busy) this.#clash();
  }

  /** Runs once what the host has sent so far has reached the devices. */
  afterHost(task: () => void): void {
    this.#in.whenArrived(task);
  }

  /** No device takes bytes off the line, or one does again. */
  setReading(reading: boolean): void {
    if (reading) this.#in.release();
    else this.#in.hold();
  }

  clear(): void {
    this.#in.clear();
    this.#out.clear();
    this.#talker = null;
  }

  /** Host and a device at once. */
  #clash(): void {
    this.collisions++;
    if (!this.collide) return;
    const nowMs = elapsedMs(this.#options.clock);
    const untilMs = Math.min(this.#in.freeMs, this.#out.freeMs);
    this.#in.garble(nowMs, untilMs, this.#options.random);
    this.#out.garble(nowMs, untilMs, this.#options.random);
  }
}
