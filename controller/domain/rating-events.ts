// Facts about asking for ratings and what came of it; `rating.recorded` itself stands with the other events.
import type {
  AskChannel,
  AskOutcome,
  CallbackResult,
  RatingSnapshot,
  SettledOutcome,
  SignalVerdict,
  Stage,
} from "./rating-types.ts";
import type { Level, RatingChannel } from "./types.ts";

/** Ids that the events of a case carry. */
export interface CaseRef {
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
  readonly windowId: string;
  readonly caseId: string;
}

/** What a record may say beyond the level; older records say none of it. */
export interface RecordedMore {
  /** The edition of the option lists it was asked with (I6). */
  readonly optionsVersion?: string;
  readonly dimensions?: Readonly<Record<string, Level>>;
  readonly flags?: readonly string[];
  /** Of a default: the rule that wrote it. */
  readonly rule?: string;
  /** Of a hardware pad: the grade it sent, and the map in force. */
  readonly grade?: number;
  readonly gradeMap?: string;
  /** Of an imported one: system and its own id. */
  readonly source?: string;
  readonly sourceId?: string;
  /** Imported: when it was given there. */
  readonly givenAtMs?: number;
  /** The words themselves are in the vault. */
  readonly commentRef?: string;
  readonly commentDigest?: string;
  /** Of a call-back: who entered the level as it was spoken (I11). */
  readonly by?: string;
  /** Of a second record: the loop it closes. */
  readonly loopId?: string;
  /** Of an active record: the default it takes the place of in the figures. */
  readonly supersedes?: string;
}

export interface RatingEventData {
  /** Asked outside the pad; the pad's is `rating.invited`. */
  "rating.asked": CaseRef & {
    readonly channel: AskChannel;
    readonly stage: Stage;
    readonly optionsVersion: string;
    readonly attempt: number;
    readonly untilMs: number;
  };
  "rating.ask-ended": CaseRef & {
    readonly channel: AskChannel;
    readonly stage: Stage;
    readonly attempt: number;
    readonly outcome: AskOutcome;
  };
  "callback.attempted": CaseRef & {
    readonly attempt: number;
    readonly by: string;
    readonly result: CallbackResult;
    /** `rate`: to collect a rating; `loop`: after a bad one was dealt with. Missing: `rate`. */
    readonly kind?: "rate" | "loop";
  };
  /** Exactly once for every finished case. */
  "rating.settled": CaseRef & { readonly outcome: SettledOutcome };
  /** A linked second record may be given (I5). */
  "rating.second-opened": CaseRef & {
    readonly staffId: string | null;
    readonly loopId: string;
    readonly untilMs: number;
  };
  /** Further marks, each of a dimension of the list; after the level, once, and never needed (R12). */
  "rating.marks-added": CaseRef & {
    readonly ratingId: string;
    readonly dimensions: Readonly<Record<string, Level>>;
  };
  /** The case was taken in, and the pads of its window ask for the acceptance stage until then (R13). */
  "rating.acceptance-invited": CaseRef & { readonly untilMs: number };
  /** Nobody pressed; the completion is asked about all the same. */
  "rating.acceptance-lapsed": CaseRef & { readonly reason: string };
  /** The same hand meant another level at acceptance; apart from those of the completion, as its rating is. */
  "rating.acceptance-corrected": CaseRef & {
    readonly ratingId: string;
    readonly from: Level;
    readonly level: Level;
    readonly channel: RatingChannel;
    readonly flags?: readonly string[];
  };
  /** Where the hall allows it: no case, no place among the cases' figures. */
  "rating.without-call": {
    readonly ratingId: string;
    readonly windowId: string;
    readonly staffId: string | null;
    readonly level: Level;
    readonly channel: RatingChannel;
    readonly reasons: readonly string[];
    readonly deviceId: string | null;
    readonly optionsVersion: string;
    readonly flags: readonly string[];
  };
  /** A supervisor has looked at a sign of interference; nothing follows by itself. */
  "rating.signal-checked": {
    readonly signalId: string;
    readonly kind: string;
    readonly windowId: string;
    readonly by: string;
    readonly verdict: SignalVerdict;
  };
}

/** Part of the snapshot of a day. */
export interface RatingDayPart {
  readonly ratings?: RatingSnapshot;
}
