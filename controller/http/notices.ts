// Notices on the boards.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { NoticeView, PostNoticeBody } from "../contract/board.ts";
import { EmptyBody } from "../contract/bodies.ts";
import { allNotices } from "../views/board.ts";
import { look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** A time with its offset: a time of day alone would mean another moment on another machine. */
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Null stays null; what cannot be read is long past, which the rule refuses. */
function momentOf(until: string | null | undefined): number | null {
  if (until === null || until === undefined) return null;
  const atMs = WITH_OFFSET.test(until) ? Date.parse(until) : Number.NaN;
  return Number.isFinite(atMs) ? atMs : 0;
}

const theNotice: Render = (context, { subject }) => ({
  status: 201,
  body: allNotices(context).find(({ id }) => id === subject?.noticeId) ?? null,
});

export const noticeRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/notices",
      {
        ...may("staff", "board"),
        schema: { tags: ["hall"], response: answers(200, Type.Array(NoticeView), "Posted now, newest first") },
      },
      (_request, reply) => look(ports, reply, allNotices),
    );
    app.post(
      "/notices",
      {
        ...may("supervisor"),
        schema: { tags: ["hall"], body: PostNoticeBody, response: answers(201, NoticeView, "Posted") },
      },
      (request, reply) => {
        const { text, until, zones = [] } = request.body;
        return write(ports, request, reply, {
          command: { type: "post-notice", text, untilMs: momentOf(until), zones },
          actor: "api",
          render: theNotice,
        });
      },
    );
    app.post(
      "/notices/:id/withdraw",
      {
        ...may("supervisor"),
        schema: {
          tags: ["hall"],
          params: IdParams,
          body: EmptyBody,
          response: answers(200, Type.Array(NoticeView), "What is still posted"),
        },
      },
      (request, reply) =>
        write(ports, request, reply, {
          command: { type: "withdraw-notice", noticeId: request.params.id },
          actor: "api",
          render: (context) => ({ status: 200, body: allNotices(context) }),
        }),
    );
  };
