// The paper of a simulated printer: what stands on it as text, and as a picture.
import { createRequire } from "node:module";
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import qrcode from "qrcode";
import type { Align, Dots, QrLevel } from "./escpos-ops.ts";

/** §1.2: font A is 12x24 dots, font B 9x17; a Chinese sign is twice as wide. */
export const FONT_A = { width: 12, height: 24 } as const;
export const FONT_B = { width: 9, height: 17 } as const;
export const LINE_PITCH_DOTS = 30;
const REGULAR = "SimPaper";
const BOLD = "SimPaperBold";
/** Signs sit on a line this far down their cell. */
const BASELINE = 0.82;
const HRI_DOTS = 26;
const EDGE_DOTS = 24;
const PDF417_DOTS = 80;
/** A ticket longer than about four metres is drawn cut off. */
export const PICTURE_HEIGHT_MAX = 32_000;

export interface Run {
  readonly text: string;
  readonly wide: number;
  readonly high: number;
  readonly bold: boolean;
  readonly underline: number;
  readonly invert: boolean;
  readonly font: "A" | "B";
}

interface Placed {
  readonly align: Align;
  readonly left: number;
  /** Dots from the left margin to the right edge of the printing area. */
  readonly room: number;
}

export type PaperItem =
  | (Placed & { readonly kind: "line"; readonly runs: readonly Run[]; readonly pitch: number })
  | (Placed & { readonly kind: "image"; readonly dots: Dots; readonly scaleX: number; readonly scaleY: number })
  | (Placed & { readonly kind: "qr"; readonly data: string; readonly module: number; readonly ec: QrLevel })
  | (Placed & {
      readonly kind: "bars";
      readonly name: string;
      readonly data: string;
      /** "1" for a black module. */
      readonly bars: string;
      readonly height: number;
      readonly module: number;
      readonly hri: number;
    })
  | { readonly kind: "feed"; readonly dots: number };

const isWide = (sign: string): boolean => (sign.codePointAt(0) ?? 0) > 0xff;

/** Dots one sign takes. */
export function signWidth(sign: string, run: Pick<Run, "wide" | "font">): number {
  const font = run.font === "A" ? FONT_A : FONT_B;
  return (isWide(sign) ? FONT_A.width * 2 : font.width) * run.wide;
}

const runHeight = (run: Run): number => (run.font === "A" ? FONT_A : FONT_B).height * run.high;
const lineHeight = (runs: readonly Run[]): number => Math.max(0, ...runs.map(runHeight));

/** What a person reads on it; symbols and pictures stand in brackets. */
export function paperText(items: readonly PaperItem[]): string {
  return items
    .flatMap(itemText)
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
}

function itemText(item: PaperItem): readonly string[] {
  switch (item.kind) {
    case "line":
      return [
        item.runs
          .map(({ text }) => text)
          .join("")
          .trimEnd(),
      ];
    case "image":
      return [`[图 ${item.dots.width}x${item.dots.height}]`];
    case "qr":
      return [`[QR ${item.data}]`];
    case "bars":
      return [`[${item.name} ${item.data}]`];
    case "feed":
      return [];
  }
}

let fontsReady = false;

/** The fonts are large: read once, and only when somebody looks at a ticket. */
function loadFonts(): void {
  if (fontsReady) return;
  const fromHere = createRequire(import.meta.url);
  for (const [weight, family] of [
    [400, REGULAR],
    [700, BOLD],
  ] as const) {
    const file = `@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff2`;
    try {
      GlobalFonts.registerFromPath(fromHere.resolve(file), family);
    } catch (cause) {
      // Installed without its fonts: the picture is drawn with the system's, and the text is the same.
      if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
    }
  }
  fontsReady = true;
}

/** Draws the paper as PNG, one pixel per dot. */
export function paperPicture(items: readonly PaperItem[], dotsPerLine: number): Buffer {
  loadFonts();
  const heights = items.map(itemHeight);
  const height = Math.min(
    PICTURE_HEIGHT_MAX,
    heights.reduce((sum, dots) => sum + dots, EDGE_DOTS * 2),
  );
  const canvas: Canvas = createCanvas(dotsPerLine, height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, dotsPerLine, height);
  pen.fillStyle = "#000";
  let y = EDGE_DOTS;
  for (const [at, item] of items.entries()) {
    if (y >= height) break;
    drawItem(pen, item, y);
    y += heights[at] ?? 0;
  }
  return canvas.toBuffer("image/png");
}

function itemHeight(item: PaperItem): number {
  switch (item.kind) {
    case "line":
      return Math.max(item.pitch, lineHeight(item.runs));
    case "image":
      return item.dots.height * item.scaleY;
    case "qr":
      return qrModules(item.data, item.ec).size * item.module;
    case "bars":
      return (item.bars === "" ? PDF417_DOTS : item.height) + hriLines(item.hri) * HRI_DOTS;
    case "feed":
      return item.dots;
  }
}

