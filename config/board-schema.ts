// Boards: zones of the hall, and how its screens hang.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Words = Type.Record(
  Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" }),
  Type.String({ minLength: 1, maxLength: 60 }),
);

/** A board of a zone shows the calls of its windows alone. A window may lie in several zones. */
export const Zones = Type.Array(
  Type.Object({ id: Id, name: Words, windows: Type.Array(Id, { minItems: 1, uniqueItems: true }) }, strict),
  { maxItems: 20 },
);

export const Board = Type.Object(
  {
    /** Show the next three numbers of each service before they are called. */
    nextUp: Type.Boolean({ default: false }),
    /** Rows of large calls; without it as many as stay legible. */
    rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
    diagonalInches: Type.Number({ minimum: 10, maximum: 300, default: 55 }),
    farthestSeatM: Type.Number({ minimum: 1, maximum: 60, default: 10 }),
    /** Floor to the lower edge of the picture. */
    mountingHeightMm: Type.Integer({ minimum: 0, maximum: 10_000, default: 3100 }),
    theme: Type.Union([Type.Literal("night"), Type.Literal("day")], { default: "night" }),
    /** Silent calling (无声叫号): numbers flash and boards do not ring. */
    silent: Type.Boolean({ default: false }),
    /** Boards reload once a day at this local time, when the service answers. */
    reloadAt: Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", default: "03:30" }),
    /** Window screens show the name on the staff card, not the number alone. */
    staffNames: Type.Boolean({ default: true }),
  },
  strict,
);
