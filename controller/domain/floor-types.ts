// The nouns of the floor: assignments, asks, devices out of service, numbers held, the day ended, and what is aimed at.
import type { DayEnding } from "./floor-events.ts";

/** What the manager's page measures by. */
export interface Targets {
  /** Nobody should wait longer. */
  readonly longestWaitMinutes: number;
  /** The share of people to be called within so many minutes of their number. */
  readonly withinMinutes: number;
  readonly withinShare: number;
  /** More paused windows than this ask for a look. */
  readonly pausedWindowsMax: number;
}

/** For a hall that names none. */
export const USUAL_TARGETS: Targets = {
  longestWaitMinutes: 30,
  withinMinutes: 20,
  withinShare: 0.8,
  pausedWindowsMax: 2,
};

/** The part of the settings that belongs to the floor. */
export interface FloorSettings {
  readonly targets?: Targets | undefined;
}

export interface Stopped {
  readonly reason: string | null;
  readonly sinceMs: number;
}

/** The part of the state that belongs to the floor. */
export interface FloorState {
  /** Services of windows that differ from the configuration today. */
  readonly assigned: Map<string, readonly string[]>;
  /** Windows whose clerk was asked back, and when. */
  readonly askedBack: Map<string, number>;
  readonly outOfService: Map<string, Stopped>;
  numbersHeld: Stopped | null;
  dayEnded: (Stopped & { readonly waiting: DayEnding; readonly noticeId: string | null }) | null;
}

/** Everything as configured. */
export function newFloorState(): FloorState {
  return { assigned: new Map(), askedBack: new Map(), outOfService: new Map(), numbersHeld: null, dayEnded: null };
}

/** Forgets everything of the floor. */
export function clearFloor(floor: FloorState): void {
  floor.assigned.clear();
  floor.askedBack.clear();
  floor.outOfService.clear();
  floor.numbersHeld = null;
  floor.dayEnded = null;
}
