// What a complaint is about, from the ids that were given: of today from the state, of earlier days from the records.
import type { ComplaintBody } from "../contract/loop.ts";
import type { Command } from "../domain/commands.ts";
import { serviceOf, windowOf } from "../domain/settings-lookup.ts";
import type { Case, Ticket } from "../domain/types.ts";
import type { Ports } from "./ports.ts";

type Opened = Extract<Command, { type: "open-complaint" }>;
type Subject = Pick<Opened, "caseId" | "ticketId" | "number" | "serviceId" | "windowId" | "clerkId">;
type Unknown = "CASE_UNKNOWN" | "TICKET_UNKNOWN" | "WINDOW_UNKNOWN" | "SERVICE_UNKNOWN";

export function ofCase(found: Case): Subject {
  const { id: caseId, ticketId, number, serviceId, windowId, staffId: clerkId } = found;
  return { caseId, ticketId, number, serviceId, windowId, clerkId };
}

export function ofTicket({ id: ticketId, number, serviceId, windowId }: Ticket): Subject {
  return { caseId: null, ticketId, number, serviceId, windowId, clerkId: null };
}

/** The ids that belong together, or which one is not known. */
export async function complaintSubject(ports: Ports, body: ComplaintBody): Promise<Subject | Unknown> {
  const { hall, records, sources } = ports;
  const { caseId, ticketId, windowId = null, serviceId = null } = body;
  if (caseId !== undefined) {
    const known = await hall.read((state) => state.cases.get(caseId) ?? null);
    const found = known ?? (await hall.query(() => records.caseById(caseId)));
    return found === null ? "CASE_UNKNOWN" : ofCase(found);
  }
  if (ticketId !== undefined) {
    const known = await hall.read((state) => state.tickets.get(ticketId) ?? null);
    const ticket = known ?? (await hall.query(() => records.ticketById(ticketId)));
    if (ticket === null) return "TICKET_UNKNOWN";
    return ticket.caseId === null
      ? ofTicket(ticket)
      : complaintSubject(ports, { ...rest(body), caseId: ticket.caseId });
  }
  if (windowId !== null && windowOf(sources.settings, windowId) === undefined) return "WINDOW_UNKNOWN";
  if (serviceId !== null && serviceOf(sources.settings, serviceId) === undefined) return "SERVICE_UNKNOWN";
  return { caseId: null, ticketId: null, number: null, serviceId, windowId, clerkId: null };
}

function rest({ statement }: ComplaintBody): ComplaintBody {
  return { statement };
}
