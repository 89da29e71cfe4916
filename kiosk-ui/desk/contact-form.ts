// The number of a person who agrees to be asked about the visit: typed here, kept encrypted, never in the log. Pure.
import type { DeskTicketRow } from "../../controller/contract/desk.ts";
import type { Both } from "../shared/i18n/both.ts";
import { type Form, one } from "./forms.ts";

const AGREED = "yes";
/** Read out before a number is typed. */
const CONSENT = {
  zh: "已告知并同意：只用于请本人评价本次办理，加密保存，逾期删除；可随时退订",
  en: "told, and agrees: only to be asked about this visit; encrypted, removed later; may stop at any time",
} as const;

export function contactForm(ticket: Pick<DeskTicketRow, "id" | "number">): Form {
  return {
    id: "contact",
    title: { zh: `${ticket.number} 留下回访号码`, en: `${ticket.number}: a number to be asked by` },
    groups: [
      {
        ...{ kind: "text", name: "phone", legend: { zh: "手机号", en: "Mobile number" } },
        ...{ input: "tel", charsMax: 20 },
      },
      {
        ...{ kind: "many", name: "consent", legend: { zh: "办事人", en: "The person" } },
        options: [{ value: AGREED, words: CONSENT }],
      },
    ],
    start: {},
    submit: { zh: "保存", en: "Keep" },
    write: (values) => {
      const phone = one(values, "phone").trim();
      if (phone.length < 5) return { zh: "请填手机号", en: "fill in the number" };
      if (values.consent?.includes(AGREED) !== true) return { zh: "须本人同意", en: "only if the person agrees" };
      return { path: `/tickets/${encodeURIComponent(ticket.id)}/contact`, body: { phone, consent: true } };
    },
  };
}

/** What became of it; a number whose owner once refused messages is not kept, whoever types it. */
export function keptWords(answer: unknown): Both | null {
  const { kept, masked } = (answer ?? {}) as { kept?: boolean; masked?: string | null };
  if (kept === false) return { zh: "该号码已退订，未保存", en: "this number asked not to be contacted: not kept" };
  return typeof masked === "string" ? { zh: `已保存 ${masked}`, en: "kept" } : null;
}
