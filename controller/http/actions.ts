// What managers do on the spot: every action is an event with its actor, and most can be taken back.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Static, TSchema } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import {
  AssignBody,
  DaySeries,
  EndDayBody,
  FloorView,
  MoveBody,
  ReasonBody,
  SpareBody,
  TicketStory,
} from "../contract/floor.ts";
import { WindowView } from "../contract/views.ts";
import type { Command } from "../domain/commands.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import { daySeries, floorView } from "../views/floor.ts";
import { storyOf } from "../views/story.ts";
import { windowView } from "../views/windows.ts";
import { look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];
const ACTOR = "api";
const mayAct = may("supervisor", "manager");

const theFloor: Render = (context) => ({ status: 200, body: floorView(context) });

const theWindow =
  (windowId: string): Render =>
  (context) => {
    const settings = windowOf(context.state.settings, windowId);
    return { status: 200, body: settings === undefined ? null : windowView(context, settings) };
  };

const schemaOf = <B extends TSchema, A extends TSchema>(body: B, answer: A, description: string) => ({
  ...mayAct,
  schema: { tags: ["actions"], params: IdParams, body, response: answers(200, answer, description) },
});

const hallSchema = <B extends TSchema>(body: B, description: string) => ({
  ...mayAct,
  schema: { tags: ["actions"], body, response: answers(200, FloorView, description) },
});

export const actionRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    windowActions(ports, app as App);
    deviceActions(ports, app as App);
    hallActions(ports, app as App);
    looks(ports, app as App);
  };

function windowActions(ports: Ports, app: App): void {
  const on = (windowId: string, command: Command) => ({ command, actor: ACTOR, render: theWindow(windowId) });
  app.post(
    "/actions/windows/:id/assign",
    schemaOf(AssignBody, WindowView, "Calls for these services until the day ends; null: as configured"),
    (request, reply) => {
      const windowId = request.params.id;
      const { services } = request.body;
      return write(ports, request, reply, on(windowId, { type: "assign-window", windowId, services }));
    },
  );
  app.post("/actions/windows/:id/open-spare", schemaOf(SpareBody, WindowView, "Opened at once"), (request, reply) => {
    const windowId = request.params.id;
    const { services = null, staffId = null } = request.body;
    return write(ports, request, reply, on(windowId, { type: "open-spare", windowId, services, staffId }));
  });
  app.post(
    "/actions/windows/:id/move-clerk",
    schemaOf(MoveBody, WindowView, "The window the clerk moved to"),
    (request, reply) => {
      const { toWindowId } = request.body;
      const fromWindowId = request.params.id;
      return write(ports, request, reply, on(toWindowId, { type: "move-clerk", fromWindowId, toWindowId }));
    },
  );
  for (const type of ["ask-back", "withdraw-ask"] as const) {
    app.post(
      `/actions/windows/:id/${type}`,
      schemaOf(EmptyBody, WindowView, "Shown at the window's console"),
      (request, reply) => {
        const windowId = request.params.id;
        return write(ports, request, reply, on(windowId, { type, windowId }));
      },
    );
  }
}

function deviceActions(ports: Ports, app: App): void {
  const known = (deviceId: string) => ports.devices.list().some(({ id }) => id === deviceId);
  app.post(
    "/actions/devices/:id/out-of-service",
    schemaOf(ReasonBody, FloorView, "No alarms for it until it is back"),
    (request, reply) => {
      const deviceId = request.params.id;
      if (!known(deviceId)) return sendProblem(reply, "DEVICE_UNKNOWN", deviceId);
      const command: Command = { type: "take-device-out", deviceId, reason: reasonOf(request.body) };
      return write(ports, request, reply, { command, actor: ACTOR, render: theFloor });
    },
  );
  app.post(
    "/actions/devices/:id/back-in-service",
    schemaOf(EmptyBody, FloorView, "Alarms are raised for it again"),
    (request, reply) => {
      const deviceId = request.params.id;
      const command: Command = { type: "put-device-back", deviceId };
      return write(ports, request, reply, { command, actor: ACTOR, render: theFloor });
    },
  );
}

function reasonOf(body: Static<typeof ReasonBody>): string | null {
  return body?.reason ?? null;
}

function hallActions(ports: Ports, app: App): void {
  app.post("/actions/numbers/hold", hallSchema(ReasonBody, "No new numbers for a while"), (request, reply) => {
    const command: Command = { type: "hold-numbers", reason: reasonOf(request.body) };
    return write(ports, request, reply, { command, actor: ACTOR, render: theFloor });
  });
  app.post("/actions/numbers/release", hallSchema(EmptyBody, "Numbers again"), (request, reply) =>
    write(ports, request, reply, { command: { type: "release-numbers" }, actor: ACTOR, render: theFloor }),
  );
  app.post("/actions/day/end", hallSchema(EndDayBody, "No new numbers today any more"), (request, reply) => {
    const { waiting, reason = null } = request.body;
    const command: Command = { type: "end-day", waiting, reason };
    return write(ports, request, reply, { command, actor: ACTOR, render: theFloor });
  });
  app.post("/actions/day/reopen", hallSchema(EmptyBody, "Numbers again; ended ones stay ended"), (request, reply) =>
    write(ports, request, reply, { command: { type: "reopen-day" }, actor: ACTOR, render: theFloor }),
  );
}

function looks(ports: Ports, app: App): void {
  const mayLook = may("supervisor", "manager", "auditor");
  app.get(
    "/day-series",
    { ...mayLook, schema: { tags: ["hall"], response: answers(200, DaySeries, "Today by quarters of an hour") } },
    (_request, reply) => look(ports, reply, daySeries),
  );
  app.get(
    "/tickets/:id/story",
    {
      ...may("supervisor", "manager", "auditor", "guide"),
      schema: { tags: ["tickets"], params: IdParams, response: answers(200, TicketStory, "All that befell a ticket") },
    },
    async (request, reply) => {
      const { id } = request.params;
      const told = await ports.hall.query(() => {
        const ticket = ports.records.ticketById(id);
        return ticket === null ? null : { ticket, rows: ports.log.trail.eventsOfTicket(id) };
      });
      if (told === null) return sendProblem(reply, "TICKET_UNKNOWN", id);
      return look(ports, reply, (context) => storyOf(context, told.ticket, told.rows));
    },
  );
}
