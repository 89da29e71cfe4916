// Option lists for who asks; today's ratings and the signs to look at for supervisors.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CheckSignalBody, OptionsView, RatingsTodayView, SignalView } from "../contract/ratings.ts";
import { optionsView, ratingsTodayView, signalViews } from "../views/ratings.ts";
import { contextOf } from "../views/sources.ts";
import { look, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers } from "./queries.ts";
import { may } from "./rights.ts";

export const ratingDeskRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const tags = ["ratings"];
    app.get(
      "/ratings/options",
      {
        ...may("pad", "kiosk", "staff", "token"),
        schema: { tags, response: answers(200, OptionsView, "The option lists asked with now") },
      },
      (_request, reply) => look(ports, reply, optionsView),
    );

    app.get(
      "/ratings/today",
      {
        ...may("supervisor", "auditor"),
        schema: { tags, response: answers(200, RatingsTodayView, "Cases finished today and their ratings") },
      },
      (_request, reply) => look(ports, reply, ratingsTodayView),
    );

    app.get(
      "/ratings/signals",
      {
        ...may("supervisor", "auditor"),
        schema: { tags, response: answers(200, Type.Array(SignalView), "Signs of today to look at") },
      },
      (_request, reply) => look(ports, reply, signalViews),
    );

    app.post(
      "/ratings/signals/check",
      {
        ...may("supervisor"),
        schema: { tags, body: CheckSignalBody, response: answers(200, SignalView, "Looked at; nothing else follows") },
      },
      async (request, reply) => {
        const { signalId, verdict } = request.body;
        const known = await ports.hall.read((state) =>
          signalViews(contextOf(ports.sources, state)).find(({ id }) => id === signalId),
        );
        if (known === undefined) return sendProblem(reply, "SIGNAL_UNKNOWN", signalId);
        const { kind, windowId } = known;
        const by = request.principal.id ?? request.principal.kind;
        return write(ports, request, reply, {
          command: { type: "check-signal", signalId, kind, windowId, by, verdict },
          actor: "api",
          render: (context) => ({
            status: 200,
            body: signalViews(context).find(({ id }) => id === signalId) ?? null,
          }),
        });
      },
    );
  };
