// Three figures side by side, never one: asked, active, with defaults (rating rules §5 and §7). Pure, over records.
import type { Case, Level, RatingChannel } from "./types.ts";
import { wilsonRange } from "./wilson.ts";

/** What one finished case adds. Each counts once; records of acceptance and after rectification are kept apart. */
export interface CaseFacts {
  /** It was offered at least one channel. */
  readonly asked: boolean;
  readonly active: { readonly level: Level; readonly channel: RatingChannel } | null;
  /** Taken by another system: never active. */
  readonly imported: Level | null;
  readonly defaulted: boolean;
}

export interface Share {
  readonly n: number;
  readonly of: number;
  /** Null: of nothing. */
  readonly share: number | null;
  /** The range it lies in with 95 % confidence; null: of nothing. */
  readonly range: readonly [number, number] | null;
}

export interface RatingFigures {
  readonly finished: number;
  readonly asked: Share;
  readonly active: Share;
  /** Active ones by channel; the shares add up to the active one. */
  readonly channels: readonly { readonly channel: RatingChannel; readonly n: number; readonly share: number | null }[];
  /** Rated in any way: active, default or imported. 100 % only where a default rule exists. */
  readonly withDefaults: Share;
  readonly defaults: number;
  readonly imported: number;
  /** 未评率: without an active rating; and where a default counts as a rating. */
  readonly unrated: Share;
  readonly unratedCountingDefaults: Share;
  /** 主动评价好评率: levels 3 to 5 among active ratings. */
  readonly good: Share;
  readonly goodWithDefaults: Share;
  readonly bad: number;
  readonly levels: Readonly<Record<Level, number>>;
  readonly average: number | null;
}

function shareOf(n: number, of: number): Share {
  return { n, of, share: of === 0 ? null : n / of, range: wilsonRange(n, of) };
}

/** No message and no call that did not come through is an offer. */
const NOT_OFFERED: ReadonlySet<string> = new Set(["undelivered", "opted-out", "no-contact"]);
const SPOKEN_TO: ReadonlySet<string> = new Set(["rated", "declined"]);

/** The facts of a finished case; null while it is open. */
export function factsOf(found: Case): CaseFacts | null {
  if (found.status !== "finished") return null;
  const { rating, asked = [], callbacks = [], invitedAtMs } = found;
  const active = rating?.origin === "active" ? { level: rating.level, channel: rating.channel } : null;
  const offered =
    invitedAtMs !== null ||
    active !== null ||
    asked.some(({ outcome }) => outcome === null || !NOT_OFFERED.has(outcome)) ||
    callbacks.some(({ result }) => SPOKEN_TO.has(result));
  const imported = rating?.origin === "imported" ? rating.level : null;
  return { asked: offered, active, imported, defaulted: rating?.origin === "default" };
}

/** Adds up finished cases. A default that an active record took the place of is in the log alone. */
export function ratingFigures(cases: Iterable<CaseFacts>): RatingFigures {
  const levels: Record<Level, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  const channels = new Map<RatingChannel, number>();
  let [finished, asked, active, defaults, imported] = [0, 0, 0, 0, 0];
  for (const facts of cases) {
    finished += 1;
    if (facts.asked) asked += 1;
    if (facts.active !== null) {
      active += 1;
      levels[facts.active.level] += 1;
      channels.set(facts.active.channel, (channels.get(facts.active.channel) ?? 0) + 1);
    } else if (facts.imported !== null) imported += 1;
    else if (facts.defaulted) defaults += 1;
  }
  // R1: only 1 and 2 are 差评.
  const bad = levels[1] + levels[2];
  const good = active - bad;
  const sum = ([1, 2, 3, 4, 5] as const).reduce((total, level) => total + level * levels[level], 0);
  return {
    finished,
    asked: shareOf(asked, finished),
    active: shareOf(active, finished),
    channels: [...channels]
      .sort(([, left], [, right]) => right - left)
      .map(([channel, n]) => ({ channel, n, share: n / finished })),
    withDefaults: shareOf(active + defaults + imported, finished),
    defaults,
    imported,
    unrated: shareOf(finished - active, finished),
    unratedCountingDefaults: shareOf(finished - active - defaults, finished),
    good: shareOf(good, active),
    goodWithDefaults: shareOf(good + defaults, active + defaults),
    bad,
    levels,
    average: active === 0 ? null : sum / active,
  };
}
