// One printer's conversation: ask before sending, send once, "printed" only on proof (hardware.md §1.7).
import type { PrinterEffect, PrinterInput, PrinterSession, PrinterStatus } from "../kernel/model.ts";
import { AnswerCount } from "./answer-count.ts";
import { type EscposSettings, proofOf } from "./escpos-settings.ts";
import * as status from "./escpos-status.ts";
import { begin, type CurrentJob, composeJob, type LateJob, type QueuedJob, writeMs } from "./print-job.ts";
import { WORDS } from "./printer-words.ts";
import { ProcessIds } from "./process-ids.ts";
import { SessionOutbox } from "./session-outbox.ts";
import { answeredAtOnce, barrierOf, questionsOf, StatusRound } from "./status-round.ts";

const JOBS_MAX = 32;
/** Answers that come this long after a question was given up still belong to it. */
const LATE_MS = 200;
/** While a ticket is being printed the printer is asked this often how it is. */
const HEALTH_MS = 500;
/** Without any proof: how long a ticket takes to leave the head, before the state is asked. */
const PRINTING_MS = 1500;
const ATTEMPTS_MAX = 2;
const MISSED_MAX = 3;
/** §1.5: online/offline, errors, paper; the cash drawer is nobody's business here. */
const ASB_MASK = 0x0e;
/** One answer more than could be noise. */
const BARRIER_ANSWERS = 2;
const PROCESS_ID_BYTES = 7;

/** What a round of questions is for. */
type Purpose = "poll" | "before" | "during" | "after";
type Try = { purpose: Purpose; readonly attempt: number };
type Asking = Try & { readonly at: "asking"; readonly round: StatusRound };
type Draining = Try & { readonly at: "draining" };
type Phase = { readonly at: "down" | "idle" | "sending" | "waiting" } | Asking | Draining;

/**
 * At most once: a job whose first byte left is never sent again here, whatever becomes of it. A job settled as
 * `unconfirmed` may be settled a second time, as `printed`, when its own proof comes late.
 */
export class EscposSession implements PrinterSession {
  readonly #settings: EscposSettings;
  readonly #out = new SessionOutbox();
  readonly #reader = new status.AnswerReader();
  readonly #count = new AnswerCount();
  readonly #ids = new ProcessIds();
  readonly #queue: QueuedJob[] = [];
  #phase: Phase = { at: "down" };
  #current: CurrentJob | null = null;
  #late: LateJob | null = null;
  #status: PrinterStatus | null = null;
  #missed = 0;
  /** Length of a job that broke off on the way: its last command may still be waiting for this many bytes. */
  #brokenBytes = 0;

  constructor(settings: EscposSettings) {
    this.#settings = settings;
  }

  step(input: PrinterInput): PrinterEffect[] {
    if (input.type === "opened") this.#opened();
    else if (input.type === "closed") this.#down(input.reason);
    else if (input.type === "timer") this.#timer();
    else if (input.type === "written") this.#written();
    else if (input.type === "print") this.#enqueue({ jobId: input.jobId, paper: input.paper });
    else if (input.type === "test") this.#enqueue({ jobId: input.jobId, paper: null });
    else for (const answer of this.#reader.read(input.bytes)) this.#heard(answer);
    return this.#out.take();
  }

  // The line.

  #opened(): void {
    if (this.#phase.at !== "down") this.#down("");
    this.#reader.reset();
    this.#out.restart();
    this.#missed = 0;
    if (this.#settings.status === "none") {
      this.#learn(new Set(), false);
      this.#next();
    } else {
      this.#ask("poll");
    }
  }

  #down(reason: string): void {
    this.#phase = { at: "down" };
    this.#interrupted();
    const job = this.#current;
    if (job?.stage === "before") this.#finish("failed", WORDS.lostBefore(reason));
    else if (job !== null) this.#breakOff(WORDS.lostDuring(reason));
    this.#failQueue(WORDS.lostBefore(reason));
    this.#status = null;
    this.#out.tell(null, WORDS.notConnected(reason));
    this.#out.disarm();
  }

