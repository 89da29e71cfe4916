// Ratings: one per case, stage and sequence; a press that nobody asked for is logged and not counted.
import type { Command, Decision, RefusalCode } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf, invite, invitedCase } from "./invitations.ts";
import { isInvited, isPeriodOver } from "./rating-period.ts";
import { faultOf, moreOf } from "./rating-record.ts";
import { acceptanceAt, isAcceptanceInvited, isRatedFinally, recordAcceptance, recordSecond } from "./rating-stages.ts";
import { mayRateWithoutCall, rateWithoutCall } from "./rating-without-call.ts";
import { deskOf, finishing } from "./serving.ts";
import { localDay } from "./time.ts";
import type { Case, Level, Window } from "./types.ts";
import { knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;
type Press = Of<"record-rating">;

/** Finishes the open case and asks for its rating; without one, asks for that of the person who has just left. */
export function inviteRating(at: Moment, { windowId }: Of<"invite-rating">): Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.ticketId === null) return inviteLast(at, window);
  const desk = deskOf(at.state, windowId);
  if ("ok" in desk) return desk;
  const { events, caseId } = finishing(at, desk, { inferred: false, invites: true });
  return accept(events, { ticketId: desk.ticket.id, caseId, windowId });
}

/**
 * Only the newest finished case: whoever stands at the pad is not the person of an older one. A case is asked about
 * at the pads once; a second key press while they ask changes nothing.
 */
function inviteLast(at: Moment, window: Window): Decision {
  const { state } = at;
  const last = window.lastFinishedCaseId === null ? undefined : state.cases.get(window.lastFinishedCaseId);
  if (last === undefined || isRatedFinally(last) || !isOfToday(at, last)) return nothingToRate(window);
  const subject = { ticketId: last.ticketId, caseId: last.id, windowId: window.id };
  if (isInvited(last, at.nowMs)) return accept([], subject);
  if (last.invitedAtMs !== null) return nothingToRate(window);
  const { before, invited } = invite(at, window, idsOf(last));
  return accept([...before, invited], subject);
}

function isOfToday({ state }: Moment, { finishedAtMs }: Case): boolean {
  return finishedAtMs !== null && localDay(finishedAtMs, state.settings.timezone) === state.day;
}

function nothingToRate(window: Window): Decision {
  return refuse("NOTHING_TO_RATE", `no case at window ${window.id} is left to ask about`);
}

/** Records a rating, by window for the case whose invitation is open there, or by case. */
export function recordRating(at: Moment, press: Press): Decision {
  const { windowId, channel, level } = press;
  const window = windowId === null ? null : knownWindow(at.state, windowId);
  if (window !== null && "ok" in window) return window;
  if (!isLevel(level)) return refusePress(press, "LEVEL_UNKNOWN", "a level is a whole number from 1 to 5");
  if (channel === "system_default") {
    return refusePress(press, "CHANNEL_RESERVED", "this channel is written by the rule alone");
  }
  const fault = faultOf(at, press);
  if (fault !== null) return refusePress(press, fault.code, fault.detail);
  if (press.sequence === 2) return recordSecond(at, press, level);
  if (press.stage === 1 && window === null) return recordAcceptance(at, press, level);
  if (window !== null && asksForAcceptance(at, window, press)) return acceptanceByWindow(at, window, press, level);
  if (window !== null && press.caseId === null && mayRateWithoutCall(at, window)) {
    return rateWithoutCall(at, { ...press, type: "rate-without-call", windowId: window.id });
  }
  const chosen = window === null ? byCase(at, press) : byWindow(at, window, press.caseId);
  if ("code" in chosen) return refusePress(press, chosen.code, chosen.detail);
  const { staffId } = chosen;
  if (press.by !== undefined && press.by === staffId) return ownCase(chosen.id);
  const { reasons, comment, deviceId } = press;
  const ratingId = at.newId("rating");
  const recorded = event("rating.recorded", {
    ...idsOf(chosen),
    ratingId,
    staffId,
    level,
    channel,
    origin: "active",
    stage: 2,
    sequence: 1,
    reasons: [...reasons],
    comment,
    deviceId,
    ...moreOf(at, press, level),
    ...(chosen.rating === null ? {} : { supersedes: chosen.rating.id }),
  });
  return accept([recorded], { ratingId, caseId: chosen.id, ticketId: chosen.ticketId, windowId: chosen.windowId });
}

