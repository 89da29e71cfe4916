// Undo: the newest action of a window is taken back, and both stay in the log.
import { raisePrint } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { found } from "./invariant.ts";
import { isEnded } from "./snapshot.ts";
import { refOf } from "./ticketing.ts";
import type { Case, HallState, Ticket, Window } from "./types.ts";
import type { UndoStep } from "./undo-types.ts";
import { knownWindow } from "./windows.ts";

/** Reverts the newest action of the window, unless somebody else has built on it. */
export function undo(at: Moment, { windowId, reason, seq }: Extract<Command, { type: "undo" }>): Decision {
  const { state } = at;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const step = state.undo.get(windowId)?.at(-1);
  if (step === undefined) return refuse("NOTHING_TO_UNDO", `nothing at window ${windowId} can be undone`);
  if (seq !== undefined && step.seq !== seq) {
    return refuse("UNDO_TOO_LATE", `the newest action at window ${windowId} is another one`);
  }
  const obstacle = tooLate(state, step);
  if (obstacle !== null) return refuse("UNDO_TOO_LATE", obstacle);
  const tickets = step.tickets.map((record) => withPaperOfNow(state, record));
  const cases = step.cases.flatMap((record) => caseBefore(state, record, at.nowMs));
  const undone = event("action.undone", {
    windowId,
    action: step.action,
    undoneSeq: step.seq,
    reason,
    tickets,
    cases,
    removedCaseIds: [...step.createdCaseIds],
    window: windowBefore(step, cases, window),
  });
  const alarms = tickets
    .filter((ticket) => !isEnded(ticket) && (ticket.print === "failed" || ticket.print === "unconfirmed"))
    .flatMap((ticket) => raisePrint(state, ticket, ticket.print));
  const subject = { ticketId: step.ticketId, windowId };
  return accept(
    [undone, ...alarms, ...unissued(step, tickets)],
    state.tickets.has(step.ticketId) ? subject : { windowId },
  );
}

/** Why the step can no longer be taken back, or null. */
function tooLate(state: HallState, step: UndoStep): string | null {
  for (const { id, number } of step.tickets) {
    const now = state.tickets.get(id);
    if (now === undefined || now.lastSeq > step.seq) return `${number} has moved on since`;
  }
  const moved = step.cases.filter((record) => isMoved(record, state.cases.get(record.id))).map(({ id }) => id);
  for (const caseId of [...moved, ...step.createdCaseIds]) {
    const now = state.cases.get(caseId);
    const before = step.cases.find(({ id }) => id === caseId);
    if (now === undefined || now.rating !== null || now.acceptance?.id !== before?.acceptance?.id) {
      return `case ${caseId} has been rated since`;
    }
  }
  return null;
}

/** The action finished the case or asked for its rating; else it only cut an invitation short. */
function isMoved(before: Case, now: Case | undefined): boolean {
  return now === undefined || before.status !== now.status || before.invitedAtMs !== now.invitedAtMs;
}

/**
 * A case as it was before the action. One that only lost its invitation, or was only marked, keeps what has come to it
 * since: an earlier invitation comes back only if it is still unanswered and has time left.
 */
function caseBefore(state: HallState, before: Case, nowMs: number): Case[] {
  const now = state.cases.get(before.id);
  if (now === undefined || isMoved(before, now)) return [{ ...before }];
  const isBack = now.rating === null && before.inviteUntilMs !== null && nowMs < before.inviteUntilMs;
  const { inviteUntilMs, lapsedAtMs } = isBack ? before : now;
  if (!isBack && !isMarked(before, now)) return [];
  const { outcome: _outcome, quantity: _quantity, timeFlagged: _flagged, ...rest } = now;
  const { outcome, quantity, timeFlagged } = before;
  return [
    {
      ...rest,
      inviteUntilMs,
      lapsedAtMs,
      ...(outcome === undefined ? {} : { outcome }),
      ...(quantity === undefined ? {} : { quantity }),
      ...(timeFlagged === undefined ? {} : { timeFlagged }),
    },
  ];
}

function isMarked(before: Case, now: Case): boolean {
  return before.outcome !== now.outcome || before.quantity !== now.quantity || before.timeFlagged !== now.timeFlagged;
}

/** Whoever was taken in without a call has no place in line to go back to: the number becomes void. */
function unissued(step: UndoStep, tickets: readonly Ticket[]): NewEvent[] {
  if (step.action !== "walk-in") return [];
  return tickets.map((ticket) => event("ticket.voided", { ...refOf(ticket), reason: "walk-in undone" }));
}

/** Paper that was printed or failed since is no part of the action. */
function withPaperOfNow(state: HallState, record: Ticket): Ticket {
  const { print, printAttempts, printStarted } = found(state.tickets.get(record.id), `ticket ${record.id}`);
  return { ...record, print, printAttempts, printStarted };
}

/** The window as it was, but for its session (open, paused, who sits there) and an invitation that has ended. */
function windowBefore(step: UndoStep, cases: readonly Case[], now: Window): Window {
  const { state, pauseReason, staffId, openedAtMs } = now;
  const invited = step.window.invitedCaseId;
  const isBack = cases.some((record) => record.id === invited && record.inviteUntilMs !== null);
  const wasUntouched = now.invitedCaseId === invited;
  const invitedCaseId = isBack || wasUntouched ? invited : null;
  const { closing: _closing, backAtMs: _back, pauseReasonId: _reason, ...before } = step.window;
  const session = { state, pauseReason, staffId, openedAtMs };
  return {
    ...before,
    ...session,
    invitedCaseId,
    ...(now.closing === undefined ? {} : { closing: now.closing }),
    ...(now.backAtMs === undefined ? {} : { backAtMs: now.backAtMs }),
    ...(now.pauseReasonId === undefined ? {} : { pauseReasonId: now.pauseReasonId }),
  };
}
