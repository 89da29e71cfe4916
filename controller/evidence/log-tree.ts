// The Merkle tree over the event log. Leaf i is row i + 1, as the bytes that the hash chain takes of it
// (store/chain.ts): UTF-8 of  seq LF at_ms LF type LF actor LF data. The log's file knows nothing of the tree and pays
// nothing for it: rows are read when they are 256 and nobody is in a hurry, and one node over them is kept in
// `tree.nodes`, 32 bytes each.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { type ChainRow, rowText } from "../store/chain.ts";
import {
  consistencyProof,
  HASH_BYTES,
  inclusionProof,
  leafHash,
  type NodeAt,
  nodeHash,
  type Proof,
  rootOf,
} from "./merkle.ts";

/** Rows under one kept node. */
export const CHUNK_ROWS = 256;
const CHUNK_LEVEL = 8;
/** Chunks whose leaves are remembered: proofs of one day lie close together. */
const CHUNKS_KEPT_MAX = 4;

/** Rows of the log from `seq` on, oldest first; fewer where the log ends. */
export type ReadRows = (fromSeq: number, count: number) => readonly ChainRow[];

/** The root over the first `size` rows, hexadecimal, as it was signed. */
export interface SignedRoot {
  readonly size: number;
  readonly root: string;
}

/** Hash of the leaf that this row of the log is. */
export function leafOfRow(row: ChainRow): Uint8Array {
  return leafHash(Buffer.from(rowText(row), "utf8"));
}

/** A list of hashes in one piece of memory. */
class Hashes {
  #bytes = Buffer.alloc(HASH_BYTES * 64);
  count = 0;

  push(hash: Uint8Array): void {
    const used = this.count * HASH_BYTES;
    if (used === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(used)]);
    this.#bytes.set(hash, used);
    this.count += 1;
  }

  at(index: number): Uint8Array {
    if (!(index >= 0 && index < this.count)) throw new RangeError(`node ${index} of ${this.count}`);
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}

export class LogTree {
  readonly #rows: ReadRows;
  readonly #file: number;
  /** Complete nodes from the chunks' level upwards. */
  readonly #levels: Hashes[] = [];
  readonly #kept = new Map<number, readonly Uint8Array[]>();

