// Places by good ratings: only where enough people rated, and a talk after two months at the bottom.
import type { ReportRow } from "../contract/reports.ts";
import type { Words } from "../domain/types.ts";
import { monthBefore } from "./periods.ts";

/** A row to be ranked: the share of good active ratings and how many there are. */
export interface Ranked {
  readonly row: ReportRow;
  readonly good: number | null;
  readonly n: number;
}

/** With fewer in the list nobody is "at the bottom". */
const RANKED_LEAST = 3;

const TOO_FEW: Words = { "zh-CN": "评价数不足，不排名", en: "too few ratings, not ranked" };
const TALK: Words = { "zh-CN": "连续两个月末位，建议约谈", en: "at the bottom two months running: a talk is due" };

/** Adds `place` and `note`; ties share a place. Rows of each period are ranked among themselves. */
export function withPlaces(rows: readonly Ranked[], least: number): ReportRow[] {
  const periods = new Map<string, Ranked[]>();
  for (const ranked of rows) {
    const list = periods.get(ranked.row.period) ?? [];
    periods.set(ranked.row.period, list);
    if (ranked.n >= least && ranked.good !== null) list.push(ranked);
  }
  for (const list of periods.values()) list.sort((one, other) => (other.good ?? 0) - (one.good ?? 0));
  const bottoms = new Map([...periods].map(([period, list]) => [period, bottomOf(list)]));
  return rows.map(({ row, good, n }) => {
    const list = periods.get(row.period) ?? [];
    if (n < least || good === null) return { ...row, place: null, note: TOO_FEW };
    const place = list.filter((other) => (other.good ?? 0) > good).length + 1;
    const twice = bottoms.get(row.period)?.has(row.id) && bottoms.get(earlier(row.period))?.has(row.id);
    return { ...row, place, ...(twice === true ? { note: TALK } : {}) };
  });
}

function bottomOf(list: readonly Ranked[]): ReadonlySet<string> {
  const last = list.at(-1);
  if (list.length < RANKED_LEAST || last === undefined || last.good === list[0]?.good) return new Set();
  return new Set(list.filter(({ good }) => good === last.good).map(({ row }) => row.id));
}

/** The month before, for rows by month; no other period has one. */
function earlier(period: string): string {
  return /^\d{4}-\d{2}$/.test(period) ? monthBefore(`${period}-01`).slice(0, 7) : "none";
}
