// The roll-up of closed days: written when a day turns, dropped when a later event changes such a day after all.
import type { EventType, LoggedEvent } from "../domain/events.ts";
import { isAsking } from "./case-asks.ts";
import { cellText, type ReportDim } from "./report-cells.ts";
import { type DaySpan, dayOfReports } from "./report-day.ts";
import type { DaySheet } from "./report-sheet.ts";
import type { Database, Statement } from "./sqlite.ts";

/** Days rolled up in one go, newest first: an upgrade with years of days must not keep the hall from opening. */
export const DAYS_AT_ONCE_MAX = 40;

/** Tables of the roll-up. A day that is not in `report_days` is added up from the facts when somebody asks. */
export const ROLLUP_TABLES = ["report_days", "report_cells", "report_hours"] as const;

/** Their step of the schema. */
export const ROLLUP_SCHEMA = `
CREATE TABLE report_days (day INTEGER PRIMARY KEY) STRICT;
CREATE TABLE report_cells (
  dim TEXT NOT NULL, day INTEGER NOT NULL, id TEXT NOT NULL, figures TEXT NOT NULL, PRIMARY KEY (dim, day, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE report_hours (
  dim TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, id TEXT NOT NULL, figures TEXT NOT NULL,
  PRIMARY KEY (dim, day, hour, id)
) STRICT, WITHOUT ROWID;
`;

const CLOSED = `SELECT d.day, d.from_seq AS fromSeq,
  (SELECT from_seq FROM days WHERE day > d.day ORDER BY day LIMIT 1) AS toSeq
  FROM days d WHERE d.day < (SELECT max(day) FROM days) AND d.day NOT IN (SELECT day FROM report_days) ORDER BY d.day`;
const OLD_TICKET = "SELECT day AS first, NULL AS last FROM tickets WHERE id = ? AND seq < ?";
/** The days from the opening of a case to its finish. */
const OLD_CASE = `SELECT (SELECT max(day) FROM days WHERE from_seq <= c.seq) AS first,
  (SELECT max(d.day) FROM days d JOIN events e ON e.seq = d.from_seq
    WHERE d.from_seq > c.seq AND e.at_ms <= c.finished_ms) AS last
  FROM cases c WHERE c.id = ? AND c.seq < ?`;

/**
 * Readers keep months added up: a month's stamp is the event after which its figures were made last. Together with
 * that event's hash it names the whole history they come from, on a restored log too. Stamps are no figures, so they
 * stand apart from the tables that a rebuild makes anew.
 */
const NEWEST = "(SELECT coalesce(max(seq), 0) FROM events)";
const STAMP = `INSERT INTO meta (name, value) VALUES ('rollup:' || ?, ${NEWEST})
  ON CONFLICT (name) DO UPDATE SET value = ${NEWEST}`;
/** Tables made anew may hold other figures of the same events. */
const STAMP_ALL = `INSERT INTO meta (name, value) VALUES ('rollups-made', 1)
  ON CONFLICT (name) DO UPDATE SET value = value + 1`;
const STAMP_MONTHS = `UPDATE meta SET value = ${NEWEST} WHERE name BETWEEN 'rollup:' || ? AND 'rollup:' || ?`;

/** `20310304` → `203103`. */
const monthOf = (day: number) => String(Math.floor(day / 100)).padStart(6, "0");

