// Work at a window folded into the state: walk-ins, outcomes and marks of cases, planned closing, emergencies.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";
import { found } from "./invariant.ts";
import { unplace } from "./queue.ts";
import type { Case, HallState } from "./types.ts";
import { conclude, draftAt, noteCase, noteTicket } from "./undo-steps.ts";
import type { StepDraft } from "./undo-types.ts";

type MarkEvent = LoggedOf<"case.outcome-set" | "case.time-flagged" | "case.note-set">;

/** Marks of the case at the window may be part of finishing it; alone they are an action of their own. */
function marked(state: HallState, event: MarkEvent): { readonly draft: StepDraft; readonly marking: Case } {
  const draft = draftAt(state, windowRecord(state, event.data.windowId));
  const marking = found(state.cases.get(event.data.caseId), `case ${event.data.caseId}`);
  noteCase(draft, marking);
  return { draft, marking };
}

function admitted(state: HallState, { data, seq, atMs }: LoggedOf<"ticket.admitted">): void {
  const ticket = found(state.tickets.get(data.ticketId), `ticket ${data.ticketId}`);
  const window = windowRecord(state, data.windowId);
  const draft = draftAt(state, window);
  noteTicket(draft, ticket);
  unplace(state, ticket);
  ticket.state = "serving";
  ticket.windowId = window.id;
  ticket.startedAtMs = atMs;
  ticket.lastSeq = seq;
  window.ticketId = ticket.id;
  window.caseId = null;
  window.lastCallAtMs = atMs;
  // The opening of its case, which follows in the same decision, ends the step.
  draft.arrivedTicketId = ticket.id;
  draft.action = "walk-in";
}

function answered(state: HallState, { data, atMs }: LoggedOf<"emergency.answered">): void {
  const open = state.emergencies.get(data.windowId);
  if (open === undefined || open.id !== data.emergencyId) return;
  const coming = [...open.coming, { windowId: data.byWindowId, staffId: data.staffId, atMs }];
  state.emergencies.set(data.windowId, { ...open, coming });
}

/** What windows add to the log beside calls. */
export const CONSOLE_FOLDS = {
  "ticket.admitted": admitted,
  "case.outcome-set": (state, event) => {
    const { draft, marking } = marked(state, event);
    const { outcome, quantity, alone } = event.data;
    marking.outcome = outcome;
    if (quantity === 1) delete marking.quantity;
    else marking.quantity = quantity;
    if (alone) conclude(state, draft, "outcome", marking.ticketId, event);
  },
  "case.time-flagged": (state, event) => {
    const { draft, marking } = marked(state, event);
    if (event.data.flagged) marking.timeFlagged = true;
    else delete marking.timeFlagged;
    conclude(state, draft, "flag-time", marking.ticketId, event);
  },
  // A note is changed by writing another: no step of its own, because its text cannot be put back from the log.
  "case.note-set": (state, { data }) => {
    const marking = state.cases.get(data.caseId);
    if (marking === undefined) return;
    if (data.chars > 0) marking.hasNote = true;
    else delete marking.hasNote;
  },
  "window.close-planned": (state, { data }) => {
    windowRecord(state, data.windowId).closing = true;
  },
  "window.close-cancelled": (state, { data }) => {
    delete windowRecord(state, data.windowId).closing;
  },
  "emergency.raised": (state, { data, atMs }) => {
    const { emergencyId: id, windowId, kind, staffId } = data;
    state.emergencies.set(windowId, { id, windowId, kind, staffId, raisedAtMs: atMs, coming: [] });
  },
  "emergency.answered": answered,
  "emergency.ended": (state, { data }) => {
    state.emergencies.delete(data.windowId);
  },
} satisfies Partial<Folds<EventType>>;
