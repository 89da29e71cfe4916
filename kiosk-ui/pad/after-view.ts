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
  /** Since when marks of dimensions are asked for, on the page's own clock; missing: they are not, or not yet. */
  readonly marksAtMs?: number;
  /** Marks chosen so far, by dimension. */
  readonly marks?: Readonly<Record<string, PadLevel>>;
  /** Said about the acceptance: it may be changed, and nothing more is asked while the matter goes on. */
  readonly acceptance?: boolean;
}

/** A dimension that is asked beside the level. */
export interface MarkShown {
  readonly code: string;
  readonly words: Both;
  /** In every language the list has. */
  readonly names: Readonly<Record<string, string>>;
  readonly chosen: PadLevel | null;
}

export interface AfterShown {
  readonly level: PadLevel;
  /** 0: no longer. */
  readonly changeSeconds: number;
  readonly reasons: readonly (Omit<MarkShown, "chosen"> & { readonly chosen: boolean })[];
  /** Not empty: these are asked now, and reasons no more. */
  readonly marks: readonly MarkShown[];
  /** Marks may be asked for after the reasons. */
  readonly mayMark: boolean;
}

/** What the touch itself was about: it is not asked twice. */
const TOUCHED = "overall";

/** Nobody stands there any more: the next person is not to find somebody's half answer. */
export const REASONS_SHOWN_MS = 20_000;

/** Dimensions that may be marked beside the level. */
export function dimensionsOf(options: OptionsView | null): OptionsView["onsite"]["dimensions"] {
  return (options?.onsite.dimensions ?? []).filter(({ code }) => code !== TOUCHED);
}

/** What is offered now; null: nothing, thanks alone. */
export function afterShown(after: After | null, options: OptionsView | null, nowMs: number): AfterShown | null {
  if (after === null) return null;
  const { level, chosen, marks = {}, marksAtMs } = after;
  const asks = !after.done && after.acceptance !== true && nowMs - (marksAtMs ?? after.storedAtMs) < REASONS_SHOWN_MS;
  const changeMs = (options?.correctionMs ?? 0) - (nowMs - after.storedAtMs);
  const dimensions = asks ? dimensionsOf(options) : [];
  const listed = asks ? (options?.onsite.reasons ?? []).filter(({ levels }) => levels.includes(level)) : [];
  const marking = marksAtMs !== undefined || listed.length === 0;
  const shown = {
    level,
    changeSeconds: marksAtMs === undefined ? Math.max(0, Math.ceil(changeMs / 1000)) : 0,
    reasons: marking
      ? []
      : listed.map(({ code, name }) => ({ code, words: both(name), names: name, chosen: chosen.includes(code) })),
    marks: marking
      ? dimensions.map(({ code, name }) => ({ code, words: both(name), names: name, chosen: marks[code] ?? null }))
      : [],
    mayMark: !marking && dimensions.length > 0,
  };
  return shown.changeSeconds + shown.reasons.length + shown.marks.length === 0 ? null : shown;
}

/** One mark, or none again when the same is touched twice. */
export function marked(after: After, code: string, level: PadLevel): After {
  const { [code]: before, ...others } = after.marks ?? {};
  return { ...after, marks: before === level ? others : { ...others, [code]: level } };
}

/** One more, or one less. */
export function toggled(after: After, code: string): After {
  const has = after.chosen.includes(code);
  return { ...after, chosen: has ? after.chosen.filter((one) => one !== code) : [...after.chosen, code] };
}
