// Ratings beyond the single touch: option lists, today's figures, signs to look at, imports.
import { type Static, Type } from "typebox";
import { Nullable, oneOf, strict } from "./schemas.ts";

const Words = Type.Record(Type.String(), Type.String());
const Range = Nullable(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }));

const Reason = Type.Object({ code: Type.String(), levels: Type.Array(Type.Integer()), name: Words });
const Dimension = Type.Object({ code: Type.String(), name: Words });
const List = Type.Object({ dimensions: Type.Array(Dimension), reasons: Type.Array(Reason) });
const PackText = Type.Optional(Type.String());
/** A further language of pad pages; what it does not say is shown in Chinese. */
const PadLanguageView = Type.Object({
  code: Type.String(),
  name: Type.String(),
  direction: oneOf(["ltr", "rtl", "vertical"]),
  words: Type.Object({
    ask: Type.String(),
    thanks: Type.String(),
    levels: Type.Record(Type.String(), Type.String()),
    ...{ acceptance: PackText, change: PackText, reasons: PackText },
    ...{ marks: PackText, skip: PackText, send: PackText },
  }),
});
export type PadLanguageView = Static<typeof PadLanguageView>;

/** Of pads that are pages. */
const PadManners = Type.Object({
  languages: Type.Array(PadLanguageView),
  /** `hours`: `HH:MM-HH:MM` of the hall's day in which it may speak; null: it never does. */
  voice: Nullable(Type.Object({ hours: Type.String(), volume: Type.Number() })),
});

/** The edition asked with now. */
export const OptionsView = Type.Object({
  pad: Type.Optional(PadManners),
  version: Type.String(),
  from: Type.String(),
  onsite: List,
  online: List,
  correctionMs: Type.Integer(),
});
export type OptionsView = Static<typeof OptionsView>;

const ShareView = Type.Object({
  n: Type.Integer(),
  of: Type.Integer(),
  share: Nullable(Type.Number()),
  range: Range,
});
export type ShareView = Static<typeof ShareView>;

/** Three figures side by side; definitions in the rating rules. */
export const RatingFiguresView = Type.Object({
  finished: Type.Integer(),
  asked: ShareView,
  active: ShareView,
  withDefaults: ShareView,
  unrated: ShareView,
  unratedCountingDefaults: ShareView,
  good: ShareView,
  goodWithDefaults: ShareView,
  defaults: Type.Integer(),
  imported: Type.Integer(),
  bad: Type.Integer(),
  average: Nullable(Type.Number()),
  levels: Type.Record(Type.String(), Type.Integer()),
  channels: Type.Array(Type.Object({ channel: Type.String(), n: Type.Integer(), share: Nullable(Type.Number()) })),
});
export type RatingFiguresView = Static<typeof RatingFiguresView>;

const RatedRow = Type.Object({
  caseId: Type.String(),
  number: Type.String(),
  serviceId: Type.String(),
  windowId: Type.String(),
  level: Type.Integer(),
  channel: Type.String(),
  origin: Type.String(),
  stage: Type.Integer(),
  flags: Type.Array(Type.String()),
  reasons: Type.Array(Type.String()),
  /** The same in the words of the list it was asked with. */
  reasonWords: Type.Array(Words),
  at: Type.String(),
});
export const RatingsTodayView = Type.Object({
  day: Nullable(Type.String()),
  figures: RatingFiguresView,
  windows: Type.Array(
    Type.Object({
      windowId: Type.String(),
      finished: Type.Integer(),
      active: ShareView,
      good: ShareView,
      average: Nullable(Type.Number()),
      /** Too few to be compared with others (I12). */
      tooFew: Type.Boolean(),
    }),
  ),
  /** Newest first. */
  ratings: Type.Array(RatedRow),
  /** Of the acceptance stage: apart from the others. */
  acceptance: Type.Object({ n: Type.Integer(), good: ShareView }),
  /** Further marks of today's ratings, by dimension; those of the level itself are not among them. */
  dimensions: Type.Array(
    Type.Object({ code: Type.String(), name: Words, n: Type.Integer(), average: Nullable(Type.Number()) }),
  ),
  withoutCall: Type.Integer(),
});
export type RatingsTodayView = Static<typeof RatingsTodayView>;

export const SignalView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  windowId: Type.String(),
  caseIds: Type.Array(Type.String()),
  count: Type.Integer(),
  lastAt: Type.String(),
  why: Words,
  strength: Type.String(),
  checked: Nullable(Type.Object({ by: Type.String(), at: Type.String(), verdict: Type.String() })),
});
export type SignalView = Static<typeof SignalView>;

export const CheckSignalBody = Type.Object(
  {
    signalId: Type.String({ minLength: 1, maxLength: 120 }),
    verdict: Type.Union([Type.Literal("ordinary"), Type.Literal("followed-up")]),
  },
  strict,
);

/** Rows of an import at most; more are another file. */
export const RATING_ROWS_MAX = 200;
const ImportRow = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    caseId: Type.String({ minLength: 1, maxLength: 64 }),
    level: Type.Integer(),
    channel: Type.String({ maxLength: 20 }),
    stage: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    reasons: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10 })),
    at: Type.String({ maxLength: 40 }),
  },
  strict,
);
export type RatingImportRow = Static<typeof ImportRow>;
const SOURCE = "^[A-Za-z0-9._-]{1,32}$";
export const RatingImportBody = Type.Object(
  {
    source: Type.String({ pattern: SOURCE }),
    rows: Type.Array(ImportRow, { minItems: 1, maxItems: RATING_ROWS_MAX }),
  },
  strict,
);
export const RatingImportView = Type.Object({
  source: Type.String(),
  stored: Type.Integer(),
  known: Type.Integer(),
  rows: Type.Array(
    Type.Object({ id: Type.String(), ok: Type.Boolean(), refusal: Nullable(Type.String()), detail: Type.String() }),
  ),
});
export type RatingImportView = Static<typeof RatingImportView>;
