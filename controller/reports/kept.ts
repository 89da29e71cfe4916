// What was added up before and cannot have changed since: days that have ended stay as they are.

interface Known<T> {
  readonly stamp: string;
  readonly value: T;
  readonly size: number;
}

/** Keeps at most `sizeMax` in all; what was asked for longest ago goes first, and what alone is larger is not kept. */
export class Kept<T> {
  readonly #known = new Map<string, Known<T>>();
  readonly #sizeMax: number;
  readonly #sizeOf: (value: T) => number;
  #size = 0;

  constructor(sizeMax: number, sizeOf: (value: T) => number) {
    this.#sizeMax = sizeMax;
    this.#sizeOf = sizeOf;
  }

  /** `stamp` changes with the figures asked for; null: they change all the time, nothing is kept. */
  of(question: string, stamp: string | null, make: () => T): T {
    const known = this.#known.get(question);
    this.#drop(question);
    const value = known !== undefined && known.stamp === stamp ? known.value : make();
    const size = this.#sizeOf(value);
    if (stamp === null || size > this.#sizeMax) return value;
    this.#known.set(question, { stamp, value, size });
    this.#size += size;
    for (const oldest of this.#known.keys()) {
      if (this.#size <= this.#sizeMax) break;
      this.#drop(oldest);
    }
    return value;
  }

  #drop(question: string): void {
    this.#size -= this.#known.get(question)?.size ?? 0;
    this.#known.delete(question);
  }
}
