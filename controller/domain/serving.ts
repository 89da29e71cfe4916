// The person at the window: arrival, hold, resume, transfer, finish.
import { clear, printAlarmId } from "./alarms.ts";
import { closingRefusal } from "./closing.ts";
import type { Command, Decision } from "./commands.ts";
import { outcomesOf } from "./console-types.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { LAPSED_BY_ARRIVAL } from "./fold-ratings.ts";
import { found } from "./invariant.ts";
import { invite, lapseNow } from "./invitations.ts";
import { outcomeSet, strangeOutcome } from "./outcomes.ts";
import { serviceOf, windowOf } from "./settings-lookup.ts";
import { isEnded } from "./snapshot.ts";
import { type CaseUnderWay, caseFinished, openCaseOf, refOf } from "./ticketing.ts";
import type { HallState, Ticket, Window } from "./types.ts";
import { knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

export interface Desk {
  readonly window: Window;
  readonly ticket: Ticket;
}

/** The window and the ticket at it, or the refusal. */
export function deskOf(state: HallState, windowId: string): Desk | Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.ticketId === null) return refuse("WINDOW_HAS_NO_TICKET", `nobody is called to window ${windowId}`);
  return { window, ticket: found(state.tickets.get(window.ticketId), `ticket ${window.ticketId}`) };
}

/** The case of the ticket at the window; whoever was only called so far arrives with this. */
export function arrival(
  at: Moment,
  { window, ticket }: Desk,
  inferred: boolean,
): { readonly events: NewEvent[]; readonly business: CaseUnderWay } {
  const ids = { ...refOf(ticket), windowId: window.id };
  const open = openCaseOf(at.state, ticket);
  const arrived = ticket.state === "serving" ? [] : [event("ticket.arrived", { ...ids, inferred })];
  if (open !== undefined) return { events: arrived, business: open };
  const limitMinutes = serviceOf(at.state.settings, ticket.serviceId)?.caseLimitMinutes ?? null;
  const caseId = at.newId("case");
  const { staffId } = window;
  const opened = event("case.opened", { ...ids, caseId, staffId, limitMinutes });
  return {
    events: [...arrived, opened],
    business: { id: caseId, ...ids, staffId, openedAtMs: at.nowMs, limitMinutes },
  };
}

/** How a ticket is finished. */
export interface Finish {
  readonly outcome?: string | null;
  readonly quantity?: number | null;
  /** By calling the next ticket. */
  readonly inferred: boolean;
  readonly invites: boolean;
}

/** Finishes the ticket at the window and its case. */
export function finishing(at: Moment, desk: Desk, how: Finish) {
  const { inferred, invites, outcome = null, quantity = null } = how;
  const { window, ticket } = desk;
  const { events, business } = arrival(at, desk, true);
  const ids = { ...refOf(ticket), windowId: window.id, caseId: business.id };
  const asked = invites ? invite(at, window, ids) : null;
  const all: NewEvent[] = [
    ...(asked?.before ?? []),
    ...events,
    ...outcomeSet(business, outcome, quantity),
    caseFinished(business, at.nowMs),
    ...(asked === null ? [] : [asked.invited]),
    event("ticket.finished", { ...ids, inferred }),
    ...clear(at.state, printAlarmId(ticket.id)),
  ];
  return { events: all, caseId: business.id };
}

/** Business done; asks for the rating where the hall wants that, or as the clerk says. */
export function finish(at: Moment, command: Of<"finish">): Decision {
  const { windowId, quantity = null } = command;
  const desk = deskOf(at.state, windowId);
  if ("ok" in desk) return desk;
  const refused = strangeOutcome(at, command.outcome ?? null);
  if (refused !== null) return refused;
  const invites = command.invite ?? at.state.settings.policy.rating.inviteOnFinish;
  // How many of the same says that something was done.
  const outcome = command.outcome ?? (quantity === null ? null : (outcomesOf(at.state.settings)[0]?.id ?? null));
  const { events, caseId } = finishing(at, desk, { inferred: false, invites, outcome, quantity });
  return accept(events, { ticketId: desk.ticket.id, caseId, windowId });
}

/** The person is there: the case opens, and the one before can no longer be rated at the pad. */
export function arrived(at: Moment, { windowId }: Of<"arrived">): Decision {
  const desk = deskOf(at.state, windowId);
  if ("ok" in desk) return desk;
  const { ticket, window } = desk;
  const { events, business } = arrival(at, desk, false);
  // Said twice is no fault: the person is there.
  const lapsed = events.length === 0 ? [] : lapseNow(at, window, LAPSED_BY_ARRIVAL);
  return accept([...lapsed, ...events], { ticketId: ticket.id, caseId: business.id, windowId });
}

