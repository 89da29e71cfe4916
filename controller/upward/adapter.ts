// What a province's form is: fields, each with its bounds, and where a record's value for it comes from.
import type { ProvinceId } from "../../config/upward-schema.ts";
import type { UploadFault, UploadReason } from "../contract/upward.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { RatingChannel } from "../domain/types.ts";
import type { UpwardRecord } from "./record.ts";

export type FieldValue = string | number | readonly Readonly<Record<string, string>>[];
export type Fields = Readonly<Record<string, FieldValue>>;
/** A record in a province's form, or everything that keeps it from being one. Never half of it. */
export type Made =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly faults: readonly UploadFault[] };

/** What the province handed to the hall, and what the hall decided. */
export interface FormOptions {
  readonly given: Readonly<Record<string, string>>;
  readonly raterRequired: boolean;
}

/** A value, nothing to say, or why there cannot be one. */
export type Drawn = FieldValue | null | { readonly refused: UploadReason };

export interface Field {
  readonly name: string;
  /** Without a value the record is refused; otherwise the field is left out. */
  readonly required: boolean;
  readonly charsMax?: number;
  readonly pattern?: RegExp;
  readonly draw: (record: UpwardRecord, options: FormOptions) => Drawn;
}

export interface ProvinceAdapter {
  readonly province: ProvinceId;
  /** `rating`: each rating is a record; `case`: each stage of a case is, and the province asks by itself. */
  readonly about: "rating" | "case";
  readonly fields: readonly Field[];
  /** What a file for hand-over looks like. */
  readonly file: FileForm;
}

/** `json`: an array of what would be uploaded; `csv`: columns of its own. */
export type FileForm =
  | { readonly kind: "json" }
  | { readonly kind: "csv"; readonly heads: readonly string[]; readonly row: (record: UpwardRecord) => Made };

export const CHANNEL_WITHOUT_CODE = { refused: "channel-without-code" } as const;
export const ORIGIN_WITHOUT_CODE = { refused: "origin-without-code" } as const;
export const SEQUENCE_WITHOUT_CODE = { refused: "sequence-without-code" } as const;
export const ITEM_UNMAPPED = { refused: "item-unmapped" } as const;
export const RATER_MISSING = { refused: "rater-missing" } as const;

/** Every field is looked at, so that a person mends all faults at once. */
export function makeFields(fields: readonly Field[], record: UpwardRecord, options: FormOptions): Made {
  const made: Record<string, FieldValue> = {};
  const faults: UploadFault[] = [];
  for (const field of fields) {
    const value = field.draw(record, options);
    const reason = faultOf(field, value);
    if (reason !== null) faults.push({ field: field.name, reason });
    else if (value !== null && value !== "") made[field.name] = value as FieldValue;
  }
  return faults.length === 0 ? { ok: true, fields: made } : { ok: false, faults };
}

function faultOf({ required, charsMax, pattern }: Field, value: Drawn): UploadReason | null {
  if (value === null || value === "") return required ? "value-missing" : null;
  if (typeof value === "object" && "refused" in value) return value.refused;
  if (typeof value !== "string") return null;
  // As people count: a character outside the first plane is one.
  if (charsMax !== undefined && [...value].length > charsMax) return "value-too-long";
  return pattern !== undefined && !pattern.test(value) ? "value-malformed" : null;
}

/**
 * The code of the channel a rating came by. A channel without a code stops the record: the codes of two provinces
 * collide (6 is SMS in one and the telephone in the other), so that a guess would tell a lie.
 */
export function channelCode(codes: Readonly<Partial<Record<RatingChannel, string>>>): (record: UpwardRecord) => Drawn {
  return ({ rating }) => {
    if (rating === null) return null;
    // What another system was given is that system's to report.
    if (rating.origin === "imported") return ORIGIN_WITHOUT_CODE;
    // A default may only be told as one, and a person's rating never as a default.
    if ((rating.origin === "default") !== (rating.channel === "system_default")) return ORIGIN_WITHOUT_CODE;
    return codes[rating.channel] ?? CHANNEL_WITHOUT_CODE;
  };
}

/** A value of the item the service is at the province. */
export function itemValue(
  draw: (item: NonNullable<UpwardRecord["item"]>) => string | null,
): (record: UpwardRecord) => Drawn {
  return ({ item }) => (item === null ? ITEM_UNMAPPED : draw(item));
}

/** A value about the rater; missing data refuse the record only where the hall must report by name. */
export function raterValue(
  draw: (rater: NonNullable<UpwardRecord["rater"]>) => string | null,
): (record: UpwardRecord, options: FormOptions) => Drawn {
  return ({ rater }, { raterRequired }) => {
    const value = rater === null ? null : draw(rater);
    return value === null && raterRequired ? RATER_MISSING : value;
  };
}

export const givenValue =
  (name: string) =>
  (_record: UpwardRecord, { given }: FormOptions): Drawn =>
    given[name] ?? null;

/** `2026-01-05 14:00:07`, as the clocks of the hall show it. */
export function spacedTime(ms: number, timezone: string): string {
  return isoWithOffset(ms, timezone).slice(0, 19).replace("T", " ");
}

/** `20260105140007`. */
export function packedTime(ms: number, timezone: string): string {
  return spacedTime(ms, timezone).replace(/[^0-9]/g, "");
}

export const SPACED = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
export const PACKED = /^\d{14}$/;
