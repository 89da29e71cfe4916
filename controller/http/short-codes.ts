// A ticket by the short code on its paper: for people whose phone does not open the page. Kiosks ask here.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { TicketView } from "../contract/views.ts";
import { SHORT_CODE, ticketIdOfCode } from "../views/short-code.ts";
import { ticketView } from "../views/tickets.ts";
import { look } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { addressOf } from "./ticket-page/gate.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** A person types one; a program that tries them all is slowed to a century. */
const PER_ADDRESS = { burst: 20, perSecond: 0.5 };
const CodeParams = Type.Object({ code: Type.String({ minLength: 1, maxLength: 16 }) });

export const shortCodeRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { clock, index } = ports.sources;
    const buckets = new TokenBuckets(PER_ADDRESS);
    app.get(
      "/tickets/code/:code",
      {
        schema: {
          tags: ["tickets"],
          params: CodeParams,
          response: answers(200, TicketView, "A ticket in the hall by the short code on its paper"),
        },
      },
      (request, reply) => {
        const waitSeconds = buckets.take(addressOf(request), clock.nowMs());
        if (waitSeconds > 0) {
          return Promise.resolve(sendProblem(reply.header("retry-after", String(waitSeconds)), "REQUESTS_TOO_MANY"));
        }
        const { code } = request.params;
        const ticketId = SHORT_CODE.test(code) ? ticketIdOfCode(index, code) : null;
        return look(
          ports,
          reply,
          (context) => {
            const ticket = ticketId === null ? undefined : context.state.tickets.get(ticketId);
            if (ticket === undefined) return null;
            // The short code is no token: what it shows must not open the page.
            return { ...ticketView(context, ticket), url: "" };
          },
          "TICKET_UNKNOWN",
        );
      },
    );
  };
