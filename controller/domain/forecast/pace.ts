// Averages of what the hall has measured.
import type { Experience } from "./experience.ts";

/** What a ticket takes before anything was measured. */
const UNKNOWN_MS = 8 * 60_000;

/** Mean time at a window, over all services. */
export function overallMean(experience: Experience): number {
  let sum = 0;
  let count = 0;
  for (const samples of experience.work.values()) {
    for (const { ms } of samples) sum += ms;
    count += samples.length;
  }
  return count === 0 ? UNKNOWN_MS : sum / count;
}