/** HRI position: 1 above, 2 below, 3 both (§1.2). */
const hriLines = (position: number): number => (position === 3 ? 2 : position === 0 ? 0 : 1);

const startOf = ({ align, left, room }: Placed, width: number): number => {
  if (align === "left") return left;
  return left + Math.max(0, align === "right" ? room - width : Math.floor((room - width) / 2));
};

function drawItem(pen: SKRSContext2D, item: PaperItem, y: number): void {
  switch (item.kind) {
    case "line":
      drawLine(pen, item.runs, item, y);
      return;
    case "image":
      drawDots(pen, item.dots, startOf(item, item.dots.width * item.scaleX), y, item.scaleX, item.scaleY);
      return;
    case "qr":
      drawQr(pen, item, y);
      return;
    case "bars":
      drawBars(pen, item, y);
      return;
    case "feed":
      return;
  }
}

const runWidth = (run: Run): number => [...run.text].reduce((sum, sign) => sum + signWidth(sign, run), 0);

function drawLine(pen: SKRSContext2D, runs: readonly Run[], placed: Placed, y: number): void {
  const bottom = y + lineHeight(runs);
  let x = startOf(
    placed,
    runs.reduce((sum, run) => sum + runWidth(run), 0),
  );
  for (const run of runs) {
    const width = runWidth(run);
    const height = runHeight(run);
    if (run.invert) pen.fillRect(x, bottom - height, width, height);
    pen.fillStyle = run.invert ? "#fff" : "#000";
    const cell = height / run.high;
    pen.font = `${isWide(run.text) ? FONT_A.height : cell}px ${run.bold ? BOLD : REGULAR}`;
    for (const sign of run.text) {
      drawSign(pen, sign, run, x, bottom - height);
      x += signWidth(sign, run);
    }
    pen.fillStyle = "#000";
    if (run.underline > 0) pen.fillRect(x - width, bottom - run.underline, width, run.underline);
  }
}

function drawSign(pen: SKRSContext2D, sign: string, run: Run, x: number, top: number): void {
  const cellHeight = (run.font === "A" ? FONT_A : FONT_B).height;
  pen.save();
  pen.translate(x, top);
  pen.scale(run.wide, run.high);
  // Letters of a printer all have the same width; wider glyphs are squeezed into the cell.
  pen.fillText(sign, 0, cellHeight * BASELINE, signWidth(sign, { wide: 1, font: run.font }));
  pen.restore();
}

function drawDots(pen: SKRSContext2D, dots: Dots, x: number, y: number, scaleX: number, scaleY: number): void {
  const rowBytes = Math.ceil(dots.width / 8);
  const { width, height } = pen.canvas;
  const columns = Math.min(dots.width, Math.ceil((width - x) / scaleX));
  const rows = Math.min(dots.height, Math.ceil((height - y) / scaleY));
  const isBlack = (row: number, column: number): boolean =>
    column < columns && ((dots.bits[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = column;
      while (isBlack(row, column)) column++;
      if (column > from) pen.fillRect(x + from * scaleX, y + row * scaleY, (column - from) * scaleX, scaleY);
    }
  }
}

interface Modules {
  readonly size: number;
  readonly data: Uint8Array;
}

function qrModules(data: string, ec: QrLevel): Modules {
  try {
    return qrcode.create(data, { errorCorrectionLevel: ec }).modules;
  } catch (cause) {
    // The printer, too, prints nothing for data that no QR code can hold.
    if (cause instanceof Error) return { size: 0, data: new Uint8Array(0) };
    throw cause;
  }
}

function drawQr(pen: SKRSContext2D, item: Extract<PaperItem, { kind: "qr" }>, y: number): void {
  const { size, data } = qrModules(item.data, item.ec);
  const x = startOf(item, size * item.module);
  for (let at = 0; at < data.length; at++) {
    if (data[at] !== 1) continue;
    const row = Math.floor(at / size);
    pen.fillRect(x + (at % size) * item.module, y + row * item.module, item.module, item.module);
  }
}

function drawBars(pen: SKRSContext2D, item: Extract<PaperItem, { kind: "bars" }>, y: number): void {
  const above = item.hri === 1 || item.hri === 3;
  const below = item.hri === 2 || item.hri === 3;
  const top = y + (above ? HRI_DOTS : 0);
  const width = item.bars.length * item.module;
  const x = startOf(item, width);
  pen.font = `20px ${REGULAR}`;
  if (item.bars === "") {
    pen.strokeRect(item.left + 1, top + 1, Math.max(0, item.room - 2), PDF417_DOTS - 2);
    pen.fillText(`${item.name} ${item.data}`, item.left + 8, top + PDF417_DOTS / 2, Math.max(0, item.room - 16));
    return;
  }
  for (const [at, module] of [...item.bars].entries()) {
    if (module === "1") pen.fillRect(x + at * item.module, top, item.module, item.height);
  }
  if (above) pen.fillText(item.data, x, y + HRI_DOTS - 6, width);
  if (below) pen.fillText(item.data, x, top + item.height + HRI_DOTS - 6, width);
}
