// Ratings beyond the touch itself: what was asked and how, second records, and the hall's rules for all of it.
import type { AskingSettings } from "./asking-types.ts";
import type { Level, Rating, RatingChannel, Words } from "./types.ts";
import type { DayKind } from "./working-days.ts";

/** 1 acceptance (受理), 2 completion (办结): R13. */
export type Stage = 1 | 2;
/** 1 the first record, 2 the one after rectification: R3, I5. */
export type Sequence = 1 | 2;
export type RatingOrigin = "active" | "default" | "imported";

/** Channels that ask outside the pad; `page`: the citizen opened the page of the ticket. */
export type AskChannel = "sms" | "phone" | "qr" | "page";
export type AskOutcome = "delivered" | "undelivered" | "expired" | "opted-out" | "no-contact" | "cancelled";

/** One asking outside the pad, and what came of it. */
export interface Ask {
  readonly channel: AskChannel;
  readonly stage: Stage;
  readonly optionsVersion: string;
  readonly attempt: number;
  readonly atMs: number;
  readonly untilMs: number;
  readonly outcome: AskOutcome | null;
}

export type CallbackResult = "rated" | "declined" | "no-answer" | "wrong-number" | "busy";

/** One telephone call to a citizen. */
export interface CallbackAttempt {
  readonly attempt: number;
  readonly atMs: number;
  /** The member of staff who called. */
  readonly by: string;
  readonly result: CallbackResult;
}

/** How a finished case ended, said once. */
export type SettledOutcome = "rated" | "declined" | "unreachable" | "not-rated" | "default";

/** A case that the state may know no more. */
export interface NamedCase {
  readonly caseId: string;
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
  readonly windowId: string;
  readonly staffId: string | null;
}

/** A second rating is asked for after rectification; kept beside the cases, because it may come long after. */
export interface SecondAsk extends NamedCase {
  readonly loopId: string;
  readonly openedAtMs: number;
  readonly untilMs: number;
  /** The linked second record. */
  readonly ratingId: string | null;
  readonly level: Level | null;
}

/** Flags of a record: it is kept as it came, and what is odd about it is said. */
export const FLAG_REASON_MISSING = "reason-missing";
/** A reason that the list does not have, from a program that named no list: kept as it was given. */
export const FLAG_REASON_UNLISTED = "reason-unlisted";
export const FLAG_NO_CALL = "no-call";

/** The kinds of option lists: at the window, and on a page. */
export type ListKind = "onsite" | "online";

export interface RatingReason {
  readonly code: string;
  readonly levels: readonly Level[];
  readonly name: Words;
}
export interface RatingDimension {
  readonly code: string;
  readonly name: Words;
}
export interface OptionList {
  readonly dimensions: readonly RatingDimension[];
  readonly reasons: readonly RatingReason[];
}

/** One edition of the lists; never edited, only followed by another (R12, I6). */
export interface OptionsEdition {
  readonly version: string;
  /** The first local day it is asked with, `YYYY-MM-DD`. */
  readonly from: string;
  readonly source?: string | undefined;
  readonly onsite: OptionList;
  readonly online: OptionList;
}

/** A default after silence (R7): a rule of the place, never of the product. */
export interface DefaultRule {
  readonly on: boolean;
  readonly days: number;
  readonly kind: DayKind;
  readonly level: Level;
  /** The id written with each default. */
  readonly rule: string;
  readonly source?: string | undefined;
}

/** A further language of the pad pages; words that are missing are shown in Chinese. */
export interface PadLanguage {
  readonly code: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl" | "vertical";
  readonly words: Readonly<Record<"ask" | "thanks", string>> & {
    readonly levels: Readonly<Record<"5" | "4" | "3" | "2" | "1", string>>;
  } & Readonly<Partial<Record<"acceptance" | "change" | "reasons" | "marks" | "skip" | "send", string | undefined>>>;
}

/** Tablets as rating pads. */
export interface PadSettings {
  readonly languages: readonly PadLanguage[];
  /** One spoken sentence when the pad asks; missing: silence. */
  readonly voice?: { readonly on: boolean; readonly hours: string; readonly volume: number } | undefined;
}

