// Keeps the forecast of waits fresh, off the path of requests: learns from every event, simulates in a thread.
import type { CalibrationReport, CalibrationView } from "./contract/calibration.ts";
import type { EventType, LoggedEvent } from "./domain/events.ts";
import type { Band } from "./domain/forecast/bands.ts";
import { Experience } from "./domain/forecast/experience.ts";
import { forecastOf, type Outline, outlineOf } from "./domain/forecast/forecast.ts";
import { type Model, modelOf } from "./domain/forecast/model.ts";
import type { ForecastTeller } from "./domain/forecast/teller.ts";
import type { HallSettings, HallState } from "./domain/types.ts";
import { calibrationReport, calibrationView } from "./views/calibration.ts";

/** Runs models; one at a time. */
export interface ForecastEngine {
  run(model: Model): Promise<readonly Band[]>;
  stop(): Promise<void>;
}

interface Clock {
  nowMs(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
}

export interface EstimatesOptions {
  readonly settings: HallSettings;
  readonly hall: { read<T>(ask: (state: HallState) => T): Promise<T> };
  readonly log: { eventsAfter(seq: number, limit: number): readonly { readonly seq: number }[] };
  readonly clock: Clock;
  readonly engine: ForecastEngine;
  readonly teller: ForecastTeller;
  readonly onError: (error: unknown) => void;
}

/** Between two forecasts while people come and go, and after a window did. */
const REFRESH_MS = 10_000;
const WINDOW_REFRESH_MS = 1_000;
/** Without any event the waits of those who stand in line grow older all the same. */
const AGE_MS_MAX = 60_000;
/** Events of the past that are read at the start, and how many in one turn of the loop. */
export const HISTORY_EVENTS_MAX = 30_000;
const EVENTS_PER_TURN = 100;
const BETWEEN_TURNS_MS = 5;

export class Estimates {
  readonly experience: Experience;
  readonly #options: EstimatesOptions;
  #dirty = true;
  #running = false;
  #stopped = false;
  #caughtUp = false;
  #madeAtMs = Number.NEGATIVE_INFINITY;
  #timer: { cancel(): void; readonly dueMs: number } | null = null;

  constructor(options: EstimatesOptions) {
    this.#options = options;
    this.experience = new Experience(options.settings);
  }

  /** Reads the newest past from the log, a little per turn, then keeps forecasting. */
  start(headSeq: number): void {
    this.experience.seq = Math.max(0, headSeq - HISTORY_EVENTS_MAX);
    this.#catchUp();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#options.engine.stop();
  }

  /** The events of a batch, when it closes. */
  note(events: readonly LoggedEvent[]): void {
    if (!this.#caughtUp) return;
    let delayMs = Number.POSITIVE_INFINITY;
    for (const event of events) {
      // What is missing is read from the log.
      if (event.seq !== this.experience.seq + 1) this.#caughtUp = false;
      else this.experience.fold(event);
      if (WINDOWS.has(event.type)) delayMs = WINDOW_REFRESH_MS;
      else if (TICKETS.has(event.type)) delayMs = Math.min(delayMs, REFRESH_MS);
    }
    if (!this.#caughtUp) this.#catchUp();
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.#dirty = true;
    this.#schedule(delayMs);
  }

  calibration(): CalibrationView {
    return calibrationView(this.experience);
  }

  report(): CalibrationReport {
    return calibrationReport(this.experience, this.#options.settings);
  }

  #catchUp(): void {
    if (this.#stopped) return;
    const rows = this.#options.log.eventsAfter(this.experience.seq, EVENTS_PER_TURN) as unknown as LoggedEvent[];
    for (const row of rows) this.experience.fold(row);
    this.#caughtUp = rows.length < EVENTS_PER_TURN;
    if (!this.#caughtUp) this.#options.clock.after(BETWEEN_TURNS_MS, () => this.#catchUp());
    else this.#schedule(WINDOW_REFRESH_MS);
  }

  /** At the earliest that long after the last forecast; an earlier appointment stands. */
  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    const dueMs = Math.max(clock.nowMs(), this.#madeAtMs + delayMs);
    if (this.#timer !== null && this.#timer.dueMs <= dueMs) return;
    this.#timer?.cancel();
    const timer = clock.after(dueMs - clock.nowMs(), () => {
      this.#timer = null;
      void this.refresh();
    });
    this.#timer = { cancel: () => timer.cancel(), dueMs };
  }

  /** Makes a forecast of the present state, unless one is in the making. */
  async refresh(): Promise<void> {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#dirty = false;
    const { hall, clock, engine, teller, onError } = this.#options;
    this.#madeAtMs = clock.nowMs();
    let waits = false;
    try {
      const outline = await hall.read((state) => this.#outline(state, clock.nowMs()));
      if (outline !== null) {
        waits = outline.model.tickets.length > 0;
        teller.take(forecastOf(outline, await engine.run(outline.model)));
      }
    } catch (error) {
      // The formula goes on telling.
      if (!this.#stopped) onError(error);
    } finally {
      this.#running = false;
    }
    if (this.#dirty) this.#schedule(REFRESH_MS);
    else if (waits) this.#schedule(AGE_MS_MAX);
  }

  #outline(state: HallState, nowMs: number): Outline | null {
    const model = modelOf(state, this.experience, nowMs);
    return model === null ? null : outlineOf(state, model);
  }
}

const WINDOWS: ReadonlySet<EventType> = new Set([
  "window.opened",
  "window.paused",
  "window.resumed",
  "window.closed",
  "day.started",
  "window.assigned",
  "window.assignment-ended",
]);
const TICKETS: ReadonlySet<EventType> = new Set([
  "ticket.issued",
  "ticket.called",
  "ticket.missed",
  "ticket.returned",
  "ticket.held",
  "ticket.resumed",
  "ticket.transferred",
  "ticket.form-given",
  "ticket.finished",
  "ticket.left",
  "ticket.voided",
  "ticket.yielded",
  "ticket.upgraded",
  "ticket.merged",
  "action.undone",
]);
