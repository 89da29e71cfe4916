// What holds where the file says nothing: the usual alarm rules, outcomes and pause reasons.
import { alarmWords } from "../contract/alarm-words.ts";
import type { SettingsUsual } from "../contract/settings.ts";
import { type AlarmRule, rulesOf } from "../domain/alarm-kinds.ts";
import { outcomesOf, pauseReasonsOf } from "../domain/console-types.ts";

const named = ({ id, name }: { readonly id: string; readonly name: Readonly<Record<string, string>> }) => ({
  id,
  name: { ...name },
});

function ruleOf({ sense, services: _services, windows: _windows, id: _id, ...rule }: AlarmRule) {
  const { "zh-CN": zh, en } = alarmWords(rule.kind).title;
  return {
    ...{ ...rule, title: { zh, en }, sinks: [...rule.sinks] },
    hasThreshold: sense === "over" || sense === "under",
    isDirect: sense === "direct",
  };
}

export function usualSettings(): SettingsUsual {
  return {
    alarmRules: rulesOf([]).map(ruleOf),
    outcomes: outcomesOf({}).map(named),
    pauseReasons: pauseReasonsOf({}).map(named),
  };
}
