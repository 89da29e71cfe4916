// The staff console: one large button that changes with the state, the rest on fixed keys, the lists beside it.
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { WindowConsoleView } from "../../controller/contract/views.ts";
import { clockOf, spanWords } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { ACTIVITIES, priorityWords } from "../shared/i18n/states.ts";
import { whyWords } from "../shared/i18n/why.ts";
import { LinkLine, Press, Say } from "../shared/ui/parts.tsx";
import { ConsoleDialog } from "./dialogs.tsx";
import { Emergencies, OwnEmergency } from "./emergency.tsx";
import { ConsoleLists } from "./lists.tsx";
import { MiniBar } from "./mini.tsx";
import type { ConsoleStore } from "./store.ts";
import {
  type Action,
  deliveryWords,
  deviceTroubles,
  primaryAction,
  ratingWords,
  recallWait,
  secondaryActions,
  type TimerShown,
  timerOf,
  undoBar,
} from "./view.ts";

const STALE = {
  zh: "与系统的连接中断，正在重连；显示可能不是最新",
  en: "Link lost, reconnecting; what you see may be old",
};

const PROFILES = { "fixed-order": "按业务次序 fixed order", ratio: "按比例 by ratio" } as const;

function ConsoleHeader(props: { view: WindowConsoleView }): JSX.Element {
  const { window } = props.view;
  const { profile } = props.view.habits;
  return (
    <header class="console-header">
      <h1>
        <Say class="inline" of={both(window.name)} />
      </h1>
      <span class="console-staff">{window.staffName ?? "—"}</span>
      <span class={`activity activity-${window.activity}`}>
        <Say class="inline" of={ACTIVITIES[window.activity]} />
      </span>
      {window.pauseReason !== null && (
        <span class="quiet">
          {window.pauseReason}
          {window.backAt !== undefined && ` · ${clockOf(window.backAt)} 回来 back`}
        </span>
      )}
      {window.closing && <span class="closing">▣ 办完即关 closes when empty</span>}
      {profile !== "longest-wait" && <span class="quiet">{PROFILES[profile]}</span>}
    </header>
  );
}

/** Shape and words beside the colour: nobody has to tell colours apart. */
const PACE: Readonly<Record<"within" | "near" | "over", { readonly shape: string; readonly words: Both }>> = {
  within: { shape: "●", words: { zh: "剩余", en: "left" } },
  near: { shape: "▲", words: { zh: "将到时限，剩余", en: "nearly over, left" } },
  over: { shape: "■", words: { zh: "已超时", en: "over by" } },
};

/** The time since the call, or of the case and what is left of its limit (限时办结). */
export function Timer(props: { of: TimerShown }): JSX.Element {
  const { ms, words, limitMinutes, pace, leftMs } = props.of;
  return (
    <p class={`timer ${pace === null ? "" : `pace-${pace}`}`}>
      <Say class="inline" of={words} /> <strong>{spanWords(ms)}</strong>
      {pace !== null && leftMs !== null && (
        <span class="pace">
          {" "}
          / {limitMinutes} 分 min <span aria-hidden="true">{PACE[pace].shape}</span>{" "}
          <Say class="inline" of={PACE[pace].words} /> {spanWords(Math.abs(leftMs))}
        </span>
      )}
    </p>
  );
}

function CurrentTicket(props: { store: ConsoleStore; view: WindowConsoleView; hallNowMs: number }): JSX.Element {
  const { view } = props;
  const reason = props.store.why.value;
  const why = reason !== null && reason.number === view.ticket?.number ? whyWords(reason.why) : null;
  const outcome = view.outcomes.find(({ id }) => id === view.case?.outcome);
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
        {timer !== null && <Timer of={timer} />}
        {view.case !== null && view.case.inVisit > 1 && <p>本次第 {view.case.inVisit} 件 case of this visit</p>}
        {outcome !== undefined && (
          <p>
            结果 outcome: {both(outcome.name).zh} ×{view.case?.quantity}
          </p>
        )}
        {why !== null && (
          <p class="quiet why">
            为什么是这个号 <Say class="inline" of={why} />
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

function LookingOn(props: { onTake: () => void }): JSX.Element {
  return (
    <p class="line line-trouble undo-bar" role="alert">
      <Say
        class="inline"
        of={{ zh: "本窗口已在另一个页面打开，本页只能查看", en: "Open in another tab: this one only looks on" }}
      />
      <Press onPress={props.onTake}>在本页操作 Work here</Press>
    </p>
  );
}

export function Lines(props: {
  readonly store: ConsoleStore;
  readonly view: WindowConsoleView;
  readonly hallNowMs: number;
  readonly onTake: () => void;
}): JSX.Element {
  const { store, view } = props;
  const message = store.message.value;
  const rating = ratingWords(view, props.hallNowMs);
  const bar = undoBar(view, props.hallNowMs);
  const delivery = deliveryWords(view);
  return (
    <div class="lines">
      <LinkLine link={store.live.link} text={STALE} />
      <OwnEmergency store={store} view={view} />
      {store.readOnly.value && <LookingOn onTake={props.onTake} />}
      {view.askedBackAt !== null && (
        <p class="line line-trouble" role="alert">
          <Say class="inline" of={{ zh: "值班经理请您回到窗口", en: "The manager asks you back to the window" }} />
        </p>
      )}
      {store.autoCallMs.value !== null && (
        <p class="line line-note" role="status">
          {Math.max(0, Math.ceil((store.autoCallMs.value - props.hallNowMs) / 1000))} 秒后自动呼叫下一位，按任意键取消 ·
          calls the next by itself; any key stops it
        </p>
      )}
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
export function ConsoleApp(props: {
  readonly store: ConsoleStore;
  readonly nowMs: ReadonlySignal<number>;
  readonly mini?: boolean;
  readonly onTake?: () => void;
}): JSX.Element {
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
  const onTake = props.onTake ?? (() => undefined);
  if (props.mini) return <MiniBar store={store} view={view} hallNowMs={hallNowMs} wait={wait} onTake={onTake} />;
  return (
    <div class="console">
      <main class="desk">
        <ConsoleHeader view={view} />
        <CurrentTicket store={store} view={view} hallNowMs={hallNowMs} />
        <ActionButton store={store} action={primaryAction(view)} primary />
        <div class="actions">
          {secondaryActions(view, wait).map((action) => (
            <ActionButton key={action.key} store={store} action={action} />
          ))}
        </div>
        <Lines store={store} view={view} hallNowMs={hallNowMs} onTake={onTake} />
      </main>
      <ConsoleLists store={store} view={view} />
      <Emergencies store={store} view={view} />
      <ConsoleDialog store={store} view={view} />
    </div>
  );
}
