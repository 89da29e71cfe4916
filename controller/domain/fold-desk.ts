// What the guide desk did, folded into the state: upgrades, needs, merged tickets, rolls of paper numbers.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";
import { found } from "./invariant.ts";
import { place, queueKey, unplace } from "./queue.ts";
import type { HallState, Ticket } from "./types.ts";
import { conclude, draftAt, noteTicket } from "./undo-steps.ts";

function ticketOf(state: HallState, ticketId: string): Ticket {
  return found(state.tickets.get(ticketId), `ticket ${ticketId}`);
}

/** The two change places; the one that gets the later one is voided by the next event. */
function merged(state: HallState, { data, seq }: LoggedOf<"ticket.merged">): void {
  const kept = ticketOf(state, data.ticketId);
  const other = ticketOf(state, data.mergedId);
  if (data.takesPlace) {
    const queue = queueKey(kept);
    // The line is shorter for a moment only: the row of calls that passed it goes on.
    const inRow = state.overtakes.get(queue);
    unplace(state, kept);
    unplace(state, other);
    const { arrivalMs, arrivalSeq } = kept;
    Object.assign(kept, { arrivalMs: other.arrivalMs, arrivalSeq: other.arrivalSeq });
    Object.assign(other, { arrivalMs, arrivalSeq });
    place(state, kept);
    place(state, other);
    if (inRow !== undefined) state.overtakes.set(queue, inRow);
  }
  kept.lastSeq = seq;
  other.lastSeq = seq;
}

/** From a window it is an action of that window; its calls are counted anew, as after a transfer. */
function formGiven(state: HallState, event: LoggedOf<"ticket.form-given">): void {
  const { data, seq, atMs } = event;
  const ticket = ticketOf(state, data.ticketId);
  const window = data.windowId === null ? null : windowRecord(state, data.windowId);
  const draft = window === null ? null : draftAt(state, window);
  if (draft !== null) noteTicket(draft, ticket);
  unplace(state, ticket);
  ticket.state = "held";
  ticket.formSinceMs = atMs;
  ticket.calledAtMs = null;
  ticket.startedAtMs = null;
  ticket.calls = 0;
  ticket.notBeforeCall = null;
  ticket.lastSeq = seq;
  if (window !== null) Object.assign(window, { ticketId: null, caseId: null });
  place(state, ticket);
  if (draft !== null) conclude(state, draft, "form", ticket.id, event);
}

function upgraded(state: HallState, { data, seq }: LoggedOf<"ticket.upgraded">): void {
  const ticket = ticketOf(state, data.ticketId);
  unplace(state, ticket);
  ticket.priority = data.priority;
  if (data.notBeforeCall !== undefined && ticket.state === "waiting") ticket.notBeforeCall = data.notBeforeCall;
  place(state, ticket);
  // Afterwards: a held ticket is found in its line by the number of its last event.
  if (ticket.state !== "held") ticket.lastSeq = seq;
}

/** The desk's facts. */
export const DESK_FOLDS = {
  "ticket.form-given": formGiven,
  "ticket.upgraded": upgraded,
  "ticket.needs-changed": (state, { data, seq }) => {
    const ticket = ticketOf(state, data.ticketId);
    ticket.needs = data.needs;
    if (ticket.state !== "held") ticket.lastSeq = seq;
  },
  "ticket.merged": merged,
  "roll.opened": (state, { data, atMs }) => {
    const { rollId: id, serviceId, prefix, from, to } = data;
    const roll = { id, serviceId, prefix, from, to, openedAtMs: atMs, open: true, used: new Set<number>(), next: from };
    state.rolls.set(id, roll);
  },
  "roll.number-used": (state, { data }) => {
    const roll = found(state.rolls.get(data.rollId), `roll ${data.rollId}`);
    roll.used.add(data.ordinal);
    while (roll.used.has(roll.next)) roll.next += 1;
  },
  "roll.closed": (state, { data }) => {
    found(state.rolls.get(data.rollId), `roll ${data.rollId}`).open = false;
  },
} satisfies Partial<Folds<EventType>>;
