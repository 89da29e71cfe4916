// Being asked after the pad: the number left, the list of people to ring, what was asked of a case and what came of it.
import { type Static, Type } from "typebox";
import { CALL_BACK_RESULT_NAMES, STATEMENT_CHARS_MAX } from "./loop.ts";
import { Nullable, oneOf, strict, Time, WordsView } from "./schemas.ts";

const Count = Type.Integer({ minimum: 0 });

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
  masked: Nullable(Type.String()),
  /** False: the number asked not to be written to, or was taken away: nothing is kept. */
  kept: Type.Boolean(),
});
export type ContactView = Static<typeof ContactView>;

export const CALLBACK_RESULT_NAMES = ["rated", "declined", "no-answer", "wrong-number", "busy"] as const;
export const CALLBACK_KINDS = ["rate", "loop"] as const;
const Result = oneOf(CALLBACK_RESULT_NAMES);
const LoopResult = oneOf(CALL_BACK_RESULT_NAMES);

/**
 * `rate`: to collect a rating that is missing. `loop`: after a bad rating or complaint was dealt with. Different
 * records with rates of their own, in one list, so that nobody is rung by two.
 */
export const CallbackRow = Type.Object({
  /** What is claimed and reported on: the case of `rate`, the loop of `loop`. */
  id: Type.String(),
  kind: oneOf(CALLBACK_KINDS),
  caseId: Nullable(Type.String()),
  /** Null: a complaint about no ticket. */
  number: Nullable(Type.String()),
  serviceId: Nullable(Type.String()),
  serviceName: WordsView,
  windowId: Nullable(Type.String()),
  windowName: WordsView,
  /** The case was finished; of `loop`: the answer was given. */
  finishedAt: Time,
  /** Why by telephone. */
  why: oneOf(["unrated", "not-reached", "bad-rating", "complaint"]),
  attempts: Type.Array(Type.Object({ at: Time, by: Type.String(), result: Type.Union([Result, LoopResult]) })),
  attemptsMax: Type.Integer({ minimum: 1 }),
  /** Not before. */
  dueAt: Time,
  /** The rating period ends; of `loop`: the deadline of the call, after which it is late and still owed. */
  untilAt: Nullable(Time),
  late: Type.Boolean(),
  /** The second rating (after it was put right) may be given in this call. */
  mayRateAgain: Type.Boolean(),
  /** Who rings now; null: nobody. */
  claimedBy: Nullable(Type.String()),
  /** Null: no number is kept (any more), or it asked to be left in peace. */
  masked: Nullable(Type.String()),
});
export type CallbackRow = Static<typeof CallbackRow>;

export const CallbacksView = Type.Object({
  /** Whether people are rung for ratings that are missing. */
  on: Type.Boolean(),
  /** Whether now is an hour to ring in. */
  open: Type.Boolean(),
  hours: Type.String(),
  /** Calls after handling first, by deadline. */
  rows: Type.Array(CallbackRow),
  /** Not due yet. */
  later: Count,
  /** About the person who asks: others ring for them. */
  own: Count,
  /** Due now, by kind, whichever kind was asked for. */
  waiting: Type.Object({ rate: Count, loop: Count }, strict),
  /** Who asks, where that is a person; null: say it with each step. */
  me: Nullable(Type.String()),
  callers: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  /** What may be asked beside the level, of the list in force; missing: nothing. */
  dimensions: Type.Optional(Type.Array(Type.Object({ code: Type.String(), name: WordsView }))),
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
    /** Marks of the list's dimensions, as far as the person gave any; with `rated` alone. */
    dimensions: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$" }), Type.Integer({ minimum: 1, maximum: 5 })),
    ),
  },
  strict,
);

/** What came of a call after handling. */
export const LoopCallBody = Type.Object(
  {
    by: By,
    result: LoopResult,
    /** The second rating as spoken; it must agree with the result. */
    level: Type.Optional(Type.Integer()),
    /** What was said; sealed beside the log. */
    statement: Type.Optional(Type.String({ minLength: 1, maxLength: STATEMENT_CHARS_MAX })),
  },
  strict,
);

/** `phone` and `reply` are for who has claimed the call, and nobody else. */
export const ClaimedCallView = Type.Object({
  /** Null: nobody is to be rung about it any more. */
  row: Nullable(CallbackRow),
  phone: Nullable(Type.String()),
  /** Of `loop`: the answer that was given, to be read out; null: no longer kept. */
  reply: Nullable(Type.String()),
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
  /**
   * The other kind of call, never mixed into the figures above: of bad ratings and complaints received in the days and
   * answered with a call owed. `reached`, `notReached` and `waiting` add up to `owed`.
   */
  after: Type.Object(
    {
      ...{ owed: Count, reached: Count, notReached: Count, waiting: Count, satisfied: Count, notSatisfied: Count },
      ...{ declined: Count, late: Count, secondRated: Count },
    },
    strict,
  ),
});
export type AskingFiguresView = Static<typeof AskingFiguresView>;
