// Facts about being asked after the pad. No number is ever among them: it lies in the vault under the ticket.
import type { AskingSnapshot, ContactPlace } from "./asking-types.ts";
import type { CaseRef } from "./rating-events.ts";

export interface AskingEventData {
  /** The person agreed to be asked by message or call, and left a number. */
  "contact.left": { readonly ticketId: string; readonly number: string; readonly place: ContactPlace };
  /** `asked`: by the person; `opted-out`: by a word in a message; `wrong-number`: a stranger answered. */
  "contact.removed": {
    readonly ticketId: string;
    readonly number: string;
    readonly reason: "asked" | "opted-out" | "wrong-number";
  };
  /** Nobody else rings this person until then. */
  "callback.claimed": CaseRef & { readonly by: string; readonly untilMs: number };
  "callback.released": CaseRef & { readonly by: string };
}

/** Part of the snapshot of a day. */
export interface AskingDayPart {
  readonly asking?: AskingSnapshot;
}
