// A printer on a table with a clock of its own: buffer, sensors, power, faults at a chosen moment of a ticket.
import { expect } from "vitest";
import type { PrinterEffect, PrinterInput, PrinterStatus, TicketPaper } from "../../drivers/kernel/model.ts";
import { type EscposSettings, escpos } from "../../drivers/printers/escpos.ts";

export const SETTINGS: EscposSettings = {
  dotsPerLine: 384,
  encoding: "gb18030",
  euro: "none",
  cut: "partial",
  feedBeforeCut: 40,
  status: "dle-eot",
  qr: "native",
  qrModule: 6,
  confirm: "barrier",
  pollMs: 2000,
  replyMs: 800,
  confirmMs: 4500,
};

export const paperOf = (number: string): TicketPaper => ({
  hall: "示例大厅",
  number,
  service: "社会保险",
  ahead: "前方等待 3 人",
  estimate: "",
  time: "2026-05-06 09:30",
  place: "",
  notes: [],
  qr: "",
  shortCode: "",
  reprint: false,
});

export type Fault = "paper-end" | "cover" | "cutter" | "power-cycle" | "unplug" | "hang";

/** What the line does with a byte string the printer sends: the delays at which it arrives (none = lost). */
export type AnswerRoute = (bytes: Uint8Array, index: number) => number[];

interface Settled {
  readonly jobId: string;
  readonly outcome: "printed" | "failed" | "unconfirmed";
  readonly detail: string;
  readonly atMs: number;
  /** Whether the whole ticket had left the head by then. */
  readonly trulyPrinted: boolean;
}

const WIRE_MS = 3;
const STEPS_MAX = 20_000;

const starts = (bytes: Uint8Array, ...head: number[]): boolean => head.every((byte, at) => bytes[at] === byte);

/** Runs one session against the printer. `network`: the printer's power going off closes the line. */
export class Rig {
  readonly settled: Settled[] = [];
  readonly statuses: (PrinterStatus | null)[] = [];
  readonly reopens: string[] = [];
  /** Tickets whose last byte was printed, in order; a ticket is known by its number. */
  readonly printed: string[] = [];
  /** Every job write that reached the line, whole or in part. */
  readonly jobWrites: string[] = [];
  readonly rawWrites: Uint8Array[] = [];
  garbage = 0;
  nowMs = 0;
  nearEnd = false;
  paperEnd = false;
  cover = false;
  cutter = false;
  strike: { readonly offset: number; readonly fault: Fault } | null = null;
  route: AnswerRoute = () => [WIRE_MS];
  writtenMs = 1;
  /** How long a ticket takes to leave the head. */
  printMs = 300;
  bootMs = 2600;
  readonly writeTimesMs: number[] = [];

  readonly #session;
  readonly #network: boolean;
  readonly #events: { atMs: number; run: () => void }[] = [];
  #timer: { cancelled: boolean } | null = null;
  #buffer: Uint8Array[] = [];
  #powered = true;
  #hung = false;
  #open = false;
  #asb = 0;
  #busy = false;
  /** Grows when the printer forgets, and when the line is cut. */
  #life = 0;
  #lineLife = 0;
  #answers = 0;

  constructor(settings: Partial<EscposSettings> = {}, network = true) {
    this.#session = escpos.session({ ...SETTINGS, ...settings });
    this.#network = network;
  }

  open(): void {
    this.#open = true;
    this.feed({ type: "opened" });
  }

  print(number: string): void {
    this.feed({ type: "print", jobId: `job-${number}`, paper: paperOf(number) });
  }

  feed(input: PrinterInput): void {
    for (const effect of this.#session.step(input)) this.#perform(effect);
  }

  /** Lets time pass. */
  run(ms: number): void {
    const endMs = this.nowMs + ms;
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      this.#events.sort((one, other) => one.atMs - other.atMs);
      const event = this.#events[0];
      if (event === undefined || event.atMs > endMs) {
        this.nowMs = endMs;
        return;
      }
      this.#events.shift();
      this.nowMs = event.atMs;
      event.run();
    }
    throw new Error("the session never comes to rest");
  }

  after(ms: number, run: () => void): void {
    this.#events.push({ atMs: this.nowMs + ms, run });
  }

  close(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#lineLife += 1;
    this.feed({ type: "closed", reason });
  }

  /** Bytes on the line that the printer never sent. */
  inject(bytes: Uint8Array): void {
    if (this.#open) this.feed({ type: "bytes", bytes });
  }

  /** A person puts things right: new roll, cover shut, jam cleared. */
  mend(): void {
    this.paperEnd = false;
    this.cover = false;
    this.cutter = false;
    this.#push();
    this.#work();
  }

  /** A sensor changed by itself: ASB printers say so. */
  sensed(): void {
    this.#push();
  }

  outcomes(number: string): string[] {
    return this.settled.filter(({ jobId }) => jobId === `job-${number}`).map(({ outcome }) => outcome);
  }

  #perform(effect: PrinterEffect): void {
    if (effect.do === "write") this.#take(effect.bytes);
    else if (effect.do === "arm") this.#arm(effect.ms);
    else if (effect.do === "disarm") this.#disarm();
    else if (effect.do === "status") this.statuses.push(effect.status);
    else if (effect.do === "garbage") this.garbage += effect.count;
    else if (effect.do === "settle") {
      const { jobId, outcome, detail } = effect;
      const trulyPrinted = this.printed.includes(jobId.slice("job-".length));
      this.settled.push({ jobId, outcome, detail, atMs: this.nowMs, trulyPrinted });
    } else {
      this.reopens.push(effect.reason);
      this.after(0, () => this.close(effect.reason));
      this.after(500, () => this.#powered && this.open());
    }
  }

  #disarm(): void {
    if (this.#timer !== null) this.#timer.cancelled = true;
  }

  #arm(ms: number): void {
    this.#disarm();
    const timer = { cancelled: false };
    this.#timer = timer;
    this.after(ms, () => !timer.cancelled && this.feed({ type: "timer" }));
  }

