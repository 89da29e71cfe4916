// Every text that a page may say, for the list beside the build: the service gives a voice to these and to no others.
import { PAD_SPOKEN } from "./pad/prompt.ts";
import { kioskEn } from "./shared/i18n/kiosk-en.ts";
import { kioskZhCn } from "./shared/i18n/kiosk-zh-cn.ts";
import { kioskZhHant } from "./shared/i18n/kiosk-zh-hant.ts";

/** Stands for a name of the hall. */
const NAME = "‹n›";
/** What a text may be given: one, several, none, a name. */
const SAMPLES: readonly unknown[] = [3, 1, NAME, null];
const PARAMETERS_MAX = 4;

type Text = string | ((...given: never[]) => unknown);

/** All texts of a dictionary, with every kind of value in every place. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return spokenBy(value as Text & ((...given: unknown[]) => unknown));
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function spokenBy(text: (...given: unknown[]) => unknown): string[] {
  let given: unknown[][] = [[]];
  for (let i = 0; i < Math.min(text.length, PARAMETERS_MAX); i++) {
    given = given.flatMap((before) => SAMPLES.map((sample) => [...before, sample]));
  }
  return given.flatMap((values) => {
    try {
      return textsOf(text(...values));
    } catch {
      return []; // Not a value this text is ever given.
    }
  });
}

/** Which number it is makes no other text. */
const unique = (texts: readonly string[]): string[] =>
  [...new Set(texts.map((text) => text.replace(/\d+/g, "3")))].sort();

/** Language → texts. Traditional characters are read by the same voice. */
export function spokenTexts(): Record<string, string[]> {
  const zhCn = [...textsOf(kioskZhCn), ...textsOf(kioskZhHant), ...textsOf(PAD_SPOKEN)];
  return { "zh-CN": unique(zhCn), en: unique(textsOf(kioskEn)) };
}
