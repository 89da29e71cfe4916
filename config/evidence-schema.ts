// When the log is signed beside the end of the day, and where the signature is printed.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;

export const Evidence = Type.Object(
  {
    /** Local time at which the day's checkpoint is signed, for halls where nobody ends the day. */
    signAt: Type.Optional(Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" })),
    /** Prints the checkpoint at closing: the id of a ticket printer. */
    printOn: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" })),
  },
  strict,
);
