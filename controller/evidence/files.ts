// The files that leave the hall: checkpoint, receipt, proof of consistency. Made here, and read without trusting them.
import {
  CHECKPOINT_FORMAT,
  type CheckpointFile,
  CONSISTENCY_FORMAT,
  type ConsistencyFile,
  type LogRowView,
  RECEIPT_FORMAT,
  type ReceiptFile,
} from "../contract/evidence.ts";
import type { CheckpointReason, KeyRotation, SignedState } from "../domain/evidence-events.ts";
import { type HallKey, keyText, readCheckpoint, readKey, type SignedCheckpoint } from "./checkpoint.ts";
import type { Proof } from "./merkle.ts";

const HEX = /^[0-9a-f]{64}$/;
const PROOF_STEPS_MAX = 128;

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function checkpointFile(
  checkpoint: SignedCheckpoint,
  key: HallKey,
  recorded: { readonly reason: CheckpointReason; readonly loggedAs: number } | null,
): CheckpointFile {
  const { origin, seq, hash, root, atMs, note } = checkpoint;
  return {
    ...{ format: CHECKPOINT_FORMAT, origin, seq, hash, root: hexOf(root), at: new Date(atMs).toISOString() },
    ...{ keyId: key.id, key: keyText(key), note },
    ...recorded,
  } as CheckpointFile;
}

/** Of what the log recorded; null when its key or note cannot be read. */
export function recordedFile(
  signed: SignedState & { readonly reason: CheckpointReason },
  loggedAs: number,
): CheckpointFile | null {
  const key = readKey(signed.key);
  const read = key === null ? null : readCheckpoint(signed.note, [key]);
  return read?.ok ? checkpointFile(read.checkpoint, read.key, { reason: signed.reason, loggedAs }) : null;
}

export function receiptFile(parts: {
  readonly row: LogRowView;
  readonly leaf: Uint8Array;
  readonly proof: Proof;
  readonly checkpoint: CheckpointFile;
  readonly rotations: readonly KeyRotation[];
}): ReceiptFile {
  const { row, leaf, proof, checkpoint, rotations } = parts;
  const { seq, atMs, type, actor, data } = row;
  return {
    format: RECEIPT_FORMAT,
    row: { seq, atMs, type, actor, data },
    leaf: hexOf(leaf),
    proof: proof.map(hexOf),
    checkpoint,
    rotations: rotations.map((one) => ({ ...one })),
  };
}

export function consistencyFile(from: number, to: number, proof: Proof): ConsistencyFile {
  return { format: CONSISTENCY_FORMAT, from, to, proof: proof.map(hexOf) };
}

/** A checkpoint somebody brings: signed, or the old plain pair of number and hash. */
export interface GivenCheckpoint {
  readonly seq: number;
  readonly hash: string;
  /** Null: nobody signed it. */
  readonly note: string | null;
  readonly root: string | null;
  readonly key: string | null;
}

type Fields = Readonly<Record<string, unknown>>;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash = (value: unknown): value is string => typeof value === "string" && HEX.test(value);
const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Reads a checkpoint of either form; a text says what is wrong with it. A note alone is a checkpoint too. */
export function readCheckpointText(text: string): GivenCheckpoint | string {
  if (/^hallkeeper\/\S+\n\d+\n/.test(text)) return givenNote(text);
  const value = parsed(text);
  return typeof value === "string" ? value : givenCheckpoint(value);
}

function givenNote(note: string): GivenCheckpoint | string {
  const [, size = "", root = "", chain = ""] = note.split("\n");
  const hash = chain.replace(/^chain /, "");
  if (!isHash(hash) || !isCount(Number(size))) return "not a checkpoint of a hall";
  return { seq: Number(size), hash, note, root: hexOf(Buffer.from(root, "base64")), key: null };
}

export function givenCheckpoint(value: unknown): GivenCheckpoint | string {
  const { seq, hash: written, root, note, key } = (value ?? {}) as Fields;
  const hash = typeof written === "string" ? written.toLowerCase() : null;
  if (!isCount(seq) || !isHash(hash)) return 'expected {"seq": number, "hash": 64 hex digits}';
  const signed = textOrNull(note);
  if (note !== undefined && signed === null) return '"note" is no text';
  return { seq, hash, note: signed, root: isHash(root) ? root : null, key: textOrNull(key) };
}

export interface GivenReceipt {
  readonly row: LogRowView;
  readonly leaf: string;
  readonly proof: Uint8Array[];
  readonly checkpoint: GivenCheckpoint;
  readonly rotations: readonly KeyRotation[];
}

export function readReceiptText(text: string): GivenReceipt | string {
  const value = parsed(text);
  if (typeof value === "string") return value;
  const { format, row, leaf, proof, checkpoint, rotations } = value as Fields;
  if (format !== RECEIPT_FORMAT) return "not a receipt";
  const { seq, atMs, type, actor, data } = (row ?? {}) as Fields;
  if (!isCount(seq) || !Number.isSafeInteger(atMs)) return '"row" has no number or time';
  if (typeof type !== "string" || typeof actor !== "string" || typeof data !== "string") return '"row" is not whole';
  const steps = proofOf(proof);
  const given = givenCheckpoint(checkpoint);
  if (!isHash(leaf) || steps === null) return '"leaf" or "proof" is not hexadecimal';
  if (typeof given === "string") return `"checkpoint": ${given}`;
  return {
    row: { seq, atMs: atMs as number, type, actor, data },
    ...{ leaf, proof: steps, checkpoint: given, rotations: rotationsOf(rotations) },
  };
}

export function readConsistencyText(text: string): { from: number; to: number; proof: Uint8Array[] } | string {
  const value = parsed(text);
  if (typeof value === "string") return value;
  const { format, from, to, proof } = value as Fields;
  const steps = proofOf(proof);
  if (format !== CONSISTENCY_FORMAT || !isCount(from) || !isCount(to) || steps === null)
    return "not a consistency proof";
  return { from, to, proof: steps };
}

/** What cannot be one is left out: a rotation is believed by its signature alone. */
export function rotationsOf(value: unknown): KeyRotation[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): KeyRotation[] => {
    const { from, to, signature } = (one ?? {}) as Fields;
    if (typeof from !== "string" || typeof to !== "string" || typeof signature !== "string") return [];
    return [{ from, to, signature }];
  });
}

function proofOf(value: unknown): Uint8Array[] | null {
  if (!Array.isArray(value) || value.length > PROOF_STEPS_MAX || !value.every(isHash)) return null;
  return value.map((step: string) => new Uint8Array(Buffer.from(step, "hex")));
}

function parsed(text: string): object | string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : "not a JSON object";
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
