// Windows: what the console and the keypad page ask for.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type TSchema, Type } from "typebox";
import {
  CallBody,
  EmptyBody,
  OpenBody,
  PauseBody,
  ResumeTicketBody,
  TransferBody,
  UndoBody,
} from "../contract/bodies.ts";
import { CaseView, TicketView, WindowView } from "../contract/views.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import { caseView } from "../views/cases.ts";
import { windowView, windowViews } from "../views/windows.ts";
import { actorOf, look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";
import { subjectTicket, ticketIdOf } from "./tickets.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

const TicketAnswer = Type.Object({ ticket: Type.Union([TicketView, Type.Null()]) });
const CallAnswer = Type.Object({ ticket: TicketView, why: Type.Union([Type.String(), Type.Null()]) });
const CaseAnswer = Type.Object({ case: CaseView });

const theTicket: Render = (context, accepted) => ({
  status: 200,
  body: { ticket: subjectTicket(context, accepted) },
});

/** 204 when nobody waits. */
const theCall: Render = (context, accepted) => {
  const ticket = subjectTicket(context, accepted);
  if (ticket === null) return { status: 204, body: null };
  return { status: 200, body: { ticket, why: accepted.why } };
};

const theCase: Render = (context, accepted) => {
  const record = context.state.cases.get(accepted.subject?.caseId ?? "");
  return { status: 200, body: { case: record === undefined ? null : caseView(context, record) } };
};

/** Who stands behind a write at a window: the signed-in member of staff, or the window itself. */
function actorAt(ports: Ports, windowId: string): string {
  const staffId = ports.sources.index.staffAt.get(windowId);
  if (staffId !== undefined) return `staff:${staffId}`;
  return actorOf("window", windowId, ports.sources.settings.windows);
}

/** Answers with the window the route names. */
const theWindow =
  (windowId: string): Render =>
  (context) => {
    const settings = windowOf(context.state.settings, windowId);
    return { status: 200, body: settings === undefined ? null : windowView(context, settings) };
  };

/** Schema of a write at a window. */
const at = <B extends TSchema, A extends TSchema>(body: B, answer: A, description: string) => ({
  schema: { tags: ["windows"], params: IdParams, body, response: answers(200, answer, description) },
});

export const windowRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/windows",
      { schema: { tags: ["windows"], response: answers(200, Type.Array(WindowView), "All windows") } },
      (_request, reply) => look(ports, reply, windowViews),
    );
    app.get(
      "/windows/:id",
      { schema: { tags: ["windows"], params: IdParams, response: answers(200, WindowView, "One window") } },
      (request, reply) =>
        look(
          ports,
          reply,
          (context) => {
            const settings = windowOf(context.state.settings, request.params.id);
            return settings === undefined ? null : windowView(context, settings);
          },
          "WINDOW_UNKNOWN",
        ),
    );
    stateRoutes(ports, app as App);
    callRoutes(ports, app as App);
    ticketRoutes(ports, app as App);
  };

function stateRoutes(ports: Ports, app: App): void {
  app.post("/windows/:id/open", at(Type.Union([OpenBody, Type.Null()]), WindowView, "Opened"), (request, reply) => {
    const staffId = request.body?.staffId ?? null;
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "open-window", windowId, staffId },
      actor: staffId === null ? actorAt(ports, windowId) : actorOf("staff", staffId, ports.sources.settings.staff),
      render: theWindow(windowId),
    });
  });
  app.post("/windows/:id/pause", at(PauseBody, WindowView, "Paused"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "pause-window", windowId, reason: request.body?.reason ?? null },
      actor: actorAt(ports, windowId),
      render: theWindow(windowId),
    });
  });
  for (const [path, type] of Object.entries({ resume: "resume-window", close: "close-window" } as const)) {
    app.post(`/windows/:id/${path}`, at(EmptyBody, WindowView, "Done"), (request, reply) => {
      const windowId = request.params.id;
      return write(ports, request, reply, {
        command: { type, windowId },
        actor: actorAt(ports, windowId),
        render: theWindow(windowId),
      });
    });
  }
}

function callRoutes(ports: Ports, app: App): void {
  const call = at(EmptyBody, CallAnswer, "Called, with the reason for the choice");
  const nobody = { "204": { description: "Nobody waits", type: "null" } };
  const next = { schema: { ...call.schema, response: { ...call.schema.response, ...nobody } } };
  app.post("/windows/:id/call-next", next, (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "call-next", windowId, fromKeypad: false },
      actor: actorAt(ports, windowId),
      render: theCall,
    });
  });
  app.post("/windows/:id/call", at(CallBody, CallAnswer, "Called"), (request, reply) => {
    const windowId = request.params.id;
    const wanted = request.body;
    const ticket = "ticketId" in wanted ? { ticketId: ticketIdOf(ports, wanted.ticketId) } : { number: wanted.number };
    return write(ports, request, reply, {
      command: { type: "call-ticket", windowId, ticket, fromKeypad: false },
      actor: actorAt(ports, windowId),
      render: theCall,
    });
  });
}

const PLAIN = ["recall", "arrived", "missed", "hold", "finish"] as const;

function ticketRoutes(ports: Ports, app: App): void {
  for (const type of PLAIN) {
    app.post(`/windows/:id/${type}`, at(EmptyBody, TicketAnswer, "Done"), (request, reply) => {
      const windowId = request.params.id;
      const actor = actorAt(ports, windowId);
      return write(ports, request, reply, { command: { type, windowId }, actor, render: theTicket });
    });
  }
  app.post("/windows/:id/undo", at(UndoBody, TicketAnswer, "Undone"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "undo", windowId, reason: request.body?.reason ?? null },
      actor: actorAt(ports, windowId),
      render: theTicket,
    });
  });
  app.post("/windows/:id/resume-ticket", at(ResumeTicketBody, TicketAnswer, "Resumed"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "resume-ticket", windowId, ticketId: ticketIdOf(ports, request.body.ticketId) },
      actor: actorAt(ports, windowId),
      render: theTicket,
    });
  });
  app.post("/windows/:id/transfer", at(TransferBody, TicketAnswer, "Moved"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "transfer", windowId, to: request.body },
      actor: actorAt(ports, windowId),
      render: theTicket,
    });
  });
  app.post("/windows/:id/invite-rating", at(EmptyBody, CaseAnswer, "Asked for a rating"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "invite-rating", windowId },
      actor: actorAt(ports, windowId),
      render: theCase,
    });
  });
}
