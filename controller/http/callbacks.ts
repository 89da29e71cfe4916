// Telephone call-backs: the list, one caller per person, and what came of each call. Never by the rated one (I11).
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import {
  AskingFiguresView,
  CallbackByBody,
  CallbackResultBody,
  type CallbackRow,
  CallbacksView,
  ClaimedCallView,
} from "../contract/callbacks.ts";
import type { Command } from "../domain/commands.ts";
import { callbackRowOf, callbacksView } from "../views/callbacks.ts";
import { contextOf } from "../views/sources.ts";
import { askingFigures } from "./asking-figures.ts";
import { look, namedActor, requestKey } from "./exchange.ts";
import type { AskingPort, Ports } from "./ports.ts";
import { refusalAnswer, sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** Nobody left a number where nobody asks. */
const NO_NUMBERS: Pick<AskingPort, "maskedOf" | "phoneOf"> = { maskedOf: () => null, phoneOf: () => null };
const CALLERS = may("guide", "supervisor");

const ListQuery = Type.Object(
  { by: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  { additionalProperties: false },
);
const FiguresQuery = Type.Object(
  { days: Type.Optional(Type.String({ pattern: "^([1-9]|[12][0-9]|3[01])$", description: "1 to 31; 7 when absent" })) },
  { additionalProperties: false },
);

/** Who calls: the person who is signed in. Only a program of the machine itself may name somebody. */
function callerOf({ principal }: FastifyRequest, named: string | undefined): string | null {
  return principal.kind === "staff" ? principal.id : (named ?? null);
}

type Request = FastifyRequest<{ Params: Static<typeof IdParams>; Body: { readonly by?: string } }>;

export const callbackRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const numbers = ports.asking ?? NO_NUMBERS;
    const { staff } = ports.sources.settings;

    /** Submits, and puts the number on the answer afterwards: answers are kept beside the log, numbers never are. */
    const does = async (
      request: Request,
      reply: FastifyReply,
      command: (by: string) => Command,
      withNumber: boolean,
    ): Promise<FastifyReply> => {
      const by = callerOf(request, request.body?.by);
      if (by === null || !staff.some(({ id }) => id === by)) return sendProblem(reply, "STAFF_UNKNOWN", by ?? "by");
      const idempotency = requestKey(request);
      if (idempotency === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
      const { id } = request.params;
      const answer = await ports.hall.submit(command(by), {
        actor: namedActor(request, `staff:${by}`),
        idempotency,
        render: (state, decision) => {
          if (!decision.ok) return refusalAnswer(decision);
          const context = contextOf(ports.sources, state);
          const row = callbackRowOf(context, id, { maskedOf: () => null });
          return { status: 200, body: { ticketId: state.cases.get(id)?.ticketId ?? null, row } };
        },
      });
      if (answer.status !== 200) return sendAnswer(reply, answer);
      const { ticketId, row } = answer.body as { ticketId: string | null; row: CallbackRow | null };
      const known = ticketId === null ? null : numbers.maskedOf(ticketId);
      const phone = withNumber && ticketId !== null ? numbers.phoneOf(ticketId) : null;
      return reply.send({ row: row === null ? null : { ...row, masked: known }, phone });
    };

    app.get(
      "/callbacks",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          querystring: ListQuery,
          response: answers(200, CallbacksView, "People to ring now, the longest due first; never one's own cases"),
        },
      },
      (request, reply) =>
        look(ports, reply, (context) => callbacksView(context, callerOf(request, request.query.by), numbers)),
    );

    app.get(
      "/callbacks/figures",
      {
        ...may("supervisor", "auditor"),
        schema: {
          tags: ["callbacks"],
          querystring: FiguresQuery,
          response: answers(
            200,
            AskingFiguresView,
            "Asked, active, with defaults: side by side, and what they are made of",
          ),
        },
      },
      async (request, reply) => reply.send(await askingFigures(ports, Number(request.query.days ?? "7"))),
    );

    app.post(
      "/callbacks/:id/claim",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          params: IdParams,
          body: CallbackByBody,
          response: answers(200, ClaimedCallView, "By case; for 15 minutes nobody else rings this person"),
        },
      },
      async (request, reply) => {
        const sameNumber = await ports.hall.read((state) => {
          const phone = numbers.phoneOf(state.cases.get(request.params.id)?.ticketId ?? "");
          if (phone === null) return [];
          const leased = [...state.asking.leases.values()].filter(({ untilMs }) => untilMs > state.lastAtMs);
          return leased
            .map(({ caseId }) => state.cases.get(caseId))
            .filter((found) => found !== undefined && numbers.phoneOf(found.ticketId) === phone)
            .map((found) => found?.id ?? "");
        });
        const claim = (by: string): Command => ({ type: "claim-callback", caseId: request.params.id, by, sameNumber });
        return does(request, reply, claim, true);
      },
    );

    app.post(
      "/callbacks/:id/release",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          params: IdParams,
          body: CallbackByBody,
          response: answers(200, ClaimedCallView, "Somebody else may ring"),
        },
      },
      (request, reply) =>
        does(request, reply, (by) => ({ type: "release-callback", caseId: request.params.id, by }), false),
    );

    app.post(
      "/callbacks/:id/result",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          params: IdParams,
          body: CallbackResultBody,
          response: answers(200, ClaimedCallView, "Noted; with `rated` the level as it was spoken"),
        },
      },
      (request, reply) => {
        const { by: _by, ...told } = request.body;
        return does(request, reply, (by) => ({ type: "report-call", caseId: request.params.id, by, ...told }), false);
      },
    );
  };
