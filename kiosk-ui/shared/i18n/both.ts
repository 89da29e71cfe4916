// A text in both languages of the hall: Chinese first, English beside it.

export interface Both {
  readonly zh: string;
  readonly en: string;
}

export type Language = "zh-CN" | "en";

/** Hall, service and window names come as language → text; either may be missing. */
export function both(words: Readonly<Record<string, string>>): Both {
  const zh = words["zh-CN"] ?? words.zh ?? words.en ?? Object.values(words)[0] ?? "";
  const en = words.en ?? "";
  return { zh, en: en === zh ? "" : en };
}

/** The language asked for first, the other one beside it. */
export function inOrder(text: Both, language: Language): { main: string; side: string } {
  if (language === "en" && text.en !== "") return { main: text.en, side: text.zh };
  return { main: text.zh, side: text.en };
}
