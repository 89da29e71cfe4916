// The ledger of the last weeks with its figures, and the same as a file.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { LoopFiguresView, LoopRow } from "../../../controller/contract/loop.ts";
import { dayAndTime } from "../../shared/format.ts";
import type { Both } from "../../shared/i18n/both.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import { type Column, Table } from "../../shared/ui/table.tsx";
import { ledger, loadLedger } from "./store.ts";
import { aboutWords, STATE_WORDS, shareWords } from "./view.ts";

function Figure(props: { name: Both; value: string }): JSX.Element {
  return (
    <div>
      <dt>
        <Say of={props.name} />
      </dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function Figures({ of }: { of: LoopFiguresView }): JSX.Element {
  return (
    <dl class="loop-figures">
      <Figure name={{ zh: "差评", en: "bad ratings" }} value={String(of.bad)} />
      <Figure name={{ zh: "投诉", en: "complaints" }} value={String(of.complaints)} />
      <Figure name={{ zh: "在办", en: "open" }} value={String(of.open)} />
      <Figure name={{ zh: "差评回复率", en: "replied" }} value={shareWords(of.replied)} />
      <Figure name={{ zh: "差评回访率", en: "called back" }} value={shareWords(of.calledBack)} />
      <Figure name={{ zh: "回访整改率", en: "put right ÷ called" }} value={shareWords(of.fixed)} />
      <Figure name={{ zh: "回访整改满意率", en: "satisfied ÷ put right" }} value={shareWords(of.fixedSatisfied)} />
      <Figure name={{ zh: "超期率", en: "overdue" }} value={shareWords(of.overdue)} />
      <Figure name={{ zh: "好评率（原始）", en: "good, as given" }} value={shareWords(of.raw)} />
      <Figure
        name={{ zh: `好评率（申诉成立 ${of.setAside} 件不计）`, en: "good, without set aside" }}
        value={shareWords(of.adjusted)}
      />
    </dl>
  );
}

const yes = (row: LoopRow, what: string): string => (row.trail.some((entry) => entry.what === what) ? "✓" : "–");
const words = (row: LoopRow, what: string): string =>
  row.trail.flatMap((entry) => (entry.what === what && entry.words !== null ? [entry.words] : [])).join("；");

const COLUMNS: readonly Column<LoopRow>[] = [
  { name: { zh: "收到", en: "Received" }, cell: ({ receivedAt }) => dayAndTime(receivedAt) },
  {
    name: { zh: "号码与事项", en: "Case" },
    cell: (row) => (
      <>
        <b>{row.number ?? "—"}</b> <Say of={aboutWords(row)} />
      </>
    ),
  },
  { name: { zh: "状态", en: "State" }, cell: ({ state }) => <Say of={STATE_WORDS[state]} /> },
  { name: { zh: "经办", en: "Handler" }, cell: ({ handler }) => handler?.name ?? "—" },
  { name: { zh: "回复", en: "Replied" }, cell: (row) => yes(row, "replied") },
  { name: { zh: "回访", en: "Called" }, cell: (row) => yes(row, "called-back") },
  { name: { zh: "拟办意见", en: "Decided" }, class: "loop-said", cell: (row) => words(row, "decided") },
  { name: { zh: "答复", en: "Reply" }, class: "loop-said", cell: (row) => words(row, "replied") },
  {
    name: { zh: "超期", en: "Late" },
    cell: ({ overdue }) => (overdue.length > 0 ? <b class="late">超期</b> : "–"),
  },
];

export function Ledger(): JSX.Element {
  useEffect(() => void loadLedger(), []);
  const of = ledger.value;
  if (of === null) return <p class="quiet">…</p>;
  return (
    <Panel title={{ zh: `台账 ${of.from} – ${of.to}`, en: "Ledger" }} class="loop-ledger">
      <Figures of={of.figures} />
      <p class="loop-files">
        <Press onPress={() => window.print()}>
          <Say class="inline" of={{ zh: "打印", en: "Print" }} />
        </Press>
        {(["csv", "xlsx"] as const).map((format) => (
          <a key={format} class="press" href={`/api/v1/loops/ledger?from=${of.from}&to=${of.to}&format=${format}`}>
            {format.toUpperCase()}
          </a>
        ))}
      </p>
      <Table
        name={{ zh: "台账", en: "Ledger" }}
        columns={COLUMNS}
        rows={of.rows}
        keyOf={({ id }) => id}
        none={{ zh: "这段时间没有记录", en: "Nothing in these weeks" }}
      />
    </Panel>
  );
}
