// Facts about the log itself: what was signed of it, and which key the hall signs with. No rule of the queue asks them.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment } from "./decision.ts";
import { type DaySnapshot, type EventType, event } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import type { HallState } from "./types.ts";

/** `closing`: the day was ended or its time came · `day`: the first of a day · `asked`: somebody wanted one now. */
export type CheckpointReason = "closing" | "day" | "asked";

/** What was signed: the first `size` rows. */
export interface SignedState {
  readonly size: number;
  /** The end of the hash chain over them; lower-case hexadecimal. */
  readonly hash: string;
  /** Of the tree over them; lower-case hexadecimal. */
  readonly root: string;
  /** The whole note with its signature (C2SP tlog-checkpoint); it carries the time of signing. */
  readonly note: string;
  /** The public key it is to be checked with, as `<name>+<id>+<base64>`. */
  readonly key: string;
}

export interface EvidenceEventData {
  "checkpoint.signed": SignedState & {
    readonly reason: CheckpointReason;
    /** Number of the event that recorded the one before; null: this is the first. */
    readonly previous: number | null;
  };
  /** From now on another key signs. The old one says so with its own signature (`rotationText`). */
  "evidence.key-rotated": KeyRotation;
}

export interface KeyRotation {
  readonly from: string;
  readonly to: string;
  /** Base64. */
  readonly signature: string;
}

/** They have happened; the hall writes them down. */
export type EvidenceCommand =
  | ({ readonly type: "note-checkpoint"; readonly reason: CheckpointReason } & SignedState)
  | ({ readonly type: "note-key-rotation" } & KeyRotation);

export interface NewestCheckpoint extends SignedState {
  /** The event that recorded it. */
  readonly seq: number;
  readonly atMs: number;
  readonly reason: CheckpointReason;
}

export interface EvidenceState {
  newest: NewestCheckpoint | null;
  /** Oldest first; who trusts one key reaches the next ones by them. */
  rotations: readonly KeyRotation[];
}

/** Later ones push the oldest out of the state; the log keeps them all. */
export const ROTATIONS_MAX = 50;

export const newEvidenceState = (): EvidenceState => ({ newest: null, rotations: [] });

/** Writes a signed checkpoint down; one of the same state and reason is not repeated. */
export function noteCheckpoint(
  { state }: Moment,
  { type: _type, ...signed }: Extract<Command, { type: "note-checkpoint" }>,
): Decision {
  const { newest } = state.evidence;
  if (newest !== null && newest.note === signed.note) return accept([]);
  return accept([event("checkpoint.signed", { ...signed, previous: newest?.seq ?? null })]);
}

export function noteKeyRotation(
  _at: Moment,
  { from, to, signature }: Extract<Command, { type: "note-key-rotation" }>,
): Decision {
  return accept([event("evidence.key-rotated", { from, to, signature })]);
}

export const EVIDENCE_FOLDS = {
  "checkpoint.signed": ({ evidence }, { seq, atMs, data: { size, hash, root, note, key, reason } }) => {
    evidence.newest = { seq, atMs, size, hash, root, note, key, reason };
  },
  "evidence.key-rotated": ({ evidence }, { data: { from, to, signature } }) => {
    evidence.rotations = [...evidence.rotations, { from, to, signature }].slice(-ROTATIONS_MAX);
  },
} satisfies Partial<Folds<EventType>>;

export function clearEvidence(state: HallState): void {
  state.evidence.newest = null;
  state.evidence.rotations = [];
}

/** Nothing of it in days of a hall that has signed nothing. */
export function evidenceSnapshot({ evidence }: HallState): Pick<DaySnapshot, "evidence"> {
  const { newest, rotations } = evidence;
  return newest === null && rotations.length === 0 ? {} : { evidence: { newest, rotations } };
}

/** Days logged before there were checkpoints have none. */
export function loadEvidence(state: HallState, snapshot: DaySnapshot): void {
  state.evidence.newest = snapshot.evidence?.newest ?? null;
  state.evidence.rotations = snapshot.evidence?.rotations ?? [];
}
