// Personal data: who may look, why, what is held and what was removed. Never the data, but in the one answer that asks.
import { type Static, Type } from "typebox";
import { oneOf } from "./schemas.ts";

const At = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer();

/** A word of a list: free text could name a person, and the reason goes into the log. */
export const REVEAL_REASONS = ["call-back", "complaint", "correction", "lost-item", "duty"] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

/** What data are held about. */
export const CONTACT_SUBJECTS = ["case", "ticket", "appointment"] as const;
export type ContactSubject = (typeof CONTACT_SUBJECTS)[number];

export const RevealBody = Type.Object(
  {
    subject: oneOf(CONTACT_SUBJECTS),
    id: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" }),
    reason: oneOf(REVEAL_REASONS),
  },
  { additionalProperties: false },
);
export type RevealBody = Static<typeof RevealBody>;

export const RevealedView = Type.Object({
  name: Type.Union([Type.String(), Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
  idNumber: Type.Union([Type.String(), Type.Null()]),
});
export type RevealedView = Static<typeof RevealedView>;

export const PrivacyReport = Type.Object({
  at: Type.String(),
  classes: Type.Array(
    Type.Object({
      /** `appointment`, `ticket`, `case`, `rating`, `push` … */
      kind: Type.String(),
      /** Days after it is needed last. */
      days: Count,
      records: Count,
      oldestAt: At,
      /** Those whose time is over now. */
      due: Count,
    }),
  ),
  /** Records that no longer open: another key, or damage. */
  unreadable: Count,
  optedOut: Count,
  lastPurgeAt: At,
  /** Commitments of the log against what is held: those whose data were removed can no longer be compared. */
  commitments: Type.Object({ logged: Count, matching: Count, removed: Count, differing: Count }),
});
export type PrivacyReport = Static<typeof PrivacyReport>;

export const PurgeView = Type.Object({
  removed: Type.Array(Type.Object({ kind: Type.String(), removed: Count })),
  total: Count,
});
export type PurgeView = Static<typeof PurgeView>;
