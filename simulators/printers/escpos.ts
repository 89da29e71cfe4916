// Simulated ESC/POS ticket printer: buffers, prints on paper, and answers status like a real one (hardware.md §1).
import {
  type FaultOptions,
  type FrameRecord,
  type Press,
  type PressResult,
  SimCore,
  type SimDevice,
  type SimOptions,
} from "../lib.ts";
import { type EscposOp, EscposReader } from "./escpos-ops.ts";
import { EscposParser } from "./escpos-parse.ts";
import {
  asbConcerns,
  asbStatus,
  cashinoStatus,
  NO_FLAGS,
  type PrinterFlags,
  paperStatus,
  processIdAnswer,
  realTimeStatus,
  textAnswer,
} from "./escpos-status.ts";
import { paperPicture, paperText } from "./paper.ts";
import { type EndOfTicket, PrintHead } from "./print-head.ts";

/** Tickets kept for looking at; older ones are thrown away. */
export const TICKETS_MAX = 200;
/** A printer that cannot print takes this much, then the line stops (flow control). */
export const BUFFER_BYTES_MAX = 256 * 1024;
/** A host that goes on in spite of that loses what no memory holds. */
export const LINE_BYTES_MAX = 512 * 1024;
/** All kept tickets together. */
export const TICKETS_BYTES_MAX = 64 * 1024 * 1024;
/** 80 mm paper at 203 dpi. */
const DOTS_PER_LINE = 576;
/** A slow printer: about as fast as a worn thermal head on a cold morning. */
const SLOW_STEP_MS = 20;
const SLOW_STEP_BYTES = 16;

const STATES: Readonly<Record<string, string>> = {
  "paper-out": "缺纸",
  "paper-near-end": "纸将尽",
  "cover-open": "机盖打开",
  "cutter-jam": "切刀故障",
  offline: "脱机",
  hang: "无响应",
};
/** Faults that keep the print head from moving. */
const STOPPING: ReadonlySet<string> = new Set(["paper-out", "cover-open", "cutter-jam", "offline", "hang"]);

export interface EscposPrinterSettings {
  readonly dotsPerLine?: number | undefined;
}

export interface PrintedTicket {
  /** Counts from 1 and is never used again. */
  readonly n: number;
  readonly at: string;
  readonly text: string;
  /** `torn`: the power went in the middle of a ticket, and somebody tore off what had come out. */
  readonly cut: EndOfTicket;
  /** About what it takes in memory. */
  readonly paperBytes: number;
  readonly png: Buffer;
}

interface Queued {
  readonly op: EscposOp;
  readonly bytes: number;
}

/** One ticket printer. */
export class EscposPrinterSim implements SimDevice {
  readonly id: string;
  readonly model = "printer/escpos";
  readonly keys: readonly string[] = ["feed"];
  readonly #core: SimCore;
  readonly #parser = new EscposParser();
  readonly #reader = new EscposReader();
  readonly #head: PrintHead;
  readonly #dotsPerLine: number;
  readonly #tickets: PrintedTicket[] = [];
  #queue: Queued[] = [];
  /** The first of the queue that is not printed yet. */
  #next = 0;
  #running = false;
  #queuedBytes = 0;
  #printedBytes = 0;
  #ticketCount = 0;
  #ticketBytes = 0;
  #asbMask = 0;
  #awaited: { readonly fault: string; leftBytes: number } | null = null;
  #cancelSlow: (() => void) | null = null;

