// The kiosk's questions, one per page: which service, which priority.
import type { JSX } from "preact";
import type { KioskView } from "../../controller/contract/views.ts";
import { both, type Language } from "../shared/i18n/both.ts";
import { priorityWords } from "../shared/i18n/states.ts";
import { Press, Say } from "../shared/ui/parts.tsx";
import type { KioskStore } from "./store.ts";
import { pageOf, printerNotice, type ServiceCard, serviceCard } from "./view.ts";
import { WORDS } from "./words.ts";

function ServiceButton(props: { card: ServiceCard; onPress: () => void }): JSX.Element {
  const { card } = props;
  return (
    <Press class="service" disabled={!card.available} onPress={props.onPress}>
      <Say class="service-name" of={card.name} />
      <span class="service-facts">
        <Say class="service-waiting" of={card.waitingWords} />
        <Say class="service-estimate" of={card.estimate} />
      </span>
      {card.notice !== null && <Say class="service-notice inline" of={card.notice} />}
    </Press>
  );
}

function Pager(props: { page: number; pages: number; onPage: (page: number) => void }): JSX.Element | null {
  const { page, pages, onPage } = props;
  if (pages === 1) return null;
  return (
    <nav class="pager">
      <Press disabled={page === 0} onPress={() => onPage(page - 1)}>
        <Say of={WORDS.fewer} />
      </Press>
      <span class="pager-where">
        {page + 1} / {pages}
      </span>
      <Press disabled={page === pages - 1} onPress={() => onPage(page + 1)}>
        <Say of={WORDS.more} />
      </Press>
    </nav>
  );
}

/** First page: the services, and the separate way in for people with priority. */
export function ServicesStep(props: { store: KioskStore; view: KioskView }): JSX.Element {
  const { store, view } = props;
  const { items, page, pages } = pageOf(view.services, store.page.value);
  const priority = store.priority.value;
  const notice = printerNotice(view);
  return (
    <main class="step">
      {priority === null ? (
        <h1 class="question">
          <Say of={WORDS.ask} />
        </h1>
      ) : (
        <h1 class="question with-back">
          <BackButton store={store} />
          <span>
            <span class="badge">
              <Say class="inline" of={priorityWords(priority)} />
            </span>
            <Say of={WORDS.ask} />
          </span>
        </h1>
      )}
      {notice !== null && (
        <p class="notice" role="status">
          <Say of={notice} />
        </p>
      )}
      <div class={`services count-${items.length}`}>
        {items.map((service) => {
          const card = serviceCard(service);
          return <ServiceButton key={card.id} card={card} onPress={() => void store.take(card.id, card.name)} />;
        })}
      </div>
      <Pager page={page} pages={pages} onPage={(to) => (store.page.value = to)} />
      {priority === null && view.priorityClasses.length > 0 && (
        <Press class="priority-entry" onPress={() => (store.step.value = { name: "priority" })}>
          <Say class="priority-name" of={WORDS.priority} />
          <Say class="priority-who" of={WORDS.priorityWho} />
        </Press>
      )}
    </main>
  );
}

function BackButton(props: { store: KioskStore }): JSX.Element {
  return (
    <Press class="back" onPress={() => props.store.reset()}>
      <span aria-hidden="true">‹ </span>
      <Say class="inline" of={WORDS.back} />
    </Press>
  );
}

/** Its own step: priority is asked for by name, never given by default. */
export function PriorityStep(props: { store: KioskStore; view: KioskView }): JSX.Element {
  const { store, view } = props;
  const choose = (id: string): void => {
    store.priority.value = id;
    store.step.value = { name: "services" };
  };
  return (
    <main class="step">
      <h1 class="question with-back">
        <BackButton store={store} />
        <Say of={WORDS.askPriority} />
      </h1>
      <p class="hint">
        <Say of={WORDS.priorityHint} />
      </p>
      <div class="classes">
        {view.priorityClasses.map((id) => (
          <Press key={id} class="class" onPress={() => choose(id)}>
            <Say of={priorityWords(id)} />
          </Press>
        ))}
      </div>
    </main>
  );
}

/** Hall name, clock, and the two switches that are one touch away on every page. */
export function KioskHeader(props: { store: KioskStore; view: KioskView; time: string }): JSX.Element {
  const { store, view } = props;
  const other: Language = store.language.value === "en" ? "zh-CN" : "en";
  return (
    <header class="kiosk-header">
      <Say class="hall-name" of={both(view.hall.name)} />
      <span class="kiosk-clock">{props.time}</span>
      <Press class="switch" pressed={store.large.value} onPress={() => (store.large.value = !store.large.value)}>
        <Say of={store.large.value ? WORDS.normal : WORDS.large} />
      </Press>
      <Press class="switch" onPress={() => (store.language.value = other)}>
        <span lang={other}>{other === "en" ? "English" : "中文"}</span>
      </Press>
    </header>
  );
}
