// The words of one announcement for each who needs them: modules, clips, eyes.
import type { Config } from "../../config/schema.ts";
import { announcementOf } from "../announcements.ts";
import { inLanguage } from "../ticket-paper.ts";
import { type Phrase, phrasesOf } from "./phrases.ts";
import type { Item } from "./sink.ts";

type Kind = Exclude<Item["kind"], "test">;

export interface Sentences {
  readonly text: string;
  readonly phrases: readonly Phrase[];
  readonly shown: string;
}

/** Modules have no voice for it; pages do where the pack has. */
const PAGES_ONLY = "yue";

/** What is said of this number at this window. */
export function sentencesOf(
  { windows, speech, sound }: Pick<Config, "windows" | "speech" | "sound">,
  kind: Kind,
  number: string,
  windowId: string,
): Sentences {
  const window = windows.find(({ id }) => id === windowId);
  const languages = sound.languages ?? speech.languages;
  const said = languages.map((language) => {
    const windowName = window === undefined ? windowId : inLanguage(window.name, language);
    return { kind, number, windowName, language, one: speech.one };
  });
  return {
    text: said
      .filter(({ language }) => language !== PAGES_ONLY || languages.length === 1)
      .map(announcementOf)
      .join(""),
    phrases: said.flatMap(phrasesOf),
    shown: [...new Set(said.map(shownOf))].join(" "),
  };
}

function shownOf(said: { kind: Kind; number: string; windowName: string; language: string }): string {
  const { kind, number, windowName, language } = said;
  if (language.startsWith("en")) {
    if (kind === "withdrawn") return `${number}: please wait`;
    if (kind === "missed") return `${number} was missed: please go to the information desk`;
    return `${number}: please go to ${windowName}`;
  }
  if (kind === "withdrawn") return `${number}号请稍候`;
  if (kind === "missed") return `${number}号已过号，请到咨询台`;
  return `请${number}号到${/^\d+$/.test(windowName) ? `${windowName}号窗口` : windowName}办理`;
}

/** What a person hears who presses the test button. */
export function testSentences({ speech, sound }: Pick<Config, "speech" | "sound">): Sentences {
  const languages = sound.languages ?? speech.languages;
  const texts = languages.map((language) => ({
    language,
    text: language === "en" ? "Sound check" : "语音测试，一二三",
  }));
  return {
    text: texts.map(({ text }) => `${text}。`).join(""),
    phrases: texts.map(({ language, text }) => ({ language, text, spellings: [] })),
    shown: texts.map(({ text }) => text).join(" "),
  };
}
