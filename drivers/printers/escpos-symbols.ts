// Barcodes and two-dimensional symbols as ESC/POS commands (hardware.md §1.2).
import { strict as assert } from "node:assert";
import type { QrLevel } from "./raster.ts";

const GS = 0x1d;
/** `GS k` counts its data in one byte. */
const BARCODE_BYTES_MAX = 255;
/** Numeric capacity of the largest symbol; `GS ( k` itself would allow 7092 (§1.2, fn 180). */
export const QR_BYTES_MAX = 7089;
const PDF417_BYTES_MAX = 2700;

const QR_LEVELS: Record<QrLevel, number> = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 };
const SYMBOL_QR = 0x31;
const SYMBOL_PDF417 = 0x30;

/** Form B with a length byte: 1D 6B 45 n. */
export function code39(data: string): number[] {
  assert(/^[0-9A-Z $%*+\-./]+$/.test(data) && data.length <= BARCODE_BYTES_MAX, "not a CODE39 text");
  return [GS, 0x6b, 0x45, data.length, ...Buffer.from(data, "latin1")];
}

/** Sets A and B take the characters as they are (a literal `{` doubled), set C one byte per pair of digits. */
export function code128(set: "A" | "B" | "C", data: string): number[] {
  const body = set === "C" ? digitPairs(data) : setCharacters(set, data);
  const coded = [0x7b, set.charCodeAt(0), ...body];
  assert(body.length > 0 && coded.length <= BARCODE_BYTES_MAX, "CODE128 text is empty or too long");
  return [GS, 0x6b, 0x49, coded.length, ...coded];
}

function digitPairs(data: string): number[] {
  assert(/^(\d\d)+$/.test(data), "CODE128 set C takes an even number of digits");
  return Array.from({ length: data.length / 2 }, (_, at) => Number(data.slice(2 * at, 2 * at + 2)));
}

function setCharacters(set: "A" | "B", data: string): number[] {
  const [first, last] = set === "A" ? [0x00, 0x5f] : [0x20, 0x7f];
  const codes = [...data].map((character) => character.codePointAt(0) ?? 0);
  assert(
    codes.every((code) => code >= first && code <= last),
    `character outside CODE128 set ${set}`,
  );
  return [...Buffer.from(data.replaceAll("{", "{{"), "latin1")];
}

/** Form A, closed by NUL; the printer adds the check digit when only twelve are given. */
export function ean13(data: string): number[] {
  assert(/^\d{12,13}$/.test(data), "EAN13 is 12 or 13 digits");
  return [GS, 0x6b, 0x02, ...Buffer.from(data, "latin1"), 0x00];
}

/** `GS ( k pL pH cn fn parameters`. */
function symbolCommand(symbol: number, fn: number, parameters: readonly number[]): number[] {
  const length = parameters.length + 2;
  return [GS, 0x28, 0x6b, length & 0xff, length >> 8, symbol, fn, ...parameters];
}

/** Model, module size, error correction, store, print (fn 165, 167, 169, 180, 181). The data goes out as UTF-8. */
export function qr(data: string, model: 1 | 2, size: number, level: QrLevel): number[] {
  const bytes = Buffer.from(data, "utf8");
  assert(bytes.length > 0 && bytes.length <= QR_BYTES_MAX, `QR data of ${bytes.length} bytes`);
  assert(Number.isInteger(size) && size >= 1 && size <= 16, `QR module of ${size} dots`);
  return [
    ...symbolCommand(SYMBOL_QR, 0x41, [model === 1 ? 0x31 : 0x32, 0x00]),
    ...symbolCommand(SYMBOL_QR, 0x43, [size]),
    ...symbolCommand(SYMBOL_QR, 0x45, [QR_LEVELS[level]]),
    ...symbolCommand(SYMBOL_QR, 0x50, [0x30, ...bytes]),
    ...symbolCommand(SYMBOL_QR, 0x51, [0x30]),
  ];
}

interface Pdf417 {
  readonly data: string;
  readonly columns?: number;
  readonly width?: number;
  readonly rowHeight?: number;
  readonly ec?: number;
  readonly options?: number;
}

/** Options, columns, module width, row height, error correction by ratio, store, print (cn = 48). */
export function pdf417({ data, columns = 0, width = 3, rowHeight = 3, ec = 1, options = 0 }: Pdf417): number[] {
  const bytes = Buffer.from(data, "utf8");
  assert(bytes.length > 0 && bytes.length <= PDF417_BYTES_MAX, `PDF417 data of ${bytes.length} bytes`);
  assert(columns >= 0 && columns <= 30 && width >= 2 && width <= 8 && rowHeight >= 2 && rowHeight <= 8);
  assert(ec >= 1 && ec <= 40 && (options === 0 || options === 1));
  return [
    ...symbolCommand(SYMBOL_PDF417, 0x46, [options]),
    ...symbolCommand(SYMBOL_PDF417, 0x41, [columns]),
    ...symbolCommand(SYMBOL_PDF417, 0x43, [width]),
    ...symbolCommand(SYMBOL_PDF417, 0x44, [rowHeight]),
    ...symbolCommand(SYMBOL_PDF417, 0x45, [0x31, ec]),
    ...symbolCommand(SYMBOL_PDF417, 0x50, [0x30, ...bytes]),
    ...symbolCommand(SYMBOL_PDF417, 0x51, [0x30]),
  ];
}
