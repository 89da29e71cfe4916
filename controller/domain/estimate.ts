// How many are ahead and how long it may take by a formula: an interval from measured times, or "cannot say".
// What people are told comes from simulations (`forecast/`); the formula stands in until one has run.
import { lanesByRank } from "./dispatch.ts";
import { BARE, SERVICE_TIMES_MIN } from "./forecast/model.ts";
import { countBefore, isBlocked, ORDINARY, queueKey, waitingForWindow } from "./queue.ts";
import type { HallState, Ticket, Told, Window } from "./types.ts";
import { servicesAt } from "./window-services.ts";

/** Nine waits in ten lie below, nine in ten above: 80 points apart, before rounding outwards. */
const Z_80 = 1.2816;
/** The grain of what is told: a finer figure would be a fake precision. */
const GRAIN_MINUTES = 5;
/** Work never runs as evenly as a handful of samples may suggest. */
const VARIATION_MIN = 0.35;

export interface Estimate {
  readonly lowMinutes: number;
  readonly highMinutes: number;
}

/** Tells waits; every surface asks the same one, so that all say the same. */
export interface WaitTeller {
  /** For who takes a number now; null: cannot say. */
  forNew(state: HallState, serviceId: string, priority: string | null, nowMs: number): Told | null;
  /** What is left for a waiting ticket with so many ahead; null: cannot say. */
  ofTicket(state: HallState, ticket: Ticket, ahead: number, nowMs: number): Estimate | null;
}

/** The formula alone. */
export const BY_FORMULA: WaitTeller = {
  forNew: (state, serviceId, priority, nowMs) =>
    estimateFor(state, serviceId, aheadOfNew(state, serviceId, priority, nowMs), nowMs),
  ofTicket: (state, { serviceId }, ahead, nowMs) => estimateFor(state, serviceId, ahead, nowMs),
};

/** How many will be called before who takes a number now. */
export function aheadOfNew(state: HallState, serviceId: string, priority: string | null, nowMs: number): number {
  const arrivalSeq = Number.MAX_SAFE_INTEGER;
  return aheadOf(state, { ...BARE, serviceId, priority, arrivalMs: nowMs, arrivalSeq });
}

/** Tickets of its queue that will be called before this one; 0 when it is next, and for one that does not wait. */
export function aheadOf(state: HallState, ticket: Ticket): number {
  if (ticket.state !== "waiting") return 0;
  const queue = queueKey(ticket);
  const lanes = lanesByRank(state, queue);
  if (isBlocked(state, ticket)) {
    const toPass = (ticket.notBeforeCall ?? 0) - (state.callsToday.get(ticket.serviceId) ?? 0);
    const callable = lanes.reduce((sum, [, lane]) => sum + lane.length, 0);
    return Math.min(toPass, callable) + blockedBefore(state, ticket);
  }
  const limit = state.settings.policy.priority.overtakeMax;
  const inRow = state.overtakes.get(queue) ?? 0;
  const own = ticket.priority ?? ORDINARY;
  let better = 0;
  let olderPriority = 0;
  for (const [name, lane] of lanes) {
    if (name === own) break;
    better += lane.length;
    olderPriority += countBefore(lane, ticket);
  }
  const ordinary = lanes.find(([name]) => name === ORDINARY)?.[1] ?? [];
  const olderOrdinary = countBefore(ordinary, ticket);
  if (ticket.priority === null) {
    // Each ordinary call lets at most `limit` younger priority tickets pass before it.
    const mayPass = Math.max(0, limit * (olderOrdinary + 1) - inRow);
    return olderOrdinary + olderPriority + Math.min(better - olderPriority, mayPass);
  }
  const lane = lanes.find(([name]) => name === own)?.[1] ?? [];
  const before = better + countBefore(lane, ticket);
  const guaranteed = limit === 0 ? olderOrdinary : Math.floor((before + inRow) / limit);
  return before + Math.min(olderOrdinary, guaranteed);
}

function blockedBefore(state: HallState, ticket: Ticket): number {
  const returned = state.returned.get(ticket.serviceId) ?? [];
  return returned.filter((other) => isBlocked(state, other)).indexOf(ticket);
}

/** Open windows that serve a service. */
export function openWindowsOf(state: HallState, serviceId: string): Window[] {
  const windows: Window[] = [];
  for (const { id } of state.settings.windows) {
    const window = state.windows.get(id);
    if (window?.state === "open" && servicesAt(state, id).includes(serviceId)) windows.push(window);
  }
  return windows;
}

/** The part of a window's time this service may expect: its share of those who wait for the window. */
function shareOf(state: HallState, window: Window, waiting: number): number {
  const all = waitingForWindow(state, window.id);
  return (waiting + 1) / (Math.max(all, waiting) + 1);
}

/** What the windows have done of the work in hand; the less evenly work runs, the less it says about the rest. */
function doneMs(windows: readonly Window[], mean: number, variance: number, nowMs: number): number {
  const weight = Math.max(0, 1 - variance / mean ** 2);
  let done = 0;
  for (const { ticketId, lastCallAtMs } of windows) {
    if (ticketId === null || lastCallAtMs === null) continue;
    done += weight * Math.min(mean, Math.max(0, nowMs - lastCallAtMs));
  }
  return done;
}

/** A quantile of a sum of times, which is skewed to the right when few are summed (Wilson and Hilferty). */
function quantileMs(meanMs: number, varianceMs2: number, z: number): number {
  const spread = varianceMs2 / (9 * meanMs * meanMs);
  return meanMs * Math.max(0, 1 - spread + z * Math.sqrt(spread)) ** 3;
}

/**
 * The wait with so many ahead: an interval that should cover 80 to 90 % of cases; null when no window is open or too
 * little was measured to say anything.
 */
export function estimateFor(state: HallState, serviceId: string, ahead: number, nowMs: number): Estimate | null {
  const windows = openWindowsOf(state, serviceId);
  const times = state.serviceTimes.get(serviceId) ?? [];
  if (windows.length === 0 || times.length < SERVICE_TIMES_MIN) return null;
  const waiting = state.waiting.get(serviceId)?.length ?? 0;
  const free = windows.filter((window) => window.ticketId === null).length;
  const finishes = ahead + 1 - free;
  if (finishes <= 0) return { lowMinutes: 0, highMinutes: GRAIN_MINUTES };
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const squares = times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / (times.length - 1);
  const variance = Math.max(squares, (VARIATION_MIN * mean) ** 2);
  const servers = windows.reduce((sum, window) => sum + shareOf(state, window, waiting), 0);
  const workMs = Math.max(finishes * mean - doneMs(windows, mean, variance, nowMs), mean / 4);
  const meanMs = workMs / servers;
  // Chance of this sum, and how little a few samples say about the mean.
  const varianceMs2 = (finishes * variance + (finishes ** 2 * variance) / times.length) / servers ** 2;
  const grainMs = GRAIN_MINUTES * 60_000;
  const low = Math.floor(quantileMs(meanMs, varianceMs2, -Z_80) / grainMs) * GRAIN_MINUTES;
  const high = Math.ceil(quantileMs(meanMs, varianceMs2, Z_80) / grainMs) * GRAIN_MINUTES;
  return { lowMinutes: low, highMinutes: Math.max(high, low + GRAIN_MINUTES) };
}
