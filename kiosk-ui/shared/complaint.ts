// A complaint (投诉) taken down for somebody: what is sent of it. The words are kept sealed; a number only with consent.
import type { ComplaintBody } from "../../controller/contract/loop.ts";
import type { Both } from "./i18n/both.ts";

export const STATEMENT_CHARS_MAX = 1000;
/** Read out before a number is typed. */
export const CALL_BACK_CONSENT: Both = {
  zh: "已告知并同意：电话只用于就此投诉回访本人，加密保存，到期删除",
  en: "told, and agrees: only to be called back about this; encrypted, removed later",
};

export const COMPLAINT_TAKEN: Both = {
  zh: "投诉已登记，交值班主管处理",
  en: "the complaint was registered and goes to the supervisor",
};

export interface ComplaintTyped {
  readonly statement: string;
  readonly phone: string;
  readonly consent: boolean;
}

/** The body to post, or what is missing in words. `about`: the case or ticket it is about, or the window. */
export function complaintBody(
  { statement, phone, consent }: ComplaintTyped,
  about: Pick<ComplaintBody, "caseId" | "ticketId" | "windowId">,
): { readonly body: ComplaintBody } | Both {
  const [words, number] = [statement.trim(), phone.trim()];
  if (words === "") return { zh: "请写下反映的情况", en: "write down what happened" };
  if (number !== "" && !consent) return { zh: "留电话须本人同意", en: "a number needs the person's consent" };
  return { body: { statement: words, ...about, ...(number === "" ? {} : { phone: number, consent: true }) } };
}

/** Whether `complaintBody` found something missing. */
export const isMissing = (asked: { readonly body: ComplaintBody } | Both): asked is Both => !("body" in asked);
