// One ticket on paper: hall, number, service, people ahead, estimate, time, place, notes, QR, short code.
import type { TicketPaper } from "../kernel/model.ts";
import type { EscposOp } from "./escpos-ops.ts";
import type { EscposSettings } from "./escpos-settings.ts";
import { breakLines } from "./line-break.ts";
import { type Bitmap, enlarge, QR_QUIET_MODULES, type QrLevel, qrModules } from "./raster.ts";
import { displayWidth } from "./text-gb18030.ts";

/** Font A: 12 × 24 dots, a Chinese character 24 × 24 (hardware.md §1.2). */
const COLUMN_DOTS = 12;
/** GS ! goes up to eight times. */
const SCALE_MAX = 8;
/** Smaller modules are not read by phones from thermal paper. */
const QR_MODULE_DOTS_MIN = 3;
const QR_LEVEL: QrLevel = "M";
const NOTES_MAX = 12;
/** Longer wording is cut: nobody reads it, and metres of paper outlast every proof of printing. */
const BLOCK_CHARS_MAX = 240;
const CUT_MARK = "…";
const TEAR_OFF_LINES = 4;

interface Scale {
  readonly width: number;
  readonly height: number;
}
const SINGLE: Scale = { width: 1, height: 1 };
/** 48 dots at 203 dpi are 17 pt: large print for what people must find again. */
const LARGE: readonly Scale[] = [
  { width: 2, height: 2 },
  { width: 1, height: 2 },
];
const MEDIUM: readonly Scale[] = [{ width: 1, height: 2 }];

/** The sizes of the parts of a ticket, the first that fits on a line. */
interface Sizes {
  readonly heading: readonly Scale[];
  readonly key: readonly Scale[];
  readonly estimate: readonly Scale[];
  readonly plain: readonly Scale[];
}
const ORDINARY_SIZES: Sizes = { heading: MEDIUM, key: LARGE, estimate: MEDIUM, plain: [SINGLE] };
/** Nothing below 48 dots: lines that do not fit are broken, never made smaller. */
const DOUBLE: Scale = { width: 2, height: 2 };
const LARGE_SIZES: Sizes = {
  heading: [DOUBLE],
  key: [{ width: 3, height: 3 }, DOUBLE],
  estimate: [DOUBLE],
  plain: [DOUBLE],
};

const columnsOf = (dots: number, scale: Scale): number => Math.max(2, Math.floor(dots / (COLUMN_DOTS * scale.width)));

function cut(text: string): string {
  if (text.length <= BLOCK_CHARS_MAX) return text;
  return `${text.slice(0, BLOCK_CHARS_MAX)}${CUT_MARK}`;
}

/** The first of these scales at which the text fits on one line, else the last, in several lines. */
function block(text: string, scales: readonly Scale[], dots: number): EscposOp[] {
  const clean = cut(text.trim());
  if (clean === "") return [];
  const fitting = scales.find((scale) => !clean.includes("\n") && displayWidth(clean) <= columnsOf(dots, scale));
  const scale = fitting ?? scales.at(-1) ?? SINGLE;
  const lines = breakLines(clean, columnsOf(dots, scale));
  return [{ op: "size", ...scale }, ...lines.flatMap((line) => line2ops(line)), { op: "size", ...SINGLE }];
}

const line2ops = (line: string): EscposOp[] => [{ op: "text", text: line }, { op: "lf" }];

/** The number as large as the paper is wide. */
function numberOps(number: string, dots: number): EscposOp[] {
  const times = Math.floor(dots / (COLUMN_DOTS * Math.max(1, displayWidth(number.trim()))));
  const scale = Math.min(SCALE_MAX, Math.max(1, times));
  const scales = [{ width: scale, height: scale }];
  return [{ op: "bold", on: true }, ...block(number, scales, dots), { op: "bold", on: false }];
}

function reprintOps(dots: number): EscposOp[] {
  const mark = block("补打 REPRINT", LARGE, dots);
  return [{ op: "invert", on: true }, ...mark, { op: "invert", on: false }];
}

function notesOps(notes: readonly string[], scales: readonly Scale[], dots: number): EscposOp[] {
  const written = notes.filter((note) => note.trim() !== "").slice(0, NOTES_MAX);
  if (written.length === 0) return [];
  const lines = written.flatMap((note) => block(note, scales, dots));
  return [{ op: "align", to: "left" }, { op: "lf" }, ...lines, { op: "align", to: "center" }];
}

/** The module size at which the symbol and its quiet zone fit the paper, or null when none does. */
function fittingModule(symbol: Bitmap, wanted: number, dots: number): number | null {
  const fits = Math.floor(dots / (symbol.width + 2 * QR_QUIET_MODULES));
  const module = Math.min(wanted, fits);
  return module >= Math.min(QR_MODULE_DOTS_MIN, wanted) ? module : null;
}

/** A QR code, drawn by the printer or sent as a picture; nothing when it cannot be read at this width. */
export function qrOps(data: string, moduleDots: number, settings: EscposSettings): EscposOp[] {
  const symbol = qrModules(data, QR_LEVEL);
  const module = symbol === null ? null : fittingModule(symbol, moduleDots, settings.dotsPerLine);
  if (symbol === null || module === null) return [];
  if (settings.qr === "native") return [{ op: "qr", data, model: 2, size: module, ec: QR_LEVEL }, { op: "lf" }];
  // Doubled by the printer where possible: a quarter of the bytes, and a slow serial line takes a second per kB.
  const doubled = module % 2 === 0;
  const times = doubled ? module / 2 : module;
  return [{ op: "bitmap", bitmap: enlarge(symbol, times), scale: doubled ? 3 : 0 }, { op: "lf" }];
}

/** The cut, with the paper fed to the blade first; without a cutter, far enough to tear it off. */
export function cutOps({ cut, feedBeforeCut }: EscposSettings): EscposOp[] {
  if (cut !== "none") return [{ op: "cut", kind: cut, feed: feedBeforeCut }];
  const feed: EscposOp[] = feedBeforeCut > 0 ? [{ op: "feedDots", n: feedBeforeCut }] : [];
  return [{ op: "feedLines", n: TEAR_OFF_LINES }, ...feed];
}

/** A known state before the first word: whatever a job before left behind is undone. */
export const startOps = (): EscposOp[] => [{ op: "init" }, { op: "kanji", on: true }, { op: "align", to: "center" }];

/** The commands of one ticket. Never throws: a hall's wording must not stop its queue. */
export function ticketOps(paper: TicketPaper, settings: EscposSettings): EscposOp[] {
  const dots = settings.dotsPerLine;
  const sizes = paper.largePrint === true ? LARGE_SIZES : ORDINARY_SIZES;
  return [
    ...startOps(),
    ...(paper.reprint ? reprintOps(dots) : []),
    ...block(paper.hall, sizes.heading, dots),
    ...numberOps(paper.number, dots),
    ...block(paper.service, sizes.key, dots),
    ...block(paper.ahead, sizes.key, dots),
    ...block(paper.estimate, sizes.estimate, dots),
    ...block(paper.time, sizes.plain, dots),
    ...block(paper.place, sizes.key, dots),
    ...notesOps(paper.notes, sizes.plain, dots),
    ...qrOps(paper.qr, settings.qrModule, settings),
    ...block(paper.shortCode, sizes.heading, dots),
    ...cutOps(settings),
  ];
}
