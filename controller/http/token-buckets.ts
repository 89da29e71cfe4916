// How often one caller may ask: a bucket of tokens each, refilled with time. Bounded, and forgets who has been quiet.

/** Callers remembered; the one quiet for longest is forgotten first. */
const CALLERS_MAX = 10_000;

export interface BucketRule {
  /** Asked at once. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** One rule for many callers. Time is given: any clock that does not run backwards. */
export class TokenBuckets {
  readonly #rule: BucketRule;
  readonly #callersMax: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rule: BucketRule, callersMax: number = CALLERS_MAX) {
    this.#rule = rule;
    this.#callersMax = callersMax;
  }

  /** Callers remembered now. */
  get size(): number {
    return this.#buckets.size;
  }

  /** As `take` would answer, without taking. */
  waitSeconds(caller: string, nowMs: number): number {
    const { burst, perSecond } = this.#rule;
    const known = this.#buckets.get(caller);
    if (known === undefined) return 0;
    const left = Math.min(burst, known.left + (Math.max(0, nowMs - known.atMs) / 1000) * perSecond);
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }

  /** 0: go on. Otherwise the seconds after which it is worth asking again. */
  take(caller: string, nowMs: number): number {
    const { burst, perSecond } = this.#rule;
    const known = this.#buckets.get(caller);
    const passedMs = known === undefined ? 0 : Math.max(0, nowMs - known.atMs);
    const left = known === undefined ? burst : Math.min(burst, known.left + (passedMs / 1000) * perSecond);
    // The newest stands last, so that the first is the one to forget.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { left: left >= 1 ? left - 1 : left, atMs: nowMs });
    if (this.#buckets.size > this.#callersMax) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }
}
