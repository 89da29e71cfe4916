// Reads the figures of a span of days: closed days from the roll-up, today and changed days from the facts.
import type { EventData } from "../domain/events.ts";
import type { NewestCheckpoint } from "../domain/evidence-events.ts";
import type { LocalDay } from "../domain/types.ts";
import { hexOf } from "./chain.ts";
import { openLogForReading } from "./open-log.ts";
import { type Cell, cellText, mergeText, type ReportDim } from "./report-cells.ts";
import { type DaySpan, dayOfReports } from "./report-day.ts";
import { closedDaysWithout } from "./report-rollup.ts";
import type { DaySheet } from "./report-sheet.ts";
import type { Database } from "./sqlite.ts";

/** The figures of one thing on one day, or in one hour of it. */
export interface ReportFigures {
  readonly day: LocalDay;
  readonly id: string;
  /** Null: the whole day. */
  readonly hour: number | null;
  /** Adds them to a cell; `named` may give counters another name or leave them out. */
  addTo(cell: Cell, named?: (name: string) => string | null): void;
}

/** Where the log ended when a report was made. */
export interface ReportCheckpoint {
  readonly seq: number;
  readonly hash: string;
}

interface Row {
  readonly day: number;
  readonly id: string;
  readonly hour: number | null;
  readonly figures: string;
}

const DAY_ROWS = `SELECT day, id, NULL AS hour, figures FROM report_cells WHERE dim = ? AND day BETWEEN ? AND ?
  ORDER BY day, id`;
const HOUR_ROWS = `SELECT day, id, hour, figures FROM report_hours WHERE dim = ? AND day BETWEEN ? AND ?
  ORDER BY day, hour, id`;

const SIGNED_BEFORE = `SELECT seq, json_extract(data, '$.snapshot.evidence.newest') AS newest FROM events
  WHERE type = 'day.started' ORDER BY seq DESC LIMIT 1`;
const SIGNED_SINCE = `SELECT seq, at_ms, data FROM events WHERE seq > ? AND type = 'checkpoint.signed'
  ORDER BY seq DESC LIMIT 1`;

const MONTH_STAMP = `SELECT m.value, e.hash,
  coalesce((SELECT value FROM meta WHERE name = 'rollups-made'), 0) AS made
  FROM meta m JOIN events e ON e.seq = m.value WHERE m.name = ?`;

const numberOf = (day: LocalDay) => Number(day.replaceAll("-", ""));