/** A pad that names no stage answers what its window asks now; a page that names one is never taken for the other. */
function asksForAcceptance({ state, nowMs }: Moment, window: Window, { stage }: Press): boolean {
  if (stage !== undefined) return stage === 1;
  const invited = invitedCase(state, window);
  const asked = acceptanceAt(state, window);
  return (
    asked !== undefined && isAcceptanceInvited(asked, nowMs) && (invited === undefined || !isInvited(invited, nowMs))
  );
}

/** A press at a window for the case it is serving; like every press it is logged where it does not count. */
function acceptanceByWindow(at: Moment, window: Window, press: Press, level: Level): Decision {
  const asked = acceptanceAt(at.state, window);
  const isOpen = asked !== undefined && isAcceptanceInvited(asked, at.nowMs);
  if (!isOpen || (press.caseId !== null && press.caseId !== asked.id)) {
    return refusePress(press, "NO_OPEN_INVITATION", `no acceptance is being asked about at window ${window.id}`);
  }
  const decision = recordAcceptance(at, { ...press, windowId: null, caseId: asked.id, stage: 1 }, level);
  return decision.ok ? decision : refusePress(press, decision.code, decision.detail);
}

/** Nobody enters the rating of their own work (I11). */
function ownCase(caseId: string): Decision {
  return refuse("OWN_CASE", `${caseId} 由本人办理，须由他人回访 · somebody else must ask about one's own case`);
}

interface Why {
  readonly code: RefusalCode;
  readonly detail: string;
}

function isLevel(level: number): level is Level {
  return Number.isInteger(level) && level >= 1 && level <= 5;
}

function byWindow(at: Moment, window: Window, caseId: string | null): Case | Why {
  const invited = invitedCase(at.state, window);
  const isOpen = invited !== undefined && isInvited(invited, at.nowMs);
  if (!isOpen || (caseId !== null && caseId !== invited.id)) {
    return { code: "NO_OPEN_INVITATION", detail: `no rating is being asked for at window ${window.id}` };
  }
  return rateable(at, invited);
}

function byCase(at: Moment, { caseId }: Press): Case | Why {
  if (caseId !== null && at.state.ratedEarlier.has(caseId)) {
    return { code: "CASE_ALREADY_RATED", detail: `${caseId} has its rating` };
  }
  const chosen = caseId === null ? undefined : at.state.cases.get(caseId);
  if (chosen === undefined) return { code: "CASE_UNKNOWN", detail: `there is no case ${caseId}` };
  return rateable(at, chosen);
}

function rateable(at: Moment, chosen: Case): Case | Why {
  if (chosen.status !== "finished") return { code: "CASE_OPEN", detail: `${chosen.id} is not finished` };
  if (isRatedFinally(chosen)) return { code: "CASE_ALREADY_RATED", detail: `${chosen.id} has its rating` };
  if (isPeriodOver(at.state.settings, chosen, at.nowMs)) {
    return { code: "RATING_PERIOD_OVER", detail: `${chosen.id} was finished too long ago` };
  }
  return chosen;
}

/** A press at a window is a fact of its own, counted or not. */
function refusePress(press: Press, code: RefusalCode, detail: string): Decision {
  const { windowId, caseId, channel, deviceId } = press;
  if (windowId === null) return refuse(code, detail);
  const level = Number.isFinite(press.level) ? press.level : null;
  return refuse(code, detail, [event("rating.refused", { reason: code, level, channel, windowId, caseId, deviceId })]);
}
