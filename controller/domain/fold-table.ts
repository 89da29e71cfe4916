// The shape of a fold: one function per event type, so that a missing one is an error of types.
import type { EventType, LoggedEvent } from "./events.ts";
import type { HallState } from "./types.ts";

/** A logged event of this type. */
export type LoggedOf<T extends EventType> = Extract<LoggedEvent, { type: T }>;

/** What each of these events changes. */
export type Folds<T extends EventType> = {
  readonly [K in T]: (state: HallState, event: LoggedOf<K>) => void;
};
