// Windows and the staff at them, folded into the state.
import type { EventType } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import { windowRecord } from "./fold-tickets.ts";

/** A window's session. */
export const WINDOW_FOLDS = {
  "window.opened": (state, { data, atMs }) => {
    const window = windowRecord(state, data.windowId);
    window.state = "open";
    state.floor.askedBack.delete(data.windowId);
    window.staffId = data.staffId;
    window.openedAtMs = atMs;
  },
  "window.paused": (state, { data }) => {
    const window = windowRecord(state, data.windowId);
    window.state = "paused";
    window.pauseReason = data.reason;
    if (data.reasonId !== undefined) window.pauseReasonId = data.reasonId;
    if (data.backAtMs !== undefined) window.backAtMs = data.backAtMs;
  },
  "window.resumed": (state, { data }) => {
    const window = windowRecord(state, data.windowId);
    window.state = "open";
    state.floor.askedBack.delete(data.windowId);
    window.pauseReason = null;
    delete window.pauseReasonId;
    delete window.backAtMs;
  },
  "window.closed": (state, { data }) => {
    const window = windowRecord(state, data.windowId);
    window.state = "closed";
    state.floor.askedBack.delete(data.windowId);
    window.pauseReason = null;
    delete window.pauseReasonId;
    delete window.backAtMs;
    window.staffId = null;
    window.openedAtMs = null;
    delete window.closing;
    delete window.drawn;
    // Whoever opens it next must not undo what somebody else did here.
    state.undo.delete(window.id);
  },
  "staff.signed-in": (state, { data }) => {
    windowRecord(state, data.windowId).staffId = data.staffId;
  },
  "staff.signed-out": (state, { data }) => {
    windowRecord(state, data.windowId).staffId = null;
  },
} satisfies Partial<Folds<EventType>>;
