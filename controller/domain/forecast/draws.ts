// Seeded chance: one seed gives one forecast, on every machine.

/** 0 ≤ x < 1. */
export type Random = () => number;

/** A small generator with 32 bits of state (mulberry32): fast, and even enough for a hundred runs. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Exponential with this mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** One of the samples; 0 when there is none. */
export function drawn(random: Random, samples: ArrayLike<number>): number {
  return samples[Math.floor(random() * samples.length)] ?? 0;
}

/**
 * What is left of something that has lasted so long: one of the samples that lasted longer. When none did, it lasts as
 * long again as it may: what outlives all experience does not end at once.
 */
export function remaining(random: Random, sorted: ArrayLike<number>, elapsed: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= elapsed) low = middle + 1;
    else high = middle;
  }
  const longer = sorted.length - low;
  if (longer === 0) return exponential(random, elapsed / 2);
  return (sorted[low + Math.floor(random() * longer)] ?? elapsed) - elapsed;
}

/** The value below which this share of the sorted samples lies. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length - 1)));
  const below = Math.floor(at);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? low;
  return low + (high - low) * (at - below);
}
