// What every rule is given and the two answers it may return.
import type { Accepted, DecideContext, RefusalCode, Refused } from "./commands.ts";
import type { NewEvent } from "./events.ts";
import type { HallState } from "./types.ts";

/** The state a rule decides on, and the time it decides at. */
export interface Moment {
  readonly state: HallState;
  /** Never behind the newest event. */
  readonly nowMs: number;
  /** How far the wall clock lags behind the newest event (it was set back); 0 normally. */
  readonly behindMs: number;
  readonly newId: DecideContext["newId"];
  readonly newToken: DecideContext["newToken"];
  readonly toldWait?: DecideContext["toldWait"];
}

/** Yes: these events, about this subject. */
export function accept(
  events: readonly NewEvent[],
  subject: Accepted["subject"] = null,
  why: string | null = null,
): Accepted {
  return { ok: true, events, subject, why };
}

/** No: nothing changes but what `events` log of the attempt. */
export function refuse(code: RefusalCode, detail: string, events: readonly NewEvent[] = []): Refused {
  return { ok: false, code, detail, events };
}

/**
 * Whether less than `limitMs` has passed since `sinceMs`. When the wall clock was set back by more than the limit
 * nobody can tell; then the answer is no, because a limit that never ends would lock people out until it catches up.
 */
export function isWithin(at: Moment, sinceMs: number | null, limitMs: number): boolean {
  return sinceMs !== null && at.nowMs - sinceMs < limitMs && at.behindMs < limitMs;
}
