// What an action changed, noted while its events are folded, so that it can be put back exactly.
import type { LoggedEvent } from "./events.ts";
import type { LoggedOf } from "./fold-table.ts";
import { addCalls, ORDINARY, place, unplace } from "./queue.ts";
import type { Case, HallState, Ticket, Window } from "./types.ts";
import type { StepDraft, UndoCounters, UndoStep } from "./undo-types.ts";

/** Actions per window that can be undone, newest first. */
export const UNDO_STEPS_MAX = 10;

const NO_COUNTERS: UndoCounters = { callOf: null, overtakes: [], recentCalls: null, serviceTimes: null };

/** The step under way at this window; the first event of an action begins it. */
export function draftAt(state: HallState, window: Window): StepDraft {
  if (state.draft?.window.id === window.id) return state.draft;
  const draft: StepDraft = {
    window: { ...window },
    tickets: [],
    cases: [],
    createdCaseIds: [],
    arrivedTicketId: null,
    counters: NO_COUNTERS,
  };
  state.draft = draft;
  return draft;
}

/** Remembers a ticket as it is now; the first note of an action counts. */
export function noteTicket(draft: StepDraft, ticket: Ticket): void {
  if (!draft.tickets.some((noted) => noted.id === ticket.id)) draft.tickets.push({ ...ticket });
}

/** Remembers a case as it is now, unless the action itself opened it. */
export function noteCase(draft: StepDraft, found: Case | undefined): void {
  if (found === undefined || draft.createdCaseIds.includes(found.id)) return;
  if (!draft.cases.some((noted) => noted.id === found.id)) draft.cases.push({ ...found });
}

/** The action is complete: from now on it can be undone. */
export function conclude(
  state: HallState,
  draft: StepDraft,
  action: string,
  ticketId: string,
  last: LoggedEvent,
): void {
  const { window, tickets, cases, createdCaseIds, counters } = draft;
  const { seq, atMs } = last;
  const steps = state.undo.get(window.id) ?? [];
  steps.push({ action, seq, atMs, ticketId, tickets, cases, createdCaseIds, window, counters });
  if (steps.length > UNDO_STEPS_MAX) steps.shift();
  state.undo.set(window.id, steps);
  state.draft = null;
}

/** Puts the records of an undone action back where they were. */
export function foldUndone(state: HallState, { data }: LoggedOf<"action.undone">): void {
  const steps = state.undo.get(data.windowId) ?? [];
  const step = steps.at(-1)?.seq === data.undoneSeq ? steps.pop() : undefined;
  if (steps.length === 0) state.undo.delete(data.windowId);
  for (const record of data.tickets) {
    const current = state.tickets.get(record.id);
    if (current !== undefined) unplace(state, current);
  }
  const callOf = step?.counters.callOf ?? null;
  if (callOf !== null) addCalls(state, callOf, -1);
  for (const record of data.tickets) restoreTicket(state, record);
  for (const caseId of data.removedCaseIds) state.cases.delete(caseId);
  for (const record of data.cases) {
    const current = state.cases.get(record.id);
    if (current !== undefined) replace(current, record);
  }
  const window = state.windows.get(data.windowId);
  if (window !== undefined) replace(window, data.window);
  if (step !== undefined) restoreCounters(state, step);
}

/** Makes one record like the other; what the other does not have goes. */
function replace<T extends object>(current: T, record: T): void {
  for (const key of Object.keys(current) as (keyof T)[]) {
    if (!(key in record)) delete current[key];
  }
  Object.assign(current, record);
}

function restoreTicket(state: HallState, record: Ticket): void {
  const current = state.tickets.get(record.id);
  if (current === undefined) return;
  replace(current, record);
  place(state, current);
  if (record.caseId === null) state.caseIdByToken.delete(record.token);
  else state.caseIdByToken.set(record.token, record.caseId);
}

function restoreCounters(state: HallState, step: UndoStep): void {
  const { overtakes, recentCalls, serviceTimes } = step.counters;
  for (const { queue, before, after } of overtakes) {
    const count = countAfterUndo(state.overtakes.get(queue) ?? 0, before, after);
    const isEmpty = state.lanes.get(queue)?.get(ORDINARY) === undefined;
    if (count === 0 || isEmpty) state.overtakes.delete(queue);
    else state.overtakes.set(queue, count);
  }
  if (recentCalls !== null) {
    const untouched = state.recentCalls === recentCalls.after;
    state.recentCalls = untouched ? recentCalls.before : withoutCall(state, step);
  }
  if (serviceTimes === null) return;
  const times = state.serviceTimes.get(serviceTimes.serviceId) ?? [];
  const before = times === serviceTimes.after ? serviceTimes.before : withoutOne(times, serviceTimes.after.at(-1));
  if (before.length === 0) state.serviceTimes.delete(serviceTimes.serviceId);
  else state.serviceTimes.set(serviceTimes.serviceId, before);
}

/** When other windows called since, the count errs on the side of the ordinary ticket. */
function countAfterUndo(current: number, before: number, after: number): number {
  if (current === after) return before;
  // The undone call had ended a row that in truth went on.
  return after < before ? before + current : current;
}

/** Others called since: only the undone call leaves the list, or falls back to the call before a recall. */
function withoutCall(state: HallState, step: UndoStep): HallState["recentCalls"] {
  const earlier = step.counters.recentCalls?.before.find((call) => call.ticketId === step.ticketId);
  const rest = state.recentCalls.filter((call) => call.ticketId !== step.ticketId);
  if (earlier === undefined) return rest;
  return [...rest, earlier].sort((left, right) => right.atMs - left.atMs);
}

function withoutOne(times: readonly number[], time: number | undefined): readonly number[] {
  const index = time === undefined ? -1 : times.lastIndexOf(time);
  return index < 0 ? times : times.toSpliced(index, 1);
}
