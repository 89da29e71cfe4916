// The hall view: what the boards show, and the answer of `GET /board`.

import type { HallView } from "../contract/views.ts";
import type { Ticket } from "../domain/types.ts";
import { hallName, timeOf, type ViewContext, windowName, wordsOf } from "./context.ts";
import { waitingIn } from "./tickets.ts";
import { ticketAt, windowViews } from "./windows.ts";
import { dispatchRule } from "./words.ts";

/** Finished calls stay listed up to this many rows; a call still open is always listed. */
export const RECENT_CALLS_MAX = 20;
export const MISSED_MAX = 30;

interface Call {
  readonly ticket: Ticket;
  readonly windowId: string;
  readonly atMs: number;
  readonly times: number;
}

/** Calls newest first, each ticket once, by its newest call. Withdrawn and missed calls are not listed. */
function callsOf(context: ViewContext): Call[] {
  const { state } = context;
  const calls: Call[] = [];
  const seen = new Set<string>();
  for (const { ticketId, windowId, atMs, times } of state.recentCalls) {
    const ticket = state.tickets.get(ticketId);
    if (ticket === undefined || seen.has(ticketId)) continue;
    seen.add(ticketId);
    const open = isOpen(ticket);
    if (open || (ticket.state === "finished" && calls.length < RECENT_CALLS_MAX)) {
      calls.push({ ticket, windowId: open ? (ticket.windowId ?? windowId) : windowId, atMs, times });
    }
  }
  // A long case may have left the list of recent calls while its number still stands at the window.
  for (const window of state.windows.values()) {
    const ticket = ticketAt(state, window);
    if (ticket === undefined || seen.has(ticket.id) || !isOpen(ticket) || ticket.calledAtMs === null) continue;
    calls.push({ ticket, windowId: window.id, atMs: ticket.calledAtMs, times: ticket.calls });
  }
  return calls.sort((a, b) => b.atMs - a.atMs);
}

function isOpen(ticket: Ticket): boolean {
  return ticket.state === "called" || ticket.state === "serving";
}

function missedOf(context: ViewContext): HallView["missed"] {
  const rows: HallView["missed"] = [];
  for (const [ticketId, atMs] of [...context.index.missed].reverse()) {
    const ticket = context.state.tickets.get(ticketId);
    if (ticket?.state !== "missed") continue;
    const windowId = ticket.windowId ?? "";
    rows.push({
      number: ticket.number,
      windowId,
      windowName: windowName(context, windowId),
      missedAt: timeOf(context, atMs),
    });
    if (rows.length === MISSED_MAX) break;
  }
  return rows;
}

/** Everything a hall board shows. */
export function hallView(context: ViewContext): HallView {
  const { settings } = context.state;
  return {
    hall: hallName(context),
    calls: callsOf(context).map(({ ticket, windowId, atMs, times }) => ({
      ticketId: ticket.id,
      number: ticket.number,
      windowId,
      windowName: windowName(context, windowId),
      calledAt: timeOf(context, atMs),
      times,
    })),
    windows: windowViews(context),
    services: settings.services.map((service) => ({
      id: service.id,
      name: wordsOf(service.name),
      waiting: waitingIn(context.state, service.id).length,
    })),
    missed: missedOf(context),
    rule: dispatchRule(settings.policy),
    kiosks: settings.kiosks.map((kiosk) => kiosk.id),
  };
}
