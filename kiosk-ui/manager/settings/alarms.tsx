// Alarm rules: one row for each kind there is, with what is in force; a change of one becomes an entry of the file.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { SEVERITY_WORDS } from "../../../controller/contract/alarm-words.ts";
import type { SettingsField, SettingsUsual, SettingsView } from "../../../controller/contract/settings.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { sinksWords } from "../alarms/view.ts";
import { FieldRow } from "./inputs.tsx";
import { keyOf, partsOf } from "./references.ts";
import type { SettingsStore } from "./store.ts";
import { isPlain, setValue, type Values, valueAt, withField } from "./view.ts";

type Usual = SettingsUsual["alarmRules"][number];

const LIST = "alarms.rules";
const UNITS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ...{ minutes: ["分钟", "min"], people: ["人", "people"], percent: ["%", "%"], count: ["次", "times"] },
  ...{ seconds: ["秒", "s"], megabytes: ["MB", "MB"], level: ["级", "level"] },
};
const LIMITS: ReadonlySet<string> = new Set(["threshold", "clearAt"]);
/** Nothing of these means anything for what others raise and clear at once. */
const TIMES: ReadonlySet<string> = new Set(["threshold", "clearAt", "least", "withinMinutes", "forSeconds", "hours"]);

const rulesIn = (view: SettingsView): Values[] => {
  const rules = valueAt(view.values, LIST);
  return Array.isArray(rules) ? (rules as unknown[]).filter(isPlain) : [];
};
/** It changes the usual rule of its kind, instead of standing beside it. */
const isOfKind = (rule: Values, kind: string): boolean => rule.kind === kind && (rule.id ?? kind) === kind;
const saysNothing = (rule: Values): boolean => Object.keys(rule).every((key) => key === "kind" || key === "id");

export function AlarmRules({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element {
  const [rules, setRules] = useState<readonly Values[]>(rulesIn(view));
  const [open, setOpen] = useState<string | null>(null);
  const put = (kind: string, key: string, value: unknown) => {
    const at = rules.findIndex((rule) => isOfKind(rule, kind));
    const next = withField(rules[at] ?? { kind }, key, value);
    setRules(at < 0 ? [...rules, next] : rules.map((rule, i) => (i === at ? next : rule)));
  };
  const kept = rules.filter((rule) => !saysNothing(rule));
  const isSame = JSON.stringify(kept) === JSON.stringify(rulesIn(view));
  return (
    <Panel title={{ zh: "告警规则", en: "Alarm rules" }}>
      <ul class="set-entries">
        {view.usual.alarmRules.map((usual) => {
          const rule = rules.find((one) => isOfKind(one, usual.kind)) ?? {};
          const place = `${LIST}[${kept.findIndex((one) => isOfKind(one, usual.kind))}]`;
          return (
            <li key={usual.kind} data-rule={usual.kind}>
              <span class="set-who">
                <Say class="inline" of={usual.title} /> {!saysNothing(rule) && <b>已改 changed</b>}
              </span>
              <span class="quiet">{summaryOf(usual, rule)}</span>
              <Press
                pressed={open === usual.kind}
                label={`修改 edit ${usual.title.zh}`}
                onPress={() => setOpen(open === usual.kind ? null : usual.kind)}
              >
                修改 Edit
              </Press>
              {open === usual.kind && (
                <div class="set-group set-wide">
                  {partsOf(view, LIST)
                    .filter((part) => isShown(keyOf(part, LIST), usual))
                    .map((part) => {
                      const key = keyOf(part, LIST);
                      return (
                        <FieldRow
                          key={part.path}
                          field={fieldFor(part, key, usual)}
                          place={`${place}.${key}`}
                          value={rule[key]}
                          onValue={(value) => put(usual.kind, key, value)}
                        />
                      );
                    })}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {kept.some((rule) => !view.usual.alarmRules.some(({ kind }) => isOfKind(rule, kind))) && (
        <p class="set-help">
          文件里另有自定代号的规则，保持不变，可在“文件”里修改。 Rules with ids of their own stay as they are: see the
          file.
        </p>
      )}
      <div class="set-acts">
        <Press
          class="primary"
          id="look-alarms"
          disabled={isSame}
          onPress={() => void store.look({ edits: [setValue(LIST, kept)] })}
        >
          核对修改 Look at the change
        </Press>
      </div>
    </Panel>
  );
}

function isShown(key: string, { isDirect, hasThreshold, withinMinutes, least }: Usual): boolean {
  if (key === "id" || key === "kind") return false;
  if (isDirect && (TIMES.has(key) || key === "recoverSeconds" || key === "services" || key === "windows")) return false;
  if (LIMITS.has(key)) return hasThreshold;
  if (key === "withinMinutes") return withinMinutes > 0;
  return key !== "least" || least > 0;
}

/** With the unit of this kind in its label, and the usual value of this kind as its default. */
function fieldFor(part: SettingsField, key: string, usual: Usual): SettingsField {
  const [zh, en] = UNITS[usual.unit] ?? ["", ""];
  const hasUnit = LIMITS.has(key) && zh !== "";
  const name = hasUnit ? { zh: `${part.name.zh}（${zh}）`, en: `${part.name.en} (${en})` } : part.name;
  const value = usual[key as keyof Usual];
  return { ...part, name, ...(value === undefined ? {} : { default: value }) };
}

function summaryOf(usual: Usual, rule: Values): string {
  const now = { ...usual, ...rule } as Usual;
  if (!now.enabled) return "已关闭 off";
  const [unit = ""] = UNITS[usual.unit] ?? [];
  const sinks = sinksWords(now.sinks);
  return [
    ...(usual.hasThreshold ? [`${now.threshold} ${unit}`] : []),
    ...(now.forSeconds > 0 ? [`持续 for ${now.forSeconds} s`] : []),
    SEVERITY_WORDS[now.severity]?.["zh-CN"] ?? now.severity,
    sinks.zh,
  ].join(" · ");
}
