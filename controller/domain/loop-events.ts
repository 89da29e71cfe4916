// Facts about bad ratings and complaints and what was done about them. No event holds free words or a person's data.
import type {
  AppealReason,
  CallBackResult,
  Loop,
  LoopDeadlineStep,
  LoopRef,
  LoopSource,
  LoopText,
  LoopWay,
} from "./loop-types.ts";
import type { Level, LocalDay } from "./types.ts";

/** `by`: the member of staff who took the step. */
type Step = LoopRef & { readonly by: string; readonly text: LoopText | null };

export interface LoopEventData {
  /** A bad rating, or a complaint (level null). The deadlines are those of the rules in force at receipt. */
  "loop.received": LoopRef & {
    readonly source: LoopSource;
    readonly channel: string;
    readonly level: Level | null;
    readonly ratingId: string | null;
    readonly clerkId: string | null;
    readonly handlerId: string | null;
    readonly dueMs: number;
    readonly replyDueMs: number;
    readonly callBack: boolean;
    /** Of a complaint: who wrote it down, null for the citizen. */
    readonly by: string | null;
    readonly text: LoopText | null;
  };
  /** The same hand meant another level, within seconds. */
  "loop.withdrawn": LoopRef & { readonly reason: "corrected" };
  "loop.assigned": LoopRef & { readonly handlerId: string; readonly by: string };
  /** Said again, or added: by staff, or (null) by the citizen. */
  "loop.noted": LoopRef & { readonly by: string | null; readonly text: LoopText };
  "loop.verified": Step;
  "loop.decided": Step & {
    readonly way: LoopWay;
    readonly byDate: LocalDay | null;
    readonly fixDueMs: number | null;
  };
  /** Upheld: the rating is set aside with the reason, and stays. Otherwise another way is to be decided. */
  "loop.appeal-decided": Step & { readonly upheld: boolean; readonly reason: AppealReason | null };
  "loop.fixed": Step;
  "loop.replied": LoopRef & {
    readonly by: string;
    readonly text: LoopText;
    readonly callBackDueMs: number | null;
  };
  /** Nobody else rings this person until then; whoever has claimed the call sees the number. */
  "loop.call-claimed": LoopRef & { readonly by: string; readonly untilMs: number };
  "loop.call-released": LoopRef & { readonly by: string };
  "loop.called-back": Step & { readonly result: CallBackResult; readonly attempt: number };
  "loop.reviewed": Step;
  /** The linked second record came. */
  "loop.second-rated": LoopRef & { readonly ratingId: string; readonly level: Level };
  /** A deadline passed undone: said once, never taken back. */
  "loop.overdue": LoopRef & { readonly step: LoopDeadlineStep; readonly dueMs: number };
  /** A deadline comes near: said once for each. */
  "loop.reminded": LoopRef & { readonly step: LoopDeadlineStep; readonly dueMs: number };
  /** Somebody looked at the telephone number that belongs to it. */
  "contact.revealed": LoopRef & { readonly ref: string; readonly by: string };
}

/** Part of the snapshot of a day. */
export interface LoopDayPart {
  readonly loops?: readonly Loop[];
}
