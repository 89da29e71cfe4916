// Telephone call-backs of both kinds: one person at a time to ring, and the figures of each kind apart.
import "./callbacks.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type {
  AskingFiguresView,
  CallbackRow,
  CallbacksView,
  ClaimedCallView,
} from "../../../controller/contract/callbacks.ts";
import { get, newKey, post } from "../../shared/api.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Choices } from "../../shared/ui/choices.tsx";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say, Trouble } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import type { TabProps } from "../tabs.ts";
import { AfterCall } from "./after-call.tsx";
import type { AfterTold } from "./after-view.ts";
import { Call } from "./call.tsx";
import type { Claimed } from "./call-parts.tsx";
import { Figures } from "./figures.tsx";
import type { Marks } from "./marks.tsx";
import {
  besideWords,
  idleWords,
  type Kind,
  kindChoices,
  type Level,
  nextRow,
  RESULT_WORDS,
  type Result,
  WHY_WORDS,
  whenWords,
} from "./view.ts";

const LOOK_MS = 10_000;
const GIVE_UP_MS = 12_000;

const columns = (busy: boolean, take: (id: string) => void): readonly Column<CallbackRow>[] => [
  {
    name: { zh: "号码", en: "Number" },
    cell: ({ number, masked }) => (
      <>
        <b>{number ?? "–"}</b>
        <small>{masked ?? "无号码 no number"}</small>
      </>
    ),
  },
  {
    name: { zh: "办结或答复", en: "Finished or answered" },
    cell: ({ windowName, windowId, finishedAt }) => (
      <>
        {windowName["zh-CN"] ?? windowId ?? "–"}
        <small>{dayAndTime(finishedAt)}</small>
      </>
    ),
  },
  { name: { zh: "原因", en: "Why" }, cell: ({ why }) => <Say of={WHY_WORDS[why]} /> },
  {
    name: { zh: "期限", en: "Until" },
    cell: (row) => (row.late ? <b class="callback-late">{whenWords(row)}</b> : whenWords(row)),
  },
  {
    name: { zh: "已打", en: "Calls" },
    cell: ({ attempts, attemptsMax }) => {
      const last = attempts.at(-1);
      return (
        <>
          {attempts.length}/{attemptsMax}
          {last !== undefined && (
            <small>
              {dayAndTime(last.at)} {RESULT_WORDS[last.result].zh}
            </small>
          )}
        </>
      );
    },
  },
  {
    name: null,
    cell: ({ claimedBy, number, id }) =>
      claimedBy === null ? (
        <Press disabled={busy} label={`回访 Ring ${number ?? id}`} onPress={() => take(id)}>
          <Say of={{ zh: "回访", en: "Ring" }} />
        </Press>
      ) : (
        <Say of={{ zh: `${claimedBy} 正在回访`, en: "being rung" }} />
      ),
  },
];

function Caller(props: { view: CallbacksView; by: string; choose: (by: string) => void }): JSX.Element | null {
  if (props.view.me !== null && props.by === "") return null;
  return (
    <label class="callback-caller">
      <Say class="inline" of={{ zh: "回访人", en: "Who rings" }} />
      <select value={props.by} onChange={(event) => props.choose((event.target as HTMLSelectElement).value)}>
        <option value="">请选择 choose</option>
        {props.view.callers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name} ({id})
          </option>
        ))}
      </select>
    </label>
  );
}

function queryOf(by: string, kind: Kind): string {
  const query = new URLSearchParams();
  if (by !== "") query.set("by", by);
  if (kind !== "all") query.set("kind", kind);
  return query.size === 0 ? "" : `?${query.toString()}`;
}

