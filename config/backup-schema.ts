// Backups the service makes by itself.
import { Type } from "typebox";

export const Backup = Type.Object(
  {
    /** Local wall time; null: none by itself. */
    nightlyAt: Type.Union([Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" }), Type.Null()], {
      default: "02:30",
    }),
    /** So many of the newest stay. */
    keep: Type.Integer({ minimum: 1, maximum: 400, default: 14 }),
    /** Missing: `backups` in the data folder. */
    folder: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    /** A second copy, e.g. a mounted share of another machine. */
    copyTo: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  },
  { additionalProperties: false, default: {} },
);
