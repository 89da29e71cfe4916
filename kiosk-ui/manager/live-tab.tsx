// The live board: figures with their targets, alarms with what to do, queues, windows, devices, ratings, events.
import type { JSX } from "preact";
import { Say } from "../shared/ui/parts.tsx";
import { Devices } from "./devices.tsx";
import { Sound } from "./sound.tsx";
import { Alarms, Events, Ratings, Services, Windows } from "./tables.tsx";
import type { TabProps } from "./tabs.ts";
import { type FigureShown, figuresShown } from "./view.ts";

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

export function LiveTab(props: TabProps): JSX.Element {
  const { view, hallNowMs } = props;
  return (
    <>
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
    </>
  );
}
