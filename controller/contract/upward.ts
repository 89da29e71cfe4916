// Reports to the province, as the manager's page and programs see them: states and reasons, never anybody's data.
import { type Static, Type } from "typebox";
import { oneOf } from "./schemas.ts";

const At = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer();

/** `refused`: never left the hall, as it cannot be said in the province's form. `rejected`: the province said no. */
export const UPLOAD_STATES = ["queued", "sent", "refused", "rejected", "undelivered", "withdrawn"] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** Why a record was not taken. Stable. */
export const UPLOAD_REASONS = [
  "channel-without-code",
  "origin-without-code",
  "sequence-without-code",
  "item-unmapped",
  "value-missing",
  "value-too-long",
  "value-malformed",
  "rater-missing",
  "default-reported-before",
  "record-gone",
  "field-refused",
  "conflict",
  "key-refused",
  "answer-unreadable",
  "not-answered",
] as const;
export type UploadReason = (typeof UPLOAD_REASONS)[number];

export const UPLOAD_ORIGINS = ["active", "default", "imported"] as const;

export const UploadFault = Type.Object({
  /** The province's name of it; empty: the record as a whole. */
  field: Type.String(),
  reason: oneOf(UPLOAD_REASONS),
});
export type UploadFault = Static<typeof UploadFault>;

export const UploadView = Type.Object({
  /** Of the outbox; what is replayed. */
  id: Type.String(),
  caseId: Type.String(),
  number: Type.String(),
  stage: Type.Integer(),
  sequence: Type.Integer(),
  state: oneOf(UPLOAD_STATES),
  faults: Type.Array(UploadFault),
  attempts: Count,
  /** When it was decided that it is to be sent. */
  createdAt: Type.String(),
  /** When it came to an end; null: it waits. */
  endedAt: At,
  nextAt: At,
});
export type UploadView = Static<typeof UploadView>;

export const UpwardView = Type.Object({
  province: Type.String(),
  /** Whether anything is sent by itself. */
  uploads: Type.Boolean(),
  /** What is missing before anything can be sent; empty: nothing. */
  trouble: Type.String(),
  area: Type.String(),
  counts: Type.Object({
    queued: Count,
    sent: Count,
    refused: Count,
    rejected: Count,
    undelivered: Count,
    withdrawn: Count,
  }),
  /** Those that did not arrive, by reason and field, most first. */
  reasons: Type.Array(
    Type.Object({ state: oneOf(UPLOAD_STATES), reason: oneOf(UPLOAD_REASONS), field: Type.String(), count: Count }),
  ),
  lastSentAt: At,
  oldestQueuedAt: At,
  nextAt: At,
});
export type UpwardView = Static<typeof UpwardView>;

export const UploadsQuery = Type.Object(
  { state: Type.Optional(oneOf(UPLOAD_STATES)) },
  { additionalProperties: false },
);
export type UploadsQuery = Static<typeof UploadsQuery>;

/** Days of the hall; the last is included. Missing: today. */
const Day = Type.Optional(Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }));
export const UpwardFileQuery = Type.Object({ from: Day, to: Day }, { additionalProperties: false });

/** How many were queued again. */
export const UploadsReplayed = Type.Object({ replayed: Count });
