// Whole lines from any transport, for scanners; memory stays flat whatever comes (hardware.md §7).
import { ReadlineParser } from "@serialport/parser-readline";
import type { Clock, Timer } from "../kernel/clock.ts";
import { maskLine } from "../kernel/line-mask.ts";
import type { Transport } from "../kernel/transport.ts";

export interface LineDisciplineOptions {
  readonly lineEnd: string;
  readonly clock: Clock;
  /** A longer line is none. */
  readonly lineBytesMax?: number | undefined;
}

/** The densest code that exists, in characters of one byte, and what a scanner puts around it. */
const LINE_BYTES_MAX = 4_400;
/** A scanner types a code without a pause; at 9600 baud this is the time of 190 characters. */
const SILENCE_MS = 200;
/** What comes so soon after a line that was given up is the rest of it, and would be another code. */
const REST_MS = 1_000;
const SLICE_BYTES = 1_024;

/**
 * Wraps a transport: `onData` hands over whole lines, end included, each as one piece. What is no line, because it is
 * too long or stops in the middle, is handed over masked (see `maskLine`), so that it is counted and never read.
 */
export function lineDiscipline(transport: Transport, options: LineDisciplineOptions): Transport {
  return new LineTransport(transport, options);
}

class LineTransport implements Transport {
  readonly label: string;
  readonly retryMsMax?: number;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #lineEnd: string;
  readonly #lineBytesMax: number;
  #parser: ReadlineParser;
  /** The next line is the rest of one that was given up. */
  #broken = false;
  #silence: Timer | null = null;
  #data: ((bytes: Uint8Array) => void) | null = null;

  constructor(transport: Transport, { lineEnd, clock, lineBytesMax }: LineDisciplineOptions) {
    this.label = transport.label;
    if (transport.retryMsMax !== undefined) this.retryMsMax = transport.retryMsMax;
    this.#transport = transport;
    this.#clock = clock;
    this.#lineEnd = lineEnd;
    this.#lineBytesMax = lineBytesMax ?? LINE_BYTES_MAX;
    this.#parser = this.#makeParser();
    transport.onData((bytes) => this.#push(bytes));
  }

  open(): Promise<void> {
    this.#reset();
    return this.#transport.open();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#transport.write(bytes);
  }

  close(): Promise<void> {
    this.#reset();
    return this.#transport.close();
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onClose(listener: (reason: Error | null) => void): void {
    this.#transport.onClose(listener);
  }

  #makeParser(): ReadlineParser {
    // Latin-1: one character for each byte, so that every byte survives. Object mode: one line for each `read`.
    const delimiter = this.#lineEnd;
    return new ReadlineParser({ delimiter, includeDelimiter: true, encoding: "latin1", readableObjectMode: true });
  }

  #reset(): void {
    this.#silence?.cancel();
    this.#broken = false;
    if (this.#parser.buffer.length > 0) this.#replaceParser();
  }

  /** A parser keeps what is unfinished for ever: the only way to empty it is another one. */
  #replaceParser(): void {
    this.#parser.destroy();
    this.#parser = this.#makeParser();
  }

  #push(bytes: Uint8Array): void {
    this.#silence?.cancel();
    for (let from = 0; from < bytes.length; from += SLICE_BYTES) this.#parse(bytes.subarray(from, from + SLICE_BYTES));
    // Line ends alone are nobody's line: some scanners send one more than is asked for.
    if (!/^[\r\n]*$/.test(this.#parser.buffer.toString("latin1"))) {
      this.#silence = this.#clock.after(SILENCE_MS, () => this.#giveUp());
    } else if (this.#broken) this.#listenOn();
  }

  /** The parser works within `write`, and `read` takes what it made of it: nothing waits between two slices. */
  #parse(slice: Uint8Array): void {
    this.#parser.write(Buffer.from(slice));
    for (let line = this.#read(); line !== null; line = this.#read()) {
      const whole = !this.#broken && line.length <= this.#lineBytesMax;
      this.#broken = false;
      this.#data?.(whole ? line : maskLine(line));
    }
    if (this.#parser.buffer.length > this.#lineBytesMax) this.#giveUp();
  }

  #read(): Uint8Array | null {
    const line: unknown = this.#parser.read();
    if (line === null) return null;
    return typeof line === "string" ? Buffer.from(line, "latin1") : (line as Uint8Array);
  }

  #giveUp(): void {
    const unfinished = maskLine(this.#parser.buffer);
    this.#replaceParser();
    this.#broken = true;
    this.#listenOn();
    this.#data?.(unfinished);
  }

  #listenOn(): void {
    this.#silence?.cancel();
    this.#silence = this.#clock.after(REST_MS, () => {
      this.#broken = false;
    });
  }
}
