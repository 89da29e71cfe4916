// What the page for everybody makes of the figures. Pure.
import type { PublicLoopsView } from "../../controller/contract/loop.ts";
import type { PublicFigures } from "../../controller/contract/reports.ts";
import { type Both, both } from "../shared/i18n/both.ts";

export type PublicRow = PublicFigures["rows"][number];

/** Withheld figures are a dash: too few to be published. */
export const percent = (share: number | null): string => (share === null ? "–" : `${(share * 100).toFixed(1)}%`);
export const minutes = (value: number | null): string => (value === null ? "–" : value.toFixed(0));
export const count = (value: number | null): string => (value === null ? "–" : String(value));

/** The good share never stands without how many rated and how sure it is. */
export function goodBeside({ rated, goodLow, goodHigh }: PublicRow): Both {
  if (rated === null || goodLow === null || goodHigh === null) return { zh: "评价数不足", en: "too few ratings" };
  const range = `${percent(goodLow)}–${percent(goodHigh)}`;
  return { zh: `${rated} 人评价，95% 区间 ${range}`, en: "people rated, 95 % interval" };
}

/** Asked, rated and with what a rule wrote: side by side, so that no bare 100 % stands alone. */
export function askedBeside({ asked, coverage, withDefaults }: PublicRow): Both {
  return {
    zh: `邀请 ${percent(asked)} · 主动评价 ${percent(coverage)} · 含默认 ${percent(withDefaults)}`,
    en: "asked, rated by the person, with defaults",
  };
}

export interface LoopFigure {
  readonly name: Both;
  readonly value: string;
}

/** What came of bad ratings and complaints, as numbers. */
export function loopFigures(loops: PublicLoopsView): readonly LoopFigure[] {
  const { bad, complaints, replied, fixed, overdue, closed } = loops;
  return [
    { name: { zh: "差评", en: "Bad ratings" }, value: count(bad) },
    { name: { zh: "投诉", en: "Complaints" }, value: count(complaints) },
    { name: { zh: "已回复", en: "Answered" }, value: count(replied) },
    { name: { zh: "已整改", en: "Mended" }, value: count(fixed) },
    { name: { zh: "超期", en: "Late" }, value: count(overdue) },
    { name: { zh: "已办结", en: "Closed" }, value: count(closed) },
  ];
}

type LoopRow = PublicLoopsView["rows"][number];

const RESULTS: Readonly<Record<LoopRow["result"], Both>> = {
  fixed: { zh: "已整改", en: "mended" },
  explained: { zh: "已解释说明", en: "explained" },
  "set-aside": { zh: "经复核不计入", en: "set aside on review" },
};
const SOURCES: Readonly<Record<LoopRow["source"], Both>> = {
  rating: { zh: "差评", en: "bad rating" },
  complaint: { zh: "投诉", en: "complaint" },
};
/** A page people walk past: the newest are enough. */
export const LOOP_ROWS_MAX = 8;

/** One line of the list of results: nobody's name, number or window is in it. */
export function loopLine(row: LoopRow): Both {
  const { month, workingDays, inTime } = row;
  const service = both(row.serviceName);
  const [source, result] = [SOURCES[row.source], RESULTS[row.result]];
  const days = Math.max(1, workingDays);
  const what = service.en === "" ? source.en : `${source.en}, ${service.en}`;
  return {
    zh: `${month} ${service.zh} ${source.zh}：${result.zh}，${days} 个工作日${inTime ? "" : "（超期）"}`,
    en: `${what}: ${result.en} in ${days} working day${days === 1 ? "" : "s"}${inTime ? "" : ", late"}`,
  };
}

/** What whoever holds a signed checkpoint compares. */
export function signedWords(signed: PublicFigures["signed"]): string {
  if (signed === null) return "尚未签名 not signed yet";
  const { size, root, keyId, at } = signed;
  return `已签名 Signed ${size} ${root.slice(0, 16)} · 密钥 Key ${keyId} · ${at.slice(0, 16).replace("T", " ")}`;
}
