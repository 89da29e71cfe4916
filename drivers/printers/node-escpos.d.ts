// The part of the untyped package `escpos` 3.0.0-alpha.6 that is used, by `escpos-package.ts` alone.
declare module "escpos" {
  interface EscposAdapter {
    write(bytes: Uint8Array, done?: (error?: Error | null) => void): void;
  }
  class Printer {
    constructor(adapter: EscposAdapter, options?: { encoding?: string; width?: number });
    hardware(what: "init"): this;
    align(to: "lt" | "ct" | "rt"): this;
    font(family: "a" | "b" | "c"): this;
    /** 0 is normal, 7 is eight times. */
    size(width: number, height: number): this;
    lineSpace(dots: number | null): this;
    setCharacterCodeTable(table: number): this;
    spacing(dots: number): this;
    control(what: "lf" | "ff" | "cr" | "ht"): this;
    raw(bytes: Buffer): this;
    flush(done?: (error?: Error | null) => void): this;
  }
  export = Printer;
}
