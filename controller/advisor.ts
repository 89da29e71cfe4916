// Works out what would help with the waits: at most once a minute, while somebody looks or an alarm is up.
import type { AdviceView } from "./contract/floor.ts";
import { USUAL_TARGETS } from "./domain/floor-types.ts";
import {
  type Advised,
  type Candidate,
  candidatesOf,
  changedModel,
  judged,
  neededWindows,
  outlookModel,
  pressedServices,
} from "./domain/forecast/advice.ts";
import type { Experience } from "./domain/forecast/experience.ts";
import type { Model } from "./domain/forecast/model.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallSettings, HallState } from "./domain/types.ts";
import { NO_ADVICE } from "./views/advice.ts";

const EVERY_MS = 60_000;
/** The first one, after somebody began to look. */
const SOON_MS = 2_000;
const RETRY_MS = 5_000;

export interface AdvisorOptions {
  readonly settings: HallSettings;
  readonly hall: { read<T>(ask: (state: HallState) => T): Promise<T> };
  readonly experience: Experience;
  readonly clock: { nowMs(): number; after(delayMs: number, run: () => void): { cancel(): void } };
  readonly engine: { outlook(model: Model): Promise<Float64Array> };
  /** Somebody looks at the manager's page. */
  readonly watched: () => boolean;
  /** There is something new to show. */
  readonly changed: () => void;
  readonly onError: (error: unknown) => void;
}

interface Question {
  readonly model: Model | null;
  readonly pressed: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly needed: AdviceView["needed"];
  readonly atMs: number;
}

export class Advisor {
  readonly #options: AdvisorOptions;
  #view: AdviceView = NO_ADVICE;
  #timer: { cancel(): void } | null = null;
  #stopped = false;

  constructor(options: AdvisorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#later(SOON_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  view(): AdviceView {
    return this.#view;
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(delayMs, () => void this.#turn());
  }

  async #turn(): Promise<void> {
    const { hall, watched } = this.#options;
    try {
      const wanted = watched() || (await hall.read((state) => state.alarms.size > 0));
      if (wanted) await this.refresh();
      this.#later(wanted ? EVERY_MS : RETRY_MS);
    } catch (error) {
      if (!this.#stopped) this.#options.onError(error);
      this.#later(EVERY_MS);
    }
  }

  /** Asks once, now. */
  async refresh(): Promise<void> {
    const { hall, engine, settings, changed, onError } = this.#options;
    const question = await hall.read((state) => this.#question(state));
    try {
      this.#view = await this.#answered(question, engine);
    } catch (error) {
      if (!this.#stopped) onError(error);
      const at = isoWithOffset(question.atMs, settings.timezone);
      this.#view = { ...NO_ADVICE, at, why: "failed", needed: question.needed };
    }
    changed();
  }

  #question(state: HallState): Question {
    const { experience, clock, settings } = this.#options;
    const atMs = clock.nowMs();
    const pressed = pressedServices(state, experience, atMs);
    const needed = neededWindows(state, experience, atMs, settings.targets ?? USUAL_TARGETS);
    const candidates = candidatesOf(state, pressed);
    const model = experience.work.size === 0 ? null : outlookModel(state, experience, atMs);
    return { model, pressed, candidates, needed, atMs };
  }

  async #answered(question: Question, engine: AdvisorOptions["engine"]): Promise<AdviceView> {
    const { model, candidates, needed, atMs } = question;
    const { settings } = this.#options;
    const time = (ms: number) => isoWithOffset(ms, settings.timezone);
    const outlook = model?.outlook;
    if (model === null || outlook === undefined) {
      return { at: time(atMs), until: null, lines: [], why: "too-little-known", needed };
    }
    const before = await engine.outlook(model);
    const tried: { candidate: Candidate; outlook: Float64Array }[] = [];
    for (const candidate of candidates) {
      tried.push({ candidate, outlook: await engine.outlook(changedModel(model, candidate)) });
    }
    const services = settings.services.map(({ id }) => id);
    const { lines, why } = judged(services, before, tried, settings.targets ?? USUAL_TARGETS);
    return { at: time(atMs), until: time(outlook.untilMs), lines: lines.map(lineOf), why, needed };
  }
}

function lineOf({ kind, windowId, serviceId, services, before, after }: Advised): AdviceView["lines"][number] {
  return {
    kind,
    windowId,
    serviceId,
    services: services === null ? null : [...services],
    before: { ...before },
    after: { ...after },
  };
}
