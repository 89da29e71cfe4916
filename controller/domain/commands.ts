// What people and devices may ask of the hall, and what comes back.
import type { AccessCommand } from "./access-events.ts";
import type { AlarmCommand, AlarmRefusalCode } from "./alarm-commands.ts";
import type { AskingCommand, AskingRefusalCode } from "./asking-commands.ts";
import type { ConsoleCommand, ConsoleRefusalCode } from "./console-commands.ts";
import type { DeskCommand, DeskRefusalCode } from "./desk-commands.ts";
import type { NewEvent } from "./events.ts";
import type { EvidenceCommand } from "./evidence-events.ts";
import type { FloorCommand } from "./floor-commands.ts";
import type { LoopCommand, LoopRefusalCode } from "./loop-commands.ts";
import type { OfferCommand, OfferRefusalCode } from "./offer-commands.ts";
import type { PrivacyCommand } from "./privacy.ts";
import type { RatingCommand, RatingRefusalCode, RecordMore } from "./rating-commands.ts";
import type { SettingsChange } from "./settings-change.ts";
import type { DeviceState, HallState, RatingChannel, ReachedVia, Told, Words } from "./types.ts";

/** Who asks: `kiosk:kiosk-1`, `staff:s01`, `device:keypad-1`, `citizen`, `api`, `system`. */
export type Actor = string;

export type Command =
  | {
      readonly type: "issue-ticket";
      readonly serviceId: string;
      readonly priority: string | null;
      readonly kioskId: string | null;
      readonly language: string | null;
      readonly needs?: readonly string[];
      readonly largePrint?: boolean;
      /** Keyed hash of the person of an ID card and today. */
      readonly person?: string | null;
      /** Prints it instead of the kiosk's; null: no paper. */
      readonly printer?: string | null;
    }
  | OfferCommand
  | DeskCommand
  | ConsoleCommand
  | PrivacyCommand
  | FloorCommand
  | AccessCommand
  | AlarmCommand
  | AskingCommand
  | LoopCommand
  | EvidenceCommand
  | RatingCommand
  /** `text`: language → plain text. `zones` empty: the whole hall. */
  | {
      readonly type: "post-notice";
      readonly text: Words;
      readonly untilMs: number | null;
      readonly zones: readonly string[];
    }
  | { readonly type: "withdraw-notice"; readonly noticeId: string }
  | { readonly type: "leave-ticket"; readonly ticketId: string }
  | { readonly type: "void-ticket"; readonly ticketId: string; readonly reason: string }
  | { readonly type: "return-ticket"; readonly ticketId: string }
  /** `printer`: absent, the one it came from. `language` and `largePrint` hold from then on. */
  | {
      readonly type: "reprint-ticket";
      readonly ticketId: string;
      readonly printer?: string;
      readonly language?: string;
      readonly largePrint?: boolean;
    }
  | { readonly type: "open-window"; readonly windowId: string; readonly staffId: string | null }
  | {
      readonly type: "pause-window";
      readonly windowId: string;
      readonly reason: string | null;
      /** Of the hall's list; its name then is the reason. */
      readonly reasonId?: string;
      readonly backInMinutes?: number;
    }
  | { readonly type: "resume-window"; readonly windowId: string }
  | { readonly type: "close-window"; readonly windowId: string }
  /** `fromKeypad`: opens or resumes the window by itself, and a repeat within the guard time is the same press. */
  | {
      readonly type: "call-next";
      readonly windowId: string;
      readonly fromKeypad: boolean;
      /** Of a one-key button: whoever was called less than this ago and has not arrived did not come. */
      readonly missedWithinSeconds?: number;
    }
  | {
      readonly type: "call-ticket";
      readonly windowId: string;
      readonly ticket: { readonly ticketId: string } | { readonly number: string };
      readonly fromKeypad: boolean;
    }
  | { readonly type: "recall"; readonly windowId: string }
  | { readonly type: "arrived"; readonly windowId: string }
  | { readonly type: "missed"; readonly windowId: string }
  | { readonly type: "hold"; readonly windowId: string }
  | { readonly type: "resume-ticket"; readonly windowId: string; readonly ticketId: string | null }
  | {
      readonly type: "transfer";
      readonly windowId: string;
      readonly to: { readonly serviceId: string } | { readonly windowId: string } | { readonly staffId: string };
    }
  | {
      readonly type: "finish";
      readonly windowId: string;
      /** Missing: as the policy says. */
      readonly invite?: boolean;
      readonly outcome?: string;
      readonly quantity?: number;
    }
  /** `seq`: only if the newest action of the window is still that one. */
  | { readonly type: "undo"; readonly windowId: string; readonly reason: string | null; readonly seq?: number }
  | { readonly type: "invite-rating"; readonly windowId: string }
  /** By window (a pad, for the invited case) or by case (every other channel). */
  | (RecordMore & {
      readonly type: "record-rating";
      readonly windowId: string | null;
      readonly caseId: string | null;
      readonly level: number;
      readonly channel: RatingChannel;
      readonly reasons: readonly string[];
      readonly comment: string | null;
      readonly deviceId: string | null;
    })
  /** The person needs more time: lets as many go first; `phone-rules.ts`. */
  | { readonly type: "yield-places"; readonly ticketId: string; readonly places: number }
  /** Within seconds of the touch, by whoever gave it. */
  | {
      readonly type: "correct-rating";
      readonly caseId: string;
      readonly ratingId: string;
      readonly level: number;
    }
  /** After the level, once. */
  | {
      readonly type: "add-rating-reasons";
      readonly caseId: string;
      readonly ratingId: string;
      readonly reasons: readonly string[];
      readonly comment: string | null;
      readonly commentRef?: string;
      readonly commentDigest?: string;
    }
  /** A phone opened the address of a set-up check, and somebody said what it was connected to. */
  | {
      readonly type: "reachability-checked";
      readonly via: ReachedVia;
      readonly host: string;
      readonly address: string;
    }
  | { readonly type: "print-started"; readonly ticketId: string; readonly deviceId: string }
  | {
      readonly type: "print-ended";
      readonly ticketId: string;
      readonly deviceId: string;
      readonly outcome: "printed" | "failed" | "unconfirmed";
      readonly reason: string;
    }
  | { readonly type: "device-changed"; readonly deviceId: string; readonly state: DeviceState; readonly detail: string }
  /** The configuration knows this device no more. */
  | { readonly type: "device-removed"; readonly deviceId: string }
  | {
      readonly type: "device-input";
      readonly deviceId: string;
      readonly windowId: string | null;
      readonly input: string;
      readonly became: string;
    }
  /** What a person saw when a device was tested. */
  | {
      readonly type: "device-tested";
      readonly deviceId: string;
      readonly test: string;
      readonly verdict: string;
      readonly by: string;
    }
  | {
      readonly type: "settings-changed";
      readonly digest: string;
      readonly summary: string;
      readonly changes?: readonly SettingsChange[];
    }
  /** Time passes: the day turns, invitations lapse. Decides to no event when nothing is due. */
  | { readonly type: "tick" };

