// What a window's console shows beside its own ticket and queue: who has whom, what is done, what can be taken back.
import type { ConsoleParts, DoneRow, EmergencyView } from "../contract/console.ts";
import type { WindowConsoleView } from "../contract/views.ts";
import { consolePolicyOf, type Named, outcomesOf, pauseReasonsOf } from "../domain/console-types.ts";
import { waitingForWindow } from "../domain/queue.ts";
import type { Case, HallState, Ticket, WindowSettings } from "../domain/types.ts";
import { servicesAt } from "../domain/window-services.ts";
import { minutesSince, timeOf, timeOrNull, type ViewContext, windowName, wordsOf } from "./context.ts";

export const DONE_ROWS_MAX = 20;
export const ELSEWHERE_ROWS_MAX = 40;
/** From this share of the longest wait told, a wait is near its end. */
const NEAR = 0.8;

/** The parts of a console that stand beside the call itself. */
export function consoleParts(
  context: ViewContext,
  settings: WindowSettings,
  rows: WindowConsoleView["waiting"]["rows"],
): ConsoleParts {
  const { state } = context;
  const { autoCallSeconds, pingSeconds } = consolePolicyOf(state.settings);
  return {
    elsewhere: elsewhereOf(context, settings.id),
    done: doneAt(context, settings.id),
    history: historyOf(context, settings.id),
    load: loadOf(state, settings.id, rows),
    emergencies: emergencyViews(context),
    outcomes: outcomesOf(state.settings).map(named),
    pauseReasons: pauseReasonsOf(state.settings).map(named),
    clerks: clerksOf(state),
    habits: {
      autoCallSeconds,
      pingSeconds,
      profile: settings.profile?.kind ?? "longest-wait",
      contacts: state.settings.rating?.asking !== undefined,
    },
  };
}

const named = ({ id, name }: Named) => ({ id, name: wordsOf(name) });

/** The wait so far against the one told; undefined: nothing was told. */
export function promiseOf(context: ViewContext, ticket: Ticket): "within" | "near" | "over" | undefined {
  if (ticket.told === undefined || ticket.state !== "waiting") return undefined;
  const waited = minutesSince(context, ticket.issuedAtMs);
  if (waited > ticket.told.highMinutes) return "over";
  return waited >= ticket.told.highMinutes * NEAR ? "near" : "within";
}

/** The case open at the window. */
export function openCaseView(context: ViewContext, open: Case): NonNullable<WindowConsoleView["case"]> {
  return {
    id: open.id,
    openedAt: timeOf(context, open.openedAtMs),
    limitMinutes: open.limitMinutes,
    serviceId: open.serviceId,
    outcome: open.outcome ?? null,
    quantity: open.quantity ?? 1,
    timeFlagged: open.timeFlagged ?? false,
    hasNote: open.hasNote ?? false,
    inVisit: placeInVisit(context.state, open),
  };
}

function placeInVisit(state: HallState, open: Case): number {
  let place = 1;
  let before = open.follows;
  while (before !== undefined) {
    place += 1;
    before = state.cases.get(before)?.follows;
  }
  return place;
}

function elsewhereOf(context: ViewContext, windowId: string): ConsoleParts["elsewhere"] {
  const { state } = context;
  const services = servicesAt(state, windowId);
  const rows: ConsoleParts["elsewhere"] = [];
  for (const window of state.windows.values()) {
    if (window.id === windowId) continue;
    const here = window.ticketId === null ? undefined : state.tickets.get(window.ticketId);
    for (const ticket of [...(here === undefined ? [] : [here]), ...(state.held.get(window.id) ?? [])]) {
      if (!services.includes(ticket.serviceId) || rows.length === ELSEWHERE_ROWS_MAX) continue;
      rows.push({
        ticketId: ticket.id,
        number: ticket.number,
        serviceId: ticket.serviceId,
        state: ticket.state === "serving" || ticket.state === "held" ? ticket.state : "called",
        windowId: window.id,
        windowName: windowName(context, window.id),
        since: timeOrNull(context, ticket.startedAtMs ?? ticket.calledAtMs),
      });
    }
  }
  return rows;
}

function doneAt(context: ViewContext, windowId: string): DoneRow[] {
  const rows: DoneRow[] = [];
  for (const caseId of context.index.done.at(windowId)) {
    const done = context.state.cases.get(caseId);
    if (done === undefined || done.finishedAtMs === null) continue;
    rows.push({
      caseId,
      number: done.number,
      serviceId: done.serviceId,
      outcome: done.outcome ?? null,
      quantity: done.quantity ?? 1,
      finishedAt: timeOf(context, done.finishedAtMs),
      // Whether, never how: the level is nobody's business here before the day closes (D2).
      rated: done.rating !== null,
      timeFlagged: done.timeFlagged ?? false,
      hasNote: done.hasNote ?? false,
    });
    if (rows.length === DONE_ROWS_MAX) break;
  }
  return rows;
}

function historyOf(context: ViewContext, windowId: string): ConsoleParts["history"] {
  const steps = context.state.undo.get(windowId) ?? [];
  return [...steps].reverse().map(({ seq, action, ticketId, atMs }) => ({
    seq,
    action,
    number: context.state.tickets.get(ticketId)?.number ?? null,
    at: timeOf(context, atMs),
  }));
}

function loadOf(state: HallState, windowId: string, rows: WindowConsoleView["waiting"]["rows"]): ConsoleParts["load"] {
  const { amberFrom, redFrom } = consolePolicyOf(state.settings);
  const waiting = waitingForWindow(state, windowId);
  const light = waiting >= redFrom ? "red" : waiting >= amberFrom ? "amber" : "green";
  return { light, waiting, longestWaitMinutes: Math.max(0, ...rows.map(({ waitedMinutes }) => waitedMinutes)) };
}

/** Open calls for help, oldest first: for desks and offices, never for a screen that citizens see. */
export function emergencyViews(context: ViewContext): EmergencyView[] {
  const { emergencies, settings } = context.state;
  return [...emergencies.values()].map(({ id, windowId, kind, raisedAtMs, coming }) => ({
    id,
    windowId,
    windowName: windowName(context, windowId),
    kind,
    raisedAt: timeOf(context, raisedAtMs),
    coming: coming.map((one) => {
      if (one.windowId !== null) return { windowId: one.windowId, name: windowName(context, one.windowId) };
      const person = settings.staff.find((member) => member.id === one.staffId);
      return { windowId: null, name: person === undefined ? {} : { "zh-CN": person.name } };
    }),
  }));
}

function clerksOf(state: HallState): ConsoleParts["clerks"] {
  const seats = new Map<string, string>();
  for (const window of state.windows.values()) if (window.staffId !== null) seats.set(window.staffId, window.id);
  return state.settings.staff.map(({ id, name }) => ({ staffId: id, name, windowId: seats.get(id) ?? null }));
}
