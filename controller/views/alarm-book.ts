// Today's alarms with both their ends, for the history and for how often each was raised. One pass over the events.
import type { LoggedEvent } from "../domain/events.ts";
import type { Alarm } from "../domain/types.ts";

export interface AlarmLine {
  readonly alarmId: string;
  readonly rule: string;
  readonly kind: string | null;
  readonly severity: string | null;
  readonly subject: string;
  readonly detail: string;
  readonly raisedAtMs: number;
  clearedAtMs: number | null;
  acknowledged: { readonly by: string; readonly atMs: number; readonly note: string | null } | null;
}

/** Older ones are in the log. */
export const ALARM_LINES_MAX = 300;

export class AlarmBook {
  /** Newest first. */
  #lines: AlarmLine[] = [];
  readonly #raised = new Map<string, number>();
  /** Alarms that are up → their line. */
  readonly #up = new Map<string, AlarmLine>();

  get lines(): readonly AlarmLine[] {
    return this.#lines;
  }

  /** How often it was raised today. */
  timesOf(alarmId: string): number {
    return this.#raised.get(alarmId) ?? 0;
  }

  fold(event: LoggedEvent): void {
    switch (event.type) {
      case "day.started":
        this.#restart(event.data.snapshot.alarms);
        return;
      case "alarm.raised": {
        const { alarmId, rule, subject, detail, kind = null, severity = null } = event.data;
        this.#raised.set(alarmId, this.timesOf(alarmId) + 1);
        const ends = { clearedAtMs: null, acknowledged: null };
        this.#add({ alarmId, rule, kind, severity, subject, detail, raisedAtMs: event.atMs, ...ends });
        return;
      }
      case "alarm.cleared": {
        const line = this.#up.get(event.data.alarmId);
        if (line !== undefined) line.clearedAtMs = event.atMs;
        this.#up.delete(event.data.alarmId);
        return;
      }
      case "alarm.acknowledged": {
        const line = this.#up.get(event.data.alarmId);
        const { by, note = null } = event.data;
        if (line !== undefined) line.acknowledged = { by, atMs: event.atMs, note };
        return;
      }
      default:
        return;
    }
  }

  /** What is still up goes over into the new day. */
  #restart(alarms: readonly Alarm[]): void {
    this.#lines = [];
    this.#raised.clear();
    this.#up.clear();
    for (const { id, rule, kind = null, severity = null, subject, detail, raisedAtMs, acknowledged = null } of alarms) {
      this.#raised.set(id, 1);
      this.#add({ alarmId: id, rule, kind, severity, subject, detail, raisedAtMs, clearedAtMs: null, acknowledged });
    }
  }

  #add(line: AlarmLine): void {
    this.#lines.unshift(line);
    if (this.#lines.length > ALARM_LINES_MAX) this.#lines.pop();
    this.#up.set(line.alarmId, line);
  }
}
