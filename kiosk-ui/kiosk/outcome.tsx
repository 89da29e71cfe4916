// After the touch: under way, the number, or why there is none.
import type { JSX } from "preact";
import type { Both } from "../shared/i18n/both.ts";
import { refusalWords } from "../shared/i18n/refusals.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { QrCode } from "./qr.tsx";
import type { KioskStore } from "./store.ts";
import { PAPER_WORDS, type ResultShown } from "./view.ts";
import { resetWords, WORDS } from "./words.ts";

/** No button is live while a touch is under way. */
export function IssuingStep(props: { serviceName: Both; unanswered: boolean }): JSX.Element {
  return (
    <main class="step centred" aria-live="polite">
      <Say class="outcome-service" of={props.serviceName} />
      <h1 class="outcome-line">
        <Say of={WORDS.issuing} />
      </h1>
      {props.unanswered && (
        <p class="notice">
          <Say of={WORDS.unanswered} />
        </p>
      )}
    </main>
  );
}

/** The number, as large as the glass allows. Any touch leaves once the paper is settled. */
export function ResultStep(props: { store: KioskStore; shown: ResultShown; missedRule: Both }): JSX.Element {
  const { shown, store } = props;
  return (
    <main class="step centred result" aria-live="polite">
      <Say class="outcome-service" of={shown.service} />
      <p class="your-number">
        <Say class="inline" of={WORDS.yourNumber} />
      </p>
      <p class="big-number">{shown.number}</p>
      <div class="result-facts">
        {shown.ahead !== null && <Say of={shown.ahead} />}
        {shown.estimate !== null && <Say of={shown.estimate} />}
      </div>
      <p class={`print-line print-${shown.paper}`} role="status">
        <Say of={PAPER_WORDS[shown.paper]} />
      </p>
      {shown.qrUrl !== null && (
        <figure class="result-qr">
          <QrCode text={shown.qrUrl} label={WORDS.scan.zh} />
          <figcaption>
            <Say of={WORDS.scan} />
          </figcaption>
        </figure>
      )}
      <p class="hint">
        <Say of={props.missedRule} />
      </p>
      {shown.leaveAfterMs !== null && (
        <Press class="primary done" onPress={() => store.leaveResult()}>
          <Say of={WORDS.done} />
        </Press>
      )}
    </main>
  );
}

/** The hall said no: the reason in words, and where to go. */
export function RefusedStep(props: { store: KioskStore; code: string }): JSX.Element {
  return (
    <main class="step centred" aria-live="assertive">
      <h1 class="outcome-line">
        <Say of={WORDS.refused} />
      </h1>
      <p class="notice">
        <Say of={refusalWords(props.code)} />
      </p>
      <p class="hint">
        <Say of={WORDS.askDesk} />
      </p>
      <Press class="primary done" onPress={() => props.store.reset()}>
        <Say of={WORDS.back} />
      </Press>
    </main>
  );
}

/** Before the page starts anew, whoever is still reading can ask for more time. */
export function IdleWarning(props: { store: KioskStore; leftSeconds: number }): JSX.Element {
  return (
    <div class="overlay" role="alertdialog" aria-label={WORDS.idle.zh}>
      <div class="overlay-sheet">
        <h2 class="outcome-line">
          <Say of={WORDS.idle} />
        </h2>
        <p class="hint">
          <Say of={resetWords(props.leftSeconds)} />
        </p>
        <Press class="primary done" onPress={() => props.store.touched()}>
          <Say of={WORDS.moreTime} />
        </Press>
      </div>
    </div>
  );
}
