// Calls after a bad rating or complaint was dealt with, as rows of the one list of people to ring.
import type { CallbackRow } from "../contract/callbacks.ts";
import { type LoopCallDue, loopCallDue, maySecondRate } from "../domain/loop-calls.ts";
import { CALL_BACK_ATTEMPTS_MAX } from "../domain/loop-life.ts";
import type { LoopRef } from "../domain/loop-types.ts";
import { serviceName, timeOf, timeOrNull, type ViewContext, windowName } from "./context.ts";

/** `138****0000`, or null where nobody can be rung. */
export type MaskedOfLoop = (loop: LoopRef) => string | null;

export function loopCallRow(context: ViewContext, due: LoopCallDue, maskedOf: MaskedOfLoop): CallbackRow | null {
  const { state, nowMs } = context;
  const loop = state.loops.get(due.loopId);
  if (loop === undefined) return null;
  const { loopId, caseId, number, serviceId, windowId } = loop;
  const lease = state.asking.leases.get(loopId);
  return {
    ...{ id: loopId, kind: "loop", caseId, number, serviceId, windowId },
    serviceName: serviceId === null ? {} : serviceName(context, serviceId),
    windowName: windowId === null ? {} : windowName(context, windowId),
    finishedAt: timeOf(context, loop.replied?.atMs ?? loop.receivedMs),
    why: loop.source === "rating" ? "bad-rating" : "complaint",
    attempts: loop.calls.map(({ atMs, by, result }) => ({ at: timeOf(context, atMs), by, result })),
    attemptsMax: CALL_BACK_ATTEMPTS_MAX,
    dueAt: timeOf(context, due.dueMs),
    // The day itself is the last that counts.
    untilAt: timeOrNull(context, due.untilMs === null ? null : due.untilMs - 1),
    late: due.untilMs !== null && due.untilMs <= nowMs,
    mayRateAgain: maySecondRate(state, loop, nowMs),
    claimedBy: lease !== undefined && nowMs < lease.untilMs ? lease.by : null,
    masked: maskedOf(loop),
  };
}

/** The row of one loop, also while it is claimed; null: nobody is to be rung about it (any more). */
export function loopCallRowOf(context: ViewContext, loopId: string, maskedOf: MaskedOfLoop): CallbackRow | null {
  const loop = context.state.loops.get(loopId);
  const due = loop === undefined ? null : loopCallDue(context.state.settings, loop);
  return due === null ? null : loopCallRow(context, due, maskedOf);
}
