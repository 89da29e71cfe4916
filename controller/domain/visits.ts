// People without a number, and several cases in one visit; what is said of a case: outcome, wrong times, a note.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { type EventData, event, type NewEvent } from "./events.ts";
import { idsOf, invite } from "./invitations.ts";
import { standingOf } from "./opening.ts";
import { outcomeSet, strangeOutcome } from "./outcomes.ts";
import { arrival, deskOf } from "./serving.ts";
import { serviceOf } from "./settings-lookup.ts";
import { type CaseUnderWay, caseFinished, issueOf, refOf } from "./ticketing.ts";
import type { Case, HallState } from "./types.ts";
import { servicesAt } from "./window-services.ts";
import { knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

function offered(at: Moment, windowId: string, serviceId: string, also: string | null = null): Decision | null {
  const { state } = at;
  if (serviceOf(state.settings, serviceId) === undefined) {
    return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  }
  if (serviceId === also || servicesAt(state, windowId).includes(serviceId)) return null;
  return refuse("WINDOW_SERVICE_MISMATCH", `window ${windowId} does not serve ${serviceId}`);
}

/**
 * Whoever stands at the window without a number gets one and is served at once: no call, no paper, nothing announced.
 * The clerk decides on the hours; the day's quota stays what it is.
 */
export function walkIn(at: Moment, { windowId, serviceId }: Of<"walk-in">): Decision {
  const { state } = at;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.state === "paused") return refuse("WINDOW_PAUSED", `window ${windowId} is paused`);
  if (window.ticketId !== null) {
    return refuse("WINDOW_BUSY", `${state.tickets.get(window.ticketId)?.number} is at window ${windowId}`);
  }
  const refused = offered(at, windowId, serviceId);
  if (refused !== null) return refused;
  const service = serviceOf(state.settings, serviceId);
  if (service === undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  const used = () => refuse("SERVICE_QUOTA_REACHED", `the numbers of ${serviceId} are used up today`);
  if (standingOf(state, service, at.nowMs).code === "quota") return used();
  const wanted = { service, priority: null, kioskId: null, language: null, needs: [], largePrint: false, person: null };
  // Nobody waits: no wait is told.
  const issue = issueOf({ ...at, toldWait: undefined }, wanted);
  if (issue === null) return used();
  const { ticketId, number } = issue;
  const { staffId } = window;
  const ids = { ticketId, number, serviceId, windowId };
  const caseId = at.newId("case");
  const limitMinutes = service.caseLimitMinutes;
  const opened = event("case.opened", { ...ids, caseId, staffId, limitMinutes });
  const events = [issue.issued, event("ticket.admitted", { ...ids, staffId }), opened];
  return accept(events, { ticketId, caseId, windowId });
}

/**
 * One more case of the same visit: the open one ends with its outcome and is asked about, the next opens at once.
 * Each keeps one rating of its own.
 */
export function nextCase(at: Moment, command: Of<"next-case">): Decision {
  const { windowId, serviceId, outcome, quantity } = command;
  const desk = deskOf(at.state, windowId);
  if ("ok" in desk) return desk;
  const { ticket, window } = desk;
  const refused = offered(at, windowId, serviceId, ticket.serviceId) ?? strangeOutcome(at, outcome);
  if (refused !== null) return refused;
  const { events, business } = arrival(at, desk, true);
  const ids = { ...refOf(ticket), windowId };
  const invites = at.state.settings.policy.rating.inviteOnFinish;
  const asked = invites ? invite(at, window, { ...idsOfCase(business), caseId: business.id }) : null;
  const caseId = at.newId("case");
  const limitMinutes = serviceOf(at.state.settings, serviceId)?.caseLimitMinutes ?? null;
  const { staffId } = window;
  const opened = { ...ids, serviceId, caseId, staffId, limitMinutes, follows: business.id };
  const all = [
    ...(asked?.before ?? []),
    ...events,
    ...outcomeSet(business, outcome, quantity),
    goingOn(caseFinished(business, at.nowMs)),
    ...(asked === null ? [] : [asked.invited]),
    event("case.opened", opened),
  ];
  return accept(all, { ticketId: ticket.id, caseId, windowId });
}

function idsOfCase({ ticketId, number, serviceId, windowId }: CaseUnderWay) {
  return { ticketId, number, serviceId, windowId };
}

function goingOn(finished: NewEvent): NewEvent {
  return event("case.finished", { ...(finished.data as EventData["case.finished"]), goesOn: true });
}

/** The case named, of this window; or the one open there. */
function caseAt(state: HallState, windowId: string, caseId: string | null): Case | Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const id = caseId ?? window.caseId;
  if (id === null) return refuse("CASE_UNKNOWN", `no case is open at window ${windowId}`);
  const chosen = state.cases.get(id);
  if (chosen?.windowId === windowId) return chosen;
  return refuse("CASE_UNKNOWN", `there is no case ${id} of window ${windowId}`);
}

/** How a case ended, said before or after its end. */
export function setOutcome(at: Moment, command: Of<"set-outcome">): Decision {
  const { windowId, outcome, quantity } = command;
  const chosen = caseAt(at.state, windowId, command.caseId);
  if ("ok" in chosen) return chosen;
  const refused = strangeOutcome(at, outcome);
  if (refused !== null) return refused;
  const subject = { ticketId: chosen.ticketId, caseId: chosen.id, windowId };
  if (chosen.outcome === outcome && (chosen.quantity ?? 1) === (quantity ?? 1)) return accept([], subject);
  const ids = idsOf(chosen);
  return accept([event("case.outcome-set", { ...ids, outcome, quantity: quantity ?? 1, alone: true })], subject);
}

/** 时间不准: the clerk forgot to finish it, or finished the wrong one. */
export function flagTime(at: Moment, { windowId, caseId, flagged }: Of<"flag-time">): Decision {
  const chosen = caseAt(at.state, windowId, caseId);
  if ("ok" in chosen) return chosen;
  const subject = { ticketId: chosen.ticketId, caseId: chosen.id, windowId };
  if ((chosen.timeFlagged ?? false) === flagged) return accept([], subject);
  return accept([event("case.time-flagged", { ...idsOf(chosen), flagged })], subject);
}

/** That there is a note, and how long it is; its text is kept elsewhere. */
export function noteCase(at: Moment, { windowId, caseId, chars }: Of<"note-case">): Decision {
  const chosen = caseAt(at.state, windowId, caseId);
  if ("ok" in chosen) return chosen;
  const subject = { ticketId: chosen.ticketId, caseId: chosen.id, windowId };
  if (chars === 0 && chosen.hasNote !== true) return accept([], subject);
  return accept([event("case.note-set", { ...idsOf(chosen), chars })], subject);
}
