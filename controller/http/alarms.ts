// Alarms: history and rules, and what a person says to one: "I look after it", "quiet for a while".
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { AcknowledgeBody, AlarmParams, AlarmsOverview, SilenceBody } from "../contract/alarms.ts";
import { AlarmView } from "../contract/views.ts";
import { alarmsOverview, alarmViews } from "../views/alarms.ts";
import { look, namedActor, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

const allThatAreUp: Render = (context) => ({ status: 200, body: alarmViews(context) });
const stillUp = answers(200, Type.Array(AlarmView), "The alarms that are up, what wants somebody first");

export const alarmRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/alarms",
      {
        ...may("supervisor", "technician", "auditor"),
        schema: { tags: ["alarms"], response: answers(200, AlarmsOverview, "Today's alarms, and the rules") },
      },
      (_request, reply) => look(ports, reply, alarmsOverview),
    );
    app.post(
      "/alarms/:id/acknowledge",
      {
        ...may("guide", "supervisor", "technician"),
        schema: { tags: ["alarms"], params: AlarmParams, body: AcknowledgeBody, response: stillUp },
      },
      (request, reply) =>
        write(ports, request, reply, {
          command: {
            type: "acknowledge-alarm",
            alarmId: request.params.id,
            by: namedActor(request, "api"),
            note: request.body?.note ?? null,
          },
          actor: "api",
          render: allThatAreUp,
        }),
    );
    app.post(
      "/alarms/:id/silence",
      {
        ...may("guide", "supervisor", "technician"),
        schema: { tags: ["alarms"], params: AlarmParams, body: SilenceBody, response: stillUp },
      },
      (request, reply) =>
        write(ports, request, reply, {
          command: {
            type: "silence-alarm",
            alarmId: request.params.id,
            by: namedActor(request, "api"),
            minutes: request.body.minutes,
          },
          actor: "api",
          render: allThatAreUp,
        }),
    );
  };
