// Ratings: from a pad page at a window, and from every other channel by case.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { CorrectRatingBody, PadRatingBody, RatingBody, RatingReasonsBody } from "../contract/bodies.ts";
import { RatingView } from "../contract/views.ts";
import { ratingView } from "../views/cases.ts";
import { actorOf, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";

const theRating: Render = (context, accepted) => {
  const rating = context.state.cases.get(accepted.subject?.caseId ?? "")?.rating ?? null;
  return { status: 201, body: rating === null ? null : ratingView(context, rating) };
};

const changedRating: Render = (context, accepted) => ({ ...theRating(context, accepted), status: 200 });

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

    app.post(
      "/cases/:id/rating/correct",
      {
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: CorrectRatingBody,
          response: answers(200, RatingView, "Another level, within seconds of the touch; both stay in the log"),
        },
      },
      (request, reply) =>
        write(ports, request, reply, {
          command: { type: "correct-rating", caseId: request.params.id, ...request.body },
          actor: "citizen",
          render: changedRating,
        }),
    );

    app.post(
      "/cases/:id/rating/reasons",
      {
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: RatingReasonsBody,
          response: answers(200, RatingView, "Reasons, once, within minutes of the touch"),
        },
      },
      (request, reply) => {
        const { ratingId, reasons, comment = null } = request.body;
        return write(ports, request, reply, {
          command: { type: "add-rating-reasons", caseId: request.params.id, ratingId, reasons, comment },
          actor: "citizen",
          render: changedRating,
        });
      },
    );
  };
