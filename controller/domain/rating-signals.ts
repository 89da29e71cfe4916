// Signs that a rating may not be the person's own, for a supervisor to look at. Nothing follows by itself (P9).
import type { RatingFeed, Touch } from "./rating-feed.ts";
import type { CheckedSignal, RatingSettings } from "./rating-types.ts";
import type { Words } from "./types.ts";

export type SignalKind =
  | "press-before-end"
  | "press-at-closed-window"
  | "quick-press"
  | "series"
  | "staff-side-pad"
  | "corrected-upward";

/** One row to look at. */
export interface RatingSignal {
  /** The same sign of the same window and day keeps its id while it grows. */
  readonly id: string;
  readonly kind: SignalKind;
  readonly windowId: string;
  readonly caseIds: readonly string[];
  readonly count: number;
  readonly lastAtMs: number;
  readonly why: Words;
  readonly strength: "weak" | "strong";
  /** Missing: nobody has looked at it since it last grew. */
  readonly checked?: CheckedSignal;
}

/** Our own values; a hall may set others. */
export const SIGNAL_RULES = { seriesLength: 8, quickMs: 800, correctionsMin: 4 } as const;
const CASES_NAMED_MAX = 20;
/** From so many on a sign is strong. */
const STRONG_COUNT = 3;
/** People do not all take the same time: below this spread (deviation by mean) the rhythm is odd. */
const EVEN_RHYTHM_MAX = 0.2;
/** Presses this fast on average come from somebody who does not read. */
const HASTY_MEAN_MS = 2_000;
const UP_FROM_MAX = 3;

interface Found {
  readonly kind: SignalKind;
  readonly windowId: string;
  readonly facts: readonly { readonly caseId: string | null; readonly atMs: number }[];
  readonly why: Words;
  readonly strong?: boolean;
}

function byWindow<T extends { readonly windowId: string }>(facts: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const fact of facts) groups.set(fact.windowId, [...(groups.get(fact.windowId) ?? []), fact]);
  return groups;
}

function grouped<T extends { readonly windowId: string; readonly caseId: string | null; readonly atMs: number }>(
  kind: SignalKind,
  facts: readonly T[],
  atLeast: number,
  why: (n: number) => Words,
): Found[] {
  return [...byWindow(facts)]
    .filter(([, list]) => list.length >= atLeast)
    .map(([windowId, list]) => ({ kind, windowId, facts: list, why: why(list.length) }));
}

/** Deviation by mean; null for fewer than three. */
export function spreadOfRhythm(times: readonly number[]): { readonly mean: number; readonly spread: number } | null {
  if (times.length < 3) return null;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
  return { mean, spread: mean === 0 ? 0 : Math.sqrt(variance) / mean };
}

/** The newest run of one level at a window, where the touches come too evenly or too fast for people. */
function seriesAt(windowId: string, touches: readonly Touch[], least: number): Found[] {
  const runs: Touch[][] = [];
  for (const touch of touches) {
    const run = runs.at(-1);
    if (run?.[0]?.level === touch.level) run.push(touch);
    else runs.push([touch]);
  }
  return runs
    .filter((run) => run.length >= least)
    .slice(-1)
    .flatMap((run) => {
      const delays = run.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs]));
      const rhythm = spreadOfRhythm(delays);
      if (rhythm === null) return [];
      const isOdd = rhythm.spread <= EVEN_RHYTHM_MAX || rhythm.mean <= HASTY_MEAN_MS;
      if (!isOdd) return [];
      const seconds = (rhythm.mean / 1000).toFixed(1);
      const [n, level] = [run.length, run[0]?.level ?? 0];
      const why = {
        "zh-CN": `连续 ${n} 次同为 ${level} 级，间隔相近（平均 ${seconds} 秒）`,
        en: `${n} marks of level ${level} in a row at an even pace (${seconds} s on average)`,
      };
      return [{ kind: "series", windowId, facts: run, why, strong: rhythm.spread <= EVEN_RHYTHM_MAX / 2 } as const];
    });
}

function found(feed: RatingFeed, settings: RatingSettings | undefined): Found[] {
  const rules = settings?.signals ?? SIGNAL_RULES;
  const atPad = feed.touches.filter(({ channel }) => channel === "window_pad");
  const quick = atPad.filter(({ delayMs }) => delayMs !== null && delayMs <= rules.quickMs);
  const staffSide = new Set(settings?.staffSidePads ?? []);
  const upward = feed.corrections.filter(({ from, level }) => from <= UP_FROM_MAX && level > from);
  return [
    ...grouped(
      "press-before-end",
      feed.presses.filter(({ why }) => why === "serving"),
      1,
      (n) => ({
        "zh-CN": `办理未结束时按评价器 ${n} 次`,
        en: `${n} presses while somebody was still being served`,
      }),
    ),
    ...grouped(
      "press-at-closed-window",
      [
        ...feed.presses.filter(({ why }) => why === "closed"),
        ...atPad.filter(({ windowState }) => windowState === "closed"),
      ],
      1,
      (n) => ({ "zh-CN": `窗口关闭时按评价器 ${n} 次`, en: `${n} presses while the window was closed` }),
    ),
    ...grouped("quick-press", quick, 1, (n) => ({
      "zh-CN": `办结后 ${rules.quickMs / 1000} 秒内按下 ${n} 次`,
      en: `${n} presses within ${rules.quickMs / 1000} s of the end of service`,
    })),
    ...[...byWindow(atPad)].flatMap(([windowId, touches]) => seriesAt(windowId, touches, rules.seriesLength)),
    ...grouped(
      "staff-side-pad",
      atPad.filter(({ windowId }) => staffSide.has(windowId)),
      1,
      (n) => ({
        "zh-CN": `评价器在工作人员一侧，今日 ${n} 次评价`,
        en: `the pad stands on the staff's side: ${n} ratings today`,
      }),
    ),
    ...grouped("corrected-upward", upward, rules.correctionsMin, (n) => ({
      "zh-CN": `${n} 次在数秒内由低级改为高级`,
      en: `${n} marks changed upward within seconds`,
    })),
  ];
}

/** All signs of the day, strong ones first, then the newest; looked-at ones stay, with who looked and when. */
export function signalsOf(
  feed: RatingFeed,
  settings: RatingSettings | undefined,
  checked: ReadonlyMap<string, CheckedSignal>,
): RatingSignal[] {
  return found(feed, settings)
    .map(({ kind, windowId, facts, why, strong }) => {
      const id = `${kind}:${windowId}:${feed.day ?? ""}`;
      const lastAtMs = Math.max(...facts.map(({ atMs }) => atMs));
      const caseIds = [...new Set(facts.flatMap(({ caseId }) => (caseId === null ? [] : [caseId])))];
      const strength = (strong ?? facts.length >= STRONG_COUNT) ? ("strong" as const) : ("weak" as const);
      const looked = checked.get(id);
      return {
        ...{
          id,
          kind,
          windowId,
          caseIds: caseIds.slice(-CASES_NAMED_MAX),
          count: facts.length,
          lastAtMs,
          why,
          strength,
        },
        ...(looked !== undefined && looked.atMs >= lastAtMs ? { checked: looked } : {}),
      };
    })
    .sort((left, right) => rank(left) - rank(right) || right.lastAtMs - left.lastAtMs);
}

const rank = ({ strength, checked }: RatingSignal) => (checked === undefined ? 0 : 2) + (strength === "strong" ? 0 : 1);
