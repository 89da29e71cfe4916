// Whether a service gives out numbers now, and why not; the manager's switch; when a new number would be called.
import { afterWorking, type Opening, serviceOpening } from "./calendar.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import type { Estimate } from "./estimate.ts";
import { event } from "./events.ts";
import { remainingNumbers } from "./numbering.ts";
import { serviceOf } from "./settings-lookup.ts";
import type { HallState, ServiceSettings } from "./types.ts";
import { servicesAt, stoppedNow } from "./window-services.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

export type StandingCode = "open" | "closed-hours" | "closed-day" | "closed-by-manager" | "quota" | "no-window";

/** How a service stands. `no-window` still gives out numbers: people may come before the first window opens. */
export interface Standing {
  readonly code: StandingCode;
  readonly mayIssue: boolean;
  readonly opening: Opening;
  /** The manager's words, or null. */
  readonly reason: string | null;
}

const MINUTE_MS = 60_000;

/** Manned windows of the service, be they paused for a moment. */
function isManned(state: HallState, serviceId: string): boolean {
  return state.settings.windows.some(({ id }) => {
    const window = state.windows.get(id);
    return window !== undefined && window.state !== "closed" && servicesAt(state, id).includes(serviceId);
  });
}

/** What a person at the kiosk must know before a number is taken. */
export function standingOf(state: HallState, service: ServiceSettings, nowMs: number): Standing {
  const opening = serviceOpening(state.settings, service, nowMs);
  const closed = state.offer.closedServices.get(service.id);
  const no = (code: StandingCode, reason: string | null = null) => ({ code, mayIssue: false, opening, reason });
  const stopped = stoppedNow(state);
  if (stopped !== null) return no("closed-by-manager", stopped.reason);
  if (closed !== undefined) return no("closed-by-manager", closed.reason);
  if (!opening.open) return no(opening.worksToday ? "closed-hours" : "closed-day");
  if (remainingNumbers(state, service) === 0) return no("quota");
  const code = isManned(state, service.id) ? "open" : "no-window";
  return { code, mayIssue: true, opening, reason: null };
}

/** When a number taken now would likely be called. Breaks of the calendar are waited through. */
export interface Closing {
  readonly closesAtMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly late: boolean;
}

/** Null where the day's end or the wait is not known. */
export function closingOf(opening: Opening, estimate: Estimate | null, nowMs: number): Closing | null {
  const { closesAtMs, spans } = opening;
  if (closesAtMs === null || estimate === null || nowMs >= closesAtMs) return null;
  const lowMs = afterWorking(spans, nowMs, estimate.lowMinutes * MINUTE_MS);
  const highMs = afterWorking(spans, nowMs, estimate.highMinutes * MINUTE_MS);
  return { closesAtMs, lowMs, highMs, late: highMs > closesAtMs };
}

/** No more numbers; who has one is still served. */
export function closeService({ state }: Moment, { serviceId, reason }: Of<"close-service">): Decision {
  if (serviceOf(state.settings, serviceId) === undefined) {
    return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  }
  const closed = state.offer.closedServices.get(serviceId);
  return accept(closed?.reason === reason ? [] : [event("service.closed", { serviceId, reason })]);
}

/** Takes the manager's closing back; the calendar still rules. */
export function openService({ state }: Moment, { serviceId }: Of<"open-service">): Decision {
  if (serviceOf(state.settings, serviceId) === undefined) {
    return refuse("SERVICE_UNKNOWN", `there is no service ${serviceId}`);
  }
  return accept(state.offer.closedServices.has(serviceId) ? [event("service.opened", { serviceId })] : []);
}
