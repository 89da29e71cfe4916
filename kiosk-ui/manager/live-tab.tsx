// The live board: figures with their targets, what can be done, advice, queues, windows, devices, ratings, events.
import "./live.css";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Say } from "../shared/ui/parts.tsx";
import { Advice, Fairness } from "./advice.tsx";
import { DayChart } from "./day-chart.tsx";
import { Devices } from "./devices.tsx";
import { HallActions } from "./hall-actions.tsx";
import { Services } from "./services.tsx";
import { Sound } from "./sound.tsx";
import { Alarms, Events, Ratings } from "./tables.tsx";
import type { TabProps } from "./tabs.ts";
import { type FigureShown, figuresShown } from "./view.ts";
import { Windows } from "./windows.tsx";

/** Each figure leads to where something can be done about it. */
function Figure(props: { figure: FigureShown }): JSX.Element {
  const { figure } = props;
  return (
    <a class={`figure ${figure.attention === null ? "" : "needs-attention"}`} href={`#live/${figure.goTo}`}>
      <Say class="inline figure-name" of={figure.name} />
      <span class="figure-value">{figure.value}</span>
      <Say class="figure-beside" of={figure.beside} />
      {figure.attention === null ? (
        <span class="figure-fine">
          <span aria-hidden="true">● </span>正常 <small>fine</small>
        </span>
      ) : (
        <span class="figure-attention">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={figure.attention} />
        </span>
      )}
    </a>
  );
}

/** Shows the part an address names, and takes the keyboard there. */
function goToPart(): void {
  const [tab, part] = window.location.hash.replace(/^#/, "").split("/");
  if (tab !== "live" || part === undefined || !/^[a-z-]+$/.test(part)) return;
  const place = document.querySelector<HTMLElement>(`.part-${part}`);
  if (place === null) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

export function LiveTab(props: TabProps): JSX.Element {
  const { view, hallNowMs } = props;
  useEffect(() => {
    goToPart();
    window.addEventListener("hashchange", goToPart);
    return () => window.removeEventListener("hashchange", goToPart);
  }, []);
  return (
    <>
      <div class="figures">
        {figuresShown(view).map((figure) => (
          <Figure key={figure.key} figure={figure} />
        ))}
      </div>
      <HallActions view={view} />
      <div class="panels">
        <div class="column">
          <Advice view={view} />
          <Services view={view} />
          <DayChart timezone={view.hall.timezone} />
        </div>
        <div class="column">
          <Windows view={view} hallNowMs={hallNowMs} />
          <Fairness view={view} />
          <Devices view={view} />
        </div>
        <div class="column">
          <div class="part-alarms">
            <Alarms view={view} />
          </div>
          <div class="part-ratings">
            <Ratings view={view} />
          </div>
          <Sound view={view} />
          <Events view={view} />
        </div>
      </div>
    </>
  );
}
