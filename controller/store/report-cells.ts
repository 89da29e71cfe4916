// The figures of one row of a roll-up: counters, and times as counts per bucket, so that rows can be added up.

/** What figures are kept for, beside the hall as a whole. */
export const REPORT_DIMS = ["hall", "service", "window", "staff", "kind", "channel", "kiosk", "device"] as const;
export type ReportDim = (typeof REPORT_DIMS)[number];

/** Times whose percentiles are asked for. */
export const REPORT_TIMES = ["wait", "service", "way"] as const;
export type ReportTime = (typeof REPORT_TIMES)[number];

/**
 * Counters by name: `min:` and `max:` keep the smallest and largest, all others add up. Times: bucket → count; their
 * sum and maximum are the counters `<time>:ms` and `max:<time>`, so averages and maxima are exact.
 */
export interface Cell {
  readonly counters: Map<string, number>;
  readonly times: Map<string, Map<number, number>>;
}

export const newCell = (): Cell => ({ counters: new Map(), times: new Map() });

const LETTER_M = 109;

/** Adds to a counter, or keeps the smaller or larger value. */
export function put(cell: Cell, name: string, value: number): void {
  const before = cell.counters.get(name);
  if (before === undefined) cell.counters.set(name, value);
  else if (name.charCodeAt(0) !== LETTER_M) cell.counters.set(name, before + value);
  else if (name.startsWith("min:")) cell.counters.set(name, Math.min(before, value));
  else if (name.startsWith("max:")) cell.counters.set(name, Math.max(before, value));
  else cell.counters.set(name, before + value);
}

/** Counts a time; a negative one (a clock that was set) counts as none. */
export function putTime(cell: Cell, time: ReportTime, ms: number): void {
  const lasted = Math.max(0, ms);
  putBucket(cell, time, bucketOf(lasted), 1);
  put(cell, `${time}:ms`, lasted);
  put(cell, `max:${time}`, lasted);
}

function putBucket(cell: Cell, time: string, bucket: number, count: number): void {
  const counts = cell.times.get(time);
  if (counts === undefined) cell.times.set(time, new Map([[bucket, count]]));
  else counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}

/**
 * Widths of the buckets in seconds up to a bound: every bucket is (low, high], at most 1.7 % of its value wide, so
 * that the middle is never more than 0.9 % off; whole minutes are bounds up to four hours, so shares within a target of
 * whole minutes are exact.
 */
const STEPS: readonly { readonly upTo: number; readonly width: number; readonly first: number }[] = [
  { upTo: 120, width: 1 },
  { upTo: 300, width: 2 },
  { upTo: 600, width: 5 },
  { upTo: 1_800, width: 10 },
  { upTo: 3_600, width: 20 },
  { upTo: 7_200, width: 30 },
  { upTo: 14_400, width: 60 },
  { upTo: 86_400, width: 240 },
].reduce<{ upTo: number; width: number; first: number }[]>((steps, step) => {
  const last = steps.at(-1);
  const before = last === undefined ? 0 : last.first + (last.upTo - lowOf(steps, steps.length - 1)) / last.width;
  steps.push({ ...step, first: before });
  return steps;
}, []);
const SECONDS_MAX = 86_400;

function lowOf(steps: readonly { readonly upTo: number }[], at: number): number {
  return at === 0 ? 0 : (steps[at - 1]?.upTo ?? 0);
}

/** The bucket of a time: seconds are rounded up, so `n` seconds stand for (n - 1, n]. */
export function bucketOf(ms: number): number {
  const seconds = Math.min(SECONDS_MAX, Math.ceil(ms / 1000));
  if (seconds === 0) return 0;
  const at = STEPS.findIndex(({ upTo }) => seconds <= upTo);
  const step = STEPS[at] ?? { upTo: 0, width: 1, first: 0 };
  return step.first + Math.ceil((seconds - lowOf(STEPS, at)) / step.width);
}

