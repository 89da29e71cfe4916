// The manager's page: the hall's name and clock, whether the figures are fresh, and the tabs.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./manager.css";
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { type JSX, render } from "preact";
import type { SetupView } from "../../controller/contract/setup.ts";
import { requireAdmission } from "../shared/admission.ts";
import { get } from "../shared/api.ts";
import { allowSound } from "../shared/chime.ts";
import { wallClock } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { followView, type Live } from "../shared/live.ts";
import { LinkLine, Say, startPresses, ticking } from "../shared/ui/parts.tsx";
import { managerBell } from "./bell.ts";
import { TABS, type TabComponent, tabOf } from "./tabs.ts";

const STALE = {
  zh: "与系统的连接中断，正在重连；以下数据可能不是最新",
  en: "Link lost, reconnecting: figures may be old",
};

const shownTab = signal(tabOf(window.location.hash));
/** Tabs that were looked at. */
const loaded = signal<ReadonlyMap<string, TabComponent>>(new Map());

function show(): void {
  const id = tabOf(window.location.hash);
  shownTab.value = id;
  const entry = TABS.find((tab) => tab.id === id);
  if (entry === undefined || loaded.value.has(id)) return;
  void entry.load().then((component) => {
    loaded.value = new Map([...loaded.value, [id, component]]);
  });
}

/** A hall that was never set up is set up first; whoever asked for a tab gets that one. */
async function openSetup(): Promise<void> {
  if (window.location.hash !== "") return;
  const answer = await get<SetupView>("/setup");
  if (answer.ok && answer.value.opens && window.location.hash === "") window.location.hash = "#setup";
}

function TabLinks(): JSX.Element | null {
  if (TABS.length < 2) return null;
  return (
    <nav class="tabs" aria-label="功能 Sections">
      {TABS.map((tab) => (
        <a key={tab.id} href={`#${tab.id}`} aria-current={tab.id === shownTab.value ? "page" : undefined}>
          <Say of={tab.name} />
        </a>
      ))}
    </nav>
  );
}

function Manager(props: { live: Live<"manager">; nowMs: ReadonlySignal<number> }): JSX.Element {
  const view = props.live.view.value;
  const Tab = loaded.value.get(shownTab.value);
  if (view === null || Tab === undefined || props.nowMs.value < 0) {
    return (
      <main class="manager-empty">
        <Say of={{ zh: "正在连接…", en: "Connecting…" }} />
      </main>
    );
  }
  const hallNowMs = props.live.hallNowMs();
  return (
    <main class={`manager manager-${shownTab.value}`}>
      <header class="manager-header">
        <h1>
          <Say class="inline" of={both(view.hall.name)} />
        </h1>
        <span>{view.day}</span>
        <span class="manager-clock">{wallClock(hallNowMs, view.hall.timezone).time}</span>
      </header>
      <TabLinks />
      <LinkLine link={props.live.link} text={STALE} />
      <Tab view={view} hallNowMs={hallNowMs} />
    </main>
  );
}

requireAdmission({ kind: "staff", rights: ["supervisor", "manager"] });
startPresses(document, null);
window.addEventListener("hashchange", show);
show();
void openSetup();
const page = document.getElementById("page");
const live = followView("manager", null);
// The first view is shown and not rung: what was there before the page opened is no news.
effect(() => {
  if (live.view.value !== null) managerBell.show(live.view.value.alarms);
});
void allowSound();
if (page !== null) render(<Manager live={live} nowMs={ticking(1000)} />, page);
