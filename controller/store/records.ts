// Questions to the derived tables: single tickets and cases of any day, and a day's figures.
import type { EventData } from "../domain/events.ts";
import { ratingOf } from "../domain/fold-ratings.ts";
import { FLAG_REASON_MISSING } from "../domain/rating-types.ts";
import type { Case, Level, LocalDay, Rating, Ticket } from "../domain/types.ts";
import { type DailyReport, reportOf } from "./daily-report.ts";
import { dayNumber, dayText } from "./projections.ts";
import type { Database, Statement } from "./sqlite.ts";

/** A ticket of any day. What only matters to a queue (arrival, return rule) or a printer holds neutral values. */
export interface StoredTicket extends Ticket {
  readonly day: LocalDay;
}

/** A case of any day with its newest rating. */
export interface StoredCase extends Case {
  /** Number of the event that opened it: the cursor of a list. */
  readonly seq: number;
  readonly day: LocalDay;
  /** Finished after its time limit (超期办结). */
  readonly late: boolean;
}

export interface CaseQuery {
  readonly day?: LocalDay | null | undefined;
  readonly windowId?: string | null | undefined;
  readonly limit: number;
  /** Only cases opened after this event. */
  readonly after?: number | null | undefined;
}

/** Rows of one answer. */
export const CASES_MAX = 1000;
/** A token opens a page for the rating period, not for ever. */
const TOKEN_DAYS_MAX = 100;

interface TicketRow {
  readonly seq: number;
  readonly id: string;
  readonly day: number;
  readonly number: string;
  readonly token: string;
  readonly service_id: string;
  readonly moved_to: string | null;
  readonly window_id: string | null;
  readonly priority: string | null;
  readonly state: Ticket["state"];
  readonly print: Ticket["print"];
  readonly print_attempts: number;
  readonly issued_ms: number;
  readonly called_ms: number | null;
  readonly calls: number;
  readonly started_ms: number | null;
  readonly finished_ms: number | null;
  readonly case_id: string | null;
}

interface CaseRow {
  readonly seq: number;
  readonly id: string;
  readonly ticket_id: string;
  readonly number: string;
  readonly token: string;
  readonly day: number;
  readonly service_id: string;
  readonly window_id: string;
  readonly staff_id: string | null;
  readonly limit_minutes: number | null;
  readonly opened_ms: number;
  readonly finished_ms: number | null;
  readonly late: number;
  readonly invited_ms: number | null;
  readonly invite_until_ms: number | null;
  readonly lapsed_ms: number | null;
  readonly rating_seq: number | null;
}

interface ChangedRow {
  readonly level: number;
  readonly reasons_seq: number | null;
  readonly changed_seq: number | null;
  readonly marks_seq: number | null;
}

const TICKET_SQL = `SELECT t.*, (SELECT id FROM cases WHERE ticket_seq = t.seq ORDER BY seq DESC LIMIT 1) AS case_id
  FROM tickets t`;
// The day of a case is the day in whose range of events it was opened.
const CASE_SQL = `SELECT c.*, t.id AS ticket_id, t.number AS number, t.token AS token,
  coalesce((SELECT day FROM days WHERE from_seq <= c.seq ORDER BY day DESC LIMIT 1), 0) AS day,
  (SELECT max(seq) FROM ratings WHERE case_seq = c.seq AND stage = 2 AND sequence = 1) AS rating_seq
  FROM cases c JOIN tickets t ON t.seq = c.ticket_seq`;

export class Records {
  readonly #db: Database;
  readonly #ticketById: Statement;
  readonly #ticketByToken: Statement;
  readonly #caseById: Statement;
  readonly #cases: Statement;
  readonly #event: Statement;
  readonly #dayRange: Statement;
  readonly #rating: Statement;

