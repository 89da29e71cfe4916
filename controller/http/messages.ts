// What left the hall for outside or could not: lists, figures, and the button that sends a dead letter again.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { MessagesQuery, MessagesSummaryView, MessageView } from "../contract/messages.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const ID_CHARS_MAX = 200;
const MessageParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_CHARS_MAX }) });

export const messageRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/messages",
      {
        ...may("manager"),
        schema: {
          tags: ["messages"],
          querystring: MessagesQuery,
          response: answers(200, Type.Array(MessageView), "Newest first, at most 200"),
        },
      },
      async (request, reply) => reply.send(ports.messages?.list(request.query) ?? []),
    );
    app.get(
      "/messages/summary",
      {
        ...may("manager"),
        schema: { tags: ["messages"], response: answers(200, MessagesSummaryView, "Per channel; personal data held") },
      },
      async (_request, reply) => {
        const { messages } = ports;
        return messages === undefined ? sendProblem(reply, "MESSAGES_OFF") : reply.send(messages.summary());
      },
    );
    app.post(
      "/messages/:id/replay",
      {
        ...may("manager"),
        schema: {
          tags: ["messages"],
          params: MessageParams,
          body: EmptyBody,
          response: answers(200, MessageView, "Queued again"),
        },
      },
      async (request, reply) => {
        const { messages } = ports;
        if (messages === undefined) return sendProblem(reply, "MESSAGES_OFF");
        const done = messages.replay(request.params.id);
        if (done === "unknown") return sendProblem(reply, "MESSAGE_UNKNOWN");
        if (done === "not-dead") return sendProblem(reply, "MESSAGE_NOT_DEAD");
        return reply.send(messages.get(request.params.id));
      },
    );
  };
