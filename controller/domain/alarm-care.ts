// Raising, clearing, acknowledging and silencing alarms: decided here, folded here.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { type EventType, event } from "./events.ts";
import type { Folds } from "./fold-table.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** More than this at once helps nobody; what comes later is raised when others are over. */
export const ALARMS_MAX = 500;
const MINUTE_MS = 60_000;
/** A run of digits this long may be somebody's number. */
const NUMBERS_OF_PEOPLE = /\d[\d -]{5,}\d/g;

function known<T>(from: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

/** Raises it unless it is up: asking twice is asking once. */
export function raiseAlarm({ state }: Moment, command: Of<"raise-alarm">): Decision {
  const { type: _type, ...alarm } = command;
  if (state.alarms.has(alarm.alarmId) || state.alarms.size >= ALARMS_MAX) return accept([]);
  const { alarmId, rule, kind, severity, subject, detail, windowId, serviceId, staffId } = alarm;
  const whose = known<{ windowId?: string; serviceId?: string; staffId?: string }>({ windowId, serviceId, staffId });
  return accept([event("alarm.raised", { alarmId, rule, subject, detail, kind, severity, ...whose })]);
}

/** Clears it if it is up. */
export function clearAlarm({ state }: Moment, { alarmId, reason }: Of<"clear-alarm">): Decision {
  if (!state.alarms.has(alarmId)) return accept([]);
  return accept([event("alarm.cleared", { alarmId, ...(reason === null ? {} : { reason }) })]);
}

/** Somebody looks after it. The first to say so stands; a second is no news. */
export function acknowledgeAlarm({ state }: Moment, { alarmId, by, note }: Of<"acknowledge-alarm">): Decision {
  const alarm = state.alarms.get(alarmId);
  if (alarm === undefined) return refuse("ALARM_UNKNOWN", `there is no alarm ${alarmId} now`);
  if (alarm.acknowledged !== undefined) return accept([]);
  const kept = note?.replace(NUMBERS_OF_PEOPLE, "…");
  return accept([event("alarm.acknowledged", { alarmId, by, ...(kept === undefined ? {} : { note: kept }) })]);
}

/** No sound and no message for so long. */
export function silenceAlarm({ state, nowMs }: Moment, command: Of<"silence-alarm">): Decision {
  const { alarmId, by, minutes } = command;
  if (!state.alarms.has(alarmId)) return refuse("ALARM_UNKNOWN", `there is no alarm ${alarmId} now`);
  return accept([event("alarm.silenced", { alarmId, untilMs: nowMs + minutes * MINUTE_MS, by })]);
}

export const ALARM_FOLDS = {
  "alarm.raised": (state, { data, atMs }) => {
    const { alarmId: id, rule, subject, detail, kind, severity, windowId, serviceId, staffId } = data;
    const more = known<object>({ kind, severity, windowId, serviceId, staffId });
    state.alarms.set(id, { id, rule, subject, detail, raisedAtMs: atMs, ...more });
  },
  "alarm.cleared": (state, { data }) => {
    state.alarms.delete(data.alarmId);
  },
  "alarm.acknowledged": (state, { data, atMs }) => {
    const alarm = state.alarms.get(data.alarmId);
    const acknowledged = { by: data.by, atMs, note: data.note ?? null };
    if (alarm !== undefined) state.alarms.set(alarm.id, { ...alarm, acknowledged });
  },
  "alarm.silenced": (state, { data }) => {
    const alarm = state.alarms.get(data.alarmId);
    if (alarm !== undefined) state.alarms.set(alarm.id, { ...alarm, silencedUntilMs: data.untilMs });
  },
} satisfies Partial<Folds<EventType>>;
