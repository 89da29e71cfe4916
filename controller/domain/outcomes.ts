// What is said of how a case ended: an outcome of the hall's list, and how many of the same.
import type { Decision } from "./commands.ts";
import { outcomesOf } from "./console-types.ts";
import { type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import type { CaseUnderWay } from "./ticketing.ts";

/** Whether the hall has this outcome; null: none was given. */
export function strangeOutcome({ state }: Moment, outcome: string | null): Decision | null {
  if (outcome === null || outcomesOf(state.settings).some(({ id }) => id === outcome)) return null;
  return refuse("OUTCOME_UNKNOWN", `there is no outcome ${outcome}`);
}

/** What is said of how a case ends, as part of finishing it; empty when nothing is. */
export function outcomeSet(
  business: Pick<CaseUnderWay, "id" | "ticketId" | "number" | "serviceId" | "windowId">,
  outcome: string | null,
  quantity: number | null,
): NewEvent[] {
  if (outcome === null) return [];
  const { id: caseId, ticketId, number, serviceId, windowId } = business;
  const ids = { caseId, ticketId, number, serviceId, windowId };
  return [event("case.outcome-set", { ...ids, outcome, quantity: quantity ?? 1 })];
}
