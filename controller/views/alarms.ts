// Alarms as pages see them: the log's alarm, the state its rule is in now, and what a person does about it.
import { alarmWords } from "../contract/alarm-words.ts";
import type { AlarmHistoryView, AlarmRuleView, AlarmsOverview, Severity } from "../contract/alarms.ts";
import type { AlarmView } from "../contract/views.ts";
import type { Cell } from "../domain/alarm-engine.ts";
import { type AlarmRule, rulesOf, sinksOf } from "../domain/alarm-kinds.ts";
import type { Alarm } from "../domain/types.ts";
import type { AlarmLine } from "./alarm-book.ts";
import { ruleWords } from "./alarm-rule-words.ts";
import { timeOf, timeOrNull, type ViewContext } from "./context.ts";

/** The rules and where they stand. */
export interface AlarmSource {
  readonly rules: readonly AlarmRule[];
  cellsOf(ruleId: string): readonly Cell[];
  cellOf(ruleId: string, subject: string): Cell | null;
  readonly repeatMinutes: number;
  readonly quietHours: readonly string[];
  readonly duty: readonly string[];
}

/** The usual rules, which nobody judges. */
export const NO_ALARM_SOURCE: AlarmSource = {
  rules: rulesOf([]),
  cellsOf: () => [],
  cellOf: () => null,
  ...{ repeatMinutes: 0, quietHours: [], duty: [] },
};

function ruleOf({ alarms }: ViewContext, id: string): AlarmRule | undefined {
  return alarms.rules.find((rule) => rule.id === id);
}

function ownCell({ alarms }: ViewContext, { id, rule }: Alarm): Cell | null {
  return alarms.cellOf(rule, id.slice(rule.length + 1));
}

function acknowledgedView(context: ViewContext, by: Alarm["acknowledged"] | null): AlarmView["acknowledged"] {
  if (by === undefined || by === null) return null;
  return { by: by.by, at: timeOf(context, by.atMs), note: by.note };
}

/** One alarm that is up. Its detail is as of now, not as of when it was raised. */
export function alarmView(context: ViewContext, alarm: Alarm): AlarmView {
  const { id, subject, raisedAtMs, silencedUntilMs } = alarm;
  const rule = ruleOf(context, alarm.rule);
  const cell = ownCell(context, alarm);
  const kind = alarm.kind ?? rule?.kind ?? alarm.rule;
  const detail = cell?.reading.detail || alarm.detail;
  const { title, toDo, action } = alarmWords(kind, detail);
  const isSilenced = silencedUntilMs !== undefined && silencedUntilMs > context.nowMs;
  return {
    ...{ id, rule: alarm.rule, subject, detail, raisedAt: timeOf(context, raisedAtMs), kind },
    // Raised at once by the hall's own rules: it has no other state.
    state: cell?.life.at ?? "alerting",
    severity: (alarm.severity ?? rule?.severity ?? "minor") as Severity,
    since: timeOf(context, cell === null || cell.life.at === "alerting" ? raisedAtMs : cell.life.sinceMs),
    acknowledged: acknowledgedView(context, alarm.acknowledged),
    silencedUntil: isSilenced ? timeOf(context, silencedUntilMs) : null,
    repeats: Math.max(1, context.index.alarms.timesOf(id)),
    title: { ...title },
    toDo: { ...toDo },
    action: action === undefined ? null : { href: action.href, name: { ...action.name } },
    sinks: rule === undefined ? ["board"] : [...sinksOf(rule, detail)],
  };
}

const RANK: Readonly<Record<string, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** What wants somebody first: not looked after, then the most serious, then the newest. */
export function alarmViews(context: ViewContext): AlarmView[] {
  const all = [...context.state.alarms.values()].map((alarm) => alarmView(context, alarm));
  const care = (alarm: AlarmView) => Number(alarm.acknowledged !== null || alarm.silencedUntil !== null);
  const rank = ({ severity }: AlarmView) => RANK[severity] ?? 3;
  return all.sort(
    (left, right) => care(left) - care(right) || rank(left) - rank(right) || (left.raisedAt < right.raisedAt ? 1 : -1),
  );
}

function historyView(context: ViewContext, line: AlarmLine): AlarmHistoryView {
  const rule = ruleOf(context, line.rule);
  const kind = line.kind ?? rule?.kind ?? line.rule;
  return {
    ...{ alarmId: line.alarmId, kind, subject: line.subject, detail: line.detail },
    severity: (line.severity ?? rule?.severity ?? "minor") as Severity,
    title: { ...alarmWords(kind, line.detail).title },
    raisedAt: timeOf(context, line.raisedAtMs),
    clearedAt: timeOrNull(context, line.clearedAtMs),
    acknowledged: acknowledgedView(context, line.acknowledged),
  };
}

function ruleView(context: ViewContext, rule: AlarmRule): AlarmRuleView {
  const { id, kind, enabled, severity, sinks } = rule;
  return {
    ...{ id, kind, enabled, severity, sinks: [...sinks] },
    title: { ...alarmWords(kind).title },
    when: ruleWords(rule),
    cells: context.alarms.cellsOf(id).map(({ life, reading }) => ({
      subject: reading.shown ?? reading.subject,
      state: life.at,
      since: timeOf(context, life.sinceMs),
      value: reading.value === null || !Number.isFinite(reading.value) ? null : Math.round(reading.value * 10) / 10,
      detail: reading.detail,
    })),
  };
}

/** History of today and the rules with where they stand. */
export function alarmsOverview(context: ViewContext): AlarmsOverview {
  const { rules, repeatMinutes, quietHours, duty } = context.alarms;
  return {
    history: context.index.alarms.lines.map((line) => historyView(context, line)),
    rules: rules.map((rule) => ruleView(context, rule)),
    ...{ repeatMinutes, quietHours: [...quietHours], duty: [...duty] },
  };
}
