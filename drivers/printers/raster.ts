// Black-and-white pictures as ESC/POS rasters, and QR symbols drawn as such (hardware.md §1.2).
import { strict as assert } from "node:assert";
import QRCode from "qrcode";

/** One byte per dot, row by row; 1 = black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly dots: Uint8Array;
}

export type QrLevel = "L" | "M" | "Q" | "H";

/** 576 dots is the widest head sold for tickets; 832 the widest ESC/POS head at 8 dots per mm. */
const WIDTH_DOTS_MAX = 832;
const HEIGHT_DOTS_MAX = 2400;

/** Quiet zone of a QR symbol on every side, in modules (ISO/IEC 18004). */
export const QR_QUIET_MODULES = 4;

/** Rows as text, "#" (or "1", "X") black, anything else white: the way the test vectors write a picture. */
export function bitmapFromRows(rows: readonly string[]): Bitmap {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const dots = new Uint8Array(width * rows.length);
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) dots[y * width + x] = "#1X".includes(row[x] ?? ".") ? 1 : 0;
  });
  return { width, height: rows.length, dots };
}

/** Rows padded to whole bytes, most significant bit leftmost. */
export function packRows(bitmap: Bitmap): Uint8Array {
  assert(bitmap.width > 0 && bitmap.width <= WIDTH_DOTS_MAX, `raster width ${bitmap.width}`);
  assert(bitmap.height > 0 && bitmap.height <= HEIGHT_DOTS_MAX, `raster height ${bitmap.height}`);
  const rowBytes = Math.ceil(bitmap.width / 8);
  const packed = new Uint8Array(rowBytes * bitmap.height);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      if (bitmap.dots[y * bitmap.width + x] !== 1) continue;
      const at = y * rowBytes + (x >> 3);
      packed[at] = (packed[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return packed;
}

/** The modules of a QR symbol without quiet zone, or null when the text does not fit any symbol or is no text. */
export function qrModules(text: string, level: QrLevel): Bitmap | null {
  // Half a surrogate pair is no character: no code can hold it, and the package throws.
  if (text === "" || /\p{Cs}/u.test(text)) return null;
  try {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: level });
    return { width: modules.size, height: modules.size, dots: Uint8Array.from(modules.data, (dot) => (dot ? 1 : 0)) };
  } catch (error) {
    // The package says "too long" by throwing; everything else would be a bug of ours.
    if (error instanceof Error && /too big|cannot contain this amount/i.test(error.message)) return null;
    throw error;
  }
}

/** Each dot becomes a square of `times` dots, with `quiet` white dots (after scaling) around. */
export function enlarge(bitmap: Bitmap, times: number, quiet = 0): Bitmap {
  const width = bitmap.width * times + 2 * quiet;
  const height = bitmap.height * times + 2 * quiet;
  const dots = new Uint8Array(width * height);
  for (let y = 0; y < bitmap.height * times; y++) {
    for (let x = 0; x < bitmap.width * times; x++) {
      const source = Math.floor(y / times) * bitmap.width + Math.floor(x / times);
      dots[(y + quiet) * width + x + quiet] = bitmap.dots[source] ?? 0;
    }
  }
  return { width, height, dots };
}
