// The open state a day begins with: taken from a state, and read back into one.
import { clearAsking } from "./asking-types.ts";
import type { DaySnapshot } from "./events.ts";
import { clearEvidence, evidenceSnapshot, loadEvidence } from "./evidence-events.ts";
import { clearFloor } from "./floor-types.ts";
import { loadRatings, ratingSnapshot } from "./fold-asking.ts";
import { askingSnapshot, loadAsking } from "./fold-contacts.ts";
import { floorSnapshot, loadFloor } from "./fold-floor.ts";
import { loadLoops, loopSnapshot } from "./fold-loop.ts";
import { loadOffer, offerSnapshot } from "./fold-offer.ts";
import { clearOffer } from "./offer-types.ts";
import { place } from "./queue.ts";
import { isPeriodOver } from "./rating-period.ts";
import { isRatedFinally } from "./rating-stages.ts";
import { clearRatings } from "./rating-types.ts";
import type { Case, HallState, RecentCall, Ticket, Window } from "./types.ts";

const ENDED: ReadonlySet<string> = new Set(["left", "finished", "void"]);

/** Whether nothing more can happen to the ticket itself. */
export function isEnded(ticket: Ticket): boolean {
  return ENDED.has(ticket.state);
}

/** A closed, empty window. */
export function closedWindow(id: string): Window {
  return {
    id,
    state: "closed",
    pauseReason: null,
    staffId: null,
    ticketId: null,
    caseId: null,
    invitedCaseId: null,
    lastFinishedCaseId: null,
    lastCallAtMs: null,
    lastRecallAtMs: null,
    openedAtMs: null,
  };
}

function isKept(found: Case): boolean {
  if (found.status === "open") return true;
  // Until it has ended: rated ones end when the day turns, the others with their period.
  return found.settled === undefined && !isRatedFinally(found);
}

/** The return condition, counted from the first call of the new day. */
function rebased(state: HallState, ticket: Ticket): number | null {
  if (ticket.notBeforeCall === null) return null;
  const left = ticket.notBeforeCall - (state.callsToday.get(ticket.serviceId) ?? 0);
  return left > 0 ? left : null;
}

function ratedCases(state: HallState): [string, number][] {
  const rated = [...state.ratedEarlier];
  for (const found of state.cases.values()) {
    if (isRatedFinally(found)) rated.push([found.id, found.finishedAtMs ?? found.openedAtMs]);
  }
  return rated.filter(([, finishedAtMs]) => !isPeriodOver(state.settings, { finishedAtMs }, state.lastAtMs));
}

/** What lives on when the day turns; copies, so that it can be logged while the state moves on. */
export function snapshotOf(state: HallState): DaySnapshot {
  const configured = new Set(state.settings.windows.map((window) => window.id));
  return {
    tickets: [...state.tickets.values()]
      .filter((ticket) => !isEnded(ticket))
      .map((ticket) => ({ ...ticket, notBeforeCall: rebased(state, ticket) })),
    windows: [...state.windows.values()]
      .filter((window) => configured.has(window.id) || window.ticketId !== null)
      .map((window) => ({ ...window })),
    cases: [...state.cases.values()].filter((found) => isKept(found)).map((found) => ({ ...found })),
    devices: [...state.devices.values()].map((device) => ({ ...device })),
    alarms: [...state.alarms.values()].map((alarm) => ({ ...alarm })),
    serviceTimes: [...state.serviceTimes],
    ratedCases: ratedCases(state),
    overtakes: [...state.overtakes],
    reachability: state.reachability,
    settingsDigest: state.settingsDigest,
    ...offerSnapshot(state),
    ...floorSnapshot(state),
    ...askingSnapshot(state),
    ...evidenceSnapshot(state),
    ...ratingSnapshot(state),
    ...loopSnapshot(state),
    notices: [...state.notices.values()],
    emergencies: [...state.emergencies.values()],
  };
}

/** Forgets everything but the settings. */
export function clearState(state: HallState): void {
  const maps = [state.counters, state.issuedToday, state.callsToday, state.overtakes, state.tickets, state.windows];
  const indexes = [
    state.ticketIdByNumber,
    state.ticketIdByToken,
    state.waiting,
    state.lanes,
    state.returned,
    state.held,
  ];
  const others = [state.cases, state.caseIdByToken, state.ratedEarlier, state.devices, state.alarms, state.undo];
  for (const map of [...maps, ...indexes, ...others, state.serviceTimes]) map.clear();
  clearOffer(state.offer);
  clearFloor(state.floor);
  clearAsking(state.asking);
  clearEvidence(state);
  clearRatings(state.ratings);
  state.loops.clear();
  state.notices.clear();
  state.emergencies.clear();
  // Paper numbers are of one day.
  state.rolls.clear();
  state.reachability = [];
  state.recentCalls = [];
  state.draft = null;
  state.settingsDigest = null;
  for (const service of state.settings.services) state.waiting.set(service.id, []);
  for (const window of state.settings.windows) state.windows.set(window.id, closedWindow(window.id));
}

/** Makes the state the one of the snapshot, whatever it was before. */
export function loadSnapshot(state: HallState, snapshot: DaySnapshot): void {
  clearState(state);
  for (const record of snapshot.tickets) {
    const ticket = { ...record };
    state.tickets.set(ticket.id, ticket);
    state.ticketIdByNumber.set(ticket.number, ticket.id);
    state.ticketIdByToken.set(ticket.token, ticket.id);
    place(state, ticket);
  }
  for (const record of snapshot.windows) state.windows.set(record.id, { ...record });
  for (const record of snapshot.cases) {
    state.cases.set(record.id, { ...record });
    state.caseIdByToken.set(record.token, record.id);
  }
  for (const device of snapshot.devices) state.devices.set(device.id, { ...device });
  for (const alarm of snapshot.alarms) state.alarms.set(alarm.id, { ...alarm });
  for (const [serviceId, times] of snapshot.serviceTimes) state.serviceTimes.set(serviceId, [...times]);
  for (const [caseId, finishedAtMs] of snapshot.ratedCases ?? []) state.ratedEarlier.set(caseId, finishedAtMs);
  for (const [queue, count] of snapshot.overtakes ?? []) state.overtakes.set(queue, count);
  loadOffer(state, snapshot);
  loadFloor(state, snapshot);
  loadAsking(state, snapshot);
  loadEvidence(state, snapshot);
  loadRatings(state, snapshot);
  loadLoops(state, snapshot);
  state.settingsDigest = snapshot.settingsDigest ?? null;
  state.reachability = snapshot.reachability ?? [];
  for (const notice of snapshot.notices ?? []) state.notices.set(notice.id, notice);
  for (const open of snapshot.emergencies ?? []) state.emergencies.set(open.windowId, open);
  state.recentCalls = callsStillOpen(state);
}

/** The boards of the new day begin with those who are called or served now. */
function callsStillOpen(state: HallState): RecentCall[] {
  const calls: RecentCall[] = [];
  for (const window of state.windows.values()) {
    const ticket = window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
    if (ticket === undefined || ticket.calledAtMs === null) continue;
    calls.push({ ticketId: ticket.id, windowId: window.id, atMs: ticket.calledAtMs, times: ticket.calls });
  }
  return calls.sort((left, right) => right.atMs - left.atMs);
}
