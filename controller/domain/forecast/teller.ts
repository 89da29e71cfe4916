// Tells waits from the newest forecast, at once and steadily: what somebody was told does not jump about.
import { aheadOfNew, type Estimate, estimateFor, openWindowsOf, type WaitTeller } from "../estimate.ts";
import type { HallState, Ticket, Told } from "../types.ts";
import { type Band, roundedOutwards } from "./bands.ts";
import { lineOf } from "./calibration.ts";
import { type Forecast, freeWindowsOf, openMark } from "./forecast.ts";

const MINUTE_MS = 60_000;
/** Without a change that concerns a ticket, what it is told stays as it is for this long. */
export const STEADY_MS = 5 * MINUTE_MS;
/** An older forecast is not used. */
const FORECAST_MS_MAX = 2 * MINUTE_MS;
/** Tickets whose last word is remembered. */
const REMEMBERED_MAX = 20_000;

/** An interval between two moments, and its middle. */
interface Span {
  readonly lowAtMs: number;
  readonly highAtMs: number;
  readonly midAtMs: number;
}

/** What a ticket was told last. */
interface Word {
  /** Tells one stretch of waiting from the next. */
  readonly stretch: string;
  span: Span;
  /** What concerns it, as it was then. */
  concern: string;
  shown: Estimate;
  shownAtMs: number;
}

function spanOf(told: Told, fromMs: number): Span {
  const midMinutes = told.midMinutes ?? (told.lowMinutes + told.highMinutes) / 2;
  return {
    lowAtMs: fromMs + told.lowMinutes * MINUTE_MS,
    highAtMs: fromMs + told.highMinutes * MINUTE_MS,
    midAtMs: fromMs + midMinutes * MINUTE_MS,
  };
}

/** The band with more or fewer people ahead than it was made for. */
function scaled(band: Band, factor: number): Band {
  if (factor === 1) return band;
  const rounded = roundedOutwards(band.lowMinutes * factor, band.highMinutes * factor);
  return { ...rounded, share: band.share, midMinutes: Math.round(band.midMinutes * factor * 10) / 10 };
}

/** The later word within the earlier one, as far as they agree. */
function narrowed(before: Span, now: Span): Span {
  const lowAtMs = Math.max(before.lowAtMs, now.lowAtMs);
  const highAtMs = Math.min(before.highAtMs, now.highAtMs);
  return highAtMs > lowAtMs ? { lowAtMs, highAtMs, midAtMs: now.midAtMs } : before;
}

export class ForecastTeller implements WaitTeller {
  #forecast: Forecast | null = null;
  /** In the order in which tickets were first asked for. */
  readonly #words = new Map<string, Word>();

  /** A newer forecast; from now on it is told. */
  take(forecast: Forecast): void {
    this.#forecast = forecast;
  }

  forNew(state: HallState, serviceId: string, priority: string | null, nowMs: number): Told | null {
    if (openWindowsOf(state, serviceId).length === 0) return null;
    const ahead = aheadOfNew(state, serviceId, priority, nowMs);
    return this.#atTail(state, serviceId, priority, ahead, nowMs) ?? estimateFor(state, serviceId, ahead, nowMs);
  }

  ofTicket(state: HallState, ticket: Ticket, ahead: number, nowMs: number): Estimate | null {
    if (!canBeCalled(state, ticket)) return null;
    const { id, serviceId, onlyWindowId, returns, calls } = ticket;
    const stretch = `${serviceId}|${onlyWindowId}|${returns}|${calls}|${ticket.yields ?? 0}`;
    const concern = `${ahead}|${openMark(state, serviceId)}`;
    const known = this.#words.get(id);
    if (known?.stretch !== stretch) return this.#firstWord(state, ticket, { stretch, concern, ahead }, nowMs);
    const isConcerned = known.concern !== concern;
    if (!isConcerned && nowMs - known.shownAtMs < STEADY_MS) return known.shown;
    const fresh = this.#fresh(state, ticket, ahead, nowMs);
    if (fresh !== null) {
      // Outside the old word the old word was wrong; inside it the new one may only be more exact.
      const { span } = known;
      const isOutside = fresh.midAtMs < span.lowAtMs || fresh.midAtMs > span.highAtMs;
      known.span = isOutside ? fresh : isConcerned ? narrowed(span, fresh) : span;
    }
    known.concern = concern;
    known.shown = shownAt(known.span, nowMs);
    known.shownAtMs = nowMs;
    return known.shown;
  }

  #current(nowMs: number): Forecast | null {
    const forecast = this.#forecast;
    return forecast === null || nowMs - forecast.atMs > FORECAST_MS_MAX ? null : forecast;
  }

  #atTail(state: HallState, serviceId: string, priority: string | null, ahead: number, nowMs: number): Told | null {
    const forecast = this.#current(nowMs);
    const tail = forecast?.tails.get(lineOf(serviceId, priority));
    // A window has come or gone since: the formula knows, the forecast will in a moment.
    if (tail === undefined || forecast?.open.get(serviceId) !== openMark(state, serviceId)) return null;
    // So it does when the last free window was taken, or one fell free.
    if (tail.atOnce !== ahead < freeWindowsOf(state, serviceId)) return null;
    return scaled(tail.band, (ahead + 1) / (tail.ahead + 1));
  }

  #firstWord(
    state: HallState,
    ticket: Ticket,
    { stretch, concern, ahead }: { stretch: string; concern: string; ahead: number },
    nowMs: number,
  ): Estimate | null {
    // Before its first call a ticket goes by what it was told with its number, also after a restart.
    const promised = ticket.told !== undefined && ticket.windowId === null && ticket.yields === undefined;
    const span = promised ? spanOf(ticket.told, ticket.issuedAtMs) : this.#fresh(state, ticket, ahead, nowMs);
    if (span === null) return null;
    const shown = shownAt(span, nowMs);
    this.#words.set(ticket.id, { stretch, concern, span, shown, shownAtMs: nowMs });
    if (this.#words.size > REMEMBERED_MAX) this.#words.delete(this.#words.keys().next().value ?? "");
    return shown;
  }

  #fresh(state: HallState, ticket: Ticket, ahead: number, nowMs: number): Span | null {
    const forecast = this.#current(nowMs);
    const isSame = forecast?.open.get(ticket.serviceId) === openMark(state, ticket.serviceId);
    const band = isSame ? forecast?.bands.get(ticket.id) : undefined;
    if (band !== undefined && forecast !== null) return spanOf(band, forecast.atMs);
    const told =
      this.#atTail(state, ticket.serviceId, ticket.priority, ahead, nowMs) ??
      estimateFor(state, ticket.serviceId, ahead, nowMs);
    return told === null ? null : spanOf(told, nowMs);
  }
}

function canBeCalled(state: HallState, { onlyWindowId, serviceId }: Ticket): boolean {
  if (onlyWindowId !== null) return state.windows.get(onlyWindowId)?.state === "open";
  return openWindowsOf(state, serviceId).length > 0;
}

function shownAt({ lowAtMs, highAtMs }: Span, nowMs: number): Estimate {
  return roundedOutwards((lowAtMs - nowMs) / MINUTE_MS, Math.max(0, highAtMs - nowMs) / MINUTE_MS);
}
