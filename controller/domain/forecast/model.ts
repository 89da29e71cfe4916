// What a forecast is made from: the waiting lines, the windows and the hall's experience, as plain data for any thread.

import type { HallState, Ticket, Window } from "../types.ts";
import { servicesAt } from "../window-services.ts";
import type { Correction } from "./calibration.ts";
import type { Experience } from "./experience.ts";
import { overallMean } from "./pace.ts";
import type { Shifts } from "./roster.ts";

/** Tickets of one service that are simulated; those behind are told in proportion. */
export const SIMULATED_MAX = 300;
/** Picks of all runs together: what one forecast may cost. */
const PICKS_MAX = 24_000;
const RUNS_MIN = 30;
const RUNS_MAX = 120;
/** Own samples from which a member of staff is told from the others. */
const STAFF_SAMPLES_MIN = 15;
/** Classes times services for which a newcomer is simulated. */
const NEWCOMERS_MAX = 80;
/** Fewer measured times are no ground for an answer. */
export const SERVICE_TIMES_MIN = 5;

/** Only what the rule of dispatch looks at. */
export type ModelTicket = Pick<
  Ticket,
  | "id"
  | "serviceId"
  | "priority"
  | "onlyWindowId"
  | "issuedAtMs"
  | "arrivalMs"
  | "arrivalSeq"
  | "calledAtMs"
  | "notBeforeCall"
  | "needs"
  | "dueMs"
>;

/** A window that works or may. */
export interface ModelWindow {
  readonly id: string;
  readonly state: Window["state"];
  /** Its row in the shifts. */
  readonly row: number;
  /** Since when a ticket is at it; null: free. */
  readonly busySinceMs: number | null;
  readonly serviceId: string | null;
  /** Since when it is free and somebody waits; null: it is not, or nobody does. */
  readonly freeSinceMs: number | null;
  readonly pausedSinceMs: number | null;
  /** Index into `work` of who sits there, by service; the service's own when missing. */
  readonly own: Readonly<Record<string, number>>;
}

/** Everything a simulation needs, and nothing that is not plain data. */
export interface Model {
  readonly atMs: number;
  readonly seed: number;
  readonly runs: number;
  readonly tickets: readonly ModelTicket[];
  /** Service and class of those who might come now: they are called like others and take no time. */
  readonly newcomers: readonly { readonly serviceId: string; readonly priority: string | null }[];
  readonly windows: readonly ModelWindow[];
  readonly callsToday: readonly (readonly [string, number])[];
  readonly overtakes: readonly (readonly [string, number])[];
  /** Windows that call for other services than the configured ones. */
  readonly assigned: readonly (readonly [string, readonly string[]])[];
  /** Sorted times, the ones of services first. */
  readonly work: readonly Float64Array[];
  readonly workOf: Readonly<Record<string, number>>;
  readonly missed: Float64Array;
  readonly noShowShare: number;
  /** In the order they were, the newest last. */
  readonly gaps: Float64Array;
  readonly pauses: Float64Array;
  /** When windows are usually manned from now on; null: nobody knows yet. */
  readonly shifts: Shifts | null;
  readonly leavesPerMs: number;
  readonly arrivals: readonly { readonly serviceId: string; readonly priority: string; readonly perMs: number }[];
  readonly correction: Correction;
  /** Run on to this moment, and tell how long the first in each line have waited then. */
  readonly outlook?: { readonly untilMs: number; readonly arrivalsUntilMs: number };
}

const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

interface WorkSamples {
  readonly version: number;
  readonly work: Float64Array[];
  readonly workOf: Record<string, number>;
  readonly staffWork: Map<string, number>;
}

/** A cache of pure results: samples change with each finished case, forecasts are made more often. */
const samplesOf = new WeakMap<Experience, WorkSamples>();

function workSamples(state: HallState, experience: Experience): WorkSamples {
  const known = samplesOf.get(experience);
  if (known?.version === experience.version) return known;
  const made = { version: experience.version, ...sortedWork(state, experience) };
  samplesOf.set(experience, made);
  return made;
}

function sortedWork(state: HallState, experience: Experience) {
  const work: Float64Array[] = [];
  const workOf: Record<string, number> = {};
  const staffWork = new Map<string, number>();
  const mean = overallMean(experience);
  for (const { id } of state.settings.services) {
    const samples = experience.work.get(id) ?? [];
    workOf[id] = work.length;
    // Of a service nobody knows, the hall's average is better than nothing: it shares windows with others.
    work.push(sorted(samples.length > 0 ? samples.map(({ ms }) => ms) : [mean / 2, mean, mean * 1.5]));
    const byStaff = new Map<string, number[]>();
    for (const { ms, staffId } of samples) {
      if (staffId === null) continue;
      const own = byStaff.get(staffId) ?? [];
      byStaff.set(staffId, own);
      own.push(ms);
    }
    for (const [staffId, own] of byStaff) {
      if (own.length < STAFF_SAMPLES_MIN || own.length === samples.length) continue;
      staffWork.set(`${id}|${staffId}`, work.length);
      work.push(sorted(own));
    }
  }
  return { work, workOf, staffWork };
}

function windowsOf(state: HallState, experience: Experience, staffWork: ReadonlyMap<string, number>): ModelWindow[] {
  const windows: ModelWindow[] = [];
  for (const [row, { id }] of state.settings.windows.entries()) {
    const window = state.windows.get(id);
    if (window === undefined) continue;
    const services = servicesAt(state, id);
    const own: Record<string, number> = {};
    for (const serviceId of services) {
      const index = staffWork.get(`${serviceId}|${window.staffId}`);
      if (index !== undefined) own[serviceId] = index;
    }
    const ticket = window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
    windows.push({
      id,
      state: window.state,
      row,
      busySinceMs: ticket === undefined ? null : (window.lastCallAtMs ?? state.lastAtMs),
      serviceId: ticket?.serviceId ?? null,
      freeSinceMs: ticket === undefined ? bothSinceMs(state, services, experience.freeSinceMs(id)) : null,
      pausedSinceMs: window.state === "paused" ? (experience.pausedSinceMs(id) ?? state.lastAtMs) : null,
      own,
    });
  }
  return windows;
}

