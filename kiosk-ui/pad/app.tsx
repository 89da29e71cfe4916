// The rating pad: staff card when idle, five equal buttons when asked, thanks afterwards.
import type { JSX } from "preact";
import { LevelButtons } from "../shared/ui/levels.tsx";
import { Say } from "../shared/ui/parts.tsx";
import { AfterTouch } from "./after.tsx";
import type { PadStore } from "./store.ts";
import type { PadShown } from "./view.ts";

function Idle(props: { shown: Extract<PadShown, { name: "idle" }> }): JSX.Element {
  const { shown } = props;
  return (
    <main class="pad pad-idle">
      <Say class="pad-window" of={shown.window} />
      {shown.staffName !== null && (
        <p class="staff-card">
          <span class="staff-label">
            <Say class="inline" of={{ zh: "为您服务", en: "serving you" }} />
          </span>
          <span class="staff-name">{shown.staffName}</span>
        </p>
      )}
      <Say class="pad-line" of={shown.line} />
    </main>
  );
}

function Invited(props: { shown: Extract<PadShown, { name: "invited" }>; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  return (
    <main class="pad pad-invited">
      <h1>
        <Say of={{ zh: "请评价本次服务", en: "Please rate this service" }} />
      </h1>
      <p class="pad-case">
        <strong>{shown.number}</strong>
        <Say
          class="inline"
          of={{ zh: `轻触一次即可 · ${shown.leftSeconds} 秒`, en: `one touch is enough · ${shown.leftSeconds} s` }}
        />
      </p>
      <LevelButtons disabled={false} onLevel={(level) => void store.rate(shown.caseId, level)} />
    </main>
  );
}

/** The tablet's one page. */
export function PadApp(props: { store: PadStore }): JSX.Element {
  const shown = props.store.shown.value;
  if (shown === null) {
    return (
      <main class="pad pad-idle">
        <Say class="pad-line" of={{ zh: "正在连接，请稍候", en: "Connecting, please wait" }} />
      </main>
    );
  }
  if (shown.name === "idle") return <Idle shown={shown} />;
  if (shown.name === "invited") return <Invited shown={shown} store={props.store} />;
  return (
    <main class={`pad pad-said pad-${shown.name}`} aria-live="polite">
      <Say class="pad-said-line" of={shown.line} />
      {shown.name === "thanks" && shown.after !== undefined && <AfterTouch shown={shown.after} store={props.store} />}
    </main>
  );
}
