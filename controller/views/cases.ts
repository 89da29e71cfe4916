// Cases and their ratings as outside programs see them.

import type { CaseView, RatingView } from "../contract/views.ts";
import type { Case, NotRatedReason, Rating } from "../domain/types.ts";
import { timeOf, timeOrNull, type ViewContext } from "./context.ts";

const MINUTE_MS = 60_000;

/** A rating; its level is for the case's record, not for the rated window. */
export function ratingView(context: ViewContext, rating: Rating): RatingView {
  return {
    id: rating.id,
    caseId: rating.caseId,
    level: rating.level,
    channel: rating.channel,
    origin: rating.origin,
    reasons: [...rating.reasons],
    comment: rating.comment,
    at: timeOf(context, rating.atMs),
    ...moreOf(rating),
  };
}

/** What only some ratings have. */
function moreOf(rating: Rating): Partial<RatingView> {
  const { stage, sequence, optionsVersion, dimensions, flags, rule, source, grade, gradeMap } = rating;
  const more = { stage, sequence, optionsVersion, rule, source, grade, gradeMap };
  return {
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
    ...(dimensions === undefined ? {} : { dimensions: { ...dimensions } }),
    ...(flags === undefined ? {} : { flags: [...flags] }),
  };
}

/** Why a finished case has no rating; null while it is open or when it has one. */
export function notRated(record: Case, nowMs: number): NotRatedReason | null {
  if (record.status === "open" || record.rating !== null) return null;
  if (record.invitedAtMs === null) return "not-invited";
  if (record.lapsedAtMs !== null) return "lapsed";
  if (record.inviteUntilMs === null) return "closed";
  return nowMs < record.inviteUntilMs ? "pending" : "lapsed";
}

/** Finished after its time limit (超期办结). */
export function isLate(record: Case): boolean {
  if (record.limitMinutes === null || record.finishedAtMs === null) return false;
  return record.finishedAtMs - record.openedAtMs > record.limitMinutes * MINUTE_MS;
}

/** A case with its rating, or with the reason why there is none. */
export function caseView(context: ViewContext, record: Case & { readonly late?: boolean }): CaseView {
  return {
    id: record.id,
    ticketId: record.ticketId,
    number: record.number,
    serviceId: record.serviceId,
    windowId: record.windowId,
    staffId: record.staffId,
    status: record.status,
    openedAt: timeOf(context, record.openedAtMs),
    finishedAt: timeOrNull(context, record.finishedAtMs),
    late: record.late ?? isLate(record),
    rating: record.rating === null ? null : ratingView(context, record.rating),
    notRated: notRated(record, context.nowMs),
  };
}
