// The kiosk page: header, one question or one answer, a foot that says what is kept.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { KioskView } from "../../controller/contract/views.ts";
import { both } from "../shared/i18n/both.ts";
import { LanguageContext, LinkLine, Say } from "../shared/ui/parts.tsx";
import { IdleWarning, IssuingStep, RefusedStep, ResultStep } from "./outcome.tsx";
import { KioskHeader, PriorityStep, ServicesStep } from "./steps.tsx";
import type { KioskStore } from "./store.ts";
import { WORDS } from "./words.ts";

function CurrentStep(props: { store: KioskStore; view: KioskView }): JSX.Element | null {
  const { store, view } = props;
  const step = store.step.value;
  switch (step.name) {
    case "services":
      return <ServicesStep store={store} view={view} />;
    case "priority":
      return <PriorityStep store={store} view={view} />;
    case "issuing":
      return <IssuingStep serviceName={step.serviceName} unanswered={step.unanswered} />;
    case "refused":
      return <RefusedStep store={store} code={step.code} />;
    case "result": {
      const shown = store.result.value;
      return shown && <ResultStep store={store} shown={shown} missedRule={both(view.missedRule)} />;
    }
  }
}

/** Everything on the glass. */
export function KioskApp(props: { store: KioskStore; time: ReadonlySignal<string> }): JSX.Element {
  const { store } = props;
  const view = store.view.value;
  const large = store.large.value;
  if (view === null) {
    return (
      <main class="step centred">
        <h1 class="outcome-line">
          <Say of={WORDS.connecting} />
        </h1>
        <p class="hint">
          <Say of={WORDS.askDesk} />
        </p>
      </main>
    );
  }
  const idle = store.idle.value;
  return (
    <LanguageContext.Provider value={store.language.value}>
      <div class={`kiosk ${large ? "large" : ""}`} onPointerDown={() => store.touched()}>
        <KioskHeader store={store} view={view} time={props.time.value} />
        <LinkLine link={store.link} text={WORDS.stale} />
        <CurrentStep store={store} view={view} />
        <footer class="kiosk-foot quiet">
          <Say class="inline" of={WORDS.keep} />
        </footer>
        {idle.step === "warn" && <IdleWarning store={store} leftSeconds={idle.leftSeconds} />}
      </div>
    </LanguageContext.Provider>
  );
}
