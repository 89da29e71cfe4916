// The floor as managers see it: targets, queues, windows, fairness, what is stopped, and advice.
import type { DaySeries, FairnessView, FloorView } from "../contract/floor.ts";
import { USUAL_TARGETS } from "../domain/floor-types.ts";
import { ORDINARY } from "../domain/queue.ts";
import type { HallState, ServiceSettings, Ticket } from "../domain/types.ts";
import { servicesAt } from "../domain/window-services.ts";
import { minutesSince, timeOf, timeOrNull, type ViewContext } from "./context.ts";
import { QUARTER_MS } from "./floor-index.ts";

const rounded = (share: number): number => Math.round(share * 1000) / 1000;

/** Part of the manager's view; costs windows times services, not tickets. */
export function floorView(context: ViewContext): FloorView {
  const { state, index } = context;
  const targets = state.settings.targets ?? USUAL_TARGETS;
  const { n, inside } = index.floor.within(targets.withinMinutes);
  const { numbersHeld, dayEnded, outOfService } = state.floor;
  const since = (stopped: { reason: string | null; sinceMs: number } | null) =>
    stopped === null ? null : { reason: stopped.reason, since: timeOf(context, stopped.sinceMs) };
  return {
    targets: { ...targets },
    within: { n, inside, share: n === 0 ? null : rounded(inside / n) },
    idleWindows: [...state.windows.values()].filter(isIdle).length,
    badOpen: context.badOpen(),
    services: state.settings.services.map((service) => serviceFigures(context, service)),
    windows: state.settings.windows.map(({ id }) => windowFigures(context, id)),
    fairness: fairnessOf(context),
    numbersHeld: since(numbersHeld),
    dayEnded: since(dayEnded),
    outOfService: [...outOfService].map(([deviceId, { reason, sinceMs }]) => ({
      deviceId,
      reason,
      since: timeOf(context, sinceMs),
    })),
    advice: context.advice(),
  };
}

function isIdle({ state, ticketId }: { readonly state: string; readonly ticketId: string | null }): boolean {
  return state === "open" && ticketId === null;
}

function serviceFigures(context: ViewContext, { id }: ServiceSettings): FloorView["services"][number] {
  const { state } = context;
  const first = state.waiting.get(id)?.[0];
  let [idleWindows, pausedWindows] = [0, 0];
  for (const settings of state.settings.windows) {
    const window = state.windows.get(settings.id);
    if (window === undefined || !servicesAt(state, settings.id).includes(id)) continue;
    if (isIdle(window)) idleWindows += 1;
    if (window.state === "paused") pausedWindows += 1;
  }
  const closed = state.offer.closedServices.get(id);
  return {
    id,
    longestWaitMinutes: first === undefined ? 0 : minutesSince(context, first.arrivalMs),
    idleWindows,
    pausedWindows,
    closed: closed === undefined ? null : { reason: closed.reason, since: timeOf(context, closed.sinceMs) },
  };
}

function windowFigures(context: ViewContext, windowId: string): FloorView["windows"][number] {
  const { state, index } = context;
  const window = state.windows.get(windowId);
  const open = window?.caseId == null ? undefined : state.cases.get(window.caseId);
  const closed = window === undefined || window.state === "closed";
  return {
    id: windowId,
    activitySince: closed ? null : timeOrNull(context, index.floor.activitySinceMs(windowId) ?? window.openedAtMs),
    case: open === undefined ? null : { openedAt: timeOf(context, open.openedAtMs), limitMinutes: open.limitMinutes },
    assigned: state.floor.assigned.has(windowId),
    askedBackAt: timeOrNull(context, state.floor.askedBack.get(windowId) ?? null),
  };
}

/** The ordinary ticket of each queue that has been there longest: nobody behind it was passed more often. */
function oldestOrdinary(state: HallState): { readonly ticket: Ticket; readonly queue: string }[] {
  const heads: { ticket: Ticket; queue: string }[] = [];
  for (const [queue, lanes] of state.lanes) {
    const ticket = lanes.get(ORDINARY)?.[0];
    if (ticket !== undefined) heads.push({ ticket, queue });
  }
  return heads;
}

function fairnessOf(context: ViewContext): FairnessView {
  const { state, index } = context;
  const limit = state.settings.policy.priority.overtakeMax;
  let overtaken: FairnessView["overtaken"] = null;
  let longest: Ticket | null = null;
  for (const { ticket, queue } of oldestOrdinary(state)) {
    if (longest === null || ticket.arrivalMs < longest.arrivalMs) longest = ticket;
    const passed = index.calls.since(ticket.serviceId, ticket.id)?.overtook;
    const count = passed === undefined ? 0 : passed.appointment + passed.priority + passed.ordinary;
    if (count === 0 || (overtaken !== null && overtaken.count >= count)) continue;
    const { number, serviceId } = ticket;
    const waitedMinutes = minutesSince(context, ticket.arrivalMs);
    overtaken = { number, serviceId, count, inRow: state.overtakes.get(queue) ?? 0, limit, waitedMinutes };
  }
  const longestOrdinary =
    longest === null
      ? null
      : {
          number: longest.number,
          serviceId: longest.serviceId,
          waitedMinutes: minutesSince(context, longest.arrivalMs),
        };
  const outOfOrder = state.settings.windows
    .map(({ id: windowId }) => {
      const reasons = Object.fromEntries(index.floor.outOfOrder(windowId));
      return { windowId, count: Object.values(reasons).reduce((sum, count) => sum + count, 0), reasons };
    })
    .filter(({ count }) => count > 0);
  return { overtaken, longestOrdinary, outOfOrder };
}

/** The day by quarters of an hour. */
export function daySeries(context: ViewContext): DaySeries {
  const quarters = context.index.floor.quarters();
  return {
    day: context.state.day ?? "",
    quarterMinutes: QUARTER_MS / 60_000,
    quarters: quarters.map(({ atMs, issued, calls, waitingMax }) => ({
      at: timeOf(context, atMs),
      issued,
      calls,
      waitingMax,
    })),
  };
}
