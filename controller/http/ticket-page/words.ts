// What the citizen's page says, in four languages. The states are those of the one vocabulary.
import type { CallKind, CallReason } from "../../views/calls-ledger.ts";
import type { Phase } from "../../views/phone.ts";
import { EN } from "./words-en.ts";
import { KO } from "./words-ko.ts";
import { ZH_CN } from "./words-zh-cn.ts";
import { ZH_HANT } from "./words-zh-hant.ts";

/** What went wrong with a request of the page, and what went well. */
export type Message =
  | "left"
  | "yielded"
  | "returned"
  | "rated"
  | "changed"
  | "reasons"
  | "contact-kept"
  | "contact-gone"
  | "contact-invalid"
  | "contact-no"
  | "contact-many"
  | "too-late"
  | "again"
  | "nobody-behind"
  | "not-waiting"
  | "ended"
  | "no-return"
  | "rated-already"
  | "period-over"
  | "busy"
  | "failed";

export interface PhoneWords {
  readonly title: string;
  readonly states: Readonly<Record<Exclude<Phase, "soon">, string>>;
  readonly soonState: string;
  /** The sentence that matters now. */
  /** Away from the line to fill in a form. */
  readonly fillsIn: string;
  readonly lines: Readonly<Record<Exclude<Phase, "called" | "serving" | "missed">, string>>;
  readonly goTo: (window: string) => string;
  readonly servedAt: (window: string) => string;
  readonly theWindow: string;
  readonly ahead: (count: number) => string;
  readonly aheadLabel: string;
  readonly kinds: Readonly<Record<CallKind, string>>;
  readonly bookedFirst: string;
  readonly waitLabel: string;
  readonly wait: (low: number, high: number) => string;
  readonly waitShort: string;
  readonly waitUnknown: string;
  readonly where: string;
  readonly updated: (clock: string) => string;
  readonly age: (seconds: string) => string;
  readonly stale: string;
  readonly refresh: string;
  readonly refreshes: string;
  readonly keepOpen: string;
  readonly sound: string;
  readonly soundOn: string;
  readonly leave: string;
  readonly leaveAsk: string;
  readonly leaveSure: string;
  readonly stay: string;
  readonly moreTime: string;
  readonly moreTimeAsk: (places: number, times: number) => string;
  readonly letPass: (places: number) => string;
  readonly back: string;
  readonly missed: { readonly back: string; readonly desk: string };
  readonly comeBack: string;
  readonly comeBackHint: string;
  readonly since: string;
  readonly sinceNobody: string;
  readonly sinceCalled: (counts: string) => string;
  readonly sinceOvertook: (counts: string) => string;
  readonly sinceLetPass: (count: number) => string;
  readonly sinceNoOvertake: string;
  readonly count: (count: number, kind: string) => string;
  readonly and: string;
  readonly rule: string;
  readonly rules: { readonly plain: string; readonly priority: string };
  readonly guarantee: (times: number) => string;
  readonly reasons: Readonly<Record<CallReason, string>>;
  readonly history: string;
  readonly historyIntro: string;
  readonly historyRow: string;
  readonly historyTime: string;
  readonly historyWhat: string;
  readonly historyHash: string;
  readonly events: Readonly<Record<string, string>>;
  readonly rateAsk: string;
  readonly levels: Readonly<Record<1 | 2 | 3 | 4 | 5, string>>;
  readonly ratedAs: (level: string) => string;
  readonly receipt: (seq: string) => string;
  readonly receiptHint: string;
  readonly receiptFile: string;
  readonly receiptCheck: string;
  readonly change: (seconds: number) => string;
  readonly whyAsk: string;
  readonly send: string;
  readonly skip: string;
  readonly messages: Readonly<Record<Message, string>>;
  readonly large: string;
  readonly normal: string;
  readonly language: string;
  readonly issued: (clock: string) => string;
  readonly noNames: string;
  readonly unknownTitle: string;
  readonly unknown: string;
  readonly goneTitle: string;
  readonly gone: string;
  readonly tooManyTitle: string;
  readonly tooMany: string;
  readonly faultTitle: string;
  readonly fault: string;
}

export type PhoneLanguage = "zh-CN" | "zh-Hant" | "en" | "ko";

/** In the order of the switch, each under its own name. */
export const LANGUAGES: readonly { readonly code: PhoneLanguage; readonly name: string }[] = [
  { code: "zh-CN", name: "简体中文" },
  { code: "zh-Hant", name: "繁體中文" },
  { code: "en", name: "English" },
  { code: "ko", name: "한국어" },
];

const WORDS: Readonly<Record<PhoneLanguage, PhoneWords>> = { "zh-CN": ZH_CN, "zh-Hant": ZH_HANT, en: EN, ko: KO };

/** The dictionary of a language. */
export function wordsIn(language: PhoneLanguage): PhoneWords {
  return WORDS[language];
}

/** A language as browsers, kiosks and links name it, or null. */
export function languageOf(name: string): PhoneLanguage | null {
  const lower = name.trim().toLowerCase();
  if (/^zh-(hant|tw|hk|mo)\b/.test(lower)) return "zh-Hant";
  if (/^zh\b/.test(lower)) return "zh-CN";
  if (/^en\b/.test(lower)) return "en";
  return /^ko\b/.test(lower) ? "ko" : null;
}

const ACCEPTED_MAX = 10;

/** The first language of an Accept-Language header that the page speaks, by its weights. */
export function acceptedLanguage(header: string): PhoneLanguage | null {
  const wanted = header
    .split(",", ACCEPTED_MAX)
    .map((part) => {
      const [name = "", weight = ""] = part.split(";q=");
      return { language: languageOf(name), weight: weight === "" ? 1 : Number(weight) || 0 };
    })
    .filter(({ language, weight }) => language !== null && weight > 0);
  wanted.sort((left, right) => right.weight - left.weight);
  return wanted[0]?.language ?? null;
}

/** A name of the hall's configuration in the reader's language; Chinese is what every hall has. */
export function nameIn(words: Readonly<Record<string, string>>, language: PhoneLanguage): string {
  const own = words[language];
  if (own !== undefined) return own;
  const chinese = words["zh-CN"];
  const other = language === "zh-Hant" ? chinese : (words.en ?? chinese);
  return other ?? chinese ?? Object.values(words)[0] ?? "";
}
