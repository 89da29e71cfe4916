// Bad ratings and complaints, folded into the state; what of them a day begins with.
import type { DaySnapshot, EventType, LoggedEvent } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import { closedMs, loopAfter } from "./loop-life.ts";
import type { HallState } from "./types.ts";

const DAY_MS = 86_400_000;

type LoopEvent = Extract<LoggedEvent, { data: { loopId: string } }>;

function changed(state: HallState, event: LoopEvent): void {
  const { loopId } = event.data;
  const loop = loopAfter(state.loops.get(loopId) ?? null, event);
  if (loop !== null) state.loops.set(loopId, loop);
}

/** The facts of loops; a look at a number changes nothing. */
export const LOOP_FOLDS = {
  "loop.received": changed,
  "loop.withdrawn": changed,
  "loop.assigned": changed,
  "loop.noted": changed,
  "loop.verified": changed,
  "loop.decided": changed,
  "loop.appeal-decided": changed,
  "loop.fixed": changed,
  "loop.replied": changed,
  "loop.call-claimed": (state, { data }) => {
    const { loopId, by, untilMs } = data;
    state.asking.leases.set(loopId, { caseId: loopId, by, untilMs });
  },
  "loop.call-released": (state, { data }) => {
    state.asking.leases.delete(data.loopId);
  },
  "loop.called-back": (state, event) => {
    changed(state, event);
    state.asking.leases.delete(event.data.loopId);
  },
  "loop.reviewed": changed,
  "loop.second-rated": changed,
  "loop.overdue": changed,
  "loop.reminded": changed,
  "contact.revealed": () => undefined,
} satisfies Partial<Folds<EventType>>;

/** Open ones, and those ended so lately that the rater may still read the reply and rate again. */
export function loopSnapshot(state: HallState): Pick<DaySnapshot, "loops"> {
  const keptMs = state.settings.policy.rating.periodDays * DAY_MS;
  const kept = [...state.loops.values()].filter((loop) => {
    const endedMs = closedMs(loop);
    return endedMs === null || (loop.withdrawnMs === null && state.lastAtMs < endedMs + keptMs);
  });
  return { loops: kept };
}

/** Reads them back; days logged before there were loops have none. */
export function loadLoops(state: HallState, { loops }: DaySnapshot): void {
  for (const loop of loops ?? []) state.loops.set(loop.loopId, loop);
}
