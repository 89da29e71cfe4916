// Asking outside the pad, and telephone call-backs: what was tried for each case, and what came of it.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { recordRating } from "./rating.ts";
import { editionAt } from "./rating-options.ts";
import { isPeriodOver } from "./rating-period.ts";
import { isRatedFinally } from "./rating-stages.ts";
import type { Ask } from "./rating-types.ts";
import type { Case } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Askings and calls kept per case; more is a programming error of who asks. */
export const ASKS_MAX = 20;

function askable(at: Moment, caseId: string): Case | Decision {
  const { state } = at;
  if (state.ratedEarlier.has(caseId)) return refuse("CASE_ALREADY_RATED", `${caseId} has its rating`);
  const found = state.cases.get(caseId);
  if (found === undefined) return refuse("CASE_UNKNOWN", `there is no case ${caseId}`);
  return found;
}

const subjectOf = ({ id: caseId, ticketId, windowId }: Case) => ({ caseId, ticketId, windowId });

/** Notes that somebody was asked, with the edition and until when the answer counts. */
export function askRating(at: Moment, command: Of<"ask-rating">): Decision {
  const { caseId, channel, stage, attempt, untilMs } = command;
  const found = askable(at, caseId);
  if ("ok" in found) return found;
  const asked = found.asked ?? [];
  if (asked.some((ask) => ask.channel === channel && ask.stage === stage && ask.attempt === attempt)) {
    return accept([], subjectOf(found));
  }
  if (stage === 1 && at.state.settings.rating?.stages?.includes("acceptance") !== true) {
    return refuse("STAGE_NOT_ASKED", "this hall asks at completion alone");
  }
  if (stage === 2 && found.status !== "finished") return refuse("CASE_OPEN", `${caseId} is not finished`);
  const isRated = stage === 2 ? isRatedFinally(found) : found.acceptance !== undefined;
  if (isRated) return refuse("CASE_ALREADY_RATED", `${caseId} has its rating`);
  if (isPeriodOver(at.state.settings, found, at.nowMs) || asked.length >= ASKS_MAX) {
    return refuse("RATING_PERIOD_OVER", `${caseId} is asked about no more`);
  }
  const optionsVersion = editionAt(at.state.settings, at.nowMs).version;
  const data = { ...idsOf(found), channel, stage, optionsVersion, attempt, untilMs };
  return accept([event("rating.asked", data)], subjectOf(found));
}

/** The newest asking by the channel that may still end so: a delivered one may expire, an ended one stays. */
function endable({ asked = [] }: Case, { channel, attempt, outcome }: Of<"end-ask">): Ask | undefined {
  return asked.findLast((ask) => {
    const isOpen = ask.outcome === null || (ask.outcome === "delivered" && outcome !== "delivered");
    return ask.channel === channel && isOpen && (attempt === undefined || ask.attempt === attempt);
  });
}

/** What became of an asking. */
export function endAsk(at: Moment, command: Of<"end-ask">): Decision {
  const found = at.state.cases.get(command.caseId);
  // A report may come after the case was rated and has left the state: nothing hangs on it any more.
  if (found === undefined) return accept([]);
  const ask = endable(found, command);
  if (ask === undefined) return accept([], subjectOf(found));
  const { channel, stage, attempt } = ask;
  const ended = { ...idsOf(found), channel, stage, attempt, outcome: command.outcome };
  return accept([event("rating.ask-ended", ended)], subjectOf(found));
}

/** One call, and the level as it was spoken: one decision, so that neither is ever without the other (I11). */
export function attemptCallback(at: Moment, command: Of<"attempt-callback">): Decision {
  const { caseId, by, result, level, reasons = [], dimensions } = command;
  const found = askable(at, caseId);
  if ("ok" in found) return found;
  if (found.status !== "finished") return refuse("CASE_OPEN", `${caseId} is not finished`);
  if (found.staffId === by) {
    return refuse("OWN_CASE", `${caseId} 由本人办理，须由他人回访 · somebody else must ask about one's own case`);
  }
  if (isRatedFinally(found)) return refuse("CASE_ALREADY_RATED", `${caseId} has its rating`);
  const calls = found.callbacks ?? [];
  if (isPeriodOver(at.state.settings, found, at.nowMs) || calls.length >= ASKS_MAX) {
    return refuse("RATING_PERIOD_OVER", `${caseId} is asked about no more`);
  }
  const attempted = event("callback.attempted", { ...idsOf(found), attempt: calls.length + 1, by, result });
  if (result !== "rated") return accept([attempted], subjectOf(found));
  const press = {
    windowId: null,
    caseId,
    level: level ?? Number.NaN,
    channel: "phone",
    reasons,
    comment: null,
    ...(dimensions === undefined ? {} : { dimensions }),
  } as const;
  const rated = recordRating(at, { type: "record-rating", ...press, deviceId: null, by });
  return rated.ok ? { ...rated, events: [attempted, ...rated.events] } : rated;
}

/** A sign of interference was looked at. Nothing follows from it by itself (P9). */
export function checkSignal(at: Moment, command: Of<"check-signal">): Decision {
  const { signalId, kind, windowId, by, verdict } = command;
  const known = at.state.ratings.checkedSignals.get(signalId);
  if (known?.verdict === verdict) return accept([], { windowId });
  return accept([event("rating.signal-checked", { signalId, kind, windowId, by, verdict })], { windowId });
}
