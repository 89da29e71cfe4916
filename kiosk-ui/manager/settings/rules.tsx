// Every single setting with its meaning, bounds, default and source; what is typed becomes edits of the file.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsField, SettingsView } from "../../../controller/contract/settings.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Panel, Press } from "../../shared/ui/parts.tsx";
import { FieldRow } from "./inputs.tsx";
import type { SettingsStore } from "./store.ts";
import { setValue, valueAt } from "./view.ts";

const PARTS: readonly { readonly start: string; readonly title: Both }[] = [
  { start: "hall.", title: { zh: "大厅", en: "Hall" } },
  { start: "server.", title: { zh: "服务地址", en: "Addresses" } },
  { start: "policy.calls.", title: { zh: "叫号", en: "Calls" } },
  { start: "policy.missed.", title: { zh: "过号", en: "Missed numbers" } },
  { start: "policy.priority.", title: { zh: "优先", en: "Priority" } },
  { start: "policy.rating.", title: { zh: "评价", en: "Rating" } },
  { start: "policy.", title: { zh: "其他规则", en: "Other rules" } },
  { start: "targets.", title: { zh: "目标", en: "Targets" } },
  { start: "console.", title: { zh: "窗口操作台", en: "Consoles" } },
  { start: "alarms.", title: { zh: "告警", en: "Alarms" } },
  { start: "reports.", title: { zh: "报表", en: "Reports" } },
  { start: "privacy.", title: { zh: "个人信息", en: "Privacy" } },
  { start: "backup.", title: { zh: "备份", en: "Backups" } },
  { start: "speech.", title: { zh: "播报", en: "Speech" } },
];

/** Each field under the first part that it begins with. */
function partOf(field: SettingsField): string | undefined {
  if (field.path === "hall.id" || field.path.startsWith("hall.calendar") || field.path.includes("[]")) return undefined;
  return PARTS.find(({ start }) => field.path.startsWith(start))?.start;
}

export function Rules({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element {
  const [typed, setTyped] = useState<ReadonlyMap<string, unknown>>(new Map());
  const edits = [...typed]
    .filter(([path, value]) => JSON.stringify(valueAt(view.values, path)) !== JSON.stringify(value))
    .map(([path, value]) => setValue(path, value));
  return (
    <>
      {PARTS.map(({ start, title }) => {
        const fields = view.fields.filter((field) => partOf(field) === start);
        if (fields.length === 0) return null;
        return (
          <Panel key={start} title={title}>
            {fields.map((field) => (
              <FieldRow
                key={field.path}
                field={field}
                value={typed.has(field.path) ? typed.get(field.path) : valueAt(view.values, field.path)}
                onValue={(value) => setTyped((before) => new Map(before).set(field.path, value))}
              />
            ))}
          </Panel>
        );
      })}
      <div class="set-acts set-stick">
        <Press class="primary" id="look-rules" disabled={edits.length === 0} onPress={() => void store.look({ edits })}>
          核对修改 Look at the change{edits.length > 0 ? ` (${edits.length})` : ""}
        </Press>
      </div>
    </>
  );
}
