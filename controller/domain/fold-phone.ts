// What citizens do by phone, folded into the state: places given up, a rating corrected, a page that was reached.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { found } from "./invariant.ts";
import { place, queueKey, unplace } from "./queue.ts";
import { FLAG_REASON_MISSING } from "./rating-types.ts";
import type { HallState, Rating, Ticket } from "./types.ts";

/**
 * The places of the line stay as they are and change hands: each that passes takes the place before its own, the one
 * that yields takes the last. Whoever is not named keeps place and order, whatever the rule of dispatch looks at.
 */
function yielded(state: HallState, { data, seq }: LoggedOf<"ticket.yielded">): void {
  const ids = [data.ticketId, ...data.passedBy];
  const line = ids.map((id) => found(state.tickets.get(id), `ticket ${id}`));
  const places = line.map(({ arrivalMs, arrivalSeq }) => ({ arrivalMs, arrivalSeq }));
  const [first] = line;
  const queue = queueKey(found(first, "ticket that yields"));
  // The line is empty for a moment only: the row of calls that passed it goes on.
  const inRow = state.overtakes.get(queue);
  for (const ticket of line) unplace(state, ticket);
  const after: readonly Ticket[] = [...line.slice(1), ...line.slice(0, 1)];
  for (const [index, ticket] of after.entries()) {
    Object.assign(ticket, found(places[index], `place ${index}`));
    ticket.lastSeq = seq;
  }
  for (const ticket of after) place(state, ticket);
  if (inRow !== undefined) state.overtakes.set(queue, inRow);
  if (first !== undefined) first.yields = (first.yields ?? 0) + 1;
}

function change(state: HallState, caseId: string, changes: Partial<Rating>): void {
  // A case that has left the hall meanwhile keeps its change in the log and in the records.
  const rated = state.cases.get(caseId);
  if (rated === undefined || rated.rating === null) return;
  rated.rating = { ...rated.rating, ...changes };
}

/** With reasons the mark is no longer one that lacks them. */
function reasonsAdded(state: HallState, data: LoggedOf<"rating.reasons-added">["data"]): void {
  const { caseId, reasons, comment, commentRef } = data;
  const flags = state.cases.get(caseId)?.rating?.flags;
  const left = reasons.length === 0 ? flags : flags?.filter((flag) => flag !== FLAG_REASON_MISSING);
  change(state, caseId, {
    reasons,
    comment,
    ...(commentRef === undefined ? {} : { commentRef }),
    ...(left === undefined ? {} : { flags: left }),
  });
}

/** Things done by phone. */
export const PHONE_FOLDS = {
  "ticket.yielded": yielded,
  "rating.corrected": (state, { data: { caseId, level, flags } }) =>
    change(state, caseId, { level, ...(flags === undefined ? {} : { flags }) }),
  "rating.reasons-added": (state, { data }) => reasonsAdded(state, data),
  "reachability.checked": (state, { data, atMs }) => {
    const others = state.reachability.filter(({ via }) => via !== data.via);
    state.reachability = [...others, { ...data, atMs }];
  },
} satisfies Partial<Folds<EventType>>;
