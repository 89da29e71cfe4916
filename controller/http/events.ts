// The log, row by row with its chain: durable rows only.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { isoWithOffset } from "../domain/time.ts";
import type { Ports } from "./ports.ts";
import { answers, EVENTS_LIMIT_DEFAULT, EventsQuery } from "./queries.ts";
import { may } from "./rights.ts";

const EventRowView = Type.Object({
  seq: Type.Integer(),
  at: Type.String(),
  type: Type.String(),
  actor: Type.String(),
  data: Type.Unknown(),
  hash: Type.String(),
});

export const eventRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/events",
      {
        ...may("auditor", "manager"),
        schema: {
          tags: ["log"],
          querystring: EventsQuery,
          response: answers(200, Type.Array(EventRowView), "Rows after a number, oldest first"),
        },
      },
      async (request, reply) => {
        const after = Number(request.query.after ?? 0);
        const limit = Number(request.query.limit ?? EVENTS_LIMIT_DEFAULT);
        // A row may lie in the file and still be lost in a power cut: only what is durable leaves the house.
        const rows = await ports.hall.query(() => ports.log.eventsAfter(after, limit));
        const { timezone } = ports.sources.settings;
        return reply.send(
          rows.map((row) => ({
            seq: row.seq,
            at: isoWithOffset(row.atMs, timezone),
            type: row.type,
            actor: row.actor,
            data: row.data,
            hash: row.hash,
          })),
        );
      },
    );
  };
