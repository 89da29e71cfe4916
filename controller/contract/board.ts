// What a hall board has beside calls and counts: zones, who comes next, notices, and how it is set up.
import { type Static, Type } from "typebox";
import { ClosingCheckpointView } from "./evidence.ts";
import { Nullable, oneOf, strict, Time, WordsView } from "./schemas.ts";

const Id = Type.String({ minLength: 1, maxLength: 64 });

export const ZoneView = Type.Object({ id: Type.String(), name: WordsView });
export type ZoneView = Static<typeof ZoneView>;

/** Plain text; every page shows it as text, never as markup. */
export const NoticeView = Type.Object({
  id: Type.String(),
  text: WordsView,
  postedAt: Time,
  /** Null: until it is withdrawn. */
  until: Nullable(Time),
  /** Empty: for the whole hall. */
  zones: Type.Array(Type.String()),
});
export type NoticeView = Static<typeof NoticeView>;

/** The next numbers of a service, in the order of the rule; a window of several services may choose differently. */
export const NextUpView = Type.Object({ serviceId: Type.String(), numbers: Type.Array(Type.String()) });
export type NextUpView = Static<typeof NextUpView>;

/** How the hall's boards are set up; a page's address may say otherwise for its own screen. */
export const BoardSettingsView = Type.Object({
  /** Rows of large calls; null: as many as stay legible. */
  rows: Nullable(Type.Integer()),
  diagonalInches: Type.Number(),
  farthestSeatM: Type.Number(),
  /** Floor to the lower edge of the picture. */
  mountingHeightMm: Type.Number(),
  theme: oneOf(["night", "day"]),
  /** Silent calling: numbers flash, nothing rings. */
  silent: Type.Boolean(),
  /** Local time of the planned reload. */
  reloadAt: Type.String(),
  /** Whether windows show who works there by name; the staff number is always shown. */
  staffNames: Type.Boolean(),
});
export type BoardSettingsView = Static<typeof BoardSettingsView>;

/** Beside the head, calls, windows, services, missed numbers, rule and kiosks of `HallView`. */
export const HallBoard = Type.Object({
  /** The zone this view is of; null: the whole hall. */
  zone: Nullable(ZoneView),
  zones: Type.Array(ZoneView),
  /** Null: this hall does not show numbers before they are called. */
  nextUp: Nullable(Type.Array(NextUpView)),
  /** Newest first. */
  notices: Type.Array(NoticeView),
  /** What a missed person does, from the policy in force. */
  missedRule: WordsView,
  board: BoardSettingsView,
  /** What was signed of the log at closing; absent before. */
  checkpoint: Type.Optional(ClosingCheckpointView),
});
export type HallBoard = Static<typeof HallBoard>;

const Language = Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" });
/** Language code → text. */
const NoticeText = Type.Record(Language, Type.String({ minLength: 1, maxLength: 200 }), {
  minProperties: 1,
  maxProperties: 8,
  additionalProperties: false,
});
export const PostNoticeBody = Type.Object(
  {
    text: NoticeText,
    /** ISO 8601 with offset; absent: until withdrawn. */
    until: Type.Optional(Nullable(Type.String({ minLength: 20, maxLength: 32 }))),
    /** Absent or empty: the whole hall. */
    zones: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  },
  strict,
);
export type PostNoticeBody = Static<typeof PostNoticeBody>;
