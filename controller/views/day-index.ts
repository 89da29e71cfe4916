// What the views need beside the state, kept up event by event: the day's figures and the short lists of the boards.

import type { EventData, LoggedEvent } from "../domain/events.ts";
import type { Ticket } from "../domain/types.ts";
import { DayFigures } from "./figures.ts";

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
  /** Missed tickets that may still come back → when they were missed; oldest first. */
  readonly missed = new Map<string, number>();
  /** Held ticket → the window that holds it. */
  readonly held = new Map<string, string>();
  readonly outcomes = new Map<string, RatingOutcome>();
  /** Newest first. */
  readonly ratings: RatingLine[] = [];
  /** Newest first. */
  readonly events: LoggedEvent[] = [];

  fold(event: LoggedEvent): void {
    this.figures.fold(event);
    this.#lists(event);
    if (QUIET.has(event.type)) return;
    this.events.unshift(event);
    if (this.events.length > EVENT_LINES_MAX) this.events.pop();
  }

  #lists(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        return this.#restart(event.data, event.atMs);
      case "ticket.missed":
        this.held.delete(event.data.ticketId);
        this.missed.delete(event.data.ticketId);
        this.missed.set(event.data.ticketId, event.atMs);
        return;
      case "ticket.held":
        this.held.set(event.data.ticketId, event.data.windowId);
        return;
      case "ticket.called":
      case "ticket.returned":
      case "ticket.resumed":
      case "ticket.transferred":
      case "ticket.finished":
      case "ticket.left":
      case "ticket.voided":
        this.#free(event.data.ticketId);
        return;
      case "rating.recorded":
        return this.#rated(event.data, event.atMs);
      case "rating.lapsed": {
        const { caseId, number, windowId } = event.data;
        this.outcomes.set(windowId, { caseId, number, outcome: "lapsed", atMs: event.atMs });
        return;
      }
      case "action.undone":
        for (const ticket of event.data.tickets) this.#put(ticket, event.atMs);
        return;
      default:
        return;
    }
  }

  #free(ticketId: string): void {
    this.missed.delete(ticketId);
    this.held.delete(ticketId);
  }

  #put(ticket: Ticket, atMs: number): void {
    const missedAtMs = this.missed.get(ticket.id) ?? atMs;
    this.#free(ticket.id);
    if (ticket.state === "missed") this.missed.set(ticket.id, missedAtMs);
    if (ticket.state === "held" && ticket.windowId !== null) this.held.set(ticket.id, ticket.windowId);
  }

  #rated(data: EventData["rating.recorded"], atMs: number): void {
    const { caseId, number, windowId, level, channel } = data;
    this.outcomes.set(windowId, { caseId, number, outcome: "rated", atMs });
    this.ratings.unshift({ number, windowId, level, channel, atMs });
    if (this.ratings.length > RATING_LINES_MAX) this.ratings.pop();
  }

  #restart(data: EventData["day.started"], atMs: number): void {
    this.missed.clear();
    this.held.clear();
    this.outcomes.clear();
    this.ratings.length = 0;
    this.events.length = 0;
    for (const ticket of data.snapshot.tickets) this.#put(ticket, ticket.calledAtMs ?? atMs);
  }
}

/** The index at a start: folded from the day's own events. */
export function indexOf(events: Iterable<LoggedEvent>): DayIndex {
  const index = new DayIndex();
  for (const event of events) index.fold(event);
  return index;
}
