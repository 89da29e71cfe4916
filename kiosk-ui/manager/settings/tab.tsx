// Settings: services, windows, people, kiosks, calendar, rules, the file; a change is looked at before it is made.
import "./settings.css";
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { SettingsView } from "../../../controller/contract/settings.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import type { TabComponent } from "../tabs.ts";
import { AlarmRules } from "./alarms.tsx";
import { CalendarEditor } from "./calendar.tsx";
import { Entries, ServiceTree } from "./entries.tsx";
import { FilePart } from "./file.tsx";
import { Labels } from "./labels.tsx";
import { Preview } from "./preview.tsx";
import { Promises } from "./promises.tsx";
import { Rules } from "./rules.tsx";
import { SettingsStore } from "./store.ts";
import { FormContext } from "./structured.tsx";

const PARTS = [
  ...(["services", "windows", "staff", "kiosks", "calendar", "deadlines", "alarms", "lists", "rules"] as const),
  ...(["labels", "file"] as const),
] as const;
type Part = (typeof PARTS)[number];
const WORDS: Readonly<Record<Part, Both>> = {
  services: { zh: "业务", en: "Services" },
  windows: { zh: "窗口", en: "Windows" },
  staff: { zh: "人员", en: "Staff" },
  kiosks: { zh: "取号机", en: "Kiosks" },
  calendar: { zh: "日历", en: "Calendar" },
  deadlines: { zh: "时限与评价", en: "Deadlines" },
  alarms: { zh: "告警规则", en: "Alarm rules" },
  lists: { zh: "原因与结果", en: "Reasons" },
  rules: { zh: "其他规则", en: "Rules" },
  labels: { zh: "二维码标签", en: "QR labels" },
  file: { zh: "文件与备份", en: "File, backups" },
};

export const SettingsTab: TabComponent = ({ hallNowMs }): JSX.Element => {
  const store = useMemo(() => new SettingsStore(), []);
  const [part, setPart] = useState<Part>(partOf(window.location.hash));
  useEffect(() => void store.load(), [store]);
  const view = store.view.value;
  return (
    <div class="settings">
      <nav class="set-parts" aria-label="设置 settings">
        {PARTS.map((one) => (
          <Press key={one} id={`part-${one}`} pressed={one === part} onPress={() => setPart(one)}>
            <Say of={WORDS[one]} />
          </Press>
        ))}
      </nav>
      <Outcome store={store} />
      {view !== null && <State store={store} />}
      <Preview store={store} />
      {view === null && <Say of={{ zh: "正在读取…", en: "Loading…" }} />}
      {view !== null && view.values === null && part !== "file" && (
        <Say
          of={{ zh: "文件不是 YAML，请先在“文件与备份”里改好", en: "The file is no YAML: mend it under File first" }}
        />
      )}
      {view?.values != null && <Forms key={part} store={store} view={view} part={part} hallNowMs={hallNowMs} />}
      {part === "labels" && <Labels />}
      {view !== null && part === "file" && <FilePart store={store} view={view} />}
    </div>
  );
};

/** `#settings/calendar` opens that part. */
function partOf(hash: string): Part {
  const asked = hash.split("/")[1] ?? "";
  return PARTS.find((one) => one === asked) ?? "services";
}

/** What came of the newest change. */
export function Outcome({ store }: { store: SettingsStore }): JSX.Element {
  const said = store.said.value;
  return (
    <div role="status">
      {said !== null && (
        <p class={said.good ? "set-done" : "set-trouble"}>
          <Say class="inline" of={said.words} />
        </p>
      )}
    </div>
  );
}

interface FormsProps {
  readonly store: SettingsStore;
  readonly view: SettingsView;
  readonly part: Part;
  readonly hallNowMs: number;
}

/** Forms begin anew after a change of one's own; what somebody else changes meanwhile takes nothing away. */
function Forms({ store, view, part, hallNowMs }: FormsProps): JSX.Element {
  const key = store.edition.value;
  const props = { store, view };
  const year = new Date(hallNowMs).getFullYear();
  return (
    <FormContext.Provider value={{ view, faults: store.preview.value?.faults ?? [] }}>
      {(part === "services" || part === "windows" || part === "staff" || part === "kiosks") && (
        <Entries {...props} list={part} />
      )}
      {part === "services" && <ServiceTree key={`tree ${key}`} {...props} />}
      {part === "calendar" && <CalendarEditor key={key} {...props} year={year} />}
      {part === "deadlines" && <Promises key={`promises ${key}`} {...props} />}
      {part === "alarms" && <AlarmRules key={`rules ${key}`} {...props} />}
      {(part === "deadlines" || part === "alarms" || part === "lists" || part === "rules") && (
        <Rules key={key} {...props} page={part} />
      )}
    </FormContext.Provider>
  );
}

/** What the hall runs on, where that is not the file. */
export function State({ store }: { store: SettingsStore }): JSX.Element | null {
  const view = store.view.value;
  if (view === null) return null;
  return (
    <>
      {view.safeMode && (
        <p class="set-trouble">
          <Say
            of={{
              zh: "安全模式：配置文件有错，大厅按上次的配置运行",
              en: "Safe mode: the file has faults, the hall runs on its last good version",
            }}
          />
        </p>
      )}
      {view.faults.length > 0 && (
        <ul class="set-faults">
          {view.faults.map(({ place, line, message }) => (
            <li key={`${place} ${line} ${message}`}>
              {line > 0 && `第 ${line} 行 line ${line} `}
              <code>{place}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {view.restart && (
        <div class="set-restart">
          <Say
            of={{
              zh: "有修改等待重启生效。重启约 10 秒，号码和办件都会保留，大屏会告诉等候的人",
              en: "Changes wait for a restart: about 10 s; numbers and cases stay, boards tell those who wait",
            }}
          />
          <Press id="settings-restart" disabled={store.busy.value} onPress={() => void store.restart()}>
            现在重启 Restart now
          </Press>
          <Planned store={store} planned={view.restartPlanned} />
        </div>
      )}
    </>
  );
}

/** The restart that waits until nobody is left in the hall. */
function Planned({ store, planned }: { store: SettingsStore; planned: boolean }): JSX.Element {
  if (!planned)
    return (
      <Press id="settings-restart-later" disabled={store.busy.value} onPress={() => void store.plan("closed")}>
        打烊后重启 After closing
      </Press>
    );
  return (
    <>
      <Say of={{ zh: "已定：打烊且无人等候后自动重启", en: "Planned: by itself once the hall has closed" }} />
      <Press id="settings-restart-never" disabled={store.busy.value} onPress={() => void store.plan("never")}>
        取消 Not then
      </Press>
    </>
  );
}
