// Telephone call-backs: the list, one caller per person, and what came of each call. Never by the rated one (I11).
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import {
  AskingFiguresView,
  CALLBACK_KINDS,
  CallbackByBody,
  CallbackResultBody,
  type CallbackRow,
  CallbacksView,
  ClaimedCallView,
  LoopCallBody,
} from "../contract/callbacks.ts";
import { oneOf } from "../contract/schemas.ts";
import type { Command } from "../domain/commands.ts";
import type { Loop } from "../domain/loop-types.ts";
import { callbackRowOf, callbacksView } from "../views/callbacks.ts";
import type { ViewContext } from "../views/context.ts";
import { loopCallRowOf } from "../views/loop-calls.ts";
import { contextOf } from "../views/sources.ts";
import { askingFigures } from "./asking-figures.ts";
import { look, namedActor, requestKey } from "./exchange.ts";
import { orForget, sealedWords } from "./loop-person.ts";
import type { AskingPort, Ports } from "./ports.ts";
import { refusalAnswer, sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

/** Nobody left a number where nobody asks. */
const NO_NUMBERS: Pick<AskingPort, "maskedOf" | "phoneOf"> = { maskedOf: () => null, phoneOf: () => null };
const CALLERS = may("guide", "supervisor");

const ListQuery = Type.Object(
  {
    by: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    kind: Type.Optional(oneOf(CALLBACK_KINDS)),
  },
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
/** What is claimed: a loop, or else a case. */
type CommandOf = (by: string, loop: Loop | null) => Command;

/** Every step of a call, of either kind: one person by name, and the number on the answer alone. */
class Calls {
  readonly #ports: Ports;
  readonly #numbers: Pick<AskingPort, "maskedOf" | "phoneOf">;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#numbers = ports.asking ?? NO_NUMBERS;
  }

  list(context: ViewContext, me: string | null, kind: CallbackRow["kind"] | undefined): CallbacksView {
    const { loops } = this.#ports;
    const maskedOf = (ticketId: string) => this.#numbers.maskedOf(ticketId);
    return callbacksView(context, me, { maskedOf, maskedOfLoop: (loop) => loops?.maskedOf(loop) ?? null }, kind);
  }

  /** Submits, and puts the number on the answer afterwards: answers are kept beside the log, numbers never are. */
  async does(request: Request, reply: FastifyReply, command: CommandOf, shown = false): Promise<FastifyReply> {
    const { hall, sources, loops } = this.#ports;
    const by = callerOf(request, request.body?.by);
    if (by === null || !sources.settings.staff.some(({ id }) => id === by)) {
      return sendProblem(reply, "STAFF_UNKNOWN", by ?? "by");
    }
    const idempotency = requestKey(request);
    if (idempotency === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
    const { id } = request.params;
    const loop = await hall.read((state) => state.loops.get(id) ?? null);
    const answer = await hall.submit(command(by, loop), {
      actor: namedActor(request, `staff:${by}`),
      idempotency,
      render: (state, decision) => {
        if (!decision.ok) return refusalAnswer(decision);
        const context = contextOf(sources, state);
        const none = { maskedOf: () => null };
        const row = loop === null ? callbackRowOf(context, id, none) : loopCallRowOf(context, id, none.maskedOf);
        return { status: 200, body: { ticketId: state.cases.get(id)?.ticketId ?? null, row } };
      },
    });
    if (answer.status !== 200) return sendAnswer(reply, answer);
    const { ticketId, row } = answer.body as { ticketId: string | null; row: CallbackRow | null };
    const masked = loop === null ? this.#ofTicket("maskedOf", ticketId) : (loops?.maskedOf(loop) ?? null);
    return reply.send({
      row: row === null ? null : { ...row, masked },
      phone: shown ? this.#phoneOf(loop, ticketId) : null,
      reply: shown && loop?.replied?.text != null ? (loops?.words(loop.replied.text) ?? null) : null,
    });
  }

  /** Others who are being rung now under the number that belongs to this case or loop. */
  sameNumber(id: string): Promise<readonly string[]> {
    return this.#ports.hall.read((state) => {
      const phoneOf = (one: string) =>
        this.#phoneOf(state.loops.get(one) ?? null, state.cases.get(one)?.ticketId ?? null);
      const phone = phoneOf(id);
      if (phone === null) return [];
      const leased = [...state.asking.leases.values()].filter(({ untilMs }) => untilMs > state.lastAtMs);
      return leased.map(({ caseId }) => caseId).filter((one) => one !== id && phoneOf(one) === phone);
    });
  }

  #phoneOf(loop: Loop | null, ticketId: string | null): string | null {
    if (loop === null) return this.#ofTicket("phoneOf", ticketId);
    const ref = this.#ports.loops?.contactRef(loop) ?? null;
    return ref === null ? null : (this.#ports.loops?.contact(ref)?.phone ?? null);
  }

  #ofTicket(what: "maskedOf" | "phoneOf", ticketId: string | null): string | null {
    return ticketId === null ? null : this.#numbers[what](ticketId);
  }
}

