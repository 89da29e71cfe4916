// The print head: modes, the line being filled, and the paper that has come out (hardware.md §1.2).
import { code39Bars, code128Bars, ean13Bars } from "./bars.ts";
import { type Align, type CutKind, code128Text, type EscposOp } from "./escpos-ops.ts";
import { LINE_PITCH_DOTS, type PaperItem, type Run, signWidth } from "./paper.ts";

export type EndOfTicket = CutKind | "form-feed" | "torn";

const BARCODE = { height: 162, module: 3, hri: 0 };
const MODULE_MAX = 16;
/** Paper between the head and the knife. */
const KNIFE_DOTS = 60;
/** A ticket has some fifty lines; a stream without any cut must not fill the memory. */
export const ITEMS_MAX = 5_000;
/** Pictures on one ticket; a real one carries some tens of kilobytes. */
export const PAPER_BYTES_MAX = 8 * 1024 * 1024;

type Modes = Omit<Run, "text">;
const PLAIN: Modes = { wide: 1, high: 1, bold: false, underline: 0, invert: false, font: "A" };

/** Turns commands into paper; calls `ended` when a ticket leaves the printer, before the paper is empty again. */
export class PrintHead {
  readonly #dotsPerLine: number;
  readonly #ended: (cut: EndOfTicket) => void;
  #items: PaperItem[] = [];
  #bytes = 0;
  #line: Run[] = [];
  #lineDots = 0;
  #modes = PLAIN;
  #emphasis = { bold: false, doubleStrike: false };
  #align: Align = "left";
  #pitch: number | null = null;
  #left = 0;
  #width: number | null = null;
  #barcode = { ...BARCODE };

  constructor(dotsPerLine: number, ended: (cut: EndOfTicket) => void) {
    this.#dotsPerLine = dotsPerLine;
    this.#ended = ended;
  }

  get items(): readonly PaperItem[] {
    return this.#items;
  }

  /** About what the paper takes in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What stands in the line buffer was not printed yet. */
  clearLine(): void {
    this.#line = [];
    this.#lineDots = 0;
  }

  /** What has come out hangs from the printer; a person tears it off before the next ticket. */
  powerOff(): void {
    this.clearLine();
    this.#resetModes();
    if (this.#hasPrint()) this.#end("torn");
    else this.#newPaper();
  }

  perform(op: EscposOp): void {
    if (!this.#setMode(op)) this.#move(op);
  }

  /** True when the command only changes how the next ones print. */
  #setMode(op: EscposOp): boolean {
    switch (op.op) {
      case "init":
        this.clearLine();
        this.#resetModes();
        return true;
      case "bold":
      case "doubleStrike":
        this.#emphasis = { ...this.#emphasis, [op.op]: op.on };
        this.#modes = { ...this.#modes, bold: this.#emphasis.bold || this.#emphasis.doubleStrike };
        return true;
      case "invert":
        this.#modes = { ...this.#modes, invert: op.on };
        return true;
      case "underline":
        this.#modes = { ...this.#modes, underline: Math.min(op.dots, 2) };
        return true;
      case "font":
        this.#modes = { ...this.#modes, font: op.font };
        return true;
      case "size":
        this.#modes = { ...this.#modes, wide: op.width, high: op.height };
        return true;
      case "mode":
        this.#emphasis = { ...this.#emphasis, bold: op.bold };
        this.#modes = {
          ...this.#modes,
          bold: op.bold || this.#emphasis.doubleStrike,
          wide: op.doubleWidth ? 2 : 1,
          high: op.doubleHeight ? 2 : 1,
          underline: op.underline ? 1 : 0,
          font: op.font ?? "A",
        };
        return true;
      case "align":
        if (this.#line.length === 0) this.#align = op.to; // §1.2: only at line start
        return true;
      default:
        return this.#setLayout(op);
    }
  }

  #setLayout(op: EscposOp): boolean {
    switch (op.op) {
      case "linePitch":
        this.#pitch = op.dots;
        return true;
      case "leftMargin":
        this.#left = Math.min(op.dots, this.#dotsPerLine);
        return true;
      case "printWidth":
        this.#width = op.dots;
        return true;
      case "barcodeHeight":
        this.#barcode.height = Math.max(1, op.dots);
        return true;
      case "barcodeWidth":
        this.#barcode.module = Math.min(Math.max(op.n, 1), MODULE_MAX);
        return true;
      case "hriPosition":
        this.#barcode.hri = op.n <= 3 ? op.n : 0;
        return true;
      default:
        return false;
    }
  }

