// The ESC/POS tongue: commands by meaning → bytes (hardware.md §1.2 to §1.5). Asserts on caller mistakes.
import { strict as assert } from "node:assert";
import type { EscposOp } from "./escpos-ops.ts";
import { JobBytes } from "./escpos-package.ts";
import { code39, code128, ean13, pdf417, qr } from "./escpos-symbols.ts";
import { type Bitmap, bitmapFromRows, packRows } from "./raster.ts";
import { type EuroBytes, encodeText, type TextEncoding } from "./text-gb18030.ts";

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;

export interface TextOptions {
  readonly encoding: TextEncoding;
  readonly euro: EuroBytes;
}

const PLAIN_TEXT: TextOptions = { encoding: "gb18030", euro: "none" };

type Writers = {
  readonly [Name in EscposOp["op"]]: (op: Extract<EscposOp, { op: Name }>, job: JobBytes, text: TextOptions) => void;
};

/** The bytes of these commands, in order. */
export function encodeOps(ops: readonly EscposOp[], text: TextOptions = PLAIN_TEXT): Uint8Array {
  const job = new JobBytes();
  for (const op of ops) writeOp(op, job, text);
  return job.take();
}

function writeOp<Name extends EscposOp["op"]>(op: Extract<EscposOp, { op: Name }>, job: JobBytes, text: TextOptions) {
  const write = WRITERS[op.op as Name];
  assert(write !== undefined, `no such ESC/POS command: ${op.op}`);
  write(op, job, text);
}

function send(job: JobBytes, ...bytes: number[]): void {
  job.raw(Uint8Array.from(bytes));
}

function byte(value: number, what: string, min = 0, max = 255): number {
  assert(Number.isInteger(value) && value >= min && value <= max, `${what} ${value} is outside ${min}..${max}`);
  return value;
}

/** 16-bit little-endian. */
function word(value: number, what: string): [number, number] {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, `${what} ${value} is outside 0..65535`);
  return [value & 0xff, value >> 8];
}

const flag = (on: boolean): number => (on ? 1 : 0);

function raster(job: JobBytes, bitmap: Bitmap, scale: number): void {
  const packed = packRows(bitmap);
  const head = [GS, 0x76, 0x30, byte(scale, "raster scale", 0, 3)];
  send(job, ...head, ...word(packed.length / bitmap.height, "row bytes"), ...word(bitmap.height, "rows"));
  job.raw(packed);
}

function graphics(job: JobBytes, bitmap: Bitmap, scaleX: number, scaleY: number): void {
  const packed = packRows(bitmap);
  const function112 = [0x30, 0x70, 0x30, scaleX, scaleY, 0x31];
  const parameters = [...function112, ...word(bitmap.width, "dots"), ...word(bitmap.height, "rows")];
  const length = parameters.length + packed.length;
  if (length <= 0xffff) send(job, GS, 0x28, 0x4c, ...word(length, "graphics length"), ...parameters);
  else
    send(job, GS, 0x38, 0x4c, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, length >>> 24, ...parameters);
  job.raw(packed);
  send(job, GS, 0x28, 0x4c, 0x02, 0x00, 0x30, 0x32);
}

function processId(id: string): number[] {
  assert(/^[\x20-\x7e]{4}$/.test(id), "a process id is four printable characters");
  return [...Buffer.from(id, "latin1")];
}

