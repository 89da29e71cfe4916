// The staff console: one large button that changes with the state, the rest on fixed keys, the lists beside it.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { spanWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { ACTIVITIES, priorityWords } from "../shared/i18n/states.ts";
import { LinkLine, Press, Say } from "../shared/ui/parts.tsx";
import { ConsoleDialog } from "./dialogs.tsx";
import { ConsoleLists } from "./lists.tsx";
import type { ConsoleStore } from "./store.ts";
import {
  type Action,
  deliveryWords,
  deviceTroubles,
  primaryAction,
  ratingWords,
  recallWait,
  secondaryActions,
  timerOf,
  undoBar,
} from "./view.ts";

const STALE = {
  zh: "与系统的连接中断，正在重连；显示可能不是最新",
  en: "Link lost, reconnecting; what you see may be old",
};

function ConsoleHeader(props: { view: WindowConsoleView }): JSX.Element {
  const { window } = props.view;
  return (
    <header class="console-header">
      <h1>
        <Say class="inline" of={both(window.name)} />
      </h1>
      <span class="console-staff">{window.staffName ?? "—"}</span>
      <span class={`activity activity-${window.activity}`}>
        <Say class="inline" of={ACTIVITIES[window.activity]} />
      </span>
      {window.pauseReason !== null && <span class="quiet">{window.pauseReason}</span>}
      <span class="console-done">
        今日办结 done today <strong>{props.view.doneToday}</strong>
      </span>
    </header>
  );
}

function CurrentTicket(props: { view: WindowConsoleView; hallNowMs: number }): JSX.Element {
  const { view } = props;
  const timer = timerOf(view, props.hallNowMs);
  const service = view.services.find((candidate) => candidate.id === view.ticket?.serviceId);
  return (
    <section class="current" aria-live="polite">
      {view.ticket === null ? (
        <p class="current-none">
          <Say of={{ zh: "窗口现在没有号", en: "no number at the window" }} />
        </p>
      ) : (
        <p class="current-number">{view.ticket.number}</p>
      )}
      <div class="current-facts">
        {service !== undefined && view.ticket !== null && <Say of={both(service.name)} />}
        {view.ticket?.priority && (
          <span class="queue-priority">
            <Say class="inline" of={priorityWords(view.ticket.priority)} />
          </span>
        )}
        {timer !== null && (
          <p class={`timer ${timer.late ? "late" : ""}`}>
            <Say class="inline" of={timer.words} /> <strong>{spanWords(timer.ms)}</strong>
            {timer.limitMinutes !== null && (
              <span>
                {" "}
                / {timer.limitMinutes} 分 min{timer.late && " · 超时 over the limit"}
              </span>
            )}
          </p>
        )}
      </div>
    </section>
  );
}

function ActionButton(props: { action: Action; store: ConsoleStore; primary?: boolean }): JSX.Element {
  const { action, store } = props;
  return (
    <Press
      class={props.primary ? "primary big-action" : "action"}
      disabled={!action.enabled || store.busy.value}
      onPress={() => store.act(action.id)}
    >
      <kbd>F{action.key}</kbd>
      <Say of={action.words} />
      {action.note !== null && <Say class="action-note" of={action.note} />}
    </Press>
  );
}

function Lines(props: { store: ConsoleStore; view: WindowConsoleView; hallNowMs: number }): JSX.Element {
  const { store, view } = props;
  const message = store.message.value;
  const rating = ratingWords(view, props.hallNowMs);
  const bar = undoBar(view, props.hallNowMs);
  const delivery = deliveryWords(view);
  return (
    <div class="lines">
      <LinkLine link={store.live.link} text={STALE} />
      {message !== null && (
        <p class={`line line-${message.tone}`} role="alert">
          <Say class="inline" of={message.words} />
        </p>
      )}
      {rating !== null && (
        <p class="line line-note" role="status">
          <Say class="inline" of={rating} />
        </p>
      )}
      {delivery !== null && (
        <p class="line line-note" role="status">
          <Say class="inline" of={delivery} />
        </p>
      )}
      {deviceTroubles(view).map((trouble) => (
        <p key={trouble.zh} class="line line-trouble">
          <Say class="inline" of={trouble} />
        </p>
      ))}
      {bar !== null && (
        <p class="line undo-bar">
          <Say class="inline" of={bar.words} />
          <Press disabled={store.busy.value} onPress={() => store.act("undo")}>
            <kbd>F8</kbd> 撤销 Undo · {bar.leftSeconds} s
          </Press>
        </p>
      )}
    </div>
  );
}

/** The whole console. */
export function ConsoleApp(props: { store: ConsoleStore; nowMs: ReadonlySignal<number> }): JSX.Element {
  const { store } = props;
  const view = store.view.value;
  if (view === null || props.nowMs.value < 0) {
    return (
      <main class="console-empty">
        <Say
          of={{ zh: "正在连接窗口…请检查网址中的窗口号", en: "Connecting… please check the window in the address" }}
        />
      </main>
    );
  }
  const hallNowMs = store.live.hallNowMs();
  const wait = recallWait(view, store.recalledMs.value, hallNowMs);
  return (
    <div class="console">
      <main class="desk">
        <ConsoleHeader view={view} />
        <CurrentTicket view={view} hallNowMs={hallNowMs} />
        <ActionButton store={store} action={primaryAction(view)} primary />
        <div class="actions">
          {secondaryActions(view, wait).map((action) => (
            <ActionButton key={action.key} store={store} action={action} />
          ))}
        </div>
        <Lines store={store} view={view} hallNowMs={hallNowMs} />
      </main>
      <ConsoleLists store={store} view={view} />
      <ConsoleDialog store={store} view={view} />
    </div>
  );
}