/** Parked by the clerk; the case stays open. Who is parked has been there. */
export function hold(at: Moment, { windowId }: Of<"hold">): Decision {
  const desk = deskOf(at.state, windowId);
  if ("ok" in desk) return desk;
  const { events } = arrival(at, desk, true);
  const held = event("ticket.held", { ...refOf(desk.ticket), windowId });
  return accept([...events, held], { ticketId: desk.ticket.id, windowId });
}

/** A parked person goes on with the same case. */
export function resumeTicket(at: Moment, { windowId, ticketId }: Of<"resume-ticket">): Decision {
  const { state } = at;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  const ticket = ticketId === null ? state.held.get(windowId)?.at(-1) : state.tickets.get(ticketId);
  if (ticket === undefined) {
    if (ticketId === null) return refuse("TICKET_NOT_HELD", `no ticket is held at window ${windowId}`);
    return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId}`);
  }
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${ticket.number} is ${ticket.state}`);
  if (ticket.state !== "held" || ticket.formSinceMs !== undefined || ticket.windowId !== windowId) {
    return refuse("TICKET_NOT_HELD", `${ticket.number} is not held at window ${windowId}`);
  }
  if (window.ticketId !== null) {
    return refuse("WINDOW_BUSY", `${state.tickets.get(window.ticketId)?.number} is at window ${windowId}`);
  }
  const lapsed = lapseNow(at, window, LAPSED_BY_ARRIVAL);
  const resumed = event("ticket.resumed", { ...refOf(ticket), windowId });
  return accept([...lapsed, resumed], { ticketId: ticket.id, windowId });
}

function targetOf(state: HallState, { ticket }: Desk, { windowId, to }: Of<"transfer">) {
  if ("serviceId" in to) {
    const { serviceId } = to;
    if (serviceOf(state.settings, serviceId) === undefined) {
      return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
    }
    if (serviceId === ticket.serviceId) {
      return refuse("TRANSFER_TO_ITSELF", `${ticket.number} has a number for ${serviceId}`);
    }
    return { toServiceId: serviceId, toWindowId: null };
  }
  if ("staffId" in to) return clerkTarget(state, ticket, windowId, to.staffId);
  if (windowOf(state.settings, to.windowId) === undefined) {
    return refuse("WINDOW_UNKNOWN", `there is no window ${to.windowId}`);
  }
  if (to.windowId === windowId) return refuse("TRANSFER_TO_ITSELF", `${ticket.number} is at window ${windowId}`);
  return closingRefusal(state, to.windowId) ?? { toServiceId: ticket.serviceId, toWindowId: to.windowId };
}

/** The window where they sit; nowhere now: it waits until they sit somewhere. */
function clerkTarget(state: HallState, ticket: Ticket, fromWindowId: string, staffId: string) {
  if (!state.settings.staff.some(({ id }) => id === staffId)) {
    return refuse("STAFF_UNKNOWN", `there is no member of staff ${staffId}`);
  }
  const seat = [...state.windows.values()].find((window) => window.staffId === staffId);
  if (seat === undefined) return { toServiceId: ticket.serviceId, toWindowId: null, toStaffId: staffId };
  if (seat.id === fromWindowId) return refuse("TRANSFER_TO_ITSELF", `${staffId} sits at window ${seat.id}`);
  return closingRefusal(state, seat.id) ?? { toServiceId: ticket.serviceId, toWindowId: seat.id };
}

/**
 * Sends the person on, with the original arrival time. A case that was opened here ends here, because a case is the
 * business of one window and one member of staff; what goes on elsewhere is a new case of the same visit. Nobody is
 * asked for a rating in between. A person who was only called leaves no case behind.
 */
export function transfer(at: Moment, command: Of<"transfer">): Decision {
  const desk = deskOf(at.state, command.windowId);
  if ("ok" in desk) return desk;
  const { ticket, window } = desk;
  const target = targetOf(at.state, desk, command);
  if ("ok" in target) return target;
  const open = openCaseOf(at.state, ticket);
  const closing = open === undefined ? [] : [caseFinished(open, at.nowMs)];
  const back = at.state.settings.policy.moveBack?.transferred ?? 0;
  // Whoever is awaited by one window or clerk lets nobody pass.
  const isDirected = target.toWindowId !== null || "toStaffId" in target;
  const calls = at.state.callsToday.get(target.toServiceId) ?? 0;
  const waits = back === 0 || isDirected ? {} : { notBeforeCall: calls + back };
  const moved = event("ticket.transferred", { ...refOf(ticket), windowId: window.id, ...target, ...waits });
  return accept([...closing, moved], { ticketId: ticket.id, windowId: window.id });
}
