// What a change does, before it is made: places, faults, what stands in the way, when it takes effect, the diff.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { SettingsChangeView } from "../../../controller/contract/settings.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { faultWords, plainFaults } from "./fault-words.ts";
import type { SettingsStore } from "./store.ts";

/** A unified diff, its lines told apart by sign and colour. */
export function Diff({ text }: { text: string }): JSX.Element {
  const lines = text.split("\n").filter((line) => !/^(---|\+\+\+|===|Index)/.test(line));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long diff is scrolled by keyboard too.
    <pre class="set-diff" tabIndex={0}>
      {lines.map((line, i) => (
        <span key={i} class={line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : ""}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

export function Preview({ store }: { store: SettingsStore }): JSX.Element | null {
  const preview = store.preview.value;
  useEffect(() => {
    // Whoever filled in the form is led to the first field that is wrong; it may be far down.
    if (preview !== null && preview.faults.length > 0)
      document.querySelector(".set-faulty")?.scrollIntoView({ block: "center" });
    else document.querySelector(".set-preview")?.scrollIntoView({ block: "nearest" });
  }, [preview]);
  if (preview === null || store.wanted.value === null) return null;
  const same = preview.ok && preview.diff === "";
  return (
    <Panel class="set-preview" title={{ zh: "核对修改", en: "Look at the change" }}>
      {same && <Say of={{ zh: "与现在的文件相同，没有要改的", en: "The same as now: nothing to change" }} />}
      <Findings preview={preview} />
      {preview.differences.length > 0 && (
        <ul class="set-differences">
          {preview.differences.map(({ path, from, to, effect }) => (
            <li key={path}>
              <code>{path}</code>
              {(from !== undefined || to !== undefined) && ` ${from ?? "—"} → ${to ?? "—"}`}
              <em>{effect === "now" ? "立即生效 at once" : "重启后生效 after a restart"}</em>
            </li>
          ))}
        </ul>
      )}
      {preview.diff !== "" && <Diff text={preview.diff} />}
      {preview.ok && !same && <Effect store={store} restart={preview.restart} />}
      <div class="set-acts">
        <Press
          class="primary"
          id="settings-apply"
          disabled={!preview.ok || same || store.busy.value}
          onPress={() => void store.apply()}
        >
          {saveWords(preview)}
        </Press>
        {preview.ok && !same && preview.restart && store.view.value?.mayRestart === true && (
          <>
            <Press id="apply-restart" disabled={store.busy.value} onPress={() => void store.apply("restart")}>
              保存并现在重启 Save and restart now
            </Press>
            <Press id="apply-closed" disabled={store.busy.value} onPress={() => void store.apply("closed")}>
              保存，打烊后重启 Save, restart after closing
            </Press>
          </>
        )}
        <Press onPress={() => store.drop()}>放弃 Discard</Press>
      </div>
    </Panel>
  );
}

function saveWords({ ok, restart }: SettingsChangeView): string {
  if (!ok) return "保存 Save";
  return restart ? "只保存 Save only" : "保存并立即生效 Save, in force at once";
}

/** When it takes effect, said before it is saved. */
function Effect({ store, restart }: { store: SettingsStore; restart: boolean }): JSX.Element {
  if (!restart)
    return (
      <p class="set-done">
        <Say of={{ zh: "保存后立即生效，不用重启", en: "In force as soon as it is saved, without a restart" }} />
      </p>
    );
  const own = store.view.value?.mayRestart === true;
  return (
    <p class="set-restart" id="needs-restart">
      <Say
        of={{
          zh: `保存后要重启服务才生效：约 10 秒，号码和办件都保留，大屏会告诉等候的人${own ? "" : "。请让技术人员重启"}`,
          en: `Takes effect after a restart: about 10 s, numbers and cases stay${own ? "" : ". Ask a technician"}`,
        }}
      />
    </p>
  );
}

function Findings({ preview }: { preview: SettingsChangeView }): JSX.Element {
  return (
    <>
      {preview.faults.length > 0 && (
        <div role="alert">
          <ul class="set-faults">
            {plainFaults(preview.faults).map(({ place, line, message }) => (
              <li key={`${place} ${line} ${message}`}>
                {line > 0 && `第 ${line} 行 line ${line} `}
                <code>{place}</code> {faultWords(message).cause.zh}：{faultWords(message).remedy.zh}{" "}
                <span lang="en">{message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.blocks.length > 0 && (
        <div role="alert">
          <ul class="set-faults">
            {preview.blocks.map((block) => (
              <li key={block.path}>
                <code>{block.path}</code> <Say class="inline" of={block} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.warnings.length > 0 && (
        <ul class="set-warnings">
          {preview.warnings.map(({ place, message }) => (
            <li key={`${place} ${message}`}>
              <code>{place}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
