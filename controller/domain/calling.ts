// Calls: the next ticket, a named one, the same again, and nobody came.
import type { Command, Decision } from "./commands.ts";
import { accept, isWithin, type Moment, refuse } from "./decision.ts";
import { overtakenBy, pickNext } from "./dispatch.ts";
import { event, type NewEvent } from "./events.ts";
import { isFilling } from "./form-pool.ts";
import { found } from "./invariant.ts";
import { shorten } from "./invitations.ts";
import { isDirectedTo } from "./queue.ts";
import { ROLL_WHY, rollFor, ticketOfRoll, unusedOf } from "./rolls.ts";
import { type Desk, deskOf, finishing } from "./serving.ts";
import { isEnded } from "./snapshot.ts";
import { numberOfDigits } from "./spoken-number.ts";
import { caseFinished, openCaseOf, refOf } from "./ticketing.ts";
import type { HallState, Ticket, Window } from "./types.ts";
import { servicesAt } from "./window-services.ts";
import { knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** What makes the window ready to call: a keypad alone must be enough to work. */
function readiness(window: Window, fromKeypad: boolean): NewEvent[] | Decision {
  const windowId = window.id;
  if (window.state === "open") return [];
  if (window.state === "closed") {
    if (!fromKeypad) return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
    return [event("window.opened", { windowId, staffId: null })];
  }
  if (!fromKeypad) return refuse("WINDOW_PAUSED", `window ${windowId} is paused`);
  return [event("window.resumed", { windowId })];
}

/** What the next call makes of whoever is at the window now. `missedWithinSeconds`: of a one-key button. */
function finishOpen(at: Moment, window: Window, inferred: boolean, missedWithinSeconds = 0): NewEvent[] {
  if (window.ticketId === null) return [];
  const ticket = found(at.state.tickets.get(window.ticketId), `ticket ${window.ticketId}`);
  if (ticket.state === "called" && isWithin(at, ticket.calledAtMs, missedWithinSeconds * 1000)) {
    return notCome(at, window, ticket, inferred ? { inferred: true } : {});
  }
  // The next person must not be asked about this one, so a call asks nobody.
  return finishing(at, { window, ticket }, { inferred, invites: false }).events;
}

/** Whether this key press is the last one again: a bounce, or a key held too long. */
function isSamePress(at: Moment, window: Window, ticket: Ticket | undefined): ticket is Ticket {
  const guardMs = at.state.settings.policy.calls.repeatPressSeconds * 1000;
  return ticket?.state === "called" && isWithin(at, window.lastCallAtMs, guardMs);
}

function call(
  at: Moment,
  window: Window,
  ready: NewEvent[],
  ticket: Ticket,
  why: string,
  overtook: string[],
  missedWithinSeconds?: number,
): Decision {
  const { staffId, id: windowId } = window;
  const called = event("ticket.called", { ...refOf(ticket), windowId, staffId, why, overtook });
  const before = finishOpen(at, window, true, missedWithinSeconds);
  const events = [...ready, ...shorten(at, window), ...before, called];
  return accept(events, { ticketId: ticket.id, windowId }, why);
}

/** Calls a number of a paper roll: it becomes a ticket with the call. */
function callPaper(
  at: Moment,
  window: Window,
  ready: NewEvent[],
  paper: NonNullable<ReturnType<typeof rollFor>>,
  why: string,
  missedWithinSeconds?: number,
): Decision {
  const { staffId, id: windowId } = window;
  const { events, ...ref } = ticketOfRoll(at, paper.roll, paper.ordinal);
  const called = event("ticket.called", { ...ref, windowId, staffId, why, overtook: [] });
  const before = [...ready, ...shorten(at, window), ...finishOpen(at, window, true, missedWithinSeconds)];
  return accept([...before, ...events, called], { ticketId: ref.ticketId, windowId }, why);
}

/** Finishes what is open at the window and calls whoever is next; with nobody waiting it only finishes. */
export function callNext(at: Moment, { windowId, fromKeypad, missedWithinSeconds }: Of<"call-next">): Decision {
  const { state } = at;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const current = window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
  if (fromKeypad && isSamePress(at, window, current)) {
    return accept([], { ticketId: current.id, windowId }, "the same press again");
  }
  const ready = readiness(window, fromKeypad);
  if ("ok" in ready) return ready;
  const next = pickNext(state, windowId, at.nowMs);
  if (next === null) {
    const paper = rollFor(state, windowId);
    if (paper !== null) return callPaper(at, window, ready, paper, ROLL_WHY, missedWithinSeconds);
    return accept([...ready, ...finishOpen(at, window, false, missedWithinSeconds)]);
  }
  return call(at, window, ready, next.ticket, next.why, [...next.overtook], missedWithinSeconds);
}

/** Digits alone are a number of this window's services, as on a keypad. */
function idByNumber(state: HallState, windowId: string, number: string): string | undefined {
  const exact = state.ticketIdByNumber.get(number);
  if (exact !== undefined || !/^[0-9]+$/.test(number)) return exact;
  return state.ticketIdByNumber.get(numberOfDigits(state, windowId, number) ?? "");
}

function named(state: HallState, windowId: string, wanted: Of<"call-ticket">["ticket"]): Ticket | undefined {
  const ticketId = "ticketId" in wanted ? wanted.ticketId : idByNumber(state, windowId, wanted.number);
  return ticketId === undefined ? undefined : state.tickets.get(ticketId);
}

/** Missed more calls of its service ago than the hall lets be called back. */
function isTooFarBack({ settings, callsToday }: HallState, { missedAtCall, serviceId }: Ticket): boolean {
  const { callBackWithin } = settings.policy.missed;
  if (callBackWithin === undefined || missedAtCall === undefined) return false;
  return (callsToday.get(serviceId) ?? 0) - missedAtCall > callBackWithin;
}

/** Why this window may not call this ticket, or null when it may. */
function obstacle(state: HallState, windowId: string, ticket: Ticket): Decision | null {
  const { number } = ticket;
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${number} is ${ticket.state}`);
  if (ticket.state === "called" || ticket.state === "serving") {
    return refuse("TICKET_ALREADY_CALLED", `${number} was called by window ${ticket.windowId}`);
  }
  if (ticket.state === "held" && !isFilling(ticket)) {
    if (ticket.windowId === windowId) return null;
    return refuse("TICKET_NOT_WAITING", `${number} is held at window ${ticket.windowId}`);
  }
  if (ticket.onlyStaffId !== undefined && !isDirectedTo(state, windowId, ticket)) {
    return refuse("WINDOW_SERVICE_MISMATCH", `${number} waits for ${ticket.onlyStaffId} alone`);
  }
  const { onlyWindowId } = ticket;
  const serves = servicesAt(state, windowId).includes(ticket.serviceId);
  if (!isDirectedTo(state, windowId, ticket) && (onlyWindowId !== null || !serves)) {
    const where = onlyWindowId === null ? `for ${ticket.serviceId}` : `for window ${onlyWindowId} alone`;
    return refuse("WINDOW_SERVICE_MISMATCH", `${number} waits ${where}`);
  }
  if (ticket.state === "missed" && !state.settings.policy.missed.mayReturn) {
    return refuse("RETURN_NOT_ALLOWED", `${number} was missed and may not return`);
  }
  if (ticket.state === "missed" && isTooFarBack(state, ticket)) {
    return refuse("RETURN_NOT_ALLOWED", `${number} was missed too many calls ago: it has to return in line`);
  }
  return null;
}

/** Calls a ticket by id or number: waiting, missed where that may return, or held at this window. */
export function callTicket(at: Moment, command: Of<"call-ticket">): Decision {
  const { state } = at;
  const { windowId, fromKeypad } = command;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const ticket = named(state, windowId, command.ticket);
  if (fromKeypad && ticket?.id === window.ticketId && isSamePress(at, window, ticket)) {
    return accept([], { ticketId: ticket.id, windowId }, "the same press again");
  }
  const ready = readiness(window, fromKeypad);
  if ("ok" in ready) return ready;
  const paper = ticket === undefined && "number" in command.ticket ? unusedOf(state, command.ticket.number) : null;
  if (paper !== null && servicesAt(state, windowId).includes(paper.roll.serviceId)) {
    return callPaper(at, window, ready, paper, "called by number");
  }
  if (ticket === undefined) {
    const wanted = "ticketId" in command.ticket ? command.ticket.ticketId : command.ticket.number;
    return refuse("TICKET_UNKNOWN", `there is no ticket ${wanted} today`);
  }
  const refused = obstacle(state, windowId, ticket);
  if (refused !== null) return refused;
  const overtook = overtakenBy(state, windowId, ticket, at.nowMs);
  return call(at, window, ready, ticket, "called by number", overtook);
}

/** Only somebody who has been called and is not there yet can be called again or missed. */
function calledAt(state: HallState, windowId: string): ReturnType<typeof deskOf> {
  const desk = deskOf(state, windowId);
  if ("ok" in desk || desk.ticket.state === "called") return desk;
  return refuse("TICKET_NOT_WAITING", `${desk.ticket.number} is being served at window ${windowId}`);
}

/** The same number once more. */
export function recall(at: Moment, { windowId }: Of<"recall">): Decision {
  const desk = calledAt(at.state, windowId);
  if ("ok" in desk) return desk;
  const { ticket } = desk;
  const seconds = at.state.settings.policy.calls.minimumSecondsBetween;
  if (isWithin(at, ticket.calledAtMs, seconds * 1000)) {
    return refuse("RECALL_TOO_SOON", `${ticket.number} was called less than ${seconds} s ago`);
  }
  const { atMax = "call", max } = at.state.settings.policy.calls;
  if (atMax !== "call" && ticket.calls >= max) return calledInVain(at, desk, atMax === "requeue");
  const recalled = event("ticket.recalled", { ...refOf(ticket), windowId, times: ticket.calls + 1 });
  return accept([recalled], { ticketId: ticket.id, windowId });
}

/** The most calls have been made: back in line as often as the hall lets people return, else missed. */
function calledInVain(at: Moment, { window, ticket }: Desk, requeues: boolean): Decision {
  const { missed: rule } = at.state.settings.policy;
  const subject = { ticketId: ticket.id, windowId: window.id };
  const absent = notCome(at, window, ticket, {});
  if (!requeues || !rule.mayReturn || ticket.returns >= rule.maxReturns) return accept(absent, subject);
  const notBeforeCall = (at.state.callsToday.get(ticket.serviceId) ?? 0) + rule.returnAfterCalls;
  const returned = event("ticket.returned", { ...refOf(ticket), notBeforeCall, windowId: window.id });
  return accept([...notCome(at, window, ticket, { requeued: true }), returned], subject);
}

/** What was begun here before a hold ends with it: whoever returns starts a new case. */
function notCome(
  at: Moment,
  { id: windowId }: Window,
  ticket: Ticket,
  how: { readonly inferred?: true; readonly requeued?: true },
): NewEvent[] {
  const open = openCaseOf(at.state, ticket);
  const closing = open === undefined ? [] : [caseFinished(open, at.nowMs)];
  return [...closing, event("ticket.missed", { ...refOf(ticket), windowId, ...how })];
}

/** Nobody came. */
export function missed(at: Moment, { windowId }: Of<"missed">): Decision {
  const desk = calledAt(at.state, windowId);
  if ("ok" in desk) return desk;
  const { ticket, window } = desk;
  return accept(notCome(at, window, ticket, {}), { ticketId: ticket.id, windowId });
}
