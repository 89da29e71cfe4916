// Ratings: from a pad page at a window, and from every other channel by case.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { PadRatingBody, RatingBody } from "../contract/bodies.ts";
import { RatingView } from "../contract/views.ts";
import { ratingView } from "../views/cases.ts";
import { actorOf, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";

const theRating: Render = (context, accepted) => {
  const rating = context.state.cases.get(accepted.subject?.caseId ?? "")?.rating ?? null;
  return { status: 201, body: rating === null ? null : ratingView(context, rating) };
};

export const ratingRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/windows/:id/rating",
      {
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: PadRatingBody,
          response: answers(201, RatingView, "Stored"),
        },
      },
      (request, reply) => {
        const { level, reasons = [], comment = null } = request.body;
        const windowId = request.params.id;
        return write(ports, request, reply, {
          command: {
            type: "record-rating",
            windowId,
            caseId: null,
            level,
            channel: "window_pad",
            reasons,
            comment,
            deviceId: null,
          },
          actor: actorOf("pad", windowId, ports.sources.settings.windows),
          render: theRating,
        });
      },
    );

    app.post(
      "/ratings",
      { schema: { tags: ["ratings"], body: RatingBody, response: answers(201, RatingView, "Stored") } },
      (request, reply) => {
        const { caseId, level, channel, reasons = [], comment = null } = request.body;
        return write(ports, request, reply, {
          command: {
            type: "record-rating",
            windowId: null,
            caseId,
            level,
            channel,
            reasons,
            comment,
            deviceId: null,
          },
          actor: "citizen",
          render: theRating,
        });
      },
    );
  };