  /**
   * Throws when the file cannot be opened. Nodes that do not follow from the log's rows are made anew. With `signed`, a
   * state that was signed before, the kept nodes are believed only as far as they lead to its root: the file is never
   * synced, and a power cut may leave holes in it.
   */
  constructor(options: { readonly path: string; readonly rows: ReadRows; readonly signed?: SignedRoot | null }) {
    this.#rows = options.rows;
    const known = readOrNothing(options.path);
    this.#file = openSync(options.path, known === null ? "w" : "r+");
    const { signed } = options;
    const whole = Math.floor((known?.length ?? 0) / HASH_BYTES);
    const count = signed === undefined ? whole : Math.min(whole, Math.floor((signed?.size ?? 0) / CHUNK_ROWS));
    // The newest node stands for the file: one that belongs to another log, or was cut off in the middle, is not ours.
    const isOurs = count > 0 && known !== null && this.#isOurs(known, count - 1);
    if (isOurs) for (let i = 0; i < count; i++) this.#push(known.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
    if (signed && count === Math.floor(signed.size / CHUNK_ROWS) && !this.#leadsTo(signed)) this.#levels.length = 0;
    else if (signed && count < Math.floor(signed.size / CHUNK_ROWS)) this.#levels.length = 0;
    ftruncateSync(this.#file, this.#chunks * HASH_BYTES);
  }

  /** Leaves under kept nodes. */
  get coveredRows(): number {
    return this.#chunks * CHUNK_ROWS;
  }

  /** Takes in at most `chunksMax` full chunks of a log of `size` rows; returns whether more are left. */
  catchUp(size: number, chunksMax: number): boolean {
    for (let done = 0; done < chunksMax; done++) {
      if (this.coveredRows + CHUNK_ROWS > size) return false;
      const node = topOf(this.#read(this.#chunks, CHUNK_ROWS));
      writeSync(this.#file, node, 0, HASH_BYTES, this.#chunks * HASH_BYTES);
      this.#push(node);
    }
    return this.coveredRows + CHUNK_ROWS <= size;
  }

  root(size: number): Uint8Array {
    return rootOf(size, this.#nodes(size));
  }

  /** Of the row with number `seq`, in the tree of the first `size` rows. */
  inclusion(seq: number, size: number): Proof {
    return inclusionProof(seq - 1, size, this.#nodes(size));
  }

  consistency(older: number, newer: number): Proof {
    return consistencyProof(older, newer, this.#nodes(newer));
  }

  close(): void {
    closeSync(this.#file);
  }

  #leadsTo({ size, root }: SignedRoot): boolean {
    try {
      return Buffer.compare(this.root(size), Buffer.from(root, "hex")) === 0;
    } catch {
      // Rows are missing: whoever asks for the root next is told which.
      return false;
    }
  }

  get #chunks(): number {
    return this.#levels[0]?.count ?? 0;
  }

  #nodes(size: number): NodeAt {
    while (this.catchUp(size, Number.POSITIVE_INFINITY));
    return (level, index) => {
      if (level >= CHUNK_LEVEL) return (this.#levels[level - CHUNK_LEVEL] as Hashes).at(index);
      const first = index * 2 ** level;
      const chunk = Math.floor(first / CHUNK_ROWS);
      const from = first - chunk * CHUNK_ROWS;
      return topOf(this.#leaves(chunk, from + 2 ** level).slice(from, from + 2 ** level));
    };
  }

  /** At least the first `count` leaves of a chunk. */
  #leaves(chunk: number, count: number): readonly Uint8Array[] {
    const known = this.#kept.get(chunk);
    if (known !== undefined && known.length >= count) return known;
    const read = this.#read(chunk, count);
    this.#kept.delete(chunk);
    this.#kept.set(chunk, read);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= CHUNKS_KEPT_MAX) break;
      this.#kept.delete(oldest);
    }
    return read;
  }

  /** A whole chunk, or what there is of the last one. Throws when the log has fewer than `countMin` of its rows. */
  #read(chunk: number, countMin: number): readonly Uint8Array[] {
    const firstSeq = chunk * CHUNK_ROWS + 1;
    const rows = this.#rows(firstSeq, CHUNK_ROWS);
    const gap = rows.findIndex((row, i) => row.seq !== firstSeq + i);
    if (gap >= 0 || rows.length < countMin) {
      throw new Error(`the log lacks event ${firstSeq + (gap >= 0 ? gap : rows.length)}`);
    }
    return rows.map(leafOfRow);
  }

  #isOurs(known: Buffer, chunk: number): boolean {
    const rows = this.#rows(chunk * CHUNK_ROWS + 1, CHUNK_ROWS);
    if (rows.length < CHUNK_ROWS) return false;
    const kept = known.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES);
    return Buffer.compare(topOf(rows.map(leafOfRow)), kept) === 0;
  }

  /** One more node of the chunks' level, and the nodes above that are complete by it. */
  #push(node: Uint8Array): void {
    let hash = node;
    for (let level = 0; ; level++) {
      this.#levels[level] ??= new Hashes();
      const hashes = this.#levels[level] as Hashes;
      hashes.push(hash);
      if (hashes.count % 2 === 1) return;
      hash = nodeHash(hashes.at(hashes.count - 2), hashes.at(hashes.count - 1));
    }
  }
}

/** Over a power of two of hashes. */
function topOf(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i] as Uint8Array, row[i + 1] as Uint8Array));
    row = above;
  }
  return row[0] as Uint8Array;
}

function readOrNothing(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
