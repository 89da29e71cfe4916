// The nouns of the hall: what a ticket, a window, a case and a rating are, and the state the rules decide on.

import type { AskingState } from "./asking-types.ts";
import type { Notice, ScreenSettings } from "./board-types.ts";
import type { AtMax, ConsoleSettings, Emergency, MoveBack, Profile } from "./console-types.ts";
import type { EvidenceState } from "./evidence-events.ts";
import type { FloorSettings, FloorState } from "./floor-types.ts";
import type { Loop, LoopSettings } from "./loop-types.ts";
import type { KioskOfferSettings, OfferSettings, OfferState, ServiceOfferSettings } from "./offer-types.ts";
import type { CaseRatings, RatingMore, RatingOrigin, RatingSettings, RatingState } from "./rating-types.ts";
import type { Roll } from "./rolls.ts";
import type { StepDraft, UndoStep } from "./undo-types.ts";

/** Local calendar day in the hall's time zone, `YYYY-MM-DD`. */
export type LocalDay = string;

/** States of a ticket; the words people read are in the vocabulary of the pages. */
export type TicketState = "waiting" | "called" | "serving" | "held" | "missed" | "left" | "finished" | "void";

/** What is known about the paper. `unconfirmed`: bytes left the house and nobody can say whether it was printed. */
export type PrintState = "none" | "pending" | "printed" | "unconfirmed" | "failed";

export interface Ticket {
  readonly id: string;
  /** Prefix and digits, unique in the hall's local day, e.g. `A001`. */
  readonly number: string;
  /** Opaque 128-bit token of the citizen's page, base64url. */
  readonly token: string;
  /** Changes when the ticket is transferred. */
  serviceId: string;
  /** A class of `policy.priority.classes`, or null for an ordinary ticket. */
  priority: string | null;
  readonly kioskId: string | null;
  language: string;
  state: TicketState;
  /** The window that has claimed the ticket or last had it. */
  windowId: string | null;
  /** Only this window may call it (transfer to a window), or null. */
  onlyWindowId: string | null;
  /** Only the window this member of staff sits at may call it; absent: any. */
  onlyStaffId?: string;
  readonly issuedAtMs: number;
  /**
   * Its place in the queue: original arrival, kept through recall, return, undo and transfer. When somebody gives up
   * places the places themselves stay, and their holders change.
   */
  arrivalMs: number;
  /** Breaks ties of `arrivalMs`: the event number of its issue, or of the one whose place it has. */
  arrivalSeq: number;
  /** The newest call or recall. */
  calledAtMs: number | null;
  /** First call and recalls together. */
  calls: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  /** After a return: not before the service has made this many calls in all today; null: no such condition. */
  notBeforeCall: number | null;
  returns: number;
  /** Calls of its service today when it was missed; absent: never missed. */
  missedAtCall?: number;
  /** How often it gave up places; absent: never. */
  yields?: number;
  /** Its holder fills in a form since then, and is called by nobody's turn; absent: no. */
  formSinceMs?: number;
  print: PrintState;
  /** How often paper was started; above 1 the paper is marked as a reprint. */
  printAttempts: number;
  /** Paper of the present request was started and nothing is known of its end yet. */
  printStarted: boolean;
  caseId: string | null;
  /** Event number of the last change: an undo is refused when somebody else touched the ticket since. */
  lastSeq: number;
  /** What its holder needs of a window; missing: nothing. */
  needs?: readonly string[];
  /** The paper is set in large print. */
  largePrint?: boolean;
  /** Prints its papers instead of its kiosk's; absent: its kiosk's does. */
  printer?: string;
  /** An appointment, not to be preferred before its time: the start of its slot. */
  readonly dueMs?: number;
  /** The wait told with the number; missing: nothing could be said. */
  readonly told?: Told;
}

