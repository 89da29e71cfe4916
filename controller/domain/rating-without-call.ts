// A press at an open window that nobody was called to: counted only where the hall has switched that on, and apart.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { invitedCase } from "./invitations.ts";
import { editionAt } from "./rating-options.ts";
import { isInvited } from "./rating-period.ts";
import { lacksReason, reasonFault } from "./rating-record.ts";
import { FLAG_NO_CALL, FLAG_REASON_MISSING } from "./rating-types.ts";
import type { Level, Window } from "./types.ts";
import { knownWindow } from "./windows.ts";

type Press = Extract<Command, { type: "rate-without-call" }>;

/** Switched on for this window, which is open, has nobody before it and asks nobody now. */
export function mayRateWithoutCall(at: Moment, window: Window): boolean {
  const rule = at.state.settings.rating?.withoutCall;
  if (rule?.on !== true || window.state !== "open" || window.ticketId !== null) return false;
  if (rule.windows.length > 0 && !rule.windows.includes(window.id)) return false;
  const invited = invitedCase(at.state, window);
  return invited === undefined || !isInvited(invited, at.nowMs);
}

/** The newest rating at the window, of whatever kind: a second touch of the same hand is none of its own. */
function lastRatedMs({ state }: Moment, window: Window): number {
  const last = window.lastFinishedCaseId === null ? undefined : state.cases.get(window.lastFinishedCaseId);
  const without = state.ratings.withoutCall.get(window.id) ?? Number.NEGATIVE_INFINITY;
  return Math.max(without, last?.rating?.atMs ?? Number.NEGATIVE_INFINITY);
}

/** Has no case, so it is in no case's figures; the log says so by its type and its flag. */
export function rateWithoutCall(at: Moment, press: Press): Decision {
  const { windowId, level, channel, reasons, deviceId } = press;
  const window = knownWindow(at.state, windowId);
  if ("ok" in window) return window;
  const { settings } = at.state;
  const why = (code: "NO_CALL_NOT_ALLOWED" | "PRESS_TOO_SOON" | "REASON_UNKNOWN" | "LEVEL_UNKNOWN", detail: string) => {
    const refused = { reason: code, level: Number.isFinite(level) ? level : null, channel, windowId, deviceId };
    return refuse(code, detail, [event("rating.refused", { ...refused, caseId: null })]);
  };
  if (!Number.isInteger(level) || level < 1 || level > 5) {
    return why("LEVEL_UNKNOWN", "a level is a whole number from 1 to 5");
  }
  if (!mayRateWithoutCall(at, window)) {
    return why("NO_CALL_NOT_ALLOWED", "本窗口须叫号后评价 · this window is rated after a call alone");
  }
  const spacedMs = (settings.rating?.withoutCall?.minimumSecondsBetween ?? 0) * 1000;
  if (at.nowMs - lastRatedMs(at, window) < spacedMs) {
    return why("PRESS_TOO_SOON", `ratings without a call are at least ${spacedMs / 1000} s apart`);
  }
  const edition = editionAt(settings, at.nowMs);
  const fault = reasonFault(edition, channel, reasons);
  if (fault !== null) return why("REASON_UNKNOWN", fault.detail);
  const ratingId = at.newId("rating");
  const missing = lacksReason(settings, level as Level, reasons) ? [FLAG_REASON_MISSING] : [];
  const given = event("rating.without-call", {
    ...{ ratingId, windowId, staffId: window.staffId, level: level as Level, channel, reasons: [...reasons], deviceId },
    optionsVersion: edition.version,
    flags: [FLAG_NO_CALL, ...missing],
  });
  return accept([given], { ratingId, windowId });
}
