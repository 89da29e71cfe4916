// Closing after the queue is empty: the window takes nobody new and closes by itself when nobody is left for it.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { invitedCase } from "./invitations.ts";
import { waitingForWindow } from "./queue.ts";
import { isInvited } from "./rating-period.ts";
import type { HallState, Window } from "./types.ts";
import { closing, knownWindow } from "./windows.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Whether nobody is at the window, held there, or waits for it; and nobody is being asked for a rating there. */
function isDone(at: Moment, window: Window): boolean {
  const { state } = at;
  if (window.ticketId !== null || state.held.has(window.id)) return false;
  if (waitingForWindow(state, window.id) > 0) return false;
  const invited = invitedCase(state, window);
  return invited === undefined || !isInvited(invited, at.nowMs);
}

/** Plans it; with nobody left the window closes now. */
export function planClose(at: Moment, { windowId }: Of<"plan-close">): Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  if (window.closing) return accept([], { windowId });
  const planned = event("window.close-planned", { windowId });
  return accept([planned, ...(isDone(at, window) ? closing(at, window) : [])], { windowId });
}

/** The window stays open after all. */
export function cancelClose(at: Moment, { windowId }: Of<"cancel-close">): Decision {
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  if (window.state === "closed") return refuse("WINDOW_CLOSED", `window ${windowId} is closed`);
  return accept(window.closing ? [event("window.close-cancelled", { windowId })] : [], { windowId });
}

/** Windows whose planned closing has come. */
export function closingsDue(at: Moment): NewEvent[] {
  const due: NewEvent[] = [];
  for (const window of at.state.windows.values()) {
    if (window.closing && window.state !== "closed" && isDone(at, window)) due.push(...closing(at, window));
  }
  return due;
}

/** Refuses people sent to a window that takes nobody new. */
export function closingRefusal(state: HallState, windowId: string): Decision | null {
  if (state.windows.get(windowId)?.closing !== true) return null;
  return refuse("WINDOW_CLOSING", `window ${windowId} closes when its queue is empty`);
}
