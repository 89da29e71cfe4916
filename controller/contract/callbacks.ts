// Being asked after the pad: the number left, the list of people to ring, what was asked of a case and what came of it.
import { type Static, Type } from "typebox";
import { strict } from "./schemas.ts";

const Time = Type.String({ description: "ISO 8601 with offset" });
const Count = Type.Integer({ minimum: 0 });
const Words = Type.Record(Type.String(), Type.String());

export const ContactBody = Type.Object(
  {
    phone: Type.String({ minLength: 5, maxLength: 24 }),
    /** The line of consent was shown or read out, and the person agreed. */
    consent: Type.Literal(true),
  },
  strict,
);

export const ContactView = Type.Object({
  ticketId: Type.String(),
  /** `138****0000` */
  masked: Type.Union([Type.String(), Type.Null()]),
  /** False: the number asked not to be written to, or was taken away: nothing is kept. */
  kept: Type.Boolean(),
});
export type ContactView = Static<typeof ContactView>;

const Result = Type.Union([
  Type.Literal("rated"),
  Type.Literal("declined"),
  Type.Literal("no-answer"),
  Type.Literal("wrong-number"),
  Type.Literal("busy"),
]);

/** `rate`: to collect a rating; `loop`: after a bad one was dealt with. */
export const CallbackRow = Type.Object({
  caseId: Type.String(),
  kind: Type.Union([Type.Literal("rate"), Type.Literal("loop")]),
  number: Type.String(),
  serviceId: Type.String(),
  serviceName: Words,
  windowId: Type.String(),
  windowName: Words,
  finishedAt: Time,
  /** Why by telephone. */
  why: Type.Union([Type.Literal("unrated"), Type.Literal("not-reached"), Type.Literal("bad-rating")]),
  attempts: Type.Array(Type.Object({ at: Time, by: Type.String(), result: Result })),
  attemptsMax: Type.Integer({ minimum: 1 }),
  /** Not before. */
  dueAt: Time,
  /** The rating period ends. */
  untilAt: Time,
  /** Who rings now; null: nobody. */
  claimedBy: Type.Union([Type.String(), Type.Null()]),
  masked: Type.Union([Type.String(), Type.Null()]),
});
export type CallbackRow = Static<typeof CallbackRow>;

export const CallbacksView = Type.Object({
  on: Type.Boolean(),
  /** Whether now is an hour to ring in. */
  open: Type.Boolean(),
  hours: Type.String(),
  rows: Type.Array(CallbackRow),
  /** Not due yet. */
  later: Count,
  /** Cases of the person who asks: others ring for them. */
  own: Count,
  /** Who asks, where that is a person; null: say it with each step. */
  me: Type.Union([Type.String(), Type.Null()]),
  callers: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
});
export type CallbacksView = Static<typeof CallbacksView>;

/** `by`: only where nobody is signed in (the machine itself). */
const By = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));
export const CallbackByBody = Type.Object({ by: By }, strict);
export const CallbackResultBody = Type.Object(
  {
    by: By,
    result: Result,
    /** As spoken; with `rated` alone. */
    level: Type.Optional(Type.Integer()),
    reasons: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 10 })),
  },
  strict,
);

/** `phone` is for who has claimed the call, and nobody else. */
export const ClaimedCallView = Type.Object({
  /** Null: nobody is to be rung about it any more. */
  row: Type.Union([CallbackRow, Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
});
export type ClaimedCallView = Static<typeof ClaimedCallView>;

/** One asking of a case and what came of it. */
export const AskedView = Type.Object({
  channel: Type.String({ description: "window_pad, qr, sms, phone, page" }),
  attempt: Type.Integer({ minimum: 1 }),
  at: Time,
  outcome: Type.String({
    description:
      "rated, lapsed, waiting, silent, delivered, undelivered, expired, opted-out, no-contact, cancelled, declined, " +
      "no-answer, wrong-number, busy",
  }),
});
export type AskedView = Static<typeof AskedView>;

/** Of cases finished in the days asked for: three figures side by side, never one, and what the rest is made of. */
export const AskingFiguresView = Type.Object({
  from: Type.String(),
  to: Type.String(),
  finished: Count,
  /** Offered at least one channel. */
  asked: Count,
  /** Rated by the person. */
  active: Count,
  /** Active and those written by rule. */
  withDefaults: Count,
  /** Adds up to `finished`. */
  made: Type.Array(Type.Object({ id: Type.String(), count: Count })),
});
export type AskingFiguresView = Static<typeof AskingFiguresView>;
