// 差评办理: what I have to do by when, one of them with its next step, and the ledger with its figures.
import "./loop.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LoopRow, LoopsView } from "../../../controller/contract/loop.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Choices } from "../../shared/ui/choices.tsx";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { Detail } from "./detail.tsx";
import { Ledger } from "./ledger.tsx";
import { NewComplaint } from "./new-complaint.tsx";
import { choose, load, open, opened, openedId, overview, trouble, who } from "./store.ts";
import { aboutWords, countdown, STATE_WORDS, sorted, urgencyOf } from "./view.ts";

const LOOK_MS = 10_000;

function Card({ row }: { row: LoopRow }): JSX.Element {
  const left = countdown(row);
  return (
    <li>
      <Press
        class={`loop-card urgency-${urgencyOf(row)}`}
        pressed={openedId.value === row.id}
        label={`${row.number ?? ""} ${aboutWords(row).zh} ${STATE_WORDS[row.state].zh}`}
        onPress={() => void open(openedId.value === row.id ? null : row.id)}
      >
        <span class="loop-card-head">
          <b>{row.number ?? "投诉"}</b>
          <span class="loop-state">
            <Say class="inline" of={STATE_WORDS[row.state]} />
          </span>
        </span>
        <Say of={aboutWords(row)} />
        <span class="loop-card-foot">
          {left !== null && <Say class="inline loop-countdown" of={left} />}
          <span>{row.handler === null ? "未指定经办人 no handler" : `经办 ${row.handler.name}`}</span>
        </span>
      </Press>
    </li>
  );
}

function List(props: { title: Both; rows: readonly LoopRow[]; none: Both }): JSX.Element {
  return (
    <Panel title={{ zh: `${props.title.zh} ${props.rows.length}`, en: props.title.en }} class="loop-list">
      {props.rows.length === 0 && (
        <p class="quiet">
          <Say class="inline" of={props.none} />
        </p>
      )}
      <ul>
        {props.rows.map((row) => (
          <Card key={row.id} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

/** Where nobody signs in, whoever works here says who they are: every step has a person. */
function Who({ view }: { view: LoopsView }): JSX.Element | null {
  if (view.me !== null && who.value === "") {
    return (
      <p class="loop-who">
        <Say class="inline" of={{ zh: `办理人：${view.me.name}`, en: "signed in" }} />
      </p>
    );
  }
  return (
    <label class="loop-who">
      <Say class="inline" of={{ zh: "办理人（每一步都记名）", en: "I am" }} />
      <select value={who.value} onChange={(event) => void choose(event.currentTarget.value)}>
        <option value="">请选择 choose</option>
        {view.staff.map(({ id, name }) => (
          <option key={id} value={id}>
            {name} {id}
          </option>
        ))}
      </select>
    </label>
  );
}

function Rules({ of }: { of: LoopsView["rules"] }): JSX.Element {
  const { handleWorkingDays, replyWorkingDays, callBackShare, source } = of;
  const zh = `办理 ${handleWorkingDays} 个、答复 ${replyWorkingDays} 个工作日，回访 ${callBackShare}%`;
  const from = source === null ? "依据未填写 no source given" : `依据：${source}`;
  return (
    <p class="quiet loop-rules">
      <Say class="inline" of={{ zh, en: `handle ${handleWorkingDays}, reply ${replyWorkingDays} working days` }} />{" "}
      <small>{from}</small>
    </p>
  );
}

const VIEWS = [
  { id: "work", name: { zh: "办理", en: "Work" } },
  { id: "ledger", name: { zh: "台账与指标", en: "Ledger" } },
  { id: "new", name: { zh: "登记投诉", en: "New complaint" } },
] as const;

export function LoopTab(): JSX.Element {
  const [shown, show] = useState<(typeof VIEWS)[number]["id"]>("work");
  useLooking(LOOK_MS, load, () => undefined);
  const view = overview.value;
  const { mine, others, closed } = sorted(view?.loops ?? []);
  return (
    <div class="loop-tab">
      <Choices of={VIEWS} chosen={shown} choose={show}>
        {view !== null && <Who view={view} />}
      </Choices>
      {trouble.value !== null && (
        <p role="alert" class="loop-trouble">
          <Say class="inline" of={trouble.value} />
        </p>
      )}
      {view !== null && <Rules of={view.rules} />}
      {shown === "ledger" && <Ledger />}
      {shown === "new" && <NewComplaint done={() => show("work")} />}
      {shown === "work" && (
        <div class={`loop-work ${openedId.value === null ? "" : "has-detail"}`}>
          <div class="loop-lists">
            <List
              title={{ zh: "轮到我", en: "My turn" }}
              rows={mine}
              none={{ zh: "现在没有轮到您的步骤", en: "nothing is yours to do now" }}
            />
            <List
              title={{ zh: "其他在办", en: "Others open" }}
              rows={others}
              none={{ zh: "没有其他在办的差评和投诉", en: "no others are open" }}
            />
            <List title={{ zh: "近期办结", en: "Closed lately" }} rows={closed} none={{ zh: "暂无", en: "none" }} />
          </div>
          {opened.value !== null && view !== null && <Detail row={opened.value} view={view} />}
        </div>
      )}
    </div>
  );
}
