// The guide desk: one search, walk-ins, and what can be done to a ticket that is not at a window.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import {
  DeskReprintBody,
  DeskSearchView,
  DeskTicketView,
  DeskView,
  EnterRollBody,
  MergeBody,
  NeedsBody,
  OpenRollBody,
  RollView,
  UpgradeBody,
  WalkInBody,
} from "../contract/desk.ts";
import { TicketView } from "../contract/views.ts";
import type { LoggedEvent } from "../domain/events.ts";
import { isFilling } from "../domain/form-pool.ts";
import { isEnded } from "../domain/snapshot.ts";
import type { Ticket } from "../domain/types.ts";
import { timeOf, type ViewContext } from "../views/context.ts";
import { deskTicketRow, deskView, rollView } from "../views/desk.ts";
import { deskSearch } from "../views/desk-search.ts";
import { eventText } from "../views/event-text.ts";
import { contextOf } from "../views/sources.ts";
import { look, type Render, write } from "./exchange.ts";
import type { EventRow, Ports } from "./ports.ts";
import { sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";
import { pastTicket, subjectTicket, ticketIdOf } from "./tickets.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

const DESK = may("guide", "supervisor", "manager");
const OTHERS_MAX = 30;
const SearchQuery = Type.Object({ q: Type.String({ minLength: 1, maxLength: 32 }) }, { additionalProperties: false });

/** Steps of the machinery that explain nothing to a person at the desk. */
const STEPS: ReadonlySet<string> = new Set(["ticket.print-started", "case.opened"]);

/** For the log: the desk asked, whoever stood there. */
const ACTOR = "desk";

const theTicket =
  (status: number): Render =>
  (context, accepted) => ({ status, body: subjectTicket(context, accepted) });

const theRoll =
  (status: number): Render =>
  (context, { subject }) => {
    const roll = context.state.rolls.get(subject?.rollId ?? "");
    return { status, body: roll === undefined ? null : rollView(context, roll) };
  };

/** Rows of the log about a ticket, in the words of the log. */
function historyOf(context: ViewContext, rows: readonly EventRow[]): DeskTicketView["history"] {
  const told = rows.filter(({ type }) => !STEPS.has(type));
  return told.map((row) => ({
    seq: row.seq,
    at: timeOf(context, row.atMs),
    type: row.type,
    text: eventText(row as unknown as LoggedEvent),
    actor: row.actor,
  }));
}

function othersOf(context: ViewContext, ticket: Ticket): DeskTicketView["others"] {
  const others: DeskTicketView["others"] = [];
  for (const other of context.state.tickets.values()) {
    const isLive = other.state === "waiting" || other.state === "missed";
    if (other.id === ticket.id || other.serviceId !== ticket.serviceId || !isLive) continue;
    const { id, number, state, issuedAtMs } = other;
    others.push({ id, number, state, issuedAt: timeOf(context, issuedAtMs) });
  }
  // A duplicate was taken at about the same time.
  const near = (row: { issuedAt: string }) => Math.abs(Date.parse(row.issuedAt) - ticket.issuedAtMs);
  return others.sort((left, right) => near(left) - near(right)).slice(0, OTHERS_MAX);
}

function detailOf(context: ViewContext, ticket: Ticket, rows: readonly EventRow[]): DeskTicketView {
  const { missed } = context.state.settings.policy;
  const since = context.index.calls.since(ticket.serviceId, ticket.id);
  return {
    ticket: deskTicketRow(context, ticket),
    history: historyOf(context, rows),
    since: since === null ? null : { called: since.called, overtook: since.overtook, letPass: since.letPass },
    others: isEnded(ticket) ? [] : othersOf(context, ticket),
    mayReturn:
      isFilling(ticket) || (ticket.state === "missed" && missed.mayReturn && ticket.returns < missed.maxReturns),
  };
}

export const deskRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    reading(ports, app as App);
    ticketWrites(ports, app as App);
    rollWrites(ports, app as App);
  };

