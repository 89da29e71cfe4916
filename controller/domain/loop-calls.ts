// Calls after a bad rating or complaint was dealt with (R9, R10): whom to ring, when, by whom, and what came of it.
import { askingOf, isWithinHours, LEASE_MS } from "./asking.ts";
import type { CallbackLease } from "./asking-types.ts";
import type { Command, Decision } from "./commands.ts";
import type { Moment } from "./decision.ts";
import { accept, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { done, ready } from "./loop.ts";
import { isClosed, loopRef, stepsDue, wasReached } from "./loop-life.ts";
import type { Loop } from "./loop-types.ts";
import { recordRating } from "./rating.ts";
import type { HallSettings, HallState } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

const HOUR_MS = 3_600_000;
/** Where the hall has set no hours for its calls, and no wait between two of them. */
const HOURS_USUAL = "09:00-17:30";
const RETRY_HOURS_USUAL = 4;
/** A second rating at these levels says that it was put right (R1). */
const GOOD_LEVEL_MIN = 3;

/** When people may be rung, and how long after a call in vain: the hall's rule for its other calls. */
export function loopCallRules(settings: HallSettings): { readonly hours: string; readonly retryHours: number } {
  const { phone } = askingOf(settings);
  return { hours: phone?.hours ?? HOURS_USUAL, retryHours: phone?.retryHours ?? RETRY_HOURS_USUAL };
}

export function mayRingNow(settings: HallSettings, nowMs: number): boolean {
  return isWithinHours(loopCallRules(settings).hours, nowMs, settings.timezone);
}

export interface LoopCallDue {
  readonly loopId: string;
  /** Not before. */
  readonly dueMs: number;
  /** The deadline of the call; null: none runs. It stays on the list when that is over. */
  readonly untilMs: number | null;
}

/** Whether and when the person is to be rung; null: not (yet, any more). */
export function loopCallDue(settings: HallSettings, loop: Loop): LoopCallDue | null {
  if (!stepsDue(loop).includes("call-back")) return null;
  const last = loop.calls.at(-1);
  const answeredMs = Math.max(loop.replied?.atMs ?? 0, loop.fixed?.atMs ?? 0);
  const dueMs = last === undefined ? answeredMs : last.atMs + loopCallRules(settings).retryHours * HOUR_MS;
  return { loopId: loop.loopId, dueMs, untilMs: loop.callBackDueMs };
}

/** Everybody to be rung: the first deadline first, and how many later. */
export function loopCallsOf(
  state: Pick<HallState, "loops" | "settings">,
  nowMs: number,
): { readonly due: readonly LoopCallDue[]; readonly later: readonly LoopCallDue[] } {
  const all = [...state.loops.values()].map((loop) => loopCallDue(state.settings, loop)).filter((one) => one !== null);
  const byDeadline = (left: LoopCallDue, right: LoopCallDue) =>
    (left.untilMs ?? Number.MAX_SAFE_INTEGER) - (right.untilMs ?? Number.MAX_SAFE_INTEGER) ||
    left.dueMs - right.dueMs ||
    (left.loopId < right.loopId ? -1 : 1);
  return {
    due: all.filter(({ dueMs }) => dueMs <= nowMs).sort(byDeadline),
    later: all.filter(({ dueMs }) => dueMs > nowMs),
  };
}

/** Whether the person may give the linked second rating on the telephone. */
export function maySecondRate(state: HallState, { caseId, loopId }: Loop, nowMs: number): boolean {
  const second = caseId === null ? undefined : state.ratings.seconds.get(caseId);
  return second !== undefined && second.loopId === loopId && second.ratingId === null && nowMs < second.untilMs;
}

/** Somebody else who rings one of these people now. */
function takenBy(at: Moment, ids: readonly string[], own: string, by: string): CallbackLease | null {
  for (const id of ids) {
    const lease = at.state.asking.leases.get(id);
    if (lease === undefined || lease.untilMs <= at.nowMs || (id === own && lease.by === by)) continue;
    return lease;
  }
  return null;
}

/** One caller per person at a time, at hours for it, never the one it is about, nor (setting) a handler of it. */
export function claimLoopCall(at: Moment, command: Of<"claim-loop-call">): Decision {
  const { loopId, by, sameNumber } = command;
  const loop = ready(at, command, "call-back");
  if ("ok" in loop) return loop;
  const due = loopCallDue(at.state.settings, loop);
  if (due === null || due.dueMs > at.nowMs || !mayRingNow(at.state.settings, at.nowMs)) {
    return refuse("CALLBACK_NOT_DUE", `nobody is to be rung about ${loopId} now`);
  }
  const lease = takenBy(at, [loopId, ...sameNumber], loopId, by);
  if (lease !== null) return refuse("CALLBACK_TAKEN", `${lease.by} rings this person now`);
  return done(at, loop, event("loop.call-claimed", { ...loopRef(loop), by, untilMs: at.nowMs + LEASE_MS }));
}

export function releaseLoopCall({ state }: Moment, { loopId, by }: Of<"release-loop-call">): Decision {
  const loop = state.loops.get(loopId);
  const lease = state.asking.leases.get(loopId);
  if (loop === undefined || lease === undefined) return accept([], { loopId });
  if (lease.by !== by) return refuse("CALLBACK_TAKEN", `${lease.by} rings this person now`);
  return accept([event("loop.call-released", { ...loopRef(loop), by })], { loopId });
}

/**
 * One call and its result; with a level the linked second rating in the same decision, so that neither is ever without
 * the other (I5, I11). Whoever else has claimed the call is not cut off.
 */
export function callBackLoop(at: Moment, command: Of<"call-back-loop">): Decision {
  const loop = ready(at, command, "call-back");
  if ("ok" in loop) return loop;
  const { by, text, result, level, hasNumber } = command;
  const lease = takenBy(at, [loop.loopId], loop.loopId, by);
  if (lease !== null) return refuse("CALLBACK_TAKEN", `${lease.by} rings this person now`);
  if (result === "no-contact" && hasNumber === true) {
    return refuse("CALLBACK_NOT_DUE", "a number is known: whether somebody answers is found by ringing");
  }
  const attempt = loop.calls.length + 1;
  const called = event("loop.called-back", { ...loopRef(loop), by, text, result, attempt });
  if (level === undefined) return done(at, loop, called);
  if ((level >= GOOD_LEVEL_MIN ? "satisfied" : "not-satisfied") !== result) {
    return refuse("LEVEL_UNKNOWN", "the level and the result of the call contradict each other");
  }
  const press = { windowId: null, caseId: loop.caseId, level, channel: "phone", sequence: 2 } as const;
  const rated = recordRating(at, {
    ...{ type: "record-rating", ...press, reasons: [], comment: null, deviceId: null, by },
  });
  return rated.ok ? done(at, loop, called, ...rated.events) : rated;
}

/** Counts of the calls owed for loops of a span: they add up to `owed`. */
export interface LoopCallFigures {
  /** Answered, and a call is part of it. */
  readonly owed: number;
  readonly reached: number;
  /** Rung as often as is reasonable, a wrong number, or none to ring: said as it is. */
  readonly notReached: number;
  readonly waiting: number;
  readonly satisfied: number;
  readonly notSatisfied: number;
  readonly declined: number;
  /** Past the deadline of the call. */
  readonly late: number;
  readonly secondRated: number;
}

export function loopCallFigures(loops: readonly Loop[]): LoopCallFigures {
  const owed = loops.filter((loop) => loop.callBack && loop.replied !== null && loop.withdrawnMs === null);
  const count = (test: (loop: Loop) => boolean) => owed.filter(test).length;
  const reached = owed.filter(wasReached);
  const ended = (loop: Loop, result: string) => loop.calls.findLast((call) => call.result === result) !== undefined;
  const waiting = count((loop) => !wasReached(loop) && !isClosed(loop) && stepsDue(loop)[0] !== "review");
  return {
    owed: owed.length,
    reached: reached.length,
    notReached: owed.length - reached.length - waiting,
    waiting,
    satisfied: reached.filter((loop) => ended(loop, "satisfied")).length,
    notSatisfied: reached.filter((loop) => ended(loop, "not-satisfied")).length,
    declined: reached.filter((loop) => ended(loop, "declined")).length,
    late: count(({ overdue }) => overdue.some(({ step }) => step === "call-back")),
    secondRated: count(({ second }) => second !== null),
  };
}
