// Settings: services, windows, people, kiosks, calendar, rules, the file; a change is looked at before it is made.
import "./settings.css";
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Both } from "../../shared/i18n/both.ts";
import { Press, Say } from "../../shared/ui/parts.tsx";
import type { TabComponent } from "../tabs.ts";
import { CalendarEditor } from "./calendar.tsx";
import { Entries, ServiceTree } from "./entries.tsx";
import { FilePart } from "./file.tsx";
import { Labels } from "./labels.tsx";
import { Preview } from "./preview.tsx";
import { Rules } from "./rules.tsx";
import { SettingsStore } from "./store.ts";

const PARTS = ["services", "windows", "staff", "kiosks", "calendar", "rules", "labels", "file"] as const;
type Part = (typeof PARTS)[number];
const WORDS: Readonly<Record<Part, Both>> = {
  services: { zh: "业务", en: "Services" },
  windows: { zh: "窗口", en: "Windows" },
  staff: { zh: "人员", en: "Staff" },
  kiosks: { zh: "取号机", en: "Kiosks" },
  calendar: { zh: "日历", en: "Calendar" },
  rules: { zh: "规则", en: "Rules" },
  labels: { zh: "二维码标签", en: "QR labels" },
  file: { zh: "文件与备份", en: "File, backups" },
};

export const SettingsTab: TabComponent = ({ hallNowMs }): JSX.Element => {
  const store = useMemo(() => new SettingsStore(), []);
  const [part, setPart] = useState<Part>("services");
  useEffect(() => void store.load(), [store]);
  const view = store.view.value;
  const said = store.said.value;
  const key = `${part} ${view?.digest ?? ""}`;
  return (
    <div class="settings">
      <nav class="set-parts" aria-label="设置 settings">
        {PARTS.map((one) => (
          <Press key={one} id={`part-${one}`} pressed={one === part} onPress={() => setPart(one)}>
            <Say of={WORDS[one]} />
          </Press>
        ))}
      </nav>
      <div role="status">
        {said !== null && (
          <p class={said.good ? "set-done" : "set-trouble"}>
            <Say class="inline" of={said.words} />
          </p>
        )}
      </div>
      {view !== null && <State store={store} />}
      <Preview store={store} />
      {view === null && <Say of={{ zh: "正在读取…", en: "Loading…" }} />}
      {view !== null && view.values === null && part !== "file" && (
        <Say
          of={{ zh: "文件不是 YAML，请先在“文件与备份”里改好", en: "The file is no YAML: mend it under File first" }}
        />
      )}
      {view?.values != null && (part === "services" || part === "windows" || part === "staff" || part === "kiosks") && (
        <Entries key={part} store={store} view={view} list={part} />
      )}
      {view?.values != null && part === "services" && <ServiceTree key={`tree ${key}`} store={store} view={view} />}
      {view?.values != null && part === "calendar" && (
        <CalendarEditor key={key} store={store} view={view} year={new Date(hallNowMs).getFullYear()} />
      )}
      {view?.values != null && part === "rules" && <Rules key={key} store={store} view={view} />}
      {part === "labels" && <Labels />}
      {view !== null && part === "file" && <FilePart store={store} view={view} />}
    </div>
  );
};

/** What the hall runs on, where that is not the file. */
function State({ store }: { store: SettingsStore }): JSX.Element | null {
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
              zh: "有修改等待重启生效。重启约几秒，号码和办件都会保留",
              en: "Changes wait for a restart: a few seconds; numbers and cases stay",
            }}
          />
          <Press id="settings-restart" disabled={store.busy.value} onPress={() => void store.restart()}>
            现在重启 Restart now
          </Press>
        </div>
      )}
    </>
  );
}
