// What a report is asked by and what comes back: one shape for the page, CSV, XLSX, JSON and programs.
import { type Static, Type } from "typebox";
import { strict } from "./schemas.ts";

const Words = Type.Record(Type.String(), Type.String());

/** How time is cut up. `total`: not at all. */
export const REPORT_PERIODS = ["total", "hour", "day", "week", "month", "quarter", "year"] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** What the rows are about. */
export const REPORT_GROUPS = ["hall", "service", "window", "staff", "kind", "channel", "kiosk", "device"] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export const REPORT_FORMATS = ["json", "csv", "xlsx"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** `minutes`, `hours`: time spans. `share`: 0..1. `clock`: minutes after midnight. `text`: words. */
export const REPORT_UNITS = ["count", "minutes", "hours", "share", "level", "clock", "text"] as const;
export type ReportUnit = (typeof REPORT_UNITS)[number];

const oneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: "string", enum: [...values] });

export const ReportColumn = Type.Object(
  {
    id: Type.String(),
    name: Words,
    unit: oneOf(REPORT_UNITS),
    meaning: Words,
    formula: Type.String(),
    /** Where the definition comes from. */
    source: Type.String(),
  },
  strict,
);
export type ReportColumn = Static<typeof ReportColumn>;

const Value = Type.Union([Type.Number(), Type.String(), Type.Null()]);
export const ReportRow = Type.Object(
  {
    /** `2031-03-04`, `2031-03-04 09`, `2031-W10`, `2031-03`, `2031-Q1`, `2031`; empty for the whole span. */
    period: Type.String(),
    id: Type.String(),
    name: Words,
    /** In the order of the columns; null: cannot be said. */
    values: Type.Array(Value),
    /** Place by good ratings; null: not ranked, with `note` saying why. */
    place: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    note: Type.Optional(Words),
  },
  strict,
);
export type ReportRow = Static<typeof ReportRow>;

/** The newest signed checkpoint of the log: what the figures can be checked against by whoever holds it. */
export const SignedCheckpointView = Type.Object(
  {
    /** The first so many rows are signed. */
    size: Type.Integer(),
    root: Type.String(),
    keyId: Type.String(),
    at: Type.String(),
  },
  strict,
);
export type SignedCheckpointView = Static<typeof SignedCheckpointView>;
const Signed = Type.Union([SignedCheckpointView, Type.Null()]);

export const ReportTable = Type.Object(
  {
    report: Type.String(),
    title: Words,
    hall: Type.Object({ id: Type.String(), name: Words, timezone: Type.String() }, strict),
    from: Type.String(),
    to: Type.String(),
    by: oneOf(REPORT_PERIODS),
    group: oneOf(REPORT_GROUPS),
    /** Of the one thing asked for, or null. */
    only: Type.Union([Type.String(), Type.Null()]),
    columns: Type.Array(ReportColumn),
    rows: Type.Array(ReportRow),
    /** Over all rows: added up from the same figures, never from rounded values. */
    totals: Type.Array(Value),
    /** Days of the span on which the service ran. */
    days: Type.Integer(),
    /** The end of the log these figures come from. */
    checkpoint: Type.Object({ seq: Type.Integer(), hash: Type.String() }, strict),
    /** Null: nothing was signed yet. */
    signed: Type.Optional(Signed),
    version: Type.String(),
    generatedAt: Type.String(),
    /** Headings of the first three columns, where they are others than the usual ones: of the ledger. */
    heads: Type.Optional(Type.Array(Type.String())),
    /** Rows beyond the most there can be were left out. */
    cut: Type.Boolean(),
  },
  strict,
);
export type ReportTable = Static<typeof ReportTable>;

export const ReportDefinitions = Type.Object(
  {
    metrics: Type.Array(ReportColumn),
    reports: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          title: Words,
          by: oneOf(REPORT_PERIODS),
          group: oneOf(REPORT_GROUPS),
          /** The span it is usually asked for. */
          span: oneOf(["day", "week", "month", "year"] as const),
          columns: Type.Array(Type.String()),
        },
        strict,
      ),
    ),
    groups: Type.Array(Type.Object({ id: oneOf(REPORT_GROUPS), name: Words }, strict)),
    periods: Type.Array(Type.Object({ id: oneOf(REPORT_PERIODS), name: Words }, strict)),
  },
  strict,
);
export type ReportDefinitions = Static<typeof ReportDefinitions>;

/** For everybody: the hall and its services, nobody's name, nothing of too few. */
export const PublicFigures = Type.Object(
  {
    hall: Words,
    from: Type.String(),
    to: Type.String(),
    /** Fewer than this are withheld (null). */
    least: Type.Integer(),
    rows: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: Words,
          finished: Type.Union([Type.Integer(), Type.Null()]),
          waitP50: Type.Union([Type.Number(), Type.Null()]),
          waitP90: Type.Union([Type.Number(), Type.Null()]),
          rated: Type.Union([Type.Integer(), Type.Null()]),
          /** Three figures side by side, never one: asked by any way, rated by the person, with what a rule wrote. */
          asked: Type.Union([Type.Number(), Type.Null()]),
          coverage: Type.Union([Type.Number(), Type.Null()]),
          withDefaults: Type.Union([Type.Number(), Type.Null()]),
          good: Type.Union([Type.Number(), Type.Null()]),
          goodLow: Type.Union([Type.Number(), Type.Null()]),
          goodHigh: Type.Union([Type.Number(), Type.Null()]),
        },
        strict,
      ),
    ),
    metrics: Type.Array(ReportColumn),
    checkpoint: Type.Object({ seq: Type.Integer(), hash: Type.String() }, strict),
    signed: Signed,
    version: Type.String(),
    generatedAt: Type.String(),
  },
  strict,
);
export type PublicFigures = Static<typeof PublicFigures>;
