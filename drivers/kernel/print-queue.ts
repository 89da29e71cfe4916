// Papers waiting for one printer: one at a time, each begun once and settled once.
import type { PrinterInput } from "./model.ts";

export interface PrintResult {
  /** `failed`: no byte of the paper left; `unconfirmed`: some did and nobody knows. */
  readonly outcome: "printed" | "failed" | "unconfirmed";
  readonly detail: string;
}

type JobInput = Extract<PrinterInput, { readonly jobId: string }>;

interface Job {
  readonly input: JobInput;
  readonly before: () => Promise<unknown>;
  readonly promise: Promise<PrintResult>;
  readonly resolve: (result: PrintResult) => void;
}

export interface PrintQueueHost {
  begin(input: JobInput): void;
  mayBegin(): boolean;
}

/** More people than this waiting at one printer is a printer that does not work. */
const JOBS_MAX = 50;
/** Results kept, so that the same id asked twice is not printed twice. */
const RESULTS_MAX = 500;

/** Only the job at the head is known to the session, so a restart finds at most one paper in doubt. */
export class PrintQueue {
  readonly #host: PrintQueueHost;
  readonly #waiting: Job[] = [];
  readonly #results = new Map<string, PrintResult>();
  #current: Job | null = null;
  #begun = false;
  #refusal: string | null = null;

  constructor(host: PrintQueueHost) {
    this.#host = host;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** The job whose first byte may be on its way; null while none is. */
  get current(): string | null {
    return this.#current?.input.jobId ?? null;
  }

  add(input: JobInput, before: () => Promise<unknown>): Promise<PrintResult> {
    const known = this.#results.get(input.jobId);
    if (known !== undefined) return Promise.resolve(known);
    const same = [this.#current, ...this.#waiting].find((job) => job?.input.jobId === input.jobId);
    if (same) return same.promise;
    const refusal =
      this.#refusal ?? (this.#waiting.length >= JOBS_MAX ? "等待打印的太多 too many papers are waiting" : null);
    if (refusal !== null) return Promise.resolve({ outcome: "failed", detail: refusal });
    let resolve: (result: PrintResult) => void = () => undefined;
    const promise = new Promise<PrintResult>((settle) => {
      resolve = settle;
    });
    this.#waiting.push({ input, before, promise, resolve });
    this.kick();
    return promise;
  }

  /** Begins the next job if none is in progress. */
  kick(): void {
    const [job] = this.#waiting;
    if (this.#current !== null || job === undefined || !this.#host.mayBegin()) return;
    this.#waiting.shift();
    this.#current = job;
    this.#begun = false;
    void this.#start(job);
  }

  async #start(job: Job): Promise<void> {
    try {
      await job.before();
    } catch (error) {
      this.settle(job.input.jobId, {
        outcome: "failed",
        detail: `未能登记，未打印 not logged, not printed: ${String(error)}`,
      });
      return;
    }
    if (this.#current !== job) return; // Settled meanwhile: the line was lost or the service stops.
    this.#begun = true;
    this.#host.begin(job.input);
  }

  /** False when the job is not in progress: settled before, or unknown. */
  settle(jobId: string, result: PrintResult): boolean {
    const job = this.#current;
    if (job === null || job.input.jobId !== jobId) {
      if (this.#results.has(jobId)) this.#keep(jobId, result);
      return false;
    }
    // Whatever the reason, a job the session never heard of has no byte on paper.
    const settled: PrintResult = this.#begun ? result : { outcome: "failed", detail: result.detail };
    this.#current = null;
    this.#keep(jobId, settled);
    job.resolve(settled);
    this.kick();
    return true;
  }

  /** Fails everything not begun. */
  failWaiting(detail: string): void {
    for (const job of this.#waiting.splice(0)) {
      this.#keep(job.input.jobId, { outcome: "failed", detail });
      job.resolve({ outcome: "failed", detail });
    }
  }

  /** Takes no more jobs. */
  refuse(detail: string): void {
    this.#refusal = detail;
    this.failWaiting(detail);
  }

  /** Resolves when the job in progress is settled. */
  async idle(): Promise<void> {
    await this.#current?.promise;
  }

  #keep(jobId: string, result: PrintResult): void {
    this.#results.delete(jobId);
    this.#results.set(jobId, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > RESULTS_MAX && oldest !== undefined) this.#results.delete(oldest);
  }
}
