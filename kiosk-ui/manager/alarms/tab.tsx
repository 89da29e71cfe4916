// 告警: what is up and who looks after it, what was up today, and the rules in words.
import "./alarms.css";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { AlarmsOverview } from "../../../controller/contract/alarms.ts";
import type { AlarmView } from "../../../controller/contract/views.ts";
import { type AlarmGroup, subjectsWords } from "../../shared/alarm-groups.ts";
import { type Answer, get, newKey, post } from "../../shared/api.ts";
import { allowSound } from "../../shared/chime.ts";
import { clockOf, spanWords } from "../../shared/format.ts";
import { type Both, both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { managerBell } from "../bell.ts";
import type { TabProps } from "../tabs.ts";
import * as shown from "./view.ts";

const GIVE_UP_MS = 10_000;
const POLL_MS = 10_000;
const SILENCE_MINUTES = 30;

const overview = signal<AlarmsOverview | null>(null);
const trouble = signal<Both | null>(null);
const muted = signal(managerBell.muted);

async function load(): Promise<void> {
  const answer = await get<AlarmsOverview>("/alarms");
  if (answer.ok) overview.value = answer.value;
  else trouble.value = refusalWords(answer.code);
}

/** To each of them; one that is over meanwhile needs it no more. */
async function say(alarms: readonly AlarmView[], what: "acknowledge" | "silence", body: unknown): Promise<void> {
  let refused: string | null = null;
  for (const { id } of alarms) {
    const path = `/alarms/${encodeURIComponent(id)}/${what}`;
    const answer: Answer<unknown> = await post(path, body, { key: newKey(), giveUpMs: GIVE_UP_MS });
    if (!answer.ok && !(alarms.length > 1 && answer.code === "ALARM_UNKNOWN")) refused = answer.code;
  }
  trouble.value = refused === null ? null : refusalWords(refused);
  await load();
}

function noteOf(id: string): { readonly note?: string } {
  const field = document.getElementById(`note-${id}`);
  const note = field instanceof HTMLInputElement ? field.value.trim() : "";
  return note === "" ? {} : { note };
}

function Buttons({ alarms }: { alarms: readonly AlarmView[] }): JSX.Element | null {
  const [alarm] = alarms;
  if (alarm === undefined) return null;
  const whose = subjectsWords(alarms.map(({ subject }) => subject));
  const all = alarms.length > 1 ? ` 全部 ${alarms.length} 项` : "";
  return (
    <div class="alarm-buttons">
      <label class="alarm-note">
        <Say class="inline" of={{ zh: "备注（不写姓名电话）", en: "note, no names or numbers" }} />
        <input id={`note-${alarm.id}`} maxLength={120} autocomplete="off" />
      </label>
      <Press
        class="primary"
        label={`知悉 acknowledge ${whose}`}
        onPress={() => void say(alarms, "acknowledge", noteOf(alarm.id))}
      >
        <Say class="inline" of={{ zh: `知悉${all}`, en: alarms.length > 1 ? "Acknowledge all" : "Acknowledge" }} />
      </Press>
      <Press label={`静音 silence ${whose}`} onPress={() => void say(alarms, "silence", { minutes: SILENCE_MINUTES })}>
        <Say class="inline" of={{ zh: `静音 ${SILENCE_MINUTES} 分`, en: "Silence" }} />
      </Press>
    </div>
  );
}

/** One trouble, one card: which things it concerns, and since when each. */
function Members({ alarms }: { alarms: readonly AlarmView[] }): JSX.Element {
  return (
    <details class="alarm-members">
      <summary>
        <Say class="inline" of={{ zh: `展开 ${alarms.length} 项`, en: `show all ${alarms.length}` }} />
      </summary>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <strong>{alarm.subject}</strong> <Say class="inline" of={shown.stateWords(alarm.state)} />{" "}
            {clockOf(alarm.raisedAt)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Card({ group, hallNowMs }: { group: AlarmGroup<AlarmView>; hallNowMs: number }): JSX.Element {
  const { first: alarm, members, subjects } = group;
  const care = shown.careWords(alarm);
  const repeats = Math.max(...members.map((one) => one.repeats));
  return (
    <li class={`alarm-card severity-${alarm.severity} ${care === null ? "" : "cared"}`}>
      <h3>
        <span class="alarm-severity">
          <span aria-hidden="true">{shown.SEVERITY_MARK[alarm.severity]} </span>
          {shown.severityWords(alarm.severity).zh}
        </span>
        <Say class="inline" of={both(alarm.title)} />
        {members.length > 1 && <span class="alarm-many">× {members.length}</span>}
      </h3>
      <p class="alarm-detail">
        <strong>{subjectsWords(subjects)}</strong> {alarm.detail}
      </p>
      {members.length > 1 && <Members alarms={members} />}
      <p class="alarm-life">
        <span class={`alarm-state state-of-${alarm.state}`}>
          <Say class="inline" of={shown.stateWords(alarm.state)} />
        </span>
        <span>
          {clockOf(shown.sinceOf(members))} 起 since · {spanWords(hallNowMs - Date.parse(shown.sinceOf(members)))}
        </span>
        {repeats > 1 && <span>今日第 {repeats} 次 today</span>}
      </p>
      <p class="remedy">
        <Say class="inline" of={both(alarm.toDo)} />
        {alarm.action !== null && (
          <a class="alarm-action" href={alarm.action.href}>
            <Say class="inline" of={both(alarm.action.name)} />
          </a>
        )}
      </p>
      {care === null ? <Buttons alarms={members} /> : <Say class="inline alarm-care" of={care} />}
    </li>
  );
}

function Mute(): JSX.Element {
  return (
    <Press
      pressed={muted.value}
      onPress={() => {
        muted.value = !muted.value;
        managerBell.mute(muted.value);
        if (!muted.value) void allowSound();
      }}
    >
      <Say
        class="inline"
        of={muted.value ? { zh: "提示音：关", en: "Sound: off" } : { zh: "提示音：开", en: "Sound: on" }}
      />
    </Press>
  );
}

function Active({ view, hallNowMs }: TabProps): JSX.Element {
  const { open, cared } = shown.splitByCare(view.alarms);
  return (
    <Panel title={{ zh: "当前告警", en: "Alarms now" }} class="alarms-now">
      <div class="alarms-head">
        <Say
          class="inline"
          of={{
            zh: `待处理 ${open.length}，处理中 ${cared.length}`,
            en: `${open.length} open, ${cared.length} in hand`,
          }}
        />
        <Mute />
      </div>
      {trouble.value !== null && (
        <p role="alert" class="alarms-trouble">
          <Say class="inline" of={trouble.value} />
        </p>
      )}
      {view.alarms.length === 0 && (
        <p class="alarms-none">
          <Say of={{ zh: "没有告警，一切正常", en: "No alarms: all is well" }} />
        </p>
      )}
      <ul class="alarm-cards" aria-live="polite">
        {[...shown.groupsShown(open), ...shown.groupsShown(cared)].map((group) => (
          <Card key={group.first.id} group={group} hallNowMs={hallNowMs} />
        ))}
      </ul>
    </Panel>
  );
}

function History({ of }: { of: AlarmsOverview }): JSX.Element {
  return (
    <Panel title={{ zh: "今日记录", en: "Today" }} class="alarms-history">
      {of.history.length === 0 && (
        <p class="quiet">
          <Say class="inline" of={{ zh: "今日尚无告警", en: "none today" }} />
        </p>
      )}
      <ol>
        {of.history.map((line) => (
          <li key={`${line.alarmId}${line.raisedAt}`}>
            <span class="history-time">
              {clockOf(line.raisedAt)}–{line.clearedAt === null ? "…" : clockOf(line.clearedAt)}
            </span>
            <span>
              <strong>{both(line.title).zh}</strong> {line.subject} <small>{line.detail}</small>
              {line.acknowledged !== null && (
                <small class="history-care">
                  {line.acknowledged.by} {clockOf(line.acknowledged.at)} 知悉 {line.acknowledged.note ?? ""}
                </small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Rules({ of }: { of: AlarmsOverview }): JSX.Element {
  return (
    <Panel title={{ zh: "规则：何时、多久、谁知道", en: "Rules: when, how long, who is told" }} class="alarms-rules">
      <p class="quiet">
        <Say class="inline" of={shown.overviewWords(of)} />
      </p>
      <ul>
        {shown.rulesShown(of).map((rule) => (
          <li key={rule.id} class={rule.enabled ? "" : "rule-off"}>
            <p class="rule-name">
              <span aria-hidden="true">{shown.SEVERITY_MARK[rule.severity]} </span>
              <Say class="inline" of={both(rule.title)} />
              {rule.enabled ? null : <Say class="inline rule-state" of={{ zh: "已停用", en: "off" }} />}
            </p>
            <Say class="rule-when" of={both(rule.when)} />
            <p class="rule-sinks">
              → <Say class="inline" of={shown.sinksWords(rule.sinks)} />
            </p>
            {rule.cells.map((cell) => (
              <p key={cell.subject} class="rule-cell">
                <span class={`alarm-state state-of-${cell.state}`}>
                  <Say class="inline" of={shown.stateWords(cell.state)} />
                </span>
                {cell.subject} {cell.detail}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function AlarmsTab(props: TabProps): JSX.Element {
  const about = shown.fingerprint(props.view.alarms);
  useLooking(POLL_MS, load, () => undefined, [about]);
  const of = overview.value;
  return (
    <div class="alarms-tab">
      <Active {...props} />
      <div class="alarms-more">
        {of !== null && <History of={of} />}
        {of !== null && <Rules of={of} />}
      </div>
    </div>
  );
}
