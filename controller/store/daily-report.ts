// A day's figures per hall, service, window and member of staff, from the derived tables alone.
import type { LocalDay } from "../domain/types.ts";
import type { Database } from "./sqlite.ts";

/** A spread of times in minutes, one decimal; percentiles by nearest rank. All null when `n` is 0. */
export interface Spread {
  readonly n: number;
  readonly average: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

export interface RatingFigures {
  /** Ratings by a person; those written by rule are in `defaults` and count nowhere else. */
  readonly n: number;
  readonly defaults: number;
  readonly average: number | null;
  /** Ratings by a person over finished cases, 0..1 (M6); null when no case was finished. */
  readonly coverage: number | null;
  readonly levels: {
    readonly 1: number;
    readonly 2: number;
    readonly 3: number;
    readonly 4: number;
    readonly 5: number;
  };
  readonly channels: Readonly<Record<string, number>>;
}

export interface DayFigures {
  /** Tickets issued that day for the service; 0 for windows and staff, who issue none. */
  readonly issued: number;
  /** Calls to a window that day (not recalls); an undone call does not count (M1). */
  readonly called: number;
  /** Of those calls, how many brought the person to the window. */
  readonly served: number;
  /** Of those calls, how many ended with the person missing. */
  readonly missed: number;
  /** Tickets of that day whose holder left; for a window, after its call. */
  readonly left: number;
  /** Cases opened that day and finished. */
  readonly finished: number;
  /** Of those, how many took longer than their limit (超期办结). */
  readonly late: number;
  /** Issue to last call, recalls included, of tickets whose last call was that day (M1). */
  readonly wait: Spread;
  /** Case opened to finished, without the time it was held (M2). */
  readonly service: Spread;
  /** Ratings given that day, whenever the case was. */
  readonly ratings: RatingFigures;
}

export interface DayFiguresOf extends DayFigures {
  readonly id: string;
}

export interface DailyReport {
  readonly day: LocalDay;
  readonly hall: DayFigures;
  readonly services: readonly DayFiguresOf[];
  readonly windows: readonly DayFiguresOf[];
  readonly staff: readonly DayFiguresOf[];
}

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

interface Tally {
  issued: number;
  called: number;
  served: number;
  missed: number;
  left: number;
  finished: number;
  late: number;
  readonly waitsMs: number[];
  readonly servicesMs: number[];
  readonly levels: { 1: number; 2: number; 3: number; 4: number; 5: number };
  readonly channels: Map<string, number>;
  defaults: number;
}

interface Where {
  readonly service_id: string;
  readonly window_id: string | null;
  readonly staff_id: string | null;
}
type CallRow = Where & { wait_ms: number | null; arrived_ms: number | null; outcome: string | null };
type CaseRow = Where & { opened_ms: number; finished_ms: number; held_ms: number; late: number };
type RatingRow = Where & { level: 1 | 2 | 3 | 4 | 5; channel: string; origin: string };

const TICKETS = `SELECT service_id, NULL AS window_id, NULL AS staff_id, state FROM tickets
  WHERE seq >= ? AND seq < ?`;
// A ticket waits once, until its last call: an earlier call of the same ticket brings no wait of its own.
const CALLS = `SELECT c.service_id, c.window_id, c.staff_id, c.arrived_ms, c.outcome,
  CASE WHEN c.seq = (SELECT max(seq) FROM calls WHERE ticket_seq = c.ticket_seq)
    THEN c.last_ms - t.issued_ms END AS wait_ms
  FROM calls c JOIN tickets t ON t.seq = c.ticket_seq WHERE c.seq >= ? AND c.seq < ?`;
const CASES = `SELECT service_id, window_id, staff_id, opened_ms, finished_ms, held_ms, late FROM cases
  WHERE seq >= ? AND seq < ? AND finished_ms IS NOT NULL`;
const RATINGS = `SELECT c.service_id, c.window_id, c.staff_id, r.level, r.channel, r.origin
  FROM ratings r JOIN cases c ON c.seq = r.case_seq
  WHERE r.seq >= ? AND r.seq < ? AND r.stage = 2 AND r.sequence = 1`;

/** Adds up one day, given the range of events that is that day. */
export function reportOf(db: Database, day: LocalDay, range: Range): DailyReport {
  const rowsOf = <T>(sql: string) => db.prepare(sql).iterate(range.from, range.to) as IterableIterator<T>;
  const tallies = new Tallies();
  for (const row of rowsOf<Where & { state: string }>(TICKETS)) {
    tallies.each(row, (tally) => {
      tally.issued += 1;
      if (row.state === "left") tally.left += 1;
    });
  }
  for (const row of rowsOf<CallRow>(CALLS)) tallies.each(row, (tally, kind) => addCall(tally, kind, row));
  for (const row of rowsOf<CaseRow>(CASES)) {
    tallies.each(row, (tally) => {
      tally.finished += 1;
      tally.late += row.late;
      tally.servicesMs.push(row.finished_ms - row.opened_ms - row.held_ms);
    });
  }
  for (const row of rowsOf<RatingRow>(RATINGS)) tallies.each(row, (tally) => addRating(tally, row));
  return tallies.report(day);
}

type Group = "service" | "window" | "staff";
type Kind = "hall" | Group;

function addCall(tally: Tally, kind: Kind, row: CallRow): void {
  tally.called += 1;
  if (row.arrived_ms !== null) tally.served += 1;
  if (row.outcome === "missed") tally.missed += 1;
  // Hall and services count leavers by ticket already.
  if (row.outcome === "left" && (kind === "window" || kind === "staff")) tally.left += 1;
  if (row.wait_ms !== null) tally.waitsMs.push(row.wait_ms);
}

function addRating(tally: Tally, row: RatingRow): void {
  if (row.origin === "default") {
    tally.defaults += 1;
    return;
  }
  // What another system took is no active rating of this hall.
  if (row.origin !== "active") return;
  tally.levels[row.level] += 1;
  tally.channels.set(row.channel, (tally.channels.get(row.channel) ?? 0) + 1);
}

class Tallies {
  readonly #hall = newTally();
  readonly #by: Readonly<Record<Group, Map<string, Tally>>> = {
    service: new Map(),
    window: new Map(),
    staff: new Map(),
  };

