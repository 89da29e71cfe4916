// Reports: choose one, choose the days, read it as a table beside a chart, take it away as a file or on paper.
import "./reports.css";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ReportDefinitions, ReportTable } from "../../../controller/contract/reports.ts";
import { get } from "../../shared/api.ts";
import { type Both, both } from "../../shared/i18n/both.ts";
import { refusalWords } from "../../shared/i18n/refusals.ts";
import { Panel, Press, Say } from "../../shared/ui/parts.tsx";
import type { TabProps } from "../tabs.ts";
import { Definitions } from "./definitions.tsx";
import { Rows } from "./rows.tsx";
import { addressOf, before, chartable, lineOf, meaningOf, shown, signedWords, spanOf, unitWords } from "./view.ts";

interface Asked {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly group: string;
}

const known = signal<ReportDefinitions | null>(null);
const asked = signal<Asked | null>(null);
const table = signal<ReportTable | null>(null);
const trouble = signal<Both | null>(null);
const charted = signal("");

async function ask(next: Asked): Promise<void> {
  asked.value = next;
  const answer = await get<ReportTable>(addressOf(next));
  // A slower answer to an earlier question is nobody's any more.
  if (asked.value !== next) return;
  trouble.value = answer.ok ? null : refusalWords(answer.code);
  if (!answer.ok) return;
  table.value = answer.value;
  if (!chartable(answer.value).some(({ id }) => id === charted.value))
    charted.value = chartable(answer.value)[0]?.id ?? "";
}

function choose(name: string, today: string): void {
  const report = known.value?.reports.find((one) => one.name === name);
  if (report === undefined) return;
  void ask({ name, ...spanOf(report.span, today), by: report.by, group: report.group });
}

async function load(today: string): Promise<void> {
  const answer = await get<ReportDefinitions>("/reports/definitions");
  if (!answer.ok) {
    trouble.value = refusalWords(answer.code);
    return;
  }
  known.value = answer.value;
  choose(answer.value.reports[0]?.name ?? "", today);
}

const change = (part: Partial<Asked>): void => {
  if (asked.value !== null) void ask({ ...asked.value, ...part });
};

function Choices(props: { today: string }): JSX.Element {
  return (
    <nav class="report-names" aria-label="报表 Reports">
      {known.value?.reports.map((report) => (
        <Press
          key={report.name}
          pressed={asked.value?.name === report.name}
          onPress={() => choose(report.name, props.today)}
        >
          <Say of={both(report.title)} />
        </Press>
      ))}
      <a href="#reports/definitions">
        <Say class="inline" of={{ zh: "指标定义", en: "Definitions" }} />
      </a>
    </nav>
  );
}

function Select(props: {
  name: Both;
  value: string;
  of: readonly { id: string; name: Readonly<Record<string, string>> }[];
  onChange: (id: string) => void;
}): JSX.Element {
  return (
    <label>
      <Say class="inline" of={props.name} />
      <select value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
        {props.of.map(({ id, name }) => (
          <option key={id} value={id} selected={id === props.value}>
            {both(name).zh} {both(name).en}
          </option>
        ))}
      </select>
    </label>
  );
}