/** Upper bound and middle of a bucket in ms. */
export function spanOfBucket(bucket: number): { readonly highMs: number; readonly middleMs: number } {
  let at = STEPS.length - 1;
  while (at > 0 && bucket <= (STEPS[at]?.first ?? 0)) at -= 1;
  const step = STEPS[at] ?? { upTo: 0, width: 1, first: 0 };
  const high = lowOf(STEPS, at) + (bucket - step.first) * step.width;
  const middle = step.width === 1 ? high : high - step.width / 2;
  return { highMs: high * 1000, middleMs: middle * 1000 };
}

/** How many times were counted. */
export function countOf(cell: Cell, time: ReportTime): number {
  let count = 0;
  for (const some of cell.times.get(time)?.values() ?? []) count += some;
  return count;
}

type Buckets = readonly (readonly [number, number])[];
/** Several percentiles are asked of the same counts. Counts only grow: as many times counted, the same buckets. */
const ordered = new WeakMap<ReadonlyMap<number, number>, { readonly n: number; readonly buckets: Buckets }>();

function inOrder(counts: ReadonlyMap<number, number>, n: number): Buckets {
  const known = ordered.get(counts);
  if (known?.n === n) return known.buckets;
  const buckets = [...counts].sort(([one], [other]) => one - other);
  ordered.set(counts, { n, buckets });
  return buckets;
}

/** Nearest rank, off by at most 0.9 % and half a second; null when nothing was counted. */
export function percentileMs(cell: Cell, time: ReportTime, share: number): number | null {
  const counts = cell.times.get(time);
  if (counts === undefined) return null;
  const n = countOf(cell, time);
  const rank = Math.max(1, Math.ceil(share * n));
  let passed = 0;
  for (const [bucket, count] of inOrder(counts, n)) {
    passed += count;
    if (passed >= rank) return Math.min(spanOfBucket(bucket).middleMs, cell.counters.get(`max:${time}`) ?? Infinity);
  }
  return null;
}

/** How many times were at most so long; exact for whole minutes up to four hours. */
export function countWithin(cell: Cell, time: ReportTime, ms: number): number {
  let count = 0;
  for (const [bucket, some] of cell.times.get(time) ?? []) if (spanOfBucket(bucket).highMs <= ms) count += some;
  return count;
}

/** Adds one cell to another. */
export function merge(into: Cell, from: Cell): void {
  for (const [name, value] of from.counters) put(into, name, value);
  for (const [time, counts] of from.times) {
    for (const [bucket, count] of counts) putBucket(into, time, bucket, count);
  }
}

/** As stored: `{"n": counters, "t": {time: [bucket, count, …]}}`, names in order: the same figures, the same text. */
export function cellText(cell: Cell): string {
  const n = Object.fromEntries([...cell.counters].filter(isSaid).sort(byName));
  const t = [...cell.times].sort(byName).map(([time, counts]) => {
    return [time, [...counts].sort(([one], [other]) => one - other).flat()];
  });
  return JSON.stringify({ n, t: Object.fromEntries(t) });
}

/** A counter of 0 says nothing; the earliest of midnight does, and so does a longest of no time at all. */
const isSaid = ([name, value]: readonly [string, number]) => value !== 0 || /^m(in|ax):/.test(name);

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);

/** Adds a stored row to a cell. `named`: the counter's name in the sum, null to leave it out. */
export function mergeText(into: Cell, text: string, named?: (name: string) => string | null): void {
  const { n, t } = JSON.parse(text) as { n: Record<string, number>; t: Record<string, number[]> };
  for (const name in n) {
    const kept = named === undefined ? name : named(name);
    if (kept !== null) put(into, kept, n[name] ?? 0);
  }
  for (const time in t) {
    const pairs = t[time] ?? [];
    for (let at = 0; at < pairs.length; at += 2) putBucket(into, time, pairs[at] ?? 0, pairs[at + 1] ?? 0);
  }
}
