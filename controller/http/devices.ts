// Devices: their state, and a test that shows or prints something.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import { DeviceView } from "../contract/views.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const TestAnswer = Type.Object({ ok: Type.Boolean(), detail: Type.String() });

export const deviceRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/devices",
      { ...may("staff"), schema: { tags: ["devices"], response: answers(200, Type.Array(DeviceView), "All devices") } },
      async (_request, reply) => reply.send(ports.devices.list()),
    );
    app.post(
      "/devices/:id/test",
      {
        ...may("technician", "manager"),
        schema: {
          tags: ["devices"],
          params: IdParams,
          body: EmptyBody,
          response: answers(200, TestAnswer, "The outcome"),
        },
      },
      async (request, reply) => {
        const running = ports.devices.test(request.params.id);
        if (running === null) return sendProblem(reply, "DEVICE_UNKNOWN", request.params.id);
        const { ok, detail } = await running;
        return reply.send({ ok, detail });
      },
    );
  };
