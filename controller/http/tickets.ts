// Tickets: issue, look up, leave, void, return, reprint.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import { type TSchema, Type } from "typebox";
import { EmptyBody, IssueBody, ReprintBody, VoidBody, YieldBody } from "../contract/bodies.ts";
import { TicketPageView, TicketView } from "../contract/views.ts";
import type { Accepted } from "../domain/commands.ts";
import { printerOf } from "../domain/settings-lookup.ts";
import type { Case, Ticket } from "../domain/types.ts";
import type { ViewContext } from "../views/context.ts";
import { contextOf } from "../views/sources.ts";
import { ticketPageView, ticketView } from "../views/tickets.ts";
import { personToday } from "./cards.ts";
import { actorOf, look, type Render, write } from "./exchange.ts";
import type { Ports, RecordsPort } from "./ports.ts";
import { sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams, LIST_MAX, TicketsQuery } from "./queries.ts";
import { may, mayOrHolds } from "./rights.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

/** The ticket a decision was about. */
export function subjectTicket(context: ViewContext, accepted: Accepted): TicketView | null {
  const ticket = context.state.tickets.get(accepted.subject?.ticketId ?? "");
  return ticket === undefined ? null : ticketView(context, ticket);
}

/** Answers with the ticket itself. */
const theTicket =
  (status: number): Render =>
  (context, accepted) => ({ status, body: subjectTicket(context, accepted) });

/** A ticket of any day, by id or by token, with its case of an earlier day. */
export interface FoundTicket {
  readonly ticket: Ticket;
  readonly pastCase: Case | null;
}

/** Looks in the stored records: for tickets that are no longer in the hall. */
export function pastTicket(records: RecordsPort, idOrToken: string): FoundTicket | null {
  const ticket = records.ticketById(idOrToken) ?? records.ticketByToken(idOrToken);
  if (ticket === null) return null;
  return { ticket, pastCase: ticket.caseId === null ? null : records.caseById(ticket.caseId) };
}

/** A ticket's id from its id or from the token of its page; unknown stays as it is and is refused by the rules. */
export function ticketIdOf(ports: Ports, idOrToken: string): string {
  return ports.sources.index.ticketIdByToken.get(idOrToken) ?? idOrToken;
}

export const ticketRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/tickets",
      {
        ...may("kiosk", "guide", "supervisor"),
        schema: { tags: ["tickets"], body: IssueBody, response: answers(201, TicketView, "Issued") },
      },
      (request, reply) => {
        const { serviceId, priority = null, kioskId = null, language = null } = request.body;
        const { needs = [], largePrint = false, cardHandle } = request.body;
        const person = personToday(ports, cardHandle ?? null, kioskId);
        return write(ports, request, reply, {
          command: { type: "issue-ticket", serviceId, priority, kioskId, language, needs, largePrint, person },
          actor: kioskId === null ? "api" : actorOf("kiosk", kioskId, ports.sources.settings.kiosks),
          render: theTicket(201),
        });
      },
    );

    app.get(
      "/tickets",
      {
        ...may("window", "guide", "supervisor"),
        schema: {
          tags: ["tickets"],
          querystring: TicketsQuery,
          response: answers(200, Type.Array(TicketView), "Today's tickets, in order of issue"),
        },
      },
      (request, reply) => {
        const { state, serviceId, number } = request.query;
        return look(ports, reply, (context) => {
          const rows: TicketView[] = [];
          for (const ticket of candidates(context, state, number)) {
            if (state !== undefined && ticket.state !== state) continue;
            if (serviceId !== undefined && ticket.serviceId !== serviceId) continue;
            rows.push(ticketView(context, ticket));
            if (rows.length === LIST_MAX) break;
          }
          return rows;
        });
      },
    );

    singleTicket(ports, app as App);
    ticketWrites(ports, app as App);
  };

