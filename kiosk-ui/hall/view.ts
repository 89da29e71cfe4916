// What the hall board shows: the newest calls large, every other call still somewhere, nothing dropped. Pure.
import type { HallView } from "../../controller/contract/views.ts";
import { type Both, both, type Language } from "../shared/i18n/both.ts";
import type { freshness } from "../shared/live.ts";
import type { Shape } from "./plan.ts";

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
  /** The name in the other language. */
  readonly side: string;
}

/** `12号窗口` → `12` large, `号窗口` beside it; a name without a number stays in one piece. */
export function windowSign(name: Readonly<Record<string, string>>, language: Language = "zh-CN"): WindowSign {
  const { zh, en } = both(name);
  const found = /^([A-Za-z]?\d{1,3})\s*(.*)$/.exec(zh);
  const lead = found?.[1] ?? "";
  if (language === "en" && en !== "") {
    const rest = en.replace(new RegExp(`\\b${lead}\\b`), "").replace(/\s+/g, " ").trim();
    return lead !== "" && en.includes(lead) ? { lead, rest, side: zh } : { lead: "", rest: en, side: zh };
  }
  return found === null ? { lead: "", rest: zh, side: en } : { lead, rest: found[2] ?? "", side: en };
}

/** Width of a text in em: Chinese characters are square, letters and digits narrower. */
export function textEm(text: string): number {
  let em = 0;
  for (const letter of text) em += /[\u2e80-\uffff]/.test(letter) ? 1 : /[A-Z]/.test(letter) ? 0.72 : 0.6;
  return em;
}

/** Sizes of a sign's parts in em of the number, as the style sheet has them. */
const REST_EM = { landscape: 0.38, portrait: 0.26, strip: 0.38 } as const;
const SIDE_EM = { landscape: 0.155, portrait: 0.13, strip: 0.155 } as const;
export const WORDS_EM = 0.45;
const ARROW_EM = { landscape: 0.5, portrait: 0.42, strip: 0.5 } as const;
const SIGN_EM_MAX = 3;

function signEm(sign: WindowSign, shape: Shape): number {
  if (sign.lead === "") {
    const words = textEm(sign.rest) * WORDS_EM;
    return Math.min(SIGN_EM_MAX, Math.max(words > 2 ? words / 2 + WORDS_EM : words, 1));
  }
  const lead = textEm(sign.lead);
  const rest = Math.max(textEm(sign.rest) * REST_EM[shape], textEm(sign.side) * SIDE_EM[shape]);
  return Math.min(SIGN_EM_MAX, shape === "portrait" ? Math.max(lead, rest) : lead + 0.08 + rest);
}

/** Room that any call of this hall may take, in em of its number: it does not change from call to call. */
export function callEm(view: Pick<HallView, "calls" | "windows">, shape: Shape, language: Language): number {
  const numbers = view.calls.map(({ number }) => textEm(number));
  const signs = view.windows.map(({ name }) => signEm(windowSign(name, language), shape));
  return Math.max(textEm("A001"), ...numbers) + ARROW_EM[shape] + Math.max(1, ...signs);
}

export interface CallsShown {
  readonly big: readonly CallShown[];
  readonly earlier: readonly CallShown[];
  /** Two columns: more people are on their way than one has room for. */
  readonly dense: boolean;
  readonly page: number;
  readonly pages: number;
  /** Called and not on screen at this moment. */
  readonly more: number;
}

export interface CallRows {
  readonly big: number;
  readonly earlier: number;
  /** Rows of the two-column list. */
  readonly dense: number;
}

/**
 * Newest on top. Whoever is called and has not come stays in sight: they come before those who are being served, and
 * what does not fit turns page by page, so that the ninth call is seen as well.
 */
export function callsShown(
  calls: HallView["calls"],
  ringing: ReadonlySet<string>,
  rows: CallRows,
  turn: number,
  language: Language = "zh-CN",
): CallsShown {
  const shownOf = (call: HallView["calls"][number]): CallShown => ({
    key: call.ticketId,
    number: call.number,
    window: windowSign(call.windowName, language),
    ringing: ringing.has(call.ticketId),
  });
  const big = calls.slice(0, rows.big).map(shownOf);
  const rest = calls.slice(rows.big);
  const awaited = rest.filter(({ state }) => state === "called");
  if (awaited.length <= rows.earlier) {
    const spare = rows.earlier - awaited.length;
    const others = new Set(rest.filter(({ state }) => state !== "called").slice(0, spare));
    const earlier = rest.filter((call) => call.state === "called" || others.has(call)).map(shownOf);
    return { big, earlier, dense: false, page: 0, pages: 1, more: 0 };
  }
  const perPage = Math.max(rows.dense * 2, rows.earlier);
  const pages = Math.ceil(awaited.length / perPage);
  const page = turn % pages;
  const earlier = awaited.slice(page * perPage, (page + 1) * perPage).map(shownOf);
  return { big, earlier, dense: true, page, pages, more: awaited.length - earlier.length };
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

/** What the large part says while nobody is called. */
export function quietWords(windows: HallView["windows"]): Both {
  return windows.some(({ state }) => state !== "closed")
    ? { zh: "请留意叫号", en: "Please watch for your number" }
    : { zh: "窗口暂未开放", en: "The windows are closed at the moment" };
}

/** A text cut into lines of at most so many em, between words where there are any. */
export function lines(text: string, emMax: number): string[] {
  const cut: string[] = [];
  let line = "";
  for (const word of text.replace(/\s+/g, " ").trim().match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s?|\s/g) ?? []) {
    if (line !== "" && textEm(line + word.trimEnd()) > emMax) {
      cut.push(line.trim());
      line = "";
    }
    // One word longer than the line: it is cut, not lost.
    let rest = word;
    while (textEm(rest) > emMax) {
      const part = rest.slice(0, Math.max(1, Math.floor(emMax / 0.72)));
      cut.push((line + part).trim());
      line = "";
      rest = rest.slice(part.length);
    }
    line += rest;
  }
  if (line.trim() !== "") cut.push(line.trim());
  return cut;
}

/** The notices as the ticker shows them, line by line: nothing runs, so that it can be read at any pace. */
export function tickerLines(
  view: Pick<HallView, "notices" | "zones" | "zone">,
  hallNowMs: number,
  emMax: number,
  language: Language = "zh-CN",
): string[] {
  return view.notices.flatMap(({ text, until, zones }) => {
    if (until !== null && Date.parse(until) <= hallNowMs) return [];
    // On a board of the whole hall a notice says which part it is for.
    const names = view.zone === null ? view.zones.filter(({ id }) => zones.includes(id)) : [];
    const said = both(text);
    const [first, second] = language === "en" && said.en !== "" ? [said.en, said.zh] : [said.zh, said.en];
    const where = names.map(({ name }) => both(name)).map(({ zh, en }) => (language === "en" && en !== "" ? en : zh));
    const main = where.length === 0 ? first : `${where.join("、")}：${first}`;
    const together = `${main} · ${second}`;
    if (second !== "" && textEm(together) <= emMax) return [together];
    return [...lines(main, emMax), ...lines(second, emMax)];
  });
}
