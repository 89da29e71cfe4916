// Bodies of the writes. Unknown or wrongly typed fields are refused, never stripped or coerced.
import { type Static, Type } from "typebox";
import { PHONE_PATTERN } from "./messages.ts";
import { oneOf, strict } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Reasons = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20 });
const Comment = Type.String({ maxLength: 500 });
const LevelBody = Type.Integer({ minimum: 1, maximum: 5 });

export const IssueBody = Type.Object(
  {
    serviceId: Id,
    priority: Type.Optional(Type.Union([Id, Type.Null()])),
    kioskId: Type.Optional(Type.Union([Id, Type.Null()])),
    language: Type.Optional(Type.Union([Type.String({ minLength: 2, maxLength: 16 }), Type.Null()])),
    /** Ids of `KioskView.needs`. */
    needs: Type.Optional(Type.Array(Id, { maxItems: 8, uniqueItems: true })),
    /** From `KioskView.presented`, for services whose numbers are counted per person. */
    cardHandle: Type.Optional(Type.Union([Id, Type.Null()])),
    largePrint: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type IssueBody = Static<typeof IssueBody>;
/** For calls that need nothing: an absent body, null or `{}`. */
export const EmptyBody = Type.Union([Type.Object({}, strict), Type.Null()]);
/** `kioskId`: prints where the person stands, instead of where the ticket came from. */
export const ReprintBody = Type.Union([Type.Object({ kioskId: Type.Optional(Id) }, strict), Type.Null()]);
/** How many may go first. */
export const YieldBody = Type.Object({ places: Type.Integer({ minimum: 1, maximum: 50 }) }, strict);
export const CorrectRatingBody = Type.Object({ ratingId: Id, level: LevelBody }, strict);
export const RatingReasonsBody = Type.Object(
  { ratingId: Id, reasons: Reasons, comment: Type.Optional(Comment) },
  strict,
);
export const OpenBody = Type.Object({ staffId: Type.Optional(Type.Union([Id, Type.Null()])) }, strict);
export const PauseBody = Type.Union([
  Type.Object(
    {
      reason: Type.Optional(Type.String({ maxLength: 100 })),
      /** Of the hall's list (`pauseReasons`); its name is what the public reads. */
      reasonId: Type.Optional(Id),
      backInMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
    },
    strict,
  ),
  Type.Null(),
]);
export const CallBody = Type.Union([Type.Object({ ticketId: Id }, strict), Type.Object({ number: Id }, strict)]);
export const ResumeTicketBody = Type.Object({ ticketId: Id }, strict);
export const TransferBody = Type.Union([
  Type.Object({ serviceId: Id }, strict),
  Type.Object({ windowId: Id }, strict),
  /** The window this member of staff sits at; nowhere now: it waits for them. */
  Type.Object({ staffId: Id }, strict),
]);
export const UndoBody = Type.Union([
  Type.Object(
    {
      reason: Type.Optional(Type.String({ maxLength: 200 })),
      /** Only if the newest action is still this one. */
      seq: Type.Optional(Type.Integer({ minimum: 1 })),
    },
    strict,
  ),
  Type.Null(),
]);
export const VoidBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, strict);
const Stage = Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)]));
const Dimensions = Type.Record(Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$" }), LevelBody);
/** Marks of the list's dimensions, after the level. */
export const RatingMarksBody = Type.Object({ ratingId: Id, dimensions: Dimensions }, strict);
export const PadRatingBody = Type.Object(
  {
    level: LevelBody,
    /** The question on the screen; missing: whatever the window asks now. */
    stage: Stage,
    reasons: Type.Optional(Reasons),
    comment: Type.Optional(Comment),
    optionsVersion: Type.Optional(Type.String({ maxLength: 32 })),
    dimensions: Type.Optional(Dimensions),
  },
  strict,
);
export const RatingBody = Type.Object(
  {
    caseId: Id,
    level: LevelBody,
    channel: oneOf(["window_pad", "hall_terminal", "qr", "sms", "phone", "web_pc", "mobile", "paper"]),
    reasons: Type.Optional(Reasons),
    comment: Type.Optional(Comment),
    /** 1 acceptance, 2 completion (the usual). */
    stage: Stage,
    /** Of channel `phone`: who entered what was said, where nobody is signed in (the machine itself). */
    by: Type.Optional(Id),
    /** 2: the linked record after rectification, where one is asked for. */
    sequence: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    optionsVersion: Type.Optional(Type.String({ maxLength: 32 })),
    dimensions: Type.Optional(Dimensions),
  },
  strict,
);
export type RatingBody = Static<typeof RatingBody>;

const Code = Type.String({ pattern: "^[0-9]{8}$" });
const Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
const Clock = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" });
/** Books a slot of `GET /slots`. */
export const BookBody = Type.Object(
  {
    serviceId: Id,
    date: Day,
    time: Clock,
    language: Type.Optional(Type.Union([Type.String({ minLength: 2, maxLength: 16 }), Type.Null()])),
    needs: Type.Optional(Type.Array(Id, { maxItems: 8, uniqueItems: true })),
    /** Where to remind: kept apart from the log, and only where the hall sends reminders. */
    phone: Type.Optional(Type.String({ pattern: PHONE_PATTERN })),
    /** Binds the booking to the person, who may then check in by card, too. */
    cardHandle: Type.Optional(Type.Union([Id, Type.Null()])),
    kioskId: Type.Optional(Type.Union([Id, Type.Null()])),
  },
  strict,
);
export type BookBody = Static<typeof BookBody>;
const AtKiosk = { kioskId: Type.Optional(Type.Union([Id, Type.Null()])), largePrint: Type.Optional(Type.Boolean()) };
export const CheckInBody = Type.Union([
  Type.Object({ code: Code, ...AtKiosk }, strict),
  /** With several bookings today the earliest that may be checked in. */
  Type.Object({ cardHandle: Id, ...AtKiosk }, strict),
]);
export type CheckInBody = Static<typeof CheckInBody>;
/**
 * `POST /appointments/import` takes `text/csv` with a heading: `service,date,time` and optionally `language`, `needs`
 * (separated by `;`).
 */
export const IMPORT_CHARS_MAX = 16_384;
export const CloseServiceBody = Type.Union([
  Type.Object({ reason: Type.Optional(Type.String({ maxLength: 100 })) }, strict),
  Type.Null(),
]);
