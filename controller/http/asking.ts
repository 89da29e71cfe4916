// A number left with a ticket, for being asked to rate: to the vault first, then the bare fact to the log.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { EmptyBody } from "../contract/bodies.ts";
import { ContactBody, ContactView } from "../contract/callbacks.ts";
import type { ContactPlace } from "../domain/asking-types.ts";
import type { Command } from "../domain/commands.ts";
import { contactRefusal } from "./contact-desk.ts";
import { namedActor, requestKey } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { refusalAnswer, sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { mayOrHolds } from "./rights.ts";
import { ticketIdOf } from "./tickets.ts";

const HOLDERS = mayOrHolds("kiosk", "guide", "window", "supervisor");

/** Where it was left: the kiosk's page, the desk, a window, or the citizen's own phone. */
function placeOf({ principal }: FastifyRequest): ContactPlace {
  if (principal.role === "kiosk") return "kiosk";
  if (principal.kind === "nobody") return "phone";
  if (principal.kind !== "staff") return "api";
  return principal.rights.has("guide") ? "desk" : "window";
}

export const askingRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const does = async (request: FastifyRequest, reply: FastifyReply, command: Command, kept: boolean) => {
      const idempotency = requestKey(request);
      if (idempotency === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
      const answer = await ports.hall.submit(command, {
        actor: namedActor(request, "citizen"),
        idempotency,
        render: (_state, decision) =>
          decision.ok ? { status: 200, body: { ticketId: decision.subject?.ticketId } } : refusalAnswer(decision),
      });
      if (answer.status !== 200) return sendAnswer(reply, answer);
      const { ticketId } = answer.body as { ticketId: string };
      return reply.send({ ticketId, masked: kept ? (ports.asking?.maskedOf(ticketId) ?? null) : null, kept });
    };

    app.post(
      "/tickets/:id/contact",
      {
        ...HOLDERS,
        schema: {
          tags: ["tickets"],
          params: IdParams,
          body: ContactBody,
          response: answers(
            200,
            ContactView,
            "Kept encrypted, for asking about this visit alone; it never enters the log",
          ),
        },
      },
      async (request, reply) => {
        const { phone } = request.body;
        const ticketId = ticketIdOf(ports, request.params.id);
        const refused = await contactRefusal(ports, ticketId, phone);
        if (refused !== null) return sendProblem(reply, refused);
        // Who once said "never again" is not asked again, whoever types the number.
        if (ports.asking?.keep(ticketId, phone) !== true) return reply.send({ ticketId, masked: null, kept: false });
        return does(request, reply, { type: "leave-contact", ticketId, place: placeOf(request) }, true);
      },
    );

    app.post(
      "/tickets/:id/contact/forget",
      {
        ...HOLDERS,
        schema: {
          tags: ["tickets"],
          params: IdParams,
          body: EmptyBody,
          response: answers(200, ContactView, "The number is removed at once"),
        },
      },
      async (request, reply) => {
        const ticketId = ticketIdOf(ports, request.params.id);
        ports.asking?.forget(ticketId);
        return does(request, reply, { type: "remove-contact", ticketId, reason: "asked" }, false);
      },
    );
  };
