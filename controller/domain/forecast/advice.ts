// What a manager could do about the waits, and what would come of it: the hall simulated with and without the change.
import { hallOpening } from "../calendar.ts";
import { windowsNeeded } from "../erlang.ts";
import type { Targets } from "../floor-types.ts";
import { standingOf } from "../opening.ts";
import type { HallState, Window } from "../types.ts";
import { servicesAt } from "../window-services.ts";
import { quantile } from "./draws.ts";
import type { Experience } from "./experience.ts";
import { type Model, modelOf, SERVICE_TIMES_MIN } from "./model.ts";

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
/** Services looked at: those whose people wait longest. */
const SERVICES_MAX = 3;
export const CANDIDATES_MAX = 8;
export const LINES_MAX = 3;
/** Less is not worth anybody's while, and could be chance. */
const GAIN_MINUTES_MIN = 5;
const GAIN_SHARE_MIN = 0.1;
/** Picks of all runs of one outlook together: what it may cost. */
const PICKS_MAX = 24_000;
const RUNS_MIN = 30;
const RUNS_MAX = 100;
/** Windows idle at the same time before one may be spared. */
const IDLE_MIN = 2;

export interface Candidate {
  readonly kind: "open" | "resume" | "reassign" | "close";
  readonly windowId: string;
  /** Whose wait it is about. */
  readonly serviceId: string;
  /** What the window would serve, where that differs from now. */
  readonly services: readonly string[] | null;
}

