// What of a day's events may say that a rating was not the person's own: kept small, event by event.
import type { EventData, LoggedEvent } from "./events.ts";
import type { Level, RatingChannel, WindowState } from "./types.ts";

/** Facts kept of one day and kind; a hall has a few thousand ratings on a busy one. */
const FACTS_MAX = 20_000;

/** A rating as it was touched. */
export interface Touch {
  readonly windowId: string;
  readonly caseId: string;
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly atMs: number;
  /** Since the pads began to ask; null: they did not. */
  readonly delayMs: number | null;
  readonly windowState: WindowState;
}

/** A press that was not counted. */
export interface UncountedPress {
  readonly windowId: string;
  /** The case at the window at that moment, if somebody was being served. */
  readonly caseId: string | null;
  readonly level: number | null;
  readonly atMs: number;
  readonly why: "serving" | "closed" | "nobody-asked";
}

export interface Correction {
  readonly windowId: string;
  readonly caseId: string;
  readonly from: Level;
  readonly level: Level;
  readonly atMs: number;
}

interface Desk {
  state: WindowState;
  caseId: string | null;
}

/** Follows the log; a new day begins empty. */
export class RatingFeed {
  readonly touches: Touch[] = [];
  readonly presses: UncountedPress[] = [];
  readonly corrections: Correction[] = [];
  /** Ratings without a call, counted apart. */
  withoutCall = 0;
  day: string | null = null;
  readonly #desks = new Map<string, Desk>();
  readonly #invited = new Map<string, number>();

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#restart(event.data);
        return;
      case "window.opened":
      case "window.resumed":
        this.#desk(event.data.windowId).state = "open";
        return;
      case "window.paused":
        this.#desk(event.data.windowId).state = "paused";
        return;
      case "window.closed":
        this.#desk(event.data.windowId).state = "closed";
        return;
      case "case.opened":
        this.#desk(event.data.windowId).caseId = event.data.caseId;
        return;
      case "case.finished":
        if (this.#desk(event.data.windowId).caseId === event.data.caseId) this.#desk(event.data.windowId).caseId = null;
        return;
      case "ticket.held":
      case "ticket.transferred":
        this.#desk(event.data.windowId).caseId = null;
        return;
      case "ticket.form-given":
        if (event.data.windowId !== null) this.#desk(event.data.windowId).caseId = null;
        return;
      case "action.undone":
        this.#desks.set(event.data.windowId, { state: event.data.window.state, caseId: event.data.window.caseId });
        return;
      case "rating.invited":
        this.#invited.set(event.data.caseId, event.atMs);
        return;
      case "rating.recorded":
        this.#recorded(event.data, event.atMs);
        return;
      case "rating.corrected": {
        const { windowId, caseId, from, level } = event.data;
        keep(this.corrections, { windowId, caseId, from, level, atMs: event.atMs });
        return;
      }
      case "rating.without-call":
        this.withoutCall += 1;
        return;
      case "rating.refused":
        this.#refused(event.data, event.atMs);
        return;
      default:
        return;
    }
  }

  #restart({ day, snapshot }: EventData["day.started"]): void {
    for (const list of [this.touches, this.presses, this.corrections]) list.length = 0;
    this.withoutCall = 0;
    this.#desks.clear();
    this.#invited.clear();
    this.day = day;
    for (const { id, state, caseId } of snapshot.windows) this.#desks.set(id, { state, caseId });
  }

  #desk(windowId: string): Desk {
    const known = this.#desks.get(windowId);
    if (known !== undefined) return known;
    const desk: Desk = { state: "closed", caseId: null };
    this.#desks.set(windowId, desk);
    return desk;
  }

  #recorded(data: EventData["rating.recorded"], atMs: number): void {
    if (data.origin !== "active" || data.stage !== 2 || data.sequence !== 1) return;
    const { windowId, caseId, level, channel } = data;
    const askedMs = this.#invited.get(caseId);
    const delayMs = askedMs === undefined ? null : atMs - askedMs;
    keep(this.touches, { windowId, caseId, level, channel, atMs, delayMs, windowState: this.#desk(windowId).state });
  }

  #refused({ windowId, reason, level }: EventData["rating.refused"], atMs: number): void {
    if (windowId === null || reason !== "NO_OPEN_INVITATION") return;
    const { state, caseId } = this.#desk(windowId);
    const why = caseId !== null ? "serving" : state === "closed" ? "closed" : "nobody-asked";
    keep(this.presses, { windowId, caseId, level, atMs, why });
  }
}

function keep<T>(list: T[], fact: T): void {
  if (list.length >= FACTS_MAX) list.shift();
  list.push(fact);
}