/** `20310304` → `2031-03-04`. */
function textOf(day: number): string {
  const digits = String(day).padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** Days that have ended and are in no roll-up, oldest first. */
export function closedDaysWithout(db: Database): DaySpan[] {
  const rows = db.prepare(CLOSED).all() as { day: number; fromSeq: number; toSeq: number }[];
  return rows.map((row) => ({ ...row, day: textOf(row.day) }));
}

/** Kept up by the projections, in the events' own transaction. */
export class ReportRollup {
  readonly #db: Database;
  readonly #putDay: Statement;
  readonly #putCell: Statement;
  readonly #putHour: Statement;
  readonly #oldTicket: Statement;
  readonly #oldCase: Statement;
  readonly #dropDays: readonly Statement[];
  readonly #stamp: Statement;
  readonly #stampMonths: Statement;
  /** First event of the present day. */
  #daySeq: number;
  /** Tickets and cases begun since the present day began, of those that came by: most events concern one of them. */
  readonly #todays = new Set<string>();
  /** While the log is replayed: days changed since the newest day began. */
  #changed: Set<number> | null = null;

  constructor(db: Database) {
    this.#db = db;
    this.#putDay = db.prepare("INSERT INTO report_days (day) VALUES (?)");
    this.#putCell = db.prepare("INSERT INTO report_cells (dim, day, id, figures) VALUES (?, ?, ?, ?)");
    this.#putHour = db.prepare("INSERT INTO report_hours (dim, day, hour, id, figures) VALUES (?, ?, ?, ?, ?)");
    this.#oldTicket = db.prepare(OLD_TICKET);
    this.#oldCase = db.prepare(OLD_CASE);
    this.#dropDays = ROLLUP_TABLES.map((table) => db.prepare(`DELETE FROM ${table} WHERE ${PER_DAY[table]}`));
    this.#stamp = db.prepare(STAMP);
    this.#stampMonths = db.prepare(STAMP_MONTHS);
    this.#daySeq = this.#newestDaySeq();
    // A file of an earlier release has closed days and no roll-up at all.
    const some = db.prepare("SELECT 1 FROM report_days LIMIT 1").get();
    if (some === undefined) db.transaction(() => this.#fillNewest()).immediate();
  }

  /**
   * Rolls up one day before the oldest that has a roll-up; whether there may be more. The caller owns the transaction.
   * Days that a later event dropped are newer, and wait for the next turn of the day.
   */
  fillOne(): boolean {
    const { oldest } = this.#db.prepare("SELECT min(day) AS oldest FROM report_days").get() as {
      oldest: number | null;
    };
    const older = closedDaysWithout(this.#db).filter(({ day }) => Number(day.replaceAll("-", "")) < (oldest ?? 0));
    this.#fill(older.slice(-1));
    return older.length > 1;
  }

  /** After a rolled back transaction. */
  reload(): void {
    this.#todays.clear();
    this.#daySeq = this.#newestDaySeq();
  }

  /** A day began, and stands in `days`: the one before it has ended. */
  dayStarted(seq: number): void {
    this.#daySeq = seq;
    this.#todays.clear();
    if (this.#changed !== null) this.#changed.clear();
    else this.#fillNewest();
  }

  /** Before the tables know of an event. */
  before({ type, data }: LoggedEvent): void {
    // Nothing about these can change an earlier day.
    if (type === "ticket.issued") this.#todays.add(data.ticketId);
    else if (type === "case.opened") this.#todays.add(data.caseId);
    else if (ROLLED_UP[type] === "ticket") this.ticketChanged((data as { ticketId: string }).ticketId);
  }

  /** When the tables have taken it over. */
  after(event: LoggedEvent): void {
    const concerned = ROLLED_UP[event.type];
    const isChanged = concerned === "case" || (concerned === "asked" && isAsking(event));
    if (isChanged) this.caseChanged((event.data as { caseId: string }).caseId);
  }

  /** An event concerns this ticket: if it is of an earlier day, the figures of the days since may change. */
  ticketChanged(ticketId: string): void {
    if (this.#todays.has(ticketId)) return;
    const found = this.#oldTicket.get(ticketId, this.#daySeq) as { first: number } | undefined;
    if (found !== undefined) this.#drop(found.first, null);
  }

  /** The same for a case: a rating that comes days later changes the day of its finish. */
  caseChanged(caseId: string): void {
    if (this.#todays.has(caseId)) return;
    const found = this.#oldCase.get(caseId, this.#daySeq) as { first: number; last: number | null } | undefined;
    if (found !== undefined) this.#drop(found.first, found.last ?? found.first);
  }

  /** Between these two nothing is rolled up: the tables change too often for it. */
  startReplay(): void {
    this.#changed = new Set();
    this.#stampMonths.run("000000", "999999");
    this.#db.prepare(STAMP_ALL).run();
  }

  endReplay(): void {
    const changed = this.#changed ?? new Set();
    this.#changed = null;
    const closed = closedDaysWithout(this.#db);
    this.#fill(closed.filter(({ day }) => !changed.has(Number(day.replaceAll("-", "")))));
  }

  #newestDaySeq(): number {
    const row = this.#db.prepare("SELECT max(from_seq) AS seq FROM days").get() as { seq: number | null };
    return row.seq ?? 0;
  }

  #drop(first: number, last: number | null): void {
    if (this.#changed !== null) {
      const days = this.#db.prepare("SELECT day FROM days WHERE day >= ? AND day <= ?").all(first, last ?? 99_999_999);
      for (const { day } of days as { day: number }[]) this.#changed.add(day);
      return;
    }
    const end = last ?? 99_999_999;
    for (const drop of this.#dropDays) drop.run(first, end);
    this.#stampMonths.run(monthOf(first), monthOf(end));
  }

  #fillNewest(): void {
    this.#fill(closedDaysWithout(this.#db).slice(-DAYS_AT_ONCE_MAX));
  }

  #fill(days: readonly DaySpan[]): void {
    for (const span of days) this.#write(Number(span.day.replaceAll("-", "")), dayOfReports(this.#db, span));
  }

  #write(day: number, sheet: DaySheet): void {
    this.#putDay.run(day);
    this.#stamp.run(monthOf(day));
    for (const [dim, things] of sheet.cells) {
      for (const [id, { total, hours }] of things) {
        this.#putCell.run(dim, day, id, cellText(total));
        for (const [hour, cell] of hours) this.#putHour.run(dim, day, hour, id, cellText(cell));
      }
    }
  }
}

const DIMS = [
  "hall",
  "service",
  "window",
  "staff",
  "kind",
  "channel",
  "kiosk",
  "device",
] as const satisfies ReportDim[];
const OF_DAYS = `dim IN (${DIMS.map((dim) => `'${dim}'`).join(", ")}) AND day BETWEEN ? AND ?`;
const PER_DAY = { report_days: "day BETWEEN ? AND ?", report_cells: OF_DAYS, report_hours: OF_DAYS } as const;

/** Events after which the figures of an earlier day may be others, by what they are about. */
const ROLLED_UP: { readonly [T in EventType]?: "ticket" | "case" | "asked" } = {
  "ticket.printed": "ticket",
  "ticket.print-failed": "ticket",
  "ticket.print-unconfirmed": "ticket",
  "ticket.upgraded": "ticket",
  "ticket.called": "ticket",
  "ticket.recalled": "ticket",
  "ticket.arrived": "ticket",
  "ticket.missed": "ticket",
  "ticket.returned": "ticket",
  "ticket.transferred": "ticket",
  "ticket.form-given": "ticket",
  "ticket.finished": "ticket",
  "ticket.left": "ticket",
  "ticket.voided": "ticket",
  "case.finished": "case",
  "case.time-flagged": "case",
  "rating.invited": "case",
  "rating.recorded": "case",
  "rating.corrected": "case",
  "rating.asked": "asked",
  "rating.ask-ended": "asked",
  "callback.attempted": "asked",
};
