// "I need more time": a waiting person lets others of the same line go first. Places are exchanged, never made.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { countBefore, isBlocked, ORDINARY, queueKey } from "./queue.ts";
import { isEnded } from "./snapshot.ts";
import { refOf } from "./ticketing.ts";
import type { HallState, Policy, Ticket } from "./types.ts";

/** Where the hall says nothing. */
const MORE_TIME_DEFAULT = { placesMax: 5, timesMax: 2 } as const;

/** The hall's bounds; `timesMax` 0 switches it off. */
export function moreTimePolicy(policy: Policy): { readonly placesMax: number; readonly timesMax: number } {
  return policy.moreTime ?? MORE_TIME_DEFAULT;
}

/** The tickets that would go first, nearest first: those of its own line, so that nobody else is touched. */
export function behindInLine(state: HallState, ticket: Ticket, max: number): readonly Ticket[] {
  if (ticket.state !== "waiting" || isBlocked(state, ticket)) return [];
  const lane = state.lanes.get(queueKey(ticket))?.get(ticket.priority ?? ORDINARY) ?? [];
  const at = countBefore(lane, ticket);
  return lane.slice(at + 1, at + 1 + max);
}

/** How often it may still give up places. */
export function yieldsLeft(policy: Policy, ticket: Ticket): number {
  return Math.max(0, moreTimePolicy(policy).timesMax - (ticket.yields ?? 0));
}

/** Gives up at most so many places; where fewer wait behind, all of them go first. */
export function yieldPlaces(at: Moment, command: Extract<Command, { type: "yield-places" }>): Decision {
  const { state } = at;
  const { ticketId, places } = command;
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined) return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId}`);
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${ticket.number} is ${ticket.state}`);
  if (ticket.state !== "waiting") return refuse("TICKET_NOT_WAITING", `${ticket.number} is ${ticket.state}`);
  const { placesMax } = moreTimePolicy(state.settings.policy);
  if (!Number.isInteger(places) || places < 1 || places > placesMax) {
    return refuse("YIELD_NOT_ALLOWED", `1 to ${placesMax} places may be given up here`);
  }
  if (yieldsLeft(state.settings.policy, ticket) === 0) {
    return refuse("YIELD_NOT_ALLOWED", `${ticket.number} may not give up places again`);
  }
  if (isBlocked(state, ticket)) return refuse("YIELD_NOT_ALLOWED", `${ticket.number} lets others go first already`);
  const behind = behindInLine(state, ticket, places);
  if (behind.length === 0) return refuse("NOBODY_BEHIND", `nobody waits behind ${ticket.number}`);
  return accept([event("ticket.yielded", { ...refOf(ticket), passedBy: behind.map(({ id }) => id) })], { ticketId });
}
