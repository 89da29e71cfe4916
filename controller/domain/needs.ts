// What a person needs of a window: which windows are fit, and how long a ticket waits for one.
import { isDirected } from "./queue.ts";
import { windowOf } from "./settings-lookup.ts";
import type { HallSettings, HallState, Ticket } from "./types.ts";
import { servicesAt } from "./window-services.ts";

const WAIT_MINUTES_DEFAULT = 10;
const MINUTE_MS = 60_000;

/** Every need some window is fit for, or the hall has a name for; in the order of the windows. */
export function knownNeeds(settings: HallSettings): string[] {
  const known = new Set(settings.windows.flatMap((window) => window.needs ?? []));
  for (const need of Object.keys(settings.needs ?? {})) known.add(need);
  return [...known];
}

/** The first that is not in the hall's list, or null. */
export function unknownNeed(settings: HallSettings, needs: readonly string[]): string | null {
  if (needs.length === 0) return null;
  const known = knownNeeds(settings);
  return needs.find((need) => !known.includes(need)) ?? null;
}

/** Needs that some window of the service is fit for. */
export function needsOfService(settings: HallSettings, serviceId: string): string[] {
  const windows = settings.windows.filter((window) => window.services.includes(serviceId));
  return [...new Set(windows.flatMap((window) => window.needs ?? []))];
}

function isFit(settings: HallSettings, windowId: string, needs: readonly string[]): boolean {
  const offered = windowOf(settings, windowId)?.needs ?? [];
  return needs.every((need) => offered.includes(need));
}

/** Some open window of its service is fit for it. */
function hasFitWindow(state: HallState, ticket: Ticket, needs: readonly string[]): boolean {
  const { settings, windows } = state;
  return settings.windows.some(
    ({ id }) =>
      servicesAt(state, id).includes(ticket.serviceId) &&
      windows.get(id)?.state === "open" &&
      isFit(settings, id, needs),
  );
}

/**
 * Whether the window may take this ticket now. A ticket with needs is kept for a fit window, but never longer than the
 * policy says, and not at all while no such window is open.
 */
export function mayTake(state: HallState, windowId: string, ticket: Ticket, nowMs: number): boolean {
  const { needs } = ticket;
  if (needs === undefined || needs.length === 0 || isDirected(ticket)) return true;
  if (isFit(state.settings, windowId, needs)) return true;
  const waitMinutes = state.settings.policy.needs?.waitMinutes ?? WAIT_MINUTES_DEFAULT;
  if (nowMs - ticket.issuedAtMs >= waitMinutes * MINUTE_MS) return true;
  return !hasFitWindow(state, ticket, needs);
}
