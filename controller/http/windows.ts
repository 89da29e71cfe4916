// Windows: what the console and the keypad page ask for.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
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
import { CloseBody, FinishBody } from "../contract/console.ts";
import { CaseView, TicketView, WindowView } from "../contract/views.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import { windowView, windowViews } from "../views/windows.ts";
import type { Principal } from "./access-port.ts";
import { writeWithNote } from "./console.ts";
import { actorOf, look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";
import { subjectTicket, ticketIdOf } from "./tickets.ts";
import { actorAt, theCase, theTicket, theWindow } from "./window-answers.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

const TicketAnswer = Type.Object({ ticket: Type.Union([TicketView, Type.Null()]) });
const CallAnswer = Type.Object({ ticket: TicketView, why: Type.Union([Type.String(), Type.Null()]) });
const CaseAnswer = Type.Object({ case: CaseView });

/** 204 when nobody waits. */
const theCall: Render = (context, accepted) => {
  const ticket = subjectTicket(context, accepted);
  if (ticket === null) return { status: 204, body: null };
  return { status: 200, body: { ticket, why: accepted.why } };
};

/** Schema of a write at a window. */
const at = <B extends TSchema, A extends TSchema>(body: B, answer: A, description: string) => ({
  ...may("window"),
  schema: { tags: ["windows"], params: IdParams, body, response: answers(200, answer, description) },
});

export const windowRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/windows",
      {
        ...may("staff", "token"),
        schema: { tags: ["windows"], response: answers(200, Type.Array(WindowView), "All windows") },
      },
      (_request, reply) => look(ports, reply, windowViews),
    );
    app.get(
      "/windows/:id",
      {
        ...may("staff", "token", "pad"),
        schema: { tags: ["windows"], params: IdParams, response: answers(200, WindowView, "One window") },
      },
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

/** A signed-in person opens in their own name; who answers for the hall may name another. Undefined: neither. */
function whoOpens(ports: Ports, who: Principal, named: string | null): string | null | undefined {
  if (who.kind !== "staff" || who.rights.has("supervisor")) return named;
  const own = ports.sources.settings.staff.some(({ id }) => id === who.id) ? who.id : null;
  return named === null || named === own ? own : undefined;
}

function stateRoutes(ports: Ports, app: App): void {
  app.post(
    "/windows/:id/open",
    at(Type.Union([OpenBody, Type.Null()]), WindowView, "Opened"),
    async (request, reply) => {
      const staffId = whoOpens(ports, request.principal, request.body?.staffId ?? null);
      const windowId = request.params.id;
      if (staffId === undefined) return sendProblem(reply, "RIGHT_MISSING", "not the person signed in");
      return write(ports, request, reply, {
        command: { type: "open-window", windowId, staffId },
        actor: staffId === null ? actorAt(ports, windowId) : actorOf("staff", staffId, ports.sources.settings.staff),
        render: theWindow(windowId),
      });
    },
  );
  app.post("/windows/:id/pause", at(PauseBody, WindowView, "Paused"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "pause-window", windowId, ...request.body, reason: request.body?.reason ?? null },
      actor: actorAt(ports, windowId),
      render: theWindow(windowId),
    });
  });
  app.post("/windows/:id/resume", at(EmptyBody, WindowView, "Resumed"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "resume-window", windowId },
      actor: actorAt(ports, windowId),
      render: theWindow(windowId),
    });
  });
  app.post("/windows/:id/close", at(CloseBody, WindowView, "Closed, or closing when empty"), (request, reply) => {
    const windowId = request.params.id;
    const whenEmpty = request.body?.whenEmpty;
    const type = whenEmpty === undefined ? "close-window" : whenEmpty ? "plan-close" : "cancel-close";
    return write(ports, request, reply, {
      command: { type, windowId },
      actor: actorAt(ports, windowId),
      render: theWindow(windowId),
    });
  });
}

function callRoutes(ports: Ports, app: App): void {
  const call = at(EmptyBody, CallAnswer, "Called, with the reason for the choice");
  const nobody = { "204": { description: "Nobody waits", type: "null" } };
  const next = { ...call, schema: { ...call.schema, response: { ...call.schema.response, ...nobody } } };
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

const PLAIN = ["recall", "arrived", "missed", "hold"] as const;

function ticketRoutes(ports: Ports, app: App): void {
  for (const type of PLAIN) {
    app.post(`/windows/:id/${type}`, at(EmptyBody, TicketAnswer, "Done"), (request, reply) => {
      const windowId = request.params.id;
      const actor = actorAt(ports, windowId);
      return write(ports, request, reply, { command: { type, windowId }, actor, render: theTicket });
    });
  }
  app.post("/windows/:id/finish", at(FinishBody, TicketAnswer, "Finished"), (request, reply) => {
    const windowId = request.params.id;
    const { notes, ...how } = request.body ?? {};
    const command = { type: "finish", windowId, ...how } as const;
    const asked = { command, actor: actorAt(ports, windowId), render: theTicket };
    return writeWithNote(ports, request, reply as FastifyReply, asked, { windowId, text: notes });
  });
  app.post("/windows/:id/undo", at(UndoBody, TicketAnswer, "Undone"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "undo", windowId, ...request.body, reason: request.body?.reason ?? null },
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
  // 受理并请评价: where the hall asks at acceptance; the case goes on and is asked about again when it is done.
  app.post(
    "/windows/:id/accept-case",
    at(EmptyBody, CaseAnswer, "Taken in, and asked about that"),
    (request, reply) => {
      const windowId = request.params.id;
      return write(ports, request, reply, {
        command: { type: "invite-acceptance", windowId },
        actor: actorAt(ports, windowId),
        render: theCase,
      });
    },
  );
  app.post("/windows/:id/invite-rating", at(EmptyBody, CaseAnswer, "Asked for a rating"), (request, reply) => {
    const windowId = request.params.id;
    return write(ports, request, reply, {
      command: { type: "invite-rating", windowId },
      actor: actorAt(ports, windowId),
      render: theCase,
    });
  });
}
