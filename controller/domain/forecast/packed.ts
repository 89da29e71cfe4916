// Waiting tickets on their way to the simulating thread: one block of numbers is copied, not a hundred objects.
import type { Model, ModelTicket } from "./model.ts";

/** Stands for null where a figure is optional. */
const NONE = -1;
const COLUMNS = 9;

/** Tickets as figures; texts by their place in a list. Their ids stay behind: the order is enough. */
export interface PackedTickets {
  readonly figures: Float64Array;
  readonly texts: readonly string[];
  /** Of the few that have any, by place. */
  readonly needs: readonly (readonly [number, readonly string[]])[];
}

/** A model as it is posted. */
export type PackedModel = Omit<Model, "tickets"> & { readonly packed: PackedTickets };

/** For the way. */
export function packed({ tickets, ...rest }: Model): PackedModel {
  const figures = new Float64Array(tickets.length * COLUMNS);
  const places = new Map<string, number>();
  const placeOf = (text: string | null): number => {
    if (text === null) return NONE;
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const needs: [number, readonly string[]][] = [];
  let at = 0;
  for (const [index, ticket] of tickets.entries()) {
    figures[at++] = placeOf(ticket.serviceId);
    figures[at++] = placeOf(ticket.priority);
    figures[at++] = placeOf(ticket.onlyWindowId);
    figures[at++] = ticket.issuedAtMs;
    figures[at++] = ticket.arrivalMs;
    figures[at++] = ticket.arrivalSeq;
    figures[at++] = ticket.calledAtMs ?? NONE;
    figures[at++] = ticket.notBeforeCall ?? NONE;
    figures[at++] = ticket.dueMs ?? NONE;
    if (ticket.needs !== undefined) needs.push([index, ticket.needs]);
  }
  return { ...rest, packed: { figures, texts: [...places.keys()], needs } };
}

/** At the other end. */
export function unpacked({ packed: { figures, texts, needs }, ...rest }: PackedModel): Model {
  const own = new Map(needs);
  const text = (place: number): string | null => (place === NONE ? null : (texts[place] ?? null));
  const figure = (value: number): number | null => (value === NONE ? null : value);
  const tickets = Array.from({ length: figures.length / COLUMNS }, (_, index): ModelTicket => {
    const of = (column: number): number => figures[index * COLUMNS + column] ?? NONE;
    const [mine, dueMs] = [own.get(index), figure(of(8))];
    return {
      id: `#${index}`,
      serviceId: text(of(0)) ?? "",
      priority: text(of(1)),
      onlyWindowId: text(of(2)),
      issuedAtMs: of(3),
      arrivalMs: of(4),
      arrivalSeq: of(5),
      calledAtMs: figure(of(6)),
      notBeforeCall: figure(of(7)),
      ...(mine === undefined ? {} : { needs: mine }),
      ...(dueMs === null ? {} : { dueMs }),
    };
  });
  return { ...rest, tickets };
}