/** A told wait, counted from the issue. */
export interface Told {
  readonly lowMinutes: number;
  readonly highMinutes: number;
  /** Share of the simulated waits that lay inside, and their middle; missing: nothing was simulated. */
  readonly share?: number;
  readonly midMinutes?: number;
}

export type CaseStatus = "open" | "finished";

/** Why a finished case carries no rating (yet). `pending`: an invitation is open. */
export type NotRatedReason = "not-invited" | "pending" | "lapsed" | "closed";

/** One piece of business for one ticket at one window by one member of staff (办件). */
export interface Case extends CaseRatings {
  readonly id: string;
  readonly ticketId: string;
  readonly number: string;
  /** The ticket's token: the citizen's link outlives the ticket by the rating period. */
  readonly token: string;
  readonly serviceId: string;
  readonly windowId: string;
  readonly staffId: string | null;
  status: CaseStatus;
  readonly openedAtMs: number;
  finishedAtMs: number | null;
  limitMinutes: number | null;
  invitedAtMs: number | null;
  /** Null when no invitation was made or it has ended. */
  inviteUntilMs: number | null;
  lapsedAtMs: number | null;
  /** The first record at completion: the active one, else the imported one, else the default. */
  rating: Rating | null;
  /** How it ended, as an id of the hall's list; absent: nobody said. */
  outcome?: string;
  /** How many of the same; absent: one. */
  quantity?: number;
  /** Reports leave its times out; absent: they count. */
  timeFlagged?: true;
  /** The staff left a note; its text is not here. */
  hasNote?: true;
  /** The case of the same visit it came after; absent: the first of its visit at this window. */
  readonly follows?: string;
}

export type RatingChannel =
  | "window_pad"
  | "hall_terminal"
  | "qr"
  | "sms"
  | "phone"
  | "web_pc"
  | "mobile"
  | "paper"
  | "system_default";

/** 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意 (R1 of the rating rules). */
export type Level = 1 | 2 | 3 | 4 | 5;

export interface Rating extends RatingMore {
  readonly id: string;
  readonly caseId: string;
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly reasons: readonly string[];
  readonly comment: string | null;
  /** `active` was given by a person, `default` was written by rule, `imported` came from another system (I4). */
  readonly origin: RatingOrigin;
  readonly atMs: number;
  readonly deviceId: string | null;
}

export type WindowState = "closed" | "open" | "paused";

export interface Window {
  readonly id: string;
  state: WindowState;
  pauseReason: string | null;
  staffId: string | null;
  /** The ticket called to or served at the window now. */
  ticketId: string | null;
  /** Held tickets are not here: they name the window themselves. */
  caseId: string | null;
  /** The finished case whose invitation is open on this window's pads. */
  invitedCaseId: string | null;
  /** The newest case finished here: the only one that may still be invited without a ticket at the window. */
  lastFinishedCaseId: string | null;
  lastCallAtMs: number | null;
  lastRecallAtMs: number | null;
  openedAtMs: number | null;
  /** The pause is expected to end then; absent: nobody said. */
  backAtMs?: number;
  /** Of the hall's list of reasons; absent: free words or none. */
  pauseReasonId?: string;
  /** Closes by itself when nobody is left for it. */
  closing?: true;
  /** Services of its newest calls, newest last, where its profile asks for a ratio. */
  drawn?: readonly string[];
}

export type DeviceState = "starting" | "online" | "offline" | "faulted";

export interface DeviceRecord {
  readonly id: string;
  state: DeviceState;
  detail: string;
  sinceMs: number;
}

export interface Alarm {
  /** Stable while the trouble lasts, e.g. `device:printer-1`. */
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly detail: string;
  readonly raisedAtMs: number;
  /** What the rule watches and how serious that is; missing: as the rule says. */
  readonly kind?: string;
  readonly severity?: string;
  /** Whose business it is, where it is somebody's. */
  readonly windowId?: string;
  readonly serviceId?: string;
  readonly staffId?: string;
  /** Missing: nobody has said that it is looked after. */
  readonly acknowledged?: { readonly by: string; readonly atMs: number; readonly note: string | null };
  readonly silencedUntilMs?: number;
}

