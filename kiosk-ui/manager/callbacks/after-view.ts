// What a call after handling says and how it can end; its own figures. Pure.
import type { AskingFiguresView, CallbackRow } from "../../../controller/contract/callbacks.ts";
import type { Both } from "../../shared/i18n/both.ts";
import type { Level } from "./view.ts";

export type AfterResult = "satisfied" | "not-satisfied" | "declined" | "no-answer" | "wrong-number" | "no-contact";

/** What is told of a call. */
export interface AfterTold {
  readonly result: AfterResult;
  readonly level?: Level;
  readonly statement?: string;
}

/** At these levels it was put right. */
const GOOD_LEVEL_MIN = 3;

/** The level as spoken says both: how satisfied, and the second rating. */
export function toldLevel(level: Level, note: string): AfterTold {
  return { ...told(level >= GOOD_LEVEL_MIN ? "satisfied" : "not-satisfied", note), level };
}

export function told(result: AfterResult, note: string): AfterTold {
  const statement = note.trim();
  return statement === "" ? { result } : { result, statement };
}

/** Where the person is asked in words alone: nothing was put right that could be rated again. */
export const ANSWERS: readonly { readonly result: AfterResult; readonly words: Both }[] = [
  { result: "satisfied", words: { zh: "满意", en: "Satisfied" } },
  { result: "not-satisfied", words: { zh: "不满意", en: "Not satisfied" } },
];

export const ENDS: readonly { readonly result: AfterResult; readonly words: Both }[] = [
  { result: "declined", words: { zh: "不愿答复", en: "Declined" } },
  { result: "no-answer", words: { zh: "无人接听", en: "No answer" } },
  { result: "wrong-number", words: { zh: "号码有误", en: "Wrong number" } },
];

type About = Pick<CallbackRow, "number" | "why" | "mayRateAgain">;

/** Read aloud before the answer that was given, and after it. It asks; it does not defend. */
export function afterScript(
  { number, why, mayRateAgain }: About,
  hall: Readonly<Record<string, string>>,
): { readonly before: Both; readonly after: Both } {
  const name = hall["zh-CN"] ?? Object.values(hall)[0] ?? "";
  const what = why === "complaint" ? { zh: "投诉", en: "complaint" } : { zh: "评价", en: "rating" };
  const of = number === null ? { zh: "", en: "" } : { zh: `（号码 ${number}）`, en: ` (number ${number})` };
  return {
    before: {
      zh: `您好，这里是${name}。您提出的${what.zh}${of.zh}我们已经处理，答复是：`,
      en: `Hello, this is ${hall.en ?? name}. Your ${what.en}${of.en} has been dealt with. Our answer is:`,
    },
    after: mayRateAgain
      ? {
          zh: "对处理结果，请您在这五项中选一项；自愿参加，第一次的评价不变：",
          en: "How satisfied are you with the outcome? If you like, choose one of five; the first rating stays:",
        }
      : { zh: "您对处理结果满意吗？", en: "Are you satisfied with the outcome?" },
  };
}

/** Counts of the calls owed; the first three add up to it. */
export function afterParts(after: AskingFiguresView["after"]): readonly {
  readonly words: Both;
  readonly count: number;
  /** Of how many; null: a count by itself. */
  readonly of: number | null;
}[] {
  const { owed, reached, notReached, waiting, satisfied, notSatisfied, declined, late, secondRated } = after;
  return [
    { words: { zh: "已访到", en: "reached" }, count: reached, of: owed },
    { words: { zh: "联系不上", en: "not reached" }, count: notReached, of: owed },
    { words: { zh: "待回访", en: "waiting" }, count: waiting, of: owed },
    { words: { zh: "满意", en: "satisfied" }, count: satisfied, of: reached },
    { words: { zh: "不满意", en: "not satisfied" }, count: notSatisfied, of: reached },
    { words: { zh: "不愿答复", en: "declined" }, count: declined, of: reached },
    { words: { zh: "整改后再评", en: "rated again" }, count: secondRated, of: owed },
    { words: { zh: "超期", en: "late" }, count: late, of: null },
  ];
}
