// Where the views get what is not in the state: the index, the clock, the address of the pages, the devices.

import type { DeviceView } from "../contract/views.ts";
import type { HallSettings, HallState } from "../domain/types.ts";
import type { ViewContext } from "./context.ts";
import type { DayIndex } from "./day-index.ts";
import type { Presented } from "./presented.ts";

export interface ViewSources {
  readonly settings: HallSettings;
  readonly index: DayIndex;
  readonly clock: { nowMs(): number };
  /** Where citizens reach the pages, without a slash at the end; known once the server listens. */
  readonly baseUrl: () => string;
  readonly devices: () => readonly DeviceView[];
  /** What was just presented at a kiosk; missing: nothing ever is. */
  readonly presentedAt?: (kioskId: string) => Presented | null;
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
    get devices() {
      devices ??= sources.devices();
      return devices;
    },
  };
}
