// The manager's live page: five figures, alarms with what to do, queues, windows, devices, ratings, events.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./manager.css";
import type { ReadonlySignal } from "@preact/signals";
import { type JSX, render } from "preact";
import { wallClock } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { followView, type Live } from "../shared/live.ts";
import { LinkLine, Say, startPresses, ticking } from "../shared/ui/parts.tsx";
import { Devices } from "./devices.tsx";
import { Sound } from "./sound.tsx";
import { Alarms, Events, Ratings, Services, Windows } from "./tables.tsx";
import { type FigureShown, figuresShown } from "./view.ts";

const STALE = {
  zh: "与系统的连接中断，正在重连；以下数据可能不是最新",
  en: "Link lost, reconnecting: figures may be old",
};

function Figure(props: { figure: FigureShown }): JSX.Element {
  const { figure } = props;
  return (
    <div class={`figure ${figure.attention === null ? "" : "needs-attention"}`}>
      <Say class="inline figure-name" of={figure.name} />
      <span class="figure-value">{figure.value}</span>
      <Say class="figure-beside" of={figure.beside} />
      {figure.attention !== null && (
        <span class="figure-attention">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={figure.attention} />
        </span>
      )}
    </div>
  );
}

function Manager(props: { live: Live<"manager">; nowMs: ReadonlySignal<number> }): JSX.Element {
  const view = props.live.view.value;
  if (view === null || props.nowMs.value < 0) {
    return (
      <main class="manager-empty">
        <Say of={{ zh: "正在连接…", en: "Connecting…" }} />
      </main>
    );
  }
  const hallNowMs = props.live.hallNowMs();
  return (
    <main class="manager">
      <header class="manager-header">
        <h1>
          <Say class="inline" of={both(view.hall.name)} />
        </h1>
        <span>{view.day}</span>
        <span class="manager-clock">{wallClock(hallNowMs, view.hall.timezone).time}</span>
      </header>
      <LinkLine link={props.live.link} text={STALE} />
      <div class="figures">
        {figuresShown(view).map((figure) => (
          <Figure key={figure.key} figure={figure} />
        ))}
      </div>
      <div class="panels">
        <div class="column">
          <Alarms view={view} />
          <Services view={view} />
          <Ratings view={view} />
        </div>
        <div class="column">
          <Windows view={view} hallNowMs={hallNowMs} />
          <Devices view={view} />
        </div>
        <div class="column">
          <Sound view={view} />
          <Events view={view} />
        </div>
      </div>
    </main>
  );
}

startPresses(document, null);
const page = document.getElementById("page");
if (page !== null) render(<Manager live={followView("manager", null)} nowMs={ticking(1000)} />, page);
