// Asking after the pad: who left a number for it, who is ringing whom now, and the hall's hours and bounds.

/** Where a number was left. */
export const CONTACT_PLACES = ["kiosk", "desk", "window", "phone", "api"] as const;
export type ContactPlace = (typeof CONTACT_PLACES)[number];

/** Short messages to cases still unrated. */
export interface SmsAsking {
  /** After the end of the case. */
  readonly afterMinutes: number;
  /** `HH:MM-HH:MM` of the hall's local day; nobody is written to outside. */
  readonly hours: string;
  readonly reminders: 0 | 1;
  readonly reminderAfterDays: number;
  /** Life of the link and the codes; never beyond the rating period. */
  readonly expiresDays: number;
}

/** Calls to cases still unrated, or not reached by a message. */
export interface PhoneAsking {
  readonly afterDays: number;
  readonly attemptsMax: number;
  readonly retryHours: number;
  readonly hours: string;
  /** Only so many of all are called, chosen by their id; 1: all. */
  readonly sampleShare: number;
}

/** Missing parts are not used. */
export interface AskingSettings {
  readonly sms?: SmsAsking | undefined;
  readonly phone?: PhoneAsking | undefined;
}

/** A number was left with a ticket, for being asked; the number itself is in the vault alone. */
export interface AskContact {
  readonly ticketId: string;
  readonly place: ContactPlace;
  readonly atMs: number;
  /** Its cases, in the order in which they were opened. */
  readonly caseIds: readonly string[];
}

/** Somebody is ringing the person of this case now. */
export interface CallbackLease {
  /** Of a call after a bad rating or complaint was dealt with: its loop. */
  readonly caseId: string;
  readonly by: string;
  readonly untilMs: number;
}

export interface AskingState {
  /** By ticket. */
  readonly contacts: Map<string, AskContact>;
  /** By case, or by loop. */
  readonly leases: Map<string, CallbackLease>;
  /** Cases to be asked about by message, and from when on: made from the cases, never kept apart. */
  readonly due: Map<string, number>;
  /** The same for calls: whoever looks at the list must not work out a month of cases anew. */
  readonly calls: Map<string, CallbackDue>;
}

/** The person of a case, to be rung. */
export interface CallbackDue {
  readonly caseId: string;
  readonly ticketId: string;
  readonly why: "unrated" | "not-reached";
  readonly dueMs: number;
  readonly untilMs: number;
}

/** What a day begins with. */
export interface AskingSnapshot {
  readonly contacts: readonly AskContact[];
  readonly leases: readonly CallbackLease[];
}

export function newAskingState(): AskingState {
  return { contacts: new Map(), leases: new Map(), due: new Map(), calls: new Map() };
}

export function clearAsking({ contacts, leases, due, calls }: AskingState): void {
  contacts.clear();
  leases.clear();
  due.clear();
  calls.clear();
}

/** One asking or call of a case. */
export interface StoredAsk {
  readonly channel: string;
  readonly stage: number;
  readonly attempt: number;
  readonly atMs: number;
  /** Null: not known (yet). Of a call its result. */
  readonly outcome: string | null;
  readonly by: string | null;
}

/** What was asked of one case, oldest first, and how it ended. */
export interface CaseAsks {
  readonly asks: readonly StoredAsk[];
  readonly settled: string | null;
  /** When its ticket's paper, which carries the code, was proved to be printed; null: no paper. */
  readonly printedAtMs: number | null;
}

/** One row of the three figures: `kind` says what the case counts as, and the kinds add up to all cases. */
export interface AskedSum {
  readonly cases: number;
  readonly asked: 0 | 1;
  readonly active: 0 | 1;
  readonly byDefault: 0 | 1;
  readonly kind: string;
}
