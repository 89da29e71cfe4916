// What is said of alarms: somebody looks after one, or wants to hear no more of it for a while.

export interface AlarmEventData {
  /** `by`: an actor, e.g. `staff:s01`. */
  "alarm.acknowledged": { readonly alarmId: string; readonly by: string; readonly note?: string };
  /** No sound and no message until then. */
  "alarm.silenced": { readonly alarmId: string; readonly untilMs: number; readonly by: string };
}
