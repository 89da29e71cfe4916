// The file itself: its text, its history, backups, a template for a new hall, and the labels of the machines.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type SettingsView, TEMPLATE_SIZES, type TemplateView } from "../../../controller/contract/settings.ts";
import { get } from "../../shared/api.ts";
import { Panel, Press } from "../../shared/ui/parts.tsx";
import { Diff } from "./preview.tsx";
import type { SettingsStore } from "./store.ts";

const shown = (at: string): string => at.slice(0, 16).replace("T", " ");

export function FilePart({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element {
  const [text, setText] = useState(view.text);
  useEffect(() => setText(view.text), [view.text]);
  const fill = async (size: number) => {
    const answer = await get<TemplateView>(`/settings/template?windows=${size}`);
    if (answer.ok) setText(answer.value.text);
  };
  return (
    <>
      <Panel title={{ zh: "配置文件", en: "The file" }}>
        <p class="quiet">{view.file}</p>
        <textarea
          class="set-text"
          id="settings-text"
          rows={18}
          spellcheck={false}
          aria-label="配置文件 configuration file"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <div class="set-acts">
          <Press
            class="primary"
            id="look-text"
            disabled={text === view.text}
            onPress={() => void store.look({ edits: [{ op: "set-text", text }] })}
          >
            核对修改 Look at the change
          </Press>
          <span class="quiet">模板 Template:</span>
          {TEMPLATE_SIZES.map((size) => (
            <Press key={size} onPress={() => void fill(size)}>
              {size} 窗口 windows
            </Press>
          ))}
        </div>
      </Panel>
      <History store={store} view={view} />
      <Backups store={store} />
    </>
  );
}

function History({ store, view }: { store: SettingsStore; view: SettingsView }): JSX.Element {
  const diff = store.diff.value;
  return (
    <Panel title={{ zh: "历史", en: "History" }}>
      {view.versions.length === 0 && <p class="quiet">还没有修改过 no change yet</p>}
      <ul class="set-entries">
        {view.versions.map(({ version, at }) => (
          <li key={version} data-version={version}>
            <span class="set-who">
              <b>{shown(at)}</b> <code>{version}</code>
            </span>
            <Press label={`对照 diff ${version}`} onPress={() => void store.showVersion(version)}>
              对照 Diff
            </Press>
            <Press label={`回退 go back to ${version}`} onPress={() => void store.look({ version })}>
              回退 Go back
            </Press>
          </li>
        ))}
      </ul>
      {diff !== null && (
        <>
          <p>
            {diff.version} → 现在 now {diff.text === "" && "（相同 the same）"}
          </p>
          <Diff text={diff.text} />
        </>
      )}
    </Panel>
  );
}

/** Backups that are there, and one made now. */
export function Backups({ store }: { store: SettingsStore }): JSX.Element {
  useEffect(() => void store.loadBackups(), [store]);
  const view = store.backups.value;
  return (
    <Panel title={{ zh: "备份", en: "Backups" }}>
      {view !== null && (
        <>
          <p>
            {view.nightlyAt === null ? "不自动备份 none by itself" : `每晚 ${view.nightlyAt} every night`}，保留{" "}
            {view.keep} 份 kept · <code>{view.folder}</code>
          </p>
          {view.trouble !== "" && (
            <p class="set-wrong" role="alert">
              {view.trouble}
            </p>
          )}
          <ul class="set-entries">
            {view.backups.map(({ name, at, bytes }) => (
              <li key={name}>
                <span class="set-who">
                  <b>{shown(at)}</b> <code>{name}</code>
                </span>
                <span class="quiet">{(bytes / 1_000_000).toFixed(2)} MB</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="set-acts">
        <Press id="backup-now" disabled={store.busy.value} onPress={() => void store.backUp()}>
          现在备份 Back up now
        </Press>
        <span class="quiet">恢复请在机器上运行 to restore, at the machine: hallkeeper restore FILE</span>
      </div>
    </Panel>
  );
}
