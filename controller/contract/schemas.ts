// Small pieces that the schemas of the contract are made of.
import { type TSchema, Type } from "typebox";

/** Unknown fields are refused. */
export const strict = { additionalProperties: false } as const;

/** One of these words. A union over a mapped array would lose the literal types. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** ISO 8601 with the hall's offset. */
export const Time = Type.String();

/** Language code → text. */
export const WordsView = Type.Record(Type.String(), Type.String());
