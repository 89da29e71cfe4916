// What the hall wants its devices to show, print or ask, derived from state and events alone.
import type { LoggedEvent } from "./events.ts";
import type { HallState } from "./types.ts";

/** What a window's strip should say; words and widths are the fleet's and the model's business. */
export interface StripIntent {
  readonly state: "closed" | "idle" | "calling" | "serving" | "paused";
  readonly number: string | null;
  /** Grows with every call and recall, so that a recall of the same number is shown again. */
  readonly calls: number;
  /** Of a pause, in the hall's first language; absent: none was given. */
  readonly reason?: string;
  /** Local time at which the window is expected back, `HH:MM`. */
  readonly back?: string;
}

/** What a window's keypad should show. */
export interface KeypadIntent {
  readonly number: string | null;
  readonly waiting: number;
}

/** Whether a window's pads ask for a rating, and for which case. */
export interface PadIntent {
  readonly caseId: string | null;
  readonly untilMs: number | null;
  /** Missing: completion. */
  readonly stage?: 1;
}

/** Behind the case's id in the name of a question about its acceptance. */
export const ACCEPTANCE_NAME = "/1";

/** The name of a question, for pads that carry it back with the answer; null: nothing is asked. */
export function questionName({ caseId, stage }: PadIntent): string | null {
  return caseId !== null && stage === 1 ? `${caseId}${ACCEPTANCE_NAME}` : caseId;
}

/** One paper to print. `attempt` above 1 is marked as a reprint. */
export interface PrintIntent {
  readonly ticketId: string;
  readonly deviceId: string;
}

export interface WindowIntents {
  readonly strip: StripIntent;
  readonly keypad: KeypadIntent;
  readonly pad: PadIntent;
}

/** The desired state of everything at one window. */
export type WindowIntentsOf = (state: HallState, windowId: string) => WindowIntents;

/** Papers asked for by these events (never by a restart). */
export type PrintIntentsOf = (events: readonly LoggedEvent[]) => PrintIntent[];
