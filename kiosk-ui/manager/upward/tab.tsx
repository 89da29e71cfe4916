// Reports to the province: counts, why some did not arrive, single records, and sending again.
import "./upward.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { UploadState, UploadView, UpwardView } from "../../../controller/contract/upward.ts";
import { localDay } from "../../kiosk/today.ts";
import { get, newKey, post } from "../../shared/api.ts";
import { dayAndTime, dayShifted } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Choices } from "../../shared/ui/choices.tsx";
import { useLooking } from "../../shared/ui/looking.ts";
import { Panel, Press, Say, Trouble } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import type { TabProps } from "../tabs.ts";
import { faultWords, mayReplay, provinceWords, recordWords, STATE_WORDS, standing } from "./view.ts";

const LOOK_MS = 5_000;
const REPLAY_MS_MAX = 10_000;
const STATES: readonly UploadState[] = ["queued", "sent", "refused", "rejected", "undelivered", "withdrawn"];
const BAD: ReadonlySet<UploadState> = new Set(["refused", "rejected", "undelivered"]);

const FILE_DAYS: readonly (readonly [number, Both])[] = [
  [1, { zh: "今天", en: "today" }],
  [7, { zh: "近7天", en: "7 days" }],
  [31, { zh: "近31天", en: "31 days" }],
];

function Standing(props: { view: UpwardView; today: string }): JSX.Element {
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
      <p class="upward-file">
        <Say class="inline" of={{ zh: "报送文件（不含个人信息）", en: "file for hand-over, nobody's data" }} />{" "}
        {FILE_DAYS.map(([days, name]) => (
          <a key={days} class="press" download href={`/api/v1/upward/file?from=${dayShifted(props.today, 1 - days)}`}>
            <Say class="inline" of={name} />
          </a>
        ))}
      </p>
    </Panel>
  );
}

const REASON_COLUMNS: readonly Column<UpwardView["reasons"][number]>[] = [
  { name: { zh: "条数", en: "Records" }, cell: ({ count }) => <b>{count}</b> },
  { name: { zh: "状态", en: "State" }, cell: ({ state }) => <Say of={STATE_WORDS[state]} /> },
  { name: { zh: "原因", en: "Why" }, cell: (row) => <Say of={faultWords(row)} /> },
];

function Reasons(props: { view: UpwardView }): JSX.Element | null {
  const { reasons } = props.view;
  if (reasons.length === 0) return null;
  return (
    <Panel title={{ zh: "未上报原因", en: "Why not" }}>
      <Table
        name={{ zh: "未上报原因", en: "Why not" }}
        columns={REASON_COLUMNS}
        rows={reasons}
        keyOf={({ state, reason, field }) => `${state} ${reason} ${field}`}
      />
    </Panel>
  );
}

const columns = (busy: string | null, replay: (id: string) => void): readonly Column<UploadView>[] => [
  { name: { zh: "时间", en: "Time" }, cell: ({ endedAt, createdAt }) => dayAndTime(endedAt ?? createdAt) },
  {
    name: { zh: "号码", en: "Ticket" },
    cell: ({ number, caseId }) => (
      <>
        {number}
        <small>{caseId}</small>
      </>
    ),
  },
  { name: { zh: "阶段", en: "Stage" }, cell: (record) => <Say of={recordWords(record)} /> },
  {
    name: { zh: "状态", en: "State" },
    cell: ({ state, nextAt }) => (
      <>
        <Say of={STATE_WORDS[state]} />
        {nextAt !== null && <small>下次 next {dayAndTime(nextAt)}</small>}
      </>
    ),
  },
  {
    name: { zh: "原因", en: "Why" },
    cell: ({ faults, attempts }) => (
      <>
        {faults.map((fault) => (
          <Say key={`${fault.field}${fault.reason}`} of={faultWords(fault)} />
        ))}
        {attempts > 1 && <small>共 {attempts} 次 attempts</small>}
      </>
    ),
  },
  {
    name: null,
    cell: (record) =>
      mayReplay(record) && (
        <Press
          disabled={busy === record.id}
          label={`重报 Send again ${record.number}`}
          onPress={() => replay(record.id)}
        >
          {busy === record.id ? "…" : <Say of={{ zh: "重报", en: "Send again" }} />}
        </Press>
      ),
  },
];

export function UpwardTab({ view: live, hallNowMs }: TabProps): JSX.Element {
  const [view, setView] = useState<UpwardView | null>(null);
  const [rows, setRows] = useState<readonly UploadView[]>([]);
  const [state, setState] = useState<UploadState>("refused");
  const [trouble, setTrouble] = useState<Both | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const look = useLooking(
    LOOK_MS,
    () => Promise.all([get<UpwardView>("/upward"), get<UploadView[]>(`/upward/records?state=${state}`)]),
    ([figures, list]) => {
      setTrouble(figures.ok ? null : refusalWords(figures.code));
      if (figures.ok) setView(figures.value);
      if (list.ok) setRows(list.value);
    },
    [state],
  );
  const send = async (path: string, body: object, mark: string): Promise<void> => {
    setBusy(mark);
    const answer = await post<{ replayed: number }>(path, body, { key: newKey(), giveUpMs: REPLAY_MS_MAX });
    setBusy(null);
    await look();
    if (!answer.ok) setTrouble(refusalWords(answer.code));
  };
  const replay = (id: string) => void send(`/upward/records/${encodeURIComponent(id)}/replay`, {}, id);
  return (
    <>
      <Trouble of={trouble} />
      {view !== null && <Standing view={view} today={localDay(hallNowMs, live.hall.timezone)} />}
      {view !== null && <Reasons view={view} />}
      {view !== null && (
        <Panel title={{ zh: "记录", en: "Records" }}>
          <Choices of={STATES.map((id) => ({ id, name: STATE_WORDS[id] }))} chosen={state} choose={setState}>
            {BAD.has(state) && rows.length > 0 && (
              <Press disabled={busy !== null} onPress={() => void send("/upward/replay", { state }, "all")}>
                <Say of={{ zh: "全部重报", en: "Send all again" }} />
              </Press>
            )}
          </Choices>
          <Table
            name={{ zh: "记录", en: "Records" }}
            columns={columns(busy, replay)}
            rows={rows}
            keyOf={({ id }) => id}
            none={{ zh: "没有记录", en: "No records" }}
          />
        </Panel>
      )}
    </>
  );
}
