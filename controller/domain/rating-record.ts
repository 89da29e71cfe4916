// What a record says beyond its level: checked against the edition it was asked with, and flagged where it lacks.
import type { Command, RefusalCode } from "./commands.ts";
import type { Moment } from "./decision.ts";
import type { RecordMore } from "./rating-commands.ts";
import type { RecordedMore } from "./rating-events.ts";
import { editionAt, editionNamed, listOf, REASONS_MAX, unknownReason } from "./rating-options.ts";
import { FLAG_REASON_MISSING, FLAG_REASON_UNLISTED, type OptionsEdition } from "./rating-types.ts";
import type { HallSettings, Level, RatingChannel } from "./types.ts";

type Press = Extract<Command, { type: "record-rating" }>;

export interface Why {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** The edition a record names, or the one in force; undefined: it names one that never was. */
export function editionOf(at: Moment, version: string | undefined): OptionsEdition | undefined {
  const { settings } = at.state;
  return version === undefined ? editionAt(settings, at.nowMs) : editionNamed(settings, version);
}

/** Why these reasons cannot be stored, or null. */
export function reasonFault(edition: OptionsEdition, channel: RatingChannel, reasons: readonly string[]): Why | null {
  if (reasons.length > REASONS_MAX) return { code: "REASON_UNKNOWN", detail: `at most ${REASONS_MAX} reasons` };
  const strange = unknownReason(listOf(edition, channel), reasons);
  if (strange === null) return null;
  return { code: "REASON_UNKNOWN", detail: `${strange} is no reason of the list ${edition.version}` };
}

/** Why these marks of dimensions cannot be stored, or null. */
export function marksFault(
  edition: OptionsEdition,
  channel: RatingChannel,
  dimensions: Readonly<Record<string, number>>,
): Why | null {
  const known = new Set(listOf(edition, channel).dimensions.map(({ code }) => code));
  for (const [code, level] of Object.entries(dimensions)) {
    if (!known.has(code)) return { code: "DIMENSION_UNKNOWN", detail: `${code} is no dimension of ${edition.version}` };
    if (!Number.isInteger(level) || level < 1 || level > 5) {
      return { code: "LEVEL_UNKNOWN", detail: `${code}: a level is a whole number from 1 to 5` };
    }
  }
  return null;
}

/**
 * Why what stands beside the level cannot be stored, or null. Whoever names the list it was asked with must keep to it;
 * from anybody else a strange reason is kept and flagged, because a mark is never lost over what stands beside it (P3).
 */
export function faultOf(at: Moment, press: Press): Why | null {
  const edition = editionOf(at, press.optionsVersion);
  if (edition === undefined) {
    return { code: "OPTIONS_UNKNOWN", detail: `there is no option list ${press.optionsVersion ?? ""}` };
  }
  const marked = marksFault(edition, press.channel, press.dimensions ?? {});
  if (marked !== null) return marked;
  if (press.optionsVersion === undefined && press.reasons.length <= REASONS_MAX) return null;
  return reasonFault(edition, press.channel, press.reasons);
}

/** Whether this level without a reason is to be marked: it is kept all the same (P3). */
export function lacksReason({ rating }: HallSettings, level: Level, reasons: readonly string[]): boolean {
  return level < (rating?.reasonRequiredBelow ?? 0) && reasons.length === 0;
}

/** The further fields of the event; `faultOf` has let them pass. */
export function moreOf(
  at: Moment,
  press: RecordMore & Pick<Press, "reasons"> & { readonly channel?: RatingChannel },
  level: Level,
): RecordedMore {
  const { dimensions, grade, gradeMap, commentRef, commentDigest, by, reasons, channel } = press;
  const edition = editionOf(at, press.optionsVersion);
  const strange =
    edition !== undefined && channel !== undefined && unknownReason(listOf(edition, channel), reasons) !== null;
  const flags = [
    ...(lacksReason(at.state.settings, level, reasons) ? [FLAG_REASON_MISSING] : []),
    ...(strange ? [FLAG_REASON_UNLISTED] : []),
  ];
  return {
    ...(edition === undefined ? {} : { optionsVersion: edition.version }),
    ...(dimensions === undefined || Object.keys(dimensions).length === 0
      ? {}
      : { dimensions: dimensions as Readonly<Record<string, Level>> }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(grade === undefined ? {} : { grade }),
    ...(gradeMap === undefined ? {} : { gradeMap }),
    ...(commentRef === undefined ? {} : { commentRef }),
    ...(commentDigest === undefined ? {} : { commentDigest }),
    ...(by === undefined ? {} : { by }),
  };
}
