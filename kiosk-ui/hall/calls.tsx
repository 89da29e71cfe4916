// The calls of a hall board: the newest large, the earlier ones in a list.
import type { JSX } from "preact";
import { Say } from "../shared/ui/parts.tsx";
import type { BoardPlan } from "./plan.ts";
import type { CallShown, CallsShown, WindowSign } from "./view.ts";

function Sign(props: { sign: WindowSign }): JSX.Element {
  const { lead, rest, side } = props.sign;
  return (
    <span class={`sign ${lead === "" ? "sign-words" : ""}`}>
      {lead !== "" && <span class="sign-lead">{lead}</span>}
      <span class="sign-rest">
        <span class="sign-name">{rest}</span>
        <span class="sign-side">{side}</span>
      </span>
    </span>
  );
}

function BigCall(props: { call: CallShown; newest: boolean }): JSX.Element {
  const { call, newest } = props;
  return (
    <li class={`big-call ${newest ? "newest" : ""} ${call.ringing ? "ringing" : ""}`} data-number={call.number}>
      <span class="big-call-number">{call.number}</span>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <Sign sign={call.window} />
    </li>
  );
}

/** The large rows. Screen readers hear new calls. */
export function Calls(props: { shown: CallsShown; plan: BoardPlan; quiet: { zh: string; en: string } }): JSX.Element {
  const { shown, plan, quiet } = props;
  return (
    <main class="calls" aria-live="polite" style={{ fontSize: `${plan.numberPx}px` }}>
      {shown.big.length === 0 ? (
        <p class="no-calls">
          <Say of={quiet} />
        </p>
      ) : (
        <ol style={{ gridTemplateRows: `repeat(${plan.rows}, minmax(0, 1fr))` }}>
          {shown.big.map((call, index) => (
            <BigCall key={call.key} call={call} newest={index === 0} />
          ))}
        </ol>
      )}
    </main>
  );
}

/** Earlier calls; with more people on their way than fit, two columns, and then pages with a count. */
export function EarlierCalls(props: { shown: CallsShown }): JSX.Element {
  const { earlier, dense, page, pages, more } = props.shown;
  return (
    <section class="earlier">
      <h2>
        <Say class="inline" of={{ zh: "稍早叫号", en: "Earlier" }} />
        {more > 0 && (
          <span class="page-mark">
            还有 {more} 个 · {page + 1}/{pages}
          </span>
        )}
      </h2>
      <ol class={dense ? "dense" : ""}>
        {earlier.map((call) => (
          <li key={call.key} class={call.ringing ? "ringing" : ""} data-number={call.number}>
            <span class="earlier-number">{call.number}</span>
            <span class="earlier-window">
              {dense ? `→ ${call.window.lead || call.window.rest}` : `${call.window.lead}${call.window.rest}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
