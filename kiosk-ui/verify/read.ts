// Tells what kind of file somebody brought: receipt, checkpoint, proof, public key or the whole log.
import { fromHex, isHash } from "./bytes.ts";
import { type Note, type PublicKey, type Rotation, readKey, readNote } from "./note.ts";

export interface Row {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly actor: string;
  /** The JSON text as it was hashed. */
  readonly data: string;
}

export interface Checkpoint {
  readonly file: string;
  readonly note: Note | null;
  /** An old plain pair, or what stands around the note. */
  readonly seq: number;
  readonly hash: string;
  readonly root: string | null;
  readonly key: PublicKey | null;
}

export type Brought =
  | { readonly kind: "key"; readonly file: string; readonly key: PublicKey }
  | { readonly kind: "checkpoint"; readonly file: string; readonly checkpoint: Checkpoint }
  | {
      readonly kind: "receipt";
      readonly file: string;
      readonly row: Row;
      readonly leaf: string;
      readonly proof: readonly Uint8Array[];
      readonly checkpoint: Checkpoint;
      readonly rotations: readonly Rotation[];
    }
  | {
      readonly kind: "proof";
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly proof: readonly Uint8Array[];
    }
  | { readonly kind: "log"; readonly file: string; readonly rows: readonly (Row & { readonly hash: string })[] }
  | { readonly kind: "unknown"; readonly file: string };

type Fields = Readonly<Record<string, unknown>>;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export function read(file: string, text: string): Brought {
  const unknown: Brought = { kind: "unknown", file };
  const trimmed = text.trim();
  const key = readKey(trimmed);
  if (key !== null) return { kind: "key", file, key };
  const note = readNote(text);
  if (note !== null && !trimmed.startsWith("{")) return { kind: "checkpoint", file, checkpoint: ofNote(file, note) };
  const value = parsed(trimmed);
  if (Array.isArray(value)) return logOf(file, value) ?? unknown;
  if (value === null) return logOf(file, trimmed.split("\n").map(parsed)) ?? unknown;
  const fields = value as Fields;
  if (fields.format === "hallkeeper-receipt-1") return receiptOf(file, fields) ?? unknown;
  if (fields.format === "hallkeeper-consistency-1") return proofFile(file, fields) ?? unknown;
  if (fields.data !== undefined) return logOf(file, [value]) ?? unknown;
  const checkpoint = checkpointOf(file, fields);
  return checkpoint === null ? unknown : { kind: "checkpoint", file, checkpoint };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Another kind of file, or none of ours: the caller finds out.
    return null;
  }
}

function ofNote(file: string, note: Note): Checkpoint {
  return { file, note, seq: note.size, hash: note.hash, root: null, key: null };
}

function checkpointOf(file: string, { seq, hash, root, note, key }: Fields): Checkpoint | null {
  const lower = typeof hash === "string" ? hash.toLowerCase() : null;
  if (!isCount(seq) || !isHash(lower)) return null;
  // A note that cannot be read is no old plain checkpoint: that would pass for sound.
  const signed = typeof note === "string" ? readNote(note) : null;
  if (note !== undefined && signed === null) return null;
  const readable = typeof key === "string" ? readKey(key) : null;
  return { file, note: signed, seq, hash: lower, root: isHash(root) ? root : null, key: readable };
}

function proofOf(value: unknown): Uint8Array[] | null {
  return Array.isArray(value) && value.length <= 128 && value.every(isHash) ? value.map(fromHex) : null;
}

function receiptOf(file: string, { row, leaf, proof, checkpoint, rotations }: Fields): Brought | null {
  const { seq, atMs, type, actor, data } = (row ?? {}) as Fields;
  const steps = proofOf(proof);
  const signed = checkpointOf(file, (checkpoint ?? {}) as Fields);
  if (!isCount(seq) || !Number.isSafeInteger(atMs) || !isHash(leaf) || steps === null || signed === null) return null;
  if (typeof type !== "string" || typeof actor !== "string" || typeof data !== "string") return null;
  const changes = Array.isArray(rotations) ? rotations.filter(isRotation) : [];
  const own: Row = { seq, atMs: atMs as number, type, actor, data };
  return { kind: "receipt", file, row: own, leaf, proof: steps, checkpoint: signed, rotations: changes };
}

export function isRotation(value: unknown): value is Rotation {
  const { from, to, signature } = (value ?? {}) as Fields;
  return typeof from === "string" && typeof to === "string" && typeof signature === "string";
}

function proofFile(file: string, { from, to, proof }: Fields): Brought | null {
  const steps = proofOf(proof);
  return isCount(from) && isCount(to) && steps !== null ? { kind: "proof", file, from, to, proof: steps } : null;
}

/** Rows as `export-log` writes them, or as the service lists them; one that is none makes the file no log. */
function logOf(file: string, values: readonly unknown[]): Brought | null {
  const rows: (Row & { hash: string })[] = [];
  for (const value of values) {
    const { seq, atMs, at, type, actor, data, hash } = (value ?? {}) as Fields;
    const time = atMs ?? (typeof at === "string" ? Date.parse(at) : null);
    if (!isCount(seq) || !Number.isSafeInteger(time) || !isHash(hash)) return null;
    if (typeof type !== "string" || typeof actor !== "string") return null;
    rows.push({
      seq,
      atMs: time as number,
      type,
      actor,
      data: typeof data === "string" ? data : JSON.stringify(data),
      hash,
    });
  }
  return rows.length === 0 ? null : { kind: "log", file, rows };
}
