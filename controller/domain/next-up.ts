// Who is called next in one service, as the board may show it: the rule of dispatch for that queue alone.
import { lanesByRank } from "./dispatch.ts";
import { byArrival, ORDINARY } from "./queue.ts";
import type { HallState, Ticket } from "./types.ts";

/** A queue being emptied in the mind: where each lane has got to. */
interface Walk {
  readonly lanes: { readonly name: string; readonly tickets: readonly Ticket[]; at: number }[];
  inRow: number;
}

const isDue = (ticket: Ticket, nowMs: number): boolean => (ticket.dueMs ?? nowMs) <= nowMs;

/** The first of the walk by the rule: best class, unless the oldest ordinary ticket was passed often enough. */
function step(walk: Walk, overtakeMax: number, nowMs: number): Ticket | null {
  const heads = walk.lanes.flatMap((lane) => {
    const ticket = lane.tickets[lane.at];
    return ticket === undefined ? [] : [{ lane, ticket }];
  });
  const due = heads.filter(({ ticket }) => isDue(ticket, nowMs));
  const choice = due.length > 0 ? due : heads;
  const [best] = choice;
  if (best === undefined) return null;
  const ordinary = choice.find(({ lane }) => lane.name === ORDINARY);
  const passes = ordinary !== undefined && ordinary !== best && byArrival(ordinary.ticket, best.ticket) < 0;
  const chosen = passes && walk.inRow >= overtakeMax ? ordinary : best;
  if (chosen === ordinary) walk.inRow = 0;
  else if (passes) walk.inRow += 1;
  chosen.lane.at += 1;
  return chosen.ticket;
}

/** The next tickets of a service, at most `countMax`. Windows of several services may choose differently in between. */
export function nextUp(state: HallState, serviceId: string, countMax: number, nowMs: number): Ticket[] {
  const walk: Walk = {
    lanes: lanesByRank(state, serviceId).map(([name, tickets]) => ({ name, tickets, at: 0 })),
    inRow: state.overtakes.get(serviceId) ?? 0,
  };
  const next: Ticket[] = [];
  while (next.length < countMax) {
    const ticket = step(walk, state.settings.policy.priority.overtakeMax, nowMs);
    if (ticket === null) break;
    next.push(ticket);
  }
  return next;
}
