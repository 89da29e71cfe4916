// Adds up one local day from the derived tables and the day's own events: all figures of the reports start here.
import { APPOINTMENT_CLASS } from "../domain/appointments.ts";
import type { EventData, EventType } from "../domain/events.ts";
import type { LocalDay } from "../domain/types.ts";
import { REACHED } from "./case-asks.ts";
import { put, putTime } from "./report-cells.ts";
import { DeviceTimes, Sessions } from "./report-sessions.ts";
import { DaySheet } from "./report-sheet.ts";
import type { Database } from "./sqlite.ts";

/** A day as a range of event numbers; `toSeq` is not included. */
export interface DaySpan {
  readonly day: LocalDay;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Adds figures of a day to its sheet. Further topics (closed loop of bad ratings, messages) add one of these. */
export type ReportSource = (db: Database, span: DaySpan, sheet: DaySheet) => void;

const TICKETS = `SELECT t.id, t.service_id, t.priority, t.state, t.print, t.issued_ms,
  json_extract(e.data, '$.kioskId') AS kiosk_id,
  (SELECT outcome FROM calls WHERE ticket_seq = t.seq ORDER BY seq DESC LIMIT 1) AS outcome
  FROM tickets t JOIN events e ON e.seq = t.seq WHERE t.seq >= ? AND t.seq < ?`;
// A ticket waits once, until its last call: an earlier call of the same ticket brings no wait of its own (M1).
const CALLS = `SELECT c.service_id, c.window_id, c.staff_id, c.last_ms, c.arrived_ms, c.outcome, t.id, t.priority,
  CASE WHEN c.seq = (SELECT max(seq) FROM calls WHERE ticket_seq = c.ticket_seq) THEN t.issued_ms END AS issued_ms
  FROM calls c JOIN tickets t ON t.seq = c.ticket_seq WHERE c.seq >= ? AND c.seq < ?`;
// By the finish that stands: one that was taken back is in the log, and its case is open or has a later one.
// Ratings of the completion (stage 2), the first of each case: what is asked at acceptance or after rectification
// is never mixed into these (I5, R13).
const CASES = `SELECT c.seq, c.id, c.service_id, c.window_id, c.staff_id, c.limit_minutes, c.opened_ms, c.finished_ms,
  c.late, c.held_ms, c.invited_ms, c.time_flagged, t.id AS ticket_id, t.priority, r.level, r.channel, r.origin,
  a.channel AS ask_channel, a.at_ms AS ask_ms
  FROM events e JOIN cases c ON c.id = json_extract(e.data, '$.caseId') AND c.finished_ms = e.at_ms
  JOIN tickets t ON t.seq = c.ticket_seq
  LEFT JOIN ratings r ON r.case_seq = c.seq AND r.stage = 2 AND r.sequence = 1
  LEFT JOIN asks a ON a.seq = (SELECT min(a.seq) FROM asks a WHERE a.case_seq = c.seq AND ${REACHED})
  WHERE e.seq >= ? AND e.seq < ? AND e.type = 'case.finished'`;

interface TicketRow {
  readonly id: string;
  readonly service_id: string;
  readonly priority: string | null;
  readonly state: string;
  readonly print: string;
  readonly issued_ms: number;
  readonly kiosk_id: string | null;
  readonly outcome: string | null;
}
interface CallRow {
  readonly id: string;
  readonly service_id: string;
  readonly window_id: string;
  readonly staff_id: string | null;
  readonly priority: string | null;
  readonly last_ms: number;
  readonly arrived_ms: number | null;
  readonly outcome: string | null;
  readonly issued_ms: number | null;
}
interface CaseRow {
  readonly seq: number;
  readonly id: string;
  readonly service_id: string;
  readonly window_id: string;
  readonly staff_id: string | null;
  readonly limit_minutes: number | null;
  readonly opened_ms: number;
  readonly finished_ms: number;
  readonly late: number;
  readonly held_ms: number;
  readonly invited_ms: number | null;
  readonly time_flagged: number | null;
  readonly ticket_id: string;
  readonly priority: string | null;
  readonly level: number | null;
  readonly channel: string | null;
  readonly origin: string | null;
  /** The first asking outside the pad that reached the person. */
  readonly ask_channel: string | null;
  readonly ask_ms: number | null;
}

/** Kinds of tickets; every other kind is a priority class by its own name. */
export const WALK_IN = "walk-in";

/** The figures of a day. */
export function dayOfReports(db: Database, span: DaySpan): DaySheet {
  const start = startOf(db, span);
  const sheet = new DaySheet(span.day, start.timezone);
  const seen = new DayEvents(sheet, start);
  seen.read(db, span);
  const kindOf = (ticketId: string, priority: string | null) =>
    seen.booked.has(ticketId) ? APPOINTMENT_CLASS : (priority ?? WALK_IN);
  const rowsOf = <T>(sql: string) => db.prepare(sql).all(span.fromSeq, span.toSeq) as T[];
  for (const row of rowsOf<TicketRow>(TICKETS)) addTicket(sheet, row, kindOf(row.id, row.priority));
  for (const row of rowsOf<CallRow>(CALLS)) addCall(sheet, row, kindOf(row.id, row.priority), seen.reported);
  const counted = new Set<number>();
  for (const row of rowsOf<CaseRow>(CASES)) {
    // Finished, taken back and finished again within one millisecond is one finish.
    if (!counted.has(row.seq)) addCase(sheet, row, kindOf(row.ticket_id, row.priority));
    counted.add(row.seq);
  }
  for (const source of MORE_SOURCES) source(db, span, sheet);
  return sheet.finish();
}

/** Further topics: one line each. */
const MORE_SOURCES: readonly ReportSource[] = [];

type Start = EventData["day.started"] & { readonly atMs: number };

function startOf(db: Database, span: DaySpan): Start {
  const row = db.prepare("SELECT at_ms, data FROM events WHERE seq = ?").get(span.fromSeq) as {
    at_ms: number;
    data: string;
  };
  return { ...(JSON.parse(row.data) as EventData["day.started"]), atMs: row.at_ms };
}

function addTicket(sheet: DaySheet, row: TicketRow, kind: string): void {
  const absent = row.outcome === "missed" && (row.state === "missed" || row.state === "left");
  for (const cell of sheet.at({ service: row.service_id, kind, kiosk: row.kiosk_id }, row.issued_ms)) {
    put(cell, "issued", 1);
    if (absent) put(cell, "noShow", 1);
    else if (row.state === "left") put(cell, "abandoned", 1);
    else if (row.state === "void") put(cell, "voided", 1);
    if (kind === APPOINTMENT_CLASS) put(cell, "appointments", 1);
    else put(cell, row.priority === null ? "walkIns" : "priorities", 1);
    if (row.print === "failed" || row.print === "unconfirmed") put(cell, "paperTrouble", 1);
  }
}

function addCall(sheet: DaySheet, row: CallRow, kind: string, reported: ReadonlySet<string>): void {
  const where = { service: row.service_id, window: row.window_id, staff: row.staff_id, kind };
  const wayMs = row.arrived_ms !== null && reported.has(`${row.id} ${row.arrived_ms}`);
  for (const cell of sheet.at(where, row.last_ms)) {
    put(cell, "called", 1);
    if (row.arrived_ms !== null) put(cell, "served", 1);
    if (row.outcome === "missed") put(cell, "missed", 1);
    if (row.outcome === "transferred") put(cell, "transferred", 1);
    if (row.outcome === null) put(cell, "unended", 1);
    if (row.issued_ms !== null) putTime(cell, "wait", row.last_ms - row.issued_ms);
    if (wayMs) putTime(cell, "way", (row.arrived_ms ?? 0) - row.last_ms);
  }
}

const QUARTER_MINUTES = 15;
/** A service that runs turns the day within seconds. */
const ON_TIME_MS = 60_000;

function addCase(sheet: DaySheet, row: CaseRow, kind: string): void {
  const where = { service: row.service_id, window: row.window_id, staff: row.staff_id, kind };
  const tookMs = row.finished_ms - row.opened_ms - row.held_ms;
  const limited = row.limit_minutes !== null;
  const quarter = Math.floor(sheet.minuteOf(row.finished_ms) / QUARTER_MINUTES);
  const asked = askedBy(row);
  for (const cell of sheet.at(where, row.finished_ms)) {
    put(cell, "finished", 1);
    // Its times say nothing, the clerk said; the case and its limit stay as they are in the log.
    if (row.time_flagged === 1) put(cell, "timeFlagged", 1);
    else putTime(cell, "service", tookMs);
    if (limited) put(cell, "limited", 1);
    if (row.late === 1) put(cell, "late", 1);
    else if (limited && row.finished_ms - row.opened_ms < (row.limit_minutes ?? 0) * 60_000) put(cell, "early", 1);
    if (asked !== null) put(cell, "asked", 1);
    if (asked !== null) put(cell, `asked:${asked}`, 1);
    addRating(cell, row);
  }
  // Whether it was in extended hours is for the calendar to say, when the report is asked for.
  for (const cell of sheet.at(where, null)) put(cell, `q:${quarter}`, 1);
  for (const cell of sheet.at({ channel: asked }, row.finished_ms).slice(1)) put(cell, "asked", 1);
  if (row.channel === null || row.origin !== "active") return;
  for (const cell of sheet.at({ channel: row.channel }, row.finished_ms).slice(1)) addRating(cell, row);
}

/**
 * The channel that asked the person first: each case stands under one, so the channels add up to all that were asked.
 * Who rated was asked, whatever else is known: a code on paper asks too, and only its answer shows in the log.
 */
function askedBy({ invited_ms: padMs, ask_channel: by, ask_ms: askMs, channel, origin }: CaseRow): string | null {
  if (padMs !== null && (askMs === null || padMs <= askMs)) return "window_pad";
  if (by !== null) return by === "page" ? "mobile" : by;
  return origin === "active" ? channel : null;
}

/** Ratings belong to the case, whenever they were given: rates are of the cases finished in the period. */
function addRating(cell: Parameters<typeof put>[0], { level, channel, origin }: CaseRow): void {
  if (level === null || channel === null) return;
  if (origin !== "active") {
    put(cell, origin === "default" ? "defaults" : "imported", 1);
    return;
  }
  put(cell, "active", 1);
  put(cell, `level:${level}`, 1);
  put(cell, `channel:${channel}`, 1);
}

const TYPES = [
  ...["window.opened", "window.paused", "window.resumed", "window.closed", "staff.signed-in", "staff.signed-out"],
  ...["ticket.arrived", "ticket.recalled", "action.undone", "appointment.checked-in", "appointment.no-show"],
  ...["device.online", "device.offline", "device.faulted", "device.removed", "rating.refused"],
] as const satisfies readonly EventType[];
const EVENTS = `SELECT seq, at_ms, type, data FROM events WHERE seq > ? AND seq < ? AND type IN
  (${TYPES.map((type) => `'${type}'`).join(", ")}) ORDER BY seq`;

type Seen = { [T in (typeof TYPES)[number]]: (data: EventData[T], atMs: number, seq: number) => void };

/** What the tables do not hold: sessions, devices, recalls, undos, arrivals that somebody reported. */
class DayEvents {
  /** Tickets of appointments. */
  readonly booked = new Set<string>();
  /** Arrivals that were said, not concluded: only these have a way time. */
  readonly reported = new Set<string>();
  readonly #sheet: DaySheet;
  readonly #sessions: Sessions;
  readonly #devices: DeviceTimes;
  readonly #seen: Seen;
  readonly #recalls = new Map<number, () => void>();

