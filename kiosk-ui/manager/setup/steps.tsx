// The forms of the first run: languages, the hall and its template, services, people, labels, backups.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  type SettingsView,
  TEMPLATE_SIZES,
  type TemplateSize,
  type TemplateView,
} from "../../../controller/contract/settings.ts";
import type { SetupStep } from "../../../controller/contract/setup.ts";
import { get } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { CalendarEditor } from "../settings/calendar.tsx";
import { Entries } from "../settings/entries.tsx";
import { Backups } from "../settings/file.tsx";
import { FieldRow } from "../settings/inputs.tsx";
import { Labels } from "../settings/labels.tsx";
import type { SettingsStore } from "../settings/store.ts";
import { setValue, valueAt } from "../settings/view.ts";
import { templateEdits } from "./view.ts";

export interface StepProps {
  readonly store: SettingsStore;
  readonly view: SettingsView;
}

interface FormProps extends StepProps {
  readonly step: Exclude<SetupStep, "devices">;
  readonly hallNowMs: number;
  readonly edition: number;
}

/** Nothing can be filled in while the file is broken. */
const BROKEN: Both = {
  zh: "配置文件不是 YAML，请先到“设置 → 文件与备份”改好",
  en: "The file is no YAML: mend it under Settings, File",
};

export function StepForm({ step, store, view, hallNowMs, edition }: FormProps): JSX.Element {
  const props = { store, view };
  if (view.values === null) return <Say of={BROKEN} />;
  switch (step) {
    case "languages":
      return <Fields key={edition} {...props} paths={["hall.languages"]} />;
    case "hall":
      return (
        <>
          <Fields key={edition} {...props} paths={["hall.name"]} />
          <Templates {...props} />
        </>
      );
    case "services":
      return (
        <>
          <Entries key="services" {...props} list="services" />
          <CalendarEditor key={`calendar ${edition}`} {...props} year={new Date(hallNowMs).getFullYear()} />
        </>
      );
    case "staff":
      return (
        <>
          <Entries key="staff" {...props} list="staff" />
          <p class="set-help">
            登录密码在“<a href="#access">人员与设备</a>”里建立，没有默认密码。 Passwords are made under{" "}
            <a href="#access">Access</a>; there are no default ones.
          </p>
          <Entries key="windows" {...props} list="windows" />
        </>
      );
    case "labels":
      return <Labels />;
    case "backup":
      return (
        <>
          <Backups store={store} />
          <Fields key={edition} {...props} paths={["backup.nightlyAt", "backup.keep", "backup.copyTo"]} />
        </>
      );
  }
}

/** Some settings, and the look at what they change. */
function Fields({ store, view, paths }: StepProps & { readonly paths: readonly string[] }): JSX.Element {
  const [typed, setTyped] = useState<ReadonlyMap<string, unknown>>(new Map());
  const changed = [...typed].filter(
    ([path, value]) => JSON.stringify(valueAt(view.values, path)) !== JSON.stringify(value),
  );
  const edits = changed.map(([path, value]) => setValue(path, value));
  return (
    <section class="panel">
      {paths.map((path) => {
        const field = view.fields.find((one) => one.path === path);
        if (field === undefined) return null;
        return (
          <FieldRow
            key={path}
            field={field}
            value={typed.has(path) ? typed.get(path) : valueAt(view.values, path)}
            onValue={(value) => setTyped((before) => new Map(before).set(path, value))}
          />
        );
      })}
      <div class="set-acts">
        <Press
          id="look-fields"
          class={edits.length > 0 ? "primary" : ""}
          disabled={edits.length === 0}
          onPress={() => void store.look({ edits })}
        >
          核对修改 Look at the change
        </Press>
      </div>
    </section>
  );
}

function Templates({ store, view }: StepProps): JSX.Element {
  const [failed, setFailed] = useState(false);
  const look = async (size: TemplateSize) => {
    const answer = await get<TemplateView>(`/settings/template?windows=${size}`);
    setFailed(!answer.ok);
    if (answer.ok) await store.look({ edits: templateEdits(answer.value.text, view.values) });
  };
  useEffect(() => () => store.drop(), [store]);
  return (
    <Panel title={{ zh: "套用模板", en: "Begin with a template" }}>
      <p class="set-help">
        模板写好业务、窗口、人员、取号机和设备，会替换现在的这些内容；大厅名称、语言、服务地址和备份不变。先看对照，再保存；以后可在“设置
        → 历史”里回退。 A template replaces services, windows, people, kiosks and devices; the hall&apos;s name,
        languages, addresses and backups stay. You see the difference first, and can go back later.
      </p>
      <p class="set-help">
        模板里的设备先接本机模拟器，真实设备在“设备”一步添加。 Its devices are simulators on this machine until the real
        ones are added.
      </p>
      <div class="set-acts">
        {TEMPLATE_SIZES.map((size) => (
          <Press key={size} id={`template-${size}`} disabled={store.busy.value} onPress={() => void look(size)}>
            {size} 个窗口 windows
          </Press>
        ))}
      </div>
      {failed && (
        <p class="set-wrong" role="alert">
          模板没有取到，请再试 no answer: try again
        </p>
      )}
    </Panel>
  );
}
