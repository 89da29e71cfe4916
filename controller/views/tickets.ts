// Ticket, queue row and the citizen's page.

import type { QueueRow, TicketPageView, TicketView } from "../contract/views.ts";
import { aheadOf } from "../domain/estimate.ts";
import type { Case, HallState, Ticket } from "../domain/types.ts";
import { promiseOf } from "./console.ts";
import { hallName, minutesSince, serviceName, timeOf, timeOrNull, type ViewContext, windowName } from "./context.ts";
import { missedRule } from "./words.ts";

const DAY_MS = 86_400_000;

/** A ticket as outside programs see it. */
export function ticketView(context: ViewContext, ticket: Ticket): TicketView {
  const ahead = ticket.state === "waiting" ? aheadOf(context.state, ticket) : null;
  const estimate = ahead === null ? null : context.waits.ofTicket(context.state, ticket, ahead, context.nowMs);
  return {
    id: ticket.id,
    number: ticket.number,
    serviceId: ticket.serviceId,
    priority: ticket.priority,
    state: ticket.state,
    windowId: ticket.windowId,
    issuedAt: timeOf(context, ticket.issuedAtMs),
    calledAt: timeOrNull(context, ticket.calledAtMs),
    calls: ticket.calls,
    startedAt: timeOrNull(context, ticket.startedAtMs),
    finishedAt: timeOrNull(context, ticket.finishedAtMs),
    ahead,
    estimate: estimate === null ? null : { lowMinutes: estimate.lowMinutes, highMinutes: estimate.highMinutes },
    print: { state: ticket.print },
    url: `${context.baseUrl}/t/${ticket.token}`,
  };
}

function promised(context: ViewContext, ticket: Ticket): Pick<QueueRow, "promise"> {
  const promise = promiseOf(context, ticket);
  return promise === undefined ? {} : { promise };
}

/** One line of a queue on a console. */
export function queueRow(context: ViewContext, ticket: Ticket): QueueRow {
  return {
    ticketId: ticket.id,
    number: ticket.number,
    serviceId: ticket.serviceId,
    priority: ticket.priority,
    state: ticket.state,
    issuedAt: timeOf(context, ticket.issuedAtMs),
    waitedMinutes: minutesSince(context, ticket.issuedAtMs),
    ...promised(context, ticket),
  };
}

/** Waiting tickets of a service, in order of arrival. */
export function waitingIn(state: HallState, serviceId: string): readonly Ticket[] {
  return state.waiting.get(serviceId) ?? [];
}

/** Whether a finished case may still be given its one rating. */
export function mayRate(context: ViewContext, record: Case | undefined): boolean {
  if (record === undefined || record.status !== "finished" || record.rating !== null) return false;
  const endMs = (record.finishedAtMs ?? 0) + context.state.settings.policy.rating.periodDays * DAY_MS;
  return context.nowMs < endMs;
}

/** The page behind the ticket's QR code, and the kiosk waiting for its paper. `pastCase`: of an earlier day. */
export function ticketPageView(context: ViewContext, ticket: Ticket, pastCase: Case | null = null): TicketPageView {
  const known = ticket.caseId === null ? undefined : context.state.cases.get(ticket.caseId);
  const record = known ?? pastCase ?? undefined;
  const view = ticketView(context, ticket);
  return {
    hall: hallName(context),
    ticket: view,
    serviceName: serviceName(context, ticket.serviceId),
    windowName: ticket.windowId === null ? null : windowName(context, ticket.windowId),
    priorityAhead: priorityAhead(context, ticket, view.ahead ?? 0),
    mayRate: mayRate(context, record),
    caseId: record?.id ?? null,
    rated: record !== undefined && record.rating !== null,
    missedRule: missedRule(context.state.settings.policy),
  };
}

/** How many of those ahead go first by their class; counts only, never rows of persons. */
function priorityAhead(context: ViewContext, ticket: Ticket, ahead: number): number {
  if (ticket.state !== "waiting" || ahead === 0) return 0;
  let count = 0;
  for (const other of waitingIn(context.state, ticket.serviceId)) {
    if (other.id === ticket.id || other.priority === null) continue;
    const earlier =
      other.arrivalMs < ticket.arrivalMs ||
      (other.arrivalMs === ticket.arrivalMs && other.arrivalSeq < ticket.arrivalSeq);
    if (earlier || ticket.priority === null) count += 1;
    if (count === ahead) return ahead;
  }
  return count;
}
