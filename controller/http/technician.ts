// The technician's routes: wire logs, inputs, tests, candidates, configuration, learning, acceptance.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import * as seen from "../contract/technician.ts";
import type { Ports, TechnicianPort } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { allMay } from "./rights.ts";

const strict = { additionalProperties: false } as const;
const AfterQuery = Type.Object({ after: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$" })) }, strict);
/** Far above what a model's settings need; what comes deeper is no entry of a configuration. */
const DEPTH_MAX = 12;
const tags = { tags: ["technician"] };
const afterOf = ({ after }: { after?: string }) => Number(after ?? 0);

/** Everything here is the technician's: signed in, with the key, or at the machine itself where the hall trusts it. */
export const technicianRoutes =
  ({ technician }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    allMay(app, "technician");
    app.addHook("preValidation", (request, reply, done) => {
      if (isWithin(request.body, DEPTH_MAX)) done();
      else sendProblem(reply, "BODY_INVALID", `body is nested deeper than ${DEPTH_MAX}`);
    });
    await app.register(deviceLogs(technician));
    await app.register(configuration(technician));
    await app.register(learning(technician));
    await app.register(acceptance(technician));
  };

/** Settings and links are open records: their checks go down as deep as they are told to. */
function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isWithin(inner, depth - 1));
}

const deviceLogs =
  (technician: TechnicianPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/technician/devices/:id/wirelog",
      {
        schema: {
          ...tags,
          params: IdParams,
          querystring: AfterQuery,
          response: answers(200, seen.WireLogView, "Frames after the given one, oldest first"),
        },
      },
      async ({ params, query }, reply) => {
        const log = technician.wireLog(params.id, afterOf(query));
        return log === null ? sendProblem(reply, "DEVICE_UNKNOWN", params.id) : reply.send(log);
      },
    );
    app.get(
      "/technician/devices/:id/inputs",
      {
        schema: {
          ...tags,
          params: IdParams,
          querystring: AfterQuery,
          response: answers(200, seen.InputsView, "What the device sent, oldest first; personal data masked"),
        },
      },
      async ({ params, query }, reply) => {
        const inputs = technician.inputs(params.id, afterOf(query));
        return inputs === null ? sendProblem(reply, "DEVICE_UNKNOWN", params.id) : reply.send(inputs);
      },
    );
    app.post(
      "/technician/devices/:id/test",
      {
        schema: {
          ...tags,
          params: IdParams,
          body: seen.TestBody,
          response: answers(200, seen.TestAnswer, "What the device said; what came out only a person can tell"),
        },
      },
      async ({ params, body }, reply) => {
        const running = technician.test(params.id, body.test, body.level ?? 8);
        return running === null ? sendProblem(reply, "DEVICE_UNKNOWN", params.id) : reply.send(await running);
      },
    );
  };

const configuration =
  (technician: TechnicianPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    const get = <T extends Parameters<typeof answers>[1]>(url: string, view: T, what: string, read: () => unknown) =>
      app.get(url, { schema: { ...tags, response: answers(200, view, what) } }, async (_request, reply) =>
        reply.send(await read()),
      );
    get("/technician/models", Type.Array(seen.ModelView), "Every model with its settings", () => technician.models());
    get("/technician/candidates", Type.Array(seen.CandidateView), "What is plugged in", () => technician.candidates());
    get("/technician/strips", Type.Array(seen.StripPreviewView), "What every strip will show", () =>
      technician.strips(),
    );
    get("/technician/config", seen.ConfigView, "The configuration file and its versions", () => technician.config());
    app.post(
      "/technician/config",
      {
        schema: {
          ...tags,
          body: seen.ConfigEditsBody,
          response: answers(200, seen.ConfigChangeView, "The change; applied when asked for and free of faults"),
        },
      },
      async ({ body }, reply) => reply.send(await technician.change(body.edits, body.digest, body.apply)),
    );
    app.post(
      "/technician/config/rollback",
      {
        schema: {
          ...tags,
          body: seen.RollbackBody,
          response: answers(200, seen.ConfigChangeView, "The file as it was"),
        },
      },
      async ({ body }, reply) => reply.send(await technician.rollback(body.version, body.digest)),
    );
    app.post(
      "/technician/advice",
      {
        schema: { ...tags, body: seen.AdviceBody, response: answers(200, seen.AdviceView, "What to do next") },
      },
      async ({ body }, reply) => {
        const steps = technician.advice(body.deviceId, body.verdict);
        return steps === null ? sendProblem(reply, "DEVICE_UNKNOWN", body.deviceId) : reply.send({ steps });
      },
    );
  };

const learning =
  (technician: TechnicianPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/technician/learn/open",
      {
        schema: {
          ...tags,
          body: seen.LearnOpenBody,
          response: answers(200, Type.Object({ id: Type.String() }), "Listening; the id is for the calls below"),
        },
      },
      async ({ body }, reply) => reply.send({ id: await technician.learnOpen(body.link) }),
    );
    app.post(
      "/technician/learn/listen",
      {
        schema: {
          ...tags,
          body: seen.LearnListenBody,
          response: answers(200, seen.LearnHeardView, "What one press sounded like"),
        },
      },
      async ({ body }, reply) => reply.send({ hex: await technician.learnListen(body.id, body.ms) }),
    );
    app.post(
      "/technician/learn/:id/close",
      { schema: { ...tags, params: IdParams, body: EmptyBody, response: answers(204, Type.Null(), "Closed") } },
      async ({ params }, reply) => {
        await technician.learnClose(params.id);
        return reply.code(204).send();
      },
    );
    app.post(
      "/technician/learn/propose",
      {
        schema: {
          ...tags,
          body: seen.LearnProposeBody,
          response: answers(200, seen.LearnProposalView, "A profile, or why none fits"),
        },
      },
      async ({ body }, reply) => reply.send(technician.learnPropose(body)),
    );
    app.post(
      "/technician/learn/check",
      {
        schema: {
          ...tags,
          body: seen.LearnCheckBody,
          response: answers(200, seen.LearnCheckView, "What the profile makes of these bytes"),
        },
      },
      async ({ body }, reply) => reply.send(technician.learnCheck(body)),
    );
  };

const acceptance =
  (technician: TechnicianPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/technician/acceptance",
      { schema: { ...tags, response: answers(200, seen.AcceptanceView, "The rows of the acceptance sheet") } },
      async (_request, reply) => reply.send(await technician.acceptance()),
    );
    app.post(
      "/technician/devices/:id/verdicts",
      {
        schema: {
          ...tags,
          params: IdParams,
          body: seen.VerdictBody,
          response: answers(201, seen.VerdictView, "Kept, and logged"),
        },
      },
      async ({ params, body }, reply) => {
        const kept = await technician.verdict(params.id, body);
        return kept === null ? sendProblem(reply, "DEVICE_UNKNOWN", params.id) : reply.code(201).send(kept);
      },
    );
  };
