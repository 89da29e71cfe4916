// Numbers per person and day: counted by a keyed hash, so that nobody's name or number is kept.
import type { OfferState, PersonTicket } from "./offer-types.ts";
import type { HallState, ServiceSettings, Ticket } from "./types.ts";

/** The same person and service again within this time is the same wish (D6). */
const SAME_WISH_MS = 10_000;
/** Remembered per person; the oldest is forgotten first. */
const PERSON_TICKETS_MAX = 100;

/** Remembers a number a person was given. */
export function notePerson(offer: OfferState, person: string, given: PersonTicket): void {
  const known = offer.persons.get(person);
  if (known === undefined) offer.persons.set(person, [given]);
  else {
    known.push(given);
    if (known.length > PERSON_TICKETS_MAX) known.shift();
  }
}

function ticketsOf(state: HallState, person: string, serviceId: string): { ticket: Ticket; atMs: number }[] {
  return (state.offer.persons.get(person) ?? []).flatMap(({ ticketId, serviceId: had, atMs }) => {
    const ticket = state.tickets.get(ticketId);
    // A misprint that staff have made void was never used.
    return had !== serviceId || ticket === undefined || ticket.state === "void" ? [] : [{ ticket, atMs }];
  });
}

/** The ticket this person was given for this service a moment ago, still waiting; or undefined. */
export function sameWish(state: HallState, person: string, serviceId: string, nowMs: number): Ticket | undefined {
  const newest = ticketsOf(state, person, serviceId).at(-1);
  if (newest === undefined || nowMs - newest.atMs >= SAME_WISH_MS) return undefined;
  return newest.ticket.state === "waiting" ? newest.ticket : undefined;
}

/** Whether this person has had as many of today's numbers as the service gives to one. */
export function isPersonDone(state: HallState, person: string, service: ServiceSettings): boolean {
  const { perPersonDaily } = service;
  return perPersonDaily !== undefined && ticketsOf(state, person, service.id).length >= perPersonDaily;
}