function DayField(props: { name: Both; value: string; onChange: (day: string) => void }): JSX.Element {
  return (
    <label>
      <Say class="inline" of={props.name} />
      <input
        type="date"
        required
        value={props.value}
        onChange={(event) => event.currentTarget.value !== "" && props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

function Settings(): JSX.Element | null {
  const now = asked.value;
  if (now === null || known.value === null) return null;
  const file = (format: string) => `/api/v1${addressOf(now)}&format=${format}`;
  return (
    <div class="report-settings">
      <DayField name={{ zh: "从", en: "From" }} value={now.from} onChange={(from) => change({ from })} />
      <DayField name={{ zh: "到", en: "To" }} value={now.to} onChange={(to) => change({ to })} />
      <Press onPress={() => change(before(now.from, now.to))}>← 上一期 Before</Press>
      <Select
        name={{ zh: "时间", en: "Time" }}
        value={now.by}
        of={known.value.periods}
        onChange={(by) => change({ by })}
      />
      <Select
        name={{ zh: "对象", en: "Rows" }}
        value={now.group}
        of={known.value.groups}
        onChange={(group) => change({ group })}
      />
      <span class="report-files">
        <a href={file("xlsx")} download>
          Excel
        </a>
        <a href={file("csv")} download>
          CSV
        </a>
        <Press onPress={() => window.print()}>打印 Print</Press>
      </span>
    </div>
  );
}

function Chart(props: { table: ReportTable }): JSX.Element | null {
  const place = useRef<HTMLDivElement>(null);
  const line = lineOf(props.table, charted.value);
  const column = props.table.columns.find(({ id }) => id === charted.value);
  useEffect(() => {
    if (line === null || column === undefined) return;
    let end: (() => void) | null = null;
    let gone = false;
    void import("./chart.ts").then(({ chartIn }) => {
      if (!gone && place.current !== null) end = chartIn(place.current, both(column.name).zh, line.labels, line.values);
    });
    return () => {
      gone = true;
      end?.();
    };
  }, [props.table, charted.value]);
  if (line === null || column === undefined) return null;
  return (
    <div class="report-chart">
      <Select
        name={{ zh: "图表", en: "Chart" }}
        value={charted.value}
        of={chartable(props.table)}
        onChange={(id) => {
          charted.value = id;
        }}
      />
      <div ref={place} role="img" aria-label={`${both(column.name).zh} ${both(column.name).en}`} />
    </div>
  );
}

/** One row alone reads better downwards: the figures as a list of names and values. */
function Sheet(props: { table: ReportTable }): JSX.Element {
  const { columns, rows, totals } = props.table;
  const values = rows[0]?.values ?? totals;
  return (
    <dl class="report-sheet">
      {columns.map((column, at) => (
        <div key={column.id} title={meaningOf(column)}>
          <dt>
            <Say class="inline" of={both(column.name)} />
          </dt>
          <dd>
            {shown(values[at] ?? null, column.unit)} <small>{unitWords(column.unit)}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Report(props: { table: ReportTable }): JSX.Element {
  const { hall, title, from, to, checkpoint, version, generatedAt, days, rows, group, cut } = props.table;
  const single = rows.length <= 1 && group === "hall";
  return (
    <section class={single ? "panel report" : "panel report report-wide"}>
      <h2>
        {both(hall.name).zh} <Say class="inline" of={both(title)} />
        <span class="report-span">
          {from === to ? from : `${from} – ${to}`} · {days} 天 days
        </span>
      </h2>
      {single ? <Sheet table={props.table} /> : <Chart table={props.table} />}
      {rows.length === 0 ? (
        <p class="quiet">这段时间没有数据 No figures for these days</p>
      ) : (
        !single && <Rows table={props.table} />
      )}
      {cut && <p class="link-line">行数过多，未全部显示 Too many rows: not all are shown</p>}
      <p class="report-origin">
        日志检查点 Checkpoint {checkpoint.seq} · <code>{checkpoint.hash}</code> · {signedWords(props.table.signed)} ·
        Hallkeeper {version} · {generatedAt.slice(0, 19).replace("T", " ")}
      </p>
    </section>
  );
}

export function ReportsTab(props: TabProps): JSX.Element {
  const { day } = props.view;
  useEffect(() => {
    if (known.value === null) void load(day);
  }, []);
  if (window.location.hash.startsWith("#reports/definitions")) return <Definitions of={known.value} />;
  return (
    <div class="reports">
      <Choices today={day} />
      <Settings />
      {trouble.value !== null && (
        <p class="link-line" role="status">
          <Say of={trouble.value} />
        </p>
      )}
      {table.value === null ? (
        <Panel title={{ zh: "报表", en: "Reports" }}>
          <p class="quiet">正在生成… Being made…</p>
        </Panel>
      ) : (
        <Report table={table.value} />
      )}
    </div>
  );
}