function textOf(day: number): LocalDay {
  const digits = String(day).padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** A connection of its own, for reading alone: it never stands in the writer's way. */
export class ReportReader {
  readonly #db: Database;
  /** Days added up for the present end of the log. */
  readonly #sheets = new Map<LocalDay, DaySheet>();
  #sheetsSeq = -1;
  /** Days without a roll-up at the moment of the present question. */
  #openThen: readonly DaySpan[] | null = null;
  #signed: NewestCheckpoint | null = null;
  /** The newest row looked at for it; null: none yet. */
  #signedUpTo: number | null = null;

  constructor(path: string) {
    this.#db = openLogForReading(path);
  }

  /** All that `ask` reads is as of one moment: the figures and the checkpoint belong together. */
  atOneMoment<T>(ask: () => T): T {
    this.#db.exec("BEGIN");
    try {
      this.#openThen = this.#openDays();
      return ask();
    } finally {
      this.#openThen = null;
      this.#db.exec("COMMIT");
    }
  }

  checkpoint(): ReportCheckpoint {
    const row = this.#db.prepare("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").get();
    if (row === undefined) return { seq: 0, hash: "" };
    const { seq, hash } = row as { seq: number; hash: Uint8Array };
    return { seq, hash: hexOf(hash) };
  }

  /** The newest signed state that the log records: as of the day's start, or signed since. */
  signed(): NewestCheckpoint | null {
    if (this.#signedUpTo === null) this.#readDayStart();
    const row = this.#db.prepare(SIGNED_SINCE).get(this.#signedUpTo ?? 0);
    if (row !== undefined) {
      const { seq, at_ms: atMs, data } = row as { seq: number; at_ms: number; data: string };
      const { size, hash, root, note, key, reason } = JSON.parse(data) as EventData["checkpoint.signed"];
      this.#signed = { seq, atMs, size, hash, root, note, key, reason };
    }
    this.#signedUpTo = this.checkpoint().seq;
    return this.#signed;
  }

  /** Each day begins with what was signed before it: only today's rows are looked through. */
  #readDayStart(): void {
    const row = this.#db.prepare(SIGNED_BEFORE).get() as { seq: number; newest: string | null } | undefined;
    this.#signedUpTo = row?.seq ?? 0;
    if (typeof row?.newest === "string") this.#signed = JSON.parse(row.newest) as NewestCheckpoint;
  }

  /** Days on which the service ran. */
  daysBetween(from: LocalDay, to: LocalDay): LocalDay[] {
    const rows = this.#db.prepare("SELECT day FROM days WHERE day BETWEEN ? AND ? ORDER BY day");
    return (rows.all(numberOf(from), numberOf(to)) as { day: number }[]).map(({ day }) => textOf(day));
  }

  /** Months with a day on which the service ran, oldest first: `2031-03`. */
  months(): string[] {
    const rows = this.#db.prepare("SELECT DISTINCT day / 100 AS month FROM days ORDER BY month").all();
    return (rows as { month: number }[]).map(({ month }) => textOf(month * 100).slice(0, 7));
  }

  /**
   * Changes with the figures of this month (`2031-03`), and is never the same for another history; null while some of
   * its days are not rolled up.
   */
  monthStamp(month: string): string | null {
    if (this.#openDays().some(({ day }) => day.startsWith(month))) return null;
    const row = this.#db.prepare(MONTH_STAMP).get(`rollup:${month.replace("-", "")}`);
    if (row === undefined) return null;
    const { value, hash, made } = row as { value: number; hash: Uint8Array; made: number };
    return `${value} ${hexOf(hash)} ${made}`;
  }

  /** Changes with any figure of these days; null while one of them is not rolled up, as today is. */
  spanStamp(from: LocalDay, to: LocalDay): string | null {
    const open = this.#openDays().some(({ day }) => day >= from && day <= to);
    if (open) return null;
    const months = [from, to].map((day) => `rollup:${day.slice(0, 7).replace("-", "")}`);
    const rows = this.#db.prepare("SELECT name, value FROM meta WHERE name BETWEEN ? AND ? ORDER BY name").raw();
    return JSON.stringify([this.daysBetween(from, to).length, rows.all(...months)]);
  }

  /** Figures of one kind of thing, first and last day included, in the order of the days. */
  *figures(dim: ReportDim, from: LocalDay, to: LocalDay, hourly: boolean): Generator<ReportFigures> {
    const rows = this.#db.prepare(hourly ? HOUR_ROWS : DAY_ROWS).all(dim, numberOf(from), numberOf(to)) as Row[];
    const open = this.#openDays().filter(({ day }) => day >= from && day <= to);
    let next = 0;
    for (const row of rows) {
      const day = textOf(row.day);
      for (let span = open[next]; span !== undefined && span.day < day; span = open[++next]) {
        yield* this.#ofSheet(dim, span, hourly);
      }
      yield { day, id: row.id, hour: row.hour, addTo: (cell, named) => mergeText(cell, row.figures, named) };
    }
    for (const span of open.slice(next)) yield* this.#ofSheet(dim, span, hourly);
  }

  close(): void {
    this.#db.close();
  }

  *#ofSheet(dim: ReportDim, span: DaySpan, hourly: boolean): Generator<ReportFigures> {
    const things = [...(this.#sheetOf(span).cells.get(dim) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [id, { total, hours }] of things) {
      const cells: (readonly [number | null, Cell])[] = hourly ? [...hours] : [[null, total]];
      for (const [hour, figures] of cells) {
        yield { day: span.day, id, hour, addTo: (cell, named) => mergeText(cell, cellText(figures), named) };
      }
    }
  }

  #sheetOf(span: DaySpan): DaySheet {
    const seq = this.checkpoint().seq;
    if (seq !== this.#sheetsSeq) this.#sheets.clear();
    this.#sheetsSeq = seq;
    const known = this.#sheets.get(span.day);
    if (known !== undefined) return known;
    const sheet = dayOfReports(this.#db, span);
    this.#sheets.set(span.day, sheet);
    return sheet;
  }

  /** Days without a roll-up, today with them. */
  #openDays(): readonly DaySpan[] {
    if (this.#openThen !== null) return this.#openThen;
    const newest = this.#db.prepare("SELECT day, from_seq FROM days ORDER BY day DESC LIMIT 1").get();
    if (newest === undefined) return [];
    const { day, from_seq: fromSeq } = newest as { day: number; from_seq: number };
    const today = { day: textOf(day), fromSeq, toSeq: Number.MAX_SAFE_INTEGER };
    return [...closedDaysWithout(this.#db), today];
  }
}
