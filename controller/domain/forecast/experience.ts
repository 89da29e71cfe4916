// What the hall's own past says about waiting: how long work takes, gaps, pauses, no-shows, leavers, arrivals.
import type { EventData, LoggedEvent } from "../events.ts";
import { localDayRange } from "../time.ts";
import type { HallSettings, Ticket, Told, Window } from "../types.ts";
import { ArrivalBook } from "./arrival-book.ts";
import { type Correction, corrected, faded, NO_CORRECTION, sideOf, TALLY_MAX, type ToldWait } from "./calibration.ts";
import { Roster } from "./roster.ts";

/** Newest samples kept of each kind. */
export const SAMPLES_MAX = 200;
/** A window left standing over lunch is no measure of the work, nor a night one of a pause. */
const SAMPLE_MS_MAX = 3 * 3_600_000;
/** A longer gap is an absence, which the roster knows of. */
const GAP_MS_MAX = 20 * 60_000;
/** The memory of how often somebody leaves. */
const DEPARTURE_KEPT = 0.997;
/** The memory of how often priority tickets come. */
const ARRIVALS_MS = 3_600_000;

/** How long a window was taken by one ticket, and by whom. */
export interface WorkSample {
  readonly ms: number;
  readonly staffId: string | null;
  readonly caseId: string;
}

interface Waiting {
  readonly serviceId: string;
  readonly priority: string | null;
  readonly sinceMs: number;
  /** Not called yet in all its life. */
  readonly isNew: boolean;
  readonly told: Told | null;
}

/** A window as far as its rhythm goes. */
interface Desk {
  ticketId: string | null;
  calledAtMs: number | null;
  /** Since when nobody is at it. */
  freeSinceMs: number | null;
  pausedAtMs: number | null;
}

/** Arrivals that fade with time. */
interface Fading {
  weight: number;
  atMs: number;
}

function keep<T>(list: T[], sample: T): void {
  list.push(sample);
  if (list.length > SAMPLES_MAX) list.shift();
}

/** One pass over the events, in their order; O(1) per event. Whatever it misses of an undo it forgets in time. */
export class Experience {
  /** Last event taken in. */
  seq = 0;
  /** Grows with every sample: a copy elsewhere is out of date. */
  version = 0;
  readonly work = new Map<string, WorkSample[]>();
  /** From call to "nobody came". */
  readonly missedMs: number[] = [];
  /** Of the newest tickets at windows: true where nobody came. */
  readonly noShows: boolean[] = [];
  /** From the moment a window was free and somebody was there to the call; short pauses are in it. */
  readonly gapsMs: number[] = [];
  readonly pausesMs: number[] = [];
  /** Called tickets that had been told something, oldest first. */
  readonly toldWaits: ToldWait[] = [];
  readonly today = { n: 0, inside: 0, untold: 0 };
  correction: Correction = NO_CORRECTION;
  /** When windows are usually manned. */
  readonly roster: Roster;
  /** How many numbers are taken. */
  readonly arrivals = new ArrivalBook();
  readonly #waiting = new Map<string, Waiting>();
  readonly #desks = new Map<string, Desk>();
  readonly #arrivals = new Map<string, Fading>();
  #firstAtMs: number | null = null;
  #leaves = 0;
  #waitedMs = 0;

  constructor(settings: HallSettings) {
    this.roster = new Roster(settings.windows.map(({ id }) => id));
  }

  fold(event: LoggedEvent): void {
    this.seq = event.seq;
    this.#firstAtMs ??= event.atMs;
    this.arrivals.fold(event);
    this.#take(event, event.atMs);
  }

  /** Since when nobody is at the window, or null. */
  freeSinceMs(windowId: string): number | null {
    return this.#desks.get(windowId)?.freeSinceMs ?? null;
  }

  pausedSinceMs(windowId: string): number | null {
    return this.#desks.get(windowId)?.pausedAtMs ?? null;
  }

