// From events to announcements: whom to call, whose call is over, and who was told in vain and must hear that too.
import type { LoggedEvent } from "../domain/events.ts";
import type { HallState } from "../domain/types.ts";

/** What a batch of events makes heard. */
export type Speech =
  | {
      readonly do: "call";
      readonly callId: string;
      readonly ticketId: string;
      readonly number: string;
      readonly windowId: string;
      readonly atMs: number;
    }
  | {
      readonly do: "withdraw";
      readonly ticketId: string;
      readonly windowId: string | null;
      /** Whoever heard the call is told to wait. */
      readonly apologise: boolean;
      /** Only a repeated call was taken back: the person is still called. */
      readonly stays?: boolean;
    }
  | { readonly do: "missed"; readonly ticketId: string; readonly number: string; readonly windowId: string };

/** What ends the reading of a call: the person is there, or is gone. */
const ENDS: ReadonlySet<string> = new Set([
  ...["ticket.arrived", "ticket.held", "ticket.form-given", "ticket.finished", "ticket.left", "ticket.voided"],
]);

/** When a batch closes. */
export function speechesOf(events: readonly LoggedEvent[]): Speech[] {
  return events.flatMap((event): Speech[] => {
    const { type } = event;
    if (type === "ticket.called" || type === "ticket.recalled") {
      const { ticketId, windowId, number } = event.data;
      return [{ do: "call", callId: String(event.seq), ticketId, number, windowId, atMs: event.atMs }];
    }
    if (type === "ticket.missed") {
      const { ticketId, windowId, number } = event.data;
      return [
        { do: "withdraw", ticketId, windowId, apologise: false },
        { do: "missed", ticketId, number, windowId },
      ];
    }
    if (type === "ticket.transferred") {
      const { ticketId, windowId } = event.data;
      return [{ do: "withdraw", ticketId, windowId, apologise: true }];
    }
    if (type === "action.undone") {
      const { windowId, tickets } = event.data;
      return tickets.map(({ id, state }) => {
        // Back in the queue: whoever is on the way to the window is told so.
        return { do: "withdraw", ticketId: id, windowId, apologise: state === "waiting", stays: state === "called" };
      });
    }
    const { ticketId, windowId } = event.data as { readonly ticketId?: string; readonly windowId?: string | null };
    if (!ENDS.has(type) || ticketId === undefined) return [];
    return [{ do: "withdraw", ticketId, windowId: windowId ?? null, apologise: false }];
  });
}

/** Whoever is called now and has not come, by the newest call. */
export function openCallsOf(state: HallState): Extract<Speech, { do: "call" }>[] {
  return [...state.windows.values()].flatMap(({ id: windowId, ticketId }) => {
    const ticket = ticketId === null ? undefined : state.tickets.get(ticketId);
    const call = state.recentCalls.find((one) => one.ticketId === ticketId);
    if (ticket?.state !== "called" || call === undefined) return [];
    const { id, number } = ticket;
    return [{ do: "call", callId: `again ${id}`, ticketId: id, number, windowId, atMs: call.atMs }];
  });
}
