// How long to wait before a message is tried again.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Standard Webhooks' own advice: a moment, then minutes, then hours, for three days and a half in all. */
export const WEBHOOK_WAITS_MS: readonly number[] = [
  ...[5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS],
  ...[5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];
/** Everything else: a number a person waits for is worth little after some hours. */
export const OTHER_WAITS_MS: readonly number[] = [
  ...[10 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS],
];
/** A receiver is asked to wait no longer than this by its own `Retry-After`. */
export const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;
const JITTER = 0.2;

/** Wait after the attempt of this number (from 1), spread by a fifth so that many receivers are not tried at once. */
export function waitMs(waits: readonly number[], attempt: number, random: () => number): number {
  const base = waits[Math.min(attempt, waits.length) - 1] ?? MINUTE_MS;
  return Math.round(base * (1 + JITTER * random()));
}
