// What a window's console may ask beside the calls: walk-ins, several cases, marks on cases, closing, emergencies.
import type { EmergencyKind } from "./console-types.ts";

export type ConsoleCommand =
  /** Whoever stands at the window without a number: issued and opened at once, without paper. */
  | { readonly type: "walk-in"; readonly windowId: string; readonly serviceId: string }
  /** Finishes the open case and opens another one of the same visit. */
  | {
      readonly type: "next-case";
      readonly windowId: string;
      readonly serviceId: string;
      readonly outcome: string | null;
      readonly quantity: number | null;
    }
  /** `caseId` null: the case open at the window. */
  | {
      readonly type: "set-outcome";
      readonly windowId: string;
      readonly caseId: string | null;
      readonly outcome: string;
      readonly quantity: number | null;
    }
  | {
      readonly type: "flag-time";
      readonly windowId: string;
      readonly caseId: string | null;
      readonly flagged: boolean;
    }
  | { readonly type: "note-case"; readonly windowId: string; readonly caseId: string | null; readonly chars: number }
  | { readonly type: "plan-close"; readonly windowId: string }
  | { readonly type: "cancel-close"; readonly windowId: string }
  | { readonly type: "raise-emergency"; readonly windowId: string; readonly kind: EmergencyKind }
  | {
      readonly type: "answer-emergency";
      readonly windowId: string;
      readonly byWindowId: string | null;
      readonly staffId: string | null;
    }
  | { readonly type: "end-emergency"; readonly windowId: string; readonly staffId: string | null };

export type ConsoleRefusalCode = "WINDOW_CLOSING" | "PAUSE_REASON_UNKNOWN" | "OUTCOME_UNKNOWN" | "NO_EMERGENCY";
