// Numbers as keypads and numeric pads give them: digits without letters.

import type { HallState, Ticket } from "./types.ts";
import { servicesAt } from "./window-services.ts";

const CALLABLE = new Set(["waiting", "missed", "held"]);

/** `12` is the longest waiting ticket of this window's services with the digits 12; null: none may be called. */
export function numberOfDigits(state: HallState, windowId: string, digits: string): string | null {
  const services = servicesAt(state, windowId);
  const prefixes = state.settings.services.filter((service) => services.includes(service.id));
  let best: Ticket | null = null;
  for (const { prefix, digits: width } of prefixes) {
    const ticket = state.tickets.get(state.ticketIdByNumber.get(prefix + digits.padStart(width, "0")) ?? "");
    if (ticket === undefined || !CALLABLE.has(ticket.state)) continue;
    if (best === null || ticket.arrivalSeq < best.arrivalSeq) best = ticket;
  }
  return best?.number ?? null;
}
