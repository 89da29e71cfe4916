// How people are asked who did not press the pad: by message, then by telephone. Off where it is not written.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const HOURS = "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$";
/** A span of the local day. */
export const Hours = (usual: string) => Type.String({ pattern: HOURS, default: usual });

export const Asking = Type.Object(
  {
    sms: Type.Optional(
      Type.Object(
        {
          afterMinutes: Type.Integer({ minimum: 1, maximum: 10_080, default: 60 }),
          hours: Hours("09:00-20:00"),
          reminders: Type.Union([Type.Literal(0), Type.Literal(1)], { default: 0 }),
          reminderAfterDays: Type.Integer({ minimum: 1, maximum: 30, default: 2 }),
          /** Never beyond the rating period, and never shorter than the time after which a default is written. */
          expiresDays: Type.Integer({ minimum: 1, maximum: 90, default: 30 }),
        },
        strict,
      ),
    ),
    phone: Type.Optional(
      Type.Object(
        {
          afterDays: Type.Integer({ minimum: 0, maximum: 30, default: 2 }),
          attemptsMax: Type.Integer({ minimum: 1, maximum: 9, default: 3 }),
          retryHours: Type.Integer({ minimum: 1, maximum: 168, default: 4 }),
          hours: Hours("09:00-17:30"),
          /** Only so many of the unrated are called. */
          sampleShare: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1 }),
        },
        strict,
      ),
    ),
  },
  strict,
);
