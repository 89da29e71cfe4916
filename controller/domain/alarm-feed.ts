// What alarm rules must remember of events: ratings of the last hours, presses, emergencies. O(1) each.
import type { LoggedEvent } from "./events.ts";

/** A rating that a person gave. */
export interface FeedRating {
  readonly ratingId: string;
  readonly caseId: string;
  readonly number: string;
  readonly serviceId: string;
  readonly windowId: string;
  readonly staffId: string | null;
  readonly atMs: number;
  level: number;
  reasons: readonly string[];
}

/** An emergency at a window that is not over. */
export interface FeedEmergency {
  readonly windowId: string;
  readonly kind: string;
  answered: boolean;
}

/** Older ratings are no longer asked for by any rule. */
export const FEED_RATINGS_MAX = 2_000;
const EMERGENCIES_MAX = 200;
const COMPLAINTS_MAX = 1_000;

/** Events after which a person should not have to wait for the next look at the clock. */
const URGENT =
  /^(device\.|emergency\.|rating\.(recorded|corrected)$|alarm\.(acknowledged|cleared)$|case\.(opened|finished)$)/;
const URGENT_LOOPS: ReadonlySet<string> = new Set(["loop.received", "loop.verified"]);

export function isUrgent(type: string): boolean {
  return URGENT.test(type) || URGENT_LOOPS.has(type);
}

export class AlarmFeed {
  /** Oldest first. */
  readonly #ratings = new Map<string, FeedRating>();
  /** Window → when somebody last did something there. */
  readonly #hands = new Map<string, number>();
  readonly #emergencies = new Map<string, FeedEmergency>();
  /** Windows opened at some time today. */
  readonly #opened = new Set<string>();
  /** Alarms that somebody acknowledged today: what raised them once is settled. */
  readonly #settled = new Set<string>();
  readonly #complaints = new Set<string>();

  /** Notes one event; the same for the day's events at a start and for those that come. */
  note(event: LoggedEvent): void {
    const type: string = event.type;
    if (type.startsWith("emergency.")) this.#noteEmergency(type, event.data as { windowId?: string; kind?: string });
    else if (event.type === "day.started") this.#newDay(event.data.snapshot.windows);
    else if (event.type === "alarm.acknowledged") this.#settled.add(event.data.alarmId);
    else if (event.type.startsWith("rating.")) this.#noteRating(event);
    // What the desk does about a window is done by no hand at that window.
    else if (event.type.startsWith("loop.")) this.#noteComplaint(event);
    else this.#noteHand(event);
  }

  /** Came today or since the start: one of earlier had its alarm, whatever became of it. */
  isNewComplaint(loopId: string): boolean {
    return this.#complaints.has(loopId);
  }

  /** The newest first. */
  *ratingsSince(sinceMs: number): Generator<FeedRating> {
    const all = [...this.#ratings.values()];
    for (let at = all.length - 1; at >= 0; at--) {
      const rating = all[at];
      if (rating === undefined || rating.atMs <= sinceMs) return;
      yield rating;
    }
  }

  lastHandMs(windowId: string): number | null {
    return this.#hands.get(windowId) ?? null;
  }

  wasOpenedToday(windowId: string): boolean {
    return this.#opened.has(windowId);
  }

  isSettled(alarmId: string): boolean {
    return this.#settled.has(alarmId);
  }

  emergencies(): readonly FeedEmergency[] {
    return [...this.#emergencies.values()];
  }

  #newDay(windows: readonly { readonly id: string; readonly state: string }[]): void {
    this.#opened.clear();
    for (const { id, state } of windows) if (state !== "closed") this.#opened.add(id);
    // Ratings older than a day are looked at by no rule, and neither are their alarms.
    if (this.#settled.size > FEED_RATINGS_MAX) this.#settled.clear();
  }

  #noteComplaint(event: LoggedEvent): void {
    if (event.type !== "loop.received" || event.data.source !== "complaint") return;
    this.#complaints.add(event.data.loopId);
    if (this.#complaints.size > COMPLAINTS_MAX) this.#complaints.delete([...this.#complaints][0] ?? "");
  }

  #noteRating(event: LoggedEvent): void {
    if (event.type === "rating.recorded") {
      const { ratingId, caseId, number, serviceId, windowId, staffId, level, reasons, origin } = event.data;
      if (origin !== "active") return;
      const { atMs } = event;
      const rating = { ratingId, caseId, number, serviceId, windowId, staffId, level, reasons, atMs };
      this.#ratings.set(ratingId, rating);
      if (this.#ratings.size > FEED_RATINGS_MAX) this.#ratings.delete(this.#ratings.keys().next().value ?? "");
    } else if (event.type === "rating.corrected" || event.type === "rating.acceptance-corrected") {
      const rating = this.#ratings.get(event.data.ratingId);
      if (rating !== undefined) rating.level = event.data.level;
    } else if (event.type === "rating.reasons-added") {
      const rating = this.#ratings.get(event.data.ratingId);
      if (rating !== undefined) rating.reasons = event.data.reasons;
    }
  }

  #noteEmergency(type: string, { windowId, kind }: { windowId?: string; kind?: string }): void {
    if (windowId === undefined) return;
    if (type === "emergency.ended") this.#emergencies.delete(windowId);
    else if (type === "emergency.answered") {
      const known = this.#emergencies.get(windowId);
      if (known !== undefined) known.answered = true;
    } else if (type === "emergency.raised" && this.#emergencies.size < EMERGENCIES_MAX) {
      this.#emergencies.set(windowId, { windowId, kind: kind ?? "", answered: false });
    }
  }

  /** What a person did at a window: by key, page or programme, but not what the hall did by itself. */
  #noteHand(event: LoggedEvent): void {
    if (event.type === "window.opened") this.#opened.add(event.data.windowId);
    if (event.actor === "system") return;
    const { windowId } = event.data as { windowId?: string | null };
    if (typeof windowId === "string") this.#hands.set(windowId, event.atMs);
  }
}
