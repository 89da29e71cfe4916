// What a place has decided about ratings. Local rules differ: each setting says in words whose rule it is.
import { Type } from "typebox";
import { Asking } from "./asking-schema.ts";
import { RatingLoop } from "./loop-schema.ts";
import { PadSettings } from "./pad-schema.ts";

const strict = { additionalProperties: false } as const;
const Words = Type.Record(Type.String({ pattern: "^[A-Za-z-]{2,16}$" }), Type.String({ minLength: 1, maxLength: 60 }));
const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4), Type.Literal(5)]);
const Code = Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$" });
const Source = Type.Optional(Type.String({ maxLength: 200, description: "这条规定出自哪里 · whose rule this is" }));

const List = Type.Object(
  {
    dimensions: Type.Array(Type.Object({ code: Code, name: Words }, strict), { maxItems: 10, default: [] }),
    reasons: Type.Array(
      Type.Object({ code: Code, levels: Type.Array(Level, { minItems: 1, uniqueItems: true }), name: Words }, strict),
      { maxItems: 60, default: [] },
    ),
  },
  strict,
);

const Edition = Type.Object(
  {
    version: Type.String({ pattern: "^[A-Za-z0-9._-]{1,32}$" }),
    from: Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
    source: Source,
    onsite: List,
    online: List,
  },
  strict,
);

export const Rating = Type.Object(
  {
    options: Type.Array(Edition, {
      default: [],
      maxItems: 50,
      description:
        "评价选项各版本，发布后不改，只追加；空：产品自带 · editions of the option lists, never edited, only added to; " +
        "empty: the shipped one (全国好差评选项按级别、按版本 · options per level, versioned)",
    }),
    defaults: Type.Optional(
      Type.Object(
        {
          on: Type.Boolean({ default: false }),
          days: Type.Integer({ minimum: 1, maximum: 60, default: 5 }),
          kind: Type.Union([Type.Literal("calendar"), Type.Literal("working")], { default: "working" }),
          level: Type.Union([Type.Literal(3), Type.Literal(4), Type.Literal(5)], { default: 3 }),
          rule: Code,
          source: Source,
        },
        {
          ...strict,
          description:
            "逾期未评的默认评价，例：广东 2019 试行 7 个自然日→基本满意；新疆博州 2025 5 个工作日→满意。不计入主动评价 · " +
            "what is written after silence; differs by place; never counted as active",
        },
      ),
    ),
    stages: Type.Array(Type.Union([Type.Literal("acceptance"), Type.Literal("completion")]), {
      default: ["completion"],
      minItems: 1,
      uniqueItems: true,
      description:
        "何时评价，例：广东受理、办结两次 · when people are asked; e.g. Guangdong at acceptance and completion",
    }),
    reasonRequiredBelow: Type.Integer({
      minimum: 0,
      maximum: 5,
      default: 0,
      description:
        "低于此级须选原因，例：周至；未选仍保留并标注 · below this level a reason is expected, e.g. Zhouzhi; " +
        "a mark without one is kept and flagged",
    }),
    withoutCall: Type.Optional(
      Type.Object(
        {
          on: Type.Boolean({ default: false }),
          windows: Type.Array(Type.String({ minLength: 1 }), { default: [], uniqueItems: true }),
          minimumSecondsBetween: Type.Integer({ minimum: 1, maximum: 600, default: 5 }),
        },
        {
          ...strict,
          description:
            "未叫号也可评价的窗口，单独记录，不计入办件评价率 · windows rated without a call: recorded apart, in no case's figures",
        },
      ),
    ),
    correctionSeconds: Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 5,
      description: "点错后可更改的秒数（产品建议）· seconds in which a touch may be changed (our own value)",
    }),
    staffSidePads: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      uniqueItems: true,
      description: "评价器放在工作人员一侧的窗口 · windows whose pad stands within reach of the staff",
    }),
    signals: Type.Optional(
      Type.Object(
        {
          seriesLength: Type.Integer({ minimum: 3, maximum: 100, default: 8 }),
          quickMs: Type.Integer({ minimum: 100, maximum: 10_000, default: 800 }),
          correctionsMin: Type.Integer({ minimum: 2, maximum: 100, default: 4 }),
        },
        { ...strict, description: "异常评价的提示，供核查（产品建议）· signs to look at (our own values)" },
      ),
    ),
    asking: Type.Optional(Asking),
    pad: Type.Optional(PadSettings),
    /** Bad ratings and complaints (差评闭环). */
    loop: Type.Optional(RatingLoop),
  },
  strict,
);
