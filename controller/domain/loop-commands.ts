// What people may ask about bad ratings and complaints. `by` is always a member of staff: a person by name (R10).
import type { AppealReason, CallBackResult, LoopText, LoopWay } from "./loop-types.ts";
import type { LocalDay } from "./types.ts";

interface Step {
  readonly loopId: string;
  readonly by: string;
  readonly text: LoopText | null;
}

export type LoopCommand =
  /** `by`: who writes it down at the desk; null: the citizen. `clerkId`: whom it is about, where that is known. */
  | {
      readonly type: "open-complaint";
      readonly caseId: string | null;
      readonly ticketId: string | null;
      readonly number: string | null;
      readonly windowId: string | null;
      readonly serviceId: string | null;
      readonly clerkId: string | null;
      readonly channel: "guide" | "window" | "phone_page";
      readonly by: string | null;
      readonly text: LoopText;
    }
  | { readonly type: "assign-loop"; readonly loopId: string; readonly handlerId: string; readonly by: string }
  | { readonly type: "note-loop"; readonly loopId: string; readonly by: string; readonly text: LoopText }
  | ({ readonly type: "verify-loop" } & Step)
  | ({ readonly type: "decide-loop"; readonly way: LoopWay; readonly byDate: LocalDay | null } & Step)
  | ({ readonly type: "decide-appeal"; readonly upheld: boolean; readonly reason: AppealReason | null } & Step)
  | ({ readonly type: "fix-loop" } & Step)
  | { readonly type: "reply-loop"; readonly loopId: string; readonly by: string; readonly text: LoopText }
  /** `sameNumber`: leased calls of people with the same number: nobody is rung by two at a time. */
  | {
      readonly type: "claim-loop-call";
      readonly loopId: string;
      readonly by: string;
      readonly sameNumber: readonly string[];
    }
  | { readonly type: "release-loop-call"; readonly loopId: string; readonly by: string }
  /** `level`: the second rating as it was spoken. `hasNumber`: whether somebody could be rung. */
  | ({
      readonly type: "call-back-loop";
      readonly result: CallBackResult;
      readonly level?: number | undefined;
      readonly hasNumber?: boolean | undefined;
    } & Step)
  | ({ readonly type: "review-loop" } & Step)
  /** `ref`: where the number lies in the vault. */
  | { readonly type: "reveal-contact"; readonly loopId: string; readonly by: string; readonly ref: string };

export type LoopRefusalCode =
  | "LOOP_UNKNOWN"
  | "LOOP_STEP_NOT_DUE"
  | "LOOP_OWN_CASE"
  | "LOOP_NOT_YOURS"
  | "LOOP_OTHER_PERSON"
  | "LOOP_DATE_INVALID"
  | "LOOPS_FULL";