  constructor(sheet: DaySheet, start: Start) {
    this.#sheet = sheet;
    this.#sessions = new Sessions(sheet, start.snapshot.windows, start.atMs);
    this.#devices = new DeviceTimes(sheet, start.snapshot.devices, start.atMs);
    this.#seen = this.#table();
  }

  read(db: Database, { fromSeq, toSeq }: DaySpan): void {
    const rows = db.prepare(EVENTS).all(fromSeq, toSeq) as { seq: number; at_ms: number; type: string; data: string }[];
    for (const { seq, at_ms: atMs, type, data } of rows) {
      const see = this.#seen[type as keyof Seen] as (data: unknown, atMs: number, seq: number) => void;
      see(JSON.parse(data), atMs, seq);
    }
    // Up to the last thing that happened: a night in which the service was off counts for nothing.
    // What the turn of the day ended bears the time of the next start.
    const last = db
      .prepare("SELECT at_ms FROM events WHERE seq >= ? AND seq < ? AND at_ms < ? ORDER BY seq DESC LIMIT 1")
      .get(fromSeq, toSeq, this.#sheet.endMs) as { at_ms: number } | undefined;
    if (last === undefined) return;
    const endMs = this.#ranOverMidnight(db, toSeq) ? this.#sheet.endMs : last.at_ms;
    this.#sessions.end(endMs);
    this.#devices.end(endMs);
  }

  /** The next day began on time: windows and devices were as they were until midnight, and nothing is missed of it. */
  #ranOverMidnight(db: Database, toSeq: number): boolean {
    const next = db.prepare("SELECT at_ms FROM events WHERE seq = ?").get(toSeq) as { at_ms: number } | undefined;
    return next !== undefined && next.at_ms >= this.#sheet.endMs && next.at_ms - this.#sheet.endMs < ON_TIME_MS;
  }

