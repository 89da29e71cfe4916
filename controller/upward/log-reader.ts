// Finds in the log and its tables what a report to the province is made of; a connection of its own, for reading alone.
import type { NamedCase, RatingOrigin, Sequence, Stage } from "../domain/rating-types.ts";
import type { Level, LocalDay, RatingChannel } from "../domain/types.ts";
import { openLogForReading } from "../store/open-log.ts";
import type { Database, Statement } from "../store/sqlite.ts";

/** What a report is about: the record of a rating, or a stage of a case. `seq` is the event that brought it about. */
export interface Subject {
  readonly kind: "rating" | "case";
  readonly seq: number;
}

/** A case as far as a report needs it. */
export interface CaseFacts extends NamedCase {
  readonly issuedAtMs: number;
  readonly openedAtMs: number;
  readonly finishedAtMs: number | null;
  /** Where data of its person may be found. */
  readonly contactRefs: readonly string[];
}

export interface RatingFacts {
  readonly ratingId: string;
  readonly stage: Stage;
  readonly sequence: Sequence;
  /** After a correction within seconds. */
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly origin: RatingOrigin;
  readonly optionsVersion: string | null;
  readonly reasons: readonly string[];
  readonly atMs: number;
  /** Of records written before comments went to the vault. */
  readonly comment: string | null;
  readonly commentRef: string | null;
  /** The default it takes the place of. */
  readonly supersedes: string | null;
}

export interface Facts {
  readonly case: CaseFacts;
  readonly stage: Stage;
  readonly rating: RatingFacts | null;
}

interface EventRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly type: string;
  readonly data: string;
}
interface CaseRow {
  readonly id: string;
  readonly service_id: string;
  readonly window_id: string;
  readonly staff_id: string | null;
  readonly opened_ms: number;
  readonly finished_ms: number | null;
  readonly ticket_seq: number;
  readonly ticket_id: string;
  readonly number: string;
  readonly issued_ms: number;
}
interface Recorded {
  readonly ratingId: string;
  readonly caseId: string;
  readonly stage?: Stage;
  readonly sequence?: Sequence;
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly origin: RatingOrigin;
  readonly optionsVersion?: string;
  readonly reasons?: readonly string[];
  readonly comment?: string | null;
  readonly commentRef?: string;
  readonly supersedes?: string;
  readonly givenAtMs?: number;
}

/** A check-in and its ticket are of one decision: a few events apart at most. */
const DECISION_EVENTS_MAX = 8;
/** Types of the events that bring a report about. */
const TYPES = { rating: ["rating.recorded"], case: ["case.opened", "case.finished"] } as const;

export class UpwardLog {
  readonly #db: Database;
  readonly #event: Statement;
  readonly #case: Statement;
  readonly #rating: Statement;
  readonly #reasons: Statement;
  readonly #checkIn: Statement;

