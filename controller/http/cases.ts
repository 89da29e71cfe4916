// Cases with their rating, or with the reason why there is none.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import { CaseView } from "../contract/views.ts";
import { localDay } from "../domain/time.ts";
import type { Rating } from "../domain/types.ts";
import { askedOf } from "../views/callbacks.ts";
import { caseView } from "../views/cases.ts";
import { look } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendProblem } from "./problems.ts";
import { answers, CASES_LIMIT_DEFAULT, CasesQuery, dayOf, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** The person's own words, for who may read the case; gone when their time is over. */
function withWords(
  { comments }: Ports,
  { rating }: { readonly rating: Rating | null },
  view: Static<typeof CaseView>,
): Static<typeof CaseView> {
  if (view.rating === null || rating?.commentRef === undefined) return view;
  return { ...view, rating: { ...view.rating, comment: comments?.words(rating.commentRef) ?? null } };
}

export const caseRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      "/cases",
      {
        ...may("supervisor", "auditor"),
        schema: {
          tags: ["cases"],
          querystring: CasesQuery,
          response: answers(200, Type.Array(CaseView), "Cases of a day (today), in the order they were opened"),
        },
      },
      async (request, reply) => {
        const { date, windowId = null, limit = CASES_LIMIT_DEFAULT, after } = request.query;
        const today = localDay(ports.sources.clock.nowMs(), ports.sources.settings.timezone);
        const day = date === undefined ? today : dayOf(date);
        if (day === null) return sendProblem(reply, "DAY_INVALID", `date=${date}`);
        const found = await ports.hall.query(() => {
          const last = after === undefined ? null : ports.records.caseById(after);
          if (after !== undefined && last === null) return null;
          return ports.records.cases({ day, windowId, limit: Number(limit), after: last?.seq ?? null });
        });
        if (found === null) return sendProblem(reply, "CASE_UNKNOWN", after);
        return look(ports, reply, (context) => found.map((record) => caseView(context, record)));
      },
    );

    app.get(
      "/cases/:id",
      {
        ...may("supervisor", "auditor"),
        schema: { tags: ["cases"], params: IdParams, response: answers(200, CaseView, "One case, of any day") },
      },
      async (request, reply) => {
        const { id } = request.params;
        const found = await ports.hall.query(() => ports.records.caseById(id));
        if (found === null) return sendProblem(reply, "CASE_UNKNOWN", id);
        const told = await ports.hall.query(() => ports.log.asks?.ofCase(id) ?? null);
        return look(ports, reply, (context) => ({
          ...withWords(ports, found, caseView(context, found)),
          asked: askedOf(context, found, told),
        }));
      },
    );
  };
