// After the touch: another level within seconds, reasons within minutes. The first touch stays in the log (I2, P1, P3).
import type { Command, Decision } from "./commands.ts";
import { accept, isWithin, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { editionOf, lacksReason, marksFault, reasonFault } from "./rating-record.ts";
import { FLAG_REASON_MISSING } from "./rating-types.ts";
import type { Case, HallSettings, Level, Rating } from "./types.ts";

/** A slip of the finger is noticed at once; what comes later would be a second rating. */
export const CORRECTION_MS_MAX = 5_000;
/** As the hall has set it. */
export function correctionMs({ rating }: Pick<HallSettings, "rating">): number {
  return rating?.correctionSeconds === undefined ? CORRECTION_MS_MAX : rating.correctionSeconds * 1000;
}
/** Reasons are read before they are chosen. */
export const REASONS_MS_MAX = 10 * 60_000;

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The record a person may still say something to: of the completion, and where `acceptance` of that stage, too. */
function ratedBy(
  at: Moment,
  { caseId, ratingId }: { readonly caseId: string; readonly ratingId: string },
  acceptance = false,
): { case: Case; rating: Rating } | Decision {
  const known = at.state.cases.get(caseId);
  if (known === undefined && !at.state.ratedEarlier.has(caseId)) {
    return refuse("CASE_UNKNOWN", `there is no case ${caseId}`);
  }
  const records = [known?.rating ?? null, acceptance ? (known?.acceptance ?? null) : null];
  const rating = records.find((record) => record?.id === ratingId) ?? null;
  if (known === undefined || rating === null || rating.origin !== "active") {
    return refuse("RATING_FINAL", `${caseId} has no rating ${ratingId} that may be changed`);
  }
  return { case: known, rating };
}

/** Another level may need a reason where the first did not, or the other way round. */
function flagsAfter(settings: HallSettings, { flags = [], reasons }: Rating, level: Level): { flags?: string[] } {
  const others = flags.filter((flag) => flag !== FLAG_REASON_MISSING);
  const after = lacksReason(settings, level, reasons) ? [...others, FLAG_REASON_MISSING] : others;
  return after.length === flags.length ? {} : { flags: after };
}

/** Closes the first touch as corrected. The time counts from that touch: a correction gives no further time. */
export function correctRating(at: Moment, command: Of<"correct-rating">): Decision {
  const { caseId, ratingId, level } = command;
  const rated = ratedBy(at, command, true);
  if ("ok" in rated) return rated;
  if (!Number.isInteger(level) || level < 1 || level > 5) {
    return refuse("LEVEL_UNKNOWN", "a level is a whole number from 1 to 5");
  }
  const { rating } = rated;
  const subject = { ratingId, caseId, ticketId: rated.case.ticketId, windowId: rated.case.windowId };
  const limitMs = correctionMs(at.state.settings);
  if (!isWithin(at, rating.atMs, limitMs)) {
    return refuse("RATING_FINAL", `a rating may be changed for ${limitMs / 1000} seconds`);
  }
  if (rating.level === level) return accept([], subject);
  const { channel, level: from } = rating;
  const flags = flagsAfter(at.state.settings, rating, level as Level);
  const corrected = { ...idsOf(rated.case), ratingId, from, level: level as Level, channel, ...flags };
  // What is said at acceptance stays apart in every figure, so its change has an event of its own.
  const type = rating.stage === 1 ? "rating.acceptance-corrected" : "rating.corrected";
  return accept([event(type, corrected)], subject);
}

/** Adds why, once. */
export function addRatingReasons(at: Moment, command: Of<"add-rating-reasons">): Decision {
  const { caseId, ratingId, reasons, comment } = command;
  const rated = ratedBy(at, command);
  if ("ok" in rated) return rated;
  const { rating } = rated;
  const isSaid = rating.reasons.length > 0 || rating.comment !== null || rating.commentRef !== undefined;
  if (isSaid || !isWithin(at, rating.atMs, REASONS_MS_MAX)) {
    return refuse("RATING_FINAL", `reasons may be added once, within ${REASONS_MS_MAX / 60_000} minutes`);
  }
  const subject = { ratingId, caseId, ticketId: rated.case.ticketId, windowId: rated.case.windowId };
  if (reasons.length === 0 && comment === null && command.commentRef === undefined) return accept([], subject);
  const edition = editionOf(at, rating.optionsVersion) ?? editionOf(at, undefined);
  const fault = edition === undefined ? null : reasonFault(edition, rating.channel, reasons);
  if (fault !== null) return refuse(fault.code, fault.detail);
  const { commentRef, commentDigest } = command;
  const words = commentRef === undefined ? {} : { commentRef, commentDigest: commentDigest ?? "" };
  const added = { ...idsOf(rated.case), ratingId, reasons: [...reasons], comment, ...words };
  return accept([event("rating.reasons-added", added)], subject);
}

/** Adds marks of the list's dimensions, once. The level stands whatever becomes of them (R12). */
export function addRatingMarks(at: Moment, command: Of<"add-rating-marks">): Decision {
  const { caseId, ratingId, dimensions } = command;
  const rated = ratedBy(at, command);
  if ("ok" in rated) return rated;
  const { rating } = rated;
  if (rating.dimensions !== undefined || !isWithin(at, rating.atMs, REASONS_MS_MAX)) {
    return refuse("RATING_FINAL", `marks may be added once, within ${REASONS_MS_MAX / 60_000} minutes`);
  }
  const edition = editionOf(at, rating.optionsVersion) ?? editionOf(at, undefined);
  const fault = edition === undefined ? null : marksFault(edition, rating.channel, dimensions);
  if (fault !== null) return refuse(fault.code, fault.detail);
  const subject = { ratingId, caseId, ticketId: rated.case.ticketId, windowId: rated.case.windowId };
  if (Object.keys(dimensions).length === 0) return accept([], subject);
  const marks = { ...dimensions } as Readonly<Record<string, Level>>;
  return accept([event("rating.marks-added", { ...idsOf(rated.case), ratingId, dimensions: marks })], subject);
}
