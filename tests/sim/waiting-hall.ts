// A hall in virtual time that tells waits as the service does, and is judged by what came of them.
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { bandsOf } from "../../controller/domain/forecast/bands.ts";
import { sideOf, type ToldWait } from "../../controller/domain/forecast/calibration.ts";
import { Experience } from "../../controller/domain/forecast/experience.ts";
import { forecastOf, outlineOf } from "../../controller/domain/forecast/forecast.ts";
import { modelOf } from "../../controller/domain/forecast/model.ts";
import { scratchHall, simulate } from "../../controller/domain/forecast/simulate.ts";
import { ForecastTeller } from "../../controller/domain/forecast/teller.ts";
import type { HallSettings, Ticket } from "../../controller/domain/types.ts";
import { GivenHall } from "../domain/given-hall.ts";

const MINUTE_MS = 60_000;
/** Fewer runs than the service makes: many days are to be judged. */
const RUNS_MAX = 40;
const REFRESH_MS = 60_000;

/** A told wait with what people × average ÷ windows would have said. */
export interface Judged extends ToldWait {
  readonly atMs: number;
  readonly naiveMinutes: number;
}

/** State, experience and teller, and a calendar of what is to happen. */
export class WaitingHall extends GivenHall {
  readonly experience: Experience;
  readonly teller = new ForecastTeller();
  readonly judged: Judged[] = [];
  /** The hours of the clock mean something: not when a day was stretched over ten. */
  knowsHours = true;
  untold = 0;
  readonly #scratch;
  readonly #naive = new Map<string, number>();
  readonly #calendar: { atMs: number; run: () => void }[] = [];
  #seen = 0;
  #madeAtMs = Number.NEGATIVE_INFINITY;

  constructor(settings: HallSettings, nowMs: number) {
    super(settings, nowMs);
    this.experience = new Experience(settings);
    this.#scratch = scratchHall(settings);
    this.toldWait = (state, serviceId, priority, atMs) => {
      this.#refresh();
      return this.teller.forNew(state, serviceId, priority, atMs);
    };
  }

  /** Runs at its time; what was planned first runs first. */
  at(atMs: number, run: () => void): void {
    let at = this.#calendar.length;
    while (at > 0 && (this.#calendar[at - 1]?.atMs ?? 0) <= atMs) at -= 1;
    this.#calendar.splice(at, 0, { atMs, run });
  }

  /** Everything that falls due until then. */
  runUntil(untilMs: number): void {
    for (let next = this.#calendar.at(-1); next !== undefined && next.atMs <= untilMs; next = this.#calendar.at(-1)) {
      this.#calendar.pop();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      this.learn();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Takes what was logged since, as the service does with each batch. */
  learn(): void {
    for (const event of this.log.slice(this.#seen)) {
      this.#judge(event);
      this.experience.fold(event);
    }
    this.#seen = this.log.length;
  }

  /** The experience of another day, e.g. after a restart. */
  remember(events: readonly LoggedEvent[]): void {
    for (const event of events) this.experience.fold(event);
  }

  #refresh(): void {
    if (this.nowMs - this.#madeAtMs < REFRESH_MS) return;
    this.learn();
    this.#madeAtMs = this.nowMs;
    const full = modelOf(this.state, this.experience, this.nowMs);
    if (full === null) return;
    const shifts = this.knowsHours ? full.shifts : null;
    const model = { ...full, shifts, runs: Math.min(full.runs, RUNS_MAX) };
    const outline = outlineOf(this.state, model);
    this.teller.take(forecastOf(outline, bandsOf(simulate(model, this.#scratch), model)));
  }

  #judge(event: LoggedEvent): void {
    if (event.type === "ticket.issued") this.#naive.set(event.data.ticketId, this.#naiveMinutes(event.data.serviceId));
    if (event.type !== "ticket.called") return;
    const ticket = this.state.tickets.get(event.data.ticketId);
    const naiveMinutes = this.#naive.get(event.data.ticketId);
    if (ticket === undefined || naiveMinutes === undefined) return;
    this.#naive.delete(ticket.id);
    this.#note(ticket, event, naiveMinutes);
  }

  #note(ticket: Ticket, { atMs }: LoggedEvent, naiveMinutes: number): void {
    const { id: ticketId, serviceId, priority, told, issuedAtMs } = ticket;
    if (told === undefined) this.untold += 1;
    else this.judged.push({ ticketId, serviceId, priority, told, waitMs: atMs - issuedAtMs, atMs, naiveMinutes });
  }

  /** What other systems tell: those who wait × the average time ÷ the open windows. */
  #naiveMinutes(serviceId: string): number {
    const times = this.state.serviceTimes.get(serviceId) ?? [];
    const mean = times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length);
    const windows = this.settings.windows.filter(
      ({ id, services }) => services.includes(serviceId) && this.state.windows.get(id)?.state === "open",
    );
    const waiting = (this.state.waiting.get(serviceId)?.length ?? 1) - 1;
    return (waiting * mean) / Math.max(1, windows.length) / MINUTE_MS;
  }
}

export interface Verdict {
  readonly n: number;
  readonly share: number;
  readonly early: number;
  readonly late: number;
  readonly meanWidth: number;
  readonly meanWait: number;
  /** Width of naive ± the error that would have held the same share of earlier waits. */
  readonly naiveWidth: number;
  readonly naiveShare: number;
}

/** What came of the told waits; the naive rule's error is learnt from the earlier ones. */
export function verdictOn(judged: readonly Judged[], earlier: readonly Judged[] = judged): Verdict {
  const side = judged.map(sideOf);
  const of = (wanted: number) => side.filter((each) => each === wanted).length / judged.length;
  const share = of(0);
  const mean = (pick: (wait: Judged) => number) => judged.reduce((sum, wait) => sum + pick(wait), 0) / judged.length;
  const errors = earlier
    .map(({ naiveMinutes, waitMs }) => Math.abs(naiveMinutes - waitMs / MINUTE_MS))
    .sort((a, b) => a - b);
  const error = errors[Math.min(errors.length - 1, Math.floor(share * errors.length))] ?? 0;
  const naive = judged.map(({ naiveMinutes, waitMs }) => {
    // On the same grid of five minutes, for a fair comparison.
    const low = Math.max(0, Math.floor((naiveMinutes - error) / 5) * 5);
    const high = Math.max(low + 5, Math.ceil((naiveMinutes + error) / 5) * 5);
    const wait = waitMs / MINUTE_MS;
    return { width: high - low, holds: low <= wait && wait <= high };
  });
  return {
    n: judged.length,
    share,
    early: of(-1),
    late: of(1),
    meanWidth: mean(({ told }) => told.highMinutes - told.lowMinutes),
    meanWait: mean(({ waitMs }) => waitMs / MINUTE_MS),
    naiveWidth: naive.reduce((sum, { width }) => sum + width, 0) / naive.length,
    naiveShare: naive.filter(({ holds }) => holds).length / naive.length,
  };
}
