// What managers decide on the floor: assignments, spare windows, clerks moved and asked back, devices out of service,
// numbers held, the end of the day.
import { clear, deviceAlarmId, raise } from "./alarms.ts";
import { dayAfter } from "./calendar.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { LAPSED_BY_CLOSING } from "./fold-ratings.ts";
import { lapse } from "./invitations.ts";
import { NOTICES_MAX } from "./notices.ts";
import { byArrival } from "./queue.ts";
import { serviceOf, windowOf } from "./settings-lookup.ts";
import { ending, refOf } from "./ticketing.ts";
import { localDay, wallTime } from "./time.ts";
import type { HallState, TicketState } from "./types.ts";
import { knownWindow, openWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** On the boards from the end of the day to midnight. */
export const CLOSING_TEXT = {
  "zh-CN": "今日取号已结束，已取号的群众请继续等候叫号。",
  en: "No more numbers today. If you have a number, please wait to be called.",
} as const;
/** The same when nobody waits any more. */
export const CLOSED_TEXT = {
  "zh-CN": "今日业务已结束，请改日再来。",
  en: "The hall has closed for today. Please come another day.",
} as const;

const NOT_AT_A_WINDOW: ReadonlySet<TicketState> = new Set(["waiting", "missed", "held"]);

const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id) => right.includes(id));

function assignment(state: HallState, windowId: string, services: readonly string[] | null): NewEvent[] | Decision {
  const strange = services?.find((id) => serviceOf(state.settings, id) === undefined);
  if (strange !== undefined) return refuse("SERVICE_UNKNOWN", `there is no service ${strange}`);
  const configured = windowOf(state.settings, windowId)?.services ?? [];
  const assigned = state.floor.assigned.get(windowId);
  if (services === null || same(services, configured)) {
    return assigned === undefined ? [] : [event("window.assignment-ended", { windowId })];
  }
  if (assigned !== undefined && same(assigned, services)) return [];
  return [event("window.assigned", { windowId, services })];
}

/** Which services a window calls for until the day ends. What is at the window goes on. */
export function assignWindow({ state }: Moment, { windowId, services }: Of<"assign-window">): Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const events = assignment(state, windowId, services);
  return "ok" in events ? events : accept(events, { windowId });
}

/** Opens a closed window at once. Without a name anybody may sign in there later. */
export function openSpare(at: Moment, { windowId, services, staffId }: Of<"open-spare">): Decision {
  const opened = openWindow(at, { type: "open-window", windowId, staffId });
  if (!opened.ok || services === null) return opened;
  const events = assignment(at.state, windowId, services);
  return "ok" in events ? events : { ...opened, events: [...events, ...opened.events] };
}

/** Asks a clerk who pauses to come back. */
export function askBack({ state }: Moment, { windowId }: Of<"ask-back">): Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.state === "open") return refuse("WINDOW_NOT_PAUSED", `window ${windowId} is open`);
  const asked = state.floor.askedBack.has(windowId);
  return accept(asked ? [] : [event("clerk.asked-back", { windowId, staffId: window.staffId })], { windowId });
}

/** Takes the ask back. */
export function withdrawAsk({ state }: Moment, { windowId }: Of<"withdraw-ask">): Decision {
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  const asked = state.floor.askedBack.has(windowId);
  return accept(asked ? [event("clerk.ask-withdrawn", { windowId })] : [], { windowId });
}

