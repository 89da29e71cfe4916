// What an action changed, kept so that it can be taken back exactly.
import type { Case, RecentCall, Ticket, Window } from "./types.ts";

/** A counter before and after an action: put back exactly when nobody else moved it since. */
export interface Moved<T> {
  readonly before: T;
  readonly after: T;
}

/** What an action did to the figures beside the records. */
export interface UndoCounters {
  /** The service whose calls were counted up, or null. */
  readonly callOf: string | null;
  readonly overtakes: readonly (Moved<number> & { readonly queue: string })[];
  readonly recentCalls: Moved<readonly RecentCall[]> | null;
  readonly serviceTimes: (Moved<readonly number[]> & { readonly serviceId: string }) | null;
}

/** One staff action with the records as they were before it. */
export interface UndoStep {
  readonly action: string;
  readonly seq: number;
  readonly atMs: number;
  /** The ticket the action was about. */
  readonly ticketId: string;
  readonly tickets: readonly Ticket[];
  readonly cases: readonly Case[];
  readonly createdCaseIds: readonly string[];
  readonly window: Window;
  readonly counters: UndoCounters;
}

/** A step under way: its action may take several events. */
export interface StepDraft {
  readonly window: Window;
  readonly tickets: Ticket[];
  readonly cases: Case[];
  readonly createdCaseIds: string[];
  /** An arrival that somebody reported: the opening of its case ends the step. */
  arrivedTicketId: string | null;
  /** What the step is called when it is no plain arrival. */
  action?: string;
  counters: UndoCounters;
}
