// Tables derived from the events, written in the events' own transaction; all of it can be thrown away and made again.
import type { EventData, EventType, LoggedEvent } from "../domain/events.ts";
import type { Case, LocalDay, Ticket } from "../domain/types.ts";
import { askAppliers } from "./case-asks.ts";
import { loopAppliers } from "./loop-ledger.ts";
import { PROJECTION_TABLES } from "./migrations.ts";
import { ReportRollup } from "./report-rollup.ts";
import type { Database, Statement } from "./sqlite.ts";

/** A local day as the tables hold it: yyyymmdd. */
export function dayNumber(day: LocalDay): number {
  return Number(day.replaceAll("-", ""));
}

/** The text of a day number. */
export function dayText(day: number): LocalDay {
  const digits = String(day).padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** Rows read per step of a rebuild. */
const REBUILD_ROWS_MAX = 5000;

const TICKET = "(SELECT seq FROM tickets WHERE id = ?)";
/** The first record of the completion: of acceptance and after rectification there are rows of their own. */
const FIRST_RECORD = "stage = 2 AND sequence = 1";
const LAST_CALL = `(SELECT max(seq) FROM calls WHERE ticket_seq = ${TICKET})`;

const SQL = {
  day: "INSERT OR IGNORE INTO days (day, from_seq) VALUES (?, ?)",
  issue: `INSERT INTO tickets (seq, id, day, number, token, service_id, priority, state, print, print_attempts,
    issued_ms, calls) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, 0, ?, 0)`,
  upgrade: "UPDATE tickets SET priority = ? WHERE id = ?",
  printRequest: "UPDATE tickets SET print = 'pending' WHERE id = ?",
  printStart: "UPDATE tickets SET print_attempts = ? WHERE id = ?",
  printEnd: "UPDATE tickets SET print = ?, print_attempts = ? WHERE id = ?",
  call: "UPDATE tickets SET state = 'called', window_id = ?, called_ms = ?, calls = calls + 1 WHERE id = ?",
  callRow: `INSERT INTO calls (seq, ticket_seq, service_id, window_id, staff_id, last_ms)
    SELECT ?, seq, ?, ?, ?, ? FROM tickets WHERE id = ?`,
  recall: "UPDATE tickets SET calls = ?, called_ms = ? WHERE id = ?",
  recallRow: `UPDATE calls SET last_ms = ? WHERE seq = ${LAST_CALL}`,
  arrive: "UPDATE tickets SET state = 'serving', started_ms = coalesce(started_ms, ?) WHERE id = ?",
  arriveRow: `UPDATE calls SET arrived_ms = ? WHERE seq = ${LAST_CALL}`,
  state: "UPDATE tickets SET state = ? WHERE id = ?",
  resume: "UPDATE tickets SET state = 'serving', window_id = ? WHERE id = ?",
  transfer: `UPDATE tickets SET state = 'waiting', moved_to = nullif(?, service_id), called_ms = NULL, calls = 0,
    started_ms = NULL WHERE id = ?`,
  form: "UPDATE tickets SET state = 'held', called_ms = NULL, calls = 0, started_ms = NULL WHERE id = ?",
  end: "UPDATE tickets SET state = ?, finished_ms = ? WHERE id = ?",
  outcome: `UPDATE calls SET outcome = ? WHERE outcome IS NULL AND seq = ${LAST_CALL}`,
  caseOpen: `INSERT INTO cases (seq, id, ticket_seq, service_id, window_id, staff_id, limit_minutes, opened_ms, late,
    held_ms) SELECT ?, ?, seq, ?, ?, ?, ?, ?, 0, 0 FROM tickets WHERE id = ?`,
  caseFinish: `UPDATE cases SET finished_ms = ?, late = ?, held_at_ms = NULL,
    held_ms = held_ms + coalesce(? - held_at_ms, 0) WHERE id = ?`,
  caseHold: `UPDATE cases SET held_at_ms = ? WHERE finished_ms IS NULL AND ticket_seq = ${TICKET}`,
  caseResume: `UPDATE cases SET held_ms = held_ms + ? - held_at_ms, held_at_ms = NULL
    WHERE held_at_ms IS NOT NULL AND ticket_seq = ${TICKET}`,
  invite: "UPDATE cases SET invited_ms = ?, invite_until_ms = ? WHERE id = ?",
  inviteUntil: "UPDATE cases SET invite_until_ms = ? WHERE id = ?",
  lapse: "UPDATE cases SET lapsed_ms = ?, invite_until_ms = NULL WHERE id = ?",
  rate: `INSERT INTO ratings (seq, case_seq, stage, sequence, level, channel, origin)
    VALUES (?, (SELECT seq FROM cases WHERE id = ?), ?, ?, ?, ?, ?)`,
  rated: "UPDATE cases SET invite_until_ms = NULL WHERE id = ?",
  // What may be changed is the first record of the completion.
  correct: `UPDATE ratings SET level = ?, changed_seq = ? WHERE seq =
    (SELECT max(seq) FROM ratings WHERE case_seq = (SELECT seq FROM cases WHERE id = ?) AND ${FIRST_RECORD})`,
  reasons: `UPDATE ratings SET reasons_seq = ? WHERE seq =
    (SELECT max(seq) FROM ratings WHERE case_seq = (SELECT seq FROM cases WHERE id = ?) AND ${FIRST_RECORD})`,
  // Of a default that an active record takes the place of, the log keeps the row.
  supersede: `DELETE FROM ratings WHERE origin = 'default' AND ${FIRST_RECORD}
    AND case_seq = (SELECT seq FROM cases WHERE id = ?)`,
  undoTicket: `UPDATE tickets SET moved_to = nullif(?, service_id), window_id = ?, state = ?, print = ?,
    print_attempts = ?, called_ms = ?, calls = ?, started_ms = ?, finished_ms = ? WHERE id = ?`,
  undoCalls: `DELETE FROM calls WHERE seq > ? AND ticket_seq = ${TICKET}`,
  undoOutcome: `UPDATE calls SET outcome = NULL, last_ms = coalesce(?, last_ms), arrived_ms = ?
    WHERE seq = ${LAST_CALL}`,
  undoCase: `UPDATE cases SET finished_ms = ?, late = late AND ?, limit_minutes = ?, invited_ms = ?,
    invite_until_ms = ?, lapsed_ms = ? WHERE id = ?`,
  markOutcome: "UPDATE cases SET outcome = ?, quantity = ? WHERE id = ?",
  markTime: "UPDATE cases SET time_flagged = ? WHERE id = ?",
  undoHold: "UPDATE cases SET held_at_ms = NULL WHERE id = ?",
  notHeld: `UPDATE cases SET held_at_ms = NULL WHERE finished_ms IS NULL AND ticket_seq = ${TICKET}`,
  // On hold as it was: what the resumption had added is taken off again. The record's last change is the hold itself.
  undoResume: `UPDATE cases SET held_at_ms = h.at_ms, held_ms = held_ms - (r.at_ms - h.at_ms)
    FROM events h, events r WHERE h.seq = ? AND r.seq = ? AND finished_ms IS NULL AND ticket_seq = ${TICKET}`,
  dropCase: "DELETE FROM cases WHERE id = ?",
} as const;

type Appliers = { [T in EventType]: ((data: EventData[T], event: LoggedEvent) => void) | null };

export class Projections {
  readonly #db: Database;
  readonly #run: { [K in keyof typeof SQL]: Statement };
  readonly #appliers: Appliers;
  readonly #rollup: ReportRollup;
  #day: number;

  constructor(db: Database) {
    this.#db = db;
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#run = Object.fromEntries(prepared);
    const last = db.prepare("SELECT max(day) AS day FROM days").get() as { day: number | null };
    this.#day = last.day ?? 0;
    this.#rollup = new ReportRollup(db);
    const loops = loopAppliers(db);
    this.#appliers = {
      ...this.#ticketAppliers(),
      ...this.#caseAppliers(),
      ...loops,
      ...askAppliers(db),
      ...NOT_PROJECTED,
    };
  }

  /** Takes one event over into the tables; the caller owns the transaction. */
  apply(event: LoggedEvent): void {
    this.#rollup.before(event);
    const applier = this.#appliers[event.type] as ((data: unknown, event: LoggedEvent) => void) | null;
    applier?.(event.data, event);
    this.#rollup.after(event);
  }

  /** The day the next event belongs to. After a rolled back transaction the caller puts it back. */
  get day(): number {
    return this.#day;
  }
  set day(day: number) {
    if (day !== this.#day) this.#rollup.reload();
    this.#day = day;
  }

  /** A transaction of its own that rolls up one more closed day; whether there may be more. */
  rollUpOneDay(): boolean {
    return this.#db.transaction(() => this.#rollup.fillOne()).immediate();
  }

  /** Empties the tables and replays the whole log in one transaction. */
  rebuild(): void {
    const read = this.#db.prepare(
      "SELECT seq, at_ms, type, actor, data FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
    );
    this.#db
      .transaction(() => {
        for (const table of PROJECTION_TABLES) this.#db.exec(`DELETE FROM ${table}`);
        this.#day = 0;
        this.#rollup.startReplay();
        for (let after = 0; ; ) {
          const rows = read.all(after, REBUILD_ROWS_MAX) as EventRow[];
          for (const row of rows) this.apply(eventOf(row));
          const last = rows.at(-1);
          if (last === undefined) break;
          after = last.seq;
        }
        this.#rollup.endReplay();
      })
      .immediate();
  }

  #ticketAppliers() {
    const run = this.#run;
    const ended = (state: string, atMs: number, ticketId: string) => {
      run.end.run(state, atMs, ticketId);
      run.outcome.run(state, ticketId);
    };
    return {
      "day.started": (data, event) => {
        this.#day = dayNumber(data.day);
        run.day.run(this.#day, event.seq);
        this.#rollup.dayStarted(event.seq);
      },
      "ticket.issued": (d, { seq, atMs }) => {
        const print = d.deviceId === null ? "none" : "pending";
        run.issue.run(seq, d.ticketId, this.#day, d.number, d.token, d.serviceId, d.priority, print, atMs);
      },
      "ticket.upgraded": (d) => run.upgrade.run(d.priority, d.ticketId),
      "ticket.print-requested": (d) => run.printRequest.run(d.ticketId),
      "ticket.print-started": (d) => run.printStart.run(d.attempt, d.ticketId),
      "ticket.printed": (d) => run.printEnd.run("printed", d.attempt, d.ticketId),
      // No byte left the house: this paper does not count as one.
      "ticket.print-failed": (d) => run.printEnd.run("failed", d.attempt - 1, d.ticketId),
      "ticket.print-unconfirmed": (d) => run.printEnd.run("unconfirmed", d.attempt, d.ticketId),
      "ticket.called": (d, { seq, atMs }) => {
        run.call.run(d.windowId, atMs, d.ticketId);
        run.callRow.run(seq, d.serviceId, d.windowId, d.staffId, atMs, d.ticketId);
      },
      "ticket.recalled": (d, { atMs }) => {
        run.recall.run(d.times, atMs, d.ticketId);
        run.recallRow.run(atMs, d.ticketId);
      },
      // Without a call there is no row of calls: nobody waited.
      "ticket.admitted": (d, { atMs }) => {
        run.resume.run(d.windowId, d.ticketId);
        run.arrive.run(atMs, d.ticketId);
      },
      "ticket.arrived": (d, { atMs }) => {
        run.arrive.run(atMs, d.ticketId);
        run.arriveRow.run(atMs, d.ticketId);
      },
      "ticket.missed": (d) => {
        run.state.run("missed", d.ticketId);
        run.outcome.run("missed", d.ticketId);
      },
      "ticket.returned": (d) => run.state.run("waiting", d.ticketId),
      "ticket.held": (d, { atMs }) => {
        run.state.run("held", d.ticketId);
        run.caseHold.run(atMs, d.ticketId);
      },
      "ticket.resumed": (d, { atMs }) => {
        run.resume.run(d.windowId, d.ticketId);
        run.caseResume.run(atMs, d.ticketId);
      },
      "ticket.transferred": (d) => {
        run.transfer.run(d.toServiceId, d.ticketId);
        run.outcome.run("transferred", d.ticketId);
      },
      "ticket.form-given": (d) => {
        run.form.run(d.ticketId);
        if (d.windowId !== null) run.outcome.run("form", d.ticketId);
      },
      "ticket.finished": (d, { atMs }) => ended("finished", atMs, d.ticketId),
      "ticket.left": (d, { atMs }) => ended("left", atMs, d.ticketId),
      "ticket.voided": (d, { atMs }) => ended("void", atMs, d.ticketId),
    } satisfies Partial<Appliers>;
  }

  #caseAppliers() {
    const run = this.#run;
    return {
      "case.opened": (d, { seq, atMs }) => {
        run.caseOpen.run(seq, d.caseId, d.serviceId, d.windowId, d.staffId, d.limitMinutes, atMs, d.ticketId);
      },
      "case.finished": (d, { atMs }) => run.caseFinish.run(atMs, d.late ? 1 : 0, atMs, d.caseId),
      "case.outcome-set": (d) => run.markOutcome.run(d.outcome, d.quantity, d.caseId),
      "case.time-flagged": (d) => run.markTime.run(d.flagged ? 1 : null, d.caseId),
      "rating.invited": (d, { atMs }) => run.invite.run(atMs, d.untilMs, d.caseId),
      "rating.invite-shortened": (d) => run.inviteUntil.run(d.untilMs, d.caseId),
      "rating.recorded": (d, { seq }) => {
        if (d.supersedes !== undefined) run.supersede.run(d.caseId);
        run.rate.run(seq, d.caseId, d.stage, d.sequence, d.level, d.channel, d.origin);
        if (d.stage === 2 && d.sequence === 1) run.rated.run(d.caseId);
      },
      "rating.corrected": (d, { seq }) => run.correct.run(d.level, seq, d.caseId),
      "rating.reasons-added": (d, { seq }) => run.reasons.run(seq, d.caseId),
      "rating.lapsed": (d, { atMs }) => run.lapse.run(atMs, d.caseId),
      "action.undone": (data) => {
        for (const ticket of data.tickets) {
          this.#rollup.ticketChanged(ticket.id);
          this.#undoTicket(ticket);
        }
        for (const kase of data.cases) {
          this.#undoCase(kase);
          this.#rollup.caseChanged(kase.id);
        }
        for (const caseId of data.removedCaseIds) run.dropCase.run(caseId);
        for (const { id, state, lastSeq } of data.tickets) {
          if (state !== "held") run.notHeld.run(id);
          else if (data.action === "resume-ticket") run.undoResume.run(lastSeq, data.undoneSeq, id);
        }
      },
    } satisfies Partial<Appliers>;
  }

  /** Puts a ticket back; a call made after the record was taken does not count (M1). */
  #undoTicket(t: Ticket): void {
    const run = this.#run;
    run.undoTicket.run(
      ...[t.serviceId, t.windowId, t.state, t.print, t.printAttempts],
      ...[t.calledAtMs, t.calls, t.startedAtMs, t.finishedAtMs, t.id],
    );
    run.undoCalls.run(t.lastSeq, t.id);
    const atWindow = t.state === "called" || t.state === "serving" || t.state === "held";
    if (atWindow) run.undoOutcome.run(t.calledAtMs, t.startedAtMs, t.id);
  }

  #undoCase(kase: Case): void {
    const run = this.#run;
    const { finishedAtMs, limitMinutes, invitedAtMs, inviteUntilMs, lapsedAtMs, id } = kase;
    const finished = finishedAtMs === null ? 0 : 1;
    run.undoCase.run(finishedAtMs, finished, limitMinutes, invitedAtMs, inviteUntilMs, lapsedAtMs, id);
    if (kase.status === "open") run.undoHold.run(id);
    const { outcome } = kase;
    run.markOutcome.run(outcome ?? null, outcome === undefined ? null : (kase.quantity ?? 1), id);
    run.markTime.run(kase.timeFlagged ? 1 : null, id);
  }
}

