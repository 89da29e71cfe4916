// What every view is made from: the folded state, the index beside it, the moment and the devices.

import type { CalibrationView } from "../contract/calibration.ts";
import type { AdviceView } from "../contract/floor.ts";
import type { DeviceView } from "../contract/views.ts";
import type { WaitTeller } from "../domain/estimate.ts";
import { serviceOf, windowOf } from "../domain/settings-lookup.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallState, Words } from "../domain/types.ts";
import type { AlarmSource } from "./alarms.ts";
import type { DayIndex } from "./day-index.ts";
import type { Presented } from "./presented.ts";
import type { SoundSource } from "./sources.ts";

/** Everything a view may look at; views are pure functions of it. */
export interface ViewContext {
  readonly state: HallState;
  readonly index: DayIndex;
  readonly nowMs: number;
  /** Where citizens reach the pages, without a slash at the end. */
  readonly baseUrl: string;
  readonly devices: readonly DeviceView[];
  /** What was just presented at a kiosk, or null. */
  readonly presentedAt: (kioskId: string) => Presented | null;
  /** Null: this hall has no announcements. */
  readonly sound: SoundSource | null;
  /** Tells waits. */
  readonly waits: WaitTeller;
  /** The rules of the alarms and where they stand. */
  readonly alarms: AlarmSource;
  /** How well told waits held. */
  readonly calibration: () => CalibrationView;
  readonly advice: () => AdviceView;
  /** Bad ratings nobody has dealt with. */
  readonly badOpen: () => number;
}

const MINUTE_MS = 60_000;
const UNKNOWN_NAME: Words = {};

/** ISO 8601 with the hall's offset. */
export function timeOf(context: ViewContext, atMs: number): string {
  return isoWithOffset(atMs, context.state.settings.timezone);
}

/** As `timeOf`; null stays null. */
export function timeOrNull(context: ViewContext, atMs: number | null): string | null {
  return atMs === null ? null : timeOf(context, atMs);
}

/** Whole minutes from then to now, never negative. */
export function minutesSince(context: ViewContext, atMs: number): number {
  return Math.max(0, Math.floor((context.nowMs - atMs) / MINUTE_MS));
}

/** A copy, so that no view shares an object with the settings. */
export function wordsOf(words: Words | undefined): Record<string, string> {
  return { ...(words ?? UNKNOWN_NAME) };
}

/** The head of every view. */
export function hallName(context: ViewContext): {
  id: string;
  name: Record<string, string>;
  languages: string[];
  timezone: string;
} {
  const { hallId, name, languages, timezone } = context.state.settings;
  return { id: hallId, name: wordsOf(name), languages: [...languages], timezone };
}

/** Name of a window as configured; empty when the window is unknown (an old ticket of a removed window). */
export function windowName(context: ViewContext, windowId: string): Record<string, string> {
  return wordsOf(windowOf(context.state.settings, windowId)?.name);
}

/** Name of a service as configured. */
export function serviceName(context: ViewContext, serviceId: string): Record<string, string> {
  return wordsOf(serviceOf(context.state.settings, serviceId)?.name);
}
