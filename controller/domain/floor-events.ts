// Facts of the floor: what managers do on the spot. The configuration stays as it is; a new day begins without them.
import type { LocalDay } from "./types.ts";

/** What becomes of those who wait when the day is ended: they are still served, or their numbers end. */
export type DayEnding = "serve" | "close";

export interface FloorEventData {
  /** The services a window calls for until the day ends, whatever the configuration says. */
  "window.assigned": { readonly windowId: string; readonly services: readonly string[] };
  /** It calls for its configured services again. */
  "window.assignment-ended": { readonly windowId: string };
  /** Somebody who pauses is asked to come back; shown at that window's console. */
  "clerk.asked-back": { readonly windowId: string; readonly staffId: string | null };
  "clerk.ask-withdrawn": { readonly windowId: string };
  /** The sign-out and sign-in are events of their own beside it. */
  "clerk.moved": { readonly staffId: string; readonly fromWindowId: string; readonly windowId: string };
  /** Known to be away: no alarms for it until it is back. */
  "device.out-of-service": { readonly deviceId: string; readonly reason: string | null };
  "device.back-in-service": { readonly deviceId: string };
  /** No new numbers anywhere for a while. */
  "numbers.held": { readonly reason: string | null };
  "numbers.released": Record<string, never>;
  /** No new numbers today any more. */
  "day.ended": {
    readonly day: LocalDay;
    readonly waiting: DayEnding;
    readonly reason: string | null;
    /** The closing text on the boards; null: the boards were full. */
    readonly noticeId: string | null;
  };
  "day.reopened": { readonly day: LocalDay };
}
