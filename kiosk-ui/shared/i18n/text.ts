// A text in every language that a public page can be read in, and how the hall's own words become one.

/** Simplified and traditional Chinese, English. */
export const TONGUES = ["zh-CN", "zh-Hant", "en"] as const;
export type Tongue = (typeof TONGUES)[number];
export type Text = Readonly<Record<Tongue, string>>;

/** What each language calls itself. */
export const OWN_NAMES: Readonly<Record<Tongue, string>> = {
  "zh-CN": "简体中文",
  "zh-Hant": "繁體中文",
  en: "English",
};
/** The same where there is little room. */
export const SHORT_NAMES: Readonly<Record<Tongue, string>> = { "zh-CN": "简体", "zh-Hant": "繁體", en: "English" };

export const NO_TEXT: Text = { "zh-CN": "", "zh-Hant": "", en: "" };

/** The language as this page knows it, or null for one that has no dictionary. */
export function tongueOf(code: string): Tongue | null {
  const plain = code.toLowerCase();
  if (/^zh-(hant|tw|hk|mo)/.test(plain)) return "zh-Hant";
  if (/^zh/.test(plain)) return "zh-CN";
  return /^en/.test(plain) ? "en" : null;
}

/** Names the hall configured: language → text; a missing one falls back to the nearest there is. */
export function fromWords(words: Readonly<Record<string, string>>): Text {
  const found = new Map<Tongue, string>();
  for (const [code, text] of Object.entries(words)) {
    const tongue = tongueOf(code);
    if (tongue !== null && !found.has(tongue)) found.set(tongue, text);
  }
  const any = Object.values(words)[0] ?? "";
  const hans = words["zh-CN"] ?? found.get("zh-CN") ?? found.get("zh-Hant") ?? found.get("en") ?? any;
  return { "zh-CN": hans, "zh-Hant": found.get("zh-Hant") ?? hans, en: found.get("en") ?? "" };
}

/** The main line and the one beside it: English beside Chinese, Chinese beside English. */
export function lines(
  text: Text,
  tongue: Tongue,
): { main: string; mainTongue: Tongue; side: string; sideTongue: Tongue } {
  const sideTongue: Tongue = tongue === "en" ? "zh-CN" : "en";
  if (text[tongue] === "") return { main: text[sideTongue], mainTongue: sideTongue, side: "", sideTongue };
  const side = text[sideTongue] === text[tongue] ? "" : text[sideTongue];
  return { main: text[tongue], mainTongue: tongue, side, sideTongue };
}

/** The text in one language; its neighbour where it has none. */
export function inTongue(text: Text, tongue: Tongue): string {
  return lines(text, tongue).main;
}

/** Joins texts, language by language, leaving out what a language does not have. */
export function joined(parts: readonly Text[], between: Text): Text {
  const of = (tongue: Tongue): string =>
    parts
      .map((part) => part[tongue])
      .map((part) => part.replace(/[。.]$/, ""))
      .filter((part) => part !== "")
      .join(between[tongue]);
  return { "zh-CN": of("zh-CN"), "zh-Hant": of("zh-Hant"), en: of("en") };
}

/** Between sentences that are spoken one after the other. */
export const STOPS: Text = { "zh-CN": "。", "zh-Hant": "。", en: ". " };

/** `3月3日 星期二` for a local day `2026-03-03`. */
export function dayText(date: string): Text {
  const at = Date.parse(`${date}T12:00:00Z`);
  if (!Number.isFinite(at)) return { "zh-CN": date, "zh-Hant": date, en: date };
  const of = (locale: string): string =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long", day: "numeric", weekday: "short" }).format(at);
  return { "zh-CN": of("zh-CN"), "zh-Hant": of("zh-TW"), en: of("en-GB") };
}
