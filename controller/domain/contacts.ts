// Decisions about numbers left, answers to messages, and who rings whom.
import { askingOf, callbackDue, LEASE_MS, mayRing, smsAsksOf } from "./asking.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { recordRating } from "./rating.ts";
import { attemptCallback } from "./rating-asks.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** A number was left; leaving another one is no new fact. */
export function leaveContact({ state }: Moment, { ticketId, place }: Of<"leave-contact">): Decision {
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined) return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId} today`);
  if (ticket.state === "left" || ticket.state === "void") return refuse("TICKET_ENDED", `${ticket.number} has ended`);
  const known = state.asking.contacts.has(ticketId);
  const left = event("contact.left", { ticketId, number: ticket.number, place });
  return accept(known ? [] : [left], { ticketId });
}

export function removeContact({ state }: Moment, { ticketId, reason }: Of<"remove-contact">): Decision {
  const contact = state.asking.contacts.get(ticketId);
  if (contact === undefined) return accept([], { ticketId });
  const ofCase = contact.caseIds.map((caseId) => state.cases.get(caseId)).find((found) => found !== undefined);
  const number = state.tickets.get(ticketId)?.number ?? ofCase?.number ?? "";
  return accept([event("contact.removed", { ticketId, number, reason })], { ticketId });
}

/** By code or link. Counts only while the message that asked is valid; a rated case says so before anything else. */
export function answerAsk(at: Moment, { caseId, level }: Of<"answer-ask">): Decision {
  const found = at.state.cases.get(caseId);
  const ask = found === undefined ? undefined : smsAsksOf(found).at(-1);
  if (found !== undefined && found.rating?.origin !== "active") {
    if (ask === undefined) return refuse("CASE_UNKNOWN", `${caseId} was not asked by message`);
    if (at.nowMs >= ask.untilMs) return refuse("RATING_PERIOD_OVER", `the message about ${caseId} has expired`);
  }
  return recordRating(at, {
    ...{ type: "record-rating", windowId: null, caseId, level, channel: "sms" },
    ...{ reasons: [], comment: null, deviceId: null },
    ...(ask === undefined ? {} : { optionsVersion: ask.optionsVersion }),
  });
}

/** One caller per person at a time, at hours for it, and never the one the rating is about (I11). */
export function claimCallback(at: Moment, { caseId, by, sameNumber }: Of<"claim-callback">): Decision {
  const { state, nowMs } = at;
  const { phone } = askingOf(state.settings);
  const found = state.cases.get(caseId);
  if (found === undefined) return refuse("CASE_UNKNOWN", `there is no case ${caseId}`);
  if (found.staffId === by) return refuse("OWN_CASE", "nobody rings for a rating of their own work");
  const due = callbackDue(state, found, nowMs);
  if (phone === undefined || due === null || due.dueMs > nowMs || !mayRing(phone, state.settings, nowMs)) {
    return refuse("CALLBACK_NOT_DUE", `nobody is to be rung about ${caseId} now`);
  }
  for (const id of [caseId, ...sameNumber]) {
    const lease = state.asking.leases.get(id);
    if (lease === undefined || lease.untilMs <= nowMs || (id === caseId && lease.by === by)) continue;
    return refuse("CALLBACK_TAKEN", `${lease.by} rings this person now`);
  }
  const claimed = { ...idsOf(found), by, untilMs: nowMs + LEASE_MS };
  return accept([event("callback.claimed", claimed)], { caseId });
}

export function releaseCallback({ state }: Moment, { caseId, by }: Of<"release-callback">): Decision {
  const found = state.cases.get(caseId);
  const lease = state.asking.leases.get(caseId);
  if (found === undefined || lease === undefined) return accept([], { caseId });
  if (lease.by !== by) return refuse("CALLBACK_TAKEN", `${lease.by} rings this person now`);
  return accept([event("callback.released", { ...idsOf(found), by })], { caseId });
}

/** By who has claimed it; whose time ran out may still report what was said. */
export function reportCall(at: Moment, command: Of<"report-call">): Decision {
  const { caseId, by } = command;
  const lease = at.state.asking.leases.get(caseId);
  if (at.state.cases.has(caseId) && lease?.by !== by) {
    return refuse("CALLBACK_NOT_CLAIMED", `${by} has not claimed the call about ${caseId}`);
  }
  const { type: _type, ...call } = command;
  const decision = attemptCallback(at, { type: "attempt-callback", ...call });
  const { result } = command;
  const contact = at.state.asking.contacts.get(at.state.cases.get(caseId)?.ticketId ?? "");
  if (!decision.ok || result !== "wrong-number" || contact === undefined) return decision;
  // The number is not this person's: it is used for nothing any more.
  const removed = removeContact(at, { type: "remove-contact", ticketId: contact.ticketId, reason: "wrong-number" });
  return { ...decision, events: [...decision.events, ...removed.events] };
}