  constructor(db: Database) {
    this.#db = db;
    this.#ticketById = db.prepare(`${TICKET_SQL} WHERE t.id = ?`);
    this.#ticketByToken = db.prepare(
      `SELECT t.*, (SELECT id FROM cases WHERE ticket_seq = t.seq ORDER BY seq DESC LIMIT 1) AS case_id
        FROM (SELECT day FROM days ORDER BY day DESC LIMIT ${TOKEN_DAYS_MAX}) d
        CROSS JOIN tickets t ON t.day = d.day AND t.token = ? LIMIT 1`,
    );
    this.#caseById = db.prepare(`${CASE_SQL} WHERE c.id = ?`);
    this.#cases = db.prepare(
      `${CASE_SQL} WHERE c.seq > @after AND c.seq < @to
        AND (@windowId IS NULL OR c.window_id = @windowId) ORDER BY c.seq LIMIT @limit`,
    );
    this.#event = db.prepare("SELECT at_ms, data FROM events WHERE seq = ?");
    this.#rating = db.prepare("SELECT level, reasons_seq, changed_seq, marks_seq FROM ratings WHERE seq = ?");
    this.#dayRange = db.prepare(
      `SELECT from_seq AS "from", coalesce((SELECT min(from_seq) FROM days WHERE day > @day), @end) AS "to"
        FROM days WHERE day = @day`,
    );
  }

  ticketById(id: string): StoredTicket | null {
    const row = this.#ticketById.get(id) as TicketRow | undefined;
    return row === undefined ? null : this.#ticketOf(row);
  }

  /** By the opaque token of the citizen's page; only recent days are searched. */
  ticketByToken(token: string): StoredTicket | null {
    const row = this.#ticketByToken.get(token) as TicketRow | undefined;
    return row === undefined ? null : this.#ticketOf(row);
  }

  caseById(id: string): StoredCase | null {
    const row = this.#caseById.get(id) as CaseRow | undefined;
    return row === undefined ? null : this.#caseOf(row);
  }

  /** Cases in the order they were opened. */
  cases(query: CaseQuery): StoredCase[] {
    const range = query.day == null ? { from: 0, to: Number.MAX_SAFE_INTEGER } : this.#rangeOf(query.day);
    if (range === null) return [];
    const after = Math.max(range.from - 1, query.after ?? 0);
    const limit = Math.min(query.limit, CASES_MAX);
    const rows = this.#cases.all({ after, to: range.to, windowId: query.windowId ?? null, limit }) as CaseRow[];
    return rows.map((row) => this.#caseOf(row));
  }

  /** A day's figures; all zero for a day the hall was not open. */
  dailyReport(day: LocalDay): DailyReport {
    return reportOf(this.#db, day, this.#rangeOf(day) ?? { from: 0, to: 0 });
  }

  /** Event numbers of a day, the last one not included; null: no such day in the log. */
  rangeOfDay(day: LocalDay): { from: number; to: number } | null {
    return this.#rangeOf(day);
  }

  /** The ticket of a day with this number. */
  ticketIdOf(day: LocalDay, number: string): string | null {
    const range = this.#rangeOf(day);
    if (range === null) return null;
    const sql = "SELECT id FROM tickets WHERE seq >= ? AND seq < ? AND number = ? LIMIT 1";
    const row = this.#db.prepare(sql).get(range.from, range.to, number) as { id: string } | undefined;
    return row?.id ?? null;
  }

  /** Days with events, oldest first. */
  days(): LocalDay[] {
    const rows = this.#db.prepare("SELECT day FROM days ORDER BY day").all() as { day: number }[];
    return rows.map((row) => dayText(row.day));
  }

  #rangeOf(day: LocalDay): { from: number; to: number } | null {
    const range = this.#dayRange.get({ day: dayNumber(day), end: Number.MAX_SAFE_INTEGER });
    return (range as { from: number; to: number } | undefined) ?? null;
  }

  #eventData<T>(seq: number): { atMs: number; data: T } {
    const row = this.#event.get(seq) as { at_ms: number; data: string };
    return { atMs: row.at_ms, data: JSON.parse(row.data) as T };
  }

  #ticketOf(row: TicketRow): StoredTicket {
    // Rarely asked for, so kept in the log alone.
    const issued = this.#eventData<EventData["ticket.issued"]>(row.seq).data;
    return {
      id: row.id,
      day: dayText(row.day),
      number: row.number,
      token: row.token,
      serviceId: row.moved_to ?? row.service_id,
      priority: row.priority,
      kioskId: issued.kioskId,
      language: issued.language,
      state: row.state,
      windowId: row.window_id,
      onlyWindowId: null,
      issuedAtMs: row.issued_ms,
      arrivalMs: row.issued_ms,
      arrivalSeq: row.seq,
      calledAtMs: row.called_ms,
      calls: row.calls,
      startedAtMs: row.started_ms,
      finishedAtMs: row.finished_ms,
      notBeforeCall: null,
      returns: 0,
      print: row.print,
      printAttempts: row.print_attempts,
      printStarted: false,
      caseId: row.case_id,
      lastSeq: row.seq,
    };
  }

  #caseOf(row: CaseRow): StoredCase {
    return {
      seq: row.seq,
      id: row.id,
      day: dayText(row.day),
      ticketId: row.ticket_id,
      number: row.number,
      token: row.token,
      serviceId: row.service_id,
      windowId: row.window_id,
      staffId: row.staff_id,
      status: row.finished_ms === null ? "open" : "finished",
      openedAtMs: row.opened_ms,
      finishedAtMs: row.finished_ms,
      limitMinutes: row.limit_minutes,
      late: row.late !== 0,
      invitedAtMs: row.invited_ms,
      inviteUntilMs: row.invite_until_ms,
      lapsedAtMs: row.lapsed_ms,
      rating: row.rating_seq === null ? null : this.#ratingOf(row.rating_seq),
    };
  }

  #ratingOf(seq: number): Rating {
    const { atMs, data } = this.#eventData<EventData["rating.recorded"]>(seq);
    const row = this.#rating.get(seq) as ChangedRow;
    const { level, reasons_seq: reasonsSeq, changed_seq: changedSeq, marks_seq: marksSeq } = row;
    const changed = changedSeq === null ? null : this.#eventData<EventData["rating.corrected"]>(changedSeq).data;
    const added = reasonsSeq === null ? data : this.#eventData<EventData["rating.reasons-added"]>(reasonsSeq).data;
    const marked = marksSeq === null ? null : this.#eventData<EventData["rating.marks-added"]>(marksSeq).data;
    const { reasons, comment, commentRef } = added;
    const first = ratingOf(data, atMs);
    const flagged = changed?.flags ?? first.flags;
    const flags = reasons.length === 0 ? flagged : flagged?.filter((flag) => flag !== FLAG_REASON_MISSING);
    return {
      ...first,
      ...{ level: level as Level, reasons, comment },
      ...(flags === undefined ? {} : { flags }),
      ...(commentRef === undefined ? {} : { commentRef }),
      ...(marked === null ? {} : { dimensions: marked.dimensions }),
    };
  }
}
