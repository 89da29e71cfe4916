// Windows: opening with staff, pausing, resuming, closing.
import type { Command, Decision } from "./commands.ts";
import { pauseReasonsOf } from "./console-types.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { LAPSED_BY_CLOSING } from "./fold-ratings.ts";
import { lapse } from "./invitations.ts";
import { windowOf } from "./settings-lookup.ts";
import type { HallState, Window } from "./types.ts";

const MINUTE_MS = 60_000;

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The window's record, or the refusal when the hall has none of that id. */
export function knownWindow(state: HallState, windowId: string): Window | Decision {
  const window = windowOf(state.settings, windowId) === undefined ? undefined : state.windows.get(windowId);
  return window ?? refuse("WINDOW_UNKNOWN", `there is no window ${windowId}`);
}

function elsewhere(state: HallState, staffId: string, windowId: string): Window | undefined {
  for (const window of state.windows.values()) {
    if (window.staffId === staffId && window.id !== windowId) return window;
  }
  return undefined;
}

/** Opens a window; at an open one another member of staff takes over. */
export function openWindow(at: Moment, { windowId, staffId }: Of<"open-window">): Decision {
  const { state } = at;
  const window = knownWindow(state, windowId);
  if ("ok" in window) return window;
  if (staffId !== null && !state.settings.staff.some((staff) => staff.id === staffId)) {
    return refuse("STAFF_UNKNOWN", `there is no member of staff ${staffId}`);
  }
  const other = staffId === null ? undefined : elsewhere(state, staffId, windowId);
  if (other !== undefined) {
    return refuse("STAFF_AT_OTHER_WINDOW", `${staffId} is signed in at window ${other.id}`);
  }
  const isTakenOver = staffId !== null && staffId !== window.staffId;
  if (window.state !== "closed" && !isTakenOver) {
    return refuse("WINDOW_NOT_CLOSED", `window ${windowId} is ${window.state}`);
  }
  const events: NewEvent[] = [];
  if (window.state === "closed") events.push(event("window.opened", { windowId, staffId }));
  else if (window.staffId !== null) events.push(event("staff.signed-out", { staffId: window.staffId, windowId }));
  if (staffId !== null) events.push(event("staff.signed-in", { staffId, windowId }));
  return accept(events, { windowId });
}

/** No more calls for now; what is at the window goes on. */
export function pauseWindow(at: Moment, command: Of<"pause-window">): Decision {
  const { windowId, reasonId, backInMinutes } = command;
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.state === "paused") return refuse("WINDOW_PAUSED", `window ${windowId} is paused already`);
  const listed = pauseReasonsOf(at.state.settings).find(({ id }) => id === reasonId);
  if (reasonId !== undefined && listed === undefined) {
    return refuse("PAUSE_REASON_UNKNOWN", `there is no reason ${reasonId}`);
  }
  const [language = "zh-CN"] = at.state.settings.languages;
  const reason = command.reason ?? listed?.name[language] ?? listed?.name["zh-CN"] ?? null;
  const paused = event("window.paused", {
    windowId,
    reason,
    ...(reasonId === undefined ? {} : { reasonId }),
    ...(backInMinutes === undefined ? {} : { backAtMs: at.nowMs + backInMinutes * MINUTE_MS }),
  });
  return accept([paused], { windowId });
}

/** Ends a pause. */
export function resumeWindow(at: Moment, { windowId }: Of<"resume-window">): Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.state === "open") return refuse("WINDOW_NOT_PAUSED", `window ${windowId} is open`);
  return accept([event("window.resumed", { windowId })], { windowId });
}

/** Closes a window that has no ticket; an open invitation there ends, and the staff are signed out. */
export function closeWindow(at: Moment, { windowId }: Of<"close-window">): Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.ticketId !== null) {
    const number = at.state.tickets.get(window.ticketId)?.number;
    return refuse("WINDOW_BUSY", `${number} is at window ${windowId}`);
  }
  return accept(closing(at, window), { windowId });
}

/** The end of a window's session. */
export function closing(at: Moment, window: Window): NewEvent[] {
  const { staffId, id: windowId } = window;
  const signedOut = staffId === null ? [] : [event("staff.signed-out", { staffId, windowId })];
  const lapsed = lapse(at.state, window, LAPSED_BY_CLOSING);
  return [...lapsed, event("window.closed", { windowId }), ...signedOut];
}
