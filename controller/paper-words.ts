// The words of a printed ticket: simplified or traditional Chinese; any other language has English beside the Chinese.
import type { Policy } from "./domain/types.ts";
import type { Reach } from "./views/reach.ts";
import { scanNote } from "./views/reach.ts";
import { missedRule } from "./views/words.ts";

export interface PaperWords {
  ahead(count: number): string;
  estimate(low: number, high: number): string;
  appointment(time: string): string;
  documents(listed: string): string;
  /** Between two documents. */
  readonly between: string;
  missed(policy: Policy): string;
  scan(reach: Reach, wifi: string | null, shortCode: string): string;
}

const SIMPLIFIED: PaperWords = {
  ahead: (count) => `前方等待 ${count} 人`,
  estimate: (low, high) => `预计等待 ${low}–${high} 分钟`,
  appointment: (time) => `预约时间 ${time}`,
  documents: (listed) => `请备齐：${listed}`,
  between: "、",
  missed: (policy) => missedRule(policy)["zh-CN"],
  scan: scanNote,
};

const TRADITIONAL: PaperWords = {
  ahead: (count) => `前方等候 ${count} 人`,
  estimate: (low, high) => `預計等候 ${low}–${high} 分鐘`,
  appointment: (time) => `預約時間 ${time}`,
  documents: (listed) => `請備妥：${listed}`,
  between: "、",
  missed: ({ calls, missed }) => {
    const opening = `呼叫${calls.max}次未到即過號`;
    if (!missed.mayReturn || missed.maxReturns === 0) return `${opening}，須重新取號。`;
    const wait = missed.returnAfterCalls === 0 ? "隨即恢復排隊" : `再叫${missed.returnAfterCalls}個號後可重新呼叫`;
    return `${opening}；請至諮詢臺恢復，${wait}（最多恢復${missed.maxReturns}次）。`;
  },
  scan: (reach, wifi, shortCode) => {
    if (reach === "public") return "請留意叫號，掃碼可查看進度並評價";
    const byCode = `在取號機輸入短碼 ${shortCode} 也可查看`;
    if (reach === "nowhere") return `請留意叫號，${byCode}`;
    return `請先連接大廳 Wi-Fi${wifi === null ? "" : `「${wifi}」`}再掃碼；${byCode}`;
  },
};

const ENGLISH: PaperWords = {
  ahead: (count) => `${count} ahead`,
  estimate: (low, high) => `${low}–${high} min`,
  appointment: (time) => `appointment at ${time}`,
  documents: (listed) => `Bring: ${listed}`,
  between: ", ",
  missed: (policy) => missedRule(policy).en,
  scan: (reach, wifi, shortCode) => {
    if (reach === "public") return "Watch for your call; scan to follow it and to rate";
    const byCode = `type ${shortCode} at a kiosk to see your place`;
    if (reach === "nowhere") return `Watch for your call; ${byCode}`;
    return `Join the hall's Wi-Fi${wifi === null ? "" : ` "${wifi}"`} to scan; or ${byCode}`;
  },
};

/** Which words stand on a paper, in this order: Chinese first. */
export function wordsOn(language: string): readonly { readonly language: string; readonly words: PaperWords }[] {
  if (language === "zh-CN") return [{ language, words: SIMPLIFIED }];
  if (language === "zh-Hant") return [{ language, words: TRADITIONAL }];
  return [
    { language: "zh-CN", words: SIMPLIFIED },
    { language: "en", words: ENGLISH },
  ];
}
