// What came of asking: three figures of the same size with what they are made of, and calls after handling apart.
import type { JSX } from "preact";
import type { AskingFiguresView } from "../../../controller/contract/callbacks.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Choices } from "../../shared/ui/choices.tsx";
import { Panel, Say } from "../../shared/ui/parts.tsx";
import { afterParts } from "./after-view.ts";
import { partsOf, threeFigures } from "./view.ts";

const SPANS: readonly { readonly id: number; readonly name: Both }[] = [1, 7, 30].map((id) => ({
  id,
  name: id === 1 ? { zh: "今天", en: "today" } : { zh: `近${id}天`, en: `${id} days` },
}));

/** The other kind of call: counts of its own, beside the three and never in them. */
function AfterFigures({ after }: { after: AskingFiguresView["after"] }): JSX.Element {
  return (
    <>
      <h3 class="after-title">
        <Say class="inline" of={{ zh: "差评投诉处理后的回访（另计）", en: "Calls after handling, counted apart" }} />
      </h3>
      <ul class="asking-made after-figures">
        {afterParts(after).map(({ words, count, of }) => (
          <li key={words.en}>
            <b>{of === null || of === 0 ? count : `${count} / ${of}`}</b> <Say class="inline" of={words} />
          </li>
        ))}
      </ul>
    </>
  );
}

export function Figures(props: {
  figures: AskingFiguresView;
  days: number;
  choose: (days: number) => void;
}): JSX.Element {
  const { figures, days, choose } = props;
  const parts = partsOf(figures);
  return (
    <Panel title={{ zh: "三项评价率并列", en: "Three figures, side by side" }} class="asking-figures">
      <Choices of={SPANS} chosen={days} choose={choose}>
        <p class="asking-span">
          办结 <b>{figures.finished}</b> 件 finished · {figures.from} – {figures.to}
        </p>
      </Choices>
      <ul class="asking-three">
        {threeFigures(figures).map(({ words, hint, count, share }) => (
          <li key={words.en}>
            <h3>
              <Say class="inline" of={words} />
            </h3>
            <p class="asking-share">{share}</p>
            <p class="asking-count">
              {count} / {figures.finished}
            </p>
            <p class="quiet">
              <Say of={hint} />
            </p>
          </li>
        ))}
      </ul>
      <h3>
        <Say class="inline" of={{ zh: "100% 由什么构成", en: "What the 100 % is made of" }} />
      </h3>
      <div class="asking-bar" aria-hidden="true">
        {parts.map(({ id, percent }) => (
          <span key={id} class={`made made-${id}`} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <ul class="asking-made">
        {parts.map(({ id, words, count }) => (
          <li key={id}>
            <i class={`made made-${id}`} aria-hidden="true" />
            <b>{count}</b> <Say class="inline" of={words} />
          </li>
        ))}
      </ul>
      <AfterFigures after={figures.after} />
    </Panel>
  );
}