  constructor(path: string) {
    this.#db = openLogForReading(path);
    this.#event = this.#db.prepare("SELECT seq, at_ms, type, data FROM events WHERE seq = ?");
    this.#case = this.#db.prepare(`SELECT c.id, c.service_id, c.window_id, c.staff_id, c.opened_ms, c.finished_ms,
      c.ticket_seq, t.id AS ticket_id, t.number, t.issued_ms
      FROM cases c JOIN tickets t ON t.seq = c.ticket_seq WHERE c.id = ?`);
    this.#rating = this.#db.prepare("SELECT level, reasons_seq FROM ratings WHERE seq = ?");
    this.#reasons = this.#db.prepare("SELECT data FROM events WHERE seq = ?");
    this.#checkIn = this.#db.prepare(`SELECT data FROM events WHERE seq BETWEEN ? AND ?
      AND type = 'appointment.checked-in'`);
  }

  /** Null: what the event brought about was taken back since. */
  facts({ kind, seq }: Subject): Facts | null {
    const event = this.#event.get(seq) as EventRow | undefined;
    if (event === undefined || !(TYPES[kind] as readonly string[]).includes(event.type)) return null;
    return kind === "rating" ? this.#ofRating(event) : this.#ofStage(event);
  }

  #ofRating(event: EventRow): Facts | null {
    const data = JSON.parse(event.data) as Recorded;
    const found = this.#caseOf(data.caseId);
    const row = this.#rating.get(event.seq) as { level: Level; reasons_seq: number | null } | undefined;
    if (found === null || row === undefined) return null;
    const added =
      row.reasons_seq === null
        ? data
        : (JSON.parse((this.#reasons.get(row.reasons_seq) as { data: string }).data) as Partial<Recorded>);
    const stage = data.stage ?? 2;
    return {
      case: found,
      stage,
      rating: {
        ...{ ratingId: data.ratingId, stage, sequence: data.sequence ?? 1, level: row.level },
        ...{ channel: data.channel, origin: data.origin, optionsVersion: data.optionsVersion ?? null },
        reasons: added.reasons ?? [],
        atMs: data.givenAtMs ?? event.at_ms,
        comment: added.comment ?? null,
        commentRef: added.commentRef ?? data.commentRef ?? null,
        supersedes: data.supersedes ?? null,
      },
    };
  }

  #ofStage(event: EventRow): Facts | null {
    const found = this.#caseOf((JSON.parse(event.data) as { caseId: string }).caseId);
    if (found === null) return null;
    const stage: Stage = event.type === "case.opened" ? 1 : 2;
    // The finish that stands: one that was taken back is followed by another, or by none.
    if (stage === 2 && found.finishedAtMs !== event.at_ms) return null;
    return { case: found, stage, rating: null };
  }

  /** Where data of a case's person may be found; empty: no such case. */
  contactRefs(caseId: string): readonly string[] {
    return this.#caseOf(caseId)?.contactRefs ?? [];
  }

  #caseOf(caseId: string): CaseFacts | null {
    const row = this.#case.get(caseId) as CaseRow | undefined;
    if (row === undefined) return null;
    return {
      ...{ caseId: row.id, ticketId: row.ticket_id, number: row.number },
      ...{ serviceId: row.service_id, windowId: row.window_id, staffId: row.staff_id },
      ...{ issuedAtMs: row.issued_ms, openedAtMs: row.opened_ms, finishedAtMs: row.finished_ms },
      contactRefs: [`case:${row.id}`, `ticket:${row.ticket_id}`, ...this.#appointment(row)],
    };
  }

  #appointment({ ticket_seq: seq, ticket_id: ticketId }: CaseRow): string[] {
    const rows = this.#checkIn.all(seq - DECISION_EVENTS_MAX, seq + DECISION_EVENTS_MAX) as { data: string }[];
    const found = rows
      .map(({ data }) => JSON.parse(data) as { appointmentId: string; ticketId: string })
      .find((data) => data.ticketId === ticketId);
    return found === undefined ? [] : [`appointment:${found.appointmentId}`];
  }

  /** What a span of days brought about, oldest first; the last day is included. */
  *subjects(kind: Subject["kind"], from: LocalDay, to: LocalDay): Generator<Subject> {
    const day = (text: LocalDay) => Number(text.replaceAll("-", ""));
    const range = this.#db
      .prepare(
        `SELECT (SELECT min(from_seq) FROM days WHERE day >= ?) AS "from",
         (SELECT min(from_seq) FROM days WHERE day > ?) AS "to"`,
      )
      .get(day(from), day(to)) as { from: number | null; to: number | null };
    if (range.from === null) return;
    const types = TYPES[kind].map((type) => `'${type}'`).join(", ");
    const read = this.#db.prepare(
      `SELECT seq FROM events WHERE seq >= ? AND seq < ? AND type IN (${types}) ORDER BY seq LIMIT 1000`,
    );
    const end = range.to ?? Number.MAX_SAFE_INTEGER;
    for (let after = range.from; ; ) {
      const rows = read.all(after, end) as { seq: number }[];
      for (const { seq } of rows) yield { kind, seq };
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.seq + 1;
    }
  }

  close(): void {
    this.#db.close();
  }
}
