// Who is next at a window, and why: priority classes, longest wait, and the guarantee for ordinary tickets.
import type { Profile } from "./console-types.ts";
import { mayTake } from "./needs.ts";
import { byArrival, directedQueue, isDirected, ORDINARY, queuesOf } from "./queue.ts";
import { windowOf } from "./settings-lookup.ts";
import type { HallState, Ticket } from "./types.ts";
import { servicesAt } from "./window-services.ts";

/** The choice for a window. `overtook`: queues whose oldest ordinary ticket it passes. */
export interface Pick {
  readonly ticket: Ticket;
  readonly why: string;
  readonly overtook: readonly string[];
}

interface Candidate {
  readonly ticket: Ticket;
  readonly queue: string;
  /** Its place in time among the candidates. */
  readonly sinceMs: number;
  /** Returned after a miss and not yet free, but its service has nobody else. */
  readonly standsIn: boolean;
  /** An appointment before its time: called only when nobody else waits. */
  readonly isEarly: boolean;
}

/** The first of a lane that the window may take: tickets with needs are kept for a fit window for a while. */
function firstFor(state: HallState, windowId: string, lane: readonly Ticket[], nowMs: number): Ticket | undefined {
  return lane.find((ticket) => mayTake(state, windowId, ticket, nowMs));
}

/** Lower is called earlier; classes that have left the policy come after the known ones, ordinary tickets last. */
function classRank(classes: readonly string[], priority: string | null): number {
  if (priority === null) return Number.POSITIVE_INFINITY;
  const index = classes.indexOf(priority);
  return index < 0 ? classes.length : index;
}

function isEarlier(left: Candidate, right: Candidate): boolean {
  return (left.sinceMs - right.sinceMs || byArrival(left.ticket, right.ticket)) < 0;
}

function earliest(candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best === undefined || isEarlier(candidate, best)) best = candidate;
  }
  return best;
}

function candidatesFor(state: HallState, windowId: string, nowMs: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (const queue of queuesOf(state, windowId)) {
    let heads = 0;
    for (const lane of state.lanes.get(queue)?.values() ?? []) {
      const head = firstFor(state, windowId, lane, nowMs);
      if (head === undefined) continue;
      // A lane is in order of arrival, and an appointment arrives when it is due: none behind an early one is due.
      const isEarly = (head.dueMs ?? nowMs) > nowMs;
      if (!isEarly) heads += 1;
      candidates.push({ ticket: head, queue, sinceMs: head.arrivalMs, standsIn: false, isEarly });
    }
    const blocked = heads > 0 ? [] : (state.returned.get(queue) ?? []);
    const returned = firstFor(state, windowId, blocked, nowMs);
    // With nobody else in its service the calls it waits for would never come. It takes its turn
    // after those who were waiting when it was called in vain.
    if (returned !== undefined) {
      const sinceMs = returned.calledAtMs ?? returned.arrivalMs;
      candidates.push({ ticket: returned, queue, sinceMs, standsIn: true, isEarly: false });
    }
  }
  const due = candidates.filter(({ isEarly }) => !isEarly);
  return due.length > 0 ? due : candidates;
}

function bestPriority(state: HallState, candidates: readonly Candidate[]): Candidate | undefined {
  const { classes } = state.settings.policy.priority;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const { ticket } of candidates) bestRank = Math.min(bestRank, classRank(classes, ticket.priority));
  if (bestRank === Number.POSITIVE_INFINITY) return undefined;
  return earliest(candidates.filter(({ ticket }) => classRank(classes, ticket.priority) === bestRank));
}

/** The window's profile when it is another than the longest wait. */
function profileOf(state: HallState, windowId: string): Exclude<Profile, { kind: "longest-wait" }> | undefined {
  const profile = windowOf(state.settings, windowId)?.profile;
  return profile === undefined || profile.kind === "longest-wait" ? undefined : profile;
}

/** The ordinary ticket the window's profile asks for; people directed here and people of one service by their wait. */
function preferred(state: HallState, windowId: string, ordinary: readonly Candidate[]): Candidate | undefined {
  const profile = profileOf(state, windowId);
  if (profile === undefined) return earliest(ordinary);
  const directed = ordinary.filter(({ ticket }) => isDirected(ticket));
  if (directed.length > 0) return earliest(directed);
  const services = servicesAt(state, windowId);
  const waiting = services.filter((serviceId) => ordinary.some(({ queue }) => queue === serviceId));
  const drawn = state.windows.get(windowId)?.drawn ?? [];
  const [serviceId] = profile.kind === "fixed-order" ? waiting : byShare(waiting, services, profile.shares, drawn);
  return earliest(ordinary.filter(({ queue }) => queue === serviceId));
}