  #giveUp(reason: string): void {
    this.#down(reason);
    this.#out.reopen(reason);
  }

  /** The printer may have lost its buffer: what was asked before proves nothing any more. */
  #interrupted(): void {
    this.#late = null;
    this.#count.abandon();
    this.#ids.interrupted();
  }

  // Jobs.

  #enqueue(job: QueuedJob): void {
    if (this.#phase.at === "down") this.#out.settle(job.jobId, "failed", WORDS.notConnected(""));
    else if (this.#queue.length >= JOBS_MAX) this.#out.settle(job.jobId, "failed", WORDS.queueFull(JOBS_MAX));
    else this.#queue.push(job);
    if (this.#phase.at === "idle" && this.#queue.length > 0) this.#next();
  }

  #failQueue(why: string): void {
    for (const job of this.#queue.splice(0)) this.#out.settle(job.jobId, "failed", why);
  }

  #next(): void {
    const job = this.#queue.shift();
    if (job !== undefined) {
      this.#current = begin(job);
      this.#ask("before");
      return;
    }
    this.#phase = { at: "idle" };
    if (this.#settings.status === "none") this.#out.disarm();
    else this.#out.arm(this.#late === null ? this.#settings.pollMs : HEALTH_MS);
  }

  #send(job: CurrentJob): void {
    const bytes = composeJob(job, this.#settings, this.#status, this.#brokenBytes);
    this.#brokenBytes = 0;
    job.stage = "sending";
    job.bytesSent = bytes.length;
    this.#phase = { at: "sending" };
    job.writeNumber = this.#out.writeBytes(bytes);
    this.#out.arm(writeMs(bytes.length));
  }

  /** The question goes out in a write of its own, after the job's: no earlier answer can be meant for it. */
  #written(): void {
    const job = this.#current;
    const writes = this.#out.written();
    if (this.#phase.at !== "sending" || job === null || writes < job.writeNumber) return;
    job.stage = "waiting";
    job.budgetMs = this.#settings.confirmMs;
    const proof = proofOf(this.#settings);
    if (proof === "none" && this.#settings.status === "none") {
      this.#finish("printed", WORDS.takenOnly);
      this.#next();
      return;
    }
    if (proof === "process-id") this.#out.write({ op: "processId", id: this.#ids.issue(job.jobId) });
    if (proof === "barrier") {
      this.#late = null;
      this.#count.begin(BARRIER_ANSWERS);
      this.#askInOrder();
    }
    const fault = this.#fault();
    if (fault !== null) this.#doubt(WORDS.faultDuring(fault));
    else this.#wait(job);
  }

  #wait(job: CurrentJob): void {
    this.#phase = { at: "waiting" };
    const lookMs = answeredAtOnce(this.#settings.status) ? HEALTH_MS : job.budgetMs;
    const waitMs = proofOf(this.#settings) === "none" ? PRINTING_MS : lookMs;
    this.#out.arm(Math.max(1, Math.min(waitMs, job.budgetMs)));
  }

  #finish(outcome: "printed" | "failed" | "unconfirmed", detail: string): void {
    if (this.#current !== null) this.#out.settle(this.#current.jobId, outcome, detail);
    this.#current = null;
  }

  /** Nobody knows, a person decides; but the proof may still come. */
  #doubt(why: string): void {
    const job = this.#current;
    this.#finish("unconfirmed", why);
    if (job !== null && this.#count.waiting) this.#late = { jobId: job.jobId, proven: false, asked: false };
    this.#carryOn();
  }

  /** Nobody knows, and what the printer holds of the job is not known either. */
  #breakOff(why: string): void {
    this.#brokenBytes = this.#current?.bytesSent ?? 0;
    this.#finish("unconfirmed", why);
  }

  /** A question under way is not dropped: its answer would be taken for the next one's. */
  #carryOn(): void {
    if (this.#phase.at === "asking" || this.#phase.at === "draining") this.#phase.purpose = "poll";
    else this.#next();
  }

  // What the printer says.

  #heard(answer: status.PrinterAnswer): void {
    if (this.#phase.at === "down" || answer.kind === "flow") return;
    if (answer.kind === "real-time") this.#heardRealTime(answer.byte);
    else if (answer.kind === "plain") this.#heardInOrder(answer.byte);
    else if (answer.kind === "process-id") this.#heardProcessId(answer.id);
    else if (answer.kind === "garbage") this.#garbage(answer.count, answer.why);
    else if (answer.kind === "info") this.#garbage(answer.text.length + 2, WORDS.notAsked("GS I"));
    else {
      this.#learn(new Set(status.asbFacts(answer.bytes)));
      this.#checkWhilePrinting();
    }
  }

  #garbage(count: number, why: string): void {
    this.#out.garbage(count, why);
    if (this.#phase.at === "asking") this.#phase.round.disturb();
  }

  #heardRealTime(byte: number): void {
    if (this.#phase.at === "asking" && this.#phase.round.answer("real-time", byte)) this.#proceed(this.#phase);
    else this.#garbage(1, WORDS.notAsked("DLE EOT"));
  }

  #heardInOrder(byte: number): void {
    const verdict = this.#count.answered();
    if (verdict === "stray") this.#garbage(1, WORDS.notAsked("GS r"));
    if (verdict === "more") {
      this.#askInOrder();
      if (this.#phase.at === "asking" && this.#phase.round.question?.answer === "plain") {
        this.#out.arm(this.#settings.replyMs);
      }
    }
    if (verdict !== "done") return;
    if (this.#phase.at === "asking" && this.#phase.round.answer("plain", byte)) this.#proceed(this.#phase);
    else if (this.#current?.stage === "waiting") this.#barrierAnswered(this.#current, byte);
    else if (this.#late !== null) {
      this.#late.proven = true;
      if (this.#phase.at === "idle") this.#ask("poll");
    }
  }

  /** Everything before the barrier was processed; whether that ended well is asked once more. */
  #barrierAnswered(job: CurrentJob, byte: number): void {
    const fault = status.obstacle(status.statusOf(new Set(barrierOf(this.#settings.status).facts(byte))));
    if (fault !== null) {
      this.#doubt(WORDS.faultDuring(fault));
      return;
    }
    job.proven = true;
    if (!answeredAtOnce(this.#settings.status)) {
      this.#finish("printed", WORDS.confirmed);
      this.#carryOn();
    } else if (this.#phase.at === "waiting") {
      this.#ask("after");
    }
  }

  #heardProcessId(id: string): void {
    const proven = this.#ids.answered(id);
    if (proven.length === 0) this.#garbage(PROCESS_ID_BYTES, WORDS.notAsked("GS ( H"));
    const job = this.#current;
    for (const jobId of proven) {
      this.#out.settle(jobId, "printed", jobId === job?.jobId ? WORDS.confirmed : WORDS.confirmedLate);
    }
    if (job === null || !proven.includes(job.jobId)) return;
    this.#current = null;
    this.#carryOn();
  }

  #learn(facts: ReadonlySet<status.StatusFact>, paperKnown = true): void {
    this.#status = status.statusOf(facts, paperKnown);
    this.#out.tell(this.#status, status.describeStatus(this.#status));
  }

  #fault(): string | null {
    return this.#status === null ? null : status.obstacle(this.#status);
  }

  /** An ASB block came by itself. */
  #checkWhilePrinting(): void {
    const fault = this.#fault();
    if (fault === null || this.#current?.stage !== "waiting") return;
    this.#ids.interrupted();
    this.#doubt(WORDS.faultDuring(fault));
  }

  // Rounds of questions.

  #ask(purpose: Purpose, attempt = 1): void {
    // Enabling again costs nothing and heals a printer that was switched off and on in silence.
    if (this.#settings.status === "asb" && purpose !== "during") this.#out.write({ op: "asb", mask: ASB_MASK });
    if (this.#late?.proven) this.#late.asked = true;
    const round = new StatusRound(questionsOf(this.#settings.status));
    const asking: Asking = { at: "asking", purpose, attempt, round };
    this.#phase = asking;
    this.#proceed(asking);
  }

  #askInOrder(): void {
    this.#count.asked();
    this.#out.write(barrierOf(this.#settings.status).ask);
  }

  #proceed(asking: Asking): void {
    const question = asking.round.question;
    if (question === null) {
      if (asking.round.noisy) this.#unanswered(asking, WORDS.noise);
      else this.#answered(asking);
      return;
    }
    if (question.answer === "plain") {
      this.#late = null;
      this.#count.begin(1);
      this.#askInOrder();
    } else {
      this.#out.write(question.ask);
    }
    this.#out.arm(this.#settings.replyMs);
  }

  #answered({ purpose, round }: Asking): void {
    this.#missed = 0;
    this.#phase = { at: "idle" };
    if (this.#settings.status !== "none") this.#learn(round.facts);
    const fault = this.#fault();
    this.#upgradeLate(fault);
    const job = this.#current;
    if (job === null || purpose === "poll") this.#next();
    else if (fault !== null) this.#faultFound(purpose, fault);
    else if (purpose === "before") this.#send(job);
    else if (purpose === "during" && job.proven) this.#ask("after");
    else if (purpose === "during") this.#wait(job);
    else {
      this.#finish("printed", job.proven ? WORDS.confirmed : WORDS.clearAfter);
      this.#next();
    }
  }

  #faultFound(purpose: Exclude<Purpose, "poll">, fault: string): void {
    if (purpose === "before") {
      this.#finish("failed", WORDS.heldBack(fault));
      this.#next();
      return;
    }
    this.#ids.interrupted();
    this.#doubt(purpose === "during" ? WORDS.faultDuring(fault) : WORDS.faultAfter(fault));
  }

  #upgradeLate(fault: string | null): void {
    if (this.#late === null || !this.#late.asked) return;
    if (fault === null) this.#out.settle(this.#late.jobId, "printed", WORDS.confirmedLate);
    this.#late = null;
  }

  #unanswered({ purpose, attempt }: Try, why: string): void {
    // A silence may have been a power cycle: a barrier answered after it proves nothing about a job before it.
    if (this.#current?.stage !== "waiting") this.#interrupted();
    this.#missed += 1;
    const lastTry = purpose === "poll" ? this.#missed >= MISSED_MAX : attempt >= ATTEMPTS_MAX;
    if (lastTry && purpose === "before") {
      this.#finish("failed", WORDS.heldBack(why));
      this.#failQueue(WORDS.heldBack(why));
    } else if (lastTry && purpose !== "poll") {
      this.#interrupted();
      this.#breakOff(WORDS.silentDuring(why));
    }
    if (this.#missed >= MISSED_MAX) {
      this.#giveUp(why);
      return;
    }
    this.#phase = { at: "draining", purpose: lastTry ? "poll" : purpose, attempt };
    this.#out.arm(LATE_MS);
  }

  #timer(): void {
    const phase = this.#phase;
    const job = this.#current;
    if (job?.stage === "waiting") job.budgetMs -= this.#out.armedMs;
    if (phase.at === "idle") {
      this.#count.quiet();
      this.#ask("poll");
    } else if (phase.at === "asking") {
      if (phase.round.question?.answer === "plain") this.#count.abandon();
      this.#unanswered(phase, WORDS.noAnswer);
    } else if (phase.at === "draining") {
      this.#ask(phase.purpose === "during" && job?.proven ? "after" : phase.purpose, phase.attempt + 1);
    } else if (phase.at === "sending") {
      this.#giveUp(WORDS.notTaken);
    } else if (phase.at === "waiting" && job !== null) {
      if (proofOf(this.#settings) === "none") this.#ask("after");
      else if (job.budgetMs <= 0) this.#doubt(WORDS.noProof);
      else this.#ask("during");
    }
  }
}