function reading(ports: Ports, app: App): void {
  app.get(
    "/desk",
    { ...DESK, schema: { tags: ["desk"], response: answers(200, DeskView, "What is wanted of the desk now") } },
    (_request, reply) => look(ports, reply, deskView),
  );
  const search = answers(200, DeskSearchView, "By last digits, number, appointment code, short code or paper number");
  app.get(
    "/desk/search",
    { ...DESK, schema: { tags: ["desk"], querystring: SearchQuery, response: search } },
    (request, reply) => look(ports, reply, (context) => deskSearch(context, request.query.q)),
  );
  app.get(
    "/desk/tickets/:id",
    { ...DESK, schema: { tags: ["desk"], params: IdParams, response: answers(200, DeskTicketView, "With history") } },
    async (request, reply) => {
      const id = ticketIdOf(ports, request.params.id);
      const { hall, log, records, sources } = ports;
      const found = await hall.query(() => ({ rows: log.trail.eventsOfTicket(id), past: pastTicket(records, id) }));
      const body = await hall.read((state) => {
        const ticket = state.tickets.get(id) ?? found.past?.ticket;
        return ticket === undefined ? null : detailOf(contextOf(sources, state), ticket, found.rows);
      });
      return body === null ? sendProblem(reply, "TICKET_UNKNOWN") : sendAnswer(reply, { status: 200, body });
    },
  );
}

function ticketWrites(ports: Ports, app: App): void {
  app.post(
    "/desk/tickets",
    { ...DESK, schema: { tags: ["desk"], body: WalkInBody, response: answers(201, TicketView, "Issued at the desk") } },
    (request, reply) => {
      const { serviceId, priority = null, needs = [], language = null, largePrint = false } = request.body;
      // Without a word about paper the desk's own printer prints, where there is one.
      const printer =
        request.body.printer ?? (request.body.printer === null ? null : ports.sources.settings.deskPrinter);
      const wish = { serviceId, priority, kioskId: null, language, needs, largePrint, printer: printer ?? null };
      const command = { type: "issue-ticket", ...wish } as const;
      return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(201) });
    },
  );
  const schema = <B>(body: B, what: string) => ({
    ...DESK,
    schema: { tags: ["desk"], params: IdParams, body, response: answers(200, TicketView, what) },
  });
  app.post("/desk/tickets/:id/upgrade", schema(UpgradeBody, "In a priority class now"), (request, reply) => {
    const ticketId = ticketIdOf(ports, request.params.id);
    const command = { type: "upgrade-ticket", ticketId, ...request.body } as const;
    return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(200) });
  });
  app.post("/desk/tickets/:id/form", schema(EmptyBody, "Fills in a form, away from the line"), (request, reply) => {
    const ticketId = ticketIdOf(ports, request.params.id);
    const command = { type: "give-form", windowId: null, ticketId } as const;
    return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(200) });
  });
  app.post("/desk/tickets/:id/needs", schema(NeedsBody, "With these needs now"), (request, reply) => {
    const ticketId = ticketIdOf(ports, request.params.id);
    const command = { type: "change-needs", ticketId, needs: request.body.needs } as const;
    return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(200) });
  });
  app.post("/desk/tickets/:id/merge", schema(MergeBody, "The one that stays"), (request, reply) => {
    const ticketId = ticketIdOf(ports, request.params.id);
    const command = { type: "merge-tickets", ticketId, otherId: ticketIdOf(ports, request.body.otherId) } as const;
    return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(200) });
  });
  app.post("/desk/tickets/:id/reprint", schema(DeskReprintBody, "Another paper is printed"), (request, reply) => {
    const ticketId = ticketIdOf(ports, request.params.id);
    const command = { type: "reprint-ticket", ticketId, ...(request.body ?? {}) } as const;
    return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(200) });
  });
}

function rollWrites(ports: Ports, app: App): void {
  const rolls = answers(200, Type.Array(RollView), "Rolls of today");
  app.get("/desk/rolls", { ...DESK, schema: { tags: ["desk"], response: rolls } }, (_request, reply) =>
    look(ports, reply, (context) => [...context.state.rolls.values()].map((roll) => rollView(context, roll))),
  );
  app.post(
    "/desk/rolls",
    { ...DESK, schema: { tags: ["desk"], body: OpenRollBody, response: answers(201, RollView, "Given out") } },
    (request, reply) => {
      const command = { type: "open-roll", ...request.body } as const;
      return write(ports, request, reply, { command, actor: ACTOR, render: theRoll(201) });
    },
  );
  app.post(
    "/desk/rolls/:id/close",
    {
      ...DESK,
      schema: { tags: ["desk"], params: IdParams, body: EmptyBody, response: answers(200, RollView, "Closed") },
    },
    (request, reply) => {
      const command = { type: "close-roll", rollId: request.params.id } as const;
      return write(ports, request, reply, { command, actor: ACTOR, render: theRoll(200) });
    },
  );
  app.post(
    "/desk/rolls/enter",
    { ...DESK, schema: { tags: ["desk"], body: EnterRollBody, response: answers(201, TicketView, "Waits in line") } },
    (request, reply) => {
      const command = { type: "enter-roll-number", number: request.body.number } as const;
      return write(ports, request, reply, { command, actor: ACTOR, render: theTicket(201) });
    },
  );
}
