// A ticket by the short code on its paper: for people whose phone does not open the page. Kiosks ask here.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodeTicketView } from "../contract/desk.ts";
import type { Ticket } from "../domain/types.ts";
import type { ViewContext } from "../views/context.ts";
import { phoneView } from "../views/phone.ts";
import { SHORT_CODE, ticketIdOfCode } from "../views/short-code.ts";
import { refusedGuess } from "./code-guard.ts";
import { look } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const CodeParams = Type.Object({ code: Type.String({ minLength: 1, maxLength: 16 }) });
const AtKiosk = Type.Object(
  { kioskId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  { additionalProperties: false },
);

/** What the holder of the code may see and do. The code is no token: what it shows must not open the page. */
function codeTicket(context: ViewContext, ticket: Ticket): CodeTicketView {
  const { page, moreTime, mayLeave, mayReturn } = phoneView(context, ticket);
  const { serviceName, windowName } = page;
  return { ...page.ticket, url: "", serviceName, windowName, moreTime, mayLeave, mayReturn };
}

export const shortCodeRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { index } = ports.sources;
    app.get(
      "/tickets/code/:code",
      {
        ...may("kiosk", "guide", "supervisor"),
        schema: {
          tags: ["tickets"],
          params: CodeParams,
          querystring: AtKiosk,
          response: answers(200, CodeTicketView, "A ticket in the hall by the short code on its paper"),
        },
      },
      async (request, reply) => {
        const { code } = request.params;
        const ticketId = SHORT_CODE.test(code) ? ticketIdOfCode(index, code) : null;
        const kioskId = request.query.kioskId ?? null;
        if (await refusedGuess(ports, request, reply, { kioskId, isRight: ticketId !== null })) return reply;
        return look(
          ports,
          reply,
          (context) => {
            const ticket = ticketId === null ? undefined : context.state.tickets.get(ticketId);
            return ticket === undefined ? null : codeTicket(context, ticket);
          },
          "TICKET_UNKNOWN",
        );
      },
    );
  };
