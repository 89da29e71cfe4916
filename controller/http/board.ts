// The hall view and what kiosks offer.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { HallView, KioskView, ServiceView } from "../contract/views.ts";
import { hallView } from "../views/board.ts";
import { kioskView } from "../views/kiosk.ts";
import { serviceViews } from "../views/services.ts";
import { look } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { answers, BoardQuery, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

export const boardRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/services",
      {
        ...may("kiosk", "board", "staff", "token"),
        schema: { tags: ["hall"], response: answers(200, Type.Array(ServiceView), "All services") },
      },
      (_request, reply) => look(ports, reply, serviceViews),
    );
    app.get(
      "/board",
      {
        ...may("board", "player", "kiosk", "pad", "staff", "token"),
        schema: {
          tags: ["hall"],
          querystring: BoardQuery,
          response: answers(200, HallView, "The same object as view=hall, or view=hall&id=ZONE"),
        },
      },
      (request, reply) =>
        look(ports, reply, (context) => hallView(context, request.query.zone ?? null), "ZONE_UNKNOWN"),
    );
    app.get(
      "/kiosks/:id",
      {
        ...may("kiosk", "staff"),
        schema: { tags: ["hall"], params: IdParams, response: answers(200, KioskView, "What the kiosk offers") },
      },
      (request, reply) => look(ports, reply, (context) => kioskView(context, request.params.id), "KIOSK_UNKNOWN"),
    );
  };
