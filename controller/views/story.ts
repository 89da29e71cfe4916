// What befell one ticket, and what happened around a moment: lines out of the log, free of personal data.
import type { StoryLine, TicketStory } from "../contract/floor.ts";
import type { LoggedEvent } from "../domain/events.ts";
import type { Ticket } from "../domain/types.ts";
import { timeOf, type ViewContext } from "./context.ts";
import { eventText } from "./event-text.ts";

/** A row of the log as it is read. */
export interface LogRow {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly actor: string;
  readonly data: unknown;
}

/** One event as a line; only its words, its window and the rule behind a call leave the log. */
export function storyLine(context: ViewContext, row: LogRow): StoryLine {
  const { windowId, why } = row.data as { windowId?: string | null; why?: string };
  return {
    seq: row.seq,
    at: timeOf(context, row.atMs),
    type: row.type,
    text: eventText(row as LoggedEvent),
    actor: row.actor,
    windowId: windowId ?? null,
    why: typeof why === "string" ? why : null,
  };
}

/** The ticket's own story, and of today's tickets who was called before it. */
export function storyOf(context: ViewContext, ticket: Ticket, rows: readonly LogRow[]): TicketStory {
  const since = context.index.calls.since(ticket.serviceId, ticket.id);
  return {
    ticketId: ticket.id,
    number: ticket.number,
    serviceId: ticket.serviceId,
    lines: rows.map((row) => storyLine(context, row)),
    before:
      since === null ? null : { called: { ...since.called }, overtook: { ...since.overtook }, letPass: since.letPass },
  };
}
