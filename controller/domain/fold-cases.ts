// Cases opened and finished, folded into the state.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";
import { found } from "./invariant.ts";
import type { Case, HallState, StepDraft, Window } from "./types.ts";
import { conclude, draftAt, noteCase } from "./undo-steps.ts";

/** Window times kept per service for the estimate. */
export const SERVICE_TIMES_MAX = 60;
/** A window left standing over lunch is no measure of the work. */
const SERVICE_TIME_MS_MAX = 3 * 3_600_000;

function opened(state: HallState, event: LoggedOf<"case.opened">): void {
  const { data, atMs } = event;
  const ticket = found(state.tickets.get(data.ticketId), `ticket ${data.ticketId}`);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  draft.createdCaseIds.push(data.caseId);
  const opening: Case = {
    id: data.caseId,
    ticketId: data.ticketId,
    number: data.number,
    token: ticket.token,
    serviceId: data.serviceId,
    windowId: data.windowId,
    staffId: data.staffId,
    status: "open",
    openedAtMs: atMs,
    finishedAtMs: null,
    limitMinutes: data.limitMinutes,
    invitedAtMs: null,
    inviteUntilMs: null,
    lapsedAtMs: null,
    rating: null,
  };
  state.cases.set(opening.id, opening);
  state.caseIdByToken.set(ticket.token, opening.id);
  ticket.caseId = opening.id;
  window.caseId = opening.id;
  if (draft.arrivedTicketId === null) return;
  ticket.lastSeq = event.seq;
  conclude(state, draft, "arrived", ticket.id, event);
}

function finished(state: HallState, { data, atMs }: LoggedOf<"case.finished">): void {
  const closing = found(state.cases.get(data.caseId), `case ${data.caseId}`);
  const window = windowRecord(state, data.windowId);
  // The case of a held ticket that ends elsewhere (left, void, day turned) is no action of its window.
  if (window.ticketId === closing.ticketId) {
    const draft = draftAt(state, window);
    noteCase(draft, closing);
    measure(state, draft, closing, window, atMs);
    window.lastFinishedCaseId = closing.id;
    window.caseId = null;
  }
  closing.status = "finished";
  closing.finishedAtMs = atMs;
}

/** The time the window was taken, from call to finish: with keypads alone nobody says when a person arrived. */
function measure(state: HallState, draft: StepDraft, closing: Case, window: Window, atMs: number): void {
  const { lastCallAtMs } = window;
  // A case resumed after other calls has no unbroken time to measure.
  if (lastCallAtMs === null || closing.openedAtMs < lastCallAtMs) return;
  const tookMs = atMs - lastCallAtMs;
  if (tookMs <= 0 || tookMs > SERVICE_TIME_MS_MAX) return;
  const before = state.serviceTimes.get(closing.serviceId) ?? [];
  const after = [...before, tookMs].slice(-SERVICE_TIMES_MAX);
  state.serviceTimes.set(closing.serviceId, after);
  draft.counters = { ...draft.counters, serviceTimes: { serviceId: closing.serviceId, before, after } };
}

/** Cases. */
export const CASE_FOLDS = { "case.opened": opened, "case.finished": finished } satisfies Partial<Folds<EventType>>;
