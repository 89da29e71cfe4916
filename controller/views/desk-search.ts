// One field for everything: last digits, a whole number, an appointment code, a short code, a number of a paper roll.
import type { DeskSearchView } from "../contract/desk.ts";
import { appointmentOf } from "../domain/appointments.ts";
import { rollNumber, unusedOf } from "../domain/rolls.ts";
import { isEnded } from "../domain/snapshot.ts";
import type { HallState, Ticket } from "../domain/types.ts";
import { appointmentView } from "./appointments.ts";
import type { ViewContext } from "./context.ts";
import { deskTicketRow } from "./desk.ts";
import { CODE_DIGITS, ticketIdOfCode } from "./short-code.ts";

/** More than these nobody looks through while a person waits at the desk. */
export const FOUND_MAX = 12;

/** Full-width letters and digits are what a Chinese keyboard may give; spaces and dashes are how people read codes. */
export function asTyped(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\s\-_.]/g, "")
    .toUpperCase();
}

/** Live ones first, the newest first among equals. */
function byUse(left: Ticket, right: Ticket): number {
  return Number(isEnded(left)) - Number(isEnded(right)) || right.issuedAtMs - left.issuedAtMs;
}

function matching(state: HallState, typed: string): Ticket[] {
  const exact = state.tickets.get(state.ticketIdByNumber.get(typed) ?? "");
  const digits = /^\d+$/.test(typed);
  const letters = /^[A-Z]+$/.test(typed);
  const found: Ticket[] = [];
  for (const ticket of state.tickets.values()) {
    if (ticket === exact) continue;
    const isHit = digits
      ? ticket.number.endsWith(typed) || sameDigits(ticket.number, typed)
      : letters && ticket.number.startsWith(typed);
    if (isHit) found.push(ticket);
  }
  return [...(exact === undefined ? [] : [exact]), ...found.sort(byUse)];
}

/** "7" and "07" mean number A007 before they mean A017. */
function sameDigits(number: string, typed: string): boolean {
  return Number(/\d+$/.exec(number)?.[0] ?? Number.NaN) === Number(typed);
}

/** What the typed text may mean; nothing for an empty one. */
export function deskSearch(context: ViewContext, text: string): DeskSearchView {
  const { state, index } = context;
  const typed = asTyped(text);
  if (typed === "") return { tickets: [], appointments: [], roll: null, more: false };
  const isCode = new RegExp(`^\\d{${CODE_DIGITS}}$`).test(typed);
  const byCode = isCode ? state.tickets.get(ticketIdOfCode(index, typed) ?? "") : undefined;
  const appointment = isCode ? appointmentOf(state, typed) : undefined;
  const own = appointment?.ticketId == null ? undefined : state.tickets.get(appointment.ticketId);
  const hits = [byCode, own].filter((ticket): ticket is Ticket => ticket !== undefined);
  const exactFirst = matching(state, typed).sort(
    (left, right) => Number(sameDigits(right.number, typed)) - Number(sameDigits(left.number, typed)),
  );
  const tickets = [...new Set([...hits, ...exactFirst])];
  const paper = unusedOf(state, typed);
  return {
    tickets: tickets.slice(0, FOUND_MAX).map((ticket) => deskTicketRow(context, ticket)),
    appointments: appointment === undefined ? [] : [appointmentView(context, appointment)],
    roll:
      paper === null
        ? null
        : { rollId: paper.roll.id, number: rollNumber(paper.roll, paper.ordinal), serviceId: paper.roll.serviceId },
    more: tickets.length > FOUND_MAX,
  };
}
