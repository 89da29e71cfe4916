// How many ratings it takes to be ranked or published.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;

export const Reports = Type.Object(
  {
    /** Windows and staff with fewer active ratings in a period get no place. */
    rankLeast: Type.Integer({ minimum: 1, maximum: 10_000, default: 20 }),
    /** Figures of fewer are not published. */
    publicLeast: Type.Integer({ minimum: 5, maximum: 10_000, default: 10 }),
  },
  { ...strict, default: {} },
);