  #take(bytes: Uint8Array): void {
    if (!this.#open) throw new Error("bytes written to a closed line");
    this.rawWrites.push(bytes);
    this.writeTimesMs.push(this.nowMs);
    const number = numberIn(bytes);
    if (number !== null) this.jobWrites.push(number);
    if (this.#hung) return;
    if (number !== null && this.strike?.fault === "hang") {
      this.#hung = true;
      return;
    }
    const line = this.#lineLife;
    this.after(this.writtenMs, () => line === this.#lineLife && this.feed({ type: "written" }));
    this.after(WIRE_MS, () => line === this.#lineLife && this.#receive(bytes));
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#powered) return;
    if (bytes.length === 3 && starts(bytes, 0x10, 0x04)) {
      this.#answer(Uint8Array.of(this.#realTime(bytes[2] ?? 0)));
      return;
    }
    this.#buffer.push(bytes);
    this.#work();
  }

  get #stopped(): boolean {
    return this.paperEnd || this.cover || this.cutter;
  }

  #realTime(n: number): number {
    const bit = (on: boolean, mask: number) => (on ? mask : 0);
    if (n === 1) return 0x16 | bit(this.#stopped, 0x08);
    if (n === 2) return 0x12 | bit(this.cover, 0x04) | bit(this.paperEnd, 0x20) | bit(this.cutter, 0x40);
    if (n === 3) return 0x12 | bit(this.cutter, 0x08);
    return 0x12 | bit(this.nearEnd, 0x0c) | bit(this.paperEnd, 0x60);
  }

  #push(): void {
    if (this.#asb === 0 || !this.#powered) return;
    const bit = (on: boolean, mask: number) => (on ? mask : 0);
    const one = 0x10 | bit(this.#stopped, 0x08) | bit(this.cover, 0x20);
    const three = bit(this.nearEnd, 0x03) | bit(this.paperEnd, 0x0c);
    this.#answer(Uint8Array.of(one, bit(this.cutter, 0x08), three, 0));
  }

  #answer(bytes: Uint8Array): void {
    const life = this.#life;
    for (const delayMs of this.route(bytes, this.#answers++)) {
      this.after(delayMs, () => this.#open && (life === this.#life || !this.#network) && this.inject(bytes));
    }
  }

  /** In stream order, and only while nothing stops the printer. */
  #work(): void {
    if (this.#busy || this.#stopped || !this.#powered) return;
    const bytes = this.#buffer.shift();
    if (bytes === undefined) return;
    if (starts(bytes, 0x1d, 0x72)) this.#answer(Uint8Array.of(this.nearEnd ? 0x03 : 0x00));
    else if (starts(bytes, 0x1d, 0x28, 0x48)) this.#answer(Uint8Array.of(0x37, 0x22, ...bytes.slice(7, 11), 0x00));
    else if (starts(bytes, 0x1d, 0x61)) {
      this.#asb = bytes[2] ?? 0;
      this.#push();
    } else {
      this.#printTicket(bytes);
      return;
    }
    this.#work();
  }

  #printTicket(bytes: Uint8Array): void {
    const { strike } = this;
    if (strike !== null && strike.offset < bytes.length) {
      this.strike = null;
      this.#buffer.unshift(bytes); // What is left of it prints when the fault is mended.
      this.#hit(strike.fault);
      return;
    }
    this.#busy = true;
    const life = this.#life;
    this.after(this.printMs, () => {
      if (life !== this.#life) return;
      this.#busy = false;
      this.printed.push(numberIn(bytes) ?? "?");
      this.#work();
    });
  }

  #hit(fault: Fault): void {
    if (fault === "paper-end") this.paperEnd = true;
    if (fault === "cover") this.cover = true;
    if (fault === "cutter") this.cutter = true;
    if (fault === "paper-end" || fault === "cover" || fault === "cutter") this.#push();
    if (fault === "power-cycle") this.powerCycle();
    if (fault === "unplug") {
      this.#life += 1;
      this.#buffer = [];
      this.close("cable out");
      this.after(700, () => this.open());
    }
  }

  /** Off for a while: everything in the buffer is gone, and ASB is off again. */
  powerCycle(): void {
    this.#life += 1;
    this.#powered = false;
    this.#busy = false;
    this.#buffer = [];
    this.#asb = 0;
    if (this.#network) this.close("connection reset");
    this.after(this.bootMs, () => {
      this.#powered = true;
      if (!this.#open) this.open();
    });
  }
}

/** The ticket number in a job's bytes. */
function numberIn(bytes: Uint8Array): string | null {
  return /[A-Z]\d{3}/.exec(Buffer.from(bytes).toString("latin1"))?.[0] ?? null;
}

/** A rig whose printer has answered its first questions. */
export function opened(settings: Partial<EscposSettings> = {}, network = true): Rig {
  const rig = new Rig(settings, network);
  rig.open();
  rig.run(100);
  return rig;
}

/** What must hold whatever happened. */
export function expectHonest(rig: Rig): void {
  for (const { outcome, trulyPrinted, jobId } of rig.settled) {
    if (outcome === "printed") expect(trulyPrinted, `${jobId} called printed`).toBe(true);
    const number = jobId.slice("job-".length);
    if (outcome === "failed") expect(rig.jobWrites, `${jobId} called failed`).not.toContain(number);
  }
  expect(new Set(rig.jobWrites).size, "a ticket was sent twice").toBe(rig.jobWrites.length);
  expect(new Set(rig.printed).size, "a ticket came out twice").toBe(rig.printed.length);
}
