// A complaint taken down at the desk, about a number that was found or about the hall. Pure.
import type { DeskTicketRow } from "../../controller/contract/desk.ts";
import { CALL_BACK_CONSENT, complaintBody, isMissing, STATEMENT_CHARS_MAX } from "../shared/complaint.ts";
import { type Form, one } from "./forms.ts";

const AGREED = "yes";

/** `ticket` null: about no number. */
export function complaintForm(ticket: Pick<DeskTicketRow, "id" | "number"> | null): Form {
  const about = ticket === null ? {} : { ticketId: ticket.id };
  return {
    id: "complaint",
    title:
      ticket === null
        ? { zh: "登记投诉（不涉及号码）", en: "A complaint, about no number" }
        : { zh: `登记投诉：${ticket.number}`, en: `A complaint about ${ticket.number}` },
    groups: [
      {
        ...{ kind: "text", name: "statement", input: "long", charsMax: STATEMENT_CHARS_MAX },
        legend: { zh: "反映的情况", en: "What happened" },
        hint: {
          zh: "照本人的话写；加密保存，不写入日志，交值班主管处理",
          en: "in the person's words; sealed, not in the log; goes to the supervisor",
        },
      },
      {
        ...{ kind: "text", name: "phone", input: "tel", charsMax: 16 },
        legend: { zh: "回访电话（可不留）", en: "Number to call back (optional)" },
      },
      {
        ...{ kind: "many", name: "consent", legend: { zh: "留电话时", en: "With a number" } },
        options: [{ value: AGREED, words: CALL_BACK_CONSENT }],
      },
    ],
    start: {},
    submit: { zh: "登记", en: "Register" },
    write: (values) => {
      const consent = values.consent?.includes(AGREED) === true;
      const typed = { statement: one(values, "statement"), phone: one(values, "phone"), consent };
      const asked = complaintBody(typed, about);
      return isMissing(asked) ? asked : { path: "/complaints", body: asked.body };
    },
  };
}
