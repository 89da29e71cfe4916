// What the page for everybody makes of the figures. Pure.
import type { PublicFigures } from "../../controller/contract/reports.ts";
import type { Both } from "../shared/i18n/both.ts";

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