/** Moves a clerk: the window left closes, the other one opens for them. Moving back undoes it. */
export function moveClerk({ state }: Moment, { fromWindowId, toWindowId }: Of<"move-clerk">): Decision {
  const [from, to] = [knownWindow(state, fromWindowId), knownWindow(state, toWindowId)];
  if ("ok" in from) return from;
  if ("ok" in to) return to;
  if (from.state === "closed") return refuse("WINDOW_CLOSED", `window ${fromWindowId} is closed`);
  const { staffId } = from;
  if (staffId === null) return refuse("STAFF_UNKNOWN", `nobody is signed in at window ${fromWindowId}`);
  if (from.ticketId !== null) {
    return refuse("WINDOW_BUSY", `${state.tickets.get(from.ticketId)?.number} is at window ${fromWindowId}`);
  }
  if (to.staffId !== null || from.id === to.id) {
    return refuse("WINDOW_NOT_CLOSED", `${to.staffId} is signed in at window ${toWindowId}`);
  }
  const opened = to.state === "closed" ? [event("window.opened", { windowId: toWindowId, staffId })] : [];
  const left: NewEvent[] = [
    ...lapse(state, from, LAPSED_BY_CLOSING),
    event("window.closed", { windowId: fromWindowId }),
    event("staff.signed-out", { staffId, windowId: fromWindowId }),
  ];
  const moved = event("clerk.moved", { staffId, fromWindowId, windowId: toWindowId });
  const signedIn = event("staff.signed-in", { staffId, windowId: toWindowId });
  return accept([...left, moved, ...opened, signedIn], { windowId: toWindowId });
}

/** Nobody is to be alarmed about a device that is known to be away. */
export function takeDeviceOut({ state }: Moment, { deviceId, reason }: Of<"take-device-out">): Decision {
  if (state.floor.outOfService.get(deviceId)?.reason === reason) return accept([]);
  return accept([event("device.out-of-service", { deviceId, reason }), ...clear(state, deviceAlarmId(deviceId))]);
}

/** If it is still in trouble, that is an alarm again. */
export function putDeviceBack({ state }: Moment, { deviceId }: Of<"put-device-back">): Decision {
  if (!state.floor.outOfService.has(deviceId)) return accept([]);
  const known = state.devices.get(deviceId);
  const troubled = known?.state === "offline" || known?.state === "faulted";
  const alarm = troubled ? raise(state, deviceAlarmId(deviceId), "device", deviceId, known.detail) : [];
  return accept([event("device.back-in-service", { deviceId }), ...alarm]);
}

/** No new numbers anywhere for a while; who has one is served. */
export function holdNumbers({ state }: Moment, { reason }: Of<"hold-numbers">): Decision {
  const held = state.floor.numbersHeld;
  return accept(held !== null && held.reason === reason ? [] : [event("numbers.held", { reason })]);
}

/** Kiosks give out numbers again. */
export function releaseNumbers({ state }: Moment): Decision {
  return accept(state.floor.numbersHeld === null ? [] : [event("numbers.released", {})]);
}

/** No more numbers today; those who wait are served, or end. Boards say so until midnight. */
export function endDay(at: Moment, { waiting, reason }: Of<"end-day">): Decision {
  const { state, nowMs } = at;
  if (state.floor.dayEnded !== null) return accept([]);
  const day = localDay(nowMs, state.settings.timezone);
  const ended: NewEvent[] = [];
  if (waiting === "close") {
    const open = [...state.tickets.values()].filter((ticket) => NOT_AT_A_WINDOW.has(ticket.state)).sort(byArrival);
    for (const ticket of open) {
      const left = event("ticket.left", { ...refOf(ticket), reason: "day-ended" });
      ended.push(...ending(state, ticket, left, nowMs));
    }
  }
  const noticeId = state.notices.size < NOTICES_MAX ? at.newId("notice") : null;
  ended.push(event("day.ended", { day, waiting, reason, noticeId }));
  if (noticeId !== null) {
    const text = waiting === "close" ? CLOSED_TEXT : CLOSING_TEXT;
    const untilMs = wallTime(dayAfter(day), 0, state.settings.timezone).atMs;
    ended.push(event("notice.posted", { noticeId, text, untilMs, zones: [] }));
  }
  return accept(ended);
}

/** Takes the end of the day back. Numbers that were ended stay ended. */
export function reopenDay({ state, nowMs }: Moment): Decision {
  const { dayEnded } = state.floor;
  if (dayEnded === null) return accept([]);
  const reopened = event("day.reopened", { day: localDay(nowMs, state.settings.timezone) });
  const { noticeId } = dayEnded;
  const posted = noticeId !== null && state.notices.has(noticeId);
  return accept(posted ? [reopened, event("notice.withdrawn", { noticeId, reason: "withdrawn" })] : [reopened]);
}
