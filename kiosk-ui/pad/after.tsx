// After the touch: thanks, five equal small buttons for seconds, and reasons that may be skipped.
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { LEVELS } from "../shared/i18n/states.ts";
import { Press } from "../shared/ui/parts.tsx";
import type { AfterShown } from "./after-view.ts";
import { OwnSay, PackContext, PackSay } from "./pack.tsx";
import type { PadStore } from "./store.ts";

function Change(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const said = LEVELS.find(({ level }) => level === shown.level);
  const pack = useContext(PackContext);
  return (
    <section class="pad-change" aria-label="更改 change">
      <p>
        <PackSay
          class="inline"
          word="change"
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
            <span>{pack?.words.levels[level] ?? words.zh}</span>
          </Press>
        ))}
      </div>
    </section>
  );
}

function Reasons(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const pack = useContext(PackContext);
  const some = shown.reasons.some(({ chosen }) => chosen);
  return (
    <section class="pad-why" aria-label="原因 reasons">
      <p>
        <PackSay class="inline" word="reasons" of={{ zh: "原因（可不选）", en: "why, if you like" }} />
      </p>
      <div class="pad-reasons">
        {shown.reasons.map(({ code, words, names, chosen }) => (
          <Press key={code} class="pad-reason" pressed={chosen} onPress={() => store.toggle(code)}>
            <OwnSay of={words} own={pack === null ? undefined : names[pack.code]} />
          </Press>
        ))}
      </div>
      <div class={shown.mayMark ? "pad-why-end three" : "pad-why-end"}>
        <Skip store={store} />
        {shown.mayMark && (
          <Press class="pad-to-marks" onPress={() => store.toMarks()}>
            <PackSay class="inline" word="marks" of={{ zh: "分项评价", en: "More marks" }} />
          </Press>
        )}
        <Press class="pad-send" disabled={!some} onPress={() => void store.sendReasons()}>
          <PackSay class="inline" word="send" of={{ zh: "提交原因", en: "Send" }} />
        </Press>
      </div>
    </section>
  );
}

function Skip(props: { store: PadStore }): JSX.Element {
  return (
    <Press class="pad-skip" onPress={() => props.store.skip()}>
      <PackSay class="inline" word="skip" of={{ zh: "不填写", en: "Skip" }} />
    </Press>
  );
}

/** A row of five equal buttons for each dimension of the list; none has to be touched. */
function Marks(props: { shown: AfterShown; store: PadStore }): JSX.Element {
  const { shown, store } = props;
  const pack = useContext(PackContext);
  return (
    <section class="pad-marks" aria-label="分项评价 further marks">
      <p>
        <PackSay class="inline" word="marks" of={{ zh: "分项评价（可不选）", en: "further marks, if you like" }} />
      </p>
      {shown.marks.map(({ code, words, names, chosen }) => (
        <div class="pad-mark" key={code}>
          <OwnSay class="pad-mark-name" of={words} own={pack === null ? undefined : names[pack.code]} />
          {LEVELS.map(({ level, words: said }) => (
            <Press
              key={level}
              class="pad-mark-level"
              pressed={chosen === level}
              label={`${words.zh} ${words.en} ${level} ${said.zh} ${said.en}`}
              onPress={() => store.mark(code, level)}
            >
              <b>{level}</b>
              <span>{pack?.words.levels[level] ?? said.zh}</span>
            </Press>
          ))}
        </div>
      ))}
      <div class="pad-why-end">
        <Skip store={store} />
        <Press
          class="pad-send"
          disabled={shown.marks.every(({ chosen }) => chosen === null)}
          onPress={() => void store.sendMarks()}
        >
          <PackSay class="inline" word="send" of={{ zh: "提交", en: "Send" }} />
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
      {shown.marks.length > 0 && <Marks shown={shown} store={store} />}
    </div>
  );
}
