// The number of a person who agrees to be asked about the visit: typed here, kept encrypted, never in the log. Pure.
import type { DeskTicketRow } from "../../controller/contract/desk.ts";
import { CONTACT_CONSENT, contactBody, NUMBER_CHARS_MAX } from "../shared/ask-contact.ts";
import { type Form, one } from "./forms.ts";

const AGREED = "yes";

export function contactForm(ticket: Pick<DeskTicketRow, "id" | "number">): Form {
  return {
    id: "contact",
    title: { zh: `${ticket.number} 留下回访号码`, en: `${ticket.number}: a number to be asked by` },
    groups: [
      {
        ...{ kind: "text", name: "phone", legend: { zh: "手机号", en: "Mobile number" } },
        ...{ input: "tel", charsMax: NUMBER_CHARS_MAX },
      },
      {
        ...{ kind: "many", name: "consent", legend: { zh: "办事人", en: "The person" } },
        options: [{ value: AGREED, words: CONTACT_CONSENT }],
      },
    ],
    start: {},
    submit: { zh: "保存", en: "Keep" },
    write: (values) => {
      const asked = contactBody(one(values, "phone"), values.consent?.includes(AGREED) === true);
      return "body" in asked ? { path: `/tickets/${encodeURIComponent(ticket.id)}/contact`, body: asked.body } : asked;
    },
  };
}
