// The guide desk: who wants somebody to come, the tabs, and one question at a time over them.
import { type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { DeskView } from "../../controller/contract/desk.ts";
import { groupsOf, subjectsWords } from "../shared/alarm-groups.ts";
import { allowSound, soundBlocked } from "../shared/chime.ts";
import { clockOf, wallClock } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { LinkLine, Press, Say } from "../shared/ui/parts.tsx";
import { AppointmentsTab } from "./appointments.tsx";
import { deskBell } from "./bell.ts";
import { FindTab } from "./find.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { NoticesTab } from "./notices.tsx";
import { RollsTab } from "./rolls.tsx";
import type { DeskStore } from "./store.ts";
import { TAB_WORDS, TABS } from "./view.ts";

const STALE = {
  zh: "与系统的连接中断，正在重连；以下可能不是最新",
  en: "Link lost, reconnecting: this may be old",
};
/** More alarms than these are the manager's page. */
const ALARMS_SHOWN_MAX = 4;

function Emergencies(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  return (
    <>
      {view.emergencies.map((call) => {
        const path = `/windows/${encodeURIComponent(call.windowId)}/emergency`;
        return (
          <li key={call.id} class="call call-urgent">
            <span>
              <span aria-hidden="true">▲ </span>
              <Say class="inline" of={both(call.windowName)} />
              <Say class="inline" of={{ zh: "紧急求助", en: "needs help now" }} /> {clockOf(call.raisedAt)}
              {call.coming.map((one) => (
                <Say key={one.name["zh-CN"] ?? ""} class="inline" of={comingWords(both(one.name))} />
              ))}
            </span>
            <span class="call-presses">
              <Press class="primary" onPress={() => void store.write(`${path}/coming`, {})}>
                <Say class="inline" of={{ zh: "我马上去", en: "I am coming" }} />
              </Press>
              <Press onPress={() => void store.write(`${path}/end`, {})}>
                <Say class="inline" of={{ zh: "已解除", en: "Over" }} />
              </Press>
            </span>
          </li>
        );
      })}
    </>
  );
}

const comingWords = ({ zh, en }: { zh: string; en: string }) => ({
  zh: `${zh === "" ? "咨询台" : zh}已去`,
  en: `${en === "" ? "desk" : en} is coming`,
});

/** What is wanted of whoever sits here, in words, before everything else. */
function Calls(props: { store: DeskStore; view: DeskView }): JSX.Element | null {
  const { store, view } = props;
  if (view.emergencies.length === 0 && view.alarms.length === 0) return null;
  const groups = groupsOf(view.alarms);
  const shown = groups.slice(0, ALARMS_SHOWN_MAX);
  return (
    <ul class="calls" aria-live="assertive" aria-label="待处理 Wanted">
      <Emergencies store={store} view={view} />
      {shown.map(({ first: alarm, subjects }) => (
        <li key={alarm.id} class={`call ${alarm.kioskId === null ? "" : "call-helper"}`}>
          <span>
            {alarm.kioskId === null && (
              <>
                <Say class="inline call-title" of={both(alarm.title)} /> <b>{subjectsWords(subjects)}</b>{" "}
              </>
            )}
            <span class="call-detail">{alarm.detail}</span> {clockOf(alarm.raisedAt)}
          </span>
          {alarm.kioskId !== null && (
            <span class="call-presses">
              <Press
                class="primary"
                onPress={() => void store.write(`/kiosks/${encodeURIComponent(alarm.kioskId ?? "")}/helper-came`, {})}
              >
                <Say class="inline" of={{ zh: "我来了", en: "I am coming" }} />
              </Press>
            </span>
          )}
        </li>
      ))}
      {groups.length > shown.length && (
        <li class="quiet">
          <Say class="inline" of={{ zh: `另有 ${groups.length - shown.length} 条告警`, en: "more alarms" }} />
        </li>
      )}
    </ul>
  );
}

const muted = signal(deskBell.muted);

/** Citizens stand here: whoever sits here may turn the sound off, and sees it when the browser keeps quiet. */
function Sound(): JSX.Element {
  const off = { zh: "提示音：关", en: "Sound: off" };
  const on = soundBlocked.value
    ? { zh: "点此打开提示音", en: "Press for sound" }
    : { zh: "提示音：开", en: "Sound: on" };
  return (
    <Press
      class="desk-sound"
      pressed={muted.value}
      onPress={() => {
        if (soundBlocked.value && !muted.value) {
          void allowSound();
          return;
        }
        muted.value = !muted.value;
        deskBell.mute(muted.value);
      }}
    >
      <Say class="inline" of={muted.value ? off : on} />
    </Press>
  );
}

function Head(props: { view: DeskView; hallNowMs: number }): JSX.Element {
  const { view, hallNowMs } = props;
  return (
    <header class="desk-header">
      <h1>
        <Say class="inline" of={{ zh: "咨询台", en: "Guide desk" }} />
      </h1>
      <Say class="inline quiet" of={both(view.hall.name)} />
      <span class="desk-waiting">
        <Say class="inline" of={{ zh: `等候 ${view.waiting} 人`, en: `${view.waiting} waiting` }} />
      </span>
      <Sound />
      <span class="desk-clock">{wallClock(hallNowMs, view.hall.timezone).time}</span>
    </header>
  );
}

function Body(props: { store: DeskStore; view: DeskView }): JSX.Element {
  const { store, view } = props;
  switch (store.tab.value) {
    case "find":
      return <FindTab store={store} view={view} />;
    case "appointments":
      return <AppointmentsTab store={store} view={view} />;
    case "notices":
      return <NoticesTab store={store} view={view} />;
    case "rolls":
      return <RollsTab store={store} view={view} />;
  }
}

/** The whole page. */
export function DeskApp(props: { store: DeskStore; nowMs: ReadonlySignal<number> }): JSX.Element {
  const { store } = props;
  const view = store.view.value;
  if (view === null || props.nowMs.value < 0) {
    return (
      <main class="desk-empty">
        <Say of={{ zh: "正在连接…", en: "Connecting…" }} />
      </main>
    );
  }
  const message = store.message.value;
  return (
    <div class="desk-page">
      <Head view={view} hallNowMs={store.live.hallNowMs()} />
      <nav class="tabs" aria-label="功能 Sections">
        {TABS.map((tab) => (
          <a key={tab} href={`#${tab}`} aria-current={tab === store.tab.value ? "page" : undefined}>
            <Say of={TAB_WORDS[tab]} />
          </a>
        ))}
        <span class="tabs-key quiet">
          <kbd>F9</kbd> <Say class="inline" of={{ zh: "下一页", en: "next" }} />
        </span>
      </nav>
      <LinkLine link={store.live.link} text={STALE} />
      <Calls store={store} view={view} />
      {message !== null && store.form.value === null && (
        <p class={`line line-${message.tone}`} role="alert">
          <Say class="inline" of={message.words} />
        </p>
      )}
      <main class={`desk-tab desk-tab-${store.tab.value}`}>
        <Body store={store} view={view} />
      </main>
      <FormDialog store={store} />
    </div>
  );
}