export type RefusalCode =
  | OfferRefusalCode
  | DeskRefusalCode
  | ConsoleRefusalCode
  | AlarmRefusalCode
  | AskingRefusalCode
  | LoopRefusalCode
  | RatingRefusalCode
  | "ZONE_UNKNOWN"
  | "NOTICE_UNKNOWN"
  | "NOTICE_OVER"
  | "NOTICES_FULL"
  | "SERVICE_UNKNOWN"
  | "SERVICE_QUOTA_REACHED"
  | "PRIORITY_UNKNOWN"
  | "KIOSK_UNKNOWN"
  | "KIOSK_HAS_NO_PRINTER"
  | "TICKET_UNKNOWN"
  | "TICKET_NOT_WAITING"
  | "TICKET_NOT_MISSED"
  | "TICKET_NOT_HELD"
  | "TICKET_ALREADY_CALLED"
  | "TICKET_ENDED"
  | "TICKET_PRINTING"
  | "RETURN_NOT_ALLOWED"
  | "WINDOW_UNKNOWN"
  | "WINDOW_CLOSED"
  | "WINDOW_NOT_CLOSED"
  | "WINDOW_PAUSED"
  | "WINDOW_NOT_PAUSED"
  | "WINDOW_BUSY"
  | "WINDOW_HAS_NO_TICKET"
  | "WINDOW_SERVICE_MISMATCH"
  | "STAFF_UNKNOWN"
  | "STAFF_AT_OTHER_WINDOW"
  | "RECALL_TOO_SOON"
  | "TRANSFER_TO_ITSELF"
  | "NOTHING_TO_UNDO"
  | "UNDO_TOO_LATE"
  | "NOTHING_TO_RATE"
  | "CASE_UNKNOWN"
  | "CASE_OPEN"
  | "CASE_ALREADY_RATED"
  | "NO_OPEN_INVITATION"
  | "RATING_PERIOD_OVER"
  | "LEVEL_UNKNOWN"
  | "CHANNEL_RESERVED"
  | "YIELD_NOT_ALLOWED"
  | "NOBODY_BEHIND"
  | "RATING_FINAL"
  | "PRINT_UNKNOWN";

/** Business says no; nothing changes except what `events` log of the attempt (a press that was not counted). */
export interface Refused {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly detail: string;
  readonly events: readonly NewEvent[];
}

export interface Accepted {
  readonly ok: true;
  readonly events: readonly NewEvent[];
  /** The ticket, case, window or rating the command was about; null where there is none ("nobody waits"). */
  readonly subject: {
    readonly ticketId?: string;
    readonly caseId?: string;
    readonly windowId?: string;
    readonly ratingId?: string;
    readonly appointmentId?: string;
    readonly noticeId?: string;
    readonly rollId?: string;
    readonly loopId?: string;
  } | null;
  /** Why this ticket, in a stable sentence; only after a call. */
  readonly why: string | null;
}

export type Decision = Accepted | Refused;

/** Time and randomness are arguments of a decision. */
export interface DecideContext {
  /** Wall clock, ms since the epoch, UTC. */
  readonly nowMs: number;
  /** A fresh unique id, e.g. `t_…`; kinds: ticket, case, rating, appointment, notice. */
  readonly newId: (kind: "ticket" | "case" | "rating" | "appointment" | "notice" | "loop") => string;
  /** A fresh 128-bit token, base64url. */
  readonly newToken: () => string;
  /** The wait told to who takes a number of this service and class now; missing or null: nothing can be said. */
  readonly toldWait?:
    | ((state: HallState, serviceId: string, priority: string | null, nowMs: number) => Told | null)
    | undefined;
}