export function CallbacksTab({ view: live }: TabProps): JSX.Element {
  const [view, setView] = useState<CallbacksView | null>(null);
  const [figures, setFigures] = useState<AskingFiguresView | null>(null);
  const [days, setDays] = useState(7);
  const [by, setBy] = useState("");
  const [kind, setKind] = useState<Kind>("all");
  const [claimed, setClaimed] = useState<Claimed | null>(null);
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState(false);

  const look = useLooking(
    LOOK_MS,
    () =>
      Promise.all([
        get<CallbacksView>(`/callbacks${queryOf(by, kind)}`),
        get<AskingFiguresView>(`/callbacks/figures?days=${days}`),
      ]),
    ([list, sums]) => {
      if (list.ok) setView(list.value);
      else setTrouble(refusalWords(list.code));
      // Guides ring people; figures are for those who answer for the hall.
      if (sums.ok) setFigures(sums.value);
    },
    [by, days, kind],
  );

  const does = async (id: string, step: string, more: object): Promise<Claimed | null> => {
    setBusy(true);
    setTrouble(null);
    const body = { ...more, ...(by === "" ? {} : { by }) };
    const path = `/callbacks/${encodeURIComponent(id)}/${step}`;
    const answer = await post<ClaimedCallView>(path, body, { key: newKey(), giveUpMs: GIVE_UP_MS });
    setBusy(false);
    if (!answer.ok) setTrouble(refusalWords(answer.code));
    void look();
    if (!answer.ok || answer.value.row === null) return null;
    return { ...answer.value, row: answer.value.row };
  };
  const take = async (id: string): Promise<void> => setClaimed(await does(id, "claim", {}));
  const tell = async (result: Result, level: Level | null, marks: Marks = {}): Promise<void> => {
    if (claimed === null) return;
    const dimensions = level === null || Object.keys(marks).length === 0 ? {} : { dimensions: marks };
    await does(claimed.row.id, "result", level === null ? { result } : { result, level, ...dimensions });
    setClaimed(null);
  };
  const tellAfter = async (told: AfterTold): Promise<void> => {
    if (claimed === null) return;
    await does(claimed.row.id, "loop-result", told);
    setClaimed(null);
  };
  const giveBack = async (): Promise<void> => {
    if (claimed === null) return;
    await does(claimed.row.id, "release", {});
    setClaimed(null);
  };

  const needsCaller = view !== null && view.me === null;
  const next = view === null ? null : nextRow(view);
  const idle = view === null ? null : idleWords(view);
  return (
    <>
      <Trouble of={trouble} />
      {claimed !== null && (
        <Panel title={{ zh: "正在回访", en: "On the telephone" }}>
          {claimed.row.kind === "loop" ? (
            <AfterCall
              key={claimed.row.id}
              {...claimed}
              hall={live.hall.name}
              busy={busy}
              tell={(told) => void tellAfter(told)}
              giveBack={() => void giveBack()}
            />
          ) : (
            <Call
              key={claimed.row.id}
              {...claimed}
              hall={live.hall.name}
              busy={busy}
              tell={(result, level, marks) => void tell(result, level, marks)}
              dimensions={view?.dimensions ?? []}
              giveBack={() => void giveBack()}
            />
          )}
        </Panel>
      )}
      {claimed === null && view !== null && (
        <Panel title={{ zh: "电话回访", en: "Call-backs" }}>
          <Choices of={kindChoices(view)} chosen={kind} choose={setKind} />
          <Caller view={view} by={by} choose={setBy} />
          {idle === null ? (
            <Press
              class="primary callback-next"
              disabled={busy || needsCaller || next === null}
              onPress={() => void (next === null ? undefined : take(next.id))}
            >
              <Say of={{ zh: "领取下一位", en: "Take the next person" }} />
            </Press>
          ) : (
            <p class="callback-idle">
              <Say of={idle} />
            </p>
          )}
          {besideWords(view).map((line) => (
            <p key={line.en} class="quiet">
              <Say class="inline" of={line} />
            </p>
          ))}
          {view.rows.length > 0 && (
            <Table
              name={{ zh: "待回访", en: "To be rung" }}
              columns={columns(busy || needsCaller || !view.open, (id) => void take(id))}
              rows={view.rows}
              keyOf={({ id }) => id}
              rowClass={({ claimedBy }) => (claimedBy === null ? "" : "taken")}
            />
          )}
        </Panel>
      )}
      {figures !== null && <Figures figures={figures} days={days} choose={setDays} />}
    </>
  );
}
