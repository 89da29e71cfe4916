// The tree against published values of Certificate Transparency logs, and against a plain reading of RFC 6962 §2.1.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  rootOf,
} from "../../controller/evidence/merkle.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The eight leaves that implementations of RFC 6962 are commonly tried with, and the roots over the first n. */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(
  hex,
);
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const N01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const N03 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const N47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const L1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const L4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";

/** Nodes read off the leaves one by one. */
const nodesOf =
  (leaves: readonly Uint8Array[]) =>
  (level: number, index: number): Uint8Array => {
    const count = 2 ** level;
    return plainRoot(leaves.slice(index * count, (index + 1) * count));
  };

/** RFC 6962 §2.1, word for word. */
function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return createHash("sha256").digest();
  if (leaves.length === 1) return createHash("sha256").update(Uint8Array.of(0)).update(only).digest();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash("sha256")
    .update(Uint8Array.of(1))
    .update(plainRoot(leaves.slice(0, split)))
    .update(plainRoot(leaves.slice(split)))
    .digest();
}

/** RFC 6962 §2.1.1, word for word. */
function plainPath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...plainPath(index, left), plainRoot(right)]
    : [...plainPath(index - split, right), plainRoot(left)];
}

/** RFC 6962 §2.1.2, word for word. */
function plainSubproof(older: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (older === leaves.length) return whole ? [] : [plainRoot(leaves)];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return older <= split
    ? [...plainSubproof(older, left, whole), plainRoot(right)]
    : [...plainSubproof(older - split, right, false), plainRoot(left)];
}

const someLeaves = fc
  .integer({ min: 1, max: 70 })
  .map((size) => Array.from({ length: size }, (_, i) => Uint8Array.of(i)));

describe("the tree", () => {
  test.each(ROOTS.map((root, size) => ({ root, size })))(
    "has the published root over $size leaves",
    ({ root, size }) => {
      expect(text(rootOf(size, nodesOf(LEAVES)))).toBe(root);
    },
  );

  test.each([
    { index: 0, size: 1, path: [] },
    { index: 0, size: 8, path: [L1, N23, N47] },
    { index: 5, size: 8, path: [L4, N67, N03] },
    { index: 2, size: 3, path: [N01] },
    { index: 1, size: 5, path: [ROOTS[1], N23, L4] },
  ])("proves leaf $index of $size by the published path", ({ index, size, path }) => {
    const proof = inclusionProof(index, size, nodesOf(LEAVES));
    expect(proof.map(text)).toEqual(path);
    const leaf = leafHash(LEAVES[index] as Uint8Array);
    expect(provesInclusion({ leaf, index, size, proof, root: hex(ROOTS[size] as string) })).toBe(true);
  });

  test.each([
    { older: 1, newer: 1, path: [] },
    { older: 1, newer: 8, path: [L1, N23, N47] },
    { older: 6, newer: 8, path: [N45, N67, N03] },
    { older: 2, newer: 5, path: [N23, L4] },
  ])("proves $older leaves to begin $newer by the published path", ({ older, newer, path }) => {
    const proof = consistencyProof(older, newer, nodesOf(LEAVES));
    expect(proof.map(text)).toEqual(path);
    const roots = { olderRoot: hex(ROOTS[older] as string), newerRoot: hex(ROOTS[newer] as string) };
    expect(provesConsistency({ older, newer, proof, ...roots })).toBe(true);
  });

  test("agrees with a plain reading of the RFC for every leaf and every beginning", () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, a, b) => {
        const nodes = nodesOf(leaves);
        const root = rootOf(leaves.length, nodes);
        expect(text(root)).toBe(text(plainRoot(leaves)));
        const index = a % leaves.length;
        const proof = inclusionProof(index, leaves.length, nodes);
        expect(proof.map(text)).toEqual(plainPath(index, leaves).map(text));
        const older = 1 + (b % leaves.length);
        const consistency = consistencyProof(older, leaves.length, nodes);
        expect(consistency.map(text)).toEqual(plainSubproof(older, leaves, true).map(text));
        const olderRoot = plainRoot(leaves.slice(0, older));
        const given = { older, newer: leaves.length, olderRoot, newerRoot: root, proof: consistency };
        expect(provesConsistency(given)).toBe(true);
      }),
    );
  });

  test("believes no proof of which one bit, one step or one number is another", () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), fc.nat(), (leaves, a, b, c) => {
        const nodes = nodesOf(leaves);
        const size = leaves.length;
        const root = rootOf(size, nodes);
        const index = a % size;
        const leaf = leafHash(leaves[index] as Uint8Array);
        const proof = inclusionProof(index, size, nodes);
        const flip = (bytes: Uint8Array): Uint8Array =>
          bytes.map((byte, i) => (i === c % bytes.length ? byte ^ (1 << (b % 8)) : byte));
        const at = proof.length === 0 ? 0 : b % proof.length;
        const good = { leaf, index, size, proof, root };
        const wrong = [
          { ...good, leaf: flip(leaf) },
          { ...good, root: flip(root) },
          { ...good, index: size },
          { ...good, proof: [...proof, root] },
          ...(proof.length === 0 ? [] : [{ ...good, proof: proof.map((step, i) => (i === at ? flip(step) : step)) }]),
          ...(proof.length === 0 ? [] : [{ ...good, proof: proof.slice(1) }]),
        ];
        for (const one of wrong) expect(provesInclusion(one)).toBe(false);
      }),
    );
  });

  test("believes no history that was rewritten behind an older root", () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, a, b) => {
        fc.pre(leaves.length > 1);
        const older = 1 + (a % (leaves.length - 1));
        const edited = b % older;
        const rewritten = leaves.map((leaf, i) => (i === edited ? Uint8Array.of(255, i) : leaf));
        const proof = consistencyProof(older, leaves.length, nodesOf(rewritten));
        const given = { older, newer: leaves.length, olderRoot: plainRoot(leaves.slice(0, older)), proof };
        expect(provesConsistency({ ...given, newerRoot: plainRoot(rewritten) })).toBe(false);
      }),
    );
  });

  test("tells a leaf from a node", () => {
    const [a, b] = [leafHash(LEAVES[0] as Uint8Array), leafHash(LEAVES[1] as Uint8Array)];
    expect(text(nodeHash(a, b))).not.toBe(text(leafHash(Buffer.concat([a, b]))));
  });
});
