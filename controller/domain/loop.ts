// The steps of a loop: each with its person and its turn. The rated clerk takes none of them.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { isCalledBack, isClosed, loopRef, missedTerms, nextTerm, stepsDue, termsOf } from "./loop-life.ts";
import { loopSettingsOf } from "./loop-opening.ts";
import type { Loop, LoopStep } from "./loop-types.ts";
import { localDay, localDayRange } from "./time.ts";
import type { HallSettings, HallState, LocalDay } from "./types.ts";
import { addWorkingDays, workingDaysLeft } from "./working-days.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** A promise further away is none. */
export const BY_DATE_DAYS_MAX = 366;
const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The loop, if it is open and this person may touch it at all. */
function touched({ state }: Moment, loopId: string, by: string): Loop | Decision {
  const loop = state.loops.get(loopId);
  if (loop === undefined) return refuse("LOOP_UNKNOWN", `there is no loop ${loopId}`);
  if (isClosed(loop)) return refuse("LOOP_STEP_NOT_DUE", `${loopId} is closed`);
  if (by === loop.clerkId) return refuse("LOOP_OWN_CASE", "it is about the one who asks");
  return loop;
}

interface Barrier {
  readonly code: "LOOP_OWN_CASE" | "LOOP_OTHER_PERSON" | "LOOP_NOT_YOURS";
  readonly detail: string;
}

/** Why this person may not take this step of this loop; null: they may. */
function barrier(settings: HallSettings, loop: Loop, step: LoopStep, by: string): Barrier | null {
  if (by === loop.clerkId) return { code: "LOOP_OWN_CASE", detail: "it is about the one who asks" };
  if (step === "decide-appeal" && [...loop.handlers, loop.appealedBy, loop.verified?.by].includes(by)) {
    return { code: "LOOP_OTHER_PERSON", detail: "who handled it or raised the appeal cannot decide" };
  }
  if (step === "review" && loop.handlers.includes(by)) {
    return { code: "LOOP_OTHER_PERSON", detail: "who handled it cannot review it" };
  }
  const isOthers = step === "call-back" && loopSettingsOf(settings).callBackByOthers === true;
  if (isOthers && loop.handlers.includes(by)) {
    return { code: "LOOP_OTHER_PERSON", detail: "who handled it does not ask whether it was handled well" };
  }
  const isHandlers = step !== "decide-appeal" && step !== "review" && step !== "call-back";
  if (!isHandlers || by === loop.handlerId) return null;
  const detail = loop.handlerId === null ? "nobody is its handler yet" : "it has another handler";
  return { code: "LOOP_NOT_YOURS", detail };
}

/** The steps that are due and that this person may take. */
export function stepsFor(settings: HallSettings, loop: Loop, by: string): LoopStep[] {
  return stepsDue(loop).filter((step) => barrier(settings, loop, step, by) === null);
}

/** The loop, if this step is due and this person may take it. */
export function ready(at: Moment, { loopId, by }: { loopId: string; by: string }, step: LoopStep): Loop | Decision {
  const loop = touched(at, loopId, by);
  if ("ok" in loop) return loop;
  const due = stepsDue(loop);
  if (!due.includes(step)) return refuse("LOOP_STEP_NOT_DUE", `due now: ${due.join(", ")}`);
  const stopped = barrier(at.state.settings, loop, step, by);
  return stopped === null ? loop : refuse(stopped.code, stopped.detail);
}

/** Deadlines that passed undone; they are said before whatever comes next. */
function overdueOf(at: Moment, loop: Loop): NewEvent[] {
  return missedTerms(loop, at.nowMs).map(({ step, dueMs }) => event("loop.overdue", { ...loopRef(loop), step, dueMs }));
}

/** A step was taken; deadlines that passed before are said first. */
export function done(at: Moment, loop: Loop, ...events: readonly NewEvent[]): Decision {
  return accept([...overdueOf(at, loop), ...events], { loopId: loop.loopId });
}

/** Said once for each deadline of each loop, when it passes. */
export function loopsOverdue(at: Moment): NewEvent[] {
  return [...at.state.loops.values()].flatMap((loop) => overdueOf(at, loop));
}

/** So long before a deadline of as many working days at most: nearer ones alone are counted by the calendar. */
const NEAR_MS_PER_DAY = 5 * DAY_MS;

/** Deadlines that come near, once each, where the hall writes to its people. */
export function loopsReminded({ state, nowMs }: Moment): NewEvent[] {
  const { notices } = loopSettingsOf(state.settings);
  if (notices === undefined) return [];
  const nearMs = (notices.nearWorkingDays + 1) * NEAR_MS_PER_DAY;
  return [...state.loops.values()]
    .filter((loop) => !isClosed(loop))
    .flatMap((loop) =>
      termsOf(loop)
        .filter(({ step, dueMs, done: isDone }) => {
          if (isDone || nowMs >= dueMs || dueMs - nowMs > nearMs || loop.reminded?.includes(step)) return false;
          return workingDaysLeft(state.settings, nowMs, dueMs) <= notices.nearWorkingDays;
        })
        .map(({ step, dueMs }) => event("loop.reminded", { ...loopRef(loop), step, dueMs })),
    );
}

export function assignLoop(at: Moment, { loopId, handlerId, by }: Of<"assign-loop">): Decision {
  const loop = touched(at, loopId, by);
  if ("ok" in loop) return loop;
  if (handlerId === loop.clerkId) return refuse("LOOP_OWN_CASE", "nobody handles what is about themselves");
  if (!at.state.settings.staff.some(({ id }) => id === handlerId)) {
    return refuse("STAFF_UNKNOWN", `there is no member of staff ${handlerId}`);
  }
  if (loop.handlerId === handlerId) return accept([], { loopId });
  return done(at, loop, event("loop.assigned", { ...loopRef(loop), handlerId, by }));
}

