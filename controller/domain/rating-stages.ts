// Records beside the first one at completion: of the acceptance stage (R13), and the linked one after rectification.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { isPeriodOver } from "./rating-period.ts";
import { moreOf } from "./rating-record.ts";
import type { Case, HallSettings, HallState, Level, Window } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;
type Press = Of<"record-rating">;

/** A default may still be followed by a record that a person gave (§11); anything else is the case's one rating. */
export function isRatedFinally({ rating }: Pick<Case, "rating">): boolean {
  return rating !== null && rating.origin !== "default";
}

/** Whether the hall asks at acceptance at all. */
export function asksAtAcceptance({ rating }: Pick<HallSettings, "rating">): boolean {
  return rating?.stages?.includes("acceptance") === true;
}

export function stageNotAsked(): Decision {
  return refuse("STAGE_NOT_ASKED", "本大厅只在办结后评价 · this hall asks at completion alone");
}

/** The case being served at the window whose acceptance its pads ask about, open or just out of time. */
export function acceptanceAt(state: HallState, window: Window): Case | undefined {
  const open = window.caseId === null ? undefined : state.cases.get(window.caseId);
  return open?.acceptanceAsked?.untilMs == null ? undefined : open;
}

/** Whether the pads ask about its acceptance now. */
export function isAcceptanceInvited({ acceptanceAsked }: Pick<Case, "acceptanceAsked">, nowMs: number): boolean {
  return acceptanceAsked?.untilMs != null && nowMs < acceptanceAsked.untilMs;
}

/** At acceptance: only where the hall asks at both stages, and only once the case was taken in (I7). */
export function recordAcceptance(at: Moment, press: Press, level: Level): Decision {
  const { state } = at;
  if (!asksAtAcceptance(state.settings)) return stageNotAsked();
  const { caseId, channel, reasons, comment, deviceId } = press;
  const found = caseId === null ? undefined : state.cases.get(caseId);
  if (found === undefined) return refuse("CASE_UNKNOWN", `there is no case ${caseId ?? ""}`);
  if (found.acceptance !== undefined) return refuse("CASE_ALREADY_RATED", `${found.id} has its rating of acceptance`);
  if (isPeriodOver(state.settings, found, at.nowMs)) {
    return refuse("RATING_PERIOD_OVER", `${found.id} was finished too long ago`);
  }
  if (press.by !== undefined && press.by === found.staffId) return refuse("OWN_CASE", `${found.id} is one's own case`);
  const ratingId = at.newId("rating");
  const recorded = event("rating.recorded", {
    ...idsOf(found),
    ratingId,
    staffId: found.staffId,
    level,
    channel,
    origin: "active",
    stage: 1,
    sequence: 1,
    reasons: [...reasons],
    comment,
    deviceId,
    ...moreOf(at, press, level),
  });
  return accept([recorded], { ratingId, caseId: found.id, ticketId: found.ticketId, windowId: found.windowId });
}

/** Lets the person rate once more after a bad rating was dealt with; the first stays as it is (I5). */
export function openSecond(at: Moment, command: Of<"open-second">): Decision {
  const { type: _type, ...second } = command;
  const known = at.state.ratings.seconds.get(second.caseId);
  const subject = { caseId: second.caseId, ticketId: second.ticketId, windowId: second.windowId };
  if (known?.loopId === second.loopId) return accept([], subject);
  if (at.state.cases.get(second.caseId)?.status === "open")
    return refuse("CASE_OPEN", `${second.caseId} is not finished`);
  if (known !== undefined && known.ratingId !== null) {
    return refuse("CASE_ALREADY_RATED", `${second.caseId} has its second rating`);
  }
  return accept([event("rating.second-opened", second)], subject);
}

/** The linked second record; the case itself may be gone from the state by then. */
export function recordSecond(at: Moment, press: Press, level: Level): Decision {
  const { caseId, channel, reasons, comment, deviceId } = press;
  const second = caseId === null ? undefined : at.state.ratings.seconds.get(caseId);
  if (second === undefined) return refuse("SECOND_NOT_OPEN", `nobody asked for a second rating of ${caseId ?? ""}`);
  if (second.ratingId !== null) return refuse("CASE_ALREADY_RATED", `${second.caseId} has its second rating`);
  if (at.nowMs >= second.untilMs) return refuse("RATING_PERIOD_OVER", `the time for it was over`);
  if (press.by !== undefined && press.by === second.staffId) {
    return refuse("OWN_CASE", `${second.caseId} is one's own case`);
  }
  const { ticketId, number, serviceId, windowId, staffId, loopId } = second;
  const ratingId = at.newId("rating");
  const recorded = event("rating.recorded", {
    ...{ ticketId, number, serviceId, windowId, caseId: second.caseId, ratingId, staffId, level, channel },
    origin: "active",
    stage: 2,
    sequence: 2,
    reasons: [...reasons],
    comment,
    deviceId,
    ...moreOf(at, press, level),
    loopId,
  });
  return accept([recorded], { ratingId, caseId: second.caseId, ticketId, windowId });
}
