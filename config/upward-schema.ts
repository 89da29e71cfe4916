// Reports to the province (好差评上报): which one, as whom, and the codes it gave to this hall. Off by default.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 100 });
const Code = Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" });
/** City, county, township, village: digits, the smaller beginning like the larger. */
const Area = Type.Object({ code: Type.String({ pattern: "^[0-9]{4,12}$" }), name: Name }, strict);

export const PROVINCES = ["zhejiang", "guangdong", "anhui", "shandong"] as const;
export type ProvinceId = (typeof PROVINCES)[number];

export const Upward = Type.Object(
  {
    province: Type.Unsafe<ProvinceId | "none">(
      Type.Union(
        ["none", ...PROVINCES].map((name) => Type.Literal(name)),
        { default: "none" },
      ),
    ),
    /** Missing: nothing is uploaded, files are written by hand (`hallkeeper upward export`). */
    endpoint: Type.Optional(Type.String({ pattern: "^https?://", maxLength: 500 })),
    /** Also addresses inside the building, and plain http. */
    private: Type.Boolean({ default: false }),
    timeoutSeconds: Type.Integer({ minimum: 1, maximum: 60, default: 15 }),
    /** Signs what is sent; in a file (relative to the data folder) or a variable of the environment. */
    secretFile: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    secretEnv: Type.Optional(Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]{0,99}$" })),
    /** The deepest one is reported, so that a roll-up counts a case once. */
    area: Type.Optional(
      Type.Object(
        {
          city: Area,
          county: Type.Optional(Area),
          township: Type.Optional(Area),
          village: Type.Optional(Area),
        },
        strict,
      ),
    ),
    department: Type.Optional(
      Type.Object(
        {
          /** 统一社会信用代码. */
          creditCode: Type.String({ pattern: "^[0-9A-HJ-NPQRTUWXY]{18}$" }),
          code: Code,
          name: Name,
        },
        strict,
      ),
    ),
    /** By id of the service: the item (事项) it is at the province. */
    items: Type.Record(
      Type.String(),
      Type.Object(
        {
          taskCode: Code,
          handleItem: Code,
          name: Name,
          subMatter: Type.Optional(Name),
          version: Type.Optional(Type.String({ pattern: "^[0-9]{1,6}$" })),
          /** `instant`: done while the person waits (即办件); `promise`: by a promised date (承诺件). */
          promise: Type.Union([Type.Literal("instant"), Type.Literal("promise")]),
        },
        strict,
      ),
      { default: {} },
    ),
    /** Values that the province handed to this hall, by the name of its field. */
    given: Type.Record(Type.String({ pattern: "^[A-Za-z]{1,40}$" }), Type.String({ minLength: 1, maxLength: 64 }), {
      default: {},
    }),
    /** Whether the rater's name, number and ID go along (R5, R6): only with the rule that demands it, in words. */
    rater: Type.Union([Type.Literal("none"), Type.Literal("vault")], { default: "none" }),
    raterBasis: Type.Optional(Type.String({ minLength: 4, maxLength: 200 })),
    /** A record without the rater's data is refused, not sent without. */
    raterRequired: Type.Boolean({ default: false }),
    /** Whether the citizen's own words go along. */
    comments: Type.Boolean({ default: false }),
    schedule: Type.Object(
      {
        /** Longer than a rating may be corrected and given reasons: it is sent once, in its final form. */
        holdSeconds: Type.Integer({ minimum: 10, maximum: 86_400, default: 660 }),
        /** Local time of the daily upload; missing: as they come. */
        at: Type.Optional(Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" })),
        /** Records in one request. */
        batchMax: Type.Integer({ minimum: 1, maximum: 20, default: 20 }),
        /** Attempts before a record is put aside for a person to look at. */
        attemptsMax: Type.Integer({ minimum: 1, maximum: 200, default: 60 }),
      },
      { ...strict, default: {} },
    ),
  },
  { ...strict, default: {} },
);

/** What a province must have given before anything can be reported in its form. */
export interface GivenField {
  readonly name: string;
  readonly pattern: RegExp;
  /** Only where the rater's data go along. */
  readonly withRater?: true;
}

export const GIVEN: Readonly<Record<ProvinceId, readonly GivenField[]>> = {
  zhejiang: [
    { name: "dataSource", pattern: /^[0-9]{3}$/ },
    { name: "appStatus", pattern: /^[0-9A-Za-z]{1,10}$/ },
  ],
  guangdong: [{ name: "certificateType", pattern: /^[0-9A-Za-z]{1,10}$/, withRater: true }],
  anhui: [
    { name: "source", pattern: /^[0-9A-Za-z]{1,20}$/ },
    { name: "userPageType", pattern: /^[0-9A-Za-z]{1,10}$/ },
    { name: "handleStateAccepted", pattern: /^[0-9A-Za-z]{1,10}$/ },
    { name: "handleStateDone", pattern: /^[0-9A-Za-z]{1,10}$/ },
  ],
  shandong: [
    { name: "appId", pattern: /^[0-9A-Za-z-]{1,64}$/ },
    { name: "mouldAp", pattern: /^[0-9A-Za-z-]{1,64}$/ },
  ],
};
