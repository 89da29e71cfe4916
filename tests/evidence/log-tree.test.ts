// The tree over a growing log: the same root whatever was kept, proofs from any size, and a file that is not believed.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { CHUNK_ROWS, LogTree, leafOfRow, type ReadRows } from "../../controller/evidence/log-tree.ts";
import { nodeHash, provesConsistency, provesInclusion, rootOf } from "../../controller/evidence/merkle.ts";
import type { ChainRow } from "../../controller/store/chain.ts";

const folder = mkdtempSync(join(tmpdir(), "hallkeeper-tree-"));
const path = join(folder, "tree.nodes");
afterEach(() => rmSync(path, { force: true }));

const row = (seq: number, data = `{"n":${seq}}`): ChainRow => ({ seq, atMs: seq * 7, type: "t", actor: "a", data });
const log = (size: number): ChainRow[] => Array.from({ length: size }, (_, i) => row(i + 1));

/** Counts what is read. */
function reading(rows: readonly ChainRow[]): { rows: ReadRows; count: number } {
  const read = {
    count: 0,
    rows: (fromSeq: number, count: number) => {
      const found = rows.filter(({ seq }) => seq >= fromSeq).slice(0, count);
      read.count += found.length;
      return found;
    },
  };
  return read;
}

/** From the leaves alone. */
function plainRoot(rows: readonly ChainRow[]): Uint8Array {
  const [only] = rows;
  if (only === undefined) return rootOf(0, () => new Uint8Array());
  if (rows.length === 1) return leafOfRow(only);
  let split = 1;
  while (split * 2 < rows.length) split *= 2;
  return nodeHash(plainRoot(rows.slice(0, split)), plainRoot(rows.slice(split)));
}

describe("the tree over the log", () => {
  test.each([0, 1, 2, 255, 256, 257, 511, 512, 700, 1024, 1500])("has the root of its %i leaves", (size) => {
    const rows = log(size);
    const tree = new LogTree({ path, rows: reading(rows).rows });
    expect(Buffer.from(tree.root(size))).toEqual(Buffer.from(plainRoot(rows)));
    tree.close();
  });

  test("proves each row in every later tree, and each earlier tree to be its beginning", () => {
    const rows = log(1300);
    const tree = new LogTree({ path, rows: reading(rows).rows });
    for (const size of [1, 300, 513, 1024, 1300]) {
      const root = tree.root(size);
      for (const seq of [1, 2, 255, 256, 257, 512, 1000, 1300].filter((one) => one <= size)) {
        const leaf = leafOfRow(rows[seq - 1] as ChainRow);
        expect(provesInclusion({ leaf, index: seq - 1, size, proof: tree.inclusion(seq, size), root })).toBe(true);
      }
      const proof = tree.consistency(size, 1300);
      const given = { older: size, newer: 1300, olderRoot: root, newerRoot: tree.root(1300), proof };
      expect(provesConsistency(given)).toBe(true);
    }
    tree.close();
  });

  test("reads what it has kept no second time, over a restart too", () => {
    const rows = log(CHUNK_ROWS * 40 + 10);
    const first = new LogTree({ path, rows: reading(rows).rows });
    const root = first.root(rows.length);
    first.close();
    const later = reading(rows);
    const second = new LogTree({ path, rows: later.rows });
    expect(second.coveredRows).toBe(CHUNK_ROWS * 40);
    expect(Buffer.from(second.root(rows.length))).toEqual(Buffer.from(root));
    expect(later.count).toBeLessThanOrEqual(CHUNK_ROWS * 2);
    second.close();
  });

  test("catches up in steps of a bounded size", () => {
    const rows = log(CHUNK_ROWS * 5 + 3);
    const read = reading(rows);
    const tree = new LogTree({ path, rows: read.rows });
    expect(tree.catchUp(rows.length, 2)).toBe(true);
    expect(read.count).toBe(CHUNK_ROWS * 2);
    expect(tree.catchUp(rows.length, 2)).toBe(true);
    expect(tree.catchUp(rows.length, 2)).toBe(false);
    expect(tree.coveredRows).toBe(CHUNK_ROWS * 5);
    tree.close();
  });

  test("follows the log and not its file: of another log, cut off, or damaged at its end, it is made anew", () => {
    const rows = log(CHUNK_ROWS * 6);
    const wanted = Buffer.from(plainRoot(rows));
    const other = rows.map((one) => row(one.seq, `{"other":${one.seq}}`));
    const foreign = new LogTree({ path, rows: reading(other).rows });
    foreign.root(other.length);
    foreign.close();
    const files = [readFileSync(path), Buffer.alloc(32 * 100), Buffer.from("no nodes")];
    for (const bytes of files) {
      writeFileSync(path, bytes);
      const tree = new LogTree({ path, rows: reading(rows).rows });
      expect(Buffer.from(tree.root(rows.length))).toEqual(wanted);
      tree.close();
    }
    truncateSync(path, 32 * 2 + 7);
    const cut = new LogTree({ path, rows: reading(rows).rows });
    expect(cut.coveredRows).toBe(CHUNK_ROWS * 2);
    expect(Buffer.from(cut.root(rows.length))).toEqual(wanted);
    cut.close();
    appendFileSync(path, Buffer.alloc(32, 7));
    const longer = new LogTree({ path, rows: reading(rows).rows });
    expect(Buffer.from(longer.root(rows.length))).toEqual(wanted);
    longer.close();
  });

  test("says which row is missing", () => {
    const rows = log(40).filter(({ seq }) => seq !== 17);
    const tree = new LogTree({ path, rows: reading(rows).rows });
    expect(() => tree.root(40)).toThrow("the log lacks event 17");
    tree.close();
  });
});
