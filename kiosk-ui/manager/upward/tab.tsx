// Reports to the province: counts, why some did not arrive, single records, and sending again.
import "./upward.css";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { UploadState, UploadView, UpwardView } from "../../../controller/contract/upward.ts";
import { get, newKey, post } from "../../shared/api.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { dayAndTime, faultWords, mayReplay, provinceWords, recordWords, STATE_WORDS, standing } from "./view.ts";

const LOOK_MS = 5_000;
const REPLAY_MS_MAX = 10_000;
const STATES: readonly UploadState[] = ["queued", "sent", "refused", "rejected", "undelivered", "withdrawn"];
const BAD: ReadonlySet<UploadState> = new Set(["refused", "rejected", "undelivered"]);

function Standing(props: { view: UpwardView }): JSX.Element {
  const { view } = props;
  const line = standing(view);
  const province = provinceWords(view);
  return (
    <Panel title={{ zh: `上报 · ${province.zh}`, en: `Reports to ${province.en}` }}>
      <p class={line.isBad ? "upward-standing attention" : "upward-standing"} role="status">
        <Say class="inline" of={line} />
      </p>
      <ul class="upward-figures">
        {STATES.map((state) => (
          <li key={state} class={BAD.has(state) && view.counts[state] > 0 ? "attention" : ""}>
            <b>{view.counts[state]}</b>
            <Say of={STATE_WORDS[state]} />
          </li>
        ))}
      </ul>
      <p>
        <Say
          of={{
            zh: `上报地区 ${view.area} · 上次成功 ${dayAndTime(view.lastSentAt)} · 下次 ${dayAndTime(view.nextAt)}`,
            en: "place reported for, last success, next attempt",
          }}
        />
      </p>
    </Panel>
  );
}

function Reasons(props: { view: UpwardView }): JSX.Element | null {
  const { reasons } = props.view;
  if (reasons.length === 0) return null;
  return (
    <Panel title={{ zh: "未上报原因", en: "Why not" }}>
      <table class="upward">
        <tbody>
          {reasons.map((row) => (
            <tr key={`${row.state}${row.reason}${row.field}`}>
              <td>
                <b>{row.count}</b>
              </td>
              <td>
                <Say of={STATE_WORDS[row.state]} />
              </td>
              <td>
                <Say of={faultWords(row)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row(props: { record: UploadView; busy: boolean; replay: (id: string) => void }): JSX.Element {
  const { record, busy, replay } = props;
  return (
    <tr>
      <td>{dayAndTime(record.endedAt ?? record.createdAt)}</td>
      <td>
        {record.number}
        <small>{record.caseId}</small>
      </td>
      <td>
        <Say of={recordWords(record)} />
      </td>
      <td>
        <Say of={STATE_WORDS[record.state]} />
        {record.nextAt !== null && <small>下次 next {dayAndTime(record.nextAt)}</small>}
      </td>
      <td>
        {record.faults.map((fault) => (
          <Say key={`${fault.field}${fault.reason}`} of={faultWords(fault)} />
        ))}
        {record.attempts > 1 && <small>共 {record.attempts} 次 attempts</small>}
      </td>
      <td>
        {mayReplay(record) && (
          <Press disabled={busy} label={`重报 Send again ${record.number}`} onPress={() => replay(record.id)}>
            {busy ? "…" : <Say of={{ zh: "重报", en: "Send again" }} />}
          </Press>
        )}
      </td>
    </tr>
  );
}

function Table(props: { rows: readonly UploadView[]; busy: string | null; replay: (id: string) => void }): JSX.Element {
  if (props.rows.length === 0) {
    return (
      <p class="quiet">
        <Say of={{ zh: "没有记录", en: "No records" }} />
      </p>
    );
  }
  const heads: readonly Both[] = [
    { zh: "时间", en: "Time" },
    { zh: "号码", en: "Ticket" },
    { zh: "阶段", en: "Stage" },
    { zh: "状态", en: "State" },
    { zh: "原因", en: "Why" },
  ];
  return (
    <div class="upward-scroll">
      <table class="upward">
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
          {props.rows.map((record) => (
            <Row key={record.id} record={record} busy={props.busy === record.id} replay={props.replay} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function UpwardTab(): JSX.Element {
  const [view, setView] = useState<UpwardView | null>(null);
  const [rows, setRows] = useState<readonly UploadView[]>([]);
  const [state, setState] = useState<UploadState>("refused");
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const [figures, list] = await Promise.all([
        get<UpwardView>("/upward"),
        get<UploadView[]>(`/upward/records?state=${state}`),
      ]);
      if (!current) return;
      setTrouble(figures.ok ? null : refusalWords(figures.code));
      if (figures.ok) setView(figures.value);
      if (list.ok) setRows(list.value);
    };
    void look();
    const timer = window.setInterval(() => void look(), LOOK_MS);
    return () => {
      current = false;
      window.clearInterval(timer);
    };
  }, [state, looks]);
  const send = async (path: string, body: object, mark: string): Promise<void> => {
    setBusy(mark);
    const answer = await post<{ replayed: number }>(path, body, { key: newKey(), giveUpMs: REPLAY_MS_MAX });
    setBusy(null);
    if (!answer.ok) setTrouble(refusalWords(answer.code));
    setLooks((count) => count + 1);
  };
  const replay = (id: string) => void send(`/upward/records/${encodeURIComponent(id)}/replay`, {}, id);
  return (
    <>
      <p class="upward-trouble" role="status">
        {trouble !== null && <Say class="inline" of={trouble} />}
      </p>
      {view !== null && <Standing view={view} />}
      {view !== null && <Reasons view={view} />}
      {view !== null && (
        <Panel title={{ zh: "记录", en: "Records" }}>
          <div class="upward-choices">
            {STATES.map((one) => (
              <Press key={one} pressed={state === one} onPress={() => setState(one)}>
                <Say of={STATE_WORDS[one]} />
              </Press>
            ))}
            {BAD.has(state) && rows.length > 0 && (
              <Press disabled={busy !== null} onPress={() => void send("/upward/replay", { state }, "all")}>
                <Say of={{ zh: "全部重报", en: "Send all again" }} />
              </Press>
            )}
          </div>
          <Table rows={rows} busy={busy} replay={replay} />
        </Panel>
      )}
    </>
  );
}