/** Facts that no table is made of: they are read from the log itself. */
const NOT_PROJECTED = {
  "case.note-set": null,
  "window.close-planned": null,
  "window.close-cancelled": null,
  "emergency.raised": null,
  "emergency.answered": null,
  "emergency.ended": null,
  "ticket.yielded": null,
  "account.signed-in": null,
  "account.signed-out": null,
  "account.locked": null,
  "account.changed": null,
  "device-page.paired": null,
  "device-page.revoked": null,
  "token.created": null,
  "token.revoked": null,
  "ticket.needs-changed": null,
  "ticket.merged": null,
  "roll.opened": null,
  "roll.number-used": null,
  "roll.closed": null,
  "reachability.checked": null,
  "notice.posted": null,
  "notice.withdrawn": null,
  "rating.refused": null,
  "rating.second-opened": null,
  "rating.without-call": null,
  "rating.signal-checked": null,
  "window.opened": null,
  "window.paused": null,
  "window.resumed": null,
  "window.closed": null,
  "staff.signed-in": null,
  "staff.signed-out": null,
  "device.online": null,
  "device.offline": null,
  "device.faulted": null,
  "device.removed": null,
  "device.input": null,
  "device.tested": null,
  "alarm.raised": null,
  "alarm.cleared": null,
  "alarm.acknowledged": null,
  "alarm.silenced": null,
  "settings.changed": null,
  "privacy.purged": null,
  "privacy.contact-shown": null,
  "privacy.contact-committed": null,
  "checkpoint.signed": null,
  "evidence.key-rotated": null,
  "appointment.booked": null,
  "appointment.cancelled": null,
  "appointment.checked-in": null,
  "appointment.no-show": null,
  "appointment.reminded": null,
  "service.closed": null,
  "service.opened": null,
  "window.assigned": null,
  "window.assignment-ended": null,
  "clerk.asked-back": null,
  "clerk.ask-withdrawn": null,
  "clerk.moved": null,
  "device.out-of-service": null,
  "device.back-in-service": null,
  "numbers.held": null,
  "numbers.released": null,
  "day.ended": null,
  "day.reopened": null,
} satisfies Partial<Appliers>;

/** A row of the log as SQLite gives it. */
export interface EventRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly type: string;
  readonly actor: string;
  readonly data: string;
  readonly hash: Uint8Array;
}

/** The event a row holds. */
export function eventOf(row: Pick<EventRow, "seq" | "at_ms" | "type" | "actor" | "data">): LoggedEvent {
  return {
    type: row.type,
    data: JSON.parse(row.data),
    seq: row.seq,
    atMs: row.at_ms,
    actor: row.actor,
  } as LoggedEvent;
}
