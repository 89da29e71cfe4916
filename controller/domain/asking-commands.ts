// What may be asked about asking: numbers left, answers to messages, and the list of people to ring.
import type { ContactPlace } from "./asking-types.ts";
import type { CallbackResult } from "./rating-types.ts";

export type AskingCommand =
  | { readonly type: "leave-contact"; readonly ticketId: string; readonly place: ContactPlace }
  | {
      readonly type: "remove-contact";
      readonly ticketId: string;
      readonly reason: "asked" | "opted-out" | "wrong-number";
    }
  /** The answer to a message, by its code or its link. */
  | { readonly type: "answer-ask"; readonly caseId: string; readonly level: number }
  /** `sameNumber`: other cases whose person has the same number: nobody is rung by two at a time. */
  | {
      readonly type: "claim-callback";
      readonly caseId: string;
      readonly by: string;
      readonly sameNumber: readonly string[];
    }
  | { readonly type: "release-callback"; readonly caseId: string; readonly by: string }
  /** What came of the call, by who has claimed it. `rated` needs the level as spoken. */
  | {
      readonly type: "report-call";
      readonly caseId: string;
      readonly by: string;
      readonly result: CallbackResult;
      readonly level?: number;
      readonly reasons?: readonly string[];
      readonly dimensions?: Readonly<Record<string, number>>;
    };

export type AskingRefusalCode = "CALLBACK_TAKEN" | "CALLBACK_NOT_DUE" | "CALLBACK_NOT_CLAIMED";