  #move(op: EscposOp): void {
    switch (op.op) {
      case "text":
        this.#put(op.text);
        return;
      case "lf":
        this.#feedLine();
        return;
      case "feedLines":
        if (this.#line.length > 0) this.#feedLine();
        this.#add({ kind: "feed", dots: op.n * this.#pitchDots });
        return;
      case "feedDots":
        if (this.#line.length > 0) this.#feedLine();
        this.#add({ kind: "feed", dots: op.n });
        return;
      case "formFeed":
      case "release":
        this.#cut("form-feed", 0);
        return;
      case "cut":
        this.#cut(op.kind, op.feed ?? 0);
        return;
      case "oldCut":
        this.#cut(op.kind, 0);
        return;
      case "selfTest":
        this.#selfTest();
        return;
      default:
        this.#symbol(op);
        return;
    }
  }

  #symbol(op: EscposOp): void {
    const placed = this.#placed();
    const bars = { ...placed, kind: "bars" as const, ...this.#barcode };
    switch (op.op) {
      case "qr":
        this.#block({
          ...placed,
          kind: "qr",
          data: op.data,
          module: Math.min(Math.max(op.size, 1), MODULE_MAX),
          ec: op.ec,
        });
        return;
      case "raster":
      case "graphics": {
        const scale = { scaleX: (op.mode & 1) === 0 ? 1 : 2, scaleY: (op.mode & 2) === 0 ? 1 : 2 };
        this.#block({ ...placed, kind: "image", dots: op.dots, ...scale });
        return;
      }
      case "code128":
        this.#block({ ...bars, name: "CODE128", data: code128Text(op.parts), bars: code128Bars(op.parts) });
        return;
      case "code39":
        this.#block({ ...bars, name: "CODE39", data: op.data, bars: code39Bars(op.data) });
        return;
      case "ean13":
        this.#block({ ...bars, name: "EAN13", data: op.data, bars: ean13Bars(op.data) });
        return;
      case "pdf417":
        this.#block({ ...bars, name: "PDF417", data: op.data, bars: "" });
        return;
      case "barcode":
        this.#block({ ...bars, name: `BARCODE ${op.kind}`, data: op.data, bars: "" });
        return;
      default:
        return;
    }
  }

  get #room(): number {
    const room = this.#dotsPerLine - this.#left;
    return this.#width === null ? room : Math.min(this.#width, room);
  }

  get #pitchDots(): number {
    return this.#pitch ?? LINE_PITCH_DOTS;
  }

  #placed(): { align: Align; left: number; room: number } {
    return { align: this.#align, left: this.#left, room: this.#room };
  }

  #put(sign: string): void {
    const width = signWidth(sign, this.#modes);
    if (this.#lineDots + width > this.#room && this.#line.length > 0) this.#feedLine();
    this.#lineDots += width;
    const last = this.#line.at(-1);
    if (last !== undefined && sameModes(last, this.#modes)) {
      this.#line[this.#line.length - 1] = { ...last, text: last.text + sign };
    } else this.#line.push({ ...this.#modes, text: sign });
  }

  #feedLine(): void {
    const item: PaperItem = { ...this.#placed(), kind: "line", runs: this.#line, pitch: this.#pitchDots };
    this.#line = [];
    this.#lineDots = 0;
    this.#add(item);
  }

  /** Pictures and symbols begin on a line of their own. */
  #block(item: PaperItem): void {
    if (this.#line.length > 0) this.#feedLine();
    this.#add(item);
  }

  #add(item: PaperItem): void {
    this.#items.push(item);
    this.#bytes += itemBytes(item);
    if (this.#items.length > ITEMS_MAX || this.#bytes > PAPER_BYTES_MAX) this.#end("torn");
  }

  #cut(kind: EndOfTicket, feed: number): void {
    if (this.#line.length > 0) this.#feedLine();
    // A cut on white paper makes no ticket: some hosts cut once more to be sure.
    if (!this.#hasPrint()) return;
    this.#items.push({ kind: "feed", dots: KNIFE_DOTS + feed });
    this.#end(kind);
  }

  #hasPrint(): boolean {
    return this.#items.some((item) => item.kind !== "feed" && !(item.kind === "line" && item.runs.length === 0));
  }

  #end(cut: EndOfTicket): void {
    this.#ended(cut);
    this.#newPaper();
  }

  #newPaper(): void {
    this.#items = [];
    this.#bytes = 0;
  }

  #selfTest(): void {
    for (const sign of "自检 SELF TEST") this.#put(sign);
    this.#feedLine();
  }

  #resetModes(): void {
    this.#modes = PLAIN;
    this.#emphasis = { bold: false, doubleStrike: false };
    this.#align = "left";
    this.#pitch = null;
    this.#left = 0;
    this.#width = null;
    this.#barcode = { ...BARCODE };
  }
}

function itemBytes(item: PaperItem): number {
  if (item.kind === "image") return item.dots.bits.length;
  if (item.kind === "line") return item.runs.reduce((sum, { text }) => sum + text.length * 2, 0);
  return item.kind === "feed" ? 0 : item.data.length;
}

const sameModes = (run: Run, modes: Modes): boolean =>
  run.wide === modes.wide &&
  run.high === modes.high &&
  run.bold === modes.bold &&
  run.underline === modes.underline &&
  run.invert === modes.invert &&
  run.font === modes.font;