export function noteLoop(at: Moment, { loopId, by, text }: Of<"note-loop">): Decision {
  const loop = touched(at, loopId, by);
  if ("ok" in loop) return loop;
  return done(at, loop, event("loop.noted", { ...loopRef(loop), by, text }));
}

export function verifyLoop(at: Moment, command: Of<"verify-loop">): Decision {
  const loop = ready(at, command, "verify");
  if ("ok" in loop) return loop;
  const { by, text } = command;
  return done(at, loop, event("loop.verified", { ...loopRef(loop), by, text }));
}

/** Null: such a day cannot be promised. */
function promisedMs({ state, nowMs }: Moment, byDate: LocalDay): number | null {
  const { timezone } = state.settings;
  const noon = Date.parse(`${byDate}T12:00:00Z`);
  const exists = DATE.test(byDate) && Number.isFinite(noon) && new Date(noon).toISOString().startsWith(byDate);
  if (!exists || byDate < localDay(nowMs, timezone)) return null;
  const { endMs } = localDayRange(byDate, timezone);
  return endMs - nowMs > BY_DATE_DAYS_MAX * DAY_MS ? null : endMs;
}

export function decideLoop(at: Moment, command: Of<"decide-loop">): Decision {
  const loop = ready(at, command, "decide");
  if ("ok" in loop) return loop;
  const { by, text, way, byDate } = command;
  if (way === "appealed" && loop.appeal !== null) {
    return refuse("LOOP_STEP_NOT_DUE", "the appeal was refused: another way is to be chosen");
  }
  if ((way === "fix_by_date") !== (byDate !== null)) {
    return refuse("LOOP_DATE_INVALID", "a date belongs to what is mended by a date, and to nothing else");
  }
  const fixDueMs = byDate === null ? null : promisedMs(at, byDate);
  if (byDate !== null && fixDueMs === null) {
    return refuse("LOOP_DATE_INVALID", `${byDate} is past, too far away or no day`);
  }
  return done(at, loop, event("loop.decided", { ...loopRef(loop), by, text, way, byDate, fixDueMs }));
}

/** By somebody who has had nothing to do with it. The rating itself stays as it is, whatever is decided. */
export function decideAppeal(at: Moment, command: Of<"decide-appeal">): Decision {
  const loop = ready(at, command, "decide-appeal");
  if ("ok" in loop) return loop;
  const { by, text, upheld } = command;
  const reason = upheld ? (command.reason ?? "mistaken") : null;
  return done(at, loop, event("loop.appeal-decided", { ...loopRef(loop), by, text, upheld, reason }));
}

/** Mended: the rater may give a second, linked record within the rating period (I5). */
export function fixLoop(at: Moment, command: Of<"fix-loop">): Decision {
  const loop = ready(at, command, "fix");
  if ("ok" in loop) return loop;
  const { by, text } = command;
  const fixed = event("loop.fixed", { ...loopRef(loop), by, text });
  return done(at, loop, fixed, ...secondOpened(at, loop));
}

function secondOpened({ state, nowMs }: Moment, loop: Loop): NewEvent[] {
  const { loopId, caseId, ticketId, number, serviceId, windowId, clerkId: staffId, source } = loop;
  const isWhole = caseId !== null && ticketId !== null && number !== null && serviceId !== null && windowId !== null;
  if (source !== "rating" || !isWhole || state.ratings.seconds.has(caseId)) return [];
  const untilMs = nowMs + state.settings.policy.rating.periodDays * DAY_MS;
  const ids = { caseId, ticketId, number, serviceId, windowId };
  return [event("rating.second-opened", { ...ids, staffId, loopId, untilMs })];
}

export function replyLoop(at: Moment, command: Of<"reply-loop">): Decision {
  const loop = ready(at, command, "reply");
  if ("ok" in loop) return loop;
  const { by, text } = command;
  const { settings } = at.state;
  const { callBackWorkingDays } = loopSettingsOf(settings);
  const owed = loop.callBack && !isCalledBack(loop);
  // A call before the promised day would ask about nothing.
  const fromMs = Math.max(at.nowMs, loop.fixed === null ? (loop.decided?.fixDueMs ?? 0) - 1 : 0);
  const callBackDueMs = owed ? addWorkingDays(settings, fromMs, callBackWorkingDays) : null;
  return done(at, loop, event("loop.replied", { ...loopRef(loop), by, text, callBackDueMs }));
}

export function reviewLoop(at: Moment, command: Of<"review-loop">): Decision {
  const loop = ready(at, command, "review");
  if ("ok" in loop) return loop;
  const { by, text } = command;
  return done(at, loop, event("loop.reviewed", { ...loopRef(loop), by, text }));
}

/** Who looked at a number is a fact of its own, before the number is shown. */
export function revealContact(at: Moment, { loopId, by, ref }: Of<"reveal-contact">): Decision {
  const loop = touched(at, loopId, by);
  if ("ok" in loop) return loop;
  return done(at, loop, event("contact.revealed", { ...loopRef(loop), by, ref }));
}

/** What the alarms look at: of each open loop the deadline that comes next. */
export function loopDeadlines(
  state: Pick<HallState, "loops">,
  nowMs: number,
): { caseId: string; dueMs: number; state: "open" | "missed" }[] {
  return [...state.loops.values()].flatMap((loop) => {
    const next = nextTerm(loop);
    if (next === null) return [];
    const { dueMs } = next;
    return [{ caseId: loop.caseId ?? loop.loopId, dueMs, state: dueMs <= nowMs ? "missed" : "open" } as const];
  });
}
