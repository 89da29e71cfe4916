// The preview of a change: lines with their signs, faults with their places, and the button that makes it so.
import type { JSX } from "preact";
import type { ConfigChangeView } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { TroubleLine } from "./bits.tsx";
import type { Change } from "./change.ts";
import { diffLines } from "./view.ts";

const CLASSES = { "+": "added", "-": "removed", " ": "same", "@": "place" } as const;

export function Diff(props: { diff: string }): JSX.Element {
  const lines = diffLines(props.diff);
  if (lines.length === 0) {
    return (
      <p class="quiet">
        <Say class="inline" of={{ zh: "文件不变", en: "nothing changes" }} />
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <pre class="diff" tabIndex={0}>
      {lines.map(({ sign, text, differs }, at) => (
        <span key={at} class={`diff-${CLASSES[sign]}`}>
          {sign === "@" ? text : `${sign} `}
          {sign !== "@" && <Marked text={text} differs={differs} />}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

function Marked(props: { text: string; differs: readonly [number, number] | null }): JSX.Element {
  const { text, differs } = props;
  if (differs === null) return <>{text}</>;
  const [from, to] = differs;
  return (
    <>
      {text.slice(0, from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}

export function Faults(props: { view: ConfigChangeView }): JSX.Element | null {
  const { faults, warnings } = props.view;
  if (faults.length + warnings.length === 0) return null;
  const row = (mark: Both, { place, line, column, message }: ConfigChangeView["faults"][number], bad: boolean) => (
    <li key={`${place} ${message}`} class={bad ? "line line-trouble" : "line line-note"}>
      <span>
        <strong>
          <Say class="inline" of={mark} />
        </strong>{" "}
        <Say class="inline" of={{ zh: `第 ${line} 行 ${column} 列`, en: `line ${line}:${column}` }} />{" "}
        <code>{place}</code> {message}
      </span>
    </li>
  );
  return (
    <ul class="faults">
      {faults.map((fault) => row({ zh: "错误", en: "Fault" }, fault, true))}
      {warnings.map((warning) => row({ zh: "提醒", en: "Warning" }, warning, false))}
    </ul>
  );
}

export function RestartNote(props: { restart: boolean }): JSX.Element | null {
  if (!props.restart) return null;
  return (
    <p class="line line-note">
      <Say class="inline" of={{ zh: "有些改动在下次启动时生效", en: "Part of it takes effect at the next start" }} />
    </p>
  );
}

/** Nothing until a change is shown; then the diff, then that it was done. */
export function ChangePanel(props: { change: Change; done?: JSX.Element }): JSX.Element | null {
  const { change, done } = props;
  const preview = change.preview.value;
  const applied = change.applied.value;
  return (
    <div class="change" aria-live="polite">
      <TroubleLine trouble={change.trouble.value} />
      {preview !== null && (
        <>
          <h3>
            <Say class="inline" of={{ zh: "将要改动的内容", en: "What will change" }} />
          </h3>
          <Diff diff={preview.diff} />
          <Faults view={preview} />
          <RestartNote restart={preview.restart} />
          <p class="buttons-row">
            <Press
              class="primary"
              disabled={change.busy.value || !preview.ok || preview.diff === ""}
              onPress={() => void change.apply()}
            >
              <Say class="inline" of={{ zh: "应用", en: "Apply" }} />
            </Press>
            <Press disabled={change.busy.value} onPress={() => change.forget()}>
              <Say class="inline" of={{ zh: "放弃", en: "Discard" }} />
            </Press>
          </p>
        </>
      )}
      {applied !== null && (
        <>
          <p class="line line-good" role="status">
            <span aria-hidden="true">✓ </span>
            <Say class="inline" of={{ zh: "已应用，原文件已留存一版", en: "Applied; the file as it was is kept" }} />
          </p>
          <RestartNote restart={applied.restart} />
          {done}
        </>
      )}
    </div>
  );
}
