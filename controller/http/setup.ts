// The first run's routes: its steps, and the tests of devices that a manager walks through. All of them a manager's.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import * as seen from "../contract/setup.ts";
import { InputsView } from "../contract/technician.ts";
import { namedActor } from "./exchange.ts";
import type { Ports, SetupPort } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const tags = { tags: ["settings"] };
const MANAGER = { ...may("manager") };
const AfterQuery = Type.Object(
  { after: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$" })) },
  { additionalProperties: false },
);

/** Without a first run there are no routes. */
export const setupRoutes =
  ({ setup }: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    if (setup === undefined) return;
    await app.register(steps(setup));
    await app.register(trials(setup));
  };

const steps =
  (setup: SetupPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    const view = answers(200, seen.SetupView, "The steps as they are now");
    const sent = async (kind: string): Promise<seen.SetupView> => {
      const { needed, ...rest } = await setup.view();
      // Somebody at the machine itself knows what to do; who has just been made a manager is led.
      return { opens: needed && kind === "staff", ...rest };
    };
    app.get("/setup", { ...MANAGER, schema: { ...tags, response: view } }, async ({ principal }, reply) =>
      reply.send(await sent(principal.kind)),
    );
    app.post(
      "/setup/steps/:step",
      { ...MANAGER, schema: { ...tags, params: seen.SetupStepParams, body: seen.SetupMarkBody, response: view } },
      async (request, reply) => {
        setup.mark(request.params.step, request.body.mark, namedActor(request, "api"));
        return reply.send(await sent(request.principal.kind));
      },
    );
    app.post(
      "/setup/finish",
      { ...MANAGER, schema: { ...tags, body: seen.SetupFinishBody, response: view } },
      async (request, reply) => {
        setup.finish(request.body.finished, namedActor(request, "api"));
        return reply.send(await sent(request.principal.kind));
      },
    );
  };

const trials =
  (setup: SetupPort): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      "/setup/devices/:id/test",
      {
        ...MANAGER,
        schema: {
          ...{ ...tags, params: IdParams, body: EmptyBody },
          response: answers(200, seen.SetupTestView, "What the device said; what came out only a person can tell"),
        },
      },
      async ({ params }, reply) => {
        const running = setup.test(params.id);
        if (running === null) return sendProblem(reply, "DEVICE_UNKNOWN", params.id);
        const { ok, detail } = await running;
        return reply.send({ ok, detail });
      },
    );
    app.get(
      "/setup/devices/:id/inputs",
      {
        ...MANAGER,
        schema: {
          ...{ ...tags, params: IdParams, querystring: AfterQuery },
          response: answers(200, InputsView, "Presses of a keypad or pad after the given one, oldest first"),
        },
      },
      async ({ params, query }, reply) => {
        const inputs = setup.inputs(params.id, Number(query.after ?? 0));
        return inputs === null ? sendProblem(reply, "DEVICE_UNKNOWN", params.id) : reply.send(inputs);
      },
    );
    app.post(
      "/setup/devices/:id/verdict",
      {
        ...MANAGER,
        schema: {
          ...{ ...tags, params: IdParams, body: seen.SetupVerdictBody },
          response: answers(200, seen.SetupDeviceView.properties.verdict, "What was seen, as it is kept"),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const kept = await setup.verdict(id, request.body.verdict, namedActor(request, "api"));
        if (kept === null) return sendProblem(reply, "DEVICE_UNKNOWN", id);
        const { verdict, by, at } = kept;
        return reply.send({ verdict, by, at });
      },
    );
  };
