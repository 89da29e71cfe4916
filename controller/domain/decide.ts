// One command, one decision: pure, on the state as it is, with time and ids given.

import { acceptanceDue, inviteAcceptance } from "./acceptance.ts";
import { noteAccess } from "./access-events.ts";
import { acknowledgeAlarm, clearAlarm, raiseAlarm, silenceAlarm } from "./alarm-care.ts";
import { bookAppointment, cancelAppointment, checkIn, dueAppointments } from "./appointments.ts";
import { dueAsks } from "./asking.ts";
import { callHelper, helperCame, helpersGivenUp } from "./assistance.ts";
import { callNext, callTicket, missed, recall } from "./calling.ts";
import { cancelClose, closingsDue, planClose } from "./closing.ts";
import type { Command, DecideContext, Decision } from "./commands.ts";
import { answerAsk, claimCallback, leaveContact, releaseCallback, removeContact, reportCall } from "./contacts.ts";
import { turnOfDay } from "./day.ts";
import { accept, type Moment } from "./decision.ts";
import { changeNeeds, mergeTickets, upgradeTicket } from "./desk.ts";
import { deviceChanged, deviceInput, deviceRemoved, deviceTested } from "./devices.ts";
import { answerEmergency, endEmergency, raiseEmergency } from "./emergency.ts";
import { event } from "./events.ts";
import { noteCheckpoint, noteKeyRotation } from "./evidence-events.ts";
import {
  askBack,
  assignWindow,
  endDay,
  holdNumbers,
  moveClerk,
  openSpare,
  putDeviceBack,
  releaseNumbers,
  reopenDay,
  takeDeviceOut,
  withdrawAsk,
} from "./floor.ts";
import { giveForm } from "./form-pool.ts";
import { lapseDue } from "./invitations.ts";
import {
  assignLoop,
  decideAppeal,
  decideLoop,
  fixLoop,
  loopsOverdue,
  loopsReminded,
  noteLoop,
  replyLoop,
  revealContact,
  reviewLoop,
  verifyLoop,
} from "./loop.ts";
import { callBackLoop, claimLoopCall, releaseLoopCall } from "./loop-calls.ts";
import { openComplaint, withLoops } from "./loop-opening.ts";
import { yieldPlaces } from "./more-time.ts";
import { endedNotices, postNotice, withdrawNotice } from "./notices.ts";
import { closeService, openService } from "./opening.ts";
import { printEnded, printStarted, reprintTicket } from "./printing.ts";
import { commitContact, privacyPurged, showContact } from "./privacy.ts";
import { inviteRating, recordRating } from "./rating.ts";
import { askRating, attemptCallback, checkSignal, endAsk } from "./rating-asks.ts";
import { addRatingMarks, addRatingReasons, correctRating } from "./rating-changes.ts";
import { dueRatings, importRating } from "./rating-defaults.ts";
import { openSecond } from "./rating-stages.ts";
import { rateWithoutCall } from "./rating-without-call.ts";
import { closeRoll, enterRollNumber, openRoll } from "./rolls.ts";
import { arrived, finish, hold, resumeTicket, transfer } from "./serving.ts";
import { issueTicket, leaveTicket, returnTicket, voidTicket } from "./ticketing.ts";
import type { HallState } from "./types.ts";
import { undo } from "./undo.ts";
import { flagTime, nextCase, noteCase, setOutcome, walkIn } from "./visits.ts";
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
  "add-rating-marks": addRatingMarks,
  "invite-acceptance": inviteAcceptance,
  "ask-rating": askRating,
  "end-ask": endAsk,
  "attempt-callback": attemptCallback,
  "open-second": openSecond,
  "rate-without-call": rateWithoutCall,
  "import-rating": importRating,
  "check-signal": checkSignal,
  "reachability-checked": (_at, { via, host, address }) =>
    accept([event("reachability.checked", { via, host, address })]),
  "print-started": printStarted,
  "print-ended": printEnded,
  "raise-alarm": raiseAlarm,
  "clear-alarm": clearAlarm,
  "acknowledge-alarm": acknowledgeAlarm,
  "silence-alarm": silenceAlarm,
  "device-changed": deviceChanged,
  "device-removed": deviceRemoved,
  "device-input": deviceInput,
  "device-tested": deviceTested,
  "settings-changed": (at, { digest, summary, changes }) =>
    accept(
      at.state.settingsDigest === digest
        ? []
        : [event("settings.changed", { digest, summary, ...(changes === undefined ? {} : { changes }) })],
    ),
  "note-access": noteAccess,
  "note-checkpoint": noteCheckpoint,
  "note-key-rotation": noteKeyRotation,
  "walk-in": walkIn,
  "next-case": nextCase,
  "set-outcome": setOutcome,
  "flag-time": flagTime,
  "note-case": noteCase,
  "plan-close": planClose,
  "cancel-close": cancelClose,
  "raise-emergency": raiseEmergency,
  "answer-emergency": answerEmergency,
  "end-emergency": endEmergency,
  "post-notice": postNotice,
  "withdraw-notice": withdrawNotice,
  "privacy-purged": privacyPurged,
  "show-contact": showContact,
  "commit-contact": commitContact,
  "leave-contact": leaveContact,
  "remove-contact": removeContact,
  "answer-ask": answerAsk,
  "claim-callback": claimCallback,
  "release-callback": releaseCallback,
  "report-call": reportCall,
  "open-complaint": openComplaint,
  "assign-loop": assignLoop,
  "note-loop": noteLoop,
  "verify-loop": verifyLoop,
  "decide-loop": decideLoop,
  "decide-appeal": decideAppeal,
  "fix-loop": fixLoop,
  "reply-loop": replyLoop,
  "claim-loop-call": claimLoopCall,
  "release-loop-call": releaseLoopCall,
  "call-back-loop": callBackLoop,
  "review-loop": reviewLoop,
  "reveal-contact": revealContact,
  "book-appointment": bookAppointment,
  "cancel-appointment": cancelAppointment,
  "check-in": checkIn,
  "close-service": closeService,
  "open-service": openService,
  "call-helper": callHelper,
  "helper-came": helperCame,
  "upgrade-ticket": upgradeTicket,
  "change-needs": changeNeeds,
  "merge-tickets": mergeTickets,
  "open-roll": openRoll,
  "close-roll": closeRoll,
  "enter-roll-number": enterRollNumber,
  "give-form": giveForm,
  "assign-window": assignWindow,
  "open-spare": openSpare,
  "ask-back": askBack,
  "withdraw-ask": withdrawAsk,
  "move-clerk": moveClerk,
  "take-device-out": takeDeviceOut,
  "put-device-back": putDeviceBack,
  "hold-numbers": holdNumbers,
  "release-numbers": releaseNumbers,
  "end-day": endDay,
  "reopen-day": reopenDay,
  tick: (at) =>
    accept([
      ...[...at.state.windows.values()].flatMap((window) => [...lapseDue(at, window), ...acceptanceDue(at, window)]),
      ...dueAppointments(at),
      ...endedNotices(at),
      ...helpersGivenUp(at),
      ...closingsDue(at),
      ...dueRatings(at),
      ...dueAsks(at),
      ...loopsReminded(at),
      ...loopsOverdue(at),
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
  const decision = withLoops(at, rule(at, command));
  return turn === null ? decision : { ...decision, events: [...turn.events, ...decision.events] };
}
