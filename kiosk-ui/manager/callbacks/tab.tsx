// Telephone call-backs: three figures side by side with what they are made of, and one person at a time to ring.
import "./callbacks.css";
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AskingFiguresView, CallbackRow, CallbacksView } from "../../../controller/contract/callbacks.ts";
import { get, newKey, post } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { TabProps } from "../tabs.ts";
import { Call, type Claimed } from "./call.tsx";
import {
  besideWords,
  dayAndTime,
  idleWords,
  type Level,
  nextRow,
  partsOf,
  RESULT_WORDS,
  type Result,
  threeFigures,
  WHY_WORDS,
} from "./view.ts";

const LOOK_MS = 10_000;
const GIVE_UP_MS = 12_000;

function Figures(props: { figures: AskingFiguresView; days: number; choose: (days: number) => void }): JSX.Element {
  const { figures, days, choose } = props;
  const parts = partsOf(figures);
  return (
    <Panel title={{ zh: "三项评价率并列", en: "Three figures, side by side" }} class="asking-figures">
      <div class="asking-days">
        {[1, 7, 30].map((one) => (
          <Press key={one} pressed={days === one} onPress={() => choose(one)}>
            <Say of={one === 1 ? { zh: "今天", en: "today" } : { zh: `近${one}天`, en: `${one} days` }} />
          </Press>
        ))}
        <p class="asking-span">
          办结 <b>{figures.finished}</b> 件 finished · {figures.from} – {figures.to}
        </p>
      </div>
      <ul class="asking-three">
        {threeFigures(figures).map(({ words, hint, count, share }) => (
          <li key={words.en}>
            <h3>
              <Say class="inline" of={words} />
            </h3>
            <p class="asking-share">{share}</p>
            <p class="asking-count">
              {count} / {figures.finished}
            </p>
            <p class="quiet">
              <Say of={hint} />
            </p>
          </li>
        ))}
      </ul>
      <h3>
        <Say class="inline" of={{ zh: "100% 由什么构成", en: "What the 100 % is made of" }} />
      </h3>
      <div class="asking-bar" aria-hidden="true">
        {parts.map(({ id, percent }) => (
          <span key={id} class={`made made-${id}`} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <ul class="asking-made">
        {parts.map(({ id, words, count }) => (
          <li key={id}>
            <i class={`made made-${id}`} aria-hidden="true" />
            <b>{count}</b> <Say class="inline" of={words} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Row(props: { row: CallbackRow; busy: boolean; take: (caseId: string) => void }): JSX.Element {
  const { row, busy, take } = props;
  const last = row.attempts.at(-1);
  return (
    <tr class={row.claimedBy === null ? "" : "taken"}>
      <td>
        <b>{row.number}</b>
        <small>{row.masked ?? "–"}</small>
      </td>
      <td>
        {row.windowName["zh-CN"] ?? row.windowId}
        <small>{dayAndTime(row.finishedAt)}</small>
      </td>
      <td>
        <Say of={WHY_WORDS[row.why]} />
      </td>
      <td>
        {row.attempts.length}/{row.attemptsMax}
        {last !== undefined && (
          <small>
            {dayAndTime(last.at)} {RESULT_WORDS[last.result].zh}
          </small>
        )}
      </td>
      <td>
        {row.claimedBy === null ? (
          <Press disabled={busy} label={`回访 Ring ${row.number}`} onPress={() => take(row.caseId)}>
            <Say of={{ zh: "回访", en: "Ring" }} />
          </Press>
        ) : (
          <Say of={{ zh: `${row.claimedBy} 正在回访`, en: "being rung" }} />
        )}
      </td>
    </tr>
  );
}

function List(props: { view: CallbacksView; busy: boolean; take: (caseId: string) => void }): JSX.Element {
  const { view, busy, take } = props;
  const heads: readonly Both[] = [
    { zh: "号码", en: "Number" },
    { zh: "办结", en: "Finished" },
    { zh: "原因", en: "Why" },
    { zh: "已打", en: "Calls" },
  ];
  return (
    <div class="callback-scroll">
      <table class="callbacks">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.en} scope="col">
                <Say of={head} />
              </th>
            ))}
            <th scope="col" aria-label="操作 Actions" />
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <Row key={row.caseId} row={row} busy={busy || !view.open} take={take} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

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

export function CallbacksTab({ view: live }: TabProps): JSX.Element {
  const [view, setView] = useState<CallbacksView | null>(null);
  const [figures, setFigures] = useState<AskingFiguresView | null>(null);
  const [days, setDays] = useState(7);
  const [by, setBy] = useState("");
  const [claimed, setClaimed] = useState<Claimed | null>(null);
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState(false);

  const look = useCallback(async (): Promise<void> => {
    const query = by === "" ? "" : `?by=${encodeURIComponent(by)}`;
    const [list, sums] = await Promise.all([
      get<CallbacksView>(`/callbacks${query}`),
      get<AskingFiguresView>(`/callbacks/figures?days=${days}`),
    ]);
    if (list.ok) setView(list.value);
    else setTrouble(refusalWords(list.code));
    // Guides ring people; figures are for those who answer for the hall.
    if (sums.ok) setFigures(sums.value);
  }, [by, days]);
  useEffect(() => {
    void look();
    const timer = window.setInterval(() => void look(), LOOK_MS);
    return () => window.clearInterval(timer);
  }, [look]);

  const does = async (caseId: string, step: string, more: object): Promise<Claimed | null> => {
    setBusy(true);
    setTrouble(null);
    const body = { ...more, ...(by === "" ? {} : { by }) };
    const path = `/callbacks/${encodeURIComponent(caseId)}/${step}`;
    const answer = await post<{ row: CallbackRow | null; phone: string | null }>(path, body, {
      ...{ key: newKey(), giveUpMs: GIVE_UP_MS },
    });
    setBusy(false);
    if (!answer.ok) setTrouble(refusalWords(answer.code));
    void look();
    if (!answer.ok || answer.value.row === null) return null;
    return { row: answer.value.row, phone: answer.value.phone };
  };
  const take = async (caseId: string): Promise<void> => setClaimed(await does(caseId, "claim", {}));
  const tell = async (result: Result, level: Level | null): Promise<void> => {
    if (claimed === null) return;
    await does(claimed.row.caseId, "result", level === null ? { result } : { result, level });
    setClaimed(null);
  };
  const giveBack = async (): Promise<void> => {
    if (claimed === null) return;
    await does(claimed.row.caseId, "release", {});
    setClaimed(null);
  };

  const needsCaller = view !== null && view.me === null;
  const next = view === null ? null : nextRow(view);
  const idle = view === null ? null : idleWords(view);
  return (
    <>
      <p class="callback-trouble" role="status">
        {trouble !== null && <Say class="inline" of={trouble} />}
      </p>
      {claimed !== null && (
        <Panel title={{ zh: "正在回访", en: "On the telephone" }}>
          <Call
            key={claimed.row.caseId}
            {...claimed}
            hall={live.hall.name}
            busy={busy}
            tell={(result, level) => void tell(result, level)}
            giveBack={() => void giveBack()}
          />
        </Panel>
      )}
      {claimed === null && view !== null && (
        <Panel title={{ zh: "未评价办件的回访", en: "Call-backs for cases not rated" }}>
          <Caller view={view} by={by} choose={setBy} />
          {idle === null ? (
            <Press
              class="primary callback-next"
              disabled={busy || needsCaller || next === null}
              onPress={() => void (next === null ? undefined : take(next.caseId))}
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
          {view.rows.length > 0 && <List view={view} busy={busy || needsCaller} take={(id) => void take(id)} />}
          <p class="quiet">
            <Say
              class="inline"
              of={{
                zh: "差评整改后的回访另列，见“差评办理”",
                en: "calls after a bad rating was dealt with are listed apart",
              }}
            />
          </p>
        </Panel>
      )}
      {figures !== null && <Figures figures={figures} days={days} choose={setDays} />}
    </>
  );
}
