// Ratings: from a pad page at a window, and from every other channel by case.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { CorrectRatingBody, PadRatingBody, RatingBody, RatingReasonsBody } from "../contract/bodies.ts";
import { RatingView } from "../contract/views.ts";
import type { RecordMore } from "../domain/rating-commands.ts";
import { ratingView } from "../views/cases.ts";
import { actorOf, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** The record just stored; of a rating without a call and of a second record there is no more than its id. */
const theRating: Render = (context, { subject }) => {
  const found = context.state.cases.get(subject?.caseId ?? "");
  const rating = [found?.rating, found?.acceptance].find((one) => one?.id === subject?.ratingId) ?? null;
  if (rating === null) return { status: 201, body: subject?.ratingId === undefined ? null : { id: subject.ratingId } };
  return { status: 201, body: ratingView(context, rating) };
};

/** Words go to the vault, and a reference and a digest to the log; without a vault they are not kept at all. */
function worded({ comments }: Ports, about: string, comment: string | undefined): Partial<RecordMore> {
  return comment === undefined || comment === "" || comments === undefined ? {} : comments.keep(about, comment);
}

/** The person who enters what somebody said on the telephone: never the one it is about (I11). */
function enteredBy({ principal }: FastifyRequest, channel: string): Partial<RecordMore> {
  return channel === "phone" && principal.kind === "staff" && principal.id !== null ? { by: principal.id } : {};
}

const changedRating: Render = (context, accepted) => ({ ...theRating(context, accepted), status: 200 });

export const ratingRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/windows/:id/rating",
      {
        ...may("pad"),
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: PadRatingBody,
          response: answers(201, RatingView, "Stored"),
        },
      },
      (request, reply) => {
        const { level, reasons = [], comment, ...more } = request.body;
        const windowId = request.params.id;
        return write(ports, request, reply, {
          command: {
            type: "record-rating",
            windowId,
            caseId: null,
            level,
            channel: "window_pad",
            reasons,
            comment: null,
            deviceId: null,
            ...more,
            ...worded(ports, windowId, comment),
          },
          actor: actorOf("pad", windowId, ports.sources.settings.windows),
          render: theRating,
        });
      },
    );

    app.post(
      "/ratings",
      {
        ...may("pad", "kiosk", "supervisor"),
        schema: { tags: ["ratings"], body: RatingBody, response: answers(201, RatingView, "Stored") },
      },
      (request, reply) => {
        const { caseId, level, channel, reasons = [], comment, ...more } = request.body;
        return write(ports, request, reply, {
          command: {
            type: "record-rating",
            windowId: null,
            caseId,
            level,
            channel,
            reasons,
            comment: null,
            deviceId: null,
            ...more,
            ...worded(ports, caseId, comment),
            ...enteredBy(request, channel),
          },
          actor: "citizen",
          render: theRating,
        });
      },
    );

    app.post(
      "/cases/:id/rating/correct",
      {
        ...may("pad", "kiosk", "supervisor"),
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
        ...may("pad", "kiosk", "supervisor"),
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: RatingReasonsBody,
          response: answers(200, RatingView, "Reasons, once, within minutes of the touch"),
        },
      },
      (request, reply) => {
        const { ratingId, reasons, comment } = request.body;
        const caseId = request.params.id;
        const words = worded(ports, caseId, comment);
        return write(ports, request, reply, {
          command: { type: "add-rating-reasons", caseId, ratingId, reasons, comment: null, ...words },
          actor: "citizen",
          render: changedRating,
        });
      },
    );
  };
