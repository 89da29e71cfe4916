// One command, one decision: pure, on the state as it is, with time and ids given.

import { bookAppointment, cancelAppointment, checkIn, dueAppointments } from "./appointments.ts";
import { callHelper, helperCame, helpersGivenUp } from "./assistance.ts";
import { callNext, callTicket, missed, recall } from "./calling.ts";
import type { Command, DecideContext, Decision } from "./commands.ts";
import { turnOfDay } from "./day.ts";
import { accept, type Moment } from "./decision.ts";
import { deviceChanged, deviceInput, deviceRemoved, deviceTested } from "./devices.ts";
import { event } from "./events.ts";
import { lapseDue } from "./invitations.ts";
import { yieldPlaces } from "./more-time.ts";
import { endedNotices, postNotice, withdrawNotice } from "./notices.ts";
import { closeService, openService } from "./opening.ts";
import { printEnded, printStarted, reprintTicket } from "./printing.ts";
import { inviteRating, recordRating } from "./rating.ts";
import { addRatingReasons, correctRating } from "./rating-changes.ts";
import { arrived, finish, hold, resumeTicket, transfer } from "./serving.ts";
import { issueTicket, leaveTicket, returnTicket, voidTicket } from "./ticketing.ts";
import type { HallState } from "./types.ts";
import { undo } from "./undo.ts";
import { closeWindow, openWindow, pauseWindow, resumeWindow } from "./windows.ts";

/** The time decisions are taken and their events are stamped at: the wall clock, but never behind the newest event. */
export function decideTimeMs(state: HallState, nowMs: number): number {
  return Math.max(nowMs, state.lastAtMs);
}

type Rules = { readonly [T in Command["type"]]: (at: Moment, command: Extract<Command, { type: T }>) => Decision };

/** Every command has its rule; the type makes a missing one an error. */
const RULES: Rules = {
  "issue-ticket": issueTicket,
  "leave-ticket": leaveTicket,
  "void-ticket": voidTicket,
  "return-ticket": returnTicket,
  "reprint-ticket": reprintTicket,
  "open-window": openWindow,
  "pause-window": pauseWindow,
  "resume-window": resumeWindow,
  "close-window": closeWindow,
  "call-next": callNext,
  "call-ticket": callTicket,
  recall,
  arrived,
  missed,
  hold,
  "resume-ticket": resumeTicket,
  transfer,
  finish,
  undo,
  "invite-rating": inviteRating,
  "record-rating": recordRating,
  "yield-places": yieldPlaces,
  "correct-rating": correctRating,
  "add-rating-reasons": addRatingReasons,
  "reachability-checked": (_at, { via, host, address }) =>
    accept([event("reachability.checked", { via, host, address })]),
  "print-started": printStarted,
  "print-ended": printEnded,
  "device-changed": deviceChanged,
  "device-removed": deviceRemoved,
  "device-input": deviceInput,
  "device-tested": deviceTested,
  "settings-changed": (at, { digest, summary }) =>
    accept(at.state.settingsDigest === digest ? [] : [event("settings.changed", { digest, summary })]),
  "post-notice": postNotice,
  "withdraw-notice": withdrawNotice,
  "book-appointment": bookAppointment,
  "cancel-appointment": cancelAppointment,
  "check-in": checkIn,
  "close-service": closeService,
  "open-service": openService,
  "call-helper": callHelper,
  "helper-came": helperCame,
  tick: (at) =>
    accept([
      ...[...at.state.windows.values()].flatMap((window) => lapseDue(at, window)),
      ...dueAppointments(at),
      ...endedNotices(at),
      ...helpersGivenUp(at),
    ]),
};

/** What the hall answers to a command. The day turns first if it is due, even when the command is refused. */
export function decide(state: HallState, command: Command, ctx: DecideContext): Decision {
  const nowMs = decideTimeMs(state, ctx.nowMs);
  const turn = turnOfDay(state, nowMs);
  const { newId, newToken, toldWait } = ctx;
  const at: Moment = { state: turn?.state ?? state, nowMs, behindMs: nowMs - ctx.nowMs, newId, newToken, toldWait };
  // The table pairs each type with its rule; the pairing is lost to the checker when indexed by a union.
  const rule = RULES[command.type] as (at: Moment, command: Command) => Decision;
  const decision = rule(at, command);
  return turn === null ? decision : { ...decision, events: [...turn.events, ...decision.events] };
}
