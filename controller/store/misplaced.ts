// Tells rows that were moved from rows that were edited: a moved one still has its hash at the place it came from.
import { type ChainRow, chainHash, hexOf } from "./chain.ts";
import type { LogFault, LogRow } from "./verify.ts";

/** With more broken rows than this it is no swap of some rows, and trying each at each place would take for ever. */
const BROKEN_MAX = 12;

interface Broken {
  readonly row: LogRow;
  /** Stored hash of the row before it. */
  readonly previous: Uint8Array;
}

export class Misplaced {
  readonly #broken: Broken[] = [];
  #isMany = false;

  /** A row whose hash does not follow. */
  note(row: LogRow, previous: Uint8Array): void {
    if (this.#broken.length < BROKEN_MAX) this.#broken.push({ row, previous });
    else this.#isMany = true;
  }

  /** The faults, with rows that belong elsewhere called by their name. */
  named(faults: readonly LogFault[]): LogFault[] {
    if (this.#isMany || this.#broken.length < 2) return [...faults];
    const moved = new Map<number, number>();
    for (const { row } of this.#broken) {
      const place = this.#placeOf(row);
      if (place !== null && place !== row.seq) moved.set(row.seq, place);
    }
    return faults.map((fault) => {
      const place = fault.kind === "edited" ? moved.get(fault.seq) : undefined;
      if (place === undefined) return fault;
      return { ...fault, kind: "reordered", detail: `this event was number ${place} when it was logged` };
    });
  }

  /** The number under which the row has one of the stored hashes; null: none among the broken ones. */
  #placeOf(row: ChainRow): number | null {
    const hashes = new Set(this.#broken.map((one) => hexOf(one.row.hash)));
    const befores = new Map(
      this.#broken.flatMap(({ row: { hash }, previous }) => [hash, previous]).map((hash) => [hexOf(hash), hash]),
    );
    for (const { row: other } of this.#broken) {
      for (const before of befores.values())
        if (hashes.has(hexOf(chainHash(before, { ...row, seq: other.seq })))) return other.seq;
    }
    return null;
  }
}
