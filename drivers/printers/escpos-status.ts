// What a printer sends back: five kinds of answers in one stream, told apart byte by byte (hardware.md §1.5).
import type { PrinterStatus } from "../kernel/model.ts";

/** One thing read from the stream. What a `real-time` or `plain` byte answers is known only to whoever asked. */
export type PrinterAnswer =
  | { readonly kind: "real-time"; readonly byte: number }
  | { readonly kind: "asb"; readonly bytes: readonly [number, number, number, number] }
  | { readonly kind: "plain"; readonly byte: number }
  | { readonly kind: "process-id"; readonly id: string }
  | { readonly kind: "info"; readonly text: string }
  | { readonly kind: "flow"; readonly go: boolean }
  | { readonly kind: "garbage"; readonly count: number; readonly why: string };

/** What a status byte says, by the names of the tables in §1.4 and §1.5. */
export type StatusFact =
  | "drawerHigh"
  | "offline"
  | "waiting"
  | "feedButton"
  | "coverOpen"
  | "feeding"
  | "paperEndStop"
  | "error"
  | "recoverable"
  | "cutter"
  | "unrecoverable"
  | "autoRecoverable"
  | "nearEnd"
  | "end";

const XON = 0x11;
const XOFF = 0x13;
/** §1.3a: 37 22 d1 d2 d3 d4 00. */
const PROCESS_ID_HEAD = 0x37;
const PROCESS_ID_MARK = 0x22;
const PROCESS_ID_LENGTH = 4;
/** §1.5: GS I strings are 5F … 00. */
const INFO_HEAD = 0x5f;
const INFO_BYTES_MAX = 80;
const BLOCK_END = 0x00;

const isRealTime = (byte: number): boolean => (byte & 0x93) === 0x12;
const isAsbHead = (byte: number): boolean => (byte & 0x93) === 0x10;
const isPlain = (byte: number): boolean => (byte & 0x90) === 0x00;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

type Open = "asb" | "mark" | "process-id" | "info";

/** Byte-wise reader. It never waits for a time and never throws; what it cannot read is garbage, with a count. */
export class AnswerReader {
  #open: Open | null = null;
  readonly #held: number[] = [];

  /** Answers in the order in which their last byte came. */
  read(bytes: Uint8Array): PrinterAnswer[] {
    const answers: PrinterAnswer[] = [];
    for (const byte of bytes) this.#take(byte, answers);
    return answers;
  }

  /** A new connection starts with a clean stream. */
  reset(): void {
    this.#open = null;
    this.#held.length = 0;
  }

