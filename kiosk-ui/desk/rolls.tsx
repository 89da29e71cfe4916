// Paper rolls: pre-printed numbers for days without a kiosk and for people without a phone.
import type { JSX } from "preact";
import type { DeskView, RollView } from "../../controller/contract/desk.ts";
import { clockOf } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import { rollForm } from "./forms-more.ts";
import type { DeskStore } from "./store.ts";
import { rollWords } from "./view.ts";

function Roll(props: { store: DeskStore; view: DeskView; roll: RollView }): JSX.Element {
  const { store, view, roll } = props;
  const service = view.services.find(({ id }) => id === roll.serviceId);
  return (
    <li class={`roll ${roll.open ? "" : "is-closed"}`}>
      <strong class="roll-numbers">
        {roll.prefix} {roll.from}–{roll.to}
      </strong>
      {service !== undefined && <Say class="inline" of={both(service.name)} />}
      <Say class="inline" of={rollWords(roll)} />
      <span class="quiet">{clockOf(roll.openedAt)}</span>
      {roll.open && (
        <Press onPress={() => void store.write(`/desk/rolls/${encodeURIComponent(roll.id)}/close`, {})}>
          <Say class="inline" of={{ zh: "停用", en: "Close" }} />
        </Press>
      )}
    </li>
  );
}

export function RollsTab(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  return (
    <section class="panel">
      <p class="tab-about">
        <Say
          of={{
            zh: "取号机停用时，发预印纸号：登记后，等候的人都叫完了才轮到纸号；呼叫器也能叫到。来咨询台登记过的纸号排进普通队伍。",
            en:
              "When kiosks are down: pre-printed numbers are called after everybody else, by keypads as well. " +
              "A number entered at the desk waits in the ordinary line.",
          }}
        />
      </p>
      <Press class="primary" onPress={() => store.ask(rollForm(view))}>
        <Say class="inline" of={{ zh: "登记发出的纸号", en: "Enter numbers given out" }} />
      </Press>
      <ul class="rolls">
        {view.rolls.map((roll) => (
          <Roll key={roll.id} store={store} view={view} roll={roll} />
        ))}
      </ul>
      {view.rolls.length === 0 && (
        <p class="quiet">
          <Say of={{ zh: "今天还没有发纸号", en: "No paper numbers today" }} />
        </p>
      )}
    </section>
  );
}
