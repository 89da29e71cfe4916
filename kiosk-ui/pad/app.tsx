// The rating pad: staff card when idle, five equal buttons when asked, thanks afterwards.
import type { JSX } from "preact";
import { LevelButtons } from "../shared/ui/levels.tsx";
import { Press, Say } from "../shared/ui/parts.tsx";
import { AfterTouch } from "./after.tsx";
import { directionOf, OwnSay, PackContext, PackSay } from "./pack.tsx";
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
      {shown.takesOver && (
        <p class="pad-takes-over">
          <Say
            class="inline"
            of={{ zh: "评价器暂不可用，请在本屏评价", en: "the rating pad is out: please rate on this screen" }}
          />
        </p>
      )}
    </main>
  );
}

const ASK = { zh: "请评价本次服务", en: "Please rate this service" };
const ASK_ACCEPTANCE = { zh: "请评价受理环节", en: "Please rate how your matter was taken in" };

/** Chinese and English, or a language of the place: each as large as the other, none dearer. */
function Languages(props: { store: PadStore }): JSX.Element | null {
  const { languages, pack } = props.store;
  if (languages.value.length === 0) return null;
  const button = (code: string | null, name: string, lang: string) => (
    <Press
      key={lang}
      class="pad-language"
      pressed={(pack.value?.code ?? null) === code}
      onPress={() => props.store.speak(code)}
    >
      <span lang={lang} dir="auto">
        {name}
      </span>
    </Press>
  );
  return (
    <nav class="pad-languages" aria-label="语言 language" dir="ltr">
      {button(null, "中文 English", "zh-CN")}
      {languages.value.map(({ code, name }) => button(code, name, code))}
    </nav>
  );
}

function Invited(props: { shown: Extract<PadShown, { name: "invited" }>; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const pack = store.pack.value;
  const atAcceptance = shown.stage === 1;
  return (
    <main class={`pad pad-invited ${store.languages.value.length > 0 ? "with-languages" : ""}`} dir={directionOf(pack)}>
      <h1>{atAcceptance ? <PackSay word="acceptance" of={ASK_ACCEPTANCE} /> : <PackSay word="ask" of={ASK} />}</h1>
      <p class="pad-case">
        <strong>{shown.number}</strong>
        <Say
          class="inline"
          of={{
            zh: `${atAcceptance ? "业务仍在办理 · " : ""}轻触一次即可 · ${shown.leftSeconds} 秒`,
            en: `${atAcceptance ? "the matter goes on · " : ""}one touch is enough · ${shown.leftSeconds} s`,
          }}
        />
      </p>
      <LevelButtons
        disabled={false}
        onLevel={(level) => void store.rate(shown.caseId, level, shown.stage ?? 2)}
        words={(level, words) => <OwnSay class="level-words" of={words} own={pack?.words.levels[level]} />}
      />
      <Languages store={store} />
    </main>
  );
}

/** The tablet's one page. */
export function PadApp(props: { store: PadStore }): JSX.Element {
  return (
    <PackContext.Provider value={props.store.pack.value}>
      <PadPage store={props.store} />
    </PackContext.Provider>
  );
}

function PadPage(props: { store: PadStore }): JSX.Element {
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
    <main class={`pad pad-said pad-${shown.name}`} aria-live="polite" dir={directionOf(props.store.pack.value)}>
      {shown.name === "thanks" ? (
        <PackSay class="pad-said-line" word="thanks" of={shown.line} />
      ) : (
        <Say class="pad-said-line" of={shown.line} />
      )}
      {shown.name === "thanks" && shown.after !== undefined && <AfterTouch shown={shown.after} store={props.store} />}
    </main>
  );
}
