// What managers may ask of the floor.
import type { DayEnding } from "./floor-events.ts";

export type FloorCommand =
  /** Null: back to the configured services. */
  | { readonly type: "assign-window"; readonly windowId: string; readonly services: readonly string[] | null }
  /** Opens a closed window at once, for other services than the configured ones when some are named. */
  | {
      readonly type: "open-spare";
      readonly windowId: string;
      readonly services: readonly string[] | null;
      readonly staffId: string | null;
    }
  | { readonly type: "ask-back"; readonly windowId: string }
  | { readonly type: "withdraw-ask"; readonly windowId: string }
  | { readonly type: "move-clerk"; readonly fromWindowId: string; readonly toWindowId: string }
  | { readonly type: "take-device-out"; readonly deviceId: string; readonly reason: string | null }
  | { readonly type: "put-device-back"; readonly deviceId: string }
  | { readonly type: "hold-numbers"; readonly reason: string | null }
  | { readonly type: "release-numbers" }
  | { readonly type: "end-day"; readonly waiting: DayEnding; readonly reason: string | null }
  | { readonly type: "reopen-day" };
