// A key that sends again and again: stuck, held down, or on a line that our answers do not reach. Pure.

/** Frames of one key further apart than this are presses of a person. */
export const TRAIN_GAP_MS = 1_000;
/** Gaps that differ by no more are a machine's rhythm: nobody presses so evenly. */
const EVEN_MS = 40;
/** So many presses of an even row count; the others wait until the key has been quiet. */
const EVEN_PRESSES_MAX = 3;
const KEYS_MAX = 32;

interface Train {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Of the even row at the end of the train. */
  readonly gapMs: number | null;
  readonly inRow: number;
}

export interface TrainVerdict {
  /** False: a press like any other, as far as the rhythm can say. */
  readonly isRepeat: boolean;
  readonly isStuck: boolean;
}

/** The trains of one device, each key by itself. */
export class KeyTrains {
  readonly #stuckMs: number;
  readonly #joinMs: number;
  readonly #trains = new Map<string, Train>();

  /** `joinMs`: frames so close are one press of a keypad that is known to repeat held keys. */
  constructor(stuckMs: number, joinMs = 0) {
    this.#stuckMs = stuckMs;
    this.#joinMs = joinMs;
  }

  frame(key: string, atMs: number): TrainVerdict {
    const before = this.#trains.get(key);
    this.#trains.delete(key); // The newest stands last: the oldest is the first to be forgotten.
    const train = this.#next(before, atMs);
    this.#trains.set(key, train);
    if (this.#trains.size > KEYS_MAX) this.#trains.delete(this.#trains.keys().next().value ?? key);
    const isStuck = atMs - train.firstMs >= this.#stuckMs;
    return { isStuck, isRepeat: isStuck || train.inRow > EVEN_PRESSES_MAX };
  }

  #next(before: Train | undefined, atMs: number): Train {
    if (before === undefined || atMs - before.lastMs > TRAIN_GAP_MS) {
      return { firstMs: atMs, lastMs: atMs, gapMs: null, inRow: 1 };
    }
    const gapMs = atMs - before.lastMs;
    if (gapMs <= this.#joinMs) return { ...before, lastMs: atMs };
    const isEven = before.gapMs !== null && Math.abs(gapMs - before.gapMs) <= EVEN_MS;
    return { firstMs: before.firstMs, lastMs: atMs, gapMs, inRow: isEven ? before.inRow + 1 : 2 };
  }
}
