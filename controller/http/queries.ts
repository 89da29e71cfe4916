// Parameters of paths and queries. Queries are texts; numbers in them are read by hand, nothing is coerced.
import { type TSchema, Type } from "typebox";

const ID_CHARS_MAX = 64;
/** Largest event number: what a double holds exactly. */
const SEQ_DIGITS_MAX = 15;

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_CHARS_MAX }) });
const strict = { additionalProperties: false } as const;

/** A whole number written in digits alone. */
const Digits = (digitsMax: number, description: string) =>
  Type.Optional(Type.String({ pattern: `^[0-9]{1,${digitsMax}}$`, description }));

const Limit = Type.Optional(Type.String({ pattern: "^([1-9][0-9]{0,2}|1000)$", description: "1 to 1000" }));

export const EVENTS_LIMIT_DEFAULT = 100;
export const EventsQuery = Type.Object(
  {
    after: Digits(SEQ_DIGITS_MAX, "Rows with a greater number; 0 when absent"),
    limit: Limit,
  },
  strict,
);
/** Longest list of tickets in one answer; a day stays far below it. */
export const LIST_MAX = 10_000;
export const TicketsQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Union(
        (["waiting", "called", "serving", "held", "missed", "left", "finished", "void"] as const).map((state) =>
          Type.Literal(state),
        ),
      ),
    ),
    serviceId: Type.Optional(Type.String({ minLength: 1, maxLength: ID_CHARS_MAX })),
    number: Type.Optional(Type.String({ minLength: 1, maxLength: 16 })),
  },
  strict,
);
export const CASES_LIMIT_DEFAULT = "1000";
export const CasesQuery = Type.Object(
  {
    date: Type.Optional(Type.String({ maxLength: 10, description: "YYYY-MM-DD; today when absent" })),
    windowId: Type.Optional(Type.String({ minLength: 1, maxLength: ID_CHARS_MAX })),
    limit: Limit,
    after: Type.Optional(
      Type.String({ minLength: 1, maxLength: ID_CHARS_MAX, description: "Id of the last case of the page before" }),
    ),
  },
  strict,
);
export const BoardQuery = Type.Object(
  { zone: Type.Optional(Type.String({ minLength: 1, maxLength: ID_CHARS_MAX, description: "One zone of the hall" })) },
  strict,
);
export const SlotsQuery = Type.Object(
  {
    serviceId: Type.String({ minLength: 1, maxLength: ID_CHARS_MAX }),
    date: Type.Optional(Type.String({ maxLength: 10, description: "YYYY-MM-DD; today when absent" })),
  },
  strict,
);
export const ReportQuery = Type.Object({ date: Type.Optional(Type.String({ maxLength: 10 })) }, strict);

const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
});

/** Answers of a call for the documentation: the good one, and the problem every call may give. */
export function answers(status: number, schema: TSchema, description: string): Record<string, object> {
  return {
    [status]: { description, content: { "application/json": { schema } } },
    "4xx": { description: "Refused", content: { "application/problem+json": { schema: ProblemSchema } } },
  };
}

/** A real calendar day `YYYY-MM-DD`, or null. */
export function dayOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}