/** Who has had least of its share in the newest calls comes first; equals in the order of the list. */
function byShare(
  waiting: readonly string[],
  services: readonly string[],
  shares: { readonly [serviceId: string]: number },
  drawn: readonly string[],
): string[] {
  const shareOf = (serviceId: string) => shares[serviceId] ?? 1;
  const round = services.reduce((sum, serviceId) => sum + shareOf(serviceId), 0);
  // The round under way: with this call it is complete.
  const recent = round > 1 ? drawn.slice(1 - round) : [];
  const due = (serviceId: string) => recent.filter((one) => one === serviceId).length / shareOf(serviceId);
  return [...waiting].sort((left, right) => due(left) - due(right));
}

function profileWhy(state: HallState, windowId: string, waited: string): string {
  const profile = profileOf(state, windowId);
  if (profile === undefined) return waited;
  return `${profile.kind === "ratio" ? "its share of the calls" : "first in this window's order"}, ${waited}`;
}

/** Queues of the window whose oldest ordinary ticket arrived before this one and would be passed by it. */
export function overtakenBy(
  state: HallState,
  windowId: string,
  ticket: Ticket,
  nowMs: number = state.lastAtMs,
): string[] {
  return queuesOf(state, windowId).filter((queue) => {
    // Nobody is passed by a call of a window that could not have taken them.
    const head = firstFor(state, windowId, state.lanes.get(queue)?.get(ORDINARY) ?? [], nowMs);
    return head !== undefined && head.id !== ticket.id && byArrival(head, ticket) < 0;
  });
}

function minutesBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 60_000));
}

function reason(state: HallState, chosen: Candidate, overtook: readonly string[], windowId: string, nowMs: number) {
  const { ticket } = chosen;
  if (chosen.queue === directedQueue(windowId)) return "directed to this window";
  if (ticket.onlyStaffId !== undefined) return "directed to this clerk";
  if (chosen.standsIn) {
    const what = ticket.returns > 0 ? "returned after a miss" : "lets others go first";
    return `${what}: nobody else waits for its service`;
  }
  if (chosen.isEarly) return "appointment before its time: nobody else waits";
  const waited = `longest wait: ${minutesBetween(ticket.arrivalMs, nowMs)} min`;
  if (ticket.priority === null) return profileWhy(state, windowId, waited);
  if (overtook.length === 0) return `priority ${ticket.priority}, ${waited}`;
  const inRow = Math.max(...overtook.map((queue) => state.overtakes.get(queue) ?? 0)) + 1;
  return `priority ${ticket.priority}, ${inRow} of ${state.settings.policy.priority.overtakeMax} in a row`;
}

/**
 * The ticket this window would call now, or null when nobody waits for it. Priority classes come first, in the order
 * of the policy; within a class the longest wait. The guarantee: the oldest ordinary ticket of a queue is overtaken at
 * most `overtakeMax` times in a row; then the longest-waiting ordinary ticket of such a queue is next.
 */
export function pickNext(state: HallState, windowId: string, nowMs: number = state.lastAtMs): Pick | null {
  const candidates = candidatesFor(state, windowId, nowMs);
  const priority = bestPriority(state, candidates);
  const ordinary = candidates.filter(({ ticket }) => ticket.priority === null);
  const chosen = priority ?? preferred(state, windowId, ordinary);
  if (chosen === undefined) return null;
  const limit = state.settings.policy.priority.overtakeMax;
  const due = ordinary.filter(
    (candidate) =>
      (priority !== undefined || profileOf(state, windowId) !== undefined) &&
      candidate !== chosen &&
      !candidate.standsIn &&
      (state.overtakes.get(candidate.queue) ?? 0) >= limit &&
      byArrival(candidate.ticket, chosen.ticket) < 0,
  );
  const guaranteed = earliest(due);
  if (guaranteed !== undefined) {
    const { ticket } = guaranteed;
    const passedBy = priority === undefined ? "calls of other services" : "priority calls";
    const why = `guarantee: ordinary after ${limit} ${passedBy}`;
    return { ticket, why, overtook: overtakenBy(state, windowId, ticket, nowMs) };
  }
  const overtook = overtakenBy(state, windowId, chosen.ticket, nowMs);
  return { ticket: chosen.ticket, why: reason(state, chosen, overtook, windowId, nowMs), overtook };
}

/** Callable tickets of a queue in the order of their classes, each class in order of arrival. */
export function lanesByRank(state: HallState, queue: string): readonly (readonly [string, readonly Ticket[]])[] {
  const { classes } = state.settings.policy.priority;
  const rank = (name: string) => classRank(classes, name === ORDINARY ? null : name);
  return [...(state.lanes.get(queue) ?? [])].sort(([left], [right]) => rank(left) - rank(right));
}
