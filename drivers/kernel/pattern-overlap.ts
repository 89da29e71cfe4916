// Whether the same bytes could be read by two patterns: then nobody knows which key was pressed.
import type { BytePattern, PatternToken } from "./byte-pattern.ts";

/** What is known of one byte of a pattern. */
type Cell =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "bit"; readonly bit: number }
  /** A checksum: any value is possible, none is certain. */
  | { readonly kind: "check" }
  | { readonly kind: "free" };

/** The bytes of a pattern whose variable part is `extra` longer than its shortest. */
function cellsOf({ tokens }: BytePattern, extra: number, addr: number): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  let counted = 0;
  const lengths: number[] = [];
  for (const token of tokens) {
    if (token.kind === "open") from = cells.length;
    else if (token.kind === "close") counted = cells.length - from;
    else if (token.kind === "len") lengths.push(cells.push({ kind: "free" }) - 1);
    else cells.push(...cellsOfToken(token, extra, addr));
  }
  for (const at of lengths) cells[at] = { kind: "value", value: counted };
  return cells;
}

function cellsOfToken(token: PatternToken, extra: number, addr: number): Cell[] {
  if (token.kind === "byte") return [{ kind: "value", value: token.value }];
  if (token.kind === "addr") return [{ kind: "value", value: addr }];
  if (token.kind === "bit") return [{ kind: "bit", bit: token.bit }];
  if (token.kind === "data") {
    return new Array<Cell>(token.min === token.max ? token.min : token.min + extra).fill({ kind: "free" });
  }
  if (token.kind === "checksum") return new Array<Cell>(token.sum.startsWith("crc") ? 2 : 1).fill({ kind: "check" });
  return [{ kind: "free" }];
}

const variants = (pattern: BytePattern, addr: number): Cell[][] =>
  Array.from({ length: pattern.bytesMax - pattern.bytesMin + 1 }, (_, extra) => cellsOf(pattern, extra, addr));

function apart(a: Cell, b: Cell): boolean {
  if (a.kind === "value" && b.kind === "value") return a.value !== b.value;
  if (a.kind === "bit" && b.kind === "value") return (b.value & (1 << a.bit)) === 0;
  if (a.kind === "value" && b.kind === "bit") return (a.value & (1 << b.bit)) === 0;
  // Two buttons held together match both: such a report is read as no press at all.
  return a.kind === "bit" && b.kind === "bit" && a.bit !== b.bit;
}

const together = (a: readonly Cell[], b: readonly Cell[]): boolean =>
  a.slice(0, b.length).every((cell, i) => !apart(cell, b[i] ?? { kind: "free" }));

/** Certain, not just possible: each byte that the inner pattern names is named alike by the outer one. */
function holds(outer: readonly Cell[], inner: readonly Cell[]): boolean {
  for (let at = 1; at + inner.length <= outer.length; at++) {
    const inside = inner.every((cell, i) => {
      const around = outer[at + i];
      if (cell.kind === "free") return true;
      if (cell.kind === "check") return false;
      if (around?.kind !== "value") return around?.kind === "bit" && cell.kind === "bit" && cell.bit === around.bit;
      return !apart(cell, around);
    });
    if (inside) return true;
  }
  return false;
}

/** Some bytes begin with both patterns, other than by two bits of one byte. */
export function overlap(a: BytePattern, b: BytePattern, addr: number): boolean {
  return variants(a, addr).some((one) => variants(b, addr).some((other) => together(one, other)));
}

/** Every frame of the outer pattern holds one of the inner somewhere behind its first byte. */
export function contains(outer: BytePattern, inner: BytePattern, addr: number): boolean {
  return variants(outer, addr).some((one) => variants(inner, addr).some((other) => holds(one, other)));
}
