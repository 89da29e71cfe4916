// The daily report, from the projections; how well told waits held.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CalibrationReport } from "../contract/calibration.ts";
import { localDay } from "../domain/time.ts";
import { NO_REPORT } from "../views/calibration.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf, ReportQuery } from "./queries.ts";
import { may } from "./rights.ts";

export const reportRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/reports/daily",
      {
        ...may("supervisor", "auditor"),
        schema: {
          tags: ["reports"],
          querystring: ReportQuery,
          response: answers(200, Type.Unknown(), "Figures per hall, service, window, staff"),
        },
      },
      async (request, reply) => {
        const { timezone } = ports.sources.settings;
        const asked = request.query.date ?? localDay(ports.sources.clock.nowMs(), timezone);
        const day = dayOf(asked);
        if (day === null) return sendProblem(reply, "DAY_INVALID", `date=${asked}`);
        // The report may count what happened just now: it leaves when that is durable.
        const report = await ports.hall.query(() => ports.records.dailyReport(day));
        return reply.send(report);
      },
    );
    app.get(
      "/reports/calibration",
      {
        ...may("supervisor", "auditor"),
        schema: {
          tags: ["reports"],
          response: answers(200, CalibrationReport, "How well the waits told at issue held, newest 200 and today"),
        },
      },
      async (_request, reply) => reply.send(ports.calibration?.() ?? NO_REPORT),
    );
  };
