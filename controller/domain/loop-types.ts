// A bad rating or complaint on its way from receipt to review (差评闭环, rating rules §6).
import type { Level, LocalDay } from "./types.ts";

/** The steps people take, in the order in which they usually come. */
export const LOOP_STEPS = ["verify", "decide", "decide-appeal", "fix", "reply", "call-back", "review"] as const;
export type LoopStep = (typeof LOOP_STEPS)[number];

/** What is decided: mended at once, mended by a day, no fault and explained, or the rating itself is disputed. */
export const LOOP_WAYS = ["fix_now", "fix_by_date", "explained", "appealed"] as const;
export type LoopWay = (typeof LOOP_WAYS)[number];

/** Why a rating does not count against the window; the rating itself stays. */
export const APPEAL_REASONS = ["mistaken", "malicious", "not-ours"] as const;
export type AppealReason = (typeof APPEAL_REASONS)[number];

/** `no-answer` is an attempt: the step stays open until the attempts are used up. `no-contact`: nobody can be rung. */
export const CALL_BACK_RESULTS = [
  ...(["satisfied", "not-satisfied", "declined", "no-answer", "wrong-number", "no-contact"] as const),
] as const;
export type CallBackResult = (typeof CALL_BACK_RESULTS)[number];

export type LoopStateName =
  | "received"
  | "verified"
  | LoopWay
  | "fixed"
  | "replied"
  | "called_back"
  | "reviewed"
  | "withdrawn";

/** What may be late. */
export type LoopDeadlineStep = "handle" | "fix" | "reply" | "call-back";

/** Free words are in the vault under `ref`; here is only what shows that they were not changed. */
export interface LoopText {
  readonly ref: string;
  readonly digest: string;
}

/** A step, taken. `by`: the member of staff. */
export interface LoopDone {
  readonly by: string;
  readonly atMs: number;
  readonly text: LoopText | null;
}

export interface LoopDecision extends LoopDone {
  readonly way: LoopWay;
  /** The last day of the promise, and the moment it is over; of `fix_by_date` alone. */
  readonly byDate: LocalDay | null;
  readonly fixDueMs: number | null;
}

export interface LoopAppeal extends LoopDone {
  readonly upheld: boolean;
  readonly reason: AppealReason | null;
}

export interface LoopCall extends LoopDone {
  readonly result: CallBackResult;
}

/** Ids that every event of a loop carries; null: it is about none. */
export interface LoopRef {
  readonly loopId: string;
  readonly caseId: string | null;
  readonly ticketId: string | null;
  readonly number: string | null;
  readonly serviceId: string | null;
  readonly windowId: string | null;
}

export type LoopSource = "rating" | "complaint";

/** Everything known of one loop. Replaced, never changed in place. */
export interface Loop extends LoopRef {
  readonly source: LoopSource;
  /** How the rating came, or the complaint: `guide`, `window` or `phone_page`. */
  readonly channel: string;
  readonly level: Level | null;
  readonly ratingId: string | null;
  /** The one it is about: takes no step of it. */
  readonly clerkId: string | null;
  readonly receivedMs: number;
  /** Of a complaint: what was said; and what was added since. */
  readonly notes: readonly { readonly by: string | null; readonly atMs: number; readonly text: LoopText }[];
  readonly handlerId: string | null;
  /** Everybody who was its handler: none of them decides its appeal. */
  readonly handlers: readonly string[];
  readonly dueMs: number;
  readonly replyDueMs: number;
  /** Whether a call is owed (the share of the setting). */
  readonly callBack: boolean;
  readonly verified: LoopDone | null;
  readonly decided: LoopDecision | null;
  readonly appeal: LoopAppeal | null;
  /** Who raised the appeal: somebody else decides it. */
  readonly appealedBy: string | null;
  readonly fixed: LoopDone | null;
  readonly replied: LoopDone | null;
  readonly callBackDueMs: number | null;
  readonly calls: readonly LoopCall[];
  readonly reviewed: LoopDone | null;
  readonly withdrawnMs: number | null;
  /** Deadlines missed: facts that stay. */
  readonly overdue: readonly { readonly step: LoopDeadlineStep; readonly dueMs: number; readonly atMs: number }[];
  /** Deadlines its people were reminded of; missing: none. */
  readonly reminded?: readonly LoopDeadlineStep[];
  /** The linked second record (I5); the first is never overwritten. */
  readonly second: { readonly ratingId: string; readonly level: Level; readonly atMs: number } | null;
}

/** The rules of the place; numbers differ by province and city (R9). */
export interface LoopSettings {
  /** Working days from receipt until it is dealt with, and until the rater has a reply. */
  readonly handleWorkingDays: number;
  readonly replyWorkingDays: number;
  /** Working days from the reply until the call. */
  readonly callBackWorkingDays: number;
  /** Percent of the loops that end with a call. */
  readonly callBackShare: number;
  /** The first that fits and is not the rated one. */
  readonly handlers: readonly {
    readonly staff: string;
    readonly services?: readonly string[] | undefined;
    readonly windows?: readonly string[] | undefined;
  }[];
  /** The call is made by somebody who never handled it. */
  readonly callBackByOthers?: boolean | undefined;
  /** Missing: nobody is written to; the page and the alarms tell. */
  readonly notices?: LoopNotices | undefined;
  /** Whose rule it is. */
  readonly source?: string | undefined;
}

/** Short messages to the named handler and the supervisors: on receipt, before a deadline, and when one is missed. */
export interface LoopNotices {
  /** Members of staff who are told beside the handler; never the one it is about. */
  readonly supervisors: readonly string[];
  /** `HH:MM-HH:MM` of the hall's local day: outside, a message waits for the next hour inside. */
  readonly hours: string;
  /** Working days before a deadline. */
  readonly nearWorkingDays: number;
}

/** Where the hall has set nothing: the longest term of the known rules, and everybody is called back. */
export const LOOP_SETTINGS_DEFAULT: LoopSettings = {
  handleWorkingDays: 15,
  replyWorkingDays: 15,
  callBackWorkingDays: 5,
  callBackShare: 100,
  handlers: [],
};
