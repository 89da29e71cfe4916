// The dictionary of figures: columns, headings, the page of definitions and the files' header rows come from here.
import type { ReportColumn } from "../contract/reports.ts";
import type { Metric } from "./metric.ts";
import { RATINGS } from "./metrics-ratings.ts";
import { CALLS, TICKETS, WAITS } from "./metrics-tickets.ts";
import { ATTENDANCE, CASES, DEVICES } from "./metrics-work.ts";

/** All of it, in the order of the page of definitions. Further topics add theirs here. */
export const METRICS: readonly Metric[] = [...[TICKETS, CALLS, WAITS, CASES, RATINGS, ATTENDANCE, DEVICES].flat()];

const byId = new Map(METRICS.map((one) => [one.id, one]));

/** A figure of the dictionary. */
export function metricOf(id: string): Metric {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`no figure ${id} in the dictionary`);
  return found;
}

/** What pages and files are told of a figure. */
export function columnOf({ of: _, ...column }: Metric): ReportColumn {
  return column;
}
