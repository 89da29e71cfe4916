// The life of one loop, pure: what it is after each event, which steps are due, and which deadlines run.
import type { LoggedEvent } from "./events.ts";
import type { Loop, LoopDeadlineStep, LoopDone, LoopRef, LoopStateName, LoopStep, LoopText } from "./loop-types.ts";

/** So often nobody answered, and the step is done: the ledger says that nobody was reached. */
export const CALL_BACK_ATTEMPTS_MAX = 3;

/** The ids alone, as events carry them. */
export function loopRef({ loopId, caseId, ticketId, number, serviceId, windowId }: LoopRef): LoopRef {
  return { loopId, caseId, ticketId, number, serviceId, windowId };
}

/** Whether nothing more is owed. A second rating may still come. */
export function isClosed(loop: Loop): boolean {
  return loop.reviewed !== null || loop.withdrawnMs !== null;
}

/** When it ended; null while it is open. */
export function closedMs(loop: Loop): number | null {
  return loop.reviewed?.atMs ?? loop.withdrawnMs;
}

/** Somebody answered: these count as called back. */
export function wasReached({ calls }: Loop): boolean {
  return calls.some(({ result }) => result === "satisfied" || result === "not-satisfied" || result === "declined");
}

/** Reached, or tried as often as is reasonable. */
export function isCalledBack(loop: Loop): boolean {
  const { calls } = loop;
  const last = calls.at(-1)?.result;
  if (last === "wrong-number" || last === "no-contact") return true;
  return wasReached(loop) || calls.length >= CALL_BACK_ATTEMPTS_MAX;
}

/** The rating does not count against the window; raw figures hold it all the same. */
export function isSetAside({ appeal, source }: Loop): boolean {
  return source === "rating" && appeal?.upheld === true;
}

const needsFix = ({ decided }: Loop): boolean => decided?.way === "fix_now" || decided?.way === "fix_by_date";

/** Mended, promised by a day, explained, or not at fault: what the deadline of handling asks for. */
export function isDealtWith(loop: Loop): boolean {
  const { decided, appeal, fixed } = loop;
  if (decided === null) return false;
  if (decided.way === "appealed") return appeal?.upheld === true;
  return decided.way === "fix_now" ? fixed !== null : true;
}

/** Every step that may be taken now, the one to take first at the head. */
export function stepsDue(loop: Loop): LoopStep[] {
  const { verified, decided, appeal, fixed, replied } = loop;
  if (isClosed(loop)) return [];
  if (verified === null) return ["verify"];
  if (decided === null) return ["decide"];
  if (decided.way === "appealed" && appeal === null) return ["decide-appeal"];
  const steps: LoopStep[] = [];
  const mended = !needsFix(loop) || fixed !== null;
  // What is promised by a day is told at once; what is mended now is told when it is.
  if (replied === null && isDealtWith(loop)) steps.push("reply");
  if (!mended) steps.push("fix");
  if (replied === null || !mended) return steps;
  const owed = loop.callBack && !isCalledBack(loop);
  return owed ? ["call-back"] : ["review"];
}

/** How it stands, in a word. */
export function loopState(loop: Loop): LoopStateName {
  if (loop.withdrawnMs !== null) return "withdrawn";
  if (loop.reviewed !== null) return "reviewed";
  if (loop.replied !== null && loop.calls.length > 0 && isCalledBack(loop)) return "called_back";
  const [replied, fixed] = [loop.replied?.atMs ?? -1, loop.fixed?.atMs ?? -1];
  if (replied >= 0 && replied >= fixed) return "replied";
  if (fixed >= 0) return "fixed";
  if (loop.decided !== null) return loop.decided.way;
  return loop.verified === null ? "received" : "verified";
}

export interface LoopTerm {
  readonly step: LoopDeadlineStep;
  readonly dueMs: number;
  readonly done: boolean;
}

/** The deadlines that run or have run. */
export function termsOf(loop: Loop): LoopTerm[] {
  const { decided, dueMs, replyDueMs, callBackDueMs, replied, fixed } = loop;
  const terms: LoopTerm[] = [
    { step: "handle", dueMs, done: isDealtWith(loop) },
    { step: "reply", dueMs: replyDueMs, done: replied !== null },
  ];
  if (decided?.fixDueMs != null) terms.push({ step: "fix", dueMs: decided.fixDueMs, done: fixed !== null });
  if (callBackDueMs !== null) terms.push({ step: "call-back", dueMs: callBackDueMs, done: isCalledBack(loop) });
  return terms;
}

