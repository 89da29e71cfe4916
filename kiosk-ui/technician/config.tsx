// The configuration file as it is, and its earlier versions to go back to.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ConfigChangeView, ConfigView } from "../../controller/contract/technician.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { type Trouble, troubleOf } from "./api.ts";
import { Quiet, TroubleLine } from "./bits.tsx";
import { Diff, Faults, RestartNote } from "./change-panel.tsx";
import { copyToClipboard, saveFile } from "./save.ts";
import type { TechnicianStore } from "./store.ts";

export function ConfigTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const config = store.config.value;
  if (config === null) {
    return store.configTrouble.value === null ? (
      <Quiet of={{ zh: "正在读取配置…", en: "Reading the configuration…" }} />
    ) : (
      <TroubleLine trouble={store.configTrouble.value} onRetry={() => void store.load()} />
    );
  }
  return (
    <div class="config">
      <Versions store={store} config={config} />
      <FileText config={config} />
    </div>
  );
}

function FileText(props: { config: ConfigView }): JSX.Element {
  const { config } = props;
  const copied = useSignal(false);
  const name = config.file.replace(/^.*[\\/]/, "");
  return (
    <Panel title={{ zh: "配置文件（只读）", en: "Configuration file (read only)" }}>
      <p>
        <code>{config.file}</code>
      </p>
      <p class="quiet digest">
        摘要 digest <code>{config.digest}</code>
      </p>
      <p class="buttons-row">
        <Press
          onPress={() =>
            void copyToClipboard(config.text).then((done) => {
              copied.value = done;
            })
          }
        >
          {copied.value ? "✓ 已复制 copied" : "复制 Copy"}
        </Press>
        <Press onPress={() => saveFile(name, config.text, "text/yaml")}>存为文件 Save a copy</Press>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <pre class="file" tabIndex={0}>
        {config.text.split("\n").map((line, at) => (
          <span key={at} class="file-line">
            {line}
            {"\n"}
          </span>
        ))}
      </pre>
    </Panel>
  );
}

function Versions(props: { store: TechnicianStore; config: ConfigView }): JSX.Element {
  const { store, config } = props;
  const asked = useSignal<string | null>(null);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);
  const done = useSignal<ConfigChangeView | null>(null);
  const rollback = async (version: string): Promise<void> => {
    busy.value = true;
    const body = { version, digest: config.digest };
    const answer = await store.post<ConfigChangeView>("/technician/config/rollback", body);
    trouble.value = troubleOf(answer);
    done.value = answer.ok ? answer.value : null;
    asked.value = null;
    await Promise.all([store.load(), store.loadDevices()]);
    busy.value = false;
  };
  return (
    <Panel title={{ zh: "以前的版本", en: "Earlier versions" }}>
      <TroubleLine trouble={trouble.value} />
      {done.value !== null && <RolledBack view={done.value} />}
      {config.versions.length === 0 && <Quiet of={{ zh: "还没有改动过", en: "It has not been changed yet" }} />}
      <ul class="versions">
        {config.versions.map(({ version, at }) => (
          <li key={version}>
            <span>
              <strong>{at.slice(0, 19).replace("T", " ")}</strong> <code class="quiet">{version}</code>
            </span>
            {asked.value === version ? (
              <span class="buttons-row">
                <Say
                  class="inline"
                  of={{ zh: "确定回到这一版？现在的文件会留存", en: "Go back? The present file is kept" }}
                />
                <Press class="danger" disabled={busy.value} onPress={() => void rollback(version)}>
                  <Say class="inline" of={{ zh: "确定回退", en: "Go back" }} />
                </Press>
                <Press
                  onPress={() => {
                    asked.value = null;
                  }}
                >
                  <Say class="inline" of={{ zh: "不", en: "No" }} />
                </Press>
              </span>
            ) : (
              <Press
                disabled={busy.value}
                onPress={() => {
                  asked.value = version;
                }}
              >
                <Say class="inline" of={{ zh: "回退…", en: "Go back…" }} />
              </Press>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RolledBack(props: { view: ConfigChangeView }): JSX.Element {
  const { view } = props;
  return (
    <div aria-live="polite">
      {view.applied ? (
        <p class="line line-good" role="status">
          <span aria-hidden="true">✓ </span>
          <Say class="inline" of={{ zh: "已回退，改动如下", en: "Done; this is what changed" }} />
        </p>
      ) : (
        <p class="line line-note">
          <Say class="inline" of={{ zh: "没有回退", en: "Nothing was changed" }} />
        </p>
      )}
      <Diff diff={view.diff} />
      <Faults view={view} />
      <RestartNote restart={view.restart} />
    </div>
  );
}
