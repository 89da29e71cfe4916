// Asking at acceptance (受理, R13): the pads of the window ask while the case is still open. Apart from the completion.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { LAPSED_BY_ARRIVAL, LAPSED_BY_TIME } from "./fold-ratings.ts";
import { idsOf, lapseNow } from "./invitations.ts";
import { acceptanceAt, asksAtAcceptance, isAcceptanceInvited, stageNotAsked } from "./rating-stages.ts";
import { arrival, deskOf } from "./serving.ts";
import type { Window } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The person at the window is told that the matter is taken in, and asked about that; once for each case. */
export function inviteAcceptance(at: Moment, { windowId }: Of<"invite-acceptance">): Decision {
  const { state, nowMs } = at;
  const desk = deskOf(state, windowId);
  if ("ok" in desk) return desk;
  if (!asksAtAcceptance(state.settings)) return stageNotAsked();
  const { events, business } = arrival(at, desk, false);
  const subject = { ticketId: desk.ticket.id, caseId: business.id, windowId };
  const known = state.cases.get(business.id);
  if (known?.acceptance !== undefined) return refuse("CASE_ALREADY_RATED", `${known.id} has its rating of acceptance`);
  // Pressed twice: the question stands as it is. At each stage a case is asked about at the pads once.
  if (known !== undefined && isAcceptanceInvited(known, nowMs)) return accept([], subject);
  if (known?.acceptanceAsked !== undefined) {
    return refuse("NOTHING_TO_RATE", `${known.id} was asked about at acceptance already`);
  }
  const { ticketId, number, serviceId, id: caseId } = business;
  const untilMs = nowMs + state.settings.policy.rating.inviteSeconds * 1000;
  const invited = event("rating.acceptance-invited", { ticketId, number, serviceId, windowId, caseId, untilMs });
  const lapsed = lapseNow(at, desk.window, LAPSED_BY_ARRIVAL);
  return accept([...lapsed, ...events, invited], subject);
}

/** Ends the question at a window if its time is over. */
export function acceptanceDue(at: Moment, window: Window): NewEvent[] {
  const asked = acceptanceAt(at.state, window);
  if (asked === undefined || isAcceptanceInvited(asked, at.nowMs)) return [];
  return [event("rating.acceptance-lapsed", { ...idsOf(asked), reason: LAPSED_BY_TIME })];
}
