// People who fill in a form: away from the line, with their number and their time, until they say that they are done.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event } from "./events.ts";
import { type Desk, deskOf } from "./serving.ts";
import { caseFinished, openCaseOf, refOf, ticketAway } from "./ticketing.ts";
import type { Ticket } from "./types.ts";

/** Held off the line because its holder fills in a form. */
export function isFilling(ticket: Ticket): boolean {
  return ticket.state === "held" && ticket.formSinceMs !== undefined;
}

/** A case that was opened here ends here: whoever comes back may be called by another window. */
function fromWindow(at: Moment, { window, ticket }: Desk): Decision {
  const open = openCaseOf(at.state, ticket);
  const closing = open === undefined ? [] : [caseFinished(open, at.nowMs)];
  const given = event("ticket.form-given", { ...refOf(ticket), windowId: window.id });
  return accept([...closing, given], { ticketId: ticket.id, windowId: window.id });
}

/** Sends the person at the window, or one who waits, to fill in a form. They return as anybody returns. */
export function giveForm(at: Moment, command: Extract<Command, { type: "give-form" }>): Decision {
  if (command.windowId !== null) {
    const desk = deskOf(at.state, command.windowId);
    return "ok" in desk ? desk : fromWindow(at, desk);
  }
  const ticket = ticketAway(at.state, command.ticketId);
  if ("ok" in ticket) return ticket;
  if (isFilling(ticket)) return accept([], { ticketId: ticket.id });
  if (ticket.state !== "waiting") return refuse("TICKET_NOT_WAITING", `${ticket.number} is ${ticket.state}`);
  return accept([event("ticket.form-given", { ...refOf(ticket), windowId: null })], { ticketId: ticket.id });
}
