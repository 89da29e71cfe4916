// What every strip will show, drawn cell by cell before anything is sent.
import type { JSX } from "preact";
import type { StripPreviewView } from "../../controller/contract/technician.ts";
import { Say } from "../shared/ui/parts.tsx";
import { Quiet, TroubleLine } from "./bits.tsx";
import { windowWords } from "./devices.tsx";
import { useLoaded } from "./hooks.ts";
import type { TechnicianStore } from "./store.ts";
import { cellsOf, hashOf, STRIP_STATES, stripTroubles } from "./view.ts";

export function StripsTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const strips = useLoaded<readonly StripPreviewView[]>(store, "/technician/strips");
  const list = strips.value.value;
  return (
    <>
      <TroubleLine trouble={strips.trouble.value} onRetry={() => void strips.reload()} />
      {list?.length === 0 && <Quiet of={{ zh: "配置里没有条屏", en: "There are no strips in the configuration" }} />}
      <div class="strips">
        {(list ?? []).map((strip) => (
          <section key={strip.deviceId} class="panel strip">
            <h2>
              <a href={hashOf("devices", strip.deviceId)}>{strip.deviceId}</a> {windowWords(store, strip.windowId)}{" "}
              <span class="quiet">
                {strip.model} · {strip.cells} 格 cells
              </span>
            </h2>
            {strip.shows.map((show) => (
              <Shown key={show.state} strip={strip} show={show} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

function Shown(props: { strip: StripPreviewView; show: StripPreviewView["shows"][number] }): JSX.Element {
  const { strip, show } = props;
  const troubles = stripTroubles(show);
  return (
    <div class={`shown ${troubles.length > 0 ? "shown-trouble" : ""}`}>
      <Say class="inline shown-state" of={STRIP_STATES[show.state] ?? { zh: show.state, en: "" }} />
      <span class="cells" role="img" aria-label={show.text}>
        {cellsOf(show.text, strip.cells, show.missing).map((cell, at) => (
          <span
            key={at}
            class={`cell ${cell.half ? "half" : ""} ${cell.over ? "over" : ""} ${cell.missing ? "missing" : ""}`}
          >
            {cell.text}
          </span>
        ))}
      </span>
      <span class="shown-count">
        {show.cells} / {strip.cells} 格
      </span>
      {troubles.map((words) => (
        <p key={words.zh} class="fault">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={words} />
        </p>
      ))}
    </div>
  );
}
