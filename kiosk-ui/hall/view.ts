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
  /** The whole name in the board's first language. */
  readonly full: string;
  /** The whole name in the other language. */
  readonly side: string;
}

/** `12号窗口` → `12` large, `号窗口` beside it; a name without a number stays in one piece. */
export function windowSign(name: Readonly<Record<string, string>>, language: Language = "zh-CN"): WindowSign {
  const { zh, en } = both(name);
  const found = /^([A-Za-z]?\d{1,3})\s*(.*)$/.exec(zh);
  const lead = found?.[1] ?? "";
  if (language === "en" && en !== "") {
    const rest = en
      .replace(new RegExp(`\\b${lead}\\b`), "")
      .replace(/\s+/g, " ")
      .trim();
    const split = lead !== "" && en.includes(lead);
    return split ? { lead, rest, full: en, side: zh } : { lead: "", rest: en, full: en, side: zh };
  }
  return { lead, rest: found === null ? zh : (found[2] ?? ""), full: zh, side: en };
}

/** Width of a text in em: Chinese characters are square, letters and digits narrower. */
export function textEm(text: string): number {
  let em = 0;
  for (const letter of text) em += /[\u2e80-\uffff]/.test(letter) ? 1 : /[A-Z]/.test(letter) ? 0.72 : 0.6;
  return em;
}

/** Sizes of a sign's parts in em of the number, as the style sheet has them. */
const REST_EM = { landscape: 0.38, portrait: 0.17, strip: 0.38 } as const;
const SIDE_EM = { landscape: 0.155, portrait: 0.11, strip: 0.155 } as const;
export const WORDS_EM = 0.45;
const ARROW_EM = { landscape: 0.5, portrait: 0.42, strip: 0.5 } as const;
const SIGN_EM_MAX = 3;

function signEm(sign: WindowSign, shape: Shape): number {
  if (sign.lead === "") {
    const words = textEm(sign.rest) * WORDS_EM;
    return Math.min(SIGN_EM_MAX, Math.max(words > 2 ? words / 2 + WORDS_EM : words, 1));
  }
  const lead = textEm(sign.lead);
  const rest = textEm(sign.rest) * REST_EM[shape];
  const side = textEm(sign.side) * SIDE_EM[shape];
  // Upright screens have the words in one line under the number of the window, others beside it.
  if (shape === "portrait") return Math.min(SIGN_EM_MAX, Math.max(lead, rest + 0.05 + side));
  return Math.min(SIGN_EM_MAX, lead + 0.08 + Math.max(rest, side));
}

/** Widths are reckoned, and lines break between words: so much is kept free. */
const SLACK = 1.12;
const WORDS_EM_MIN = 0.1;
const LINE_EM = 1.1;

/** Type size of a window's name without a number, in em of the call's number: as large as its place allows. */
export function wordsEm(sign: WindowSign, place: { readonly width: number; readonly height: number }, shape: Shape) {
  const side = SIDE_EM[shape] * LINE_EM * Math.ceil((textEm(sign.side) * SIDE_EM[shape] * SLACK) / place.width);
  let em = WORDS_EM;
  while (em > WORDS_EM_MIN) {
    const rows = Math.ceil((textEm(sign.rest) * em * SLACK) / place.width);
    if (rows * em * LINE_EM + side <= place.height * 0.96) break;
    em -= 0.01;
  }
  return em;
}

/** Room for the arrow and the signs beside the numbers, in em of the number. */
export function signPlace(rowEm: { width: number; height: number }, calls: HallView["calls"], shape: Shape) {
  return { width: Math.max(0.5, rowEm.width - numberEm(calls) - ARROW_EM[shape]), height: rowEm.height };
}

/** Room for the numbers alone, so that the windows stand under one another. */
export function numberEm(calls: HallView["calls"]): number {
  return Math.max(textEm("A001"), ...calls.map(({ number }) => textEm(number)));
}

/** Room that any call of this hall may take, in em of its number: it does not change from call to call. */
export function callEm(view: Pick<HallView, "calls" | "windows">, shape: Shape, language: Language): number {
  const signs = view.windows.map(({ name }) => signEm(windowSign(name, language), shape));
  return numberEm(view.calls) + ARROW_EM[shape] + Math.max(1, ...signs);
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
  for (const word of text
    .replace(/\s+/g, " ")
    .trim()
    .match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s?|\s/g) ?? []) {
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
