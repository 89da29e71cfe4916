// What an entry of the dictionary of figures is, and how entries are made.
import type { ReportColumn, ReportUnit } from "../contract/reports.ts";
import { type Cell, countOf, percentileMs, type ReportTime } from "../store/report-cells.ts";

/** What a formula may look at beside the row's own figures. */
export interface Around {
  /** The hall as a whole in the same period: the denominator of shares by channel. */
  readonly whole: Cell;
  /** The target of waits, in minutes. */
  readonly targetMinutes: number;
}

export type MetricValue = number | string | null;

export interface Metric extends ReportColumn {
  readonly of: (cell: Cell, around: Around) => MetricValue;
}

export const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export const count = (cell: Cell, name: string) => cell.counters.get(name) ?? 0;
export const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
export const minutes = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? null : rounded(ms / MINUTE_MS, 1);
/** A share of nothing is no share. */
export const share = (part: number, of: number) => (of === 0 ? null : rounded(part / of, 4));
export const hours = (ms: number) => rounded(ms / HOUR_MS, 2);

/** `zh`, `en`: name and meaning. */
export type Said = readonly [zhName: string, enName: string, zhMeaning: string, enMeaning: string];

export function metric(
  id: string,
  unit: ReportUnit,
  said: Said,
  formula: string,
  source: string,
  of: Metric["of"],
): Metric {
  const [zhName, enName, zhMeaning, enMeaning] = said;
  const name = { "zh-CN": zhName, en: enName };
  return { id, unit, name, meaning: { "zh-CN": zhMeaning, en: enMeaning }, formula, source, of };
}

/** A number of things that happened. */
export function counted(id: string, said: Said, formula: string, source: string): Metric {
  return metric(id, "count", said, formula, source, (cell) => count(cell, id));
}

/** Average, P50, P90 and maximum of a time. */
export function spread(
  time: ReportTime,
  zh: string,
  en: string,
  what: readonly [string, string],
  source: string,
): Metric[] {
  const one = (suffix: string, zhOf: string, enOf: string, formula: string, of: Metric["of"]) =>
    metric(
      `${time}${suffix}`,
      "minutes",
      [`${zh}${zhOf}`, `${en} ${enOf}`, `${what[0]}，${zhOf}`, `${what[1]}, ${enOf}`],
      formula,
      source,
      of,
    );
  const average = (cell: Cell) => {
    const n = countOf(cell, time);
    return n === 0 ? null : minutes(count(cell, `${time}:ms`) / n);
  };
  const percentile = (p: number) => (cell: Cell) => minutes(percentileMs(cell, time, p));
  return [
    one("Average", "平均", "average", "Σ / n", average),
    one("P50", "中位数", "P50", "nearest rank, ± 0.9 %", percentile(0.5)),
    one("P90", "九成以内", "P90", "nearest rank, ± 0.9 %", percentile(0.9)),
    one("Max", "最长", "longest", "max", (cell) =>
      countOf(cell, time) ? minutes(cell.counters.get(`max:${time}`)) : null,
    ),
  ];
}

/** Where definitions come from. */
export const OURS = "Hallkeeper";
export const M1 = "M1";
export const M2 = "M2";
export const R7 = "R8, M6";
