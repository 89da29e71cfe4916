// What each ESC/POS command means (hardware.md §1.2).
import iconv from "iconv-lite";
import type { EscposToken } from "./escpos-parse.ts";

/** A picture of dots: rows padded to whole bytes, the leftmost dot in the highest bit, 1 = black. */
export interface Dots {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

export type Align = "left" | "center" | "right";
export type QrLevel = "L" | "M" | "Q" | "H";
export type CutKind = "full" | "partial";
export interface Code128Part {
  readonly set: "A" | "B" | "C";
  readonly data: string;
}

export type EscposOp =
  | { readonly op: "init" | "lf" | "formFeed" | "release" | "selfTest" | "escV" | "clearBuffer" }
  | { readonly op: "text"; readonly text: string }
  | { readonly op: "kanji" | "kanjiQuad" | "bold" | "doubleStrike" | "invert" | "upsideDown"; readonly on: boolean }
  | { readonly op: "kanjiSpacing"; readonly left: number; readonly right: number }
  | { readonly op: "font"; readonly font: "A" | "B" }
  | { readonly op: "align"; readonly to: Align }
  | { readonly op: "underline" | "printWidth" | "leftMargin" | "barcodeHeight"; readonly dots: number }
  | { readonly op: "characterSpacing" | "position"; readonly dots: number }
  | { readonly op: "linePitch"; readonly dots: number | null }
  | { readonly op: "size"; readonly width: number; readonly height: number }
  | {
      readonly op: "mode";
      readonly bold: boolean;
      readonly doubleHeight: boolean;
      readonly doubleWidth: boolean;
      readonly underline: boolean;
      /** Only when it chooses the small font. */
      readonly font?: "B";
    }
  | { readonly op: "feedDots" | "kanjiStyle"; readonly n: number }
  | { readonly op: "feedLines" | "barcodeWidth" | "hriPosition" | "hriFont" | "international"; readonly n: number }
  | { readonly op: "codeTable" | "dleEot" | "recover" | "gsR" | "gsI"; readonly n: number }
  | { readonly op: "asb"; readonly mask: number }
  | { readonly op: "processId"; readonly id: string }
  | { readonly op: "code128"; readonly parts: readonly Code128Part[] }
  | { readonly op: "code39" | "ean13"; readonly data: string }
  | { readonly op: "barcode"; readonly kind: number; readonly data: string }
  | { readonly op: "qr"; readonly data: string; readonly model: number; readonly size: number; readonly ec: QrLevel }
  | { readonly op: "pdf417"; readonly data: string }
  | { readonly op: "raster"; readonly dots: Dots; readonly mode: number }
  | { readonly op: "graphics"; readonly dots: Dots; readonly mode: number }
  | { readonly op: "cut"; readonly kind: CutKind; readonly feed?: number }
  | { readonly op: "oldCut"; readonly kind: CutKind }
  /** Kept for the command that prints it: settings and data of symbols and pictures. */
  | { readonly op: "stored" }
  /** Understood as far as its length; changes nothing we show. */
  | { readonly op: "skip"; readonly bytes: Uint8Array };

const ALIGNS: readonly Align[] = ["left", "center", "right"];
const QR_LEVELS: readonly QrLevel[] = ["L", "M", "Q", "H"];
const QR_DEFAULT = { model: 2, size: 3, ec: "L" as QrLevel };
/** Flags and modes may be the ASCII digit instead of the number (§1.2). */
const digit = (byte: number): number => (byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte);
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Gives tokens their meaning; remembers the symbol data that a later command prints. */
export class EscposReader {
  #kanji = true;
  #qr = { ...QR_DEFAULT };
  #qrData: string | null = null;
  #pdf417: string | null = null;
  #graphics: { dots: Dots; mode: number } | null = null;

