// The thread that simulates: started with the first model, replaced when it dies, never waited for by a request.
import { Worker } from "node:worker_threads";
import type { Band } from "./domain/forecast/bands.ts";
import type { Model } from "./domain/forecast/model.ts";
import { packed } from "./domain/forecast/packed.ts";
import type { HallSettings } from "./domain/types.ts";
import type { ForecastEngine } from "./estimates.ts";

/** A forecast that takes longer is given up, with its thread. */
const RUN_MS_MAX = 20_000;
const MEMORY_MB = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8, stackSizeMb: 1 } as const;
/** Figures per band: low, high, middle, share. */
export const BAND_FIGURES = 4;

/** Runs models in a worker thread. */
export class ForecastThread implements ForecastEngine {
  readonly #settings: HallSettings;
  #worker: Worker | null = null;
  /** One model at a time: answers carry no name. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: HallSettings) {
    this.#settings = settings;
  }

  async run(model: Model): Promise<readonly Band[]> {
    return bandsFrom(await this.#asked(model));
  }

  /** Longest waits at the moment of the model's outlook, services in a row for each run. */
  outlook(model: Model): Promise<Float64Array> {
    return this.#asked(model);
  }

  #asked(model: Model): Promise<Float64Array> {
    const asked = this.#last.then(() => this.#figures(model));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  #figures(model: Model): Promise<Float64Array> {
    const worker = this.#started();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(new Error("a forecast took too long")), RUN_MS_MAX);
      const end = (error: Error): void => {
        settled();
        this.#worker = null;
        void worker.terminate();
        reject(error);
      };
      const ended = (code: number): void => end(new Error(`the forecast's thread ended with ${code}`));
      const told = (figures: Float64Array): void => {
        settled();
        resolve(figures);
      };
      const settled = (): void => {
        clearTimeout(timer);
        worker.off("message", told).off("error", end).off("exit", ended);
      };
      worker.on("message", told).on("error", end).on("exit", ended);
      worker.postMessage(packed(model));
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const file = new URL(`./forecast-worker.${ending}`, import.meta.url);
    const worker = new Worker(file, { workerData: this.#settings, resourceLimits: MEMORY_MB, name: "forecast" });
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

function bandsFrom(figures: Float64Array): Band[] {
  const bands: Band[] = [];
  for (let at = 0; at + BAND_FIGURES <= figures.length; at += BAND_FIGURES) {
    const [lowMinutes = 0, highMinutes = 0, midMinutes = 0, share = 0] = figures.subarray(at, at + BAND_FIGURES);
    bands.push({ lowMinutes, highMinutes, midMinutes, share });
  }
  return bands;
}
