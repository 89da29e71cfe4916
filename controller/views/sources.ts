// Where the views get what is not in the state: the index, the clock, the address of the pages, the devices.

import type { CalibrationView } from "../contract/calibration.ts";
import type { AdviceView } from "../contract/floor.ts";
import type { DeliveryView, SoundOverview, SoundView } from "../contract/sound.ts";
import type { DeviceView } from "../contract/views.ts";
import { BY_FORMULA, type WaitTeller } from "../domain/estimate.ts";
import type { HallSettings, HallState } from "../domain/types.ts";
import { NO_ADVICE } from "./advice.ts";
import { type AlarmSource, NO_ALARM_SOURCE } from "./alarms.ts";
import { NO_CALIBRATION } from "./calibration.ts";
import type { ViewContext } from "./context.ts";
import type { DayIndex } from "./day-index.ts";
import type { Presented } from "./presented.ts";

/** Announcements, as views show them. */
export interface SoundSource {
  /** Null: no such zone, or no pages play there. */
  zoneView(zoneId: string): SoundView | null;
  overview(): SoundOverview;
  deliveryOf(windowId: string): DeliveryView | null;
}

export interface ViewSources {
  readonly settings: HallSettings;
  readonly index: DayIndex;
  readonly clock: { nowMs(): number };
  /** Where citizens reach the pages, without a slash at the end; known once the server listens. */
  readonly baseUrl: () => string;
  readonly devices: () => readonly DeviceView[];
  /** What was just presented at a kiosk; missing: nothing ever is. */
  readonly presentedAt?: (kioskId: string) => Presented | null;
  /** Tells waits; missing: the formula alone. */
  readonly waits?: WaitTeller;
  readonly calibration?: () => CalibrationView;
  /** Missing: the usual rules, which nobody judges. */
  readonly alarms?: AlarmSource;
  /** What may help with the waits; missing: nothing is worked out. */
  readonly advice?: () => AdviceView;
  /** Bad ratings nobody has dealt with; missing: all of today's. */
  readonly badOpen?: () => number;
  /** Missing: this hall has no announcements. */
  readonly sound?: SoundSource;
}

/** The context of one rendering. The devices are asked only by views that show them. */
export function contextOf(sources: ViewSources, state: HallState): ViewContext {
  let devices: readonly DeviceView[] | null = null;
  return {
    state,
    index: sources.index,
    nowMs: sources.clock.nowMs(),
    baseUrl: sources.baseUrl(),
    presentedAt: sources.presentedAt ?? (() => null),
    sound: sources.sound ?? null,
    waits: sources.waits ?? BY_FORMULA,
    alarms: sources.alarms ?? NO_ALARM_SOURCE,
    calibration: sources.calibration ?? (() => NO_CALIBRATION),
    advice: sources.advice ?? (() => NO_ADVICE),
    badOpen: sources.badOpen ?? (() => sources.index.figures.badRatings),
    get devices() {
      devices ??= sources.devices();
      return devices;
    },
  };
}
