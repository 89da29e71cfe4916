// The one record that every province's form is made of: what the log knows, and the rater only while it is sent.
import type { RatingOrigin, Sequence, Stage } from "../domain/rating-types.ts";
import type { Level, RatingChannel } from "../domain/types.ts";

export interface AreaPart {
  readonly code: string;
  readonly name: string;
}

/** The four levels (市, 县, 乡镇, 村); a hall of a county has no township. */
export interface Area {
  readonly city: AreaPart;
  readonly county: AreaPart | null;
  readonly township: AreaPart | null;
  readonly village: AreaPart | null;
}

/** The place a record counts at: the deepest, once. */
export function placeOf({ city, county, township, village }: Area): AreaPart {
  return village ?? township ?? county ?? city;
}

export interface ItemPart {
  readonly taskCode: string;
  readonly handleItem: string;
  readonly name: string;
  readonly subMatter: string | null;
  readonly version: string | null;
  readonly promise: "instant" | "promise";
}

export interface RatingPart {
  readonly level: Level;
  readonly channel: RatingChannel;
  readonly origin: RatingOrigin;
  readonly sequence: Sequence;
  readonly optionsVersion: string | null;
  readonly reasons: readonly string[];
  readonly atMs: number;
  /** The citizen's own words; from the vault, and only where they are to go along. */
  readonly comment: string | null;
}

/** Whoever rated. Known only where somebody left it, and read only at the moment of sending. */
export interface RaterPart {
  readonly kind: "person" | "legal";
  readonly name: string | null;
  readonly phone: string | null;
  readonly idNumber: string | null;
}

export interface UpwardRecord {
  /** The same for ever: what was taken once is not taken again. */
  readonly id: string;
  readonly area: Area;
  readonly department: { readonly creditCode: string; readonly code: string; readonly name: string };
  /** Null: the service is no item of the province. */
  readonly item: ItemPart | null;
  readonly caseNo: string;
  readonly number: string;
  readonly caseState: "doing" | "done";
  readonly stage: Stage;
  readonly appliedAtMs: number;
  readonly acceptedAtMs: number;
  /** Null at acceptance. */
  readonly doneAtMs: number | null;
  readonly window: { readonly id: string; readonly name: string };
  readonly staff: { readonly name: string; readonly number: string } | null;
  readonly rater: RaterPart | null;
  /** Null: the report is about the case, and the province asks by itself. */
  readonly rating: RatingPart | null;
  readonly timezone: string;
}
