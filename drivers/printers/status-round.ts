// One round of status questions, asked one at a time: an answer byte does not say what it answers (hardware.md §1.4).
import type { EscposOp } from "./escpos-ops.ts";
import type { EscposSettings } from "./escpos-settings.ts";
import { escVFacts, paperSensorFacts, realTimeFacts, type StatusFact } from "./escpos-status.ts";

/** One question and the kind of byte that answers it. */
export interface StatusQuestion {
  readonly ask: EscposOp;
  readonly answer: "real-time" | "plain";
  facts(byte: number): StatusFact[];
}

const realTime = (n: number): StatusQuestion => ({
  ask: { op: "dleEot", n },
  answer: "real-time",
  facts: (byte) => realTimeFacts(n, byte),
});
/** Paper last: the answer that matters most is the freshest when the decision falls. */
const REAL_TIME_ROUND: readonly StatusQuestion[] = [1, 2, 3, 4].map(realTime);
const PAPER_SENSOR: StatusQuestion = { ask: { op: "gsR", n: 1 }, answer: "plain", facts: paperSensorFacts };
const ESC_V: StatusQuestion = { ask: { op: "escV" }, answer: "plain", facts: escVFacts };

/** What a full round asks on this printer. ASB printers are asked too: a silent printer pushes nothing. */
export function questionsOf(status: EscposSettings["status"]): readonly StatusQuestion[] {
  switch (status) {
    case "dle-eot":
    case "asb":
      return REAL_TIME_ROUND;
    case "gs-r":
      return [PAPER_SENSOR];
    case "esc-v":
      return [ESC_V];
    case "none":
      return [];
  }
}

/** The question that is answered in stream order, after everything sent before it was processed. */
export const barrierOf = (status: EscposSettings["status"]): StatusQuestion =>
  status === "esc-v" ? ESC_V : PAPER_SENSOR;

/** Only DLE EOT is answered whatever is in the buffer, even out of paper (§1.4): a busy printer may be asked. */
export const answeredAtOnce = (status: EscposSettings["status"]): boolean => status === "dle-eot" || status === "asb";

/** Collects the answers of one round. */
export class StatusRound {
  readonly #questions: readonly StatusQuestion[];
  readonly #facts = new Set<StatusFact>();
  #at = 0;
  #noisy = false;

  constructor(questions: readonly StatusQuestion[]) {
    this.#questions = questions;
  }

  /** The question to ask now, or null when all are answered. */
  get question(): StatusQuestion | null {
    return this.#questions[this.#at] ?? null;
  }

  get facts(): ReadonlySet<StatusFact> {
    return this.#facts;
  }

  /** Noise on the line: any of the answers may have been noise too. */
  get noisy(): boolean {
    return this.#noisy;
  }

  disturb(): void {
    this.#noisy = true;
  }

  /** True when the byte answered the question under way. */
  answer(kind: "real-time" | "plain", byte: number): boolean {
    const question = this.question;
    if (question === null || question.answer !== kind) return false;
    for (const fact of question.facts(byte)) this.#facts.add(fact);
    this.#at += 1;
    return true;
  }
}
