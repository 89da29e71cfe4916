// The option lists a hall begins with, in our own words. A hall or its authority follows them with editions of its own.
import type { OptionsEdition, RatingDimension, RatingReason } from "./rating-types.ts";
import type { Level, Words } from "./types.ts";

const BAD: readonly Level[] = [1, 2];
const GOOD: readonly Level[] = [3, 4, 5];

const words = (zh: string, hant: string, en: string, ko: string): Words => ({ "zh-CN": zh, "zh-Hant": hant, en, ko });

const reason = (code: string, levels: readonly Level[], ...names: Parameters<typeof words>): RatingReason => ({
  code,
  levels,
  name: words(...names),
});

const dimension = (code: string, ...names: Parameters<typeof words>): RatingDimension => ({
  code,
  name: words(...names),
});

/** Good levels have reasons too: nobody is led to one level by what another costs. */
const REASONS: readonly RatingReason[] = [
  reason("attitude", GOOD, "态度好", "態度好", "Friendly", "친절함"),
  reason("fast", GOOD, "办得快", "辦得快", "Quick", "빠름"),
  reason("clear", GOOD, "讲得清楚", "講得清楚", "Explained well", "설명이 명확함"),
  reason("skilled", GOOD, "业务熟练", "業務熟練", "Knew the matter well", "업무에 능숙함"),
  reason("attitude", BAD, "态度不好", "態度不好", "Unfriendly", "불친절함"),
  reason("slow", BAD, "办得慢", "辦得慢", "Slow", "느림"),
  reason("wait", BAD, "等候太久", "等候太久", "Waited too long", "오래 기다림"),
  reason("unclear", BAD, "没有讲清楚", "沒有講清楚", "Not explained well", "설명이 불명확함"),
  reason("again", BAD, "要跑多次", "要跑多次", "Had to come again", "여러 번 방문해야 함"),
];

const OVERALL = dimension("overall", "总体", "整體", "Overall", "전체");
const EFFICIENCY = dimension("efficiency", "办事效率", "辦事效率", "Speed", "처리 속도");

export const SHIPPED_OPTIONS: OptionsEdition = {
  version: "phone-1",
  from: "2020-01-01",
  source: "产品自带，尚未由主管部门发布 · shipped with the product, not issued by an authority",
  onsite: {
    dimensions: [
      OVERALL,
      EFFICIENCY,
      dimension("level", "业务水平", "業務水平", "Knowledge", "업무 수준"),
      dimension("attitude", "服务态度", "服務態度", "Manner", "응대 태도"),
    ],
    reasons: REASONS,
  },
  online: {
    dimensions: [
      OVERALL,
      EFFICIENCY,
      dimension("guide", "指南准确", "指南準確", "Right instructions", "안내의 정확성"),
      dimension("convenience", "办理便捷", "辦理便捷", "Ease", "편의성"),
      dimension("platform", "平台好用", "平台好用", "The pages", "플랫폼"),
    ],
    reasons: REASONS,
  },
};
