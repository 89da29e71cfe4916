// Alarms as pages and outside programs see them: life cycle, severity, what to do, and the rules behind them.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict, Time, WordsView } from "./schemas.ts";

/** 提示, 一般, 重要, 紧急. */
export const SEVERITIES = ["info", "minor", "major", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * `pending`: over its limit, but not for long enough. `recovering`: back within it, but not for long enough.
 * `no-data`, `error`: nothing can be measured, or measuring failed; an alarm that is up then stays up.
 */
export const ALARM_STATES = ["normal", "pending", "alerting", "recovering", "no-data", "error"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** What an alarm of the views has beside id, rule, subject, detail and raisedAt. */
export const alarmLife = {
  /** What its rule watches, e.g. `longest-wait`. */
  kind: Type.String(),
  state: oneOf(ALARM_STATES),
  severity: oneOf(SEVERITIES),
  /** Since when it is in that state. */
  since: Time,
  /** Null: nobody has said that it is looked after. */
  acknowledged: Nullable(Type.Object({ by: Type.String(), at: Time, note: Nullable(Type.String()) })),
  /** No sound and no message until then; null: not silenced. */
  silencedUntil: Nullable(Time),
  /** How often it was raised today. */
  repeats: Type.Integer(),
  title: WordsView,
  toDo: WordsView,
  /** A page where something can be done, e.g. `/manager#live/open-window`; null: on the spot. */
  action: Nullable(Type.Object({ href: Type.String(), name: WordsView })),
  /** Who is told: `board`, `desk`, `sms:<duty>`, `webhook:<endpoint>`. */
  sinks: Type.Array(Type.String()),
};

/** One alarm of today, also when it is over. */
export const AlarmHistoryView = Type.Object({
  alarmId: Type.String(),
  kind: Type.String(),
  severity: oneOf(SEVERITIES),
  subject: Type.String(),
  detail: Type.String(),
  title: WordsView,
  raisedAt: Time,
  clearedAt: Nullable(Time),
  acknowledged: Nullable(Type.Object({ by: Type.String(), at: Time, note: Nullable(Type.String()) })),
});
export type AlarmHistoryView = Static<typeof AlarmHistoryView>;

/** A rule in force. */
export const AlarmRuleView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  enabled: Type.Boolean(),
  severity: oneOf(SEVERITIES),
  title: WordsView,
  /** When, for how long, in words. */
  when: WordsView,
  sinks: Type.Array(Type.String()),
  /** Its subjects that are not simply well. */
  cells: Type.Array(
    Type.Object({
      subject: Type.String(),
      state: oneOf(ALARM_STATES),
      since: Time,
      value: Nullable(Type.Number()),
      detail: Type.String(),
    }),
  ),
});
export type AlarmRuleView = Static<typeof AlarmRuleView>;

/** `GET /alarms`. */
export const AlarmsOverview = Type.Object({
  /** Newest first, of today. */
  history: Type.Array(AlarmHistoryView),
  rules: Type.Array(AlarmRuleView),
  /** Minutes between two tellings of an alarm that nobody has acknowledged; 0: told once. */
  repeatMinutes: Type.Number(),
  quietHours: Type.Array(Type.String()),
  /** People on duty who get messages, by name in the configuration. */
  duty: Type.Array(Type.String()),
});
export type AlarmsOverview = Static<typeof AlarmsOverview>;

export const ALARM_NOTE_CHARS_MAX = 120;
export const SILENCE_MINUTES_MAX = 480;

export const AcknowledgeBody = Type.Union([
  /** No names, no phone numbers: it goes to the log. */
  Type.Object({ note: Type.Optional(Type.String({ minLength: 1, maxLength: ALARM_NOTE_CHARS_MAX })) }, strict),
  Type.Null(),
]);
export type AcknowledgeBody = Static<typeof AcknowledgeBody>;

export const SilenceBody = Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: SILENCE_MINUTES_MAX }) }, strict);
export type SilenceBody = Static<typeof SilenceBody>;

export const AlarmParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 160 }) });
