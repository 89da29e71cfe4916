// What the views need beside the state, kept up event by event: the day's figures and the short lists of the boards.

import type { EventData, LoggedEvent } from "../domain/events.ts";
import { RatingFeed } from "../domain/rating-feed.ts";
import type { Ticket, Window } from "../domain/types.ts";
import { AlarmBook } from "./alarm-book.ts";
import { CallsLedger } from "./calls-ledger.ts";
import { DeviceUptime } from "./device-uptime.ts";
import { DoneToday } from "./done-today.ts";
import { DayFigures } from "./figures.ts";
import { FloorIndex } from "./floor-index.ts";

/** How the newest invitation of a window ended. */
export interface RatingOutcome {
  readonly caseId: string;
  readonly number: string;
  readonly outcome: "rated" | "lapsed";
  readonly atMs: number;
}

/** A rating as the manager's page lists it. */
export interface RatingLine {
  readonly number: string;
  readonly windowId: string;
  readonly level: number;
  readonly channel: string;
  readonly atMs: number;
}

export const RATING_LINES_MAX = 20;
export const EVENT_LINES_MAX = 40;
/** Missed tickets the lists are made from; older ones are still found by their number. */
export const MISSED_KEPT_MAX = 200;

/** Steps of the machinery that tell a person nothing. */
const QUIET: ReadonlySet<LoggedEvent["type"]> = new Set([
  "ticket.print-started",
  "ticket.print-requested",
  "rating.invite-shortened",
  "case.opened",
  "device.input",
]);

/**
 * One pass over the events of the day. Costs O(1) per event, so that no view has to look through the day's tickets.
 * Entries may be a batch older than the state: views check an id against the state before they show it.
 */
export class DayIndex {
  readonly figures = new DayFigures();
  /** Who was called before whom. */
  readonly calls = new CallsLedger();
  readonly uptime = new DeviceUptime();
  /** Today's alarms, also those that are over. */
  readonly alarms = new AlarmBook();
  /** Cases finished at each window. */
  readonly done = new DoneToday();
  /** Waits, quarters, who passed whom. */
  readonly floor = new FloorIndex();
  /** Touches, presses and corrections of the day. */
  readonly rated = new RatingFeed();
  /** Missed tickets that may still come back → when they were missed; oldest first. */
  readonly missed = new Map<string, number>();
  /** Token of a citizen's page → ticket. */
  readonly ticketIdByToken = new Map<string, string>();
  /** Tickets in the state. */
  readonly ticketIds = new Set<string>();
  /** Window → the member of staff signed in there. */
  readonly staffAt = new Map<string, string>();
  readonly outcomes = new Map<string, RatingOutcome>();
  /** Newest first. */
  readonly ratings: RatingLine[] = [];
  /** Newest first. */
  readonly events: LoggedEvent[] = [];

  fold(event: LoggedEvent): void {
    this.calls.fold(event);
    this.figures.fold(event);
    this.uptime.fold(event);
    this.alarms.fold(event);
    this.done.fold(event);
    this.floor.fold(event);
    this.rated.fold(event);
    this.#lists(event);
    if (QUIET.has(event.type)) return;
    this.events.unshift(event);
    if (this.events.length > EVENT_LINES_MAX) this.events.pop();
  }

  #lists(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#restart(event.data, event.atMs);
        return;
      case "ticket.issued":
        this.ticketIdByToken.set(event.data.token, event.data.ticketId);
        this.ticketIds.add(event.data.ticketId);
        return;
      case "ticket.missed":
        this.#miss(event.data.ticketId, event.atMs);
        return;
      case "ticket.called":
      case "ticket.returned":
      case "ticket.resumed":
      case "ticket.transferred":
      case "ticket.finished":
      case "ticket.left":
      case "ticket.voided":
        this.missed.delete(event.data.ticketId);
        return;
      case "rating.recorded":
        // At acceptance the matter goes on: the window is told when its completion is rated.
        if (event.data.stage === 2) this.#rated(event.data, event.atMs);
        return;
      case "rating.corrected":
        this.#corrected(event.data);
        return;
      case "rating.lapsed": {
        const { caseId, number, windowId } = event.data;
        this.outcomes.set(windowId, { caseId, number, outcome: "lapsed", atMs: event.atMs });
        return;
      }
      case "staff.signed-in":
        this.staffAt.set(event.data.windowId, event.data.staffId);
        return;
      case "staff.signed-out":
        this.staffAt.delete(event.data.windowId);
        return;
      case "action.undone":
        for (const ticket of event.data.tickets) this.#put(ticket, event.atMs);
        this.#staff(event.data.window);
        return;
      default:
        return;
    }
  }

  #miss(ticketId: string, atMs: number): void {
    // Newest last: a second miss moves to the end.
    this.missed.delete(ticketId);
    this.missed.set(ticketId, atMs);
    if (this.missed.size <= MISSED_KEPT_MAX) return;
    for (const oldest of this.missed.keys()) {
      this.missed.delete(oldest);
      return;
    }
  }

  #staff({ id, staffId }: Window): void {
    if (staffId === null) this.staffAt.delete(id);
    else this.staffAt.set(id, staffId);
  }

  #put(ticket: Ticket, atMs: number): void {
    if (ticket.state !== "missed") this.missed.delete(ticket.id);
    else if (!this.missed.has(ticket.id)) this.#miss(ticket.id, atMs);
  }

  #rated(data: EventData["rating.recorded"], atMs: number): void {
    const { caseId, number, windowId, level, channel } = data;
    this.outcomes.set(windowId, { caseId, number, outcome: "rated", atMs });
    this.ratings.unshift({ number, windowId, level, channel, atMs });
    if (this.ratings.length > RATING_LINES_MAX) this.ratings.pop();
  }

  #corrected({ number, windowId, level }: EventData["rating.corrected"]): void {
    const at = this.ratings.findIndex((line) => line.number === number && line.windowId === windowId);
    const line = this.ratings[at];
    if (line !== undefined) this.ratings[at] = { ...line, level };
  }

  #restart(data: EventData["day.started"], atMs: number): void {
    this.missed.clear();
    this.outcomes.clear();
    this.ratings.length = 0;
    this.events.length = 0;
    this.ticketIdByToken.clear();
    this.ticketIds.clear();
    this.staffAt.clear();
    for (const window of data.snapshot.windows) this.#staff(window);
    for (const ticket of data.snapshot.tickets) {
      this.ticketIdByToken.set(ticket.token, ticket.id);
      this.ticketIds.add(ticket.id);
      this.#put(ticket, ticket.calledAtMs ?? atMs);
    }
  }
}

/** The index at a start: folded from the day's own events. */
export function indexOf(events: Iterable<LoggedEvent>): DayIndex {
  const index = new DayIndex();
  for (const event of events) index.fold(event);
  return index;
}
