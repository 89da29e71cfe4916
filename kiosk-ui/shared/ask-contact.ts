// A number to be asked by after the visit, typed by staff: consent first, and what became of it. Never shown in full.
import type { Both } from "./i18n/both.ts";

export const NUMBER_CHARS_MAX = 20;
const NUMBER_CHARS_MIN = 5;
/** Read out before a number is typed. */
export const CONTACT_CONSENT = {
  zh: "已告知并同意：只用于请本人评价本次办理，加密保存，逾期删除；可随时退订",
  en: "told, and agrees: only to be asked about this visit; encrypted, removed later; may stop at any time",
} as const;

/** The body to post, or what is missing in words. */
export function contactBody(
  typed: string,
  agreed: boolean,
): { readonly body: { readonly phone: string; readonly consent: true } } | Both {
  const phone = typed.trim();
  if (phone.length < NUMBER_CHARS_MIN) return { zh: "请填手机号", en: "fill in the number" };
  if (!agreed) return { zh: "须本人同意", en: "only if the person agrees" };
  return { body: { phone, consent: true } };
}

/** What became of it; a number whose owner once refused messages is not kept, whoever types it. */
export function keptWords(answer: unknown): Both | null {
  const { kept, masked } = (answer ?? {}) as { kept?: boolean; masked?: string | null };
  if (kept === false) return { zh: "该号码已退订，未保存", en: "this number asked not to be contacted: not kept" };
  return typeof masked === "string" ? { zh: `已保存 ${masked}`, en: "kept" } : null;
}
