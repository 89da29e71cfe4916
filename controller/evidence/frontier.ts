// The tree over a log that is read once from its first row to its last: a few hashes stand for all that was read.
import { hash } from "node:crypto";
import { type ChainRow, rowText } from "../store/chain.ts";
import { HASH_BYTES } from "./merkle.ts";

const LEAF = 0;
const NODE = 1;
/** Between two kept frontiers; a state in between is reached from the one before it. */
const STRIDE_ROWS = 256;
/** So many rows back a root can still be told. */
const BACK_ROWS_MAX = 32_768;
const KEPT_MAX = BACK_ROWS_MAX / STRIDE_ROWS;

let scratch = Buffer.allocUnsafe(8192);
const pair = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
pair[0] = NODE;

/** By way of a string: asked for a buffer, this Node takes twice as long (see store/chain.ts). */
const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash("sha256", bytes, "binary"), "binary");

function leafOf(row: ChainRow): Buffer {
  const text = rowText(row);
  const bytesMax = 1 + text.length * 3;
  if (bytesMax > scratch.length) scratch = Buffer.allocUnsafe(bytesMax * 2);
  scratch[0] = LEAF;
  return sha256(scratch.subarray(0, 1 + scratch.write(text, 1, "utf8")));
}

function join(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/** Complete subtrees from the left, the largest first: one for each bit of the size. */
class Peaks {
  size = 0;
  readonly #peaks: Uint8Array[];

  constructor(size = 0, peaks: readonly Uint8Array[] = []) {
    this.size = size;
    this.#peaks = [...peaks];
  }

  copy(): Peaks {
    return new Peaks(this.size, this.#peaks);
  }

  push(leaf: Uint8Array): void {
    let node = leaf;
    this.size += 1;
    for (let rest = this.size; rest % 2 === 0; rest /= 2) node = join(this.#peaks.pop() as Uint8Array, node);
    this.#peaks.push(node);
  }

  root(): Uint8Array {
    const [last, ...rest] = [...this.#peaks].reverse();
    if (last === undefined) return sha256(Buffer.alloc(0));
    return rest.reduce((right, left) => join(left, right), last);
  }
}

export class Frontier {
  readonly #now = new Peaks();
  #kept: Peaks[] = [new Peaks()];
  #leaves: Uint8Array[] = [];
  /** Rows before the first kept leaf. */
  #from = 0;

  get size(): number {
    return this.#now.size;
  }

  push(row: ChainRow): void {
    const leaf = leafOf(row);
    this.#now.push(leaf);
    this.#leaves.push(leaf);
    if (this.size % STRIDE_ROWS === 0) this.#keep();
  }

  /** Root over the first `size` rows; null when that is too long ago, or not reached yet. */
  rootAt(size: number): Uint8Array | null {
    if (size === this.size) return this.#now.root();
    const near = this.#kept.findLast((kept) => kept.size <= size);
    if (near === undefined || size > this.size) return null;
    const peaks = near.copy();
    for (let at = near.size; at < size; at++) peaks.push(this.#leaves[at - this.#from] as Uint8Array);
    return peaks.root();
  }

  #keep(): void {
    this.#kept.push(this.#now.copy());
    // In one go now and then: taking one off the front each time would cost more than the hashes.
    if (this.#kept.length <= KEPT_MAX * 2) return;
    this.#kept = this.#kept.slice(-KEPT_MAX);
    const from = (this.#kept[0] as Peaks).size;
    this.#leaves = this.#leaves.slice(from - this.#from);
    this.#from = from;
  }
}
