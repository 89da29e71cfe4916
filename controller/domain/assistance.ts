// Somebody at a kiosk wants a person to come: an alarm at the guide desk until somebody has.
import { clear, raise } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The rule of these alarms. */
export const HELPER_RULE = "helper";
/** Whoever rang has found help or left by then. */
const GIVEN_UP_MS = 15 * 60_000;

/** The alarm of a kiosk at which help is wanted. */
export function helperAlarmId(kioskId: string): string {
  return `helper:${kioskId}`;
}

/** Rings the guide desk; ringing twice is ringing once. */
export function callHelper({ state }: Moment, { kioskId }: Of<"call-helper">): Decision {
  if (!state.settings.kiosks.some(({ id }) => id === kioskId)) {
    return refuse("KIOSK_UNKNOWN", `there is no kiosk ${kioskId}`);
  }
  const detail = `取号机 ${kioskId} 需要帮助 · help is wanted at kiosk ${kioskId}`;
  return accept(raise(state, helperAlarmId(kioskId), HELPER_RULE, kioskId, detail));
}

/** Somebody is there. */
export function helperCame({ state }: Moment, { kioskId }: Of<"helper-came">): Decision {
  const cleared = clear(state, helperAlarmId(kioskId));
  if (cleared.length === 0) return refuse("HELPER_NOT_CALLED", `no helper was called from ${kioskId}`);
  return accept(cleared);
}

/** Calls for help that nobody answered end by themselves; the log keeps both ends. */
export function helpersGivenUp({ state, nowMs }: Moment): NewEvent[] {
  return [...state.alarms.values()]
    .filter(({ rule, raisedAtMs }) => rule === HELPER_RULE && nowMs - raisedAtMs >= GIVEN_UP_MS)
    .map(({ id: alarmId }) => event("alarm.cleared", { alarmId }));
}
