// The guide desk: a ticket upgraded to a priority class, its needs changed, two tickets of one person merged.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { unknownNeed } from "./needs.ts";
import { byArrival, isBlocked, isDirected, queueKey } from "./queue.ts";
import { ending, refOf, ticketAway } from "./ticketing.ts";
import type { HallState, Ticket } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Why the other of two merged tickets is void. */
export const MERGED = "merged";

/** Another class from now on: number and place stay, so that nobody of that class who came before is passed. */
export function upgradeTicket(at: Moment, { ticketId, priority, reason }: Of<"upgrade-ticket">): Decision {
  const ticket = ticketAway(at.state, ticketId);
  if ("ok" in ticket) return ticket;
  if (!at.state.settings.policy.priority.classes.includes(priority)) {
    return refuse("PRIORITY_UNKNOWN", `there is no priority class ${priority}`);
  }
  if (ticket.priority === priority) return refuse("PRIORITY_SAME", `${ticket.number} is ${priority} already`);
  const back = at.state.settings.policy.moveBack?.upgraded ?? 0;
  const waits =
    back === 0 || ticket.state !== "waiting" || isDirected(ticket)
      ? {}
      : { notBeforeCall: (at.state.callsToday.get(ticket.serviceId) ?? 0) + back };
  const upgraded = event("ticket.upgraded", { ...refOf(ticket), from: ticket.priority, priority, reason, ...waits });
  return accept([upgraded], { ticketId });
}

/** What its holder needs of a window, as seen at the desk. */
export function changeNeeds(at: Moment, { ticketId, needs }: Of<"change-needs">): Decision {
  const ticket = ticketAway(at.state, ticketId);
  if ("ok" in ticket) return ticket;
  const strange = unknownNeed(at.state.settings, needs);
  if (strange !== null) return refuse("NEED_UNKNOWN", `there is no need ${strange}`);
  const before = ticket.needs ?? [];
  const isSame = before.length === needs.length && needs.every((need) => before.includes(need));
  if (isSame) return accept([], { ticketId });
  return accept([event("ticket.needs-changed", { ...refOf(ticket), needs: [...needs] })], { ticketId });
}

/**
 * Whether the ticket that stays gets the other's place: an earlier place of the very same line, so that places only
 * change hands. An appointment keeps to its time, a returned ticket to what it lets pass.
 */
function takesPlace(state: HallState, kept: Ticket, other: Ticket): boolean {
  const bothWait = [kept, other].every(
    (ticket) => ticket.state === "waiting" && ticket.dueMs === undefined && !isBlocked(state, ticket),
  );
  const oneLine = queueKey(kept) === queueKey(other) && kept.priority === other.priority;
  return bothWait && oneLine && byArrival(other, kept) < 0;
}

/** One person took two numbers for one service: one stays, with the earlier place, the other is void. */
export function mergeTickets(at: Moment, { ticketId, otherId }: Of<"merge-tickets">): Decision {
  const { state } = at;
  const kept = ticketAway(state, ticketId);
  if ("ok" in kept) return kept;
  const other = ticketAway(state, otherId);
  if ("ok" in other) return other;
  if (kept.id === other.id || kept.serviceId !== other.serviceId) {
    return refuse("TICKETS_DIFFER", `${kept.number} and ${other.number} are not two tickets of one service`);
  }
  for (const { state: stands, number, windowId } of [kept, other]) {
    // What was begun at a window is more than a duplicate.
    if (stands === "held") return refuse("TICKET_NOT_WAITING", `${number} is held at window ${windowId}`);
  }
  const merged = event("ticket.merged", {
    ...refOf(kept),
    mergedId: other.id,
    mergedNumber: other.number,
    takesPlace: takesPlace(state, kept, other),
  });
  const voided = event("ticket.voided", { ...refOf(other), reason: MERGED });
  return accept([merged, ...ending(state, other, voided, at.nowMs)], { ticketId });
}