  /** How often somebody leaves, per millisecond of waiting. */
  get leavesPerMs(): number {
    return this.#waitedMs <= 0 ? 0 : this.#leaves / this.#waitedMs;
  }

  /** Priority tickets per millisecond, by `service|class`. */
  arrivalRates(nowMs: number): Map<string, number> {
    const rates = new Map<string, number>();
    const seenMs = Math.max(60_000, nowMs - (this.#firstAtMs ?? nowMs));
    // While little has been seen, the fading sum is short of what it will be.
    const scaleMs = ARRIVALS_MS * (1 - Math.exp(-seenMs / ARRIVALS_MS));
    for (const [key, { weight, atMs }] of this.#arrivals) {
      const left = weight * Math.exp(-(nowMs - atMs) / ARRIVALS_MS);
      if (left < 0.05) this.#arrivals.delete(key);
      else rates.set(key, left / scaleMs);
    }
    return rates;
  }

  #take(event: LoggedEvent, atMs: number): void {
    const { type, data } = event;
    switch (type) {
      case "day.started":
        this.#dayStarted(data, atMs);
        break;
      case "ticket.issued":
        this.#issued(data, atMs);
        break;
      case "ticket.called":
        this.#called(data, atMs);
        break;
      case "ticket.admitted":
        this.#admitted(data, atMs);
        break;
      case "case.finished":
        // The window is taken by the whole visit: it is measured when its last case ends.
        if (data.goesOn !== true) this.#worked(data, atMs);
        break;
      case "ticket.missed":
        this.#missed(data, atMs);
        break;
      case "ticket.finished":
      case "ticket.held":
        this.#freed(data.windowId, atMs);
        break;
      case "ticket.resumed":
        this.#resumed(data.windowId, data.ticketId);
        break;
      case "ticket.transferred":
        this.#freed(data.windowId, atMs);
        this.#joins(data.ticketId, { ...NEVER_TOLD, serviceId: data.toServiceId, sinceMs: atMs });
        break;
      case "ticket.form-given":
        // Away by choice: what is waited then says nothing of the line.
        if (data.windowId !== null) this.#freed(data.windowId, atMs);
        else this.#departs(data.ticketId, atMs, false);
        break;
      case "ticket.returned":
        this.#joins(data.ticketId, { ...NEVER_TOLD, serviceId: data.serviceId, sinceMs: atMs });
        break;
      case "ticket.left":
      case "ticket.voided":
        this.#departs(data.ticketId, atMs, type === "ticket.left" && data.reason !== "day-ended");
        break;
      case "action.undone":
        this.#undone(data);
        break;
      default:
        this.#manned(event, atMs);
    }
  }

  #manned({ type, data }: LoggedEvent, atMs: number): void {
    if (type === "window.paused") {
      this.#desk(data.windowId).pausedAtMs = atMs;
      this.roster.left(data.windowId, atMs);
    } else if (type === "window.resumed") {
      this.#back(this.#desk(data.windowId), atMs);
      this.roster.manned(data.windowId, atMs);
    } else if (type === "window.opened") {
      this.#desks.delete(data.windowId);
      this.#desk(data.windowId).freeSinceMs = atMs;
      this.roster.manned(data.windowId, atMs);
    } else if (type === "window.closed") {
      this.#desks.delete(data.windowId);
      this.roster.left(data.windowId, atMs);
    }
  }

