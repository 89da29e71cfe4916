// How long a finished case may be rated, and why it carries no rating.
import type { Case, HallSettings, NotRatedReason } from "./types.ts";

const DAY_MS = 86_400_000;

/** The moment the time in which any channel may rate the case is over; never for an open one. */
export function periodEndMs(settings: HallSettings, { finishedAtMs }: Pick<Case, "finishedAtMs">): number {
  if (finishedAtMs === null) return Number.POSITIVE_INFINITY;
  return finishedAtMs + settings.policy.rating.periodDays * DAY_MS;
}

/** Whether the time in which any channel may rate the case has passed. */
export function isPeriodOver(settings: HallSettings, found: Pick<Case, "finishedAtMs">, nowMs: number): boolean {
  return nowMs >= periodEndMs(settings, found);
}

/** Whether the pads of the case's window ask for its rating now. */
export function isInvited(found: Case, nowMs: number): boolean {
  return found.inviteUntilMs !== null && nowMs < found.inviteUntilMs;
}

/** Why a case has no rating; null when it has one. Silence is never a level. */
export function notRatedReason(settings: HallSettings, found: Case, nowMs: number): NotRatedReason | null {
  if (found.rating !== null) return null;
  if (isPeriodOver(settings, found, nowMs)) return "closed";
  if (isInvited(found, nowMs)) return "pending";
  return found.invitedAtMs === null ? "not-invited" : "lapsed";
}
