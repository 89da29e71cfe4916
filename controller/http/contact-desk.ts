// A number left with a ticket: to the vault first, then the bare fact to the log. One way for every page and program.

import type { ContractCode } from "../contract/refusals.ts";
import type { ContactPlace } from "../domain/asking-types.ts";
import type { Ports } from "./ports.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Somebody mistypes a few times; a program would try thousands of numbers. */
const PER_TICKET = { burst: 6, perSecond: 1 / 30 };

const limits = new WeakMap<Ports, TokenBuckets>();

function limitOf(ports: Ports): TokenBuckets {
  const known = limits.get(ports) ?? new TokenBuckets(PER_TICKET);
  limits.set(ports, known);
  return known;
}

/** Why this number cannot be left with the ticket, or null. Counts against the ticket, whoever asks. */
export async function contactRefusal(ports: Ports, ticketId: string, phone: string): Promise<ContractCode | null> {
  const { asking, contacts, hall, sources } = ports;
  if (asking?.wanted !== true) return "CONTACT_NOT_WANTED";
  if (!(await hall.read((state) => state.tickets.has(ticketId)))) return "TICKET_UNKNOWN";
  if (limitOf(ports).take(ticketId, sources.clock.nowMs()) > 0) return "REQUESTS_TOO_MANY";
  return contacts?.isNumber(phone) === true ? null : "PHONE_INVALID";
}

/** What became of a form of the citizen's own page. */
export type LeftByPhone = "kept" | "opted-out" | "invalid" | "refused" | "too-many";

/** From the citizen's page: nothing but the fact is said back, the number never. */
export async function leaveByPhone(ports: Ports, ticketId: string, phone: string): Promise<LeftByPhone> {
  const code = await contactRefusal(ports, ticketId, phone);
  if (code !== null)
    return code === "PHONE_INVALID" ? "invalid" : code === "REQUESTS_TOO_MANY" ? "too-many" : "refused";
  // Who once said "never again" is not asked again, whoever types the number.
  if (ports.asking?.keep(ticketId, phone) !== true) return "opted-out";
  const place: ContactPlace = "phone";
  const answer = await ports.hall.submit(
    { type: "leave-contact", ticketId, place },
    { actor: "citizen", render: (_state, decision) => ({ status: decision.ok ? 200 : 409, body: null }) },
  );
  if (answer.status === 200) return "kept";
  ports.asking.forget(ticketId);
  return "refused";
}

/** Taken away at once, by whoever holds the ticket. */
export async function forgetByPhone(ports: Ports, ticketId: string): Promise<void> {
  ports.asking?.forget(ticketId);
  await ports.hall.submit(
    { type: "remove-contact", ticketId, reason: "asked" },
    { actor: "citizen", render: () => ({ status: 200, body: null }) },
  );
}
