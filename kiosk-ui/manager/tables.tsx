// The lists of the manager's page: alarms, ratings, events.
import type { JSX } from "preact";
import type { AlarmView, ManagerView } from "../../controller/contract/views.ts";
import { groupsOf, subjectsWords } from "../shared/alarm-groups.ts";
import { clockOf } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { LEVELS } from "../shared/i18n/states.ts";
import { Panel, Say } from "../shared/ui/parts.tsx";
import { askedWords, remedyOf, windowName } from "./view.ts";

/** Devices and paper say more of themselves than their kind does; everything else has its own words. */
const toDoFor = (alarm: AlarmView) =>
  alarm.kind === "device" || alarm.kind === "print" ? remedyOf(alarm) : both(alarm.toDo);

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
          {groupsOf(alarms).map(({ first: alarm, subjects }) => (
            <li key={alarm.id} class="alarm">
              <p>
                <Say class="inline" of={both(alarm.title)} /> <strong>{subjectsWords(subjects)}</strong>
                {` ${alarm.detail} `}
                <span class="quiet">{clockOf(alarm.raisedAt)}</span>
              </p>
              <Say class="inline remedy" of={toDoFor(alarm)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The newest ones; bad ones are in the figures and the alarms as well. */
const RATINGS_SHOWN_MAX = 8;

export function Ratings(props: { view: ManagerView }): JSX.Element {
  const { view } = props;
  return (
    <Panel title={{ zh: "最新评价", en: "Latest ratings" }}>
      <p class="quiet">
        <Say class="inline" of={askedWords(view)} />
      </p>
      {view.ratings.length === 0 && <p class="quiet">—</p>}
      <ol class="plain-rows">
        {view.ratings.slice(0, RATINGS_SHOWN_MAX).map((rating) => {
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <ol class="plain-rows" tabIndex={0}>
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
