// The Merkle tree of RFC 6962 §2.1 over a list that only grows: root, inclusion proof, consistency proof, and their
// verification as RFC 9162 §2.1.3.2 and §2.1.4.2 spell it out. Pure; nodes are asked for, never kept here.
import { createHash } from "node:crypto";

export const HASH_BYTES = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of the complete subtree over the 2^level leaves from `index * 2^level` on. Level 0 is a leaf's hash. */
export type NodeAt = (level: number, index: number) => Uint8Array;

/** What a proof is made of, from the leaf's side to the root's. */
export type Proof = readonly Uint8Array[];

/** Hash of a leaf with these bytes. The prefix keeps a leaf from being passed off as a node. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(LEAF).update(bytes).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/** Root over the first `size` leaves; of none it is the hash of nothing. */
export function rootOf(size: number, nodeAt: NodeAt): Uint8Array {
  if (size === 0) return createHash("sha256").digest();
  return over(0, size, nodeAt);
}

/** Proof that leaf `index` stands in the tree of `size` leaves (PATH). Throws when it does not. */
export function inclusionProof(index: number, size: number, nodeAt: NodeAt): Proof {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const proof: Uint8Array[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      proof.push(over(middle, end, nodeAt));
      end = middle;
    } else {
      proof.push(over(start, middle, nodeAt));
      start = middle;
    }
  }
  return proof.reverse();
}

/** Proof that the tree of `older` leaves begins that of `newer` (PROOF). Empty where nothing is to prove. */
export function consistencyProof(older: number, newer: number, nodeAt: NodeAt): Proof {
  if (!(older >= 0 && older <= newer)) throw new RangeError(`a tree of ${newer} has no beginning of ${older}`);
  if (older === 0 || older === newer) return [];
  const proof: Uint8Array[] = [];
  let [start, end] = [0, newer];
  // The older tree's own root needs no word while it is a whole subtree from the first leaf on.
  let known = true;
  while (older !== end) {
    const middle = start + splitOf(end - start);
    if (older <= middle) {
      proof.push(over(middle, end, nodeAt));
      end = middle;
    } else {
      proof.push(over(start, middle, nodeAt));
      start = middle;
      known = false;
    }
  }
  if (!known) proof.push(over(start, end, nodeAt));
  return proof.reverse();
}

export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: Proof;
  readonly root: Uint8Array;
}

/** Whether the proof leads from the leaf's hash to the root (RFC 9162 §2.1.3.2). */
export function provesInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [at, last] = [index, size - 1];
  let hash = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(step, hash);
      while (at % 2 === 0 && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else hash = nodeHash(hash, step);
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(hash, root);
}

export interface Consistency {
  readonly older: number;
  readonly newer: number;
  readonly olderRoot: Uint8Array;
  readonly newerRoot: Uint8Array;
  readonly proof: Proof;
}

/** Whether the proof shows the older tree to be the beginning of the newer (RFC 9162 §2.1.4.2). */
export function provesConsistency({ older, newer, olderRoot, newerRoot, proof }: Consistency): boolean {
  if (!isCount(older) || !isCount(newer) || older > newer) return false;
  if (older === newer) return proof.length === 0 && same(olderRoot, newerRoot);
  // An empty log is the beginning of every other.
  if (older === 0) return proof.length === 0;
  const path = isPowerOfTwo(older) ? [olderRoot, ...proof] : proof;
  const [first, ...steps] = path;
  if (first === undefined) return false;
  let [at, last] = [older - 1, newer - 1];
  while (at % 2 === 1) {
    at = half(at);
    last = half(last);
  }
  let [old, young] = [first, first];
  for (const step of steps) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(step, old);
      young = nodeHash(step, young);
      while (at % 2 === 0 && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else young = nodeHash(young, step);
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(old, olderRoot) && same(young, newerRoot);
}

/** Root over the leaves from `start` to before `end`. */
function over(start: number, end: number, nodeAt: NodeAt): Uint8Array {
  const count = end - start;
  // A subtree of a power of two always starts at a multiple of its width here.
  if (isPowerOfTwo(count)) return nodeAt(Math.log2(count), start / count);
  const middle = start + splitOf(count);
  return nodeHash(over(start, middle, nodeAt), over(middle, end, nodeAt));
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** Bit arithmetic would end at 2^31; logs need not. */
const half = (value: number): number => Math.floor(value / 2);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
