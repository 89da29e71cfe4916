// What the pad offers after the touch: another level for seconds, reasons with a skip. Pure.
import type { OptionsView } from "../../controller/contract/ratings.ts";
import { type Both, both } from "../shared/i18n/both.ts";

export type PadLevel = 1 | 2 | 3 | 4 | 5;

/** The touch that was just stored, as the page knows it. */
export interface After {
  readonly ratingId: string;
  readonly level: PadLevel;
  /** On the page's own clock. */
  readonly storedAtMs: number;
  /** Codes chosen so far. */
  readonly chosen: readonly string[];
  /** Sent or skipped: nothing more is asked. */
  readonly done: boolean;
}

export interface AfterShown {
  readonly level: PadLevel;
  /** 0: no longer. */
  readonly changeSeconds: number;
  readonly reasons: readonly { readonly code: string; readonly words: Both; readonly chosen: boolean }[];
}

/** Nobody stands there any more: the next person is not to find somebody's half answer. */
export const REASONS_SHOWN_MS = 20_000;

/** What is offered now; null: nothing, thanks alone. */
export function afterShown(after: After | null, options: OptionsView | null, nowMs: number): AfterShown | null {
  if (after === null) return null;
  const sinceMs = nowMs - after.storedAtMs;
  const changeMs = (options?.correctionMs ?? 0) - sinceMs;
  const offers = !after.done && sinceMs < REASONS_SHOWN_MS;
  const listed = offers ? (options?.onsite.reasons ?? []) : [];
  const reasons = listed
    .filter(({ levels }) => levels.includes(after.level))
    .map(({ code, name }) => ({ code, words: both(name), chosen: after.chosen.includes(code) }));
  if (changeMs <= 0 && reasons.length === 0) return null;
  return { level: after.level, changeSeconds: Math.max(0, Math.ceil(changeMs / 1000)), reasons };
}

/** One more, or one less. */
export function toggled(after: After, code: string): After {
  const has = after.chosen.includes(code);
  return { ...after, chosen: has ? after.chosen.filter((one) => one !== code) : [...after.chosen, code] };
}
