// The hall view: what the boards show, and the answer of `GET /board`.

import type { NoticeView } from "../contract/board.ts";
import type { HallView } from "../contract/views.ts";
import { BOARD_DEFAULT, type ZoneSettings } from "../domain/board-types.ts";
import { nextUp } from "../domain/next-up.ts";
import { noticesFor } from "../domain/notices.ts";
import type { HallSettings, ServiceSettings, Ticket } from "../domain/types.ts";
import { hallName, timeOf, timeOrNull, type ViewContext, windowName, wordsOf } from "./context.ts";
import { closingCheckpoint } from "./evidence-text.ts";
import { waitingIn } from "./tickets.ts";
import { ticketAt, windowViews } from "./windows.ts";
import { dispatchRule, missedRule } from "./words.ts";

/** Finished calls stay listed up to this many rows; a call still open is always listed. */
export const RECENT_CALLS_MAX = 20;
export const MISSED_MAX = 30;
/** Numbers shown before they are called, per service. */
export const NEXT_UP_MAX = 3;

interface Call {
  readonly ticket: Ticket;
  readonly windowId: string;
  readonly atMs: number;
  readonly times: number;
}

/** Calls newest first, each ticket once, by its newest call. Withdrawn and missed calls are not listed. */
function callsOf(context: ViewContext, isHere: (windowId: string) => boolean): Call[] {
  const { state } = context;
  const calls: Call[] = [];
  const seen = new Set<string>();
  for (const { ticketId, windowId, atMs, times } of state.recentCalls) {
    const ticket = state.tickets.get(ticketId);
    if (ticket === undefined || seen.has(ticketId)) continue;
    seen.add(ticketId);
    const open = isOpen(ticket);
    const at = open ? (ticket.windowId ?? windowId) : windowId;
    if (isHere(at) && (open || (ticket.state === "finished" && calls.length < RECENT_CALLS_MAX))) {
      calls.push({ ticket, windowId: at, atMs, times });
    }
  }
  // A long case may have left the list of recent calls while its number still stands at the window.
  for (const window of state.windows.values()) {
    const ticket = isHere(window.id) ? ticketAt(state, window) : undefined;
    if (ticket === undefined || seen.has(ticket.id) || !isOpen(ticket) || ticket.calledAtMs === null) continue;
    calls.push({ ticket, windowId: window.id, atMs: ticket.calledAtMs, times: ticket.calls });
  }
  return calls.sort((a, b) => b.atMs - a.atMs);
}

function isOpen(ticket: Ticket): boolean {
  return ticket.state === "called" || ticket.state === "serving";
}

function missedOf(context: ViewContext, isHere: (windowId: string) => boolean): HallView["missed"] {
  const rows: HallView["missed"] = [];
  for (const [ticketId, atMs] of [...context.index.missed].reverse()) {
    const ticket = context.state.tickets.get(ticketId);
    if (ticket?.state !== "missed") continue;
    const windowId = ticket.windowId ?? "";
    if (!isHere(windowId)) continue;
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

/** The zone of this name, null for the whole hall, undefined when there is no such zone. */
export function zoneOf(settings: HallSettings, zoneId: string | null): ZoneSettings | null | undefined {
  return zoneId === null ? null : settings.zones?.find(({ id }) => id === zoneId);
}

/** What is set up once for all boards. */
function boardSettings({ board = BOARD_DEFAULT }: HallSettings): HallView["board"] {
  const { nextUp: _shown, rows, ...rest } = board;
  return { ...rest, rows: rows ?? null };
}

function nextUpOf(context: ViewContext, services: readonly ServiceSettings[]): HallView["nextUp"] {
  const { state, nowMs } = context;
  if (state.settings.board?.nextUp !== true) return null;
  return services.map(({ id }) => ({
    serviceId: id,
    numbers: nextUp(state, id, NEXT_UP_MAX, nowMs).map(({ number }) => number),
  }));
}

const isStated = (ticket: Ticket): "called" | "serving" | "finished" =>
  ticket.state === "called" || ticket.state === "serving" ? ticket.state : "finished";

function noticeViews(context: ViewContext, zoneId: string | null): NoticeView[] {
  const { state, nowMs } = context;
  const current = noticesFor(state, zoneId).filter(({ untilMs }) => untilMs === null || untilMs > nowMs);
  return current.map(({ id, text, postedAtMs, untilMs, zones }) => ({
    id,
    text: wordsOf(text),
    postedAt: timeOf(context, postedAtMs),
    until: timeOrNull(context, untilMs),
    zones: [...zones],
  }));
}

/** All notices, for those who post them. */
export const allNotices = (context: ViewContext): NoticeView[] => noticeViews(context, null);

/** Everything a hall board shows; of one zone only its windows, what they serve and whom they called. */
export function hallView(context: ViewContext, zoneId: string | null = null): HallView | null {
  const { settings } = context.state;
  const zone = zoneOf(settings, zoneId);
  if (zone === undefined) return null;
  const isHere = (windowId: string) => zone === null || zone.windows.includes(windowId);
  const windows = windowViews(context).filter(({ id }) => isHere(id));
  const served = new Set(windows.flatMap((window) => window.services));
  const services = settings.services.filter(({ id }) => zone === null || served.has(id));
  const checkpoint = closingCheckpoint(context);
  const zoneView = ({ id, name }: ZoneSettings) => ({ id, name: wordsOf(name) });
  return {
    hall: hallName(context),
    zone: zone === null ? null : zoneView(zone),
    zones: (settings.zones ?? []).map(zoneView),
    calls: callsOf(context, isHere).map(({ ticket, windowId, atMs, times }) => ({
      ticketId: ticket.id,
      number: ticket.number,
      windowId,
      windowName: windowName(context, windowId),
      calledAt: timeOf(context, atMs),
      times,
      state: isStated(ticket),
    })),
    windows,
    services: services.map((service) => ({
      id: service.id,
      name: wordsOf(service.name),
      waiting: waitingIn(context.state, service.id).length,
    })),
    nextUp: nextUpOf(context, services),
    missed: missedOf(context, isHere),
    notices: noticeViews(context, zoneId),
    rule: dispatchRule(settings.policy),
    missedRule: missedRule(settings.policy),
    kiosks: settings.kiosks.map((kiosk) => kiosk.id),
    board: boardSettings(settings),
    ...(checkpoint === null ? {} : { checkpoint }),
  };
}