  #desk(windowId: string): Desk {
    const known = this.#desks.get(windowId);
    if (known !== undefined) return known;
    const desk: Desk = { ticketId: null, calledAtMs: null, freeSinceMs: null, pausedAtMs: null };
    this.#desks.set(windowId, desk);
    return desk;
  }

  #joins(ticketId: string, waiting: Waiting): void {
    this.#departs(ticketId, waiting.sinceMs, false);
    this.#waiting.set(ticketId, waiting);
  }

  /** Stops waiting; what it waited counts for how often people leave. */
  #departs(ticketId: string, atMs: number, byLeaving: boolean): Waiting | null {
    const waiting = this.#waiting.get(ticketId);
    if (waiting === undefined) return null;
    this.#waiting.delete(ticketId);
    this.#waitedMs = this.#waitedMs * DEPARTURE_KEPT + Math.max(0, atMs - waiting.sinceMs);
    this.#leaves = this.#leaves * DEPARTURE_KEPT + (byLeaving ? 1 : 0);
    return waiting;
  }

  #issued(data: EventData["ticket.issued"], atMs: number): void {
    const { ticketId, serviceId, priority } = data;
    this.#joins(ticketId, { serviceId, priority, sinceMs: atMs, isNew: true, told: data.told ?? null });
    if (priority === null) return;
    const key = `${serviceId}|${priority}`;
    const { weight, atMs: beforeMs } = this.#arrivals.get(key) ?? { weight: 0, atMs };
    this.#arrivals.set(key, { weight: weight * Math.exp(-(atMs - beforeMs) / ARRIVALS_MS) + 1, atMs });
  }

  #called({ ticketId, windowId, serviceId }: EventData["ticket.called"], atMs: number): void {
    const desk = this.#desk(windowId);
    const waiting = this.#departs(ticketId, atMs, false);
    if (desk.freeSinceMs !== null && waiting !== null) {
      const gapMs = atMs - Math.max(desk.freeSinceMs, waiting.sinceMs);
      if (gapMs <= GAP_MS_MAX) this.#sample(this.gapsMs, gapMs);
    }
    desk.freeSinceMs = null;
    desk.ticketId = ticketId;
    desk.calledAtMs = atMs;
    if (!waiting?.isNew) return;
    const { priority, sinceMs, told } = waiting;
    this.#judge({ ticketId, serviceId, priority, waitMs: atMs - sinceMs }, told);
  }

  /** Served without a call: the window is taken, and nobody waited. */
  #admitted({ ticketId, windowId }: EventData["ticket.admitted"], atMs: number): void {
    this.#departs(ticketId, atMs, false);
    const desk = this.#desk(windowId);
    desk.freeSinceMs = null;
    desk.ticketId = ticketId;
    desk.calledAtMs = atMs;
  }

  #judge(wait: Omit<ToldWait, "told">, told: Told | null): void {
    if (told === null) {
      this.today.untold += 1;
      return;
    }
    const judged: ToldWait = { ...wait, told };
    this.toldWaits.push(judged);
    if (this.toldWaits.length > TALLY_MAX) this.toldWaits.shift();
    this.today.n += 1;
    if (sideOf(judged) === 0) this.today.inside += 1;
    this.correction = corrected(this.correction, judged);
  }

  #sample(list: number[], ms: number): void {
    if (ms < 0 || ms > SAMPLE_MS_MAX) return;
    keep(list, ms);
    this.version += 1;
  }

  /** From call to finish: with keypads alone nobody says when a person arrived. */
  #worked(data: EventData["case.finished"], atMs: number): void {
    const desk = this.#desks.get(data.windowId);
    if (desk?.ticketId !== data.ticketId || desk.calledAtMs === null) return;
    const ms = atMs - desk.calledAtMs;
    keep(this.noShows, false);
    if (ms <= 0 || ms > SAMPLE_MS_MAX) return;
    const samples = this.work.get(data.serviceId) ?? [];
    this.work.set(data.serviceId, samples);
    keep(samples, { ms, staffId: data.staffId, caseId: data.caseId });
    this.version += 1;
  }

  #missed({ windowId, ticketId }: EventData["ticket.missed"], atMs: number): void {
    const desk = this.#desks.get(windowId);
    if (desk?.ticketId === ticketId && desk.calledAtMs !== null) this.#sample(this.missedMs, atMs - desk.calledAtMs);
    keep(this.noShows, true);
    this.#freed(windowId, atMs);
  }

  #freed(windowId: string, atMs: number): void {
    const desk = this.#desk(windowId);
    desk.ticketId = null;
    desk.calledAtMs = null;
    desk.freeSinceMs = atMs;
  }

  /** What goes on after a hold has no unbroken time to measure. */
  #resumed(windowId: string, ticketId: string): void {
    const desk = this.#desk(windowId);
    desk.ticketId = ticketId;
    desk.calledAtMs = null;
    desk.freeSinceMs = null;
  }

  #back(desk: Desk, atMs: number): void {
    if (desk.pausedAtMs !== null) this.#sample(this.pausesMs, atMs - desk.pausedAtMs);
    desk.pausedAtMs = null;
  }

  #undone({ tickets, cases, removedCaseIds, window }: EventData["action.undone"]): void {
    const again = new Set([...cases.filter(({ status }) => status === "open").map(({ id }) => id), ...removedCaseIds]);
    for (const [serviceId, samples] of this.work) {
      if (samples.some(({ caseId }) => again.has(caseId))) {
        this.work.set(
          serviceId,
          samples.filter(({ caseId }) => !again.has(caseId)),
        );
        this.version += 1;
      }
    }
    for (const ticket of tickets) {
      if (ticket.state === "waiting") this.#waitsAgain(ticket);
      else this.#departs(ticket.id, 0, false);
    }
    const desk = this.#desk(window.id);
    desk.ticketId = window.ticketId;
    desk.calledAtMs = window.ticketId === null ? null : window.lastCallAtMs;
    desk.freeSinceMs = null;
  }

  /** An undone call was none: the ticket is judged by the next one. */
  #waitsAgain(ticket: Ticket): void {
    const isNew = ticket.windowId === null;
    const at = isNew ? this.toldWaits.findIndex(({ ticketId }) => ticketId === ticket.id) : -1;
    const [judged] = at < 0 ? [] : this.toldWaits.splice(at, 1);
    if (judged !== undefined) {
      this.today.n -= 1;
      if (sideOf(judged) === 0) this.today.inside -= 1;
    } else if (isNew && ticket.told === undefined) this.today.untold = Math.max(0, this.today.untold - 1);
    this.#joins(ticket.id, waitingOf(ticket));
  }

  #dayStarted({ snapshot, day, timezone }: EventData["day.started"], atMs: number): void {
    const manned = snapshot.windows.filter(({ state }) => state === "open").map(({ id }) => id);
    this.roster.dayStarted(localDayRange(day, timezone).startMs, atMs, manned);
    this.#waiting.clear();
    this.#desks.clear();
    Object.assign(this.today, { n: 0, inside: 0, untold: 0 });
    this.correction = faded(this.correction);
    for (const ticket of snapshot.tickets) {
      if (ticket.state === "waiting") this.#joins(ticket.id, waitingOf(ticket));
    }
    for (const window of snapshot.windows) this.#sits(window, atMs);
    // A log that begins here, or one too long to be read in full, still knows the newest times.
    for (const [serviceId, times] of snapshot.serviceTimes) {
      if (this.work.has(serviceId)) continue;
      this.work.set(
        serviceId,
        times.map((ms) => ({ ms, staffId: null, caseId: "" })),
      );
      this.version += 1;
    }
  }

  #sits(window: Window, atMs: number): void {
    if (window.state === "closed") return;
    const desk = this.#desk(window.id);
    desk.ticketId = window.ticketId;
    desk.calledAtMs = window.ticketId === null ? null : window.lastCallAtMs;
    desk.pausedAtMs = window.state === "paused" ? atMs : null;
  }
}

const NEVER_TOLD = { priority: null, isNew: false, told: null };

function waitingOf(ticket: Ticket): Waiting {
  const { serviceId, priority, issuedAtMs: sinceMs } = ticket;
  const isNew = ticket.windowId === null;
  return { serviceId, priority, sinceMs, isNew, told: ticket.told ?? null };
}
