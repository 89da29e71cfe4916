// Cases opened and finished, folded into the state.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";
import { found } from "./invariant.ts";
import type { Case, HallState, Window } from "./types.ts";
import { conclude, draftAt, noteCase, noteTicket } from "./undo-steps.ts";
import type { StepDraft } from "./undo-types.ts";

/** Window times kept per service for the estimate. */
export const SERVICE_TIMES_MAX = 60;
/** A window left standing over lunch is no measure of the work. */
const SERVICE_TIME_MS_MAX = 3 * 3_600_000;

function opened(state: HallState, event: LoggedOf<"case.opened">): void {
  const { data, atMs } = event;
  const ticket = found(state.tickets.get(data.ticketId), `ticket ${data.ticketId}`);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  if (data.follows !== undefined) noteTicket(draft, ticket);
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
    ...(data.follows === undefined ? {} : { follows: data.follows }),
  };
  state.cases.set(opening.id, opening);
  state.caseIdByToken.set(ticket.token, opening.id);
  ticket.caseId = opening.id;
  window.caseId = opening.id;
  const action = data.follows === undefined ? (draft.action ?? "arrived") : "next-case";
  if (draft.arrivedTicketId === null && data.follows === undefined) return;
  ticket.lastSeq = event.seq;
  conclude(state, draft, action, ticket.id, event);
}

function finished(state: HallState, { data, atMs }: LoggedOf<"case.finished">): void {
  const closing = found(state.cases.get(data.caseId), `case ${data.caseId}`);
  const window = windowRecord(state, data.windowId);
  // The case of a held ticket that ends elsewhere (left, void, day turned) is no action of its window.
  if (window.ticketId === closing.ticketId) {
    const draft = draftAt(state, window);
    noteCase(draft, closing);
    // The window is taken by the whole visit: it is measured when its last case ends.
    if (data.goesOn !== true) measure(state, draft, closing, window, atMs);
    window.lastFinishedCaseId = closing.id;
    window.caseId = null;
  }
  closing.status = "finished";
  closing.finishedAtMs = atMs;
}

/** The time the window was taken, from call to finish: with keypads alone nobody says when a person arrived. */
function measure(state: HallState, draft: StepDraft, closing: Case, window: Window, atMs: number): void {
  const { lastCallAtMs } = window;
  const visit = closing.follows === undefined ? undefined : state.tickets.get(closing.ticketId);
  const begunMs = visit?.startedAtMs ?? closing.openedAtMs;
  const serviceId = visit?.serviceId ?? closing.serviceId;
  // A case resumed after other calls has no unbroken time to measure.
  if (lastCallAtMs === null || begunMs < lastCallAtMs) return;
  const tookMs = atMs - lastCallAtMs;
  if (tookMs <= 0 || tookMs > SERVICE_TIME_MS_MAX) return;
  const before = state.serviceTimes.get(serviceId) ?? [];
  const after = [...before, tookMs].slice(-SERVICE_TIMES_MAX);
  state.serviceTimes.set(serviceId, after);
  draft.counters = { ...draft.counters, serviceTimes: { serviceId, before, after } };
}

/** Cases. */
export const CASE_FOLDS = { "case.opened": opened, "case.finished": finished } satisfies Partial<Folds<EventType>>;
