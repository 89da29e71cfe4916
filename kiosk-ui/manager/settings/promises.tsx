// The time promised for each service, side by side, so that they can be set in one go.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsEdit, SettingsView } from "../../../controller/contract/settings.ts";
import { Panel, Press } from "../../shared/ui/parts.tsx";
import { entriesOf, nameOf } from "./references.ts";
import type { SettingsStore } from "./store.ts";
import { Faults } from "./structured.tsx";
import { textOf, typedOf, withField } from "./view.ts";

const KEY = "caseLimitMinutes";

export function Promises({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element | null {
  const [typed, setTyped] = useState<ReadonlyMap<string, unknown>>(new Map());
  const services = entriesOf(view.values, "services");
  const field = view.fields.find(({ path }) => path === `services[].${KEY}`);
  if (field === undefined) return null;
  const edits = services.flatMap((service): SettingsEdit[] => {
    const id = String(service.id);
    if (!typed.has(id) || typed.get(id) === (service[KEY] ?? undefined)) return [];
    return [{ op: "set-entry", list: "services", entry: withField(service, KEY, typed.get(id)) }];
  });
  const put = (id: string, text: string) => {
    const value = typedOf({ ...field, nullable: false }, text);
    const next = "value" in value ? value.value : "none" in value ? undefined : text;
    setTyped((before) => new Map(before).set(id, next));
  };
  return (
    <Panel title={{ zh: "承诺时限（分钟）", en: "Promised times (min)" }}>
      <p class="set-help">
        {field.help.zh} {field.help.en} · 留空不限 empty: none
      </p>
      <div class="set-sides">
        {services.map((service, i) => {
          const id = String(service.id);
          return (
            <div class="set-side" key={id}>
              <label for={`promise-${id}`}>{nameOf(service)}</label>
              <input
                id={`promise-${id}`}
                type="text"
                inputMode="decimal"
                defaultValue={textOf(service[KEY])}
                onInput={(event) => put(id, event.currentTarget.value)}
              />
              <Faults id={`promise-${id}-wrong`} place={`services[${i}].${KEY}`} below />
            </div>
          );
        })}
      </div>
      <div class="set-acts">
        <Press
          class="primary"
          id="look-promises"
          disabled={edits.length === 0}
          onPress={() => void store.look({ edits: edits.slice(0, 50) })}
        >
          核对修改 Look at the change
        </Press>
      </div>
    </Panel>
  );
}