export interface Words {
  readonly [language: string]: string;
}

export interface ServiceSettings extends ServiceOfferSettings {
  readonly id: string;
  readonly prefix: string;
  readonly digits: number;
  readonly name: Words;
  readonly caseLimitMinutes: number | null;
  /** Numbers per local day; null = no quota. */
  readonly dailyMax: number | null;
}

export interface WindowSettings {
  readonly id: string;
  readonly name: Words;
  readonly services: readonly string[];
  /** Needs it is fit for. */
  readonly needs?: readonly string[] | undefined;
  /** What "next" draws from; missing: the longest wait. */
  readonly profile?: Profile | undefined;
}

export interface StaffSettings {
  readonly id: string;
  readonly name: string;
  readonly number: string;
}

export interface Policy {
  readonly calls: {
    /** Calls in all before a ticket may be marked missed without a warning. */
    readonly max: number;
    readonly minimumSecondsBetween: number;
    /** A second CALL press on a keypad within this time is the same press again. */
    readonly repeatPressSeconds: number;
    readonly atMax?: AtMax | undefined;
  };
  readonly missed: {
    readonly mayReturn: boolean;
    readonly returnAfterCalls: number;
    readonly maxReturns: number;
    /** A missed number may be called back only so many calls of its service later; missing: any time. */
    readonly callBackWithin?: number | undefined;
  };
  readonly priority: {
    readonly classes: readonly string[];
    readonly overtakeMax: number;
    /** Names of classes beside the usual ones. */
    readonly names?: { readonly [priority: string]: Words } | undefined;
    /** Numbers of a class begin with this instead of the service's prefix. */
    readonly prefixes?: { readonly [priority: string]: string } | undefined;
  };
  /** How long a ticket with needs waits for a window fit for them; missing: 10 minutes. */
  readonly needs?: { readonly waitMinutes: number } | undefined;
  readonly rating: {
    readonly inviteSeconds: number;
    /** After the next call an open invitation ends at the latest this much later. */
    readonly graceSeconds: number;
    /** Finishing a case also arms the pads. */
    readonly inviteOnFinish: boolean;
    /** Days in which a finished case may be rated by any channel. */
    readonly periodDays: number;
    readonly levels: 5;
  };
  /** What a waiting person may give up by phone; absent: the usual bounds. */
  readonly moreTime?: { readonly placesMax: number; readonly timesMax: number } | undefined;
  readonly moveBack?: MoveBack | undefined;
  /** `close`: tickets still waiting at the turn of the day end as left; `keep`: they stay. */
  readonly dayEnd: "close" | "keep";
  readonly printFailure: "show" | "void";
}

/** How a phone was connected when it tried the citizens' page. */
export type ReachedVia = "mobile" | "wifi";

/** A page that opened on a phone: proof that its address leads here. */
export interface Reachability {
  readonly via: ReachedVia;
  /** The host the phone asked for. */
  readonly host: string;
  /** Kind of address the phone came from: `public`, `private`, `loopback`. */
  readonly address: string;
  readonly atMs: number;
}

/** What the rules need to know of the configuration. */
export interface HallSettings extends OfferSettings, FloorSettings, ScreenSettings, ConsoleSettings {
  readonly hallId: string;
  readonly name: Words;
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly timezone: string;
  readonly languages: readonly string[];
  readonly services: readonly ServiceSettings[];
  readonly windows: readonly WindowSettings[];
  readonly staff: readonly StaffSettings[];
  readonly kiosks: readonly (KioskOfferSettings & { readonly id: string; readonly printer: string | null })[];
  readonly policy: Policy;
  /** Option lists, defaults, stages, signals. */
  readonly rating?: RatingSettings | undefined;
  /** How bad ratings and complaints are dealt with; missing: the product's own terms. */
  readonly loop?: LoopSettings | undefined;
  /** The guide desk's own printer. */
  readonly deskPrinter?: string | undefined;
}

