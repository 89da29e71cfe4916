// A window, its staff console and its rating pad.

import type { PadView, QueueRow, WindowConsoleView, WindowView } from "../contract/views.ts";
import { pauseReasonsOf } from "../domain/console-types.ts";
import { pickNext } from "../domain/dispatch.ts";
import { byArrival, FORM_POOL, isDirected, isDirectedTo, queuesOf, waitingForWindow } from "../domain/queue.ts";
import { acceptanceAt, asksAtAcceptance, isAcceptanceInvited } from "../domain/rating-stages.ts";
import { ROLL_WHY, rollFor, rollNumber } from "../domain/rolls.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import type { Case, HallState, Ticket, Window, WindowSettings } from "../domain/types.ts";
import { servicesAt } from "../domain/window-services.ts";
import { consoleParts, openCaseView } from "./console.ts";
import { hallName, timeOf, timeOrNull, type ViewContext, wordsOf } from "./context.ts";
import { queueRow, ticketView, waitingIn } from "./tickets.ts";

/** Longest queue a console lists; the total is always shown. */
export const QUEUE_ROWS_MAX = 50;
export const MISSED_ROWS_MAX = 20;
export const HELD_ROWS_MAX = 20;

type Activity = WindowView["activity"];

/** The ticket called to or served at the window now. */
export function ticketAt(state: HallState, window: Window | undefined): Ticket | undefined {
  return window === undefined || window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
}

function activityOf(window: Window | undefined, ticket: Ticket | undefined): Activity {
  if (window === undefined || window.state === "closed") return "closed";
  if (ticket?.state === "serving") return "serving";
  if (ticket?.state === "called") return "calling";
  return window.state === "paused" ? "paused" : "idle";
}

/** A window as every screen shows it. */
export function windowView(context: ViewContext, settings: WindowSettings): WindowView {
  const window = context.state.windows.get(settings.id);
  const ticket = ticketAt(context.state, window);
  const staffId = window?.staffId ?? null;
  const person = context.state.settings.staff.find(({ id }) => id === staffId);
  return {
    id: settings.id,
    name: wordsOf(settings.name),
    state: window?.state ?? "closed",
    activity: activityOf(window, ticket),
    number: ticket?.number ?? null,
    staffId,
    staffName: person?.name ?? null,
    staffNumber: person?.number ?? null,
    pauseReason: window?.pauseReason ?? null,
    ...pauseOf(context, window),
    ...(window?.closing ? { closing: true } : {}),
    services: [...servicesAt(context.state, settings.id)],
  };
}

/** A reason of the list in every language, and when the window is back. */
function pauseOf(context: ViewContext, window: Window | undefined): Pick<WindowView, "pauseWords" | "backAt"> {
  if (window?.state !== "paused") return {};
  const listed = pauseReasonsOf(context.state.settings).find(({ id }) => id === window.pauseReasonId);
  return {
    ...(listed === undefined ? {} : { pauseWords: wordsOf(listed.name) }),
    ...(window.backAtMs === undefined ? {} : { backAt: timeOf(context, window.backAtMs) }),
  };
}

/** All windows, in the order of the configuration. */
export function windowViews(context: ViewContext): WindowView[] {
  return context.state.settings.windows.map((settings) => windowView(context, settings));
}

/** A paper number is called when nobody else waits; it has no ticket before that. */
function paperNext(state: HallState, windowId: string): WindowConsoleView["next"] {
  const paper = rollFor(state, windowId);
  if (paper === null) return null;
  return { number: rollNumber(paper.roll, paper.ordinal), ticketId: "", why: ROLL_WHY };
}

