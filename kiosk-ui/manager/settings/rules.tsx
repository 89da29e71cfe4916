// Single settings with their meaning, bounds, default and source, page by page; what is typed becomes edits.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsField, SettingsView } from "../../../controller/contract/settings.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Panel, Press } from "../../shared/ui/parts.tsx";
import { FieldRow } from "./inputs.tsx";
import type { SettingsStore } from "./store.ts";
import { setValue, valueAt } from "./view.ts";

interface Part {
  readonly start: string;
  readonly title: Both;
}
export type RulePage = "rules" | "deadlines" | "alarms" | "lists";

/** A field stands under the first of all these that it begins with, whichever page that is on. */
const PAGES: Readonly<Record<RulePage, readonly Part[]>> = {
  deadlines: [
    { start: "policy.rating.", title: { zh: "评价期限", en: "Time to rate" } },
    { start: "rating.defaults", title: { zh: "逾期默认评价", en: "Default after silence" } },
    { start: "rating.asking.", title: { zh: "短信与电话邀评", en: "Asked by SMS and telephone" } },
    { start: "rating.loop.", title: { zh: "差评办理期限", en: "Deadlines of bad ratings" } },
    { start: "rating.", title: { zh: "怎样评价", en: "How people rate" } },
  ],
  alarms: [{ start: "alarms.", title: { zh: "通知", en: "Who is told, and how often" } }],
  lists: [
    { start: "pauseReasons", title: { zh: "暂停原因", en: "Pause reasons" } },
    { start: "outcomes", title: { zh: "办理结果", en: "Outcomes" } },
    { start: "console.", title: { zh: "窗口操作台", en: "Consoles" } },
  ],
  rules: [
    { start: "hall.", title: { zh: "大厅", en: "Hall" } },
    { start: "server.", title: { zh: "服务地址", en: "Addresses" } },
    { start: "policy.calls.", title: { zh: "叫号", en: "Calls" } },
    { start: "policy.missed.", title: { zh: "过号", en: "Missed numbers" } },
    { start: "policy.priority.", title: { zh: "优先", en: "Priority" } },
    { start: "policy.", title: { zh: "其他规则", en: "Other rules" } },
    { start: "targets.", title: { zh: "目标", en: "Targets" } },
    { start: "reports.", title: { zh: "报表", en: "Reports" } },
    { start: "privacy.", title: { zh: "个人信息", en: "Privacy" } },
    { start: "backup.", title: { zh: "备份", en: "Backups" } },
    { start: "speech.", title: { zh: "播报", en: "Speech" } },
  ],
};
const ALL = [...PAGES.deadlines, ...PAGES.alarms, ...PAGES.lists, ...PAGES.rules];
/** With forms of their own, or nothing to change any more. */
const ELSEWHERE = /^hall\.id$|^hall\.calendar|^(services|windows|staff|kiosks)\[\]|^alarms\.rules$/;

function partOf({ path, parent }: SettingsField): Part | undefined {
  if (parent !== undefined || ELSEWHERE.test(path)) return undefined;
  return ALL.find(({ start }) => path.startsWith(start));
}

export function Rules(props: { store: SettingsStore; view: SettingsView; page: RulePage }): JSX.Element {
  const { store, view, page } = props;
  const [typed, setTyped] = useState<ReadonlyMap<string, unknown>>(new Map());
  const edits = [...typed]
    .filter(([path, value]) => JSON.stringify(valueAt(view.values, path)) !== JSON.stringify(value))
    .map(([path, value]) => setValue(path, value));
  return (
    <>
      {PAGES[page].map((part) => {
        const { start, title } = part;
        const fields = view.fields.filter((field) => partOf(field) === part);
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
      <div class={edits.length > 0 ? "set-acts set-stick" : "set-acts"}>
        <Press class="primary" id="look-rules" disabled={edits.length === 0} onPress={() => void store.look({ edits })}>
          核对修改 Look at the change{edits.length > 0 ? ` (${edits.length})` : ""}
        </Press>
      </div>
    </>
  );
}