/** One line of the boards' list of calls. */
export interface RecentCall {
  readonly ticketId: string;
  readonly windowId: string;
  readonly atMs: number;
  readonly times: number;
}

/** Everything a rule may look at. Folded from the day's events; never changed in any other way. */
export interface HallState {
  readonly settings: HallSettings;
  seq: number;
  /** Tells the configuration the hall runs by from another; null before the first start. */
  settingsDigest: string | null;
  /** Time of the newest event; decisions never run behind it, whatever the wall clock does. */
  lastAtMs: number;
  day: LocalDay | null;
  /** Last ordinal handed out today, per prefix. */
  readonly counters: Map<string, number>;
  /** Numbers issued today, per service (quota). */
  readonly issuedToday: Map<string, number>;
  /** Calls made today, per service (return rule). */
  readonly callsToday: Map<string, number>;
  /** Calls in a row that overtook the oldest ordinary ticket, per queue (guarantee K); a queue without one has none. */
  readonly overtakes: Map<string, number>;
  /** Today's tickets and the ones kept open from before. */
  readonly tickets: Map<string, Ticket>;
  readonly ticketIdByNumber: Map<string, string>;
  readonly ticketIdByToken: Map<string, string>;
  /** Waiting tickets per service, in order of arrival; with the directed and the returned ones. */
  readonly waiting: Map<string, Ticket[]>;
  /**
   * Callable tickets per queue and class ("" = ordinary), in order of arrival; no empty entries.
   * A queue is a service or, for tickets directed to a window, `@` and the window's id.
   */
  readonly lanes: Map<string, Map<string, Ticket[]>>;
  /** Waiting tickets with a return condition per service, in the order in which they become free. */
  readonly returned: Map<string, Ticket[]>;
  /** Held tickets per window, newest last. */
  readonly held: Map<string, Ticket[]>;
  readonly windows: Map<string, Window>;
  /** Today's cases and those of the rating period that are still unrated. */
  readonly cases: Map<string, Case>;
  /** The newest case of a ticket, by the token of the citizen's link. */
  readonly caseIdByToken: Map<string, string>;
  /** Cases of earlier days that have their rating, with the time they finished: a second rating is refused. */
  readonly ratedEarlier: Map<string, number>;
  readonly devices: Map<string, DeviceRecord>;
  readonly alarms: Map<string, Alarm>;
  /** Newest first, at most a fixed number: what the boards list. Replaced, never changed in place. */
  recentCalls: readonly RecentCall[];
  /** Per window, newest last: what can be undone. */
  readonly undo: Map<string, UndoStep[]>;
  /** The step whose events are being folded; null between two decisions. */
  draft: StepDraft | null;
  /** Newest check per connection. Replaced, never changed in place. */
  reachability: readonly Reachability[];
  /** Window times in ms (call to finish) of the newest finished cases, per service: the ground of the estimate. */
  readonly serviceTimes: Map<string, readonly number[]>;
  /** Appointments, limits per person, closed services. */
  readonly offer: OfferState;
  /** What managers changed on the spot: assignments, devices out of service, numbers held. */
  readonly floor: FloorState;
  /** Numbers left for being asked, and calls under way. */
  readonly asking: AskingState;
  /** On the boards now, oldest first. */
  readonly notices: Map<string, Notice>;
  /** Of today, in the order in which they were opened; closed ones with them. */
  readonly rolls: Map<string, Roll>;
  /** Open silent emergencies, by window. */
  readonly emergencies: Map<string, Emergency>;
  /** What was signed of the log last, and how the key changed. */
  readonly evidence: EvidenceState;
  /** Second records, ratings without a call, imported ones, signals looked at. */
  readonly ratings: RatingState;
  /** Bad ratings and complaints: the open ones, and those that ended lately. */
  readonly loops: Map<string, Loop>;
}
