// Between the routes and the doorkeeper: who asks, and how a refusal of the door is answered.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Caller, DoorRefusal, Doorway } from "./access-port.ts";
import { sendProblem } from "./problems.ts";
import { addressOf } from "./ticket-page/gate.ts";

/** Who asks, from where. */
export const callerOf = (request: FastifyRequest): Caller => ({
  request: request.raw,
  address: addressOf(request),
  principal: request.principal,
});

export function refuseDoor(reply: FastifyReply, { code, retrySeconds }: DoorRefusal): FastifyReply {
  if (retrySeconds !== undefined) reply.header("retry-after", String(retrySeconds));
  return sendProblem(reply, code, retrySeconds === undefined ? undefined : `again in ${retrySeconds} s`);
}

/** The value, or why not. */
export function sendDoorway(reply: FastifyReply, doorway: Doorway<unknown>, status = 200): FastifyReply {
  return doorway.ok ? reply.code(status).send(doorway.value) : refuseDoor(reply, doorway);
}
