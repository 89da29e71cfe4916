// What the log holds of one ticket, row by row with its hash: what its holder may check, and the receipt of a rating.
import { hexOf } from "./chain.ts";
import type { StoredEvent } from "./event-store.ts";
import { type EventRow, eventOf } from "./projections.ts";
import type { Database, Statement } from "./sqlite.ts";

/** Rows of one answer; a ticket has a dozen. */
const TRAIL_ROWS_MAX = 100;

/** Where a rating stands in the log. */
export interface RatingReceipt {
  readonly seq: number;
  /** Lower-case hexadecimal. */
  readonly hash: string;
}

export class TicketTrail {
  readonly #rows: Statement;
  readonly #receipt: Statement;

  constructor(db: Database) {
    // A ticket and its case live within a few days, so a range of rows is looked through, not the log.
    this.#rows = db.prepare(
      `SELECT * FROM events WHERE seq >= (SELECT seq FROM tickets WHERE id = @id)
        AND seq < coalesce((SELECT min(d.from_seq) FROM days d, tickets t WHERE t.id = @id AND d.day > t.day), 9e15)
        AND type <> 'day.started' AND instr(data, @mark) > 0 ORDER BY seq LIMIT ${TRAIL_ROWS_MAX}`,
    );
    this.#receipt = db.prepare(
      `SELECT e.seq, e.hash FROM ratings r JOIN cases c ON c.seq = r.case_seq
        JOIN events e ON e.seq = coalesce(r.changed_seq, r.seq) WHERE c.id = ? ORDER BY r.seq DESC LIMIT 1`,
    );
  }

  /** Events of the day of issue that name the ticket, oldest first. */
  eventsOfTicket(ticketId: string): StoredEvent[] {
    const rows = this.#rows.all({ id: ticketId, mark: JSON.stringify(ticketId) }) as EventRow[];
    return rows.map((row) => ({ ...eventOf(row), hash: hexOf(row.hash) }));
  }

  /** The row a case's rating stands on, or the row that corrected it. */
  receiptOf(caseId: string): RatingReceipt | null {
    const row = this.#receipt.get(caseId) as { seq: number; hash: Uint8Array } | undefined;
    return row === undefined ? null : { seq: row.seq, hash: hexOf(row.hash) };
  }
}
