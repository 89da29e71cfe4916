// After the touch: thanks, five equal small buttons for seconds, and reasons that may be skipped.
import type { JSX } from "preact";
import { LEVELS } from "../shared/i18n/states.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { AfterShown } from "./after-view.ts";
import type { PadStore } from "./store.ts";

function Change(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const said = LEVELS.find(({ level }) => level === shown.level);
  return (
    <section class="pad-change" aria-label="更改 change">
      <p>
        <Say
          class="inline"
          of={{
            zh: `您选了“${said?.words.zh ?? ""}”，${shown.changeSeconds} 秒内可以更改`,
            en: `you chose “${said?.words.en ?? ""}”; ${shown.changeSeconds} s to change it`,
          }}
        />
      </p>
      <div class="pad-change-levels">
        {LEVELS.map(({ level, words }) => (
          <Press
            key={level}
            class="pad-change-level"
            pressed={level === shown.level}
            label={`${level} ${words.zh} ${words.en}`}
            onPress={() => void store.change(level)}
          >
            <b>{level}</b>
            <span>{words.zh}</span>
          </Press>
        ))}
      </div>
    </section>
  );
}

function Reasons(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const some = shown.reasons.some(({ chosen }) => chosen);
  return (
    <section class="pad-why" aria-label="原因 reasons">
      <p>
        <Say class="inline" of={{ zh: "原因（可不选）", en: "why, if you like" }} />
      </p>
      <div class="pad-reasons">
        {shown.reasons.map(({ code, words, chosen }) => (
          <Press key={code} class="pad-reason" pressed={chosen} onPress={() => store.toggle(code)}>
            <Say of={words} />
          </Press>
        ))}
      </div>
      <div class="pad-why-end">
        <Press class="pad-skip" onPress={() => store.skip()}>
          <Say class="inline" of={{ zh: "不填写", en: "Skip" }} />
        </Press>
        <Press class="pad-send" disabled={!some} onPress={() => void store.sendReasons()}>
          <Say class="inline" of={{ zh: "提交原因", en: "Send" }} />
        </Press>
      </div>
    </section>
  );
}

/** Stands below the thanks; what is over is not shown, and nothing here is needed. */
export function AfterTouch(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  return (
    <div class="pad-after">
      {shown.changeSeconds > 0 && <Change shown={shown} store={store} />}
      {shown.reasons.length > 0 && <Reasons shown={shown} store={store} />}
    </div>
  );
}