/** One ticket, in the hall or of an earlier day. */
function singleTicket(ports: Ports, app: App): void {
  const one = async (
    reply: FastifyReply,
    idOrToken: string,
    show: (context: ViewContext, found: FoundTicket) => unknown,
  ): Promise<FastifyReply> => {
    const { sources, hall, records } = ports;
    const answer = await hall.read((state) => {
      const ticket = state.tickets.get(ticketIdOf(ports, idOrToken));
      return ticket === undefined ? null : { body: show(contextOf(sources, state), { ticket, pastCase: null }) };
    });
    if (answer !== null) return sendAnswer(reply, { status: 200, body: answer.body });
    const found = await hall.query(() => pastTicket(records, idOrToken));
    return look(ports, reply, (context) => (found === null ? null : show(context, found)), "TICKET_UNKNOWN");
  };
  const schema = (answer: TSchema, description: string) => ({
    ...mayOrHolds("kiosk", "staff"),
    schema: { tags: ["tickets"], params: IdParams, response: answers(200, answer, description) },
  });

  app.get("/tickets/:id", schema(TicketView, "By id or by token"), (request, reply) =>
    one(reply, request.params.id, (context, { ticket }) => ticketView(context, ticket)),
  );
  app.get("/tickets/:id/page", schema(TicketPageView, "What the citizen's page shows"), (request, reply) =>
    one(reply, request.params.id, (context, { ticket, pastCase }) => ticketPageView(context, ticket, pastCase)),
  );
}

/** The tickets to look through: one by its number, the queues for those waiting, otherwise all of the day. */
function* candidates(context: ViewContext, state: string | undefined, number: string | undefined): Iterable<Ticket> {
  if (number !== undefined) {
    const ticket = context.state.tickets.get(context.state.ticketIdByNumber.get(number) ?? "");
    if (ticket !== undefined) yield ticket;
    return;
  }
  if (state !== "waiting") return yield* context.state.tickets.values();
  for (const queue of context.state.waiting.values()) yield* queue;
}

const SIMPLE = { leave: "leave-ticket", return: "return-ticket" } as const;
/** Who holds the paper may leave and come back; paper costs paper. */
const TICKET_RIGHTS = {
  leave: mayOrHolds("kiosk", "window", "guide"),
  return: mayOrHolds("kiosk", "window", "guide"),
  reprint: may("kiosk", "window", "guide"),
} as const;

function ticketWrites(ports: Ports, app: App): void {
  for (const [path, type] of Object.entries(SIMPLE)) {
    app.post(
      `/tickets/:id/${path}`,
      {
        ...TICKET_RIGHTS[path as keyof typeof SIMPLE],
        schema: { tags: ["tickets"], params: IdParams, body: EmptyBody, response: answers(200, TicketView, "Done") },
      },
      (request, reply) =>
        write(ports, request, reply, {
          command: { type, ticketId: ticketIdOf(ports, request.params.id) },
          // A token is known only to the holder of the paper.
          actor: ports.sources.index.ticketIdByToken.has(request.params.id) ? "citizen" : "api",
          render: theTicket(200),
        }),
    );
  }

  app.post(
    "/tickets/:id/reprint",
    {
      ...TICKET_RIGHTS.reprint,
      schema: { tags: ["tickets"], params: IdParams, body: ReprintBody, response: answers(200, TicketView, "Printed") },
    },
    async (request, reply) => {
      const { settings } = ports.sources;
      const kioskId = request.body?.kioskId ?? null;
      if (kioskId !== null && !settings.kiosks.some(({ id }) => id === kioskId))
        return sendProblem(reply, "KIOSK_UNKNOWN");
      const printer = kioskId === null ? null : printerOf(settings, kioskId);
      const ticketId = ticketIdOf(ports, request.params.id);
      return write(ports, request, reply, {
        command: { type: "reprint-ticket", ticketId, ...(printer === null ? {} : { printer }) },
        actor: ports.sources.index.ticketIdByToken.has(request.params.id) ? "citizen" : "api",
        render: theTicket(200),
      });
    },
  );

  app.post(
    "/tickets/:id/yield",
    {
      ...mayOrHolds("kiosk", "guide", "supervisor"),
      schema: {
        tags: ["tickets"],
        params: IdParams,
        body: YieldBody,
        response: answers(200, TicketView, "Others go first; it can only lose places"),
      },
    },
    (request, reply) =>
      write(ports, request, reply, {
        command: { type: "yield-places", ticketId: ticketIdOf(ports, request.params.id), places: request.body.places },
        actor: ports.sources.index.ticketIdByToken.has(request.params.id) ? "citizen" : "api",
        render: theTicket(200),
      }),
  );

  app.post(
    "/tickets/:id/void",
    {
      ...may("window", "guide", "supervisor"),
      schema: { tags: ["tickets"], params: IdParams, body: VoidBody, response: answers(200, TicketView, "Void") },
    },
    (request, reply) =>
      write(ports, request, reply, {
        command: {
          type: "void-ticket",
          ticketId: ticketIdOf(ports, request.params.id),
          reason: request.body.reason,
        },
        actor: "api",
        render: theTicket(200),
      }),
  );
}
