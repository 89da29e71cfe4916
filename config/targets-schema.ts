// What the manager's page measures by.
import { Type } from "typebox";

const WAIT_MINUTES_MAX = 600;

export const Targets = Type.Optional(
  Type.Object(
    {
      /** Nobody should wait longer. */
      longestWaitMinutes: Type.Number({ exclusiveMinimum: 0, maximum: WAIT_MINUTES_MAX, default: 30 }),
      /** So large a share is to be called within so many minutes. */
      withinMinutes: Type.Number({ exclusiveMinimum: 0, maximum: WAIT_MINUTES_MAX, default: 20 }),
      withinShare: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.8 }),
      /** More paused windows than this ask for a look. */
      pausedWindowsMax: Type.Integer({ minimum: 0, maximum: 1000, default: 2 }),
    },
    { additionalProperties: false },
  ),
);
