// Waiting, calls and numbers over the day: a chart, one sentence, and the same figures as a table.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DaySeries } from "../../controller/contract/floor.ts";
import { get } from "../shared/api.ts";
import { clockOf } from "../shared/format.ts";
import { useLooking } from "../shared/ui/looking.ts";
import { Panel, Say } from "../shared/ui/parts.tsx";
import { columnsOf, summaryOf } from "./day-series.ts";
import type { Plot } from "./plot.ts";

const EVERY_MS = 60_000;

/** Today's figures, asked for once a minute. */
function useToday(): DaySeries | null {
  const [series, setSeries] = useState<DaySeries | null>(null);
  useLooking(
    EVERY_MS,
    () => get<DaySeries>("/day-series"),
    (answer) => {
      if (answer.ok) setSeries(answer.value);
    },
  );
  return series;
}

/** Series given by the caller, or today's. */
export function SeriesChart(props: { series: DaySeries; timezone: string }): JSX.Element {
  const { series, timezone } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const newest = useRef(series);
  newest.current = series;
  useEffect(() => {
    let alive = true;
    void import("./plot.ts").then(({ plotIn }) => {
      if (alive && place.current !== null) plot.current = plotIn(place.current, timezone, columnsOf(newest.current));
    });
    return () => {
      alive = false;
      plot.current?.end();
      plot.current = null;
    };
  }, [timezone]);
  useEffect(() => plot.current?.show(columnsOf(series)), [series]);
  return (
    <>
      <div class="plot" ref={place} aria-hidden="true" />
      <p>
        <Say class="inline" of={summaryOf(series)} />
      </p>
      <details>
        <summary>数据表 As a table</summary>
        <table>
          <thead>
            <tr>
              <th>时间 Time</th>
              <th class="number">最多等候 Most waiting</th>
              <th class="number">叫号 Calls</th>
              <th class="number">取号 Numbers</th>
            </tr>
          </thead>
          <tbody>
            {series.quarters.map((quarter) => (
              <tr key={quarter.at}>
                <td>{clockOf(quarter.at)}</td>
                <td class="number">{quarter.waitingMax}</td>
                <td class="number">{quarter.calls}</td>
                <td class="number">{quarter.issued}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

export function DayChart(props: { timezone: string }): JSX.Element {
  const series = useToday();
  return (
    <Panel title={{ zh: "今日走势", en: "The day so far" }} class="day-chart part-chart">
      {series === null ? <p class="quiet">…</p> : <SeriesChart series={series} timezone={props.timezone} />}
    </Panel>
  );
}
