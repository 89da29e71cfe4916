// The hall at one moment of the past: figures, lines and windows, with nothing to press.
import type { JSX } from "preact";
import type { ReplayAnswer } from "../../../controller/contract/replay.ts";
import { spanWords } from "../../shared/format.ts";
import { both } from "../../shared/i18n/both.ts";
import { ACTIVITIES } from "../../shared/i18n/states.ts";
import { Panel, Say } from "../../shared/ui/parts.tsx";
import { fairnessWords, stoppedWords } from "../floor-view.ts";
import { figuresShown } from "../view.ts";

export function Moment(props: { answer: ReplayAnswer }): JSX.Element {
  const { view, at } = props.answer;
  const stopped = stoppedWords(view.floor);
  return (
    <>
      {stopped !== null && (
        <p class="stopped">
          <span aria-hidden="true">■ </span>
          <Say class="inline" of={stopped} />
        </p>
      )}
      <div class="figures">
        {figuresShown(view).map((figure) => (
          <div key={figure.key} class={`figure ${figure.attention === null ? "" : "needs-attention"}`}>
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
        ))}
      </div>
      <div class="panels replay-two">
        <Panel title={{ zh: "当时各业务", en: "Queues then" }}>
          <table>
            <thead>
              <tr>
                <th>业务 Service</th>
                <th class="number">等候 Waiting</th>
                <th class="number">最长 Longest</th>
                <th class="number">窗口 Open</th>
              </tr>
            </thead>
            <tbody>
              {view.services.map((service) => (
                <tr key={service.id}>
                  <td>
                    <Say class="inline" of={both(service.name)} />
                  </td>
                  <td class="number strong">{service.waiting}</td>
                  <td class="number">
                    {view.floor.services.find(({ id }) => id === service.id)?.longestWaitMinutes ?? 0}
                  </td>
                  <td class="number">{service.openWindows}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {fairnessWords(view).map((line) => (
            <p key={line.en} class="quiet">
              <Say class="inline" of={line} />
            </p>
          ))}
        </Panel>
        <Panel title={{ zh: "当时各窗口", en: "Windows then" }}>
          <ul class="window-grid">
            {view.windows.map((window) => {
              const since = view.floor.windows.find(({ id }) => id === window.id)?.activitySince ?? null;
              return (
                <li key={window.id} class={`window-card activity-${window.activity}`}>
                  <div class="window-face">
                    <span class="window-name">{both(window.name).zh}</span>
                    <span class="window-number">{window.number ?? "—"}</span>
                    <Say class="inline" of={ACTIVITIES[window.activity]} />
                    <span class="window-since">{since !== null && spanWords(Date.parse(at) - Date.parse(since))}</span>
                  </div>
                </li>
              );
            })}
          </ul>
        </Panel>
      </div>
    </>
  );
}