  read(token: EscposToken): EscposOp {
    if (token.kind === "sign") return { op: "text", text: this.#sign(token.bytes) };
    const { bytes } = token;
    const [first = 0, second = 0, third = 0] = bytes;
    if (bytes.length === 1) return controlOp(first, bytes);
    if (first === 0x10) return realTimeOp(bytes);
    if (first === 0x12) return { op: "selfTest" };
    if (first === 0x1b) return this.#escape(String.fromCharCode(second), third, bytes);
    if (first === 0x1c) return this.#fieldSeparator(String.fromCharCode(second), bytes);
    return this.#groupSeparator(String.fromCharCode(second), third, bytes);
  }

  /** Back to the state after power-up, or after ESC @. */
  reset(): void {
    this.#kanji = true;
    this.#qr = { ...QR_DEFAULT };
    this.#qrData = null;
    this.#pdf417 = null;
    this.#graphics = null;
  }

  #sign(bytes: Uint8Array): string {
    const [first = 0] = bytes;
    if (first < 0x80) return String.fromCharCode(first);
    if (bytes.length === 2) return iconv.decode(Buffer.from(bytes), "gbk");
    return iconv.decode(Buffer.from(bytes), this.#kanji ? "gbk" : "cp437");
  }

  #escape(sign: string, n: number, bytes: Uint8Array): EscposOp {
    switch (sign) {
      case "@":
        this.reset();
        return { op: "init" };
      case "!":
        return {
          op: "mode",
          bold: (n & 0x08) !== 0,
          doubleHeight: (n & 0x10) !== 0,
          doubleWidth: (n & 0x20) !== 0,
          underline: (n & 0x80) !== 0,
          ...((n & 0x01) === 0 ? {} : { font: "B" as const }),
        };
      case "E":
        return { op: "bold", on: (n & 1) === 1 };
      case "G":
        return { op: "doubleStrike", on: (n & 1) === 1 };
      case "M":
        return { op: "font", font: digit(n) === 1 ? "B" : "A" };
      case "a":
        return { op: "align", to: ALIGNS[digit(n)] ?? "left" };
      case "-":
        return { op: "underline", dots: digit(n) };
      case "d":
        return { op: "feedLines", n };
      case "J":
        return { op: "feedDots", n };
      case "2":
        return { op: "linePitch", dots: null };
      case "3":
        return { op: "linePitch", dots: n };
      case "R":
        return { op: "international", n };
      case "t":
        return { op: "codeTable", n };
      case "i":
        return { op: "oldCut", kind: "full" };
      case "m":
        return { op: "oldCut", kind: "partial" };
      case "q":
        return { op: "release" };
      case "v":
        return { op: "escV" };
      case " ":
        return { op: "characterSpacing", dots: n };
      case "{":
        return { op: "upsideDown", on: (n & 1) === 1 };
      case "$":
        return { op: "position", dots: n + (bytes[3] ?? 0) * 256 };
      default:
        return { op: "skip", bytes };
    }
  }

  #fieldSeparator(sign: string, bytes: Uint8Array): EscposOp {
    const [, , n = 0, second = 0] = bytes;
    switch (sign) {
      case "&":
      case ".":
        this.#kanji = sign === "&";
        return { op: "kanji", on: this.#kanji };
      case "!":
        return { op: "kanjiStyle", n };
      case "W":
        return { op: "kanjiQuad", on: (n & 1) === 1 };
      case "S":
        return { op: "kanjiSpacing", left: n, right: second };
      default:
        return { op: "skip", bytes };
    }
  }

  #groupSeparator(sign: string, n: number, bytes: Uint8Array): EscposOp {
    const word = n + (bytes[3] ?? 0) * 256;
    switch (sign) {
      case "!":
        return { op: "size", width: (n >> 4) + 1, height: (n & 0x0f) + 1 };
      case "B":
        return { op: "invert", on: (n & 1) === 1 };
      case "L":
        return { op: "leftMargin", dots: word };
      case "W":
        return { op: "printWidth", dots: word };
      case "h":
        return { op: "barcodeHeight", dots: n };
      case "w":
        return { op: "barcodeWidth", n };
      case "H":
        return { op: "hriPosition", n: digit(n) };
      case "f":
        return { op: "hriFont", n: digit(n) };
      case "a":
        return { op: "asb", mask: n };
      case "r":
        return { op: "gsR", n: digit(n) };
      case "I":
        return { op: "gsI", n };
      case "V":
        return cutOp(bytes);
      case "k":
        return barcodeOp(bytes);
      case "v":
        return bytes.length < 8 ? { op: "skip", bytes } : rasterOp(bytes);
      case "(":
        return this.#extended(String.fromCharCode(n), bytes.subarray(5), bytes);
      case "8":
        return this.#graphicsOp(bytes.subarray(7), bytes);
      default:
        return { op: "skip", bytes };
    }
  }

