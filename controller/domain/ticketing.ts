// Tickets outside the windows: issue, leave, void, return.
import { clear, printAlarmId } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { type EventData, event, type NewEvent } from "./events.ts";
import { nextNumber, remainingNumbers } from "./numbering.ts";
import { printerOf, serviceOf } from "./settings-lookup.ts";
import { isEnded } from "./snapshot.ts";
import type { Case, HallState, Ticket } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;
type TicketRef = Omit<EventData["ticket.print-requested"], "deviceId">;
/** What is known of a case before it ends. */
export type CaseUnderWay = Omit<
  Case,
  "status" | "finishedAtMs" | "invitedAtMs" | "inviteUntilMs" | "lapsedAtMs" | "rating" | "token"
>;

/** The ids every event of a ticket carries. */
export function refOf(ticket: Ticket): TicketRef {
  return { ticketId: ticket.id, number: ticket.number, serviceId: ticket.serviceId };
}

/** Gives out a number. */
export function issueTicket(at: Moment, command: Of<"issue-ticket">): Decision {
  const { state } = at;
  const { settings } = state;
  const { serviceId, priority, kioskId } = command;
  const service = serviceOf(settings, serviceId);
  if (service === undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  if (priority !== null && !settings.policy.priority.classes.includes(priority)) {
    return refuse("PRIORITY_UNKNOWN", `there is no priority class ${priority}`);
  }
  if (kioskId !== null && !settings.kiosks.some((kiosk) => kiosk.id === kioskId)) {
    return refuse("KIOSK_UNKNOWN", `there is no kiosk ${kioskId}`);
  }
  if (remainingNumbers(state, service) === 0) {
    return refuse("SERVICE_QUOTA_REACHED", `${service.dailyMax} numbers for ${serviceId} were given out today`);
  }
  const asked = command.language;
  const language = asked !== null && settings.languages.includes(asked) ? asked : (settings.languages[0] ?? "zh-CN");
  const { number, ordinal } = nextNumber(state, service);
  const ticketId = at.newId("ticket");
  const issued = event("ticket.issued", {
    ticketId,
    number,
    serviceId,
    token: at.newToken(),
    ordinal,
    prefix: service.prefix,
    priority,
    kioskId,
    language,
    deviceId: printerOf(settings, kioskId),
  });
  return accept([issued], { ticketId });
}

/** The open case of a ticket, or undefined. */
export function openCaseOf(state: HallState, ticket: Ticket): Case | undefined {
  const found = ticket.caseId === null ? undefined : state.cases.get(ticket.caseId);
  return found?.status === "open" ? found : undefined;
}

/** The end of a case at the window it belongs to. */
export function caseFinished(found: CaseUnderWay, nowMs: number): NewEvent {
  const { id: caseId, ticketId, number, serviceId, windowId, staffId, limitMinutes, openedAtMs } = found;
  const late = limitMinutes !== null && nowMs - openedAtMs > limitMinutes * 60_000;
  return event("case.finished", { ticketId, number, serviceId, windowId, caseId, staffId, late });
}

/** Ends a ticket that is not at a window: its parked case closes with it, its paper is nobody's trouble any more. */
export function ending(state: HallState, ticket: Ticket, end: NewEvent, nowMs: number): NewEvent[] {
  const parked = openCaseOf(state, ticket);
  const closing = parked === undefined ? [] : [caseFinished(parked, nowMs)];
  return [...closing, end, ...clear(state, printAlarmId(ticket.id))];
}

function ticketAway(state: HallState, ticketId: string): Ticket | Decision {
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined) return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId}`);
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${ticket.number} is ${ticket.state}`);
  if (ticket.state === "called" || ticket.state === "serving") {
    return refuse("TICKET_NOT_WAITING", `${ticket.number} is at window ${ticket.windowId}`);
  }
  return ticket;
}

/** The person gives up. */
export function leaveTicket(at: Moment, { ticketId }: Of<"leave-ticket">): Decision {
  const ticket = ticketAway(at.state, ticketId);
  if ("ok" in ticket) return ticket;
  const left = event("ticket.left", { ...refOf(ticket), reason: "gave-up" });
  return accept(ending(at.state, ticket, left, at.nowMs), { ticketId });
}

/** Cancelled by staff: misprint, duplicate. */
export function voidTicket(at: Moment, { ticketId, reason }: Of<"void-ticket">): Decision {
  const ticket = ticketAway(at.state, ticketId);
  if ("ok" in ticket) return ticket;
  const voided = event("ticket.voided", { ...refOf(ticket), reason });
  return accept(ending(at.state, ticket, voided, at.nowMs), { ticketId });
}

/** A missed person is back: original arrival time, but some others are called first. */
export function returnTicket(at: Moment, { ticketId }: Of<"return-ticket">): Decision {
  const { state } = at;
  const { missed } = state.settings.policy;
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined) return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId}`);
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${ticket.number} is ${ticket.state}`);
  if (ticket.state !== "missed") return refuse("TICKET_NOT_MISSED", `${ticket.number} is ${ticket.state}`);
  if (!missed.mayReturn) return refuse("RETURN_NOT_ALLOWED", "missed numbers may not return here");
  if (ticket.returns >= missed.maxReturns) {
    return refuse("RETURN_NOT_ALLOWED", `${ticket.number} has returned ${ticket.returns} times already`);
  }
  const notBeforeCall = (state.callsToday.get(ticket.serviceId) ?? 0) + missed.returnAfterCalls;
  return accept([event("ticket.returned", { ...refOf(ticket), notBeforeCall })], { ticketId });
}
