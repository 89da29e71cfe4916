// The citizen's form for a number: left with consent, taken away at any time, never shown again in full.
import type { PhoneView } from "../../views/phone.ts";
import { forgetByPhone, type LeftByPhone, leaveByPhone } from "../contact-desk.ts";
import type { Ports } from "../ports.ts";
import type { ContactOffer } from "./rating-boxes.ts";
import type { Message } from "./words.ts";

export type ContactAction = "contact" | "contact-forget";
export function isContactAction(action: string): action is ContactAction {
  return action === "contact" || action === "contact-forget";
}

/** Null: nobody is asked here, the ticket is over, or the rating has been given. */
export async function contactOffer({ asking, hall, sources }: Ports, view: PhoneView): Promise<ContactOffer | null> {
  const { id, state } = view.page.ticket;
  if (asking?.wanted !== true || state === "left" || state === "void") return null;
  const masked = asking.maskedOf(id);
  const days = sources.settings.policy.rating.periodDays;
  // What is kept may be taken away as long as the page is open, whatever became of the ticket.
  if (masked !== null) return { masked, days };
  const isOpen = view.rating === null && (await hall.read((hallState) => hallState.tickets.has(id)));
  return isOpen ? { masked, days } : null;
}

const SAID: Readonly<Record<LeftByPhone, Message>> = {
  kept: "contact-kept",
  "opted-out": "contact-no",
  invalid: "contact-invalid",
  refused: "failed",
  "too-many": "contact-many",
};

/** Sent twice it has one effect by itself: the same number is kept, and the fact is in the log once. */
export async function contactSaid(
  ports: Ports,
  action: ContactAction,
  view: PhoneView,
  fields: URLSearchParams,
): Promise<Message> {
  const ticketId = view.page.ticket.id;
  try {
    if (action === "contact-forget") {
      await forgetByPhone(ports, ticketId);
      return "contact-gone";
    }
    if (fields.get("agree") !== "1") return "failed";
    return SAID[await leaveByPhone(ports, ticketId, (fields.get("phone") ?? "").trim())];
  } catch {
    // The hall says why in its code; a person can only wait or ask.
    return "busy";
  }
}
