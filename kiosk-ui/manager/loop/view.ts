// What the page of bad ratings says, from what the service tells. Pure.
import type { LoopRow, LoopStepName } from "../../../controller/contract/loop.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const STATE_WORDS: Readonly<Record<LoopRow["state"], Both>> = {
  received: { zh: "待核实", en: "received" },
  verified: { zh: "已核实", en: "verified" },
  fix_now: { zh: "立即整改", en: "fix now" },
  fix_by_date: { zh: "限期整改", en: "fix by date" },
  explained: { zh: "解释说明", en: "explained" },
  appealed: { zh: "申诉待裁定", en: "appealed" },
  fixed: { zh: "已整改", en: "put right" },
  replied: { zh: "已答复", en: "replied" },
  called_back: { zh: "已回访", en: "called back" },
  reviewed: { zh: "已复核办结", en: "closed" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
};

/** The one button: what to do next. */
export const STEP_WORDS: Readonly<Record<LoopStepName, Both>> = {
  verify: { zh: "核实情况", en: "Verify" },
  decide: { zh: "决定处理办法", en: "Decide" },
  "decide-appeal": { zh: "裁定申诉", en: "Decide the appeal" },
  fix: { zh: "确认已整改", en: "Put right" },
  reply: { zh: "答复评价人", en: "Reply" },
  "call-back": { zh: "登记回访", en: "Record the call" },
  review: { zh: "复核办结", en: "Review and close" },
};

export const WAY_WORDS = {
  fix_now: { zh: "立即整改", en: "Fix now" },
  fix_by_date: { zh: "限期整改", en: "Fix by a date" },
  explained: { zh: "没有过错，解释说明", en: "No fault: explain" },
  appealed: { zh: "误评或恶意，提出申诉", en: "Mistaken or malicious: appeal" },
} as const satisfies Readonly<Record<string, Both>>;

export const CALL_WORDS = {
  satisfied: { zh: "满意", en: "satisfied" },
  "not-satisfied": { zh: "不满意", en: "not satisfied" },
  declined: { zh: "不愿答复", en: "declined" },
  "no-answer": { zh: "无人接听", en: "no answer" },
  "wrong-number": { zh: "号码有误", en: "wrong number" },
  "no-contact": { zh: "没有可拨的号码", en: "nobody to ring" },
} as const satisfies Readonly<Record<string, Both>>;

export const APPEAL_WORDS = {
  mistaken: { zh: "误评", en: "mistaken" },
  malicious: { zh: "恶意评价", en: "malicious" },
  "not-ours": { zh: "非本大厅事项", en: "not ours" },
} as const satisfies Readonly<Record<string, Both>>;

const TERM_WORDS: Readonly<Record<NonNullable<LoopRow["next"]>["step"], Both>> = {
  handle: { zh: "办理", en: "handle" },
  fix: { zh: "整改", en: "put right" },
  reply: { zh: "答复", en: "reply" },
  "call-back": { zh: "回访", en: "call back" },
};

export const LEVEL_WORDS: Readonly<Record<number, Both>> = {
  1: { zh: "非常不满意", en: "very dissatisfied" },
  2: { zh: "不满意", en: "dissatisfied" },
  3: { zh: "基本满意", en: "fairly satisfied" },
  4: { zh: "满意", en: "satisfied" },
  5: { zh: "非常满意", en: "very satisfied" },
};

const TRAIL_WORDS: Readonly<Record<string, Both>> = {
  received: { zh: "收到", en: "received" },
  noted: { zh: "反映", en: "said" },
  verified: { zh: "核实", en: "verified" },
  decided: { zh: "处理办法", en: "decided" },
  "appeal-decided": { zh: "申诉裁定", en: "appeal decided" },
  fixed: { zh: "整改", en: "put right" },
  replied: { zh: "答复", en: "replied" },
  "called-back": { zh: "回访", en: "called back" },
  reviewed: { zh: "复核办结", en: "reviewed" },
  overdue: { zh: "超期", en: "overdue" },
  second: { zh: "整改后评价", en: "rated again" },
  withdrawn: { zh: "撤回", en: "withdrawn" },
};

const DETAIL_WORDS: Readonly<Record<string, Both>> = {
  ...{ ...WAY_WORDS, ...CALL_WORDS, ...APPEAL_WORDS, ...TERM_WORDS },
  refused: { zh: "不成立", en: "refused" },
};

/** What was done, with its particulars. */
export function trailWords({ what, detail }: LoopRow["trail"][number]): Both {
  const did = TRAIL_WORDS[what] ?? { zh: what, en: what };
  const more = what === "second" ? LEVEL_WORDS[Number(detail)] : DETAIL_WORDS[detail];
  return more === undefined ? did : { zh: `${did.zh}：${more.zh}`, en: `${did.en}: ${more.en}` };
}

export type Urgency = "late" | "near" | "calm" | "none";
const NEAR_DAYS = 2;

/** How pressing the next deadline is. */
export function urgencyOf({ next }: Pick<LoopRow, "next">): Urgency {
  if (next === null) return "none";
  if (next.missed) return "late";
  return next.days <= NEAR_DAYS ? "near" : "calm";
}

/** The countdown in working days. */
export function countdown({ next }: Pick<LoopRow, "next">): Both | null {
  if (next === null) return null;
  const term = TERM_WORDS[next.step];
  const day = next.at.slice(5, 10);
  if (next.missed) {
    const late = Math.max(0, -next.days);
    return { zh: `${term.zh}已超期 ${late} 个工作日（${day}）`, en: `${term.en}: ${late} working days late` };
  }
  if (next.days === 0) return { zh: `${term.zh}今日到期`, en: `${term.en}: due today` };
  return { zh: `${term.zh}还剩 ${next.days} 个工作日（${day}）`, en: `${term.en}: ${next.days} working days left` };
}

/** What it is about, in one line. */
export function aboutWords(row: LoopRow): Both {
  const kind = row.level === null ? { zh: "投诉", en: "complaint" } : (LEVEL_WORDS[row.level] ?? { zh: "", en: "" });
  const zh = [kind.zh, row.serviceName["zh-CN"], row.windowName["zh-CN"]].filter(Boolean).join(" · ");
  const en = [kind.en, row.serviceName.en, row.windowName.en].filter(Boolean).join(" · ");
  return { zh, en };
}

/** Mine first: what I may do now, by deadline; the service has put them in that order. */
export function sorted(rows: readonly LoopRow[]): {
  readonly mine: LoopRow[];
  readonly others: LoopRow[];
  readonly closed: LoopRow[];
} {
  const open = rows.filter(({ closedAt }) => closedAt === null);
  return {
    mine: open.filter(({ mine }) => mine.length > 0),
    others: open.filter(({ mine }) => mine.length === 0),
    closed: rows.filter(({ closedAt }) => closedAt !== null),
  };
}

/** `83.3% (5/6)`; a dash where there is nothing to share. */
export function shareWords({ n, of, share }: { n: number; of: number; share: number | null }): string {
  return share === null ? `– (${n}/${of})` : `${(share * 100).toFixed(1)}% (${n}/${of})`;
}
