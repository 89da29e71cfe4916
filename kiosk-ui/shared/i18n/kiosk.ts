// The kiosk's sentences in all languages at once.
import type { ContractCode } from "../../../controller/contract/refusals.ts";
import { kioskEn } from "./kiosk-en.ts";
import { type KioskDictionary, kioskZhCn } from "./kiosk-zh-cn.ts";
import { kioskZhHant } from "./kiosk-zh-hant.ts";
import { refusalWords } from "./refusals.ts";
import type { Text, Tongue } from "./text.ts";

export const KIOSK_WORDS: Readonly<Record<Tongue, KioskDictionary>> = {
  "zh-CN": kioskZhCn,
  "zh-Hant": kioskZhHant,
  en: kioskEn,
};

/** One sentence, said by each dictionary. */
export function say(pick: (words: KioskDictionary, tongue: Tongue) => string): Text {
  return { "zh-CN": pick(kioskZhCn, "zh-CN"), "zh-Hant": pick(kioskZhHant, "zh-Hant"), en: pick(kioskEn, "en") };
}

/** Why the hall said no. What a kiosk never hears in good order keeps the words of the other pages. */
export function refusalText(code: string): Text {
  if (code in kioskZhCn.refusals) {
    const known = code as keyof typeof kioskZhCn.refusals;
    return say((words) => words.refusals[known]);
  }
  const other = refusalWords(code as ContractCode);
  return { "zh-CN": other.zh, "zh-Hant": say((words) => words.cannot(code))["zh-Hant"], en: other.en };
}