  each(where: Where, add: (tally: Tally, kind: Kind) => void): void {
    add(this.#hall, "hall");
    add(this.#of("service", where.service_id), "service");
    if (where.window_id !== null) add(this.#of("window", where.window_id), "window");
    if (where.staff_id !== null) add(this.#of("staff", where.staff_id), "staff");
  }

  report(day: LocalDay): DailyReport {
    const list = (kind: Group) =>
      [...this.#by[kind]].map(([id, tally]) => ({ id, ...figuresOf(tally) })).sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      day,
      hall: figuresOf(this.#hall),
      services: list("service"),
      windows: list("window"),
      staff: list("staff"),
    };
  }

  #of(kind: Group, id: string): Tally {
    const found = this.#by[kind].get(id);
    if (found !== undefined) return found;
    const fresh = newTally();
    this.#by[kind].set(id, fresh);
    return fresh;
  }
}

function newTally(): Tally {
  return {
    ...{ issued: 0, called: 0, served: 0, missed: 0, left: 0, finished: 0, late: 0, defaults: 0 },
    waitsMs: [],
    servicesMs: [],
    levels: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
    channels: new Map(),
  };
}

function figuresOf(tally: Tally): DayFigures {
  const { issued, called, served, missed, left, finished, late } = tally;
  return {
    ...{ issued, called, served, missed, left, finished, late },
    wait: spreadOf(tally.waitsMs),
    service: spreadOf(tally.servicesMs),
    ratings: ratingsOf(tally),
  };
}

function ratingsOf(tally: Tally): RatingFigures {
  const counts = Object.entries(tally.levels).map(([level, n]) => ({ level: Number(level), n }));
  const n = counts.reduce((sum, count) => sum + count.n, 0);
  const sum = counts.reduce((total, count) => total + count.level * count.n, 0);
  return {
    n,
    defaults: tally.defaults,
    average: n === 0 ? null : Math.round((sum / n) * 100) / 100,
    coverage: tally.finished === 0 ? null : Math.round((n / tally.finished) * 1000) / 1000,
    levels: { ...tally.levels },
    channels: Object.fromEntries(tally.channels),
  };
}

/** Nearest rank: the smallest value that at least p of all values do not exceed. */
export function spreadOf(timesMs: readonly number[]): Spread {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const n = sorted.length;
  const minutes = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 6000) / 10);
  const rank = (p: number) => minutes(sorted[Math.max(0, Math.ceil(p * n) - 1)]);
  const sum = sorted.reduce((total, ms) => total + ms, 0);
  return { n, average: n === 0 ? null : minutes(sum / n), max: minutes(sorted.at(-1)), p50: rank(0.5), p90: rank(0.9) };
}