  #table(): Seen {
    const sheet = this.#sheet;
    const sessions = this.#sessions;
    /** Returns how to take it back, from whoever was at the window then. */
    const count = (name: string, windowId: string | null, atMs: number) => {
      const cells = sheet.at({ window: windowId, staff: sessions.staffAt(windowId) }, atMs);
      for (const cell of cells) put(cell, name, 1);
      return () => {
        for (const cell of cells) put(cell, name, -1);
      };
    };
    return {
      "window.opened": (data, atMs) => sessions.opened(data, atMs),
      "window.paused": (data, atMs) => sessions.paused(data, atMs),
      "window.resumed": ({ windowId }, atMs) => sessions.resumed(windowId, atMs),
      "window.closed": ({ windowId }, atMs) => sessions.closed(windowId, atMs),
      "staff.signed-in": (data, atMs) => sessions.signedIn(data, atMs),
      "staff.signed-out": (data, atMs) => sessions.signedOut(data, atMs),
      "ticket.arrived": ({ ticketId, inferred }, atMs) => {
        if (!inferred) this.reported.add(`${ticketId} ${atMs}`);
      },
      "ticket.recalled": ({ windowId }, atMs, seq) => {
        this.#recalls.set(seq, count("recalls", windowId, atMs));
      },
      "action.undone": ({ windowId, undoneSeq }, atMs) => {
        count("undone", windowId, atMs);
        this.#recalls.get(undoneSeq)?.();
      },
      "appointment.checked-in": ({ ticketId }) => void this.booked.add(ticketId),
      "appointment.no-show": ({ serviceId }, atMs) => {
        for (const cell of sheet.at({ service: serviceId }, atMs)) put(cell, "bookedAbsent", 1);
      },
      "device.online": ({ deviceId }, atMs) => this.#devices.became(deviceId, "online", atMs),
      "device.offline": ({ deviceId }, atMs) => this.#devices.became(deviceId, "offline", atMs),
      "device.faulted": ({ deviceId }, atMs) => this.#devices.became(deviceId, "faulted", atMs),
      "device.removed": ({ deviceId }, atMs) => this.#devices.became(deviceId, null, atMs),
      "rating.refused": ({ windowId }, atMs) => void count("ratingsRefused", windowId, atMs),
    };
  }
}
