// Simulated QR and bar code scanner in serial mode: every code is typed as one line (hardware.md §7).
import { concat, type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { codeLine, isCode, LINE_ENDS, type LineEnd } from "./line-text.ts";

const NOISE_BYTES = 6;

export interface LineScannerSettings {
  /** The end of a line, where the hall's file names one; by default what the Enter key sends. */
  readonly terminator?: string | undefined;
}

/** One scanner that listens to nobody. */
class LineScanner implements DeviceParts {
  readonly id: string;
  readonly model = "scanner/line";
  readonly core: SimCore;
  readonly #end: LineEnd;
  #last = "";
  #scans = 0;

  constructor(settings: LineScannerSettings, options: SimOptions) {
    this.id = options.id ?? "scanner";
    const wanted = settings.terminator ?? "cr";
    this.#end = Object.hasOwn(LINE_ENDS, wanted) ? (wanted as LineEnd) : "cr";
    this.core = new SimCore(options, ["no-terminator", "noise-before"]);
  }

  /** The last code; a scanner shows nothing but its light. */
  display(): string {
    return this.#last;
  }

  hear(bytes: Uint8Array): void {
    this.core.log.add("in", bytes);
  }

  hostGone(): void {
    // Nothing is kept between two codes.
  }

  powerOff(): void {
    this.#last = "";
  }

  /** `{text}` is the content of the code held before the scanner. */
  press({ text }: Press): (() => void) | null {
    return isCode(text) ? () => this.#scan(text) : null;
  }

  #scan(text: string): void {
    this.#last = text;
    this.#scans++;
    const { fault } = this.core;
    const line = codeLine(text, fault === "no-terminator" ? "none" : this.#end);
    this.core.send(fault === "noise-before" ? concat(this.#noise(), line) : line);
  }

  view(): Record<string, unknown> {
    return { last: this.#last, scans: this.#scans, terminator: this.#end, armed: true };
  }

  /** Bytes that no code holds and that end no line. */
  #noise(): Uint8Array {
    return Uint8Array.from({ length: NOISE_BYTES }, () => 0x80 + Math.floor(this.core.random() * 0x40));
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: LineScannerSettings, options: SimOptions): SimDevice =>
  plainDevice(new LineScanner(settings, options));
