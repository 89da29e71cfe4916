// The thread reports are made in: a year's figures must not keep one press of a key waiting.
import { Worker } from "node:worker_threads";
import type { PublicFigures, ReportDefinitions, ReportFormat, ReportTable } from "../contract/reports.ts";
import type { ReportQuery } from "./desk.ts";
import type { ReportFile } from "./files.ts";
import { definitions, type RoomOptions } from "./room.ts";

/** A report that takes longer is given up, with its thread. */
const ANSWER_MS_MAX = 30_000;
const WAITING_MAX = 32;
const MEMORY_MB = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 } as const;
/** The public page is asked by anybody: made at most this often. */
const PUBLIC_MS = 60_000;

export type ReportAsk =
  | { readonly kind: "table"; readonly query: ReportQuery }
  | { readonly kind: "file"; readonly query: ReportQuery; readonly format: ReportFormat }
  | { readonly kind: "public" };
export type ReportMessage = { readonly id: number; readonly ask: ReportAsk };
export type ReportReply = { readonly id: number; readonly value?: unknown; readonly error?: string };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const unavailable = (why: string) => Object.assign(new Error(why), { code: "REPORT_UNAVAILABLE" });

/** Asks the thread; starts it with the first question and anew after it died. */
export class ReportThread {
  readonly #options: RoomOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;
  #isStopped = false;
  #public: { readonly atMs: number; readonly figures: Promise<PublicFigures> } | null = null;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  table(query: ReportQuery): Promise<ReportTable | null> {
    return this.#ask({ kind: "table", query });
  }

  file(query: ReportQuery, format: ReportFormat): Promise<ReportFile | null> {
    return this.#ask({ kind: "file", query, format });
  }

  publicFigures(): Promise<PublicFigures> {
    const nowMs = performance.now();
    if (this.#public !== null && nowMs - this.#public.atMs < PUBLIC_MS) return this.#public.figures;
    const figures = this.#ask<PublicFigures>({ kind: "public" });
    this.#public = { atMs: nowMs, figures };
    figures.catch(() => {
      this.#public = null;
    });
    return figures;
  }

  definitions(): ReportDefinitions {
    return definitions();
  }

  /** Questions under way are refused; there are no more answers after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker?.terminate();
  }

  #ask<T>(ask: ReportAsk): Promise<T> {
    if (this.#isStopped) return Promise.reject(unavailable("the service is ending"));
    if (this.#waiting.size >= WAITING_MAX) return Promise.reject(unavailable("too many reports at once"));
    const worker = this.#started();
    this.#asked += 1;
    const id = this.#asked;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => void worker.terminate(), ANSWER_MS_MAX);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, ask } satisfies ReportMessage);
    }) as Promise<T>;
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const file = new URL(`./worker.${ending}`, import.meta.url);
    const worker = new Worker(file, { workerData: this.#options, resourceLimits: MEMORY_MB, name: "reports" });
    worker.unref();
    worker.on("message", ({ id, value, error }: ReportReply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      clearTimeout(waiting?.timer);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(unavailable(error));
    });
    worker.on("error", (error) => this.#lost(error.message));
    worker.on("exit", (code) => this.#lost(`the reports' thread ended with ${code}`));
    this.#worker = worker;
    return worker;
  }

  #lost(why: string): void {
    this.#worker = null;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(unavailable(why));
    }
    this.#waiting.clear();
  }
}
