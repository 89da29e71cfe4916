// Reports by name, as tables and files; their definitions; the figures for everybody.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import {
  PublicFigures,
  REPORT_FORMATS,
  REPORT_GROUPS,
  REPORT_PERIODS,
  ReportDefinitions,
  ReportTable,
} from "../contract/reports.ts";
import { localDay } from "../domain/time.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, dayOf } from "./queries.ts";
import { may } from "./rights.ts";

const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
const Day = Type.Optional(Type.String({ maxLength: 10, description: "YYYY-MM-DD; today when absent" }));
const ID_CHARS_MAX = 64;
const DAYS_MAX = 1_100;
const DAY_MS = 86_400_000;

const NameParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: ID_CHARS_MAX }) });
const TableQuery = Type.Object(
  {
    from: Day,
    to: Day,
    by: Type.Optional(oneOf(REPORT_PERIODS)),
    group: Type.Optional(oneOf(REPORT_GROUPS)),
    only: Type.Optional(Type.String({ minLength: 1, maxLength: ID_CHARS_MAX, description: "One id of the group" })),
    names: Type.Optional(oneOf(["true", "false"])),
    format: Type.Optional(oneOf(REPORT_FORMATS)),
  },
  { additionalProperties: false },
);

/** Null: no real days, the wrong way round, or too many. */
function spanOf(from: string, to: string): { readonly from: string; readonly to: string } | null {
  if (dayOf(from) === null || dayOf(to) === null || from > to) return null;
  return (Date.parse(to) - Date.parse(from)) / DAY_MS >= DAYS_MAX ? null : { from, to };
}

export const reportTableRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { reports } = ports;
    if (reports === undefined) return;
    const today = () => localDay(ports.sources.clock.nowMs(), ports.sources.settings.timezone);
    /** What the report could see is durable before it leaves. */
    const durable = async <T>(value: T) => {
      await ports.hall.query(() => undefined);
      return value;
    };
    app.get(
      "/reports/definitions",
      {
        ...may("supervisor", "manager", "auditor"),
        schema: { tags: ["reports"], response: answers(200, ReportDefinitions, "Every figure and every report") },
      },
      async (_request, reply) => reply.send(reports.definitions()),
    );
    app.get(
      "/reports/:name",
      {
        ...may("supervisor", "manager", "auditor"),
        schema: {
          tags: ["reports"],
          params: NameParams,
          querystring: TableQuery,
          response: answers(200, ReportTable, "A table, or a file of it with `format`"),
        },
      },
      async (request, reply) => {
        const { from: first, to: last, by, group, only, names, format } = request.query;
        const span = spanOf(first ?? last ?? today(), last ?? today());
        if (span === null) return sendProblem(reply, "SPAN_INVALID", `${first ?? ""} to ${last ?? ""}`);
        const query = { report: request.params.name, ...span, by, group, only, names: names === "true" };
        if (format === undefined || format === "json") {
          const table = await reports.table(query).then(durable);
          return table === null ? sendProblem(reply, "REPORT_UNKNOWN", query.report) : reply.send(table);
        }
        const file = await reports.file(query, format).then(durable);
        if (file === null) return sendProblem(reply, "REPORT_UNKNOWN", query.report);
        return reply
          .header("content-type", file.type)
          .header("content-disposition", `attachment; filename="${file.name}"`)
          .send(Buffer.from(file.bytes));
      },
    );
    app.get(
      "/public-figures",
      {
        ...may("public"),
        schema: { tags: ["reports"], response: answers(200, PublicFigures, "The last 30 full days, for everybody") },
      },
      async (_request, reply) => reply.send(await reports.publicFigures().then(durable)),
    );
  };
