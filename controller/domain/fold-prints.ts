// What is known about the paper, folded into the state. It never touches `lastSeq`: paper does not stop an undo.
import type { EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { found } from "./invariant.ts";
import { printerOf } from "./settings-lookup.ts";
import type { HallState, Ticket } from "./types.ts";

type PrintEvent = LoggedOf<
  | "ticket.print-started"
  | "ticket.print-requested"
  | "ticket.printed"
  | "ticket.print-failed"
  | "ticket.print-unconfirmed"
>;

function paperOf(state: HallState, { type, data }: PrintEvent): Ticket {
  const ticket = found(state.tickets.get(data.ticketId), `ticket ${data.ticketId}`);
  ticket.printStarted = type === "ticket.print-started";
  return ticket;
}

/** Paper. */
export const PRINT_FOLDS = {
  "ticket.print-started": (state, event) => {
    paperOf(state, event).printAttempts = event.data.attempt;
  },
  "ticket.print-requested": (state, event) => {
    const ticket = paperOf(state, event);
    const { deviceId, language, largePrint } = event.data;
    ticket.print = "pending";
    if (language !== undefined) ticket.language = language;
    if (largePrint !== undefined) ticket.largePrint = largePrint;
    if (deviceId !== (ticket.printer ?? printerOf(state.settings, ticket.kioskId))) ticket.printer = deviceId;
  },
  "ticket.printed": (state, event) => {
    Object.assign(paperOf(state, event), { print: "printed", printAttempts: event.data.attempt });
  },
  "ticket.print-failed": (state, event) => {
    // No byte left the house: the next paper carries the same mark as this one would have.
    Object.assign(paperOf(state, event), { print: "failed", printAttempts: event.data.attempt - 1 });
  },
  "ticket.print-unconfirmed": (state, event) => {
    Object.assign(paperOf(state, event), { print: "unconfirmed", printAttempts: event.data.attempt });
  },
} satisfies Partial<Folds<EventType>>;
