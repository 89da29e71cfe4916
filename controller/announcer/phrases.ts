// An announcement cut into clips: phrases as a voice says them in one breath, and the words they are made of. Pure.
import { type Announced, announcementOf, spokenNumber, spokenPlace } from "../announcements.ts";

/** What one clip says. */
export interface Phrase {
  readonly language: string;
  readonly text: string;
  /** The same in smaller clips, the larger ones first: recordings of single words make every number. */
  readonly spellings: readonly (readonly string[])[];
}

const isEnglish = (language: string) => /^en(?![a-z])/i.test(language);
/** Marks the end of a number in both languages. */
const COMMA = /, /;

/** Without what is seen and not heard: the name of a recording has no full stop. */
export const clipText = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[,。.!?;:，！？；：、\s]+$/u, "")
    .trim();

/** In the order in which they are said. Joined they are the sentence of `announcementOf`. */
export function phrasesOf(said: Announced): Phrase[] {
  const { language } = said;
  const made = isEnglish(language) ? english(said) : chinese(said);
  return made.map(([text, ...spellings]) => ({ language, text, spellings }));
}

type Made = readonly [text: string, ...spellings: string[][]];

function chinese({ kind = "call", number, windowName, one }: Announced): Made[] {
  const spoken = spokenNumber(number, one);
  const signs = [...spoken.replace(/ /g, "")];
  const named: Made = [`${spoken}号`, [...signs, "号"]];
  if (kind === "withdrawn") return [named, ["请稍候"]];
  if (kind === "missed") return [named, ["已过号", ["已过号"]], ["请到咨询台"]];
  const place = spokenPlace(/^\s*\d+\s*$/.test(windowName) ? `${windowName}号窗口` : windowName);
  const [, numeral, rest] = /^([零一二三四五六七八九十百千]+)(号.*)$/.exec(place) ?? [];
  const split = numeral === undefined || rest === undefined ? [] : [["到", numeral, rest, "办理"]];
  return [
    [`请${spoken}号`, ["请", ...signs, "号"]],
    [`到${place}办理`, ["到", place, "办理"], ...split],
  ];
}

function english(said: Announced): Made[] {
  const sentence = announcementOf({ ...said }).replace(/\.$/, "");
  const [head = "", ...rest] = sentence.split(COMMA);
  const words = head.split(" ");
  // "Number A 0 0 1 was missed": the words behind the last sign are one clip.
  const signs = words.filter((word, i) => i > 0 && word.length === 1);
  const tail = words.slice(1 + signs.length).join(" ");
  const headSpelling = [words[0] ?? "", ...signs, ...(tail === "" ? [] : [tail])];
  return [[head, headSpelling], ...rest.map((text): Made => [text, ...placeSpellings(text)])];
}

function placeSpellings(text: string): string[][] {
  const [, go, place] = /^(please go to) (.+)$/.exec(text) ?? [];
  if (go === undefined || place === undefined) return [];
  const [, name, numeral] = /^(.*\D) (\d+)$/.exec(place) ?? [];
  return [[go, place], ...(name === undefined || numeral === undefined ? [] : [[go, name, numeral]])];
}