/** What the hall has decided about ratings; missing: the product's own careful values. */
export interface RatingSettings {
  /** Messages and calls to those who did not press the pad; missing: none. */
  readonly asking?: AskingSettings | undefined;
  readonly options?: readonly OptionsEdition[] | undefined;
  readonly defaults?: DefaultRule | undefined;
  readonly stages?: readonly ("acceptance" | "completion")[] | undefined;
  /** A level below this without a reason is kept and flagged; 0: never. */
  readonly reasonRequiredBelow?: number | undefined;
  readonly withoutCall?:
    | { readonly on: boolean; readonly windows: readonly string[]; readonly minimumSecondsBetween: number }
    | undefined;
  readonly correctionSeconds?: number | undefined;
  readonly pad?: PadSettings | undefined;
  /** Windows whose pads stand within reach of the staff. */
  readonly staffSidePads?: readonly string[] | undefined;
  readonly signals?:
    | { readonly seriesLength: number; readonly quickMs: number; readonly correctionsMin: number }
    | undefined;
}

/** A rating without a case: where the hall allows it, logged as such, never among the cases' figures. */
export interface RatingWithoutCall {
  readonly ratingId: string;
  readonly windowId: string;
  readonly staffId: string | null;
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly atMs: number;
}

/** What the state holds of ratings beside the cases. */
export interface RatingState {
  readonly seconds: Map<string, SecondAsk>;
  /** Newest rating without a call per window. */
  readonly withoutCall: Map<string, number>;
  /** Ids of imported ratings of the rating period: the same row again adds nothing. */
  readonly imported: Map<string, number>;
  /** Signals somebody has looked at, with the time. */
  readonly checkedSignals: Map<string, CheckedSignal>;
}

export interface CheckedSignal {
  readonly signalId: string;
  readonly by: string;
  readonly atMs: number;
  readonly verdict: SignalVerdict;
}
export type SignalVerdict = "ordinary" | "followed-up";

export function newRatingState(): RatingState {
  return { seconds: new Map(), withoutCall: new Map(), imported: new Map(), checkedSignals: new Map() };
}

export function clearRatings(ratings: RatingState): void {
  for (const map of [ratings.seconds, ratings.withoutCall, ratings.imported, ratings.checkedSignals]) map.clear();
}

/** What a day begins with. */
export interface RatingSnapshot {
  readonly seconds: readonly SecondAsk[];
  readonly imported: readonly (readonly [string, number])[];
  readonly checkedSignals: readonly CheckedSignal[];
}

/** What a case holds of ratings beside its first record. */
export interface CaseRatings {
  /** The default that an active record took the place of; it stays in the log. */
  defaulted?: Rating;
  /** Of the acceptance stage; absent: none. */
  acceptance?: Rating;
  /** The pads asked at acceptance; `untilMs` null: that has ended. Absent: they did not. */
  acceptanceAsked?: { readonly atMs: number; readonly untilMs: number | null };
  /** The linked record after rectification; absent: none is or was asked for. */
  second?: SecondAsk;
  /** Asked outside the pad, oldest first. */
  asked?: readonly Ask[];
  /** Telephone calls, oldest first. */
  callbacks?: readonly CallbackAttempt[];
  /** How it ended at the close of its period; absent: not yet. */
  settled?: SettledOutcome;
}

/** What a rating may say beyond its level; older ones say none of it. */
export interface RatingMore {
  /** Missing: completion. */
  readonly stage?: Stage;
  /** Missing: the first. */
  readonly sequence?: Sequence;
  /** Missing in logs from before there were editions. */
  readonly optionsVersion?: string;
  readonly dimensions?: Readonly<Record<string, Level>>;
  readonly flags?: readonly string[];
  readonly rule?: string;
  readonly grade?: number;
  readonly gradeMap?: string;
  readonly source?: string;
  /** Where the words are kept; missing: no words, or an older log. */
  readonly commentRef?: string;
  readonly by?: string;
}
