// The figures of the loop (rating rules §7), pure: rates of replies, calls, mending, lateness; raw and adjusted.
import { isSetAside, wasReached } from "./loop-life.ts";
import type { Loop } from "./loop-types.ts";

/** A share with what it is a share of; null where there is nothing to share. */
export interface Share {
  readonly n: number;
  readonly of: number;
  readonly share: number | null;
}

export interface LoopFigures {
  /** Bad ratings received, without those withdrawn within seconds. */
  readonly bad: number;
  readonly complaints: number;
  readonly open: number;
  /** 差评回复率 */
  readonly replied: Share;
  /** 差评回访率: somebody answered. */
  readonly calledBack: Share;
  /** 回访整改率: mended ÷ called back. */
  readonly fixed: Share;
  /** 回访整改满意率: second records at levels 3 to 5 ÷ mended. */
  readonly fixedSatisfied: Share;
  /** 超期率: past any of its deadlines. */
  readonly overdue: Share;
  readonly setAside: number;
}

/** `part` of `whole`. */
export function shareOf(n: number, of: number): Share {
  return { n, of, share: of === 0 ? null : n / of };
}

const GOOD_LEVEL_MIN = 3;

/** Of the loops received in a span. The rates are those of ratings; complaints have none and are counted apart. */
export function loopFigures(loops: readonly Loop[]): LoopFigures {
  const known = loops.filter(({ withdrawnMs }) => withdrawnMs === null);
  const bad = known.filter(({ source }) => source === "rating");
  const count = (test: (loop: Loop) => boolean) => bad.filter(test).length;
  const fixed = count(({ fixed }) => fixed !== null);
  return {
    bad: bad.length,
    complaints: known.length - bad.length,
    open: known.filter(({ reviewed }) => reviewed === null).length,
    replied: shareOf(
      count(({ replied }) => replied !== null),
      bad.length,
    ),
    calledBack: shareOf(count(wasReached), bad.length),
    fixed: shareOf(
      count((loop) => loop.fixed !== null && wasReached(loop)),
      count(wasReached),
    ),
    fixedSatisfied: shareOf(
      count((loop) => loop.fixed !== null && loop.second !== null && loop.second.level >= GOOD_LEVEL_MIN),
      fixed,
    ),
    overdue: shareOf(
      count(({ overdue }) => overdue.length > 0),
      bad.length,
    ),
    setAside: count(isSetAside),
  };
}

/** 好评率 of active ratings as they are, and without those an appeal has set aside: always shown side by side. */
export function rawAndAdjusted(
  levels: readonly number[],
  setAside: readonly Pick<Loop, "level">[],
): { readonly raw: Share; readonly adjusted: Share } {
  const good = (levels[3] ?? 0) + (levels[4] ?? 0) + (levels[5] ?? 0);
  const all = good + (levels[1] ?? 0) + (levels[2] ?? 0);
  // Only bad ones are ever set aside; none can be taken off twice, or that is not there.
  const off = Math.min(setAside.filter(({ level }) => level !== null).length, all - good);
  return { raw: shareOf(good, all), adjusted: shareOf(good, all - off) };
}
