// At the door of every route: somebody who may, or a refusal. Routes say who may; here it is asked.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Right } from "../contract/roles.ts";
import { NOBODY, type Principal } from "./access-port.ts";
import { isOwn } from "./access-scope.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; of several the first who may. */
    principal: Principal;
  }
}

/** No scheme that a browser asks a person for: the page does that. */
const CHALLENGE = 'Hallkeeper realm="hallkeeper"';
const KEY_CHALLENGE = 'Technician-Key realm="hallkeeper"';
const TECHNICIAN = "/api/v1/technician/";
/** Ids of tickets begin so; a token does once in four thousand, and then is known or not like any other. */
const TICKET_ID = /^t_/;

/** A route that names nobody is for the machine itself alone, so that forgetting it opens nothing. */
function mayEnter({ kind, rights }: Principal, wanted: readonly Right[] | undefined): boolean {
  return kind === "loopback" && wanted === undefined ? true : (wanted ?? []).some((right) => rights.has(right));
}

/** Adds the guard. Routes registered before it are not guarded, so it comes first. */
export function guardRoutes(app: FastifyInstance, ports: Ports): void {
  app.decorateRequest("principal");
  app.addHook("onRequest", (request, reply, done) => {
    const { may, byTicketToken = false } = request.routeOptions.config;
    const principals = ports.access.principalsOf(request.raw);
    const allowed = principals.find((one) => mayEnter(one, may));
    request.principal = allowed ?? principals[0] ?? NOBODY;
    if (allowed !== undefined || request.is404 || mayEnter(NOBODY, may)) done();
    else if (byTicketToken && holdsTicket(ports, request)) done();
    else refuse(request, reply);
  });
  app.addHook("preHandler", (request, reply, done) => {
    if (request.principal.kind !== "device" || request.is404 || mayEnter(NOBODY, request.routeOptions.config.may)) {
      done();
      return;
    }
    isOwn(ports, request).then(
      (own) => {
        if (own) done();
        else sendProblem(reply, "RIGHT_MISSING", "this device stands at another place");
      },
      (error: Error) => done(error),
    );
  });
}

/** A token that nobody has goes on to its route, which knows no such ticket: the same answer as for a lost paper. */
function holdsTicket(ports: Ports, request: FastifyRequest): boolean {
  const { id } = request.params as { id?: string };
  if (id === undefined) return false;
  return isTicketToken(ports, id) || !TICKET_ID.test(id);
}

/** Whether this opens a citizen's ticket by itself, of today or of any other day. */
export function isTicketToken({ sources, records }: Pick<Ports, "sources" | "records">, id: string): boolean {
  return sources.index.ticketIdByToken.has(id) || records.ticketByToken(id) !== null;
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const technical = request.routeOptions.url?.startsWith(TECHNICIAN) === true;
  const { kind } = request.principal;
  if (kind !== "nobody" && !(technical && kind === "loopback")) return sendProblem(reply, "RIGHT_MISSING");
  reply.header("www-authenticate", technical ? KEY_CHALLENGE : CHALLENGE);
  return sendProblem(reply, technical ? "TECHNICIAN_KEY_NEEDED" : "LOGIN_NEEDED");
}
