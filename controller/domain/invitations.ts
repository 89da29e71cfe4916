// Invitations to rate: when they begin, are cut short and end.
import type { Moment } from "./decision.ts";
import { type EventData, event, type NewEvent } from "./events.ts";
import { LAPSED_BY_INVITATION, LAPSED_BY_TIME } from "./fold-ratings.ts";
import type { Case, HallState, Window } from "./types.ts";

/** The finished case whose rating is asked for at this window, open or just out of time. */
export function invitedCase(state: HallState, window: Window): Case | undefined {
  return window.invitedCaseId === null ? undefined : state.cases.get(window.invitedCaseId);
}

/** The ids that events of a case carry. */
export function idsOf(found: Case): Omit<EventData["rating.invited"], "untilMs"> {
  const { id: caseId, ticketId, number, serviceId, windowId } = found;
  return { ticketId, number, serviceId, windowId, caseId };
}

/** Ends the invitation at a window, if there is one. */
export function lapse(state: HallState, window: Window, reason: string): NewEvent[] {
  const invited = invitedCase(state, window);
  return invited === undefined ? [] : [event("rating.lapsed", { ...idsOf(invited), reason })];
}

/** Ends the invitation at a window if its time is over. */
export function lapseDue(at: Moment, window: Window): NewEvent[] {
  const untilMs = invitedCase(at.state, window)?.inviteUntilMs ?? null;
  return untilMs !== null && at.nowMs >= untilMs ? lapse(at.state, window, LAPSED_BY_TIME) : [];
}

/** Ends the invitation at a window: by its time if that is over, else for this reason. */
export function lapseNow(at: Moment, window: Window, reason: string): NewEvent[] {
  const due = lapseDue(at, window);
  return due.length > 0 ? due : lapse(at.state, window, reason);
}

/** Asks for the rating of a case. `before`: the end of an older invitation at the window. */
export function invite(
  at: Moment,
  window: Window,
  ids: Omit<EventData["rating.invited"], "untilMs">,
): { readonly before: NewEvent[]; readonly invited: NewEvent } {
  const untilMs = at.nowMs + at.state.settings.policy.rating.inviteSeconds * 1000;
  const invited = event("rating.invited", { ...ids, untilMs });
  return { before: lapseNow(at, window, LAPSED_BY_INVITATION), invited };
}

/** The next ticket is called: the one before has a short time left to answer. */
export function shorten(at: Moment, window: Window): NewEvent[] {
  const invited = invitedCase(at.state, window);
  const untilMs = at.nowMs + at.state.settings.policy.rating.graceSeconds * 1000;
  if (invited === undefined || invited.inviteUntilMs === null || invited.inviteUntilMs <= untilMs) return [];
  return [event("rating.invite-shortened", { windowId: window.id, caseId: invited.id, untilMs })];
}
