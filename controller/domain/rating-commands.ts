// What people and programs may ask about ratings beyond the touch.
import type {
  AskChannel,
  AskOutcome,
  CallbackResult,
  NamedCase,
  Sequence,
  SignalVerdict,
  Stage,
} from "./rating-types.ts";
import type { RatingChannel } from "./types.ts";

/** Further fields of `record-rating`; all may be missing. */
export interface RecordMore {
  /** Missing: 2, completion. */
  readonly stage?: Stage;
  /** Missing: 1. 2 only where `open-second` came before. */
  readonly sequence?: Sequence;
  /** Missing: the edition in force. */
  readonly optionsVersion?: string;
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly grade?: number;
  readonly gradeMap?: string;
  readonly commentRef?: string;
  readonly commentDigest?: string;
  /** Who entered it for the person (channel phone): never the rated one. */
  readonly by?: string;
}

export type RatingCommand =
  /** The open case at the window was taken in (受理): its pads ask for that stage, once. */
  | { readonly type: "invite-acceptance"; readonly windowId: string }
  /** Marks beside the level, by dimension; once, and only what the list has. */
  | {
      readonly type: "add-rating-marks";
      readonly caseId: string;
      readonly ratingId: string;
      readonly dimensions: Readonly<Record<string, number>>;
    }
  /** The edition in force is noted; `attempt` 1 is the first, 2 the reminder. */
  | {
      readonly type: "ask-rating";
      readonly caseId: string;
      readonly channel: AskChannel;
      readonly stage: Stage;
      readonly attempt: number;
      readonly untilMs: number;
    }
  /** Ends the newest open asking by this channel; none open: accepted without an event. */
  | {
      readonly type: "end-ask";
      readonly caseId: string;
      readonly channel: AskChannel;
      readonly attempt?: number;
      readonly outcome: AskOutcome;
    }
  /** One telephone call. `rated` needs the level as spoken: both facts are of one decision. */
  | {
      readonly type: "attempt-callback";
      readonly caseId: string;
      readonly by: string;
      readonly result: CallbackResult;
      readonly level?: number;
      readonly reasons?: readonly string[];
      readonly dimensions?: Readonly<Record<string, number>>;
    }
  | ({ readonly type: "open-second"; readonly loopId: string; readonly untilMs: number } & NamedCase)
  | {
      readonly type: "rate-without-call";
      readonly windowId: string;
      readonly level: number;
      readonly channel: RatingChannel;
      readonly reasons: readonly string[];
      readonly deviceId: string | null;
    }
  | {
      readonly type: "import-rating";
      readonly caseId: string;
      readonly source: string;
      readonly sourceId: string;
      readonly level: number;
      readonly channel: RatingChannel;
      readonly stage: Stage;
      readonly reasons: readonly string[];
      readonly givenAtMs: number;
    }
  | {
      readonly type: "check-signal";
      readonly signalId: string;
      readonly kind: string;
      readonly windowId: string;
      readonly by: string;
      readonly verdict: SignalVerdict;
    };

export type RatingRefusalCode =
  | "REASON_UNKNOWN"
  | "DIMENSION_UNKNOWN"
  | "OPTIONS_UNKNOWN"
  | "STAGE_NOT_ASKED"
  | "SECOND_NOT_OPEN"
  | "OWN_CASE"
  | "NO_CALL_NOT_ALLOWED"
  | "PRESS_TOO_SOON";
