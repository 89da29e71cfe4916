// Sound: the zones of the hall in which announcements are heard, how loud, when not, and by what.
import { type Static, Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Words = Type.Record(
  Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$" }),
  Type.String({ minLength: 1, maxLength: 60 }),
);
const TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";
const Language = Type.Union([Type.Literal("zh-CN"), Type.Literal("en"), Type.Literal("yue")]);

const SoundZone = Type.Object(
  {
    id: Id,
    name: Type.Optional(Words),
    /** Windows whose calls are heard here; without it all. */
    windows: Type.Optional(Type.Array(Id, { minItems: 1, uniqueItems: true })),
    /** Of what each voice and player is set to. */
    volume: Type.Integer({ minimum: 0, maximum: 100, default: 100 }),
    /** Local times in which calls are shown and not said, such as `12:00-13:30`; over midnight too. */
    quiet: Type.Array(Type.String({ pattern: `^${TIME}-(${TIME}|24:00)$` }), { maxItems: 8, default: [] }),
    /** Ids of voice modules, and `browser` for pages that play; without it both, as far as no other zone has them. */
    sinks: Type.Optional(Type.Array(Id, { maxItems: 16, uniqueItems: true })),
    /** Whether one of the pages in this zone speaks while the others stand by, or all at once. */
    players: Type.Union([Type.Literal("one"), Type.Literal("all")], { default: "one" }),
  },
  strict,
);
export type SoundZone = Static<typeof SoundZone>;

export const Sound = Type.Object(
  {
    /** Without any: one zone `all`, and one for each voice module that has windows of its own. */
    zones: Type.Optional(Type.Array(SoundZone, { minItems: 1, maxItems: 20 })),
    /** Players sound a bell before each call; modules have their own setting. */
    chime: Type.Boolean({ default: true }),
    /** Between two readings. */
    pauseMs: Type.Integer({ minimum: 0, maximum: 10_000, default: 600 }),
    /** Between two clips of one reading. */
    gapMs: Type.Integer({ minimum: 0, maximum: 1000, default: 60 }),
    /** Where the zones read more or less often, or in other languages, than `speech` says. */
    readings: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    languages: Type.Optional(Type.Array(Language, { minItems: 1, uniqueItems: true })),
    /** With more readings waiting than this, repeats are left out. */
    repeatsUpTo: Type.Integer({ minimum: 1, maximum: 60, default: 10 }),
    /** Say 「A001号已过号，请到咨询台」 too. */
    missed: Type.Boolean({ default: false }),
    /** Local time of the daily self-check; null: none. */
    selfCheckAt: Type.Union([Type.String({ pattern: `^${TIME}$` }), Type.Null()], { default: "08:00" }),
  },
  { ...strict, default: {} },
);
export type Sound = Static<typeof Sound>;
