// Invitations and ratings, folded into the state.
import type { EventData, EventType } from "./events.ts";
import { setSecond } from "./fold-asking.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";
import { found } from "./invariant.ts";
import type { Case, HallState, Rating } from "./types.ts";
import { conclude, draftAt, noteCase } from "./undo-steps.ts";

/** Invitations that end because of what staff did next; an undo of that gives them back. */
export const LAPSED_BY_ARRIVAL = "next-arrived";
export const LAPSED_BY_INVITATION = "another-invited";
/** Invitations that ended for good. */
export const LAPSED_BY_TIME = "time";
export const LAPSED_BY_CLOSING = "window-closed";

function caseOf(state: HallState, caseId: string): Case {
  return found(state.cases.get(caseId), `case ${caseId}`);
}

function invited(state: HallState, event: LoggedOf<"rating.invited">): void {
  const rated = caseOf(state, event.data.caseId);
  const window = windowRecord(state, event.data.windowId);
  const draft = draftAt(state, window);
  noteCase(draft, rated);
  rated.invitedAtMs = event.atMs;
  rated.inviteUntilMs = event.data.untilMs;
  window.invitedCaseId = rated.id;
  // While its ticket is still at the window, the finish that follows is the action.
  if (window.ticketId !== rated.ticketId) conclude(state, draft, "invite-rating", rated.ticketId, event);
}

function shortened(state: HallState, { data }: LoggedOf<"rating.invite-shortened">): void {
  const rated = caseOf(state, data.caseId);
  noteCase(draftAt(state, windowRecord(state, data.windowId)), rated);
  rated.inviteUntilMs = data.untilMs;
}

function lapsed(state: HallState, { data, atMs }: LoggedOf<"rating.lapsed">): void {
  const rated = caseOf(state, data.caseId);
  const window = windowRecord(state, data.windowId);
  if (data.reason === LAPSED_BY_ARRIVAL || data.reason === LAPSED_BY_INVITATION) {
    noteCase(draftAt(state, window), rated);
  }
  rated.inviteUntilMs = null;
  rated.lapsedAtMs = atMs;
  if (window.invitedCaseId === rated.id) window.invitedCaseId = null;
}

/** A rating as the state holds it; fields that an older record does not have stay away. */
export function ratingOf(data: EventData["rating.recorded"], atMs: number): Rating {
  const { ratingId: id, caseId, level, channel, reasons, comment, origin, deviceId, stage, sequence } = data;
  const { optionsVersion, dimensions, flags, rule, grade, gradeMap, source, commentRef, by } = data;
  const more = { optionsVersion, dimensions, flags, rule, grade, gradeMap, source, commentRef, by };
  const said = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  const usual = stage === 2 && sequence === 1;
  const base = { id, caseId, level, channel, reasons, comment, origin, atMs, deviceId, ...said };
  return usual ? base : { ...base, stage, sequence };
}

function recorded(state: HallState, { data, atMs }: LoggedOf<"rating.recorded">): void {
  if (data.sourceId !== undefined) state.ratings.imported.set(`${data.source}:${data.sourceId}`, atMs);
  if (data.sequence === 2) {
    const second = found(state.ratings.seconds.get(data.caseId), `second rating of ${data.caseId}`);
    setSecond(state, { ...second, ratingId: data.ratingId, level: data.level });
    return;
  }
  const rated = caseOf(state, data.caseId);
  if (data.stage === 1) {
    rated.acceptance = ratingOf(data, atMs);
    if (rated.acceptanceAsked !== undefined) rated.acceptanceAsked = { ...rated.acceptanceAsked, untilMs: null };
    return;
  }
  if (rated.rating !== null) rated.defaulted = rated.rating;
  rated.rating = ratingOf(data, atMs);
  rated.inviteUntilMs = null;
  const window = windowRecord(state, rated.windowId);
  if (window.invitedCaseId === rated.id) window.invitedCaseId = null;
}

/** The case may have left the state: then its change is in the log and in the records. */
function acceptanceCorrected(state: HallState, { data }: LoggedOf<"rating.acceptance-corrected">): void {
  const rated = state.cases.get(data.caseId);
  if (rated?.acceptance?.id !== data.ratingId) return;
  const { level, flags } = data;
  rated.acceptance = { ...rated.acceptance, level, ...(flags === undefined ? {} : { flags }) };
}

function marksAdded(state: HallState, { data }: LoggedOf<"rating.marks-added">): void {
  const rated = state.cases.get(data.caseId);
  if (rated === undefined || rated.rating?.id !== data.ratingId) return;
  rated.rating = { ...rated.rating, dimensions: data.dimensions };
}

/** Invitations and ratings; a press that was refused changes nothing. */
export const RATING_FOLDS = {
  "rating.invited": invited,
  "rating.invite-shortened": shortened,
  "rating.lapsed": lapsed,
  "rating.recorded": recorded,
  "rating.refused": () => undefined,
  "rating.marks-added": marksAdded,
  "rating.acceptance-invited": (state, { data, atMs }) => {
    caseOf(state, data.caseId).acceptanceAsked = { atMs, untilMs: data.untilMs };
  },
  "rating.acceptance-lapsed": (state, { data }) => {
    const asked = caseOf(state, data.caseId);
    if (asked.acceptanceAsked !== undefined) asked.acceptanceAsked = { ...asked.acceptanceAsked, untilMs: null };
  },
  "rating.acceptance-corrected": acceptanceCorrected,
} satisfies Partial<Folds<EventType>>;
