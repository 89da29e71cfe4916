// Paper: at most one unmarked paper per number, and an unknown outcome is shown, never guessed.
import { clear, printAlarmId, raisePrint } from "./alarms.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { printerOf, printersOf } from "./settings-lookup.ts";
import { isEnded } from "./snapshot.ts";
import { ending, refOf, spokenLanguage } from "./ticketing.ts";
import type { HallState, Ticket } from "./types.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Staff ask for another paper of the same number. */
export function reprintTicket(at: Moment, command: Of<"reprint-ticket">): Decision {
  const { state } = at;
  const { ticketId, printer, language, largePrint } = command;
  const { settings } = state;
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined) return refuse("TICKET_UNKNOWN", `there is no ticket ${ticketId}`);
  if (isEnded(ticket)) return refuse("TICKET_ENDED", `${ticket.number} is ${ticket.state}`);
  if (printer !== undefined && !printersOf(settings).includes(printer)) {
    return refuse("PRINTER_UNKNOWN", `there is no ticket printer ${printer}`);
  }
  const deviceId = printer ?? ticket.printer ?? printerOf(settings, ticket.kioskId);
  if (deviceId === null) return refuse("KIOSK_HAS_NO_PRINTER", `${ticket.number} came from no kiosk with a printer`);
  if (ticket.print === "pending") return refuse("TICKET_PRINTING", `${ticket.number} is being printed`);
  const asked = {
    ...(language === undefined ? {} : { language: spokenLanguage(settings, language) }),
    ...(largePrint === undefined ? {} : { largePrint }),
  };
  return accept([event("ticket.print-requested", { ...refOf(ticket), deviceId, ...asked })], { ticketId });
}

/** About to send the first byte of a paper that was asked for. */
export function printStarted(at: Moment, { ticketId, deviceId }: Of<"print-started">): Decision {
  const ticket = at.state.tickets.get(ticketId);
  if (ticket?.print !== "pending") return refuse("PRINT_UNKNOWN", `no paper of ${ticketId} was asked for`);
  const attempt = ticket.printAttempts + 1;
  return accept([event("ticket.print-started", { ...refOf(ticket), deviceId, attempt })], { ticketId });
}

/** What became of a paper. A late proof lifts a doubt; nothing takes a proof back. */
export function printEnded(at: Moment, command: Of<"print-ended">): Decision {
  const { ticketId, deviceId, outcome, reason } = command;
  const ticket = at.state.tickets.get(ticketId);
  const fits = ticket?.print === "pending" || (ticket?.print === "unconfirmed" && outcome === "printed");
  if (ticket === undefined || !fits) return refuse("PRINT_UNKNOWN", `no paper of ${ticketId} is being printed`);
  const isNew = ticket.print === "pending" && !ticket.printStarted;
  const paper = { ...refOf(ticket), deviceId, attempt: Math.max(1, ticket.printAttempts + (isNew ? 1 : 0)) };
  return accept(ended(at.state, ticket, outcome, paper, reason, at.nowMs), { ticketId });
}

function ended(
  state: HallState,
  ticket: Ticket,
  outcome: Of<"print-ended">["outcome"],
  paper: ReturnType<typeof refOf> & { readonly deviceId: string; readonly attempt: number },
  reason: string,
  nowMs: number,
): NewEvent[] {
  if (outcome === "printed") return [event("ticket.printed", paper), ...clear(state, printAlarmId(ticket.id))];
  const alarm = isEnded(ticket) ? [] : raisePrint(state, ticket, reason);
  if (outcome === "unconfirmed") return [event("ticket.print-unconfirmed", { ...paper, reason }), ...alarm];
  const failed = event("ticket.print-failed", { ...paper, reason });
  // No paper, no number: only where the hall wants it so, and only while nobody has called it.
  if (state.settings.policy.printFailure === "void" && ticket.state === "waiting") {
    const voided = event("ticket.voided", { ...refOf(ticket), reason: "print-failed" });
    return [failed, ...ending(state, ticket, voided, nowMs)];
  }
  return [failed, ...alarm];
}
