// Which services a window calls for now: what the manager assigned for today, else what is configured.
import { windowOf } from "./settings-lookup.ts";
import type { HallState } from "./types.ts";

const NONE: readonly string[] = [];

/** Empty for a window the hall does not have. */
export function servicesAt(state: HallState, windowId: string): readonly string[] {
  return state.floor.assigned.get(windowId) ?? windowOf(state.settings, windowId)?.services ?? NONE;
}

/** Why no numbers are given out anywhere now, in the manager's words where there are any; null: they are. */
export function stoppedNow(state: HallState): { readonly reason: string | null } | null {
  const { dayEnded, numbersHeld } = state.floor;
  if (dayEnded !== null) return { reason: dayEnded.reason ?? "今日取号已结束 No more numbers today" };
  return numbersHeld;
}
