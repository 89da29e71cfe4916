// Why this number is next: the hall says it in one stable English sentence, the clerk reads it in Chinese first.
import type { Both } from "./both.ts";
import { priorityWords } from "./states.ts";

const SENTENCES: readonly (readonly [RegExp, (parts: readonly string[]) => string])[] = [
  [/^longest wait: (\d+) min$/, ([minutes]) => `等候最久，${minutes} 分钟`],
  [/^priority (\S+), longest wait: (\d+) min$/, ([id, minutes]) => `优先（${className(id)}），已等 ${minutes} 分钟`],
  [
    /^priority (\S+), (\d+) of (\d+) in a row$/,
    ([id, n, max]) => `优先（${className(id)}），连续第 ${n} 个，最多 ${max} 个`,
  ],
  [/^guarantee: ordinary after (\d+) priority calls$/, ([max]) => `已连续叫 ${max} 个优先号，轮到普通号`],
  [/^directed to this window$/, () => "指定到本窗口"],
  [/^returned after a miss/, () => "过号后恢复，该业务无其他人等候"],
  [/^paper roll/, () => "纸卷号，无其他人等候"],
  [/^called by number$/, () => "按号呼叫"],
];

const className = (id: string | undefined): string => priorityWords(id ?? "").zh;

/** A sentence that is not known yet is shown in English alone rather than not at all. */
export function whyWords(why: string): Both {
  for (const [pattern, chinese] of SENTENCES) {
    const found = pattern.exec(why);
    if (found !== null) return { zh: chinese(found.slice(1)), en: why };
  }
  return { zh: "", en: why };
}
