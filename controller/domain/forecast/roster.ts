// When windows are usually manned: by window and quarter of an hour, learnt from the days before.

const SLOT_MS = 15 * 60_000;
const SLOTS = 96;
/** How much the newest day counts beside all before it. */
const NEWEST_DAY = 0.35;
/** Short pauses take a little off every quarter: a window that is there nine times of ten is simply there. */
const USUAL = 1.1;
/** Below this part of the present number of windows the hall is closing, unless they come back. */
const CLOSING = 0.5;

/** Quarters looked ahead. */
export const SLOTS_AHEAD = 33;

/** Shares of the quarters to come, window after window in the order of the settings. */
export interface Shifts {
  readonly fromMs: number;
  readonly shares: Float32Array;
}

/** Which of the quarters to come this moment lies in. */
export function slotAt({ fromMs }: Shifts, atMs: number): number {
  return Math.min(SLOTS_AHEAD - 1, Math.max(0, Math.floor((atMs - fromMs) / SLOT_MS)));
}

/** The moment a quarter to come begins. */
export function slotStartMs({ fromMs }: Shifts, slot: number): number {
  return fromMs + slot * SLOT_MS;
}

export class Roster {
  readonly #windowIds: readonly string[];
  #past: Float32Array | null = null;
  readonly #today: Float32Array;
  readonly #since = new Map<string, number>();
  #startMs: number | null = null;

  constructor(windowIds: readonly string[]) {
    this.#windowIds = windowIds;
    this.#today = new Float32Array(windowIds.length * SLOTS);
  }

  /** A day begins; what the one before it taught is kept. */
  dayStarted(startMs: number, atMs: number, manned: readonly string[]): void {
    for (const windowId of [...this.#since.keys()]) this.left(windowId, atMs);
    if (this.#startMs !== null && this.#today.some((share) => share > 0)) this.#learn();
    this.#today.fill(0);
    this.#startMs = startMs;
    for (const windowId of manned) this.#since.set(windowId, atMs);
  }

  manned(windowId: string, atMs: number): void {
    if (!this.#since.has(windowId)) this.#since.set(windowId, atMs);
  }

  left(windowId: string, atMs: number): void {
    const sinceMs = this.#since.get(windowId);
    this.#since.delete(windowId);
    const row = this.#windowIds.indexOf(windowId);
    if (sinceMs === undefined || this.#startMs === null || row < 0) return;
    const from = (sinceMs - this.#startMs) / SLOT_MS;
    const to = Math.min(SLOTS, (atMs - this.#startMs) / SLOT_MS);
    for (let slot = Math.max(0, Math.floor(from)); slot < to; slot++) {
      const at = row * SLOTS + slot;
      this.#today[at] = (this.#today[at] ?? 0) + Math.min(slot + 1, to) - Math.max(slot, from);
    }
  }

  /** What is usual from now on, or null before the first full day. */
  ahead(nowMs: number): Shifts | null {
    const past = this.#past;
    if (past === null || this.#startMs === null) return null;
    const first = Math.max(0, Math.floor((nowMs - this.#startMs) / SLOT_MS));
    const shares = new Float32Array(this.#windowIds.length * SLOTS_AHEAD);
    const totals = new Float32Array(SLOTS_AHEAD);
    for (let row = 0; row < this.#windowIds.length; row++) {
      for (let slot = 0; slot < SLOTS_AHEAD; slot++) {
        const share = Math.min(1, USUAL * smoothed(past, row * SLOTS, first + slot));
        shares[row * SLOTS_AHEAD + slot] = share;
        totals[slot] = (totals[slot] ?? 0) + share;
      }
    }
    this.#serveToTheEnd(shares, totals);
    return { fromMs: this.#startMs + first * SLOT_MS, shares };
  }

  /** Towards the evening windows go when nobody waits any more: who has a number is served. */
  #serveToTheEnd(shares: Float32Array, totals: Float32Array): void {
    const enough = CLOSING * (totals[0] ?? 0);
    let last = SLOTS_AHEAD - 1;
    while (last > 0 && (totals[last] ?? 0) < enough) last -= 1;
    for (let row = 0; row < shares.length; row += SLOTS_AHEAD) {
      shares.fill(shares[row + last] ?? 0, row + last + 1, row + SLOTS_AHEAD);
    }
  }

  #learn(): void {
    const past = this.#past;
    this.#past = this.#today.map((share, at) =>
      past === null ? share : (1 - NEWEST_DAY) * (past[at] ?? 0) + NEWEST_DAY * share,
    );
  }
}

/** A change a few minutes earlier or later than yesterday is no surprise. */
function smoothed(past: Float32Array, row: number, slot: number): number {
  const at = (index: number) => past[row + Math.min(SLOTS - 1, Math.max(0, index))] ?? 0;
  return (at(slot - 1) + 2 * at(slot) + at(slot + 1)) / 4;
}
