// What the hall board shows: the newest calls large, every other call still somewhere, nothing dropped. Pure.
import type { HallView } from "../../controller/contract/views.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import type { freshness } from "../shared/live.ts";

/** Letters of the newest calls stand 178 px high on a 1080-line screen: readable from 10 m at 55 inches. */
export const BIG_ROWS = 3;

export interface CallShown {
  readonly key: string;
  readonly number: string;
  readonly window: WindowSign;
  readonly ringing: boolean;
}

/** A window's name split so that what tells windows apart can be drawn largest. */
export interface WindowSign {
  readonly lead: string;
  readonly rest: string;
  readonly en: string;
}

/** `12号窗口` → `12` large, `号窗口` beside it; a name without a number stays in one piece. */
export function windowSign(name: Readonly<Record<string, string>>): WindowSign {
  const { zh, en } = both(name);
  const found = /^([A-Za-z]?\d{1,3})\s*(.*)$/.exec(zh);
  if (found === null) return { lead: "", rest: zh, en };
  return { lead: found[1] ?? "", rest: found[2] ?? "", en };
}

export interface CallsShown {
  readonly big: readonly CallShown[];
  readonly earlier: readonly CallShown[];
  readonly page: number;
  readonly pages: number;
}

/** Newest on top; what does not fit turns page by page, so that the ninth call is seen as well. */
export function callsShown(
  calls: HallView["calls"],
  ringing: ReadonlySet<string>,
  rows: { big: number; earlier: number },
  turn: number,
): CallsShown {
  const shown = calls.map((call) => ({
    key: call.ticketId,
    number: call.number,
    window: windowSign(call.windowName),
    ringing: ringing.has(call.ticketId),
  }));
  const rest = shown.slice(rows.big);
  const pages = Math.max(1, Math.ceil(rest.length / rows.earlier));
  const page = turn % pages;
  return {
    big: shown.slice(0, rows.big),
    earlier: rest.slice(page * rows.earlier, (page + 1) * rows.earlier),
    page,
    pages,
  };
}

/** A list that is longer than its place, in pages. */
export function turned<T>(items: readonly T[], perPage: number, turn: number): readonly T[] {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const page = turn % pages;
  return items.slice(page * perPage, (page + 1) * perPage);
}

/** How old the board's data are, in words; never an error page. */
export function ageWords(ageMs: number | null, state: ReturnType<typeof freshness>): Both {
  if (state === "stopped" || ageMs === null)
    return { zh: "信息暂停更新，请留意窗口", en: "Updates paused: please watch the windows" };
  const seconds = Math.floor(ageMs / 1000);
  return { zh: `${seconds} 秒前更新`, en: `updated ${seconds} s ago` };
}
