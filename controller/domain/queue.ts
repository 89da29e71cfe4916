// The waiting lines and their order: where a ticket stands, and who stands first.

import { found } from "./invariant.ts";
import type { HallState, Ticket } from "./types.ts";
import { servicesAt } from "./window-services.ts";

/** The class of ordinary tickets in `lanes`. */
export const ORDINARY = "";

type Order = (left: Ticket, right: Ticket) => number;

/** Strict order of arrival: time, then the event number of the issue. */
export function byArrival(left: Ticket, right: Ticket): number {
  return left.arrivalMs - right.arrivalMs || left.arrivalSeq - right.arrivalSeq;
}

const byRelease: Order = (left, right) =>
  (left.notBeforeCall ?? 0) - (right.notBeforeCall ?? 0) || byArrival(left, right);
/** The last event of a held ticket is its hold. */
const byLastEvent: Order = (left, right) => left.lastSeq - right.lastSeq;

/** How many in the list come before the ticket: its index when it is in the list. */
export function countBefore(list: readonly Ticket[], ticket: Ticket, order: Order = byArrival): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other !== undefined && order(other, ticket) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(list: Ticket[], ticket: Ticket, order: Order): void {
  const index = countBefore(list, ticket, order);
  if (index === list.length) list.push(ticket);
  else list.splice(index, 0, ticket);
}

function remove(list: Ticket[], ticket: Ticket, order: Order): void {
  const index = countBefore(list, ticket, order);
  if (list[index] !== ticket) throw new Error(`broken invariant: ${ticket.number} is not where it should stand`);
  if (index === 0) list.shift();
  else list.splice(index, 1);
}

function insertAt(lists: Map<string, Ticket[]>, key: string, ticket: Ticket, order: Order): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [ticket]);
  else insert(list, ticket, order);
}

function removeAt(lists: Map<string, Ticket[]>, key: string, ticket: Ticket, order: Order): void {
  const list = found(lists.get(key), `line of ${ticket.number}`);
  remove(list, ticket, order);
  if (list.length === 0) lists.delete(key);
}

/** The queue of the tickets that only this window may call. */
export function directedQueue(windowId: string): string {
  return `@${windowId}`;
}

/** The queue of the tickets that wait for this member of staff, wherever they sit. */
export function clerkQueue(staffId: string): string {
  return `#${staffId}`;
}

/** Sent to one window or one member of staff. */
export function isDirected(ticket: Pick<Ticket, "onlyWindowId" | "onlyStaffId">): boolean {
  return ticket.onlyWindowId !== null || ticket.onlyStaffId !== undefined;
}

/** Whether the ticket waits for this very window or whoever sits there now. */
export function isDirectedTo(state: HallState, windowId: string, ticket: Ticket): boolean {
  if (ticket.onlyWindowId !== null) return ticket.onlyWindowId === windowId;
  return ticket.onlyStaffId !== undefined && state.windows.get(windowId)?.staffId === ticket.onlyStaffId;
}

/** The queue a ticket waits in: its service, or the window or member of staff it was directed to. */
export function queueKey(ticket: Ticket): string {
  if (ticket.onlyStaffId !== undefined) return clerkQueue(ticket.onlyStaffId);
  return ticket.onlyWindowId === null ? ticket.serviceId : directedQueue(ticket.onlyWindowId);
}

/** Returned after a miss and still to let others go first. */
export function isBlocked(state: HallState, ticket: Ticket): boolean {
  if (ticket.notBeforeCall === null) return false;
  return (state.callsToday.get(ticket.serviceId) ?? 0) < ticket.notBeforeCall;
}

function enterLane(state: HallState, ticket: Ticket): void {
  const queue = queueKey(ticket);
  let lanes = state.lanes.get(queue);
  if (lanes === undefined) {
    lanes = new Map();
    state.lanes.set(queue, lanes);
  }
  insertAt(lanes, ticket.priority ?? ORDINARY, ticket, byArrival);
}

function leaveLane(state: HallState, ticket: Ticket): void {
  const queue = queueKey(ticket);
  const lanes = found(state.lanes.get(queue), `lanes of ${queue}`);
  removeAt(lanes, ticket.priority ?? ORDINARY, ticket, byArrival);
  // Nobody is left to be overtaken: a later arrival starts with a clean count.
  if (!lanes.has(ORDINARY)) state.overtakes.delete(queue);
  if (lanes.size === 0) state.lanes.delete(queue);
}

/** Where those who fill in a form are held; no window has such a name. */
export const FORM_POOL = "@form";

function heldKey(ticket: Ticket): string | null {
  if (ticket.state !== "held") return null;
  return ticket.formSinceMs === undefined ? ticket.windowId : FORM_POOL;
}

/** Puts a ticket into the lines its state calls for. */
export function place(state: HallState, ticket: Ticket): void {
  const key = heldKey(ticket);
  if (key !== null) insertAt(state.held, key, ticket, byLastEvent);
  if (ticket.state !== "waiting") return;
  insertAt(state.waiting, ticket.serviceId, ticket, byArrival);
  if (ticket.notBeforeCall !== null) insertAt(state.returned, ticket.serviceId, ticket, byRelease);
  if (!isBlocked(state, ticket)) enterLane(state, ticket);
}

/** Takes a ticket out of its lines; call it before the ticket changes. */
export function unplace(state: HallState, ticket: Ticket): void {
  const key = heldKey(ticket);
  if (key !== null) removeAt(state.held, key, ticket, byLastEvent);
  if (ticket.state !== "waiting") return;
  remove(found(state.waiting.get(ticket.serviceId), `line of ${ticket.serviceId}`), ticket, byArrival);
  if (ticket.notBeforeCall !== null) removeAt(state.returned, ticket.serviceId, ticket, byRelease);
  if (!isBlocked(state, ticket)) leaveLane(state, ticket);
}

/** Counts a call of a service up or (undone) down, and frees or blocks the returned tickets that wait for it. */
export function addCalls(state: HallState, serviceId: string, by: 1 | -1): void {
  const before = state.callsToday.get(serviceId) ?? 0;
  const after = before + by;
  if (after === 0) state.callsToday.delete(serviceId);
  else state.callsToday.set(serviceId, after);
  const threshold = Math.max(before, after);
  const list = state.returned.get(serviceId) ?? [];
  for (let index = firstFreeAt(list, threshold); index < list.length; index++) {
    const ticket = list[index];
    if (ticket === undefined || ticket.notBeforeCall !== threshold) return;
    if (by > 0) enterLane(state, ticket);
    else leaveLane(state, ticket);
  }
}

function firstFreeAt(list: readonly Ticket[], calls: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.notBeforeCall ?? 0) < calls) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Queues a window calls from: those of its services, and the tickets directed to it or to whoever sits there. */
export function queuesOf(state: HallState, windowId: string): string[] {
  const staffId = state.windows.get(windowId)?.staffId ?? null;
  const clerk = staffId === null ? [] : [clerkQueue(staffId)];
  return [...servicesAt(state, windowId), directedQueue(windowId), ...clerk];
}

/** How many wait that this window may call, now or later. */
export function waitingForWindow(state: HallState, windowId: string): number {
  let count = 0;
  for (const queue of queuesOf(state, windowId)) {
    for (const lane of state.lanes.get(queue)?.values() ?? []) count += lane.length;
    const returned = state.returned.get(queue) ?? [];
    // Blocked ones stand at the end: the list is in order of release.
    count += returned.length - firstFreeAt(returned, (state.callsToday.get(queue) ?? 0) + 1);
  }
  return count;
}
