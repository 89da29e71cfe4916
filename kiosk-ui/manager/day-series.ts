// The day by quarters of an hour as columns for a chart, and in words for those who cannot see it. Pure.
import type { DaySeries } from "../../controller/contract/floor.ts";
import { clockOf } from "../shared/format.ts";
import type { Both } from "../shared/i18n/both.ts";

/** Seconds since the epoch, most waiting, calls, numbers: what uPlot takes. */
export type Columns = [number[], number[], number[], number[]];

export function columnsOf({ quarters }: DaySeries): Columns {
  return [
    quarters.map(({ at }) => Date.parse(at) / 1000),
    quarters.map(({ waitingMax }) => waitingMax),
    quarters.map(({ calls }) => calls),
    quarters.map(({ issued }) => issued),
  ];
}

/** The day in one sentence. */
export function summaryOf({ quarters }: DaySeries): Both {
  const top = quarters.reduce<DaySeries["quarters"][number] | null>(
    (best, one) => (best === null || one.waitingMax > best.waitingMax ? one : best),
    null,
  );
  if (top === null) return { zh: "今日尚无数据", en: "nothing yet today" };
  const calls = quarters.reduce((sum, one) => sum + one.calls, 0);
  return {
    zh: `等候最多 ${top.waitingMax} 人（${clockOf(top.at)}），共叫号 ${calls} 次`,
    en: `most waiting: ${top.waitingMax} at ${clockOf(top.at)}; ${calls} calls`,
  };
}