/** One window's console, or null for a window that is not configured. */
export function windowConsoleView(context: ViewContext, windowId: string): WindowConsoleView | null {
  const { state } = context;
  const settings = windowOf(state.settings, windowId);
  if (settings === undefined) return null;
  const window = state.windows.get(windowId);
  const ticket = ticketAt(state, window);
  const open = window?.caseId == null ? undefined : state.cases.get(window.caseId);
  const next = pickNext(state, windowId, context.nowMs);
  const { calls } = state.settings.policy;
  const queue = queueOf(context, settings);
  return {
    hall: hallName(context),
    window: windowView(context, settings),
    ticket: ticket === undefined ? null : ticketView(context, ticket),
    case: open === undefined ? null : openCaseView(context, open),
    next:
      next === null
        ? paperNext(state, windowId)
        : { number: next.ticket.number, ticketId: next.ticket.id, why: next.why },
    ...consoleParts(context, settings, queue.rows),
    waiting: queue,
    held: heldAt(context, windowId),
    missed: missedFor(context, settings),
    pool: fillingFor(context, settings),
    doneToday: context.index.figures.window(windowId).served,
    rating: ratingState(context, window),
    undo: undoOf(context, windowId),
    staff: state.settings.staff.map(({ id, name, number }) => ({ id, name, number })),
    services: state.settings.services.map((service) => ({
      id: service.id,
      name: wordsOf(service.name),
      waiting: waitingIn(state, service.id).length,
    })),
    windows: state.settings.windows.map(({ id, name }) => ({ id, name: wordsOf(name) })),
    devices: context.devices
      .filter((device) => device.windowId === windowId)
      .map(({ id, kind, state: deviceState, detail }) => ({ id, kind, state: deviceState, detail })),
    policy: { callsMax: calls.max, minimumSecondsBetween: calls.minimumSecondsBetween },
    delivery: context.sound?.deliveryOf(windowId) ?? null,
    askedBackAt: timeOrNull(context, state.floor.askedBack.get(windowId) ?? null),
  };
}

/** The first tickets of all queues the window calls from, merged in order of arrival. */
function queueOf(context: ViewContext, settings: WindowSettings): WindowConsoleView["waiting"] {
  const { state } = context;
  const heads: Ticket[] = [];
  const services = servicesAt(state, settings.id);
  for (const serviceId of services) {
    let taken = 0;
    for (const ticket of waitingIn(state, serviceId)) {
      if (isDirected(ticket) && !isDirectedTo(state, settings.id, ticket)) continue;
      heads.push(ticket);
      taken += 1;
      if (taken === QUEUE_ROWS_MAX) break;
    }
  }
  // Sent to this very window or to whoever sits here, whatever its services are.
  for (const queue of queuesOf(state, settings.id)) {
    for (const lane of state.lanes.get(queue)?.values() ?? []) {
      const sent = lane.slice(0, QUEUE_ROWS_MAX).filter((ticket) => isDirected(ticket));
      for (const ticket of sent) if (!services.includes(ticket.serviceId)) heads.push(ticket);
    }
  }
  const rows = heads.sort(byArrival).slice(0, QUEUE_ROWS_MAX);
  return { total: waitingForWindow(state, settings.id), rows: rows.map((ticket) => queueRow(context, ticket)) };
}

function heldAt(context: ViewContext, windowId: string): QueueRow[] {
  const held = context.state.held.get(windowId) ?? [];
  return held.slice(-HELD_ROWS_MAX).map((ticket) => queueRow(context, ticket));
}

/** People with a form whom this window could serve when they come back, oldest first. */
function fillingFor(context: ViewContext, settings: WindowSettings): QueueRow[] {
  const services = servicesAt(context.state, settings.id);
  const own = (context.state.held.get(FORM_POOL) ?? []).filter(({ serviceId }) => services.includes(serviceId));
  return own.slice(0, HELD_ROWS_MAX).map((ticket) => queueRow(context, ticket));
}

/** Missed tickets that this window could serve when they come back, newest first. */
function missedFor(context: ViewContext, settings: WindowSettings): QueueRow[] {
  const rows: QueueRow[] = [];
  const services = servicesAt(context.state, settings.id);
  for (const [ticketId] of [...context.index.missed].reverse()) {
    const ticket = context.state.tickets.get(ticketId);
    if (ticket?.state !== "missed" || !services.includes(ticket.serviceId)) continue;
    rows.push(queueRow(context, ticket));
    if (rows.length === MISSED_ROWS_MAX) break;
  }
  return rows;
}

