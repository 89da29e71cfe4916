// Tickets outside the windows: issue, leave, void, return.
import { clear, printAlarmId } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { type EventData, event, type NewEvent } from "./events.ts";
import { unknownNeed } from "./needs.ts";
import { nextNumber } from "./numbering.ts";
import { CARD_GONE } from "./offer-commands.ts";
import { standingOf } from "./opening.ts";
import { isPersonDone, sameWish } from "./persons.ts";
import { printerOf, printersOf, serviceOf } from "./settings-lookup.ts";
import { isEnded } from "./snapshot.ts";
import type { Case, HallSettings, HallState, ServiceSettings, Ticket } from "./types.ts";

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

/** The language asked for when the hall speaks it, otherwise its first. */
export function spokenLanguage({ languages }: HallSettings, asked: string | null): string {
  return asked !== null && languages.includes(asked) ? asked : (languages[0] ?? "zh-CN");
}

/** The card lies there no more. */
export function cardGone(): Decision {
  return refuse("CARD_UNKNOWN", "请重新放置身份证 · please present the ID card again");
}

/** What a new ticket is to be. */
export interface WantedTicket {
  readonly service: ServiceSettings;
  readonly priority: string | null;
  readonly kioskId: string | null;
  readonly language: string | null;
  readonly needs: readonly string[];
  readonly largePrint: boolean;
  readonly person: string | null;
  /** Start of the slot of an appointment. */
  readonly dueMs?: number;
  /** Instead of the kiosk's printer; null: no paper. */
  readonly printer?: string | null;
}

/** The issue of the next number, or null when the series of the service is used up. */
export function issueOf(
  at: Moment,
  wanted: WantedTicket,
): { readonly ticketId: string; readonly number: string; readonly issued: NewEvent } | null {
  const { settings } = at.state;
  const { service, priority, kioskId, needs, person, dueMs } = wanted;
  const next = nextNumber(at.state, service, priority);
  if (next === null) return null;
  const { number, ordinal, prefix, series } = next;
  const ticketId = at.newId("ticket");
  // An appointment that came early waits for its time, whatever the line: nothing is told for it.
  const isEarly = dueMs !== undefined && dueMs > at.nowMs;
  const told = isEarly ? null : (at.toldWait?.(at.state, service.id, priority, at.nowMs) ?? null);
  const issued = event("ticket.issued", {
    ticketId,
    number,
    serviceId: service.id,
    token: at.newToken(),
    ordinal,
    prefix,
    priority,
    kioskId,
    language: spokenLanguage(settings, wanted.language),
    deviceId: wanted.printer === undefined ? printerOf(settings, kioskId) : wanted.printer,
    ...(series === prefix ? {} : { series }),
    ...(needs.length === 0 ? {} : { needs: [...needs] }),
    ...(wanted.largePrint ? { largePrint: true } : {}),
    ...(person === null ? {} : { person }),
    ...(dueMs === undefined ? {} : { dueMs }),
    ...(told === null ? {} : { told }),
  });
  return { ticketId, number, issued };
}

/** Why this service gives this person no number now, or null. */
function obstacle(at: Moment, service: ServiceSettings, command: Of<"issue-ticket">): Decision | null {
  const { state, nowMs } = at;
  const { code, reason } = standingOf(state, service, nowMs);
  if (code === "quota") {
    const detail = service.dailyMax === null ? "all" : String(service.dailyMax);
    return refuse("SERVICE_QUOTA_REACHED", `${detail} numbers for ${service.id} were given out today`);
  }
  if (code === "closed-by-manager") {
    return refuse("SERVICE_CLOSED", `${service.id} was closed${reason === null ? "" : `: ${reason}`}`);
  }
  if (code === "closed-hours" || code === "closed-day") {
    return refuse("SERVICE_CLOSED", `${service.id} is closed at this time`);
  }
  const person = command.person ?? null;
  const kiosk = state.settings.kiosks.find(({ id }) => id === command.kioskId);
  if (service.perPersonDaily !== undefined && person === null && kiosk?.hasReader === true) {
    return refuse("CARD_NEEDED", `${service.id} gives its numbers out per person`);
  }
  if (person !== null && isPersonDone(state, person, service)) {
    return refuse("PERSON_LIMIT_REACHED", `at most ${service.perPersonDaily} a day for ${service.id}`);
  }
  return null;
}

/** Gives out a number. */
export function issueTicket(at: Moment, command: Of<"issue-ticket">): Decision {
  const { state } = at;
  const { settings } = state;
  const { serviceId, priority, kioskId, language, needs = [], largePrint = false, person = null, printer } = command;
  const service = serviceOf(settings, serviceId);
  if (service === undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  if (priority !== null && !settings.policy.priority.classes.includes(priority)) {
    return refuse("PRIORITY_UNKNOWN", `there is no priority class ${priority}`);
  }
  if (kioskId !== null && !settings.kiosks.some((kiosk) => kiosk.id === kioskId)) {
    return refuse("KIOSK_UNKNOWN", `there is no kiosk ${kioskId}`);
  }
  if (printer !== undefined && printer !== null && !printersOf(settings).includes(printer)) {
    return refuse("PRINTER_UNKNOWN", `there is no ticket printer ${printer}`);
  }
  if (person === CARD_GONE) return cardGone();
  const strange = unknownNeed(settings, needs);
  if (strange !== null) return refuse("NEED_UNKNOWN", `there is no need ${strange}`);
  const same = person === null ? undefined : sameWish(state, person, serviceId, at.nowMs);
  if (same !== undefined) return accept([], { ticketId: same.id });
  const refused = obstacle(at, service, command);
  if (refused !== null) return refused;
  const wanted = { service, priority, kioskId, language, needs, largePrint, person };
  const issue = issueOf(at, printer === undefined ? wanted : { ...wanted, printer });
  if (issue === null) return refuse("SERVICE_QUOTA_REACHED", `the numbers of ${serviceId} are used up today`);
  return accept([issue.issued], { ticketId: issue.ticketId });
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

/** A ticket that nobody has at a window and that has not ended. */
export function ticketAway(state: HallState, ticketId: string): Ticket | Decision {
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
  // Nobody was let pass on purpose, and nobody came in vain: the place is the one of its arrival.
  if (ticket.state === "held" && ticket.formSinceMs !== undefined) {
    return accept([event("ticket.returned", { ...refOf(ticket), notBeforeCall: 0 })], { ticketId });
  }
  if (ticket.state !== "missed") return refuse("TICKET_NOT_MISSED", `${ticket.number} is ${ticket.state}`);
  if (!missed.mayReturn) return refuse("RETURN_NOT_ALLOWED", "missed numbers may not return here");
  if (ticket.returns >= missed.maxReturns) {
    return refuse("RETURN_NOT_ALLOWED", `${ticket.number} has returned ${ticket.returns} times already`);
  }
  const notBeforeCall = (state.callsToday.get(ticket.serviceId) ?? 0) + missed.returnAfterCalls;
  return accept([event("ticket.returned", { ...refOf(ticket), notBeforeCall })], { ticketId });
}