/** Since when there has been a free window and somebody for it. */
function bothSinceMs(state: HallState, services: readonly string[], freeSinceMs: number | null): number | null {
  if (freeSinceMs === null) return null;
  const first = Math.min(...services.map((id) => state.waiting.get(id)?.[0]?.arrivalMs ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(first) ? Math.max(freeSinceMs, first) : null;
}

/** Waiting tickets as the rule of dispatch knows them, the first ones of each service. */
function ticketsOf(state: HallState): ModelTicket[] {
  const tickets: ModelTicket[] = [];
  for (const line of state.waiting.values()) {
    let count = 0;
    for (const ticket of line) {
      // Priority tickets are called long before their place in the line of arrivals.
      if (count >= SIMULATED_MAX && ticket.priority === null) continue;
      if (count >= 2 * SIMULATED_MAX) break;
      count += 1;
      tickets.push(bare(ticket));
    }
  }
  return tickets;
}

/** Nothing of a person leaves the hall's own thread: numbers, tokens and papers play no part. */
function bare(ticket: Ticket): ModelTicket {
  return {
    id: ticket.id,
    serviceId: ticket.serviceId,
    priority: ticket.priority,
    onlyWindowId: ticket.onlyWindowId,
    issuedAtMs: ticket.issuedAtMs,
    arrivalMs: ticket.arrivalMs,
    arrivalSeq: ticket.arrivalSeq,
    calledAtMs: ticket.calledAtMs,
    notBeforeCall: ticket.notBeforeCall,
    ...(ticket.needs === undefined ? {} : { needs: ticket.needs }),
    ...(ticket.dueMs === undefined ? {} : { dueMs: ticket.dueMs }),
  };
}

/** What a simulated ticket begins with. */
export const BARE: Ticket = {
  id: "",
  number: "",
  token: "",
  serviceId: "",
  priority: null,
  kioskId: null,
  language: "",
  state: "waiting",
  windowId: null,
  onlyWindowId: null,
  issuedAtMs: 0,
  arrivalMs: 0,
  arrivalSeq: 0,
  calledAtMs: null,
  calls: 0,
  startedAtMs: null,
  finishedAtMs: null,
  notBeforeCall: null,
  returns: 0,
  print: "none",
  printAttempts: 0,
  printStarted: false,
  caseId: null,
  lastSeq: 0,
};

function newcomersOf(state: HallState, services: readonly string[], experience: Experience, nowMs: number) {
  const { classes } = state.settings.policy.priority;
  const all = services.length * (classes.length + 1) <= NEWCOMERS_MAX;
  const seen = experience.arrivalRates(nowMs);
  return services.flatMap((serviceId) =>
    [null, ...classes]
      .filter((priority) => priority === null || all || seen.has(`${serviceId}|${priority}`))
      .map((priority) => ({ serviceId, priority })),
  );
}

/** Services of which something can be said: measured, and with a window open. */
export function tellableServices(state: HallState, experience: Experience): string[] {
  return state.settings.services
    .filter(({ id }) => (experience.work.get(id)?.length ?? 0) >= SERVICE_TIMES_MIN)
    .filter(({ id }) =>
      state.settings.windows.some(
        (window) => servicesAt(state, window.id).includes(id) && state.windows.get(window.id)?.state === "open",
      ),
    )
    .map(({ id }) => id);
}

/**
 * The present state as data to simulate, or null when there is nothing to be said of any service. With `all` a closed
 * hall has a model too: what would come of opening a window.
 */
export function modelOf(
  state: HallState,
  experience: Experience,
  nowMs: number,
  scope: "tellable" | "all" = "tellable",
): Model | null {
  const services = tellableServices(state, experience);
  if (services.length === 0 && scope === "tellable") return null;
  const { work, workOf, staffWork } = workSamples(state, experience);
  const tickets = ticketsOf(state);
  const newcomers = newcomersOf(state, services, experience, nowMs);
  const noShows = experience.noShows.filter(Boolean).length;
  const arrivals = [...experience.arrivalRates(nowMs)].map(([key, perMs]) => {
    const at = key.lastIndexOf("|");
    return { serviceId: key.slice(0, at), priority: key.slice(at + 1), perMs };
  });
  const picks = tickets.length + newcomers.length + 10;
  return {
    atMs: nowMs,
    seed: state.seq,
    runs: Math.min(RUNS_MAX, Math.max(RUNS_MIN, Math.floor(PICKS_MAX / picks))),
    tickets,
    newcomers,
    windows: windowsOf(state, experience, staffWork),
    callsToday: [...state.callsToday],
    overtakes: [...state.overtakes],
    assigned: [...state.floor.assigned],
    work,
    workOf,
    missed: Float64Array.from(experience.missedMs),
    // One of ten before anything is known of it would be a guess; none is what most halls see.
    noShowShare: experience.noShows.length === 0 ? 0 : noShows / experience.noShows.length,
    gaps: Float64Array.from(experience.gapsMs),
    pauses: sorted(experience.pausesMs),
    shifts: experience.roster.ahead(nowMs),
    leavesPerMs: experience.leavesPerMs,
    arrivals: arrivals.filter(({ serviceId }) => workOf[serviceId] !== undefined),
    correction: experience.correction,
  };
}
