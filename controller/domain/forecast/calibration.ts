// How well told waits hold, and what is learnt from it: the tally that is published, the correction of the next ones.
import type { Told } from "../types.ts";

const MINUTE_MS = 60_000;
/** Called tickets the published share is taken from. */
export const TALLY_MAX = 200;
/** Tickets after which a correction has settled: from then on it only follows slow changes. */
const SETTLED_TICKETS = 25;
/** How far one surprise may move the width, and the middle. */
const SPREAD_STEP = 0.04;
const BIAS_STEP = 0.03;
const SURPRISE_MAX = 0.5;
const BIAS_MAX = 0.8;
const SPREAD_MIN = -0.7;
const SPREAD_MAX = 1.2;
/** Shorter waits say little about the pace of the hall. */
const TELLING_MID_MINUTES = 2;

/** What simulated waits are corrected by, both as logarithms of a factor. */
export interface Correction {
  readonly bias: number;
  readonly spread: number;
  /** Told waits it was learnt from. */
  readonly learnt: number;
}

export const NO_CORRECTION: Correction = { bias: 0, spread: 0, learnt: 0 };

/** A called ticket that had been told an interval. */
export interface ToldWait {
  readonly ticketId: string;
  readonly serviceId: string;
  readonly priority: string | null;
  readonly told: Told;
  readonly waitMs: number;
}

/** The name of a service and class. */
export const lineOf = (serviceId: string, priority: string | null): string => `${serviceId}|${priority ?? ""}`;

export interface Share {
  readonly n: number;
  readonly inside: number;
}

/** -1: called before the interval began, 1: after it had ended, 0: inside. */
export function sideOf({ told, waitMs }: Pick<ToldWait, "told" | "waitMs">): -1 | 0 | 1 {
  if (waitMs < told.lowMinutes * MINUTE_MS) return -1;
  return waitMs > told.highMinutes * MINUTE_MS ? 1 : 0;
}

/** How many of them held. */
export function shareOf(waits: readonly ToldWait[]): Share {
  let inside = 0;
  for (const wait of waits) if (sideOf(wait) === 0) inside += 1;
  return { n: waits.length, inside };
}

const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** A new day is only half as unlike the others as the one before it turned out to be. */
const KEPT_OVERNIGHT = 0.5;

/** The correction a day begins with. */
export function faded({ bias, spread, learnt }: Correction): Correction {
  return { bias: bias * KEPT_OVERNIGHT, spread: spread * KEPT_OVERNIGHT, learnt };
}

/**
 * The correction after one more told wait. The width follows the difference between the share that was promised and
 * what happened, so that in the long run they agree, whatever the simulation leaves out; the middle follows the ratio
 * of waits to forecasts.
 */
export function corrected(before: Correction, wait: ToldWait): Correction {
  const { share, midMinutes } = wait.told;
  // An interval from the formula says nothing about the simulation.
  if (share === undefined || midMinutes === undefined) return before;
  const eager = Math.max(1, (SETTLED_TICKETS * 3) / (before.learnt + SETTLED_TICKETS));
  const inside = sideOf(wait) === 0 ? 1 : 0;
  const spread = before.spread + SPREAD_STEP * eager * (share - inside);
  const surprise = Math.log((wait.waitMs / MINUTE_MS + 1) / (midMinutes + 1));
  const isTelling = midMinutes >= TELLING_MID_MINUTES;
  const step = isTelling ? BIAS_STEP * eager * within(surprise, -SURPRISE_MAX, SURPRISE_MAX) : 0;
  return {
    bias: within(before.bias + step, -BIAS_MAX, BIAS_MAX),
    spread: within(spread, SPREAD_MIN, SPREAD_MAX),
    learnt: before.learnt + 1,
  };
}
