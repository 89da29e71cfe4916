// What the reports' tab makes of a table: spans of dates, words for values, the line of a chart. Pure.
import type { ReportColumn, ReportDefinitions, ReportTable, ReportUnit } from "../../../controller/contract/reports.ts";
import { type Both, both } from "../../shared/i18n/both.ts";

export type Span = ReportDefinitions["reports"][number]["span"];
export type Value = ReportTable["totals"][number];

const DAY_MS = 86_400_000;
const shifted = (day: string, days: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The span a report is usually asked for, up to `today`. */
export function spanOf(span: Span, today: string): { readonly from: string; readonly to: string } {
  if (span === "day") return { from: today, to: today };
  if (span === "week") {
    const weekday = new Date(`${today}T12:00:00Z`).getUTCDay() || 7;
    return { from: shifted(today, 1 - weekday), to: today };
  }
  return { from: span === "month" ? `${today.slice(0, 7)}-01` : `${today.slice(0, 4)}-01-01`, to: today };
}

/** The span just before, as long. */
export function before(from: string, to: string): { readonly from: string; readonly to: string } {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return { from: shifted(from, -days), to: shifted(from, -1) };
}

/** A value as people read it; what cannot be said is a dash. */
export function shown(value: Value, unit: ReportUnit): string {
  if (value === null || value === "") return "–";
  if (typeof value === "string") return value;
  if (unit === "share") return `${(value * 100).toFixed(1)}%`;
  if (unit === "clock")
    return `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}`;
  if (unit === "minutes") return value.toFixed(1);
  if (unit === "hours" || unit === "level") return value.toFixed(2);
  return String(value);
}

const UNITS: Readonly<Partial<Record<ReportUnit, string>>> = { minutes: "分 min", hours: "小时 h" };

export const unitWords = (unit: ReportUnit): string => UNITS[unit] ?? "";

/** Digits of a root that people compare with the paper they hold. */
const ROOT_CHARS = 16;

/** The signed checkpoint of the log, as the files name it. */
export function signedWords(signed: ReportTable["signed"]): string {
  if (signed === undefined || signed === null) return "尚未签名 not signed yet";
  const { size, root, keyId, at } = signed;
  return `已签名 Signed ${size} ${root.slice(0, ROOT_CHARS)} · 密钥 Key ${keyId} · ${at.slice(0, 16).replace("T", " ")}`;
}

/** The words shown over a heading: meaning, formula, source. */
export function meaningOf(column: ReportColumn): string {
  const { zh, en } = both(column.meaning);
  return `${zh}\n${en}\n${column.formula} · ${column.source}`;
}

/** What stands before the values of a row. */
export function rowName(table: ReportTable, row: ReportTable["rows"][number]): Both {
  const name = both(row.name);
  if (table.group === "hall") return { zh: row.period === "" ? name.zh : row.period, en: "" };
  return row.period === "" ? name : { zh: `${row.period} ${name.zh}`, en: name.en };
}

/** How rows are put in order; null: as they come, by period and id. */
export interface Sorting {
  readonly columnId: string;
  readonly isDown: boolean;
}

/** A heading pressed: largest first, then smallest first, then as they come. */
export function nextSorting(now: Sorting | null, columnId: string): Sorting | null {
  if (now?.columnId !== columnId) return { columnId, isDown: true };
  return now.isDown ? { columnId, isDown: false } : null;
}

/** Rows in that order; what cannot be said stands last either way. */
export function sortedRows(table: ReportTable, sorting: Sorting | null): ReportTable["rows"] {
  const at = table.columns.findIndex(({ id }) => id === sorting?.columnId);
  if (sorting === null || at < 0) return table.rows;
  const sign = sorting.isDown ? -1 : 1;
  const numbers = table.rows.some((row) => typeof row.values[at] === "number");
  const isUnsaid = (value: Value | undefined) => value === null || value === undefined || value === "";
  return [...table.rows].sort((one, other) => {
    const [left, right] = [one.values[at], other.values[at]];
    if (isUnsaid(left) || isUnsaid(right)) return Number(isUnsaid(left)) - Number(isUnsaid(right));
    return sign * (numbers ? Number(left) - Number(right) : String(left).localeCompare(String(right), "zh-CN"));
  });
}

/** One column over the rows: the chart's line, with a label per row. */
export function lineOf(table: ReportTable, columnId: string): { labels: string[]; values: (number | null)[] } | null {
  const at = table.columns.findIndex(({ id }) => id === columnId);
  if (at < 0 || table.rows.length < 2) return null;
  const scale = table.columns[at]?.unit === "share" ? 100 : 1;
  const values = table.rows.map((row) => {
    const value = row.values[at];
    return typeof value === "number" ? value * scale : null;
  });
  return { labels: table.rows.map((row) => rowName(table, row).zh), values };
}

/** Columns a chart can be made of. */
export const chartable = (table: ReportTable): ReportColumn[] =>
  table.columns.filter(({ unit }) => unit !== "text" && unit !== "clock");

/** The address of a table or a file. */
export function addressOf(asked: { name: string; from: string; to: string; by: string; group: string }): string {
  const { name, from, to, by, group } = asked;
  return `/reports/${encodeURIComponent(name)}?${new URLSearchParams({ from, to, by, group }).toString()}`;
}
