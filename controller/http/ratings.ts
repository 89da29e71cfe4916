// Ratings: from a pad page at a window, and from every other channel by case.
import { randomUUID } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  CorrectRatingBody,
  PadRatingBody,
  RatingBody,
  RatingMarksBody,
  RatingReasonsBody,
} from "../contract/bodies.ts";
import { RatingView } from "../contract/views.ts";
import type { RecordMore } from "../domain/rating-commands.ts";
import { ratingView } from "../views/cases.ts";
import { actorOf, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
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
async function worded(
  ports: Ports,
  request: FastifyRequest,
  reply: FastifyReply,
  about: string,
  run: (words: Partial<RecordMore>) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { comments } = ports;
  const { comment } = request.body as { comment?: string };
  if (comment === undefined || comment === "" || comments === undefined) return run({});
  const kept = comments.keep(about, comment, String(request.headers["idempotency-key"] ?? randomUUID()));
  let isDone = false;
  try {
    await run(kept);
    isDone = reply.statusCode < 400;
  } finally {
    // Words nobody took belong to nothing.
    if (!isDone) comments.forget(kept.commentRef);
  }
  return reply;
}

/**
 * Who entered what somebody said on the telephone: the person who is signed in, never the one it is about (I11). Only
 * a program of the machine itself may name somebody, or nobody. Null: a device, which telephones with nobody.
 */
function enteredBy({ principal }: FastifyRequest, named: string | undefined): Pick<RecordMore, "by"> | null {
  if (principal.kind === "device") return null;
  const by = principal.kind === "staff" ? principal.id : (named ?? null);
  return by === null ? {} : { by };
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
        const { level, reasons = [], comment: _words, ...more } = request.body;
        const windowId = request.params.id;
        return worded(ports, request, reply, windowId, (words) =>
          write(ports, request, reply, {
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
              ...words,
            },
            actor: actorOf("pad", windowId, ports.sources.settings.windows),
            render: theRating,
          }),
        );
      },
    );

    app.post(
      "/ratings",
      {
        ...may("pad", "kiosk", "supervisor"),
        schema: { tags: ["ratings"], body: RatingBody, response: answers(201, RatingView, "Stored") },
      },
      async (request, reply) => {
        const { caseId, level, channel, reasons = [], comment: _words, by, ...more } = request.body;
        const entered = channel === "phone" ? enteredBy(request, by) : {};
        if (entered === null) return sendProblem(reply, "RIGHT_MISSING", "a device telephones with nobody");
        return worded(ports, request, reply, caseId, (words) =>
          write(ports, request, reply, {
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
              ...words,
              ...entered,
            },
            actor: "citizen",
            render: theRating,
          }),
        );
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
        const { ratingId, reasons } = request.body;
        const caseId = request.params.id;
        return worded(ports, request, reply, caseId, (words) =>
          write(ports, request, reply, {
            command: { type: "add-rating-reasons", caseId, ratingId, reasons, comment: null, ...words },
            actor: "citizen",
            render: changedRating,
          }),
        );
      },
    );

    app.post(
      "/cases/:id/rating/marks",
      {
        ...may("pad", "kiosk", "supervisor"),
        schema: {
          tags: ["ratings"],
          params: IdParams,
          body: RatingMarksBody,
          response: answers(200, RatingView, "Marks of the list's dimensions, once, within minutes of the touch"),
        },
      },
      (request, reply) => {
        const { ratingId, dimensions } = request.body;
        return write(ports, request, reply, {
          command: { type: "add-rating-marks", caseId: request.params.id, ratingId, dimensions },
          actor: "citizen",
          render: changedRating,
        });
      },
    );
  };