  #extended(group: string, data: Uint8Array, bytes: Uint8Array): EscposOp {
    if (group === "k") return this.#symbolOp(data, bytes);
    if (group === "L") return this.#graphicsOp(data, bytes);
    // §1.3a: GS ( H 06 00 30 30 d1 d2 d3 d4
    const process = group === "H" && data.length === 6 && digit(data[0] ?? 0) === 0 && digit(data[1] ?? 0) === 0;
    return process ? { op: "processId", id: latin(data.subarray(2)) } : { op: "skip", bytes };
  }

  /** GS ( k: cn 31 is QR, 30 is PDF417 (§1.2). */
  #symbolOp(data: Uint8Array, bytes: Uint8Array): EscposOp {
    const [family = 0, fn = 0, n = 0] = data;
    const text = (): string => Buffer.from(data.subarray(3)).toString("utf8");
    if (family === 0x30) {
      if (fn === 0x51) return this.#pdf417 === null ? { op: "skip", bytes } : { op: "pdf417", data: this.#pdf417 };
      if (fn === 0x50) this.#pdf417 = text();
      return { op: "stored" };
    }
    if (family !== 0x31) return { op: "skip", bytes };
    if (fn === 0x51)
      return this.#qrData === null ? { op: "skip", bytes } : { op: "qr", data: this.#qrData, ...this.#qr };
    if (fn === 0x41) this.#qr.model = digit(n);
    if (fn === 0x43) this.#qr.size = n;
    if (fn === 0x45) this.#qr.ec = QR_LEVELS[digit(n)] ?? "L";
    if (fn === 0x50) this.#qrData = text();
    return { op: "stored" };
  }

  /** 30 70 30 bx by c xL xH yL yH d… stores, 30 32 prints (§1.2). */
  #graphicsOp(data: Uint8Array, bytes: Uint8Array): EscposOp {
    const [, fn, , wide = 1, high = 1] = data;
    if (fn === 0x70 && data.length >= 10) {
      const width = (data[6] ?? 0) + (data[7] ?? 0) * 256;
      const height = (data[8] ?? 0) + (data[9] ?? 0) * 256;
      const mode = (wide === 2 ? 1 : 0) + (high === 2 ? 2 : 0);
      this.#graphics = { dots: { width, height, bits: data.slice(10) }, mode };
      return { op: "stored" };
    }
    if ((fn === 0x32 || fn === 0x02) && data.length === 2 && this.#graphics !== null) {
      return { op: "graphics", ...this.#graphics };
    }
    return { op: "skip", bytes };
  }
}

function controlOp(byte: number, bytes: Uint8Array): EscposOp {
  if (byte === 0x0a) return { op: "lf" };
  return byte === 0x0c ? { op: "formFeed" } : { op: "skip", bytes };
}

function realTimeOp(bytes: Uint8Array): EscposOp {
  const [, second = 0, third = 0] = bytes;
  if (second === 0x04) return { op: "dleEot", n: third };
  if (second === 0x05) return { op: "recover", n: third };
  return third === 8 ? { op: "clearBuffer" } : { op: "skip", bytes };
}

function cutOp(bytes: Uint8Array): EscposOp {
  const [, , mode = 0, feed] = bytes;
  // 61h and 62h set the cut position, 67h and 68h feed back afterwards: cuts all the same.
  const kind: CutKind = mode % 2 === 1 && mode !== 0x31 && mode !== 0x01 ? "full" : oddOrEven(mode);
  return feed === undefined ? { op: "cut", kind } : { op: "cut", kind, feed };
}

/** 00/30 full, 01/31 partial; 42h, 62h, 68h partial (§1.2). */
const oddOrEven = (mode: number): CutKind => (mode === 0x00 || mode === 0x30 ? "full" : "partial");

function rasterOp(bytes: Uint8Array): EscposOp {
  const rowBytes = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256;
  const height = (bytes[6] ?? 0) + (bytes[7] ?? 0) * 256;
  const mode = digit(bytes[3] ?? 0) & 3;
  return { op: "raster", dots: { width: rowBytes * 8, height, bits: bytes.slice(8) }, mode };
}

function barcodeOp(bytes: Uint8Array): EscposOp {
  const kind = bytes[2] ?? 0;
  if (bytes.length === 3) return { op: "skip", bytes };
  const data = kind <= 6 ? bytes.subarray(3, bytes.length - 1) : bytes.subarray(4);
  // 02 and 43h EAN13, 04 and 45h CODE39, 49h CODE128 (§1.2)
  if (kind === 0x02 || kind === 0x43) return { op: "ean13", data: latin(data) };
  if (kind === 0x04 || kind === 0x45) return { op: "code39", data: latin(data) };
  if (kind === 0x49) return { op: "code128", parts: code128Parts(data) };
  return { op: "barcode", kind, data: latin(data) };
}

/** `{A`, `{B`, `{C` change the set, `{{` is a brace, a byte in set C is a pair of digits (§1.2). */
function code128Parts(data: Uint8Array): Code128Part[] {
  const parts: Code128Part[] = [];
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] ?? 0;
    const sign = String.fromCharCode(data[at + 1] ?? 0);
    const last = parts.at(-1);
    if (byte === 0x7b && (sign === "A" || sign === "B" || sign === "C")) {
      parts.push({ set: sign, data: "" });
      at++;
    } else if (last !== undefined) {
      if (byte === 0x7b) at++; // `{{` is a brace; function codes are not shown.
      const shown = byte === 0x7b ? (sign === "{" ? "{" : "") : String.fromCharCode(byte);
      const added = last.set === "C" ? String(byte).padStart(2, "0") : shown;
      parts[parts.length - 1] = { set: last.set, data: last.data + added };
    }
  }
  return parts;
}

/** The text of a CODE128 symbol. */
export const code128Text = (parts: readonly Code128Part[]): string => parts.map(({ data }) => data).join("");
