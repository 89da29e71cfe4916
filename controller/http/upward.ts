// Reports to the province: how they stand, which ones did not arrive and why, and sending again.
import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { UploadsQuery, UploadsReplayed, UploadView, UpwardFileQuery, UpwardView } from "../contract/upward.ts";
import { localDay } from "../domain/time.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf } from "./queries.ts";
import { may } from "./rights.ts";

const ID_CHARS_MAX = 100;
/** A longer span is written at the command line, where nobody waits for it. */
const FILE_DAYS_MAX = 31;
const DAY_MS = 86_400_000;
const tags = ["upward"];
const RecordParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_CHARS_MAX }) });
const ReplayBody = Type.Object(
  { state: Type.Union(["refused", "rejected", "undelivered"].map((state) => Type.Literal(state))) },
  { additionalProperties: false },
);
type Replayable = "refused" | "rejected" | "undelivered";

export const upwardRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/upward",
      { ...may("manager"), schema: { tags, response: answers(200, UpwardView, "Counts, reasons, times") } },
      async (_request, reply) => {
        const { upward } = ports;
        return upward === undefined ? sendProblem(reply, "UPWARD_OFF") : reply.send(upward.summary());
      },
    );
    app.get(
      "/upward/records",
      {
        ...may("manager"),
        schema: {
          tags,
          querystring: UploadsQuery,
          response: answers(200, Type.Array(UploadView), "Newest first, at most 200; nobody's data"),
        },
      },
      async (request, reply) => {
        const { upward } = ports;
        return upward === undefined ? sendProblem(reply, "UPWARD_OFF") : reply.send(upward.list(request.query));
      },
    );
    app.get(
      "/upward/file",
      {
        ...may("manager"),
        schema: {
          tags,
          querystring: UpwardFileQuery,
          response: answers(200, Type.Any(), "The file for hand-over in the province's form; nobody's data"),
        },
      },
      async (request, reply) => {
        const { upward, sources } = ports;
        if (upward === undefined) return sendProblem(reply, "UPWARD_OFF");
        const { to = localDay(sources.clock.nowMs(), sources.settings.timezone), from = to } = request.query;
        const isSpan = dayOf(from) !== null && dayOf(to) !== null && from <= to;
        if (!isSpan || (Date.parse(to) - Date.parse(from)) / DAY_MS >= FILE_DAYS_MAX)
          return sendProblem(reply, "SPAN_INVALID", `${from} to ${to}`);
        const { name, type, text } = upward.file(from, to);
        return reply
          .header("content-type", type)
          .header("content-disposition", `attachment; filename="${name}"`)
          .send(Readable.from(text));
      },
    );
    app.post(
      "/upward/records/:id/replay",
      {
        ...may("manager"),
        schema: {
          tags,
          params: RecordParams,
          body: EmptyBody,
          response: answers(200, UploadsReplayed, "Queued again"),
        },
      },
      async (request, reply) => {
        const { upward } = ports;
        if (upward === undefined) return sendProblem(reply, "UPWARD_OFF");
        const done = upward.replay(request.params.id);
        if (done === "unknown") return sendProblem(reply, "MESSAGE_UNKNOWN");
        return done === "not-dead" ? sendProblem(reply, "MESSAGE_NOT_DEAD") : reply.send({ replayed: 1 });
      },
    );
    app.post(
      "/upward/replay",
      {
        ...may("manager"),
        schema: { tags, body: ReplayBody, response: answers(200, UploadsReplayed, "All of that state") },
      },
      async (request, reply) => {
        const { upward } = ports;
        if (upward === undefined) return sendProblem(reply, "UPWARD_OFF");
        return reply.send({ replayed: upward.replayAll(request.body.state as Replayable) });
      },
    );
  };
