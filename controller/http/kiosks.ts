// What a kiosk asks for beside tickets: a helper, a page cleared; and the manager's switch of a service.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CloseServiceBody, EmptyBody } from "../contract/bodies.ts";
import { ServiceView } from "../contract/views.ts";
import { helperAlarmId } from "../domain/assistance.ts";
import { serviceOf } from "../domain/settings-lookup.ts";
import { timeOrNull } from "../views/context.ts";
import { serviceView } from "../views/services.ts";
import { actorOf, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const HelperView = Type.Object({ kioskId: Type.String(), calledAt: Type.Union([Type.String(), Type.Null()]) });

const helper =
  (kioskId: string): Render =>
  (context) => {
    const raisedAtMs = context.state.alarms.get(helperAlarmId(kioskId))?.raisedAtMs ?? null;
    return { status: 200, body: { kioskId, calledAt: timeOrNull(context, raisedAtMs) } };
  };

const theService =
  (serviceId: string): Render =>
  (context) => {
    const service = serviceOf(context.state.settings, serviceId);
    return { status: 200, body: service === undefined ? null : serviceView(context, service) };
  };

export const kioskRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const called = answers(200, HelperView, "Somebody is told");
    app.post(
      "/kiosks/:id/helper",
      { ...may("kiosk", "staff"), schema: { tags: ["kiosks"], params: IdParams, body: EmptyBody, response: called } },
      (request, reply) => {
        const kioskId = request.params.id;
        const actor = actorOf("kiosk", kioskId, ports.sources.settings.kiosks);
        const command = { type: "call-helper", kioskId } as const;
        return write(ports, request, reply, { command, actor, render: helper(kioskId) });
      },
    );
    app.post(
      "/kiosks/:id/helper-came",
      {
        ...may("guide", "supervisor", "technician"),
        schema: { tags: ["kiosks"], params: IdParams, body: EmptyBody, response: called },
      },
      (request, reply) => {
        const kioskId = request.params.id;
        const command = { type: "helper-came", kioskId } as const;
        return write(ports, request, reply, { command, actor: "api", render: helper(kioskId) });
      },
    );
    // No command: what is cleared was never in the log.
    app.post(
      "/kiosks/:id/clear",
      {
        ...may("kiosk"),
        schema: { tags: ["kiosks"], params: IdParams, body: EmptyBody, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        const kioskId = request.params.id;
        if (!ports.sources.settings.kiosks.some(({ id }) => id === kioskId)) return sendProblem(reply, "KIOSK_UNKNOWN");
        ports.cards?.clear(kioskId);
        return reply.code(204).send(null);
      },
    );
    const service = answers(200, ServiceView, "The service as it is now");
    app.post(
      "/services/:id/close",
      {
        ...may("supervisor"),
        schema: { tags: ["services"], params: IdParams, body: CloseServiceBody, response: service },
      },
      (request, reply) => {
        const serviceId = request.params.id;
        const command = { type: "close-service", serviceId, reason: request.body?.reason ?? null } as const;
        return write(ports, request, reply, { command, actor: "api", render: theService(serviceId) });
      },
    );
    app.post(
      "/services/:id/open",
      { ...may("supervisor"), schema: { tags: ["services"], params: IdParams, body: EmptyBody, response: service } },
      (request, reply) => {
        const serviceId = request.params.id;
        const command = { type: "open-service", serviceId } as const;
        return write(ports, request, reply, { command, actor: "api", render: theService(serviceId) });
      },
    );
  };
