// The lists of the manager's page: services, windows, alarms, ratings, events.
import type { JSX } from "preact";
import type { ManagerView } from "../../controller/contract/views.ts";
import { clockOf, estimateWords, spanWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { ACTIVITIES, LEVELS } from "../shared/i18n/states.ts";
import { Panel, Say } from "../shared/ui/parts.tsx";
import { calibrationWords, remedyOf, windowName } from "./view.ts";

export function Alarms(props: { view: ManagerView }): JSX.Element {
  const { alarms } = props.view;
  return (
    <Panel title={{ zh: "告警与处置", en: "Alarms and what to do" }} class="alarms">
      {alarms.length === 0 ? (
        <p class="quiet">
          <Say class="inline" of={{ zh: "没有告警", en: "no alarms" }} />
        </p>
      ) : (
        <ul>
          {alarms.map((alarm) => (
            <li key={alarm.id} class="alarm">
              <p>
                <strong>{alarm.subject}</strong> {alarm.detail} <span class="quiet">{clockOf(alarm.raisedAt)}</span>
              </p>
              <Say class="inline remedy" of={remedyOf(alarm)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function Services(props: { view: ManagerView }): JSX.Element {
  return (
    <Panel title={{ zh: "各业务排队", en: "Queues by service" }}>
      <table>
        <thead>
          <tr>
            <th>业务 Service</th>
            <th class="number">等候 Waiting</th>
            <th class="number">开放窗口 Open</th>
            <th>预计 Estimate</th>
          </tr>
        </thead>
        <tbody>
          {props.view.services.map((service) => (
            <tr key={service.id} class={service.waiting > 0 && service.openWindows === 0 ? "attention" : ""}>
              <td>
                <Say class="inline" of={both(service.name)} />
              </td>
              <td class="number strong">{service.waiting}</td>
              <td class="number">{service.openWindows}</td>
              <td>
                {service.remaining === 0 ? (
                  <Say class="inline" of={{ zh: "号已发完", en: "quota used" }} />
                ) : (
                  <Say class="inline" of={estimateWords(service.estimate)} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet calibration">
        <Say class="inline" of={calibrationWords(props.view.calibration)} />
      </p>
    </Panel>
  );
}

export function Windows(props: { view: ManagerView; hallNowMs: number }): JSX.Element {
  return (
    <Panel title={{ zh: "窗口", en: "Windows" }} class="windows">
      <ul class="window-grid">
        {props.view.windows.map((window) => (
          <li key={window.id} class={`window-card activity-${window.activity}`}>
            <a href={`/window?id=${encodeURIComponent(window.id)}`}>
              <span class="window-name">{both(window.name).zh}</span>
              <span class="window-number">{window.number ?? "—"}</span>
              <Say class="inline window-activity" of={ACTIVITIES[window.activity]} />
              <span class="window-since">
                {window.since !== null && spanWords(props.hallNowMs - Date.parse(window.since))}
              </span>
              <span class="window-facts">
                {window.staffName ?? "—"} · 办结 {window.servedToday} · 评价 {window.ratedToday}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Ratings(props: { view: ManagerView }): JSX.Element {
  const { view } = props;
  return (
    <Panel title={{ zh: "最新评价", en: "Latest ratings" }}>
      {view.ratings.length === 0 && <p class="quiet">—</p>}
      <ol class="plain-rows">
        {view.ratings.map((rating) => {
          const words = LEVELS.find(({ level }) => level === rating.level)?.words;
          return (
            <li key={`${rating.number}${rating.at}`} class={rating.level <= 2 ? "attention" : ""}>
              <span class="row-time">{clockOf(rating.at)}</span>
              <strong>{rating.number}</strong>
              <span>{windowName(view, rating.windowId)}</span>
              <span class="row-end">
                {rating.level} {words?.zh} <small>{words?.en}</small>
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

export function Events(props: { view: ManagerView }): JSX.Element {
  return (
    <Panel title={{ zh: "动态", en: "Events" }} class="events">
      <ol class="plain-rows">
        {props.view.events.map((event) => (
          <li key={event.seq}>
            <span class="row-time">{clockOf(event.at)}</span>
            <span>{event.text}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
