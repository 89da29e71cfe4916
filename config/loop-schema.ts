// How bad ratings and complaints are dealt with: terms in working days, who handles what, whose rule it is.
import { Type } from "typebox";
import { Hours } from "./asking-schema.ts";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Days = (usual: number) => Type.Integer({ minimum: 1, maximum: 90, default: usual });

/** The terms differ by place (15 working days in one city, 5 in another): a setting with its source, no constant. */
export const RatingLoop = Type.Object(
  {
    handleWorkingDays: Days(15),
    replyWorkingDays: Days(15),
    callBackWorkingDays: Days(5),
    /** Percent of the loops that end with a call back. */
    callBackShare: Type.Integer({ minimum: 0, maximum: 100, default: 100 }),
    /** The first who fits and is not the rated one; nobody: a supervisor chooses. */
    handlers: Type.Array(
      Type.Object(
        {
          staff: Id,
          services: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
          windows: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
        },
        strict,
      ),
      { maxItems: 200, default: [] },
    ),
    /** The call is made by somebody who never handled it; a hall of few people may have nobody else. */
    callBackByOthers: Type.Boolean({ default: false }),
    /** Short messages to the handler and these people; their numbers are those of `alarms.duty`. Missing: none. */
    notices: Type.Optional(
      Type.Object(
        {
          supervisors: Type.Array(Id, { maxItems: 20, uniqueItems: true, default: [] }),
          /** HH:MM-HH:MM of the hall's day; what comes up outside waits for the next hour inside. */
          hours: Hours("08:00-20:00"),
          /** Working days before a deadline. */
          nearWorkingDays: Type.Integer({ minimum: 0, maximum: 10, default: 1 }),
        },
        strict,
      ),
    ),
    /** The document these numbers come from; shown beside them. */
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
);
