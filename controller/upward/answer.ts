// What a province answers to a batch, read strictly: every record is accounted for, or the answer counts as none.
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";

const FIELD_CHARS_MAX = 40;

const BatchAnswer = Type.Object({
  /** Taken now. */
  accepted: Type.Array(Type.String()),
  /** Known already, with the same content. */
  duplicates: Type.Array(Type.String()),
  /** Known already, with another content. */
  conflicts: Type.Array(Type.String()),
  refused: Type.Array(
    Type.Object({ id: Type.String(), fields: Type.Array(Type.Object({ field: Type.String(), code: Type.String() })) }),
  ),
});

export type Verdict =
  | { readonly is: "accepted" | "duplicate" | "conflict" }
  /** Names of fields alone: words of the far side could repeat somebody's data. */
  | { readonly is: "refused"; readonly fields: readonly string[] };

/** The verdict on each record of the batch; null: the answer does not say it of each exactly once. */
export function readAnswer(
  text: string,
  ids: readonly string[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, Verdict> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut off, or no JSON at all: it says nothing about any record.
    return null;
  }
  if (!Value.Check(BatchAnswer, value)) return null;
  const { accepted, duplicates, conflicts, refused } = value as Static<typeof BatchAnswer>;
  const verdicts: (readonly [string, Verdict])[] = [
    ...accepted.map((id) => [id, { is: "accepted" }] as const),
    ...duplicates.map((id) => [id, { is: "duplicate" }] as const),
    ...conflicts.map((id) => [id, { is: "conflict" }] as const),
    ...refused.map(({ id, fields }) => [id, { is: "refused", fields: namesOf(fields, known) }] as const),
  ];
  const found = new Map(verdicts);
  const isWhole = verdicts.length === ids.length && ids.every((id) => found.has(id));
  return isWhole ? found : null;
}

/** Only names of our own form are kept; anything else is "a field". */
function namesOf(fields: readonly { readonly field: string }[], known: ReadonlySet<string>): string[] {
  const names = fields.map(({ field }) => (known.has(field) ? field.slice(0, FIELD_CHARS_MAX) : ""));
  return names.length === 0 ? [""] : [...new Set(names)];
}
