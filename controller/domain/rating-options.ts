// What may be said beside the level: reasons and dimensions, in editions that are followed and never edited (R12, I6).
import { SHIPPED_OPTIONS } from "./rating-options-shipped.ts";
import type { ListKind, OptionList, OptionsEdition, RatingDimension, RatingReason } from "./rating-types.ts";
import { localDay } from "./time.ts";
import type { HallSettings, Level, Rating, RatingChannel, Words } from "./types.ts";

/** Reasons in one record at most. */
export const REASONS_MAX = 10;

type Place = Pick<HallSettings, "rating" | "timezone">;

/** Every edition the hall knows: its own, or the shipped one. */
export function editionsOf({ rating }: Pick<HallSettings, "rating">): readonly OptionsEdition[] {
  const own = rating?.options ?? [];
  return own.length === 0 ? [SHIPPED_OPTIONS] : own;
}

/** The edition asked with at that moment: the newest that has begun, else the first. */
export function editionAt(place: Place, atMs: number): OptionsEdition {
  const today = localDay(atMs, place.timezone);
  const known = [...editionsOf(place)].sort((left, right) => (left.from < right.from ? -1 : 1));
  return known.filter(({ from }) => from <= today).at(-1) ?? known[0] ?? SHIPPED_OPTIONS;
}

/** An edition by its name, or undefined. */
export function editionNamed(place: Pick<HallSettings, "rating">, version: string): OptionsEdition | undefined {
  return editionsOf(place).find((edition) => edition.version === version);
}

const ONSITE: ReadonlySet<RatingChannel> = new Set(["window_pad", "hall_terminal", "paper", "phone", "sms", "qr"]);

/** At the window, or online: who rates by message or call is asked about the visit. */
export function listKindOf(channel: RatingChannel): ListKind {
  return ONSITE.has(channel) ? "onsite" : "online";
}

/** The list of a channel. */
export function listOf(edition: OptionsEdition, channel: RatingChannel): OptionList {
  return edition[listKindOf(channel)];
}

/** The reasons offered with a level. */
export function reasonsFor(list: OptionList, level: Level): RatingReason[] {
  return list.reasons.filter(({ levels }) => levels.includes(level));
}

/** Older pages wrote the edition before the code, e.g. `phone-1:slow`. */
const bare = (code: string): string => code.slice(code.indexOf(":") + 1);

/** The first code the list does not know, or null. Somebody's own words are no code: they go to the vault. */
export function unknownReason(list: OptionList, reasons: readonly string[]): string | null {
  return reasons.find((code) => !list.reasons.some((reason) => reason.code === bare(code))) ?? null;
}

/** A reason in words, by the edition it was asked with; a code nobody knows any more stands for itself. */
export function reasonWords(
  place: Pick<HallSettings, "rating">,
  { optionsVersion, channel, level }: Pick<Rating, "optionsVersion" | "channel" | "level">,
  code: string,
): Words {
  const edition = editionNamed(place, optionsVersion ?? SHIPPED_OPTIONS.version) ?? SHIPPED_OPTIONS;
  const named = listOf(edition, channel).reasons.filter((reason) => reason.code === bare(code));
  const found = named.find(({ levels }) => levels.includes(level)) ?? named[0];
  return found?.name ?? { "zh-CN": code, en: code };
}

/** What the touch itself marks: it is asked first, and not once more among the dimensions. */
const TOUCHED = "overall";

/** Dimensions that may be marked after the level, of the edition it was asked with. */
export function offeredDimensions(
  place: Place,
  { optionsVersion, channel }: { readonly optionsVersion?: string; readonly channel: RatingChannel },
  atMs: number,
): readonly RatingDimension[] {
  const named = optionsVersion === undefined ? undefined : editionNamed(place, optionsVersion);
  const edition = named ?? editionAt(place, atMs);
  return listOf(edition, channel).dimensions.filter(({ code }) => code !== TOUCHED);
}

/** What a person may give as a reason, with the edition before the code, as pages without a script send it back. */
export function offeredReasons(
  place: Place,
  { optionsVersion, channel, level }: Pick<Rating, "optionsVersion" | "channel" | "level">,
  atMs: number,
): { readonly code: string; readonly name: Words }[] {
  const named = optionsVersion === undefined ? undefined : editionNamed(place, optionsVersion);
  const edition = named ?? editionAt(place, atMs);
  return reasonsFor(listOf(edition, channel), level).map(({ code, name }) => ({
    code: `${edition.version}:${code}`,
    name,
  }));
}
