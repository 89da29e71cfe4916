// What the alarm tab makes of alarms: words for severity, state and who looks after it. Pure.
import { SEVERITY_WORDS, STATE_WORDS } from "../../../controller/contract/alarm-words.ts";
import type { AlarmRuleView, AlarmsOverview } from "../../../controller/contract/alarms.ts";
import type { AlarmView } from "../../../controller/contract/views.ts";
import { type AlarmGroup, groupsOf } from "../../shared/alarm-groups.ts";
import { clockOf } from "../../shared/format.ts";
import { type Both, both } from "../../shared/i18n/both.ts";

/** Shape beside colour: severity can be told in grey. */
export const SEVERITY_MARK: Readonly<Record<string, string>> = { critical: "◆", major: "▲", minor: "●", info: "○" };

export function severityWords(severity: string): Both {
  return both(SEVERITY_WORDS[severity] ?? {});
}

export function stateWords(state: string): Both {
  return both(STATE_WORDS[state] ?? {});
}

/** Who is told, in words. */
export function sinkWords(sink: string): Both {
  const [kind, name = ""] = sink.split(":", 2);
  if (kind === "sms") return { zh: `短信 ${name}`, en: `SMS ${name}` };
  if (kind === "webhook") return { zh: `推送 ${name}`, en: `webhook ${name}` };
  return kind === "desk" ? { zh: "咨询台", en: "guide desk" } : { zh: "管理页", en: "this page" };
}

/** All who are told; a dash for nobody. */
export function sinksWords(sinks: readonly string[]): Both {
  const words = sinks.map(sinkWords);
  return { zh: words.map(({ zh }) => zh).join("、") || "—", en: words.map(({ en }) => en).join(", ") };
}

/** What has been done about it; null: nothing yet. */
export function careWords(alarm: AlarmView): Both | null {
  const { acknowledged, silencedUntil } = alarm;
  if (acknowledged !== null) {
    const { by, at, note } = acknowledged;
    const who = by.replace(/^staff:/, "");
    const said = note === null ? "" : `：${note}`;
    return { zh: `${who} ${clockOf(at)} 已知悉${said}`, en: `acknowledged by ${who}` };
  }
  if (silencedUntil === null) return null;
  return { zh: `静音至 ${clockOf(silencedUntil)}`, en: `silent until ${clockOf(silencedUntil)}` };
}

export interface Split {
  readonly open: readonly AlarmView[];
  readonly cared: readonly AlarmView[];
}

/** In the order they came. */
export function splitByCare(alarms: readonly AlarmView[]): Split {
  const isOpen = (alarm: AlarmView): boolean => careWords(alarm) === null;
  return { open: alarms.filter(isOpen), cared: alarms.filter((alarm) => !isOpen(alarm)) };
}

/**
 * Alarms of one cause on one card. What is recovering stands apart from what is not, and what somebody looks after in
 * another way too: a card says one thing of all that is on it.
 */
export function groupsShown(alarms: readonly AlarmView[]): readonly AlarmGroup<AlarmView>[] {
  const kinds = new Map<string, AlarmView[]>();
  for (const alarm of alarms) {
    const key = `${alarm.state} ${alarm.severity} ${careWords(alarm)?.zh ?? ""}`;
    kinds.set(key, [...(kinds.get(key) ?? []), alarm]);
  }
  const place = new Map(alarms.map(({ id }, at) => [id, at]));
  return [...kinds.values()]
    .flatMap((some) => groupsOf(some))
    .sort((left, right) => (place.get(left.first.id) ?? 0) - (place.get(right.first.id) ?? 0));
}

/** Since the first of them. */
export function sinceOf(alarms: readonly AlarmView[]): string {
  return alarms.map(({ raisedAt }) => raisedAt).reduce((first, next) => (next < first ? next : first));
}

/** Rules that are not simply well come first, then those in force, then those that are off. */
export function rulesShown({ rules }: AlarmsOverview): readonly AlarmRuleView[] {
  const rank = ({ enabled, cells }: AlarmRuleView): number => (enabled ? (cells.length > 0 ? 0 : 1) : 2);
  return rules
    .map((rule, at) => ({ rule, at }))
    .sort((a, b) => rank(a.rule) - rank(b.rule) || a.at - b.at)
    .map(({ rule }) => rule);
}

/** What a change of alarms looks like, so that history is asked for again. */
export function fingerprint(alarms: readonly AlarmView[]): string {
  return alarms
    .map(({ id, raisedAt, acknowledged }) => `${id}@${raisedAt}${acknowledged === null ? "" : "+"}`)
    .join(" ");
}

export function overviewWords({ repeatMinutes, quietHours, duty }: AlarmsOverview): Both {
  if (duty.length === 0) return { zh: "未设置值班短信", en: "nobody gets short messages" };
  const again = repeatMinutes === 0 ? "只发一次" : `未知悉每${repeatMinutes}分钟重发`;
  const often = repeatMinutes === 0 ? "once" : `again every ${repeatMinutes} min`;
  const quiet = quietHours.length === 0 ? "" : `；免打扰 ${quietHours.join("、")}`;
  return { zh: `值班 ${duty.join("、")}；${again}${quiet}`, en: `on duty: ${duty.join(", ")}; ${often}` };
}
