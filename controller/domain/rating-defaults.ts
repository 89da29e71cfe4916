// What time does to cases nobody rated: a default where the place has one (R7), and one honest end for each case.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { editionAt } from "./rating-options.ts";
import { isInvited, periodEndMs } from "./rating-period.ts";
import { faultOf, moreOf } from "./rating-record.ts";
import { isRatedFinally } from "./rating-stages.ts";
import type { SettledOutcome } from "./rating-types.ts";
import { localDay } from "./time.ts";
import type { Case, HallSettings, HallState, Level, LocalDay } from "./types.ts";
import { addDays } from "./working-days.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Cases dealt with in one tick; the next one goes on. */
export const SETTLED_AT_ONCE_MAX = 500;

/** When silence becomes a default by the hall's rule; null: it has none. The days after the finish count in full. */
export function defaultDueMs(settings: HallSettings, { finishedAtMs }: Pick<Case, "finishedAtMs">): number | null {
  const rule = settings.rating?.defaults;
  if (rule?.on !== true || finishedAtMs === null) return null;
  return addDays(settings, finishedAtMs, rule.days, rule.kind);
}

const UNREACHED: ReadonlySet<string> = new Set(["undelivered", "no-contact"]);
const NOT_SPOKEN_TO: ReadonlySet<string> = new Set(["no-answer", "wrong-number", "busy"]);

/** How a case ends: rated, else refused, else tried and never reached, else not rated. Silence is never a level. */
export function outcomeOf({ rating, asked = [], callbacks = [] }: Case): SettledOutcome {
  if (rating !== null) return rating.origin === "default" ? "default" : "rated";
  if (callbacks.some(({ result }) => result === "declined")) return "declined";
  const tries = asked.length + callbacks.length;
  const unreached =
    asked.every(({ outcome }) => outcome !== null && UNREACHED.has(outcome)) &&
    callbacks.every(({ result }) => NOT_SPOKEN_TO.has(result));
  return tries > 0 && unreached ? "unreachable" : "not-rated";
}

const settled = (found: Case) => event("rating.settled", { ...idsOf(found), outcome: outcomeOf(found) });

/** Nothing comes to a case sooner: most cases are told apart by this alone. A day may lack an hour or two. */
function earliestDueMs({ policy, rating }: HallSettings): number {
  const defaultDays = rating?.defaults?.on === true ? rating.defaults.days : policy.rating.periodDays;
  return Math.min(policy.rating.periodDays, defaultDays) * DAY_MS - 2 * HOUR_MS;
}

function defaultFor(at: Moment, found: Case): NewEvent {
  const { settings } = at.state;
  const rule = settings.rating?.defaults;
  return event("rating.recorded", {
    ...idsOf(found),
    ratingId: at.newId("rating"),
    staffId: found.staffId,
    level: rule?.level ?? 3,
    channel: "system_default",
    origin: "default",
    stage: 2,
    sequence: 1,
    reasons: [],
    comment: null,
    deviceId: null,
    optionsVersion: editionAt(settings, at.nowMs).version,
    ...(rule === undefined ? {} : { rule: rule.rule }),
  });
}

/** Time passes: defaults that are due, and the end of periods. */
export function dueRatings(at: Moment): NewEvent[] {
  const { state, nowMs } = at;
  const { settings } = state;
  const events: NewEvent[] = [];
  // A period holds tens of thousands of cases and few days: the calendar is asked once for each day.
  const earliestMs = earliestDueMs(settings);
  const dueByDay = new Map<LocalDay, number | null>();
  const dueOf = (found: Case, finishedAtMs: number): number | null => {
    const day = localDay(finishedAtMs, settings.timezone);
    const known = dueByDay.get(day);
    if (known !== undefined) return known;
    const dueMs = defaultDueMs(settings, found);
    dueByDay.set(day, dueMs);
    return dueMs;
  };
  for (const found of state.cases.values()) {
    if (events.length >= SETTLED_AT_ONCE_MAX) break;
    const { finishedAtMs } = found;
    if (finishedAtMs === null || found.settled !== undefined || isRatedFinally(found)) continue;
    if (nowMs - finishedAtMs < earliestMs || isInvited(found, nowMs)) continue;
    const defaultMs = dueOf(found, finishedAtMs);
    const settleMs = Math.max(periodEndMs(settings, found), defaultMs ?? 0);
    if (found.rating === null && defaultMs !== null && nowMs >= defaultMs) {
      const written = defaultFor(at, found);
      events.push(written);
      // Whoever was away until the period was over finds both: the default, and that it was the end.
      if (nowMs >= settleMs) {
        events.push(event("rating.settled", { ...idsOf(found), outcome: "default" }));
      }
      continue;
    }
    if (nowMs >= settleMs) events.push(settled(found));
  }
  return events;
}

/** When the day turns: cases that have their rating end here, and leave the state with it. */
export function ratedBefore(state: HallState): NewEvent[] {
  return [...state.cases.values()]
    .filter((found) => found.status === "finished" && found.settled === undefined && isRatedFinally(found))
    .map(settled);
}

/** A rating that another system took. The same row again adds nothing; it never counts as active. */
export function importRating(at: Moment, command: Extract<Command, { type: "import-rating" }>): Decision {
  const { caseId, source, sourceId, level, channel, stage, reasons, givenAtMs } = command;
  const { state } = at;
  if (!Number.isInteger(level) || level < 1 || level > 5) {
    return refuse("LEVEL_UNKNOWN", "a level is a whole number from 1 to 5");
  }
  if (channel === "system_default") return refuse("CHANNEL_RESERVED", "defaults are written by the hall's own rule");
  if (state.ratings.imported.has(`${source}:${sourceId}`)) return accept([], { caseId });
  if (state.ratedEarlier.has(caseId)) return refuse("CASE_ALREADY_RATED", `${caseId} has its rating`);
  const found = state.cases.get(caseId);
  if (found === undefined) return refuse("CASE_UNKNOWN", `there is no case ${caseId}`);
  if (stage === 2 && found.status !== "finished") return refuse("CASE_OPEN", `${caseId} is not finished`);
  if (stage === 1 && state.settings.rating?.stages?.includes("acceptance") !== true) {
    return refuse("STAGE_NOT_ASKED", "this hall asks at completion alone");
  }
  const isRated = stage === 2 ? isRatedFinally(found) : found.acceptance !== undefined;
  if (isRated) return refuse("CASE_ALREADY_RATED", `${caseId} has its rating`);
  if (at.nowMs >= periodEndMs(state.settings, found)) {
    return refuse("RATING_PERIOD_OVER", `${caseId} was finished too long ago`);
  }
  const press = { windowId: null, caseId, level, channel, reasons, comment: null, deviceId: null } as const;
  const fault = faultOf(at, { type: "record-rating", ...press });
  if (fault !== null) return refuse(fault.code, fault.detail);
  const ratingId = at.newId("rating");
  const recorded = event("rating.recorded", {
    ...idsOf(found),
    ...{ ratingId, staffId: found.staffId, level: level as Level, channel },
    origin: "imported",
    stage,
    sequence: 1,
    reasons: [...reasons],
    comment: null,
    deviceId: null,
    ...moreOf(at, { reasons }, level as Level),
    ...{ source, sourceId, givenAtMs },
    ...(stage === 1 || found.rating === null ? {} : { supersedes: found.rating.id }),
  });
  return accept([recorded], { ratingId, caseId, ticketId: found.ticketId, windowId: found.windowId });
}
