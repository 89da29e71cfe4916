// What the hall shows of its log to whoever wants to check it: checkpoints, proofs, receipts, the public key.
import { type Static, Type } from "typebox";
import { strict } from "./schemas.ts";

const Hex = Type.String({ pattern: "^[0-9a-f]{64}$" });
const Size = Type.Integer({ minimum: 0 });

export const CHECKPOINT_FORMAT = "hallkeeper-checkpoint-1";
export const RECEIPT_FORMAT = "hallkeeper-receipt-1";
export const CONSISTENCY_FORMAT = "hallkeeper-consistency-1";

/** The file of a checkpoint. Only `note` is signed: a reader checks that the other fields say what it says. */
export const CheckpointFile = Type.Object(
  {
    format: Type.Literal(CHECKPOINT_FORMAT),
    /** `hallkeeper/<hall id>`. */
    origin: Type.String(),
    /** Number of the newest row, and so of rows. */
    seq: Size,
    /** The end of the hash chain. */
    hash: Hex,
    /** The root of the RFC 6962 tree over the same rows. */
    root: Hex,
    /** ISO 8601, UTC: when it was signed. */
    at: Type.String(),
    keyId: Type.String(),
    /** The signing key, as `<name>+<id>+<base64>`: to be compared with what was published. */
    key: Type.String(),
    note: Type.String(),
    /** Missing: signed for one receipt, not recorded in the log. */
    reason: Type.Optional(Type.Union([Type.Literal("closing"), Type.Literal("day"), Type.Literal("asked")])),
    /** The event that recorded it. */
    loggedAs: Type.Optional(Size),
  },
  strict,
);
export type CheckpointFile = Static<typeof CheckpointFile>;

export const KeyRotationView = Type.Object(
  { from: Type.String(), to: Type.String(), signature: Type.String() },
  strict,
);
export type KeyRotationView = Static<typeof KeyRotationView>;

/** One row as it is hashed: `data` is the JSON text itself. */
export const LogRowView = Type.Object(
  { seq: Size, atMs: Type.Integer(), type: Type.String(), actor: Type.String(), data: Type.String() },
  strict,
);
export type LogRowView = Static<typeof LogRowView>;

/** A citizen's proof that one row stands in the log that the checkpoint is of. */
export const ReceiptFile = Type.Object(
  {
    format: Type.Literal(RECEIPT_FORMAT),
    row: LogRowView,
    /** SHA-256 of 00 and the row's bytes. */
    leaf: Hex,
    /** From the leaf's side to the root's. */
    proof: Type.Array(Hex, { maxItems: 64 }),
    checkpoint: CheckpointFile,
    rotations: Type.Array(KeyRotationView),
  },
  strict,
);
export type ReceiptFile = Static<typeof ReceiptFile>;

/** Proof that the log of `from` rows is the beginning of that of `to`. */
export const ConsistencyFile = Type.Object(
  {
    format: Type.Literal(CONSISTENCY_FORMAT),
    from: Size,
    to: Size,
    proof: Type.Array(Hex, { maxItems: 128 }),
  },
  strict,
);
export type ConsistencyFile = Static<typeof ConsistencyFile>;

/** The key that signs now. */
export const EvidenceKeyView = Type.Object(
  {
    key: Type.String(),
    keyId: Type.String(),
    /** SHA-256 of the 32 bytes, in groups for reading aloud. */
    fingerprint: Type.String(),
    rotations: Type.Array(KeyRotationView),
  },
  strict,
);
export type EvidenceKeyView = Static<typeof EvidenceKeyView>;

export const EvidenceView = Type.Object(
  {
    key: EvidenceKeyView,
    newest: Type.Union([CheckpointFile, Type.Null()]),
    /** Rows of the log that are on the disk for good. */
    rows: Size,
    /** Rows the tree has taken in; fewer than `rows` by up to a few hundred, or the tree is still being made. */
    covered: Size,
    /** What does not agree; empty: nothing. */
    fault: Type.String(),
  },
  strict,
);
export type EvidenceView = Static<typeof EvidenceView>;

export const ConsistencyQuery = Type.Object(
  {
    from: Type.String({ pattern: "^[0-9]{1,15}$", description: "Rows of the older checkpoint" }),
    to: Type.String({ pattern: "^[0-9]{1,15}$", description: "Rows of the newer checkpoint" }),
  },
  strict,
);
export const CheckpointsQuery = Type.Object(
  { limit: Type.Optional(Type.String({ pattern: "^([1-9][0-9]?|100)$", description: "1 to 100; 30 when absent" })) },
  strict,
);

/** On the boards when the day is over: short enough to be read, with the whole note as a code. */
export const ClosingCheckpointView = Type.Object({
  seq: Size,
  /** The first and the last eight digits of the chain's end. */
  short: Type.String(),
  at: Type.String(),
  note: Type.String(),
});
export type ClosingCheckpointView = Static<typeof ClosingCheckpointView>;
