// The nouns of the hall: what a ticket, a window, a case and a rating are, and the state the rules decide on.

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
  readonly priority: string | null;
  readonly kioskId: string | null;
  readonly language: string;
  state: TicketState;
  /** The window that has claimed the ticket or last had it. */
  windowId: string | null;
  /** Only this window may call it (transfer to a window), or null. */
  onlyWindowId: string | null;
  readonly issuedAtMs: number;
  /** Its place in the queue: original arrival, kept through recall, return, undo and transfer. */
  readonly arrivalMs: number;
  /** Breaks ties of `arrivalMs`: the event number of its issue. */
  readonly arrivalSeq: number;
  calledAtMs: number | null;
  /** First call and recalls together. */
  calls: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  /** After a return: not before the service has made this many calls in all; null when free. */
  notBeforeCall: number | null;
  returns: number;
  print: PrintState;
  /** How often paper was started; above 1 the paper is marked as a reprint. */
  printAttempts: number;
  caseId: string | null;
  /** Event number of the last change: an undo is refused when somebody else touched the ticket since. */
  lastSeq: number;
}

export type CaseStatus = "open" | "finished";

/** Why a finished case carries no rating (yet). `pending`: an invitation is open. */
export type NotRatedReason = "not-invited" | "pending" | "lapsed" | "closed";

/** One piece of business for one ticket at one window by one member of staff (办件). */
export interface Case {
  readonly id: string;
  readonly ticketId: string;
  readonly number: string;
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
  rating: Rating | null;
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

export interface Rating {
  readonly id: string;
  readonly caseId: string;
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly reasons: readonly string[];
  readonly comment: string | null;
  /** `active` was given by a person, `default` was written by rule (I4). */
  readonly origin: "active" | "default";
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
  lastCallAtMs: number | null;
  lastRecallAtMs: number | null;
  openedAtMs: number | null;
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
}

export interface Words {
  readonly [language: string]: string;
}

export interface ServiceSettings {
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
  };
  readonly missed: { readonly mayReturn: boolean; readonly returnAfterCalls: number; readonly maxReturns: number };
  readonly priority: { readonly classes: readonly string[]; readonly overtakeMax: number };
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
  /** `close`: tickets still waiting at the turn of the day end as left; `keep`: they stay. */
  readonly dayEnd: "close" | "keep";
  readonly printFailure: "show" | "void";
}

/** What the rules need to know of the configuration. */
export interface HallSettings {
  readonly hallId: string;
  readonly name: Words;
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly timezone: string;
  readonly languages: readonly string[];
  readonly services: readonly ServiceSettings[];
  readonly windows: readonly WindowSettings[];
  readonly staff: readonly StaffSettings[];
  readonly kiosks: readonly { readonly id: string; readonly printer: string | null }[];
  readonly policy: Policy;
}

/** Everything a rule may look at. Folded from the day's events; never changed in any other way. */
export interface HallState {
  readonly settings: HallSettings;
  seq: number;
  /** Time of the newest event; decisions never run behind it, whatever the wall clock does. */
  lastAtMs: number;
  day: LocalDay | null;
  /** Last ordinal handed out today, per prefix. */
  readonly counters: Map<string, number>;
  /** Numbers issued today, per service (quota). */
  readonly issuedToday: Map<string, number>;
  /** Calls made today, per service (return rule). */
  readonly callsToday: Map<string, number>;
  /** Priority calls in a row that overtook a waiting ordinary ticket, per service (guarantee K). */
  readonly overtakes: Map<string, number>;
  /** Today's tickets and the ones kept open from before. */
  readonly tickets: Map<string, Ticket>;
  readonly ticketIdByNumber: Map<string, string>;
  /** Waiting tickets per service, in order of arrival. */
  readonly waiting: Map<string, Ticket[]>;
  readonly windows: Map<string, Window>;
  /** Today's cases and those of the rating period that are still unrated. */
  readonly cases: Map<string, Case>;
  readonly devices: Map<string, DeviceRecord>;
  readonly alarms: Map<string, Alarm>;
  /** Newest first, at most a fixed number: what the boards list. */
  readonly recentCalls: { ticketId: string; windowId: string; atMs: number; times: number }[];
  /** Per window, newest last: what can be undone. */
  readonly undo: Map<string, UndoStep[]>;
  /** Service times in ms of the newest finished cases, per service: the ground of the estimate. */
  readonly serviceTimes: Map<string, number[]>;
}

/** One staff action with the records as they were before it. */
export interface UndoStep {
  readonly action: string;
  readonly seq: number;
  readonly atMs: number;
  readonly tickets: readonly Ticket[];
  readonly cases: readonly Case[];
  readonly createdCaseIds: readonly string[];
  readonly window: Window;
}
