// What the routes of evidence need: checkpoints, proofs, receipts, the key.
import type {
  CheckpointFile,
  ConsistencyFile,
  EvidenceKeyView,
  EvidenceView,
  ReceiptFile,
} from "../contract/evidence.ts";

/** `busy`: the tree over the log is still being made · `unknown`: there is no such row or state. */
export type NoEvidence = "busy" | "unknown";

export interface EvidencePort {
  key(): EvidenceKeyView;
  view(): EvidenceView;
  /** Null: nothing was signed yet. */
  newest(): CheckpointFile | null;
  /** Newest first. */
  list(limit: number): readonly CheckpointFile[];
  receipt(seq: number): ReceiptFile | NoEvidence;
  consistency(from: number, to: number): ConsistencyFile | NoEvidence;
  /** Signs now and records it; null: it cannot be signed now. */
  sign(actor: string): Promise<CheckpointFile | null>;
  /** Another key takes over, with the old one's word. */
  rotateKey(actor: string): Promise<EvidenceKeyView>;
}
