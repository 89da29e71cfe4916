// What a tablet as rating pad offers beside Chinese and English: languages of the place, and a short spoken invitation.
import { Type } from "typebox";

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 80 });

/** The page's own words; what is missing is shown in Chinese. */
const PadWords = Type.Object(
  {
    ask: Type.String({ minLength: 1, maxLength: 80, description: "请评价本次服务 · please rate this service" }),
    thanks: Type.String({ minLength: 1, maxLength: 80, description: "感谢您的评价 · thank you" }),
    levels: Type.Object(
      { "5": Text, "4": Text, "3": Text, "2": Text, "1": Text },
      { ...strict, description: "五个级别，从 5 非常满意到 1 非常不满意 · all five levels" },
    ),
    acceptance: Type.Optional(Text),
    change: Type.Optional(Text),
    reasons: Type.Optional(Text),
    marks: Type.Optional(Text),
    skip: Type.Optional(Text),
    send: Type.Optional(Text),
  },
  strict,
);

export const PadSettings = Type.Object(
  {
    languages: Type.Array(
      Type.Object(
        {
          code: Type.String({ pattern: "^[a-z]{2,3}(-[A-Za-z]{2,8})?$" }),
          name: Type.String({ minLength: 1, maxLength: 40, description: "用本语言写的名称 · in the language itself" }),
          direction: Type.Union([Type.Literal("ltr"), Type.Literal("rtl"), Type.Literal("vertical")], {
            default: "ltr",
            description: "从左到右、从右到左、竖排 · left to right, right to left, top to bottom",
          }),
          words: PadWords,
        },
        strict,
      ),
      {
        default: [],
        maxItems: 4,
        description: "评价平板另外提供的语言（如当地民族文字）· further languages of the pad, such as a local script",
      },
    ),
    voice: Type.Optional(
      Type.Object(
        {
          on: Type.Boolean({ default: false, description: "邀请评价时说一句话（默认不说）· one spoken sentence" }),
          hours: Type.String({
            pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-4]):[0-5][0-9]$",
            default: "08:30-17:30",
            description: "只在这段时间说话（当地时间）· silent outside these hours",
          }),
          volume: Type.Number({ minimum: 0, maximum: 1, default: 0.6 }),
        },
        { ...strict, description: "评价平板的语音提示 · the pad's voice prompt" },
      ),
    ),
  },
  { ...strict, description: "评价平板 · tablets as rating pads" },
);
