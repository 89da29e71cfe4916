// What the hall says: only these texts get a voice, so that nobody can make the loudspeakers say anything else. Pure.
import type { Config } from "../../config/schema.ts";
import { announcementOf, spokenValue } from "../announcements.ts";
import { inLanguage } from "../ticket-paper.ts";
import { clipText, type Phrase, phrasesOf } from "./phrases.ts";
import { sentencesOf, testSentences } from "./sentences.ts";

/** Texts of the pages that speak, as their build lists them: a name stands for every name of the hall. */
export interface SpokenTexts {
  readonly [language: string]: readonly string[];
}

/** Stands for a name in the texts of the pages. */
export const NAME = "‹n›";
/** Between two clauses. What is said is known if each of its clauses is. */
const BETWEEN = /[。．.!！?？,，;；:：、·•…\n()（）「」“”|/–—~-]+|\s{2,}/u;
const NUMBER = /(?:(?<![A-Za-z])[A-Z]{1,3} ?)?(?:[0-9零一二三四五六七八九十百千幺](?: (?=[0-9]))?)+/gu;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS_ZH = [..."零幺一二三四五六七八九"];
const NUMERALS_MAX = 199;
const SAMPLE = "A001";

type Said = Pick<Config, "windows" | "speech" | "sound">;
type Own = Said & Pick<Config, "hall" | "services" | "serviceGroups" | "site">;

export class Vocabulary {
  readonly #names: readonly string[];
  readonly #known = new Set<string>();

  constructor(config: Own, pages: SpokenTexts = {}) {
    this.#names = namesOf(config);
    const own = [
      ...wholeSentences(config),
      ...announced(config).flatMap(({ text, spellings }) => [text, ...spellings.flat()]),
      ...Object.values(pages).flat(),
      ...[...LETTERS, ...DIGITS_ZH, NAME, "#"],
    ];
    for (const text of own) for (const clause of this.#clauses(text)) this.#known.add(clause);
  }

  /** Made of what the hall says: its sentences, its names, numbers. */
  knows(text: string): boolean {
    const clauses = this.#clauses(text);
    return clauses.length > 0 && clauses.every((clause) => this.#known.has(clause));
  }

  #clauses(text: string): string[] {
    let rest = text.normalize("NFKC");
    // Names first: a name may hold a number or a comma of its own.
    for (const name of this.#names) rest = rest.replaceAll(name, NAME);
    return rest
      .split(BETWEEN)
      .map((clause) => clause.replace(NUMBER, "#").replace(/\s+/g, " ").trim())
      .filter((clause) => clause !== "");
  }
}

/** Every clip that a hall needs whatever number it calls, and in what language. */
export function packTexts(config: Said): { readonly text: string; readonly language: string }[] {
  const languages = config.sound.languages ?? config.speech.languages;
  const texts = new Map<string, { text: string; language: string }>();
  const add = (text: string, language: string) => texts.set(`${language}\n${text}`, { text, language });
  for (const { text, language, spellings } of announced(config)) {
    for (const words of spellings) for (const word of words) add(clipText(word), language);
    // The whole phrase too, unless it holds a number that is somebody's.
    if (!text.includes(SAMPLE_SPOKEN[language] ?? "零零")) add(clipText(text), language);
  }
  for (const language of languages) {
    for (const letter of LETTERS) add(letter, language);
    const isEnglish = language === "en";
    for (const digit of isEnglish ? "0123456789" : DIGITS_ZH) add(digit, language);
    for (let n = 0; n <= NUMERALS_MAX; n++) add(isEnglish ? String(n) : spokenValue(String(n)), language);
  }
  return [...texts.values()];
}

const SAMPLE_SPOKEN: Readonly<Record<string, string>> = { en: "A 0 0 1" };

const kinds = ["call", "withdrawn", "missed"] as const;

/** As a module gets them; a page may ask for them whole. */
function wholeSentences({ windows, speech }: Said): string[] {
  return ["zh-CN", "en"].flatMap((language) =>
    windows.flatMap(({ name }) =>
      kinds.map((kind) => {
        const windowName = inLanguage(name, language);
        return announcementOf({ kind, number: SAMPLE, windowName, language, one: speech.one });
      }),
    ),
  );
}

function announced(config: Said): Phrase[] {
  const windows = config.windows.map(({ id }) => id);
  const sentences = windows.flatMap((id) => kinds.map((kind) => sentencesOf(config, kind, SAMPLE, id)));
  // A window without an English name is called by another sentence.
  const nameless = ["zh-CN", "en"].flatMap((language) =>
    phrasesOf({ number: SAMPLE, windowName: language === "en" ? "" : "1号窗口", language, one: config.speech.one }),
  );
  return [...[...sentences, testSentences(config)].flatMap(({ phrases }) => phrases), ...nameless];
}

/** Longest first, so that a name is not eaten by a shorter one. */
function namesOf({ hall, services, windows, serviceGroups, site }: Own): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") found.add(value.normalize("NFKC"));
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit([hall.name, services.map((service) => service.name), windows.map(({ name }) => name), site ?? []]);
  visit([groupWords(serviceGroups), services.map((service) => (service as { documents?: unknown }).documents ?? [])]);
  return [...found].filter((name) => name.length > 1 && name.length <= 60).sort((a, b) => b.length - a.length);
}

/** Words of a tree of groups, without its ids. */
function groupWords(groups: unknown): unknown[] {
  if (!Array.isArray(groups)) return [];
  return groups.flatMap((group: { name?: unknown; groups?: unknown }) => [group.name, ...groupWords(group.groups)]);
}
