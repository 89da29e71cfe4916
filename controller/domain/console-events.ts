// Facts about work at a window: walk-ins, outcomes, marks on cases, planned closing, silent emergencies.
import type { EmergencyKind } from "./console-types.ts";

interface AtWindow {
  readonly ticketId: string;
  readonly number: string;
  readonly serviceId: string;
  readonly windowId: string;
}
interface OfCase extends AtWindow {
  readonly caseId: string;
}
interface OfEmergency {
  readonly emergencyId: string;
  /** Where it was raised. */
  readonly windowId: string;
}

export interface ConsoleEventData {
  /** Taken at the window without a call: whoever walked in has a number now and is served at once. */
  "ticket.admitted": AtWindow & { readonly staffId: string | null };
  /** `alone`: said by itself, not in the course of finishing the case. */
  "case.outcome-set": OfCase & { readonly outcome: string; readonly quantity: number; readonly alone?: true };
  /** Its times say nothing (the clerk forgot to finish it): reports leave them out. */
  "case.time-flagged": OfCase & { readonly flagged: boolean };
  /** A note of the staff exists, or (0) exists no more; its text is nowhere in the log. */
  "case.note-set": OfCase & { readonly chars: number };
  /** The window takes nobody new and closes by itself when nobody is left for it. */
  "window.close-planned": { readonly windowId: string };
  "window.close-cancelled": { readonly windowId: string };
  "emergency.raised": OfEmergency & { readonly kind: EmergencyKind; readonly staffId: string | null };
  /** Somebody is on the way: from a window, or a member of staff from elsewhere. */
  "emergency.answered": OfEmergency & { readonly byWindowId: string | null; readonly staffId: string | null };
  "emergency.ended": OfEmergency & { readonly staffId: string | null };
}
