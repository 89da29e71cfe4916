// After the touch: another level within seconds, reasons within minutes. The first touch stays in the log (I2, P1, P3).
import type { Command, Decision } from "./commands.ts";
import { accept, isWithin, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf } from "./invitations.ts";
import type { Case, Level, Rating } from "./types.ts";

/** A slip of the finger is noticed at once; what comes later would be a second rating. */
export const CORRECTION_MS_MAX = 5_000;
/** Reasons are read before they are chosen. */
export const REASONS_MS_MAX = 10 * 60_000;

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

function ratedBy(at: Moment, caseId: string, ratingId: string): { case: Case; rating: Rating } | Decision {
  const known = at.state.cases.get(caseId);
  if (known === undefined && !at.state.ratedEarlier.has(caseId)) {
    return refuse("CASE_UNKNOWN", `there is no case ${caseId}`);
  }
  const rating = known?.rating ?? null;
  if (known === undefined || rating === null || rating.id !== ratingId || rating.origin !== "active") {
    return refuse("RATING_FINAL", `${caseId} has no rating ${ratingId} that may be changed`);
  }
  return { case: known, rating };
}

/** Closes the first touch as corrected. The time counts from that touch: a correction gives no further time. */
export function correctRating(at: Moment, { caseId, ratingId, level }: Of<"correct-rating">): Decision {
  const rated = ratedBy(at, caseId, ratingId);
  if ("ok" in rated) return rated;
  if (!Number.isInteger(level) || level < 1 || level > 5) {
    return refuse("LEVEL_UNKNOWN", "a level is a whole number from 1 to 5");
  }
  const { rating } = rated;
  const subject = { ratingId, caseId, ticketId: rated.case.ticketId, windowId: rated.case.windowId };
  if (!isWithin(at, rating.atMs, CORRECTION_MS_MAX)) {
    return refuse("RATING_FINAL", `a rating may be changed for ${CORRECTION_MS_MAX / 1000} seconds`);
  }
  if (rating.level === level) return accept([], subject);
  const { channel, level: from } = rating;
  const corrected = { ...idsOf(rated.case), ratingId, from, level: level as Level, channel };
  return accept([event("rating.corrected", corrected)], subject);
}

/** Adds why, once. */
export function addRatingReasons(at: Moment, command: Of<"add-rating-reasons">): Decision {
  const { caseId, ratingId, reasons, comment } = command;
  const rated = ratedBy(at, caseId, ratingId);
  if ("ok" in rated) return rated;
  const { rating } = rated;
  if (rating.reasons.length > 0 || rating.comment !== null || !isWithin(at, rating.atMs, REASONS_MS_MAX)) {
    return refuse("RATING_FINAL", `reasons may be added once, within ${REASONS_MS_MAX / 60_000} minutes`);
  }
  const subject = { ratingId, caseId, ticketId: rated.case.ticketId, windowId: rated.case.windowId };
  if (reasons.length === 0 && comment === null) return accept([], subject);
  const added = { ...idsOf(rated.case), ratingId, reasons: [...reasons], comment };
  return accept([event("rating.reasons-added", added)], subject);
}
