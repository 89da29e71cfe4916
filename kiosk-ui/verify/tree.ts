// The Merkle tree as RFC 9162 §2.1 verifies it, written from the RFC alone. Numbers stay below 2^53: no bit arithmetic.
import { joined, same, sha256 } from "./bytes.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (bytes: Uint8Array): Uint8Array => sha256(joined(LEAF, bytes));
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(joined(NODE, left, right));
const isOdd = (value: number): boolean => value % 2 === 1;
const shifted = (value: number): number => Math.floor(value / 2);

/** §2.1.3.2. `index` counts from 0. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(p, r);
      if (!isOdd(fn)) {
        do {
          fn = shifted(fn);
          sn = shifted(sn);
        } while (!isOdd(fn) && fn !== 0);
      }
    } else {
      r = nodeHash(r, p);
    }
    fn = shifted(fn);
    sn = shifted(sn);
  }
  return sn === 0 && same(r, root);
}

/** §2.1.4.2. */
export function isConsistent(
  first: number,
  second: number,
  path: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (first < 0 || first > second) return false;
  if (first === second) return path.length === 0 && same(firstRoot, secondRoot);
  if (first === 0) return path.length === 0;
  let rest = first;
  while (!isOdd(rest)) rest /= 2;
  const [start, ...steps] = rest === 1 ? [firstRoot, ...path] : path;
  if (start === undefined) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (isOdd(fn)) {
    fn = shifted(fn);
    sn = shifted(sn);
  }
  let [fr, sr] = [start, start];
  for (const c of steps) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!isOdd(fn) && fn !== 0) {
        fn = shifted(fn);
        sn = shifted(sn);
      }
    } else {
      sr = nodeHash(sr, c);
    }
    fn = shifted(fn);
    sn = shifted(sn);
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, secondRoot);
}

/** Roots over a list that is added to; only complete subtrees are kept. */
export class GrowingTree {
  #peaks: { readonly size: number; readonly hash: Uint8Array }[] = [];

  add(leaf: Uint8Array): void {
    let made = { size: 1, hash: leaf };
    for (let top = this.#peaks.at(-1); top !== undefined && top.size === made.size; top = this.#peaks.at(-1)) {
      this.#peaks.pop();
      made = { size: made.size * 2, hash: nodeHash(top.hash, made.hash) };
    }
    this.#peaks.push(made);
  }

  root(): Uint8Array {
    const hashes = this.#peaks.map(({ hash }) => hash);
    let root = hashes.pop();
    for (let left = hashes.pop(); left !== undefined; left = hashes.pop()) root = nodeHash(left, root as Uint8Array);
    return root ?? sha256(new Uint8Array());
  }
}