  #take(byte: number, answers: PrinterAnswer[]): void {
    // Flow control may come between any two bytes of a block (§1.5: "not 13h").
    if (byte === XON || byte === XOFF) {
      answers.push({ kind: "flow", go: byte === XON });
      return;
    }
    if (this.#open === null) this.#begin(byte, answers);
    else if (this.#fits(byte)) this.#extend(byte, answers);
    else {
      // The whole beginning is dropped, not re-read: the zeros of a broken ASB block would say "paper ok" thrice.
      answers.push({ kind: "garbage", count: this.#held.length, why: `broken ${this.#open} block` });
      this.reset();
      this.#begin(byte, answers);
    }
  }

  #begin(byte: number, answers: PrinterAnswer[]): void {
    if (isRealTime(byte)) answers.push({ kind: "real-time", byte });
    else if (isAsbHead(byte)) this.#start("asb", byte);
    else if (byte === PROCESS_ID_HEAD) this.#start("mark", byte);
    else if (byte === INFO_HEAD) this.#start("info", byte);
    else if (isPlain(byte)) answers.push({ kind: "plain", byte });
    else answers.push({ kind: "garbage", count: 1, why: "no status byte" });
  }

  #start(open: Open, byte: number): void {
    this.#open = open;
    this.#held.push(byte);
  }

  #fits(byte: number): boolean {
    if (this.#open === "asb") return isPlain(byte);
    if (this.#open === "mark") return byte === PROCESS_ID_MARK;
    if (this.#open === "info") {
      return byte === BLOCK_END || (isPrintable(byte) && this.#held.length <= INFO_BYTES_MAX);
    }
    const full = this.#held.length === 2 + PROCESS_ID_LENGTH;
    return full ? byte === BLOCK_END : isPrintable(byte);
  }

  #extend(byte: number, answers: PrinterAnswer[]): void {
    this.#held.push(byte);
    const held = this.#held;
    if (this.#open === "mark") this.#open = "process-id";
    else if (this.#open === "asb" && held.length === 4) {
      const [one = 0, two = 0, three = 0, four = 0] = held;
      this.#finish(answers, { kind: "asb", bytes: [one, two, three, four] });
    } else if (this.#open === "process-id" && held.length === 3 + PROCESS_ID_LENGTH) {
      this.#finish(answers, { kind: "process-id", id: String.fromCharCode(...held.slice(2, -1)) });
    } else if (this.#open === "info" && byte === BLOCK_END) {
      this.#finish(answers, { kind: "info", text: String.fromCharCode(...held.slice(1, -1)) });
    }
  }

  #finish(answers: PrinterAnswer[], answer: PrinterAnswer): void {
    answers.push(answer);
    this.reset();
  }
}

type Table = readonly (readonly [mask: number, fact: StatusFact])[];

/** §1.4. n = 4 has two sensors per fact, always reported together; either is believed. */
const REAL_TIME: Readonly<Record<number, Table>> = {
  1: [
    [0x04, "drawerHigh"],
    [0x08, "offline"],
    [0x20, "waiting"],
    [0x40, "feedButton"],
  ],
  2: [
    [0x04, "coverOpen"],
    [0x08, "feeding"],
    [0x20, "paperEndStop"],
    [0x40, "error"],
  ],
  3: [
    [0x04, "recoverable"],
    [0x08, "cutter"],
    [0x20, "unrecoverable"],
    [0x40, "autoRecoverable"],
  ],
  4: [
    [0x0c, "nearEnd"],
    [0x60, "end"],
  ],
};
/** §1.5. */
const ASB: readonly Table[] = [
  [
    [0x04, "drawerHigh"],
    [0x08, "offline"],
    [0x20, "coverOpen"],
    [0x40, "feedButton"],
  ],
  [
    [0x01, "waiting"],
    [0x04, "recoverable"],
    [0x08, "cutter"],
    [0x20, "unrecoverable"],
    [0x40, "autoRecoverable"],
  ],
  [
    [0x03, "nearEnd"],
    [0x0c, "end"],
  ],
];
/** §1.5, GS r 1. */
const PAPER_SENSOR: Table = [
  [0x03, "nearEnd"],
  [0x0c, "end"],
];
/** §1.5, Cashino ESC v. */
const ESC_V: Table = [
  [0x04, "end"],
  [0x08, "error"],
  [0x40, "autoRecoverable"],
];

const factsIn = (table: Table, byte: number): StatusFact[] =>
  table.filter(([mask]) => (byte & mask) !== 0).map(([, fact]) => fact);

/** What an answer to DLE EOT n says. */
export const realTimeFacts = (n: number, byte: number): StatusFact[] => factsIn(REAL_TIME[n] ?? [], byte);

/** What an ASB block says. */
export const asbFacts = (bytes: readonly number[]): StatusFact[] =>
  ASB.flatMap((table, at) => factsIn(table, bytes[at] ?? 0));

/** What an answer to GS r 1 says. */
export const paperSensorFacts = (byte: number): StatusFact[] => factsIn(PAPER_SENSOR, byte);

/** What an answer to ESC v says. */
export const escVFacts = (byte: number): StatusFact[] => factsIn(ESC_V, byte);

/** The status the hall sees; `paperKnown` is false for printers that never speak of paper. */
export function statusOf(facts: ReadonlySet<StatusFact>, paperKnown = true): PrinterStatus {
  const end = facts.has("end") || facts.has("paperEndStop");
  const paper = end ? "end" : facts.has("nearEnd") ? "near-end" : paperKnown ? "ok" : "unknown";
  const error = (["error", "recoverable", "unrecoverable", "autoRecoverable"] as const).some((fact) => facts.has(fact));
  return {
    online: !facts.has("offline") && !facts.has("waiting"),
    paper,
    coverOpen: facts.has("coverOpen"),
    cutterError: facts.has("cutter"),
    error,
  };
}

/** Why nothing may be sent to a printer in this state, or null. Chinese first: staff read it on the manager's page. */
export function obstacle(status: PrinterStatus): string | null {
  const faults = [
    status.paper === "end" ? "缺纸 paper end" : "",
    status.coverOpen ? "上盖打开 cover open" : "",
    status.cutterError ? "切刀故障 cutter error" : "",
    status.error ? "打印机故障 printer error" : "",
  ].filter((fault) => fault !== "");
  // Every fault takes the printer offline too; only a reason-less "offline" is worth its own words.
  if (faults.length === 0 && !status.online) faults.push("打印机脱机 printer offline");
  return faults.length === 0 ? null : faults.join("；");
}

/** One line about the state. */
export function describeStatus(status: PrinterStatus): string {
  const stop = obstacle(status);
  if (stop !== null) return stop;
  if (status.paper === "near-end") return "纸将尽 paper near end";
  return status.paper === "unknown" ? "就绪（纸量未知） ready, paper unknown" : "就绪 ready";
}