  constructor(settings: EscposPrinterSettings = {}, options: SimOptions = {}) {
    this.id = options.id ?? "printer";
    this.#dotsPerLine = settings.dotsPerLine ?? DOTS_PER_LINE;
    this.#core = new SimCore(options, [
      "paper-out",
      "paper-near-end",
      "cover-open",
      "cutter-jam",
      "offline",
      "slow",
      "hang",
    ]);
    this.#head = new PrintHead(this.#dotsPerLine, (cut) => this.#endTicket(cut));
  }

  get display(): string {
    if (!this.plugged) return "";
    const state = STATES[this.#core.fault] ?? (this.#queuedBytes > 0 ? "打印中" : "就绪");
    return `${state} 已打印 ${this.#ticketCount} 张`;
  }

  get fault(): string {
    return this.#core.fault;
  }
  set fault(fault: string) {
    this.setFault(fault);
  }
  get faults(): readonly string[] {
    return this.#core.faults;
  }
  get plugged(): boolean {
    return this.#core.fault !== "unplugged";
  }
  get reading(): boolean {
    return this.plugged && this.#core.fault !== "hang" && this.#queuedBytes < BUFFER_BYTES_MAX;
  }
  get frames(): readonly FrameRecord[] {
    return this.#core.log.all;
  }
  get tickets(): readonly PrintedTicket[] {
    return this.#tickets;
  }

  receive(bytes: Uint8Array): void {
    if (!this.plugged) return;
    this.#core.log.add("in", bytes);
    for (const token of this.#parser.push(bytes)) {
      const op = this.#reader.read(token);
      if (!this.#realTime(op)) this.#enqueue({ op, bytes: token.bytes.length });
    }
    this.#run();
  }

  hostGone(): void {
    this.#parser.clear(false);
  }

  onSend(listener: (bytes: Uint8Array) => void): void {
    this.#core.onSend(listener);
  }

  onChange(listener: () => void): void {
    this.#core.onChange(listener);
  }

  /** The only key is the feed button. */
  press({ key }: Press): PressResult {
    if (key !== "feed") return { ok: false, allowed: this.keys };
    if (this.plugged && !this.#stopped) this.#head.perform({ op: "feedLines", n: 1 });
    return { ok: true };
  }

  /** With `afterBytes` the fault begins once that many further bytes have been printed. */
  setFault(fault: string, { afterBytes }: FaultOptions = {}): void {
    if (!this.faults.includes(fault)) throw new RangeError(`fault "${fault}": one of ${this.faults.join(", ")}`);
    if (afterBytes === undefined || afterBytes <= 0) this.#begin(fault);
    else this.#awaited = { fault, leftBytes: afterBytes };
  }

  view(): Record<string, unknown> {
    return {
      dotsPerLine: this.#dotsPerLine,
      tickets: this.#ticketCount,
      printedBytes: this.#printedBytes,
      waitingBytes: this.#queuedBytes,
      halfCommandBytes: this.#parser.waitingBytes,
      automaticStatus: this.#asbMask,
      onPaper: paperText(this.#head.items),
      awaitedFault: this.#awaited?.fault ?? null,
    };
  }

  get #stopped(): boolean {
    return !this.plugged || STOPPING.has(this.#core.fault);
  }

  #flags(fault = this.#core.fault): PrinterFlags {
    return {
      ...NO_FLAGS,
      offline: STOPPING.has(fault),
      coverOpen: fault === "cover-open",
      stoppedByPaperEnd: fault === "paper-out",
      error: fault === "cutter-jam",
      cutter: fault === "cutter-jam",
      nearEnd: fault === "paper-near-end",
      end: fault === "paper-out",
    };
  }

  #begin(fault: string): void {
    const before = this.#flags();
    this.#awaited = null;
    this.#core.setFault(fault);
    this.#cancelSlow?.();
    this.#cancelSlow = null;
    if (fault === "unplugged") this.#powerOff();
    else if (asbConcerns(this.#asbMask, before, this.#flags())) this.#answer(asbStatus(this.#flags()));
    this.#core.changed();
    this.#run();
  }

  /** The buffer is memory: without power it is gone, and with it the automatic status. */
  #powerOff(): void {
    this.#clearBuffer();
    this.#parser.clear(true);
    this.#reader.reset();
    this.#head.powerOff();
    this.#asbMask = 0;
  }

  #clearBuffer(): void {
    this.#queue = [];
    this.#next = 0;
    this.#queuedBytes = 0;
    this.#head.clearLine();
  }

  #enqueue(queued: Queued): void {
    if (this.#queuedBytes >= LINE_BYTES_MAX) return;
    this.#queue.push(queued);
    this.#queuedBytes += queued.bytes;
  }

  /** §1.4: these do not wait in the buffer. */
  #realTime(op: EscposOp): boolean {
    if (op.op === "dleEot") {
      // Drawer pin 3 is high on real printers without a drawer: 16 instead of 12 (§1.4).
      const status = realTimeStatus(op.n, { ...this.#flags(), drawerHigh: true });
      if (status !== null) this.#answer(Uint8Array.of(status));
      return true;
    }
    if (op.op === "clearBuffer") {
      this.#clearBuffer();
      return true;
    }
    return op.op === "recover";
  }

  #answer(bytes: Uint8Array): void {
    if (this.#core.fault !== "hang") this.#core.send(bytes);
  }

  /** Prints what waits, as far as the printer can. */
  #run(): void {
    // An answer may reach a host that writes at once: its bytes are printed by the loop that already runs.
    if (this.#running) return;
    this.#running = true;
    let changed = false;
    while (!this.#stopped && this.#core.fault !== "slow" && this.#printNext() > 0) changed = true;
    this.#running = false;
    if (this.#core.fault === "slow") this.#slowStep();
    if (changed) this.#core.changed();
  }

  #slowStep(): void {
    if (this.#cancelSlow !== null || this.#queuedBytes === 0) return;
    this.#cancelSlow = this.#core.clock.after(SLOW_STEP_MS, () => {
      this.#cancelSlow = null;
      let bytes = 0;
      while (bytes < SLOW_STEP_BYTES && this.#core.fault === "slow") {
        const printed = this.#printNext();
        if (printed === 0) break;
        bytes += printed;
      }
      this.#core.changed();
      this.#run();
    });
  }

  /** How many bytes that took; 0 when nothing waits. */
  #printNext(): number {
    const queued = this.#queue[this.#next];
    if (queued === undefined) return 0;
    this.#next++;
    this.#queuedBytes -= queued.bytes;
    if (this.#next === this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
    this.#printedBytes += queued.bytes;
    this.#perform(queued.op);
    if (this.#awaited !== null) {
      this.#awaited.leftBytes -= queued.bytes;
      if (this.#awaited.leftBytes <= 0) this.#begin(this.#awaited.fault);
    }
    return queued.bytes;
  }

  #perform(op: EscposOp): void {
    switch (op.op) {
      case "asb":
        this.#asbMask = op.mask;
        if (op.mask !== 0) this.#answer(asbStatus(this.#flags()));
        return;
      case "gsR":
        // §1.5: waits in the buffer like text, so it is never answered while the printer stands still.
        if (op.n === 1) this.#answer(Uint8Array.of(paperStatus(this.#flags())));
        else this.#answer(Uint8Array.of(0));
        return;
      case "gsI":
        this.#answer(identity(op.n));
        return;
      case "escV":
        this.#answer(Uint8Array.of(cashinoStatus(this.#flags())));
        return;
      case "processId":
        this.#answer(processIdAnswer(op.id));
        return;
      default:
        this.#head.perform(op);
        return;
    }
  }

  #endTicket(cut: EndOfTicket): void {
    const items = this.#head.items;
    const dots = this.#dotsPerLine;
    const paperBytes = this.#head.bytes;
    let picture: Buffer | null = null;
    this.#ticketCount++;
    this.#tickets.push({
      n: this.#ticketCount,
      at: new Date(this.#core.clock.now()).toISOString(),
      text: paperText(items),
      cut,
      paperBytes,
      // Drawn when somebody looks at it: a hall prints far more tickets than anybody wants to see.
      get png() {
        picture ??= paperPicture(items, dots);
        return picture;
      },
    });
    this.#ticketBytes += paperBytes;
    while (this.#tickets.length > TICKETS_MAX || this.#ticketBytes > TICKETS_BYTES_MAX) {
      this.#ticketBytes -= this.#tickets.shift()?.paperBytes ?? 0;
    }
  }
}

/** GS I n: a byte for numbers, `5F … 00` for texts (§1.5). */
function identity(n: number): Uint8Array {
  const texts: Readonly<Record<number, string>> = { 65: "1.0", 66: "HALLKEEPER", 67: "SIM-80", 68: "0000001" };
  const text = texts[n];
  if (text !== undefined) return textAnswer(text);
  return Uint8Array.of(n === 1 || n === 49 ? 0x20 : 0x02);
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: EscposPrinterSettings, options: SimOptions): SimDevice =>
  new EscposPrinterSim(settings, options);
