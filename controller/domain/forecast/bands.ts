// From simulated waits to what is told: the corrected interval, rounded outwards to five minutes.
import type { Told } from "../types.ts";
import type { Correction } from "./calibration.ts";
import { quantile } from "./draws.ts";
import type { Model } from "./model.ts";
import type { Waits } from "./simulate.ts";

const MINUTE_MS = 60_000;
/** The grain of what is told: a finer figure would be a fake precision. */
export const GRAIN_MINUTES = 5;
/** The least share of simulated waits inside: rounding outwards adds to it, most where waits differ by little. */
const INSIDE_MIN_WIDE = 0.85;
const GRAIN_GIVES = 0.15;
/** Of those left outside, the share above: running over a told wait hurts more than beating it helps. */
const ABOVE_MAX = 0.65;

/** A simulated wait in minutes from the moment of the forecast. */
export interface Band extends Required<Told> {}

/** The interval on the grid that holds what is between the two. */
export function roundedOutwards(lowMinutes: number, highMinutes: number): Pick<Told, "lowMinutes" | "highMinutes"> {
  const low = Math.max(0, Math.floor(lowMinutes / GRAIN_MINUTES) * GRAIN_MINUTES);
  const high = Math.ceil(highMinutes / GRAIN_MINUTES) * GRAIN_MINUTES;
  return { lowMinutes: low, highMinutes: Math.max(high, low + GRAIN_MINUTES) };
}

function shareBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

/** What simulated waits become after the correction, in minutes, sorted. */
export function correctedMinutes(waitsMs: Float64Array, { bias, spread }: Correction): Float64Array {
  const minutes = Float64Array.from(waitsMs, (ms) => ms / MINUTE_MS).sort();
  const middle = quantile(minutes, 0.5);
  const [shift, power] = [Math.exp(bias), Math.exp(spread)];
  // One minute is added on both sides, so that a wait of none can be stretched too.
  return minutes.map((each) => Math.max(0, shift * ((middle + 1) * ((each + 1) / (middle + 1)) ** power - 1)));
}

/** The told interval of one set of waits: the narrowest on the grid that holds enough of them. */
export function bandOf(waitsMs: Float64Array, correction: Correction): Band {
  const minutes = correctedMinutes(waitsMs, correction);
  const middle = quantile(minutes, 0.5);
  const differ = quantile(minutes, 0.92) - quantile(minutes, 0.08);
  const insideMin = INSIDE_MIN_WIDE - GRAIN_GIVES * Math.min(1, GRAIN_MINUTES / Math.max(differ, 1));
  const aboveMax = ABOVE_MAX * (1 - insideMin);
  let best = { low: 0, high: Number.POSITIVE_INFINITY, share: 0 };
  for (let low = 0; low <= middle; low += GRAIN_MINUTES) {
    const below = shareBelow(minutes, low);
    // The later it begins, the later it ends: nothing better is to come.
    if (1 - below < insideMin) break;
    const enough = quantile(minutes, Math.min(1, Math.max(below + insideMin, 1 - aboveMax)));
    const high = Math.max(low + GRAIN_MINUTES, Math.ceil(enough / GRAIN_MINUTES) * GRAIN_MINUTES);
    const share = shareBelow(minutes, high) - below;
    const width = high - low - (best.high - best.low);
    if (width < 0 || (width === 0 && share > best.share)) best = { low, high, share };
  }
  const share = Math.round(best.share * 1000) / 1000;
  return { lowMinutes: best.low, highMinutes: best.high, midMinutes: Math.round(middle * 10) / 10, share };
}

/** One band per ticket and newcomer, in the order of the model. */
export function bandsOf({ runs, ms }: Waits, { tickets, newcomers, correction }: Model): Band[] {
  const all = tickets.length + newcomers.length;
  return Array.from({ length: all }, (_, i) => bandOf(ms.subarray(i * runs, (i + 1) * runs), correction));
}
