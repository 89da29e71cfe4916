// Digits on the glass, for a code: as large as any other target, in the order of a telephone.
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { say } from "../shared/i18n/kiosk.ts";
import { inTongue } from "../shared/i18n/text.ts";
import { Press } from "../shared/ui/parts.tsx";
import { CODE_DIGITS, digitsOf } from "./model.ts";
import { SayText, TongueContext } from "./say-text.tsx";
import type { KioskStore } from "./store.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export function DigitPad(props: { store: KioskStore }): JSX.Element {
  const { store } = props;
  const tongue = useContext(TongueContext);
  const typed = store.where.typed.value;
  const wanted = digitsOf(store.where.place.value) ?? { least: CODE_DIGITS, most: CODE_DIGITS };
  const isCode = wanted.least === wanted.most;
  // A telephone number has no fixed length: it grows from one row of cells to as many as are typed.
  const cells = Array.from({ length: isCode ? wanted.most : Math.max(11, typed.length) }, (_, at) => typed[at] ?? "");
  const erase = say((w) => w.erase);
  const ok = say((w) => w.ok);
  const key = (digit: string): JSX.Element => (
    <Press key={digit} class="pad-key" say={digit} onPress={() => store.act({ do: "type", digit })}>
      {digit}
    </Press>
  );
  return (
    <div class="code-entry">
      <p class="code-label" id="code-label">
        <SayText of={say((w) => (isCode ? w.codeLabel : w.contactLabel))} />
      </p>
      <p
        class={isCode ? "code-cells" : "code-cells of-phone"}
        role="status"
        aria-labelledby="code-label"
        data-typed={typed}
      >
        <span class="unseen">{[...typed].join(" ")}</span>
        {cells.map((digit, index) => (
          <span key={index} aria-hidden="true" class={`code-cell ${index === typed.length ? "is-next" : ""}`}>
            {digit}
          </span>
        ))}
      </p>
      <div class="pad">
        {DIGITS.map(key)}
        <Press class="pad-key pad-word" say={inTongue(erase, tongue)} onPress={() => store.act({ do: "erase" })}>
          <SayText of={erase} />
        </Press>
        {key("0")}
        <Press
          class="pad-key pad-word primary"
          disabled={typed.length < wanted.least}
          say={inTongue(ok, tongue)}
          onPress={() => store.act({ do: "enter" })}
        >
          <SayText of={ok} />
        </Press>
      </div>
    </div>
  );
}
