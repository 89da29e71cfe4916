// A window, its staff console and its rating pad.

import type { PadView, QueueRow, WindowConsoleView, WindowView } from "../contract/views.ts";
import { pickNext } from "../domain/dispatch.ts";
import { byArrival, directedQueue, waitingForWindow } from "../domain/queue.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import type { HallState, Ticket, Window, WindowSettings } from "../domain/types.ts";
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
    services: [...settings.services],
  };
}

/** All windows, in the order of the configuration. */
export function windowViews(context: ViewContext): WindowView[] {
  return context.state.settings.windows.map((settings) => windowView(context, settings));
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
  return {
    hall: hallName(context),
    window: windowView(context, settings),
    ticket: ticket === undefined ? null : ticketView(context, ticket),
    case:
      open === undefined
        ? null
        : { id: open.id, openedAt: timeOf(context, open.openedAtMs), limitMinutes: open.limitMinutes },
    next: next === null ? null : { number: next.ticket.number, ticketId: next.ticket.id, why: next.why },
    waiting: queueOf(context, settings),
    held: heldAt(context, windowId),
    missed: missedFor(context, settings),
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
  };
}

/** The first tickets of all queues the window calls from, merged in order of arrival. */
function queueOf(context: ViewContext, settings: WindowSettings): WindowConsoleView["waiting"] {
  const { state } = context;
  const heads: Ticket[] = [];
  for (const serviceId of settings.services) {
    let taken = 0;
    for (const ticket of waitingIn(state, serviceId)) {
      if (ticket.onlyWindowId !== null && ticket.onlyWindowId !== settings.id) continue;
      heads.push(ticket);
      taken += 1;
      if (taken === QUEUE_ROWS_MAX) break;
    }
  }
  // Sent to this very window, whatever its services are.
  for (const lane of state.lanes.get(directedQueue(settings.id))?.values() ?? []) {
    for (const ticket of lane.slice(0, QUEUE_ROWS_MAX)) {
      if (!settings.services.includes(ticket.serviceId)) heads.push(ticket);
    }
  }
  const rows = heads.sort(byArrival).slice(0, QUEUE_ROWS_MAX);
  return { total: waitingForWindow(state, settings.id), rows: rows.map((ticket) => queueRow(context, ticket)) };
}

function heldAt(context: ViewContext, windowId: string): QueueRow[] {
  const held = context.state.held.get(windowId) ?? [];
  return held.slice(-HELD_ROWS_MAX).map((ticket) => queueRow(context, ticket));
}

/** Missed tickets that this window could serve when they come back, newest first. */
function missedFor(context: ViewContext, settings: WindowSettings): QueueRow[] {
  const rows: QueueRow[] = [];
  for (const [ticketId] of [...context.index.missed].reverse()) {
    const ticket = context.state.tickets.get(ticketId);
    if (ticket?.state !== "missed" || !settings.services.includes(ticket.serviceId)) continue;
    rows.push(queueRow(context, ticket));
    if (rows.length === MISSED_ROWS_MAX) break;
  }
  return rows;
}

/** The level given is no business of the rated window before the day closes (D2). */
function ratingState(context: ViewContext, window: Window | undefined): WindowConsoleView["rating"] {
  const untilMs = invitedCase(context, window)?.inviteUntilMs ?? null;
  const last = window === undefined ? undefined : context.index.outcomes.get(window.id);
  return {
    invited: untilMs !== null,
    until: timeOrNull(context, untilMs),
    lastOutcome: last === undefined ? null : { number: last.number, outcome: last.outcome },
  };
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
  };
}

/** A tablet as rating pad, or null for a window that is not configured. */
export function padView(context: ViewContext, windowId: string): PadView | null {
  const settings = windowOf(context.state.settings, windowId);
  if (settings === undefined) return null;
  const invited = invitedCase(context, context.state.windows.get(windowId));
  const last = context.index.outcomes.get(windowId);
  return {
    hall: hallName(context),
    window: windowView(context, settings),
    invitation:
      invited === null || invited.inviteUntilMs === null
        ? null
        : { caseId: invited.id, number: invited.number, until: timeOf(context, invited.inviteUntilMs) },
    thanks:
      invited !== null || last === undefined || last.outcome !== "rated"
        ? null
        : { number: last.number, at: timeOf(context, last.atMs) },
  };
}