/** The next deadline nobody has met yet; null when the loop is closed or all are met. */
export function nextTerm(loop: Loop): LoopTerm | null {
  if (isClosed(loop)) return null;
  const open = termsOf(loop).filter(({ done }) => !done);
  return open.reduce<LoopTerm | null>((first, term) => (first && first.dueMs <= term.dueMs ? first : term), null);
}

/** Deadlines that are over, undone and not said yet. */
export function missedTerms(loop: Loop, nowMs: number): LoopTerm[] {
  if (isClosed(loop)) return [];
  return termsOf(loop).filter(
    ({ step, dueMs, done }) => !done && nowMs >= dueMs && !loop.overdue.some((said) => said.step === step),
  );
}

type Received = Extract<LoggedEvent, { type: "loop.received" }>;

function received({ data, atMs }: Received): Loop {
  const { source, channel, level, ratingId, clerkId, handlerId, dueMs, replyDueMs, callBack, by, text } = data;
  return {
    ...loopRef(data),
    ...{ source, channel, level, ratingId, clerkId, handlerId, dueMs, replyDueMs, callBack },
    receivedMs: atMs,
    notes: text === null ? [] : [{ by, atMs, text }],
    handlers: handlerId === null ? [] : [handlerId],
    ...{ verified: null, decided: null, appeal: null, appealedBy: null, fixed: null, replied: null },
    ...{ callBackDueMs: null, calls: [], reviewed: null, withdrawnMs: null, overdue: [], second: null },
  };
}

const NOTES_MAX = 50;
const HANDLERS_MAX = 50;

/** The loop after an event of its own; null before it was received. The same for the state and for the ledger. */
export function loopAfter(before: Loop | null, event: LoggedEvent): Loop | null {
  if (event.type === "loop.received") return received(event);
  if (before === null) return null;
  const { atMs } = event;
  const done = ({ by, text }: { by: string; text: LoopText | null }): LoopDone => ({ by, atMs, text });
  switch (event.type) {
    case "loop.withdrawn":
      return { ...before, withdrawnMs: atMs };
    case "loop.assigned": {
      const { handlerId } = event.data;
      const handlers = [...before.handlers.filter((id) => id !== handlerId), handlerId].slice(-HANDLERS_MAX);
      return { ...before, handlerId, handlers };
    }
    case "loop.noted": {
      const note = { by: event.data.by, atMs, text: event.data.text };
      return { ...before, notes: [...before.notes, note].slice(-NOTES_MAX) };
    }
    case "loop.verified":
      return { ...before, verified: done(event.data) };
    case "loop.decided": {
      const { way, byDate, fixDueMs, by } = event.data;
      const appealedBy = way === "appealed" ? by : before.appealedBy;
      return { ...before, decided: { ...done(event.data), way, byDate, fixDueMs }, appealedBy };
    }
    case "loop.appeal-decided": {
      const { upheld, reason } = event.data;
      const appeal = { ...done(event.data), upheld, reason };
      // Refused: the rating stands, and something has to be done about it after all.
      return { ...before, appeal, decided: upheld ? before.decided : null };
    }
    case "loop.fixed":
      return { ...before, fixed: done(event.data) };
    case "loop.replied":
      return { ...before, replied: done(event.data), callBackDueMs: event.data.callBackDueMs };
    case "loop.called-back":
      return { ...before, calls: [...before.calls, { ...done(event.data), result: event.data.result }] };
    case "loop.reviewed":
      return { ...before, reviewed: done(event.data) };
    case "loop.second-rated":
      return { ...before, second: { ratingId: event.data.ratingId, level: event.data.level, atMs } };
    case "loop.overdue": {
      const { step, dueMs } = event.data;
      return { ...before, overdue: [...before.overdue, { step, dueMs, atMs }] };
    }
    case "loop.reminded":
      return { ...before, reminded: [...(before.reminded ?? []), event.data.step] };
    default:
      return before;
  }
}
