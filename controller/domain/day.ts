// The turn of the day: once per local day, never back, whatever the clock does.
import { absentBefore } from "./appointments.ts";
import { event, type NewEvent } from "./events.ts";
import { fold, newState } from "./fold.ts";
import { byArrival } from "./queue.ts";
import { ratedBefore } from "./rating-defaults.ts";
import { loadSnapshot, snapshotOf } from "./snapshot.ts";
import { ending, refOf } from "./ticketing.ts";
import { localDay } from "./time.ts";
import type { HallState, TicketState } from "./types.ts";

const NOT_AT_A_WINDOW: ReadonlySet<TicketState> = new Set(["waiting", "missed", "held"]);

export interface DayTurn {
  readonly events: readonly NewEvent[];
  /** The hall right after these events; the command is decided on it. */
  readonly state: HallState;
}

/** The events that begin the local day of `nowMs`, or null when it has begun. A clock set back begins no day again. */
export function turnOfDay(state: HallState, nowMs: number): DayTurn | null {
  const { settings } = state;
  const day = localDay(nowMs, settings.timezone);
  if (state.day !== null && day <= state.day) return null;
  // A scratch copy: deciding must leave the hall's own state alone.
  const next = newState(settings);
  loadSnapshot(next, snapshotOf(state));
  next.seq = state.seq;
  next.lastAtMs = nowMs;
  const events: NewEvent[] = [];
  const put = (decided: NewEvent) => {
    events.push(decided);
    fold(next, { ...decided, seq: next.seq + 1, atMs: nowMs, actor: "system" });
  };
  if (settings.policy.dayEnd === "close") {
    const open = [...next.tickets.values()].filter((ticket) => NOT_AT_A_WINDOW.has(ticket.state)).sort(byArrival);
    for (const ticket of open) {
      const left = event("ticket.left", { ...refOf(ticket), reason: "day-ended" });
      ending(next, ticket, left, nowMs).forEach(put);
    }
  }
  absentBefore(next, day).forEach(put);
  ratedBefore(state).forEach(put);
  put(event("day.started", { day, timezone: settings.timezone, snapshot: snapshotOf(next) }));
  return { events, state: next };
}
