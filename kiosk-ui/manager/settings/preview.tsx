// What a change does, before it is made: places, faults, what stands in the way, when it takes effect, the diff.
import type { JSX } from "preact";
import type { SettingsChangeView } from "../../../controller/contract/settings.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
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
      <div class="set-acts">
        <Press
          class="primary"
          id="settings-apply"
          disabled={!preview.ok || same || store.busy.value}
          onPress={() => void store.apply()}
        >
          应用修改 Apply
        </Press>
        <Press onPress={() => store.drop()}>放弃 Discard</Press>
      </div>
    </Panel>
  );
}

function Findings({ preview }: { preview: SettingsChangeView }): JSX.Element {
  return (
    <>
      {preview.faults.length > 0 && (
        <ul class="set-faults" role="alert">
          {preview.faults.map(({ place, line, message }) => (
            <li key={`${place} ${line} ${message}`}>
              {line > 0 && `第 ${line} 行 line ${line} `}
              <code>{place}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {preview.blocks.length > 0 && (
        <ul class="set-faults" role="alert">
          {preview.blocks.map((block) => (
            <li key={block.path}>
              <code>{block.path}</code> <Say class="inline" of={block} />
            </li>
          ))}
        </ul>
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
