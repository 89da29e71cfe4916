// The only file that touches the package `escpos`: what it emits rightly goes through it, the rest is raw bytes.
import { strict as assert } from "node:assert";
import Printer from "escpos";

/** Every buffer has an end: the longest test page is under 40 kB. */
const BYTES_MAX = 1_000_000;

/**
 * Collects the bytes of one job in memory. The package's own network, USB and serial adapters lose unsent data on
 * close and know no status, so delivery is the transports' business. Its `qrcode`, `barcode`, `cut`, `style` and
 * `marginLeft` emit other commands than the printers' manuals give, or cannot say what is needed: use `raw`.
 */
export class JobBytes {
  readonly #chunks: Buffer[] = [];
  readonly #printer: Printer;

  constructor() {
    this.#printer = new Printer({
      write: (bytes, done) => {
        this.#chunks.push(Buffer.from(bytes));
        done?.(null);
      },
    });
  }

  initialise(): void {
    this.#printer.hardware("init");
  }

  align(to: "left" | "center" | "right"): void {
    this.#printer.align(to === "left" ? "lt" : to === "center" ? "ct" : "rt");
  }

  font(family: "A" | "B" | "C"): void {
    this.#printer.font(family === "A" ? "a" : family === "B" ? "b" : "c");
  }

  /** Times 1 to 8. The package counts from 0. */
  size(width: number, height: number): void {
    this.#printer.size(width - 1, height - 1);
  }

  linePitch(dots: number | null): void {
    this.#printer.lineSpace(dots);
  }

  codeTable(table: number): void {
    this.#printer.setCharacterCodeTable(table);
  }

  characterSpacing(dots: number): void {
    this.#printer.spacing(dots);
  }

  lineFeed(): void {
    this.#printer.control("lf");
  }

  formFeed(): void {
    this.#printer.control("ff");
  }

  raw(bytes: Uint8Array): void {
    // A copy: the package keeps what it is given until the flush.
    this.#printer.raw(Buffer.from(bytes));
  }

  /** Everything so far, in order. */
  take(): Uint8Array {
    this.#printer.flush();
    const all = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    assert(all.length <= BYTES_MAX, `a print job of ${all.length} bytes cannot be meant`);
    return Uint8Array.from(all);
  }
}