/** The longest wait at a moment, over the runs. */
export interface LongestWait {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

export interface Advised extends Candidate {
  readonly before: LongestWait;
  readonly after: LongestWait;
}

/** The moment advice is for: a full or half hour, 30 to 60 minutes ahead. */
export function adviceUntilMs(nowMs: number): number {
  return Math.ceil((nowMs + HALF_HOUR_MS) / HALF_HOUR_MS) * HALF_HOUR_MS;
}

/** Services with people waiting of which enough is known, those who wait longest first. */
export function pressedServices(state: HallState, experience: Experience, nowMs: number): string[] {
  return state.settings.services
    .map(({ id }) => ({ id, waitMs: nowMs - (state.waiting.get(id)?.[0]?.arrivalMs ?? nowMs) }))
    .filter(({ id, waitMs }) => waitMs > 0 && (experience.work.get(id)?.length ?? 0) >= SERVICE_TIMES_MIN)
    .sort((left, right) => right.waitMs - left.waitMs)
    .slice(0, SERVICES_MAX)
    .map(({ id }) => id);
}

/** The present hall run on to a moment, with everybody who may be expected to come until then. */
export function outlookModel(state: HallState, experience: Experience, nowMs: number): Model | null {
  const model = modelOf(state, experience, nowMs, "all");
  if (model === null) return null;
  const untilMs = adviceUntilMs(nowMs);
  const closesAtMs = hallOpening(state.settings, nowMs).closesAtMs ?? Number.POSITIVE_INFINITY;
  const arrivals = [...model.arrivals];
  for (const service of state.settings.services) {
    const priority = model.arrivals
      .filter(({ serviceId }) => serviceId === service.id)
      .reduce((sum, { perMs }) => sum + perMs, 0);
    const perMs = Math.max(0, experience.arrivals.expectedPerMs(service.id, nowMs) - priority);
    if (perMs > 0 && model.workOf[service.id] !== undefined)
      arrivals.push({ serviceId: service.id, priority: "", perMs });
  }
  const issuing = new Set(
    state.settings.services.filter((service) => standingOf(state, service, nowMs).mayIssue).map(({ id }) => id),
  );
  const coming = arrivals.filter(({ serviceId }) => issuing.has(serviceId));
  const perMs = coming.reduce((sum, arrival) => sum + arrival.perMs, 0);
  const picks = model.tickets.length + perMs * (untilMs - nowMs) + 10;
  return {
    ...model,
    newcomers: [],
    arrivals: coming,
    runs: Math.min(RUNS_MAX, Math.max(RUNS_MIN, Math.floor(PICKS_MAX / picks))),
    outlook: { untilMs, arrivalsUntilMs: Math.min(untilMs, closesAtMs) },
  };
}

/** The same hall after the change. */
export function changedModel(model: Model, { kind, windowId, services }: Candidate): Model {
  const windows =
    kind === "close"
      ? model.windows.filter(({ id }) => id !== windowId)
      : model.windows.map((window) => {
          if (window.id !== windowId || kind === "reassign") return window;
          return { ...window, state: "open" as const, pausedSinceMs: null, freeSinceMs: null };
        });
  if (services === null) return { ...model, windows };
  const assigned = model.assigned.filter(([id]) => id !== windowId);
  return { ...model, windows, assigned: [...assigned, [windowId, services]] };
}

/** What could be done; at most a handful, the most pressed service first. */
export function candidatesOf(state: HallState, pressed: readonly string[]): Candidate[] {
  const windows = state.settings.windows.flatMap(({ id }) => state.windows.get(id) ?? []);
  const serving = (serviceId: string) => windows.filter(({ id }) => servicesAt(state, id).includes(serviceId));
  const candidates: Candidate[] = [];
  for (const serviceId of pressed) {
    const own = serving(serviceId);
    const paused = own.find((window) => window.state === "paused");
    if (paused !== undefined) candidates.push({ kind: "resume", windowId: paused.id, serviceId, services: null });
    const closed = own.find((window) => window.state === "closed");
    const spare = closed ?? windows.find((window) => window.state === "closed");
    if (spare !== undefined) {
      const services = spare === closed ? null : [serviceId];
      candidates.push({ kind: "open", windowId: spare.id, serviceId, services });
    }
    const helper = helperFor(state, windows, serviceId);
    if (helper !== null) {
      const services = [...servicesAt(state, helper.id), serviceId];
      candidates.push({ kind: "reassign", windowId: helper.id, serviceId, services });
    }
  }
  const spared = sparedWindow(state, windows);
  if (spared !== null) candidates.push(spared);
  return candidates.slice(0, CANDIDATES_MAX);
}

/** An open window for whose own services the fewest wait. */
function helperFor(state: HallState, windows: readonly Window[], serviceId: string): Window | null {
  let best: { window: Window; waiting: number } | null = null;
  for (const window of windows) {
    const services = servicesAt(state, window.id);
    if (window.state !== "open" || services.includes(serviceId)) continue;
    const waiting = services.reduce((sum, id) => sum + (state.waiting.get(id)?.length ?? 0), 0);
    if (best === null || waiting < best.waiting) best = { window, waiting };
  }
  return best?.window ?? null;
}

/** One of several idle windows whose services others serve as well. */
function sparedWindow(state: HallState, windows: readonly Window[]): Candidate | null {
  const open = windows.filter((window) => window.state === "open");
  const idle = open.filter(({ ticketId }) => ticketId === null);
  if (idle.length < IDLE_MIN) return null;
  const others = (window: Window, serviceId: string) =>
    open.some(({ id }) => id !== window.id && servicesAt(state, id).includes(serviceId));
  const spared = idle.find((window) => servicesAt(state, window.id).every((id) => others(window, id)));
  const serviceId = spared === undefined ? undefined : servicesAt(state, spared.id)[0];
  if (spared === undefined || serviceId === undefined) return null;
  return { kind: "close", windowId: spared.id, serviceId, services: null };
}

/** Middle and the tenths at both ends of one service's longest waits; `outlook` holds run after run. */
export function longestWait(outlook: Float64Array, services: number, service: number): LongestWait {
  const minutes = new Float64Array(outlook.length / services);
  for (let run = 0; run < minutes.length; run++) minutes[run] = (outlook[run * services + service] ?? 0) / MINUTE_MS;
  minutes.sort();
  const at = (share: number) => Math.round(quantile(minutes, share));
  return { low: at(0.1), mid: at(0.5), high: at(0.9) };
}

export type NoAdvice = "too-little-known" | "within-target" | "nothing-helps";

/** The lines worth telling, best first; or why there are none. */
export function judged(
  services: readonly string[],
  before: Float64Array,
  tried: readonly { readonly candidate: Candidate; readonly outlook: Float64Array }[],
  { longestWaitMinutes: target }: Pick<Targets, "longestWaitMinutes">,
): { readonly lines: readonly Advised[]; readonly why: NoAdvice | null } {
  const of = (outlook: Float64Array, id: string) => longestWait(outlook, services.length, services.indexOf(id));
  const worst = (outlook: Float64Array) => Math.max(0, ...services.map((id) => of(outlook, id).mid));
  const lines: (Advised & { readonly gain: number })[] = [];
  const late = services.some((id) => of(before, id).high > target);
  for (const { candidate, outlook } of tried) {
    const [was, becomes] = [of(before, candidate.serviceId), of(outlook, candidate.serviceId)];
    const line = { ...candidate, before: was, after: becomes };
    if (candidate.kind === "close") {
      const fine = !late && services.every((id) => of(outlook, id).high <= target / 2);
      if (fine) lines.push({ ...line, gain: 0 });
      continue;
    }
    const gain = was.mid - becomes.mid;
    if (was.high <= target || gain < Math.max(GAIN_MINUTES_MIN, GAIN_SHARE_MIN * was.mid)) continue;
    // Helping one line must not make another the worst.
    if (worst(outlook) > Math.max(worst(before), target)) continue;
    lines.push({ ...line, gain });
  }
  const best = lines.sort((left, right) => right.gain - left.gain).slice(0, LINES_MAX);
  if (best.length > 0) return { lines: best.map(({ gain: _gain, ...line }) => line), why: null };
  return { lines: [], why: late ? "nothing-helps" : "within-target" };
}

export interface NeededWindows {
  readonly serviceId: string;
  readonly perHour: number;
  readonly meanMinutes: number;
  readonly windows: number | null;
}

/** By Erlang's formula, for each service of which enough is known and for which people come. */
export function neededWindows(
  state: HallState,
  experience: Experience,
  nowMs: number,
  targets: Targets,
): NeededWindows[] {
  const needed: NeededWindows[] = [];
  for (const { id: serviceId } of state.settings.services) {
    const samples = experience.work.get(serviceId) ?? [];
    const perMs = experience.arrivals.expectedPerMs(serviceId, nowMs);
    if (samples.length < SERVICE_TIMES_MIN || perMs === 0) continue;
    const meanMinutes = samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length / MINUTE_MS;
    const load = { perMinute: perMs * MINUTE_MS, meanMinutes };
    needed.push({
      serviceId,
      perHour: Math.round(load.perMinute * 600) / 10,
      meanMinutes: Math.round(meanMinutes * 10) / 10,
      windows: windowsNeeded(load, targets.withinMinutes, targets.withinShare),
    });
  }
  return needed;
}
