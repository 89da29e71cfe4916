// Personal data: what is held and for how long, its removal, and the one way to look at it, which is logged first.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { PrivacyReport, PurgeView, RevealBody, RevealedView } from "../contract/privacy.ts";
import { namedActor } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const tags = ["privacy"];

export const privacyRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/privacy",
      {
        ...may("manager", "auditor"),
        schema: { tags, response: answers(200, PrivacyReport, "Per kind of data; never the data") },
      },
      async (_request, reply) => {
        const { privacy } = ports;
        return privacy === undefined ? sendProblem(reply, "MESSAGES_OFF") : reply.send(privacy.report());
      },
    );
    app.post(
      "/privacy/purge",
      {
        ...may("manager"),
        schema: { tags, body: EmptyBody, response: answers(200, PurgeView, "What the rule removed now") },
      },
      async (request, reply) => {
        const { privacy } = ports;
        if (privacy === undefined) return sendProblem(reply, "MESSAGES_OFF");
        return reply.send(await privacy.purge(namedActor(request, "api")));
      },
    );
    // No key of a repeat here: a kept answer would be a copy of the data beside the log.
    app.post(
      "/privacy/contact",
      {
        ...may("supervisor"),
        schema: { tags, body: RevealBody, response: answers(200, RevealedView, "Shown once, and logged") },
      },
      async (request, reply) => {
        const { privacy } = ports;
        if (privacy === undefined) return sendProblem(reply, "MESSAGES_OFF");
        const found = await privacy.reveal(request.body, namedActor(request, "api"));
        return found === null ? sendProblem(reply, "CONTACT_UNKNOWN") : reply.send(found);
      },
    );
  };