/** The level given is no business of the rated window before the day closes (D2). */
function ratingState(context: ViewContext, window: Window | undefined): WindowConsoleView["rating"] {
  const taken = window === undefined ? undefined : acceptanceAt(context.state, window);
  const takenUntilMs =
    taken !== undefined && isAcceptanceInvited(taken, context.nowMs) ? taken.acceptanceAsked?.untilMs : null;
  const untilMs = invitedCase(context, window)?.inviteUntilMs ?? takenUntilMs ?? null;
  const last = window === undefined ? undefined : context.index.outcomes.get(window.id);
  return {
    invited: untilMs !== null,
    ...mayAccept(context.state, window),
    until: timeOrNull(context, untilMs),
    lastOutcome: last === undefined ? null : { number: last.number, outcome: last.outcome },
  };
}

/** Whoever is served here, or was called here, and has not been asked about the acceptance yet. */
function mayAccept(state: HallState, window: Window | undefined): { readonly mayAccept?: boolean } {
  if (!asksAtAcceptance(state.settings)) return {};
  const open = window?.caseId == null ? undefined : state.cases.get(window.caseId);
  const isAsked = open?.acceptanceAsked !== undefined || open?.acceptance !== undefined;
  return { mayAccept: window !== undefined && window.state !== "closed" && window.ticketId !== null && !isAsked };
}

function invitedCase(context: ViewContext, window: Window | undefined) {
  if (window === undefined || window.invitedCaseId === null) return null;
  const record = context.state.cases.get(window.invitedCaseId);
  if (record === undefined || record.rating !== null || record.inviteUntilMs === null) return null;
  return context.nowMs < record.inviteUntilMs ? record : null;
}

function undoOf(context: ViewContext, windowId: string): WindowConsoleView["undo"] {
  const step = context.state.undo.get(windowId)?.at(-1);
  if (step === undefined) return null;
  return {
    action: step.action,
    number: context.state.tickets.get(step.ticketId)?.number ?? null,
    at: timeOf(context, step.atMs),
    seq: step.seq,
  };
}

/** The completion first; else the acceptance of who is being served. */
function invitationOf(context: ViewContext, window: Window | undefined): PadView["invitation"] {
  const invited = invitedCase(context, window);
  const asked = window === undefined ? undefined : acceptanceAt(context.state, window);
  const shown = (record: Case, untilMs: number) => ({
    ...{ caseId: record.id, number: record.number },
    until: timeOf(context, untilMs),
  });
  if (invited !== null && invited.inviteUntilMs !== null) return shown(invited, invited.inviteUntilMs);
  const untilMs = asked?.acceptanceAsked?.untilMs ?? null;
  if (asked === undefined || untilMs === null || context.nowMs >= untilMs) return null;
  return { ...shown(asked, untilMs), stage: 1 };
}

/** Whether a pad of its own stands at the window, and answers; one of several that does is enough. */
export function padHardware(
  { devices, state }: Pick<ViewContext, "devices" | "state">,
  windowId: string,
): Pick<PadView, "hardware"> {
  const pads = devices.filter((device) => device.kind === "pad" && device.windowId === windowId);
  if (pads.length === 0) return {};
  const works = pads.some(
    ({ id, state: now }) => (now === "online" || now === "starting") && !state.floor.outOfService.has(id),
  );
  return { hardware: works ? "working" : "down" };
}

/** A tablet as rating pad, or null for a window that is not configured. */
export function padView(context: ViewContext, windowId: string): PadView | null {
  const settings = windowOf(context.state.settings, windowId);
  if (settings === undefined) return null;
  const window = context.state.windows.get(windowId);
  const invited = invitedCase(context, window);
  const last = context.index.outcomes.get(windowId);
  return {
    hall: hallName(context),
    window: windowView(context, settings),
    invitation: invitationOf(context, window),
    ...padHardware(context, windowId),
    thanks:
      invited !== null || last === undefined || last.outcome !== "rated"
        ? null
        : { number: last.number, at: timeOf(context, last.atMs) },
  };
}