const WRITERS: Writers = {
  text: (op, job, text) => job.raw(encodeText(op.text, text.encoding, text.euro).bytes),
  lf: (_op, job) => job.lineFeed(),
  formFeed: (_op, job) => job.formFeed(),
  feedLines: (op, job) => send(job, ESC, 0x64, byte(op.n, "lines")),
  feedDots: (op, job) => send(job, ESC, 0x4a, byte(op.n, "dots")),

  init: (_op, job) => job.initialise(),
  kanji: (op, job) => send(job, FS, op.on ? 0x26 : 0x2e),
  kanjiStyle: (op, job) => send(job, FS, 0x21, byte(op.n, "kanji style")),
  kanjiSpacing: (op, job) => send(job, FS, 0x53, byte(op.left, "left space"), byte(op.right, "right space")),
  kanjiQuad: (op, job) => send(job, FS, 0x57, flag(op.on)),
  codeTable: (op, job) => job.codeTable(byte(op.n, "code table")),
  international: (op, job) => send(job, ESC, 0x52, byte(op.n, "international set")),
  bold: (op, job) => send(job, ESC, 0x45, flag(op.on)),
  doubleStrike: (op, job) => send(job, ESC, 0x47, flag(op.on)),
  font: (op, job) => job.font(op.font),
  align: (op, job) => job.align(op.to),
  underline: (op, job) => send(job, ESC, 0x2d, byte(op.dots, "underline", 0, 2)),
  invert: (op, job) => send(job, GS, 0x42, flag(op.on)),
  upsideDown: (op, job) => send(job, ESC, 0x7b, flag(op.on)),
  size: (op, job) => job.size(byte(op.width, "width", 1, 8), byte(op.height, "height", 1, 8)),
  mode: (op, job) => {
    const bits = [op.font === "B", op.bold, op.doubleHeight, op.doubleWidth, op.underline];
    const weights = [0x01, 0x08, 0x10, 0x20, 0x80];
    send(
      job,
      ESC,
      0x21,
      bits.reduce((sum, on, at) => sum + (on ? (weights[at] ?? 0) : 0), 0),
    );
  },
  characterSpacing: (op, job) => job.characterSpacing(byte(op.dots, "character spacing")),
  linePitch: (op, job) => job.linePitch(op.dots === null ? null : byte(op.dots, "line pitch")),
  printWidth: (op, job) => send(job, GS, 0x57, ...word(op.dots, "print width")),
  leftMargin: (op, job) => send(job, GS, 0x4c, ...word(op.dots, "left margin")),
  position: (op, job) => send(job, ESC, 0x24, ...word(op.dots, "position")),

  barcodeHeight: (op, job) => send(job, GS, 0x68, byte(op.dots, "barcode height", 1)),
  barcodeWidth: (op, job) => send(job, GS, 0x77, byte(op.n, "barcode width", 1, 6)),
  hriPosition: (op, job) => send(job, GS, 0x48, byte(op.n, "HRI position")),
  hriFont: (op, job) => send(job, GS, 0x66, byte(op.n, "HRI font")),
  code39: (op, job) => send(job, ...code39(op.data)),
  code128: (op, job) => send(job, ...code128(op.set, op.data)),
  ean13: (op, job) => send(job, ...ean13(op.data)),
  qr: (op, job) => send(job, ...qr(op.data, op.model, op.size, op.ec)),
  pdf417: (op, job) => send(job, ...pdf417(op)),

  raster: (op, job) => raster(job, bitmapFromRows(op.rows), op.scale ?? 0),
  bitmap: (op, job) => raster(job, op.bitmap, op.scale ?? 0),
  graphics: (op, job) => graphics(job, bitmapFromRows(op.rows), op.scaleX ?? 1, op.scaleY ?? 1),

  cut: (op, job) => {
    if (op.feed === undefined) send(job, GS, 0x56, op.kind === "full" ? 0x00 : 0x01);
    else send(job, GS, 0x56, op.kind === "full" ? 0x41 : 0x42, byte(op.feed, "feed before the cut"));
  },
  oldCut: (op, job) => send(job, ESC, op.kind === "full" ? 0x69 : 0x6d),
  release: (_op, job) => send(job, ESC, 0x71),
  selfTest: (_op, job) => send(job, ESC, 0x40, 0x12, 0x54),
  dleEot: (op, job) => send(job, DLE, 0x04, byte(op.n, "status number", 1, 8)),
  recover: (op, job) => send(job, DLE, 0x05, op.n),
  clearBuffer: (_op, job) => send(job, DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08),
  asb: (op, job) => send(job, GS, 0x61, byte(op.mask, "ASB mask")),
  gsR: (op, job) => send(job, GS, 0x72, byte(op.n, "GS r number")),
  gsI: (op, job) => send(job, GS, 0x49, byte(op.n, "GS I number")),
  escV: (_op, job) => send(job, ESC, 0x76),
  // §1.3a: pL pH = 6, function 48, then the id.
  processId: (op, job) => send(job, GS, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...processId(op.id)),
};