export const callbackRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const calls = new Calls(ports);
    app.get(
      "/callbacks",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          querystring: ListQuery,
          response: answers(200, CallbacksView, "People to ring now, of both kinds or one; never about oneself"),
        },
      },
      (request, reply) => {
        const { by, kind } = request.query;
        return look(ports, reply, (context) => calls.list(context, callerOf(request, by), kind));
      },
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
            "Asked, active, with defaults: side by side, and what they are made of; calls after handling apart",
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
          response: answers(200, ClaimedCallView, "By case or loop; for 15 minutes nobody else rings this person"),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const sameNumber = await calls.sameNumber(id);
        const claim: CommandOf = (by, loop) =>
          loop === null
            ? { type: "claim-callback", caseId: id, by, sameNumber }
            : { type: "claim-loop-call", loopId: id, by, sameNumber };
        return calls.does(request, reply, claim, true);
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
      (request, reply) => {
        const { id } = request.params;
        return calls.does(request, reply, (by, loop) =>
          loop === null ? { type: "release-callback", caseId: id, by } : { type: "release-loop-call", loopId: id, by },
        );
      },
    );

    app.post(
      "/callbacks/:id/result",
      {
        ...CALLERS,
        schema: {
          tags: ["callbacks"],
          params: IdParams,
          body: CallbackResultBody,
          response: answers(200, ClaimedCallView, "Of a missing rating; with `rated` the level as it was spoken"),
        },
      },
      (request, reply) => {
        const { by: _by, ...told } = request.body;
        const { id: caseId } = request.params;
        return calls.does(request, reply, (by) => ({ type: "report-call", caseId, by, ...told }));
      },
    );
    afterHandlingRoute(ports, calls, app as unknown as FastifyInstance);
  };

/** What came of a call after handling: the step of the loop and, with a level, its second rating. */
function afterHandlingRoute(ports: Ports, calls: Calls, app: FastifyInstance): void {
  const { loops } = ports;
  if (loops === undefined) return;
  app.post(
    "/callbacks/:id/loop-result",
    {
      ...CALLERS,
      schema: {
        tags: ["callbacks"],
        params: IdParams,
        body: LoopCallBody,
        response: answers(200, ClaimedCallView, "After handling; with a level the linked second rating as spoken"),
      },
    },
    async (request, reply) => {
      const { result, level } = request.body as Static<typeof LoopCallBody>;
      const { id: loopId } = request.params as Static<typeof IdParams>;
      const text = sealedWords(loops, request);
      const told = { type: "call-back-loop", loopId, text, result, ...(level === undefined ? {} : { level }) } as const;
      await orForget(loops, text, reply, () =>
        calls.does(request as Request, reply, (by, loop) => {
          const hasNumber = loop !== null && loops.contactRef(loop) !== null;
          return { ...told, by, hasNumber };
        }),
      );
      if (result === "wrong-number" && reply.statusCode === 200) {
        const loop = await ports.hall.read((state) => state.loops.get(loopId) ?? null);
        if (loop !== null) loops.dropNumber(loop);
      }
      return reply;
    },
  );
}
