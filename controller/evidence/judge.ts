// Judges what somebody brings, without the hall and without its log: a receipt, two checkpoints with their proof.
import { type HallKey, keyText, readCheckpoint, readKey, type SignedCheckpoint } from "./checkpoint.ts";
import { type GivenCheckpoint, type GivenReceipt, hexOf } from "./files.ts";
import { keysReached } from "./key-ring.ts";
import { leafOfRow } from "./log-tree.ts";
import { provesConsistency, provesInclusion } from "./merkle.ts";

export type EvidenceFault =
  | ("edited" | "root-wrong" | "signature-wrong" | "key-replaced" | "forked")
  | ("unsigned" | "proof-missing" | "proof-wrong" | "other-hall");

export interface Finding {
  readonly kind: EvidenceFault;
  readonly detail: string;
}

export interface Judgement {
  readonly ok: boolean;
  readonly faults: readonly Finding[];
  /** What holds, in sentences. */
  readonly holds: readonly string[];
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly proof: readonly Uint8Array[];
}

type Signed =
  | { readonly ok: true; readonly checkpoint: SignedCheckpoint; readonly key: HallKey }
  | { readonly ok: false; readonly fault: Finding };

/** Without a key from elsewhere, the file's own is taken: then it only shows that the file was not changed since. */
export function signedBy(
  given: GivenCheckpoint,
  trusted: readonly HallKey[],
  rotations: Parameters<typeof keysReached>[1] = [],
): Signed {
  const no = (kind: EvidenceFault, detail: string): Signed => ({ ok: false, fault: { kind, detail } });
  if (given.note === null) return no("unsigned", `the checkpoint of ${given.seq} is not signed`);
  const own = given.key === null ? null : readKey(given.key);
  const start = trusted.length > 0 ? trusted : own === null ? [] : [own];
  const read = readCheckpoint(given.note, keysReached(start, rotations));
  if (!read.ok && read.fault === "key-unknown")
    return no("key-replaced", `the checkpoint of ${given.seq} is signed with another key than the one given`);
  if (!read.ok) return no("signature-wrong", `the signature over the checkpoint of ${given.seq} does not hold`);
  const { checkpoint } = read;
  const isSame =
    checkpoint.seq === given.seq &&
    checkpoint.hash === given.hash &&
    (given.root === null || hexOf(checkpoint.root) === given.root) &&
    (given.key === null || given.key === keyText(read.key));
  return isSame ? read : no("signature-wrong", "the file says something else than the note that was signed");
}

export function judgeReceipt(receipt: GivenReceipt, trusted: readonly HallKey[]): Judgement {
  const { row, proof, rotations } = receipt;
  const faults: Finding[] = [];
  const holds: string[] = [];
  const signed = signedBy(receipt.checkpoint, trusted, rotations);
  if (signed.ok) holds.push(`signed by key ${signed.key.id} for the log ${signed.checkpoint.origin}`);
  else faults.push(signed.fault);
  const leaf = leafOfRow(row);
  if (hexOf(leaf) === receipt.leaf) holds.push(`the entry is the one whose hash is ${receipt.leaf.slice(0, 16)}…`);
  else faults.push({ kind: "edited", detail: `entry ${row.seq} is not the one this receipt was made for` });
  if (signed.ok) {
    const { seq: size, root } = signed.checkpoint;
    if (provesInclusion({ leaf, index: row.seq - 1, size, proof, root }))
      holds.push(`entry ${row.seq} stands in the signed log of ${size} entries`);
    else faults.push({ kind: "root-wrong", detail: `entry ${row.seq} does not lead to the signed root` });
  }
  return { ok: faults.length === 0, faults, holds };
}

/** Whether one is the beginning of the other. Two of one size need no proof; with others a proof is needed. */
export function judgePair(
  [left, right]: readonly [GivenCheckpoint, GivenCheckpoint],
  trusted: readonly HallKey[],
  consistency: Consistency | null,
  rotations: Parameters<typeof keysReached>[1] = [],
): Judgement {
  const [older, newer] = left.seq <= right.seq ? [left, right] : [right, left];
  // A key that was taken from the older file must have signed the newer one as well, or have named its successor.
  const own = older.key === null ? null : readKey(older.key);
  const start = trusted.length > 0 || own === null ? trusted : [own];
  const [first, second] = [signedBy(older, start, rotations), signedBy(newer, start, rotations)];
  const faults = [first, second].flatMap((one) => (one.ok ? [] : [one.fault]));
  if (!first.ok || !second.ok) return { ok: false, faults, holds: [] };
  return judgeSigned(first.checkpoint, second.checkpoint, consistency);
}

function judgeSigned(older: SignedCheckpoint, newer: SignedCheckpoint, consistency: Consistency | null): Judgement {
  const no = (kind: EvidenceFault, detail: string): Judgement => ({ ok: false, faults: [{ kind, detail }], holds: [] });
  if (older.origin !== newer.origin) return no("other-hall", `${older.origin} and ${newer.origin} are two logs`);
  if (older.seq === newer.seq) {
    const isSame = older.hash === newer.hash && hexOf(older.root) === hexOf(newer.root);
    if (!isSame) return no("forked", `two different logs of ${older.seq} entries were signed with one key`);
    return { ok: true, faults: [], holds: [`both are of the same ${older.seq} entries`] };
  }
  if (consistency === null) return no("proof-missing", "the two are of different sizes: a consistency proof is needed");
  const { from, to, proof } = consistency;
  if (from !== older.seq || to !== newer.seq)
    return no("proof-wrong", `the proof is from ${from} to ${to}, not from ${older.seq} to ${newer.seq}`);
  const roots = { olderRoot: older.root, newerRoot: newer.root };
  if (!provesConsistency({ older: from, newer: to, ...roots, proof }))
    return no("forked", `the log of ${older.seq} entries is not the beginning of the one of ${newer.seq}`);
  return { ok: true, faults: [], holds: [`the log of ${from} entries is the beginning of the one of ${to}`] };
}
