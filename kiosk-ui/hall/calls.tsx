// The calls of a hall board: the newest large, the earlier ones in a list.
import type { JSX } from "preact";
import type { Both } from "../shared/i18n/both.ts";
import { Say } from "../shared/ui/parts.tsx";
import { Media } from "./media.tsx";
import type { BoardPlan } from "./plan.ts";
import { type CallShown, type CallsShown, textEm, type WindowSign, wordsEm } from "./view.ts";

function Sign(props: { sign: WindowSign; words: number }): JSX.Element {
  const { lead, rest, side } = props.sign;
  return (
    <span class={`sign ${lead === "" ? "sign-words" : ""}`}>
      {lead !== "" && <span class="sign-lead">{lead}</span>}
      <span class="sign-rest">
        <span class="sign-name" style={lead === "" ? { fontSize: `${props.words}em` } : {}}>
          {rest}
        </span>
        <span class="sign-side">{side}</span>
      </span>
    </span>
  );
}

function BigCall(props: { call: CallShown; newest: boolean; words: number }): JSX.Element {
  const { call, newest } = props;
  return (
    <li class={`big-call ${newest ? "newest" : ""} ${call.ringing ? "ringing" : ""}`} data-number={call.number}>
      <span class="big-call-number">{call.number}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <Sign sign={call.window} words={props.words} />
    </li>
  );
}

interface Place {
  readonly width: number;
  readonly height: number;
}

/** The large rows. Screen readers hear new calls. */
export function Calls(props: {
  shown: CallsShown;
  plan: BoardPlan;
  place: Place;
  quiet: Both;
  /** A picture to show while nobody is called; null: the words stand large. */
  media: string | null;
}): JSX.Element {
  const { shown, plan, place, quiet, media } = props;
  return (
    <main class="calls" aria-live="polite" style={{ fontSize: `${plan.numberPx}px` }}>
      {shown.big.length === 0 ? (
        <div class={`no-calls ${media === null ? "" : "with-media"}`}>
          {media !== null && <Media name={media} />}
          <Say of={quiet} />
        </div>
      ) : (
        <ol style={{ gridTemplateRows: `repeat(${plan.rows}, minmax(0, 1fr))` }}>
          {shown.big.map((call, index) => (
            <BigCall key={call.key} call={call} newest={index === 0} words={wordsEm(call.window, place, plan.shape)} />
          ))}
        </ol>
      )}
    </main>
  );
}

/** Names of more letters than this are set smaller, on two lines. */
const NAME_EM_MAX = 6;

function EarlierWindow(props: { sign: WindowSign; isNarrow: boolean }): JSX.Element {
  const { lead, full } = props.sign;
  const text = props.isNarrow && lead !== "" ? `→ ${lead}` : full;
  const isLong = textEm(text) > (props.isNarrow ? 2.6 : NAME_EM_MAX);
  return <span class={`earlier-window ${isLong ? "long" : ""}`}>{text}</span>;
}

/** Earlier calls; with more people on their way than fit, two columns, and then pages with a count. */
export function EarlierCalls(props: { shown: CallsShown; isNarrow: boolean }): JSX.Element {
  const { earlier, dense, page, pages, more } = props.shown;
  return (
    <section class="earlier">
      <h2>
        <Say class="inline" of={{ zh: "稍早叫号", en: "Earlier" }} />
        {more > 0 && (
          <span class="page-mark">
            还有 {more} 个 {page + 1}/{pages}
          </span>
        )}
      </h2>
      <ol class={dense ? "dense" : ""}>
        {earlier.map((call) => (
          <li key={call.key} class={call.ringing ? "ringing" : ""} data-number={call.number}>
            <span class="earlier-number">{call.number}</span>
            <EarlierWindow sign={call.window} isNarrow={dense || props.isNarrow} />
          </li>
        ))}
      </ol>
    </section>
  );
}
