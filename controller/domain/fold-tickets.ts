// What happens to a ticket, folded into the state.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { found } from "./invariant.ts";
import { notePerson } from "./persons.ts";
import { addCalls, isDirected, ORDINARY, place, queueKey, unplace } from "./queue.ts";
import { windowOf } from "./settings-lookup.ts";
import { closedWindow } from "./snapshot.ts";
import type { HallState, RecentCall, Ticket, TicketState, Window } from "./types.ts";
import { conclude, draftAt, noteTicket } from "./undo-steps.ts";

/** Calls the boards can list. */
export const RECENT_CALLS_MAX = 30;
/** Calls of a window that its ratio looks back on. */
const DRAWN_MAX = 20;

/** The window's record; a window that has left the settings since is remembered while its events are folded. */
export function windowRecord(state: HallState, windowId: string): Window {
  const known = state.windows.get(windowId);
  if (known !== undefined) return known;
  const window = closedWindow(windowId);
  state.windows.set(windowId, window);
  return window;
}

function ticketOf(state: HallState, ticketId: string): Ticket {
  return found(state.tickets.get(ticketId), `ticket ${ticketId}`);
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function issued(state: HallState, { data, seq, atMs }: LoggedOf<"ticket.issued">): void {
  const ticket: Ticket = {
    id: data.ticketId,
    number: data.number,
    token: data.token,
    serviceId: data.serviceId,
    priority: data.priority,
    kioskId: data.kioskId,
    language: data.language,
    state: "waiting",
    windowId: null,
    onlyWindowId: null,
    issuedAtMs: atMs,
    // An appointment that came early stands where it would had it come in time.
    arrivalMs: Math.max(atMs, data.dueMs ?? atMs),
    arrivalSeq: seq,
    calledAtMs: null,
    calls: 0,
    startedAtMs: null,
    finishedAtMs: null,
    notBeforeCall: null,
    returns: 0,
    print: data.deviceId === null ? "none" : "pending",
    printAttempts: 0,
    printStarted: false,
    caseId: null,
    lastSeq: seq,
    ...(data.needs === undefined ? {} : { needs: data.needs }),
    ...(data.largePrint === undefined ? {} : { largePrint: data.largePrint }),
    ...(data.dueMs === undefined ? {} : { dueMs: data.dueMs }),
    ...(data.kioskId !== null || data.deviceId === null ? {} : { printer: data.deviceId }),
    ...(data.told === undefined ? {} : { told: data.told }),
  };
  state.tickets.set(ticket.id, ticket);
  state.ticketIdByNumber.set(ticket.number, ticket.id);
  state.ticketIdByToken.set(ticket.token, ticket.id);
  state.counters.set(data.series ?? data.prefix, data.ordinal);
  bump(state.issuedToday, data.serviceId);
  if (data.person !== undefined) {
    notePerson(state.offer, data.person, { ticketId: ticket.id, serviceId: data.serviceId, atMs });
  }
  place(state, ticket);
}

function called(state: HallState, event: LoggedOf<"ticket.called">): void {
  const { data, seq, atMs } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  const queue = queueKey(ticket);
  const queues = [...new Set([queue, ...data.overtook])];
  const before = queues.map((key) => state.overtakes.get(key) ?? 0);
  const callsBefore = state.recentCalls;
  unplace(state, ticket);
  delete ticket.formSinceMs;
  ticket.state = "called";
  ticket.windowId = window.id;
  ticket.calledAtMs = atMs;
  ticket.calls += 1;
  ticket.notBeforeCall = null;
  ticket.lastSeq = seq;
  window.ticketId = ticket.id;
  window.caseId = null;
  window.lastCallAtMs = atMs;
  if (windowOf(state.settings, window.id)?.profile?.kind === "ratio") noteDrawn(window, data.serviceId);
  addCalls(state, data.serviceId, 1);
  countOvertaken(state, ticket, queue, data.overtook);
  listCall(state, { ticketId: ticket.id, windowId: window.id, atMs, times: ticket.calls });
  draft.counters = {
    ...draft.counters,
    callOf: data.serviceId,
    overtakes: queues.map((key, index) => ({
      queue: key,
      before: before[index] ?? 0,
      after: state.overtakes.get(key) ?? 0,
    })),
    recentCalls: { before: callsBefore, after: state.recentCalls },
  };
  conclude(state, draft, "call", ticket.id, event);
}

/** The newest calls of a window, for the ratio of its profile. */
function noteDrawn(window: Window, serviceId: string): void {
  window.drawn = [...(window.drawn ?? []), serviceId].slice(-DRAWN_MAX);
}

/** Whoever was passed over counts one more; an ordinary call in its turn ends the row of its queue. */
export function countOvertaken(state: HallState, ticket: Ticket, queue: string, overtook: readonly string[]): void {
  for (const key of overtook) {
    if (state.lanes.get(key)?.has(ORDINARY)) bump(state.overtakes, key);
  }
  if (ticket.priority === null && !overtook.includes(queue)) state.overtakes.delete(queue);
}

function listCall(state: HallState, call: RecentCall): void {
  const others = state.recentCalls.filter((known) => known.ticketId !== call.ticketId);
  state.recentCalls = [call, ...others].slice(0, RECENT_CALLS_MAX);
}

function recalled(state: HallState, event: LoggedOf<"ticket.recalled">): void {
  const { data, seq, atMs } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  const before = state.recentCalls;
  ticket.calls = data.times;
  ticket.calledAtMs = atMs;
  ticket.lastSeq = seq;
  window.lastRecallAtMs = atMs;
  listCall(state, { ticketId: ticket.id, windowId: window.id, atMs, times: data.times });
  draft.counters = { ...draft.counters, recentCalls: { before, after: state.recentCalls } };
  conclude(state, draft, "recall", ticket.id, event);
}

function arrived(state: HallState, event: LoggedOf<"ticket.arrived">): void {
  const { data, seq, atMs } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  ticket.state = "serving";
  ticket.startedAtMs ??= atMs;
  ticket.lastSeq = seq;
  const goesOn = ticket.caseId === null ? undefined : state.cases.get(ticket.caseId);
  const hasCase = goesOn?.status === "open";
  window.caseId = hasCase ? ticket.caseId : null;
  if (data.inferred) return;
  if (hasCase) conclude(state, draft, "arrived", ticket.id, event);
  else draft.arrivedTicketId = ticket.id;
}

function resumed(state: HallState, event: LoggedOf<"ticket.resumed">): void {
  const { data, seq } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  unplace(state, ticket);
  ticket.state = "serving";
  ticket.lastSeq = seq;
  window.ticketId = ticket.id;
  window.caseId = ticket.caseId;
  conclude(state, draft, "resume-ticket", ticket.id, event);
}

function transferred(state: HallState, event: LoggedOf<"ticket.transferred">): void {
  const { data, seq } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  ticket.state = "waiting";
  ticket.serviceId = data.toServiceId;
  ticket.onlyWindowId = data.toWindowId;
  if (data.toStaffId === undefined) delete ticket.onlyStaffId;
  else ticket.onlyStaffId = data.toStaffId;
  ticket.calledAtMs = null;
  ticket.startedAtMs = null;
  ticket.calls = 0;
  ticket.notBeforeCall = data.notBeforeCall ?? null;
  ticket.lastSeq = seq;
  window.ticketId = null;
  window.caseId = null;
  place(state, ticket);
  conclude(state, draft, "transfer", ticket.id, event);
}

function finished(state: HallState, event: LoggedOf<"ticket.finished">): void {
  const { data, seq, atMs } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  ticket.state = "finished";
  ticket.finishedAtMs = atMs;
  ticket.lastSeq = seq;
  window.ticketId = null;
  window.caseId = null;
  if (!data.inferred) conclude(state, draft, "finish", ticket.id, event);
}

function leaveWindow(
  state: HallState,
  event: LoggedOf<"ticket.missed" | "ticket.held">,
  to: TicketState & ("missed" | "held"),
): void {
  const ticket = ticketOf(state, event.data.ticketId);
  const window = windowRecord(state, event.data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  ticket.state = to;
  if (to === "missed") ticket.missedAtCall = state.callsToday.get(ticket.serviceId) ?? 0;
  ticket.lastSeq = event.seq;
  window.ticketId = null;
  window.caseId = null;
  place(state, ticket);
  // One action with the next call, or with its own return: taken back by one undo.
  if (event.type === "ticket.missed" && (event.data.inferred || event.data.requeued)) return;
  conclude(state, draft, to === "held" ? "hold" : "missed", ticket.id, event);
}

function returned(state: HallState, event: LoggedOf<"ticket.returned">): void {
  const { data, seq } = event;
  const ticket = ticketOf(state, data.ticketId);
  const wasFilling = ticket.formSinceMs !== undefined;
  unplace(state, ticket);
  delete ticket.formSinceMs;
  ticket.state = "waiting";
  // Directed tickets wait for one window alone: there is no row of calls to let pass.
  ticket.notBeforeCall = isDirected(ticket) || wasFilling ? null : data.notBeforeCall;
  if (!wasFilling) ticket.returns += 1;
  ticket.lastSeq = seq;
  place(state, ticket);
  if (data.windowId === undefined) return;
  const window = windowRecord(state, data.windowId);
  conclude(state, draftAt(state, window), "missed", ticket.id, event);
}

function ended(
  state: HallState,
  { data, seq, atMs }: LoggedOf<"ticket.left" | "ticket.voided">,
  to: "left" | "void",
): void {
  const ticket = ticketOf(state, data.ticketId);
  unplace(state, ticket);
  ticket.state = to;
  ticket.finishedAtMs = atMs;
  ticket.lastSeq = seq;
}

/** A ticket's life. */
export const TICKET_FOLDS = {
  "ticket.issued": issued,
  "ticket.called": called,
  "ticket.recalled": recalled,
  "ticket.arrived": arrived,
  "ticket.missed": (state, event) => leaveWindow(state, event, "missed"),
  "ticket.returned": returned,
  "ticket.held": (state, event) => leaveWindow(state, event, "held"),
  "ticket.resumed": resumed,
  "ticket.transferred": transferred,
  "ticket.finished": finished,
  "ticket.left": (state, event) => ended(state, event, "left"),
  "ticket.voided": (state, event) => ended(state, event, "void"),
} satisfies Partial<Folds<EventType>>;
