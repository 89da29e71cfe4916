// Bad ratings and complaints: the list, one of them, and every step. Routes translate; the rules say who may what.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, type TSchema, Type } from "typebox";
import {
  AppealBody,
  AssignBody,
  CallBackBody,
  ComplaintBody,
  DecideBody,
  LoopContactView,
  LoopDoneView,
  LoopRow,
  LoopsView,
  RevealBody,
  SaidBody,
  StepBody,
} from "../contract/loop.ts";
import type { Command } from "../domain/commands.ts";
import { found } from "../domain/invariant.ts";
import type { Loop, LoopText } from "../domain/loop-types.ts";
import { loopDone, loopRow, loopsView } from "../views/loop.ts";
import { contextOf } from "../views/sources.ts";
import { actorOf, look, namedActor, type Render, write } from "./exchange.ts";
import { complaintSubject } from "./loop-complaint.ts";
import { orForget, personOf, sealedWords } from "./loop-person.ts";
import type { LoopsPort, Ports } from "./ports.ts";
import { refusalAnswer, sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";

const LoopsQuery = Type.Object(
  { by: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "Who asks, where nobody signs in" })) },
  { additionalProperties: false },
);

/** The answer to a write is kept for repeats: it holds no words and no number. */
const theLoop =
  (status: number): Render =>
  (context, { subject }) => {
    const loop = context.state.loops.get(subject?.loopId ?? "");
    return { status, body: loop === undefined ? null : loopDone(loop) };
  };

interface Asked {
  readonly loopId: string;
  readonly by: string;
  readonly text: LoopText | null;
}
type Body = { readonly by?: string; readonly statement?: string };

/** Takes one step: a person by name, the words sealed, then the rules decide. */
async function step(
  ports: Ports,
  loops: LoopsPort,
  request: FastifyRequest,
  reply: FastifyReply,
  command: (asked: Asked) => Command,
): Promise<FastifyReply> {
  const by = personOf(ports, request, (request.body as Body | null)?.by);
  if (by === null) return sendProblem(reply, "LOOP_PERSON_NEEDED");
  const text = sealedWords(loops, request);
  const { id: loopId } = request.params as { id: string };
  return orForget(loops, text, reply, () =>
    write(ports, request, reply, {
      command: command({ loopId, by, text }),
      actor: actorOf("staff", by, ports.sources.settings.staff),
      render: theLoop(200),
    }),
  );
}

/** Of a step whose body demands words. */
const said = (text: LoopText | null): LoopText => found(text, "words of a step");

export const loopRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { loops } = ports;
    if (loops === undefined) return;
    readingRoutes(ports, loops, app as unknown as FastifyInstance);
    const route = <B extends TSchema>(
      name: string,
      what: string,
      body: B,
      command: (asked: Asked, body: Static<B>) => Command,
    ) =>
      app.post(
        `/loops/:id/${name}`,
        {
          ...may("supervisor"),
          schema: { tags: ["loops"], params: IdParams, body, response: answers(200, LoopDoneView, what) },
        },
        (request, reply) =>
          step(ports, loops, request as FastifyRequest, reply, (asked) => command(asked, request.body as Static<B>)),
      );
    route("assign", "It has another handler", AssignBody, ({ loopId, by }, { handlerId }) => {
      return { type: "assign-loop", loopId, by, handlerId };
    });
    route("note", "Something was added", SaidBody, ({ text, ...asked }) => {
      return { type: "note-loop", ...asked, text: said(text) };
    });
    route("verify", "Verified by a named person", StepBody, (asked) => ({ type: "verify-loop", ...asked }));
    route("decide", "What is to be done", DecideBody, (asked, { way, byDate = null }) => {
      return { type: "decide-loop", ...asked, way, byDate };
    });
    route("appeal", "The appeal is decided, by somebody else", AppealBody, (asked, { upheld, reason = null }) => {
      return { type: "decide-appeal", ...asked, upheld, reason };
    });
    route("fix", "Mended", StepBody, (asked) => ({ type: "fix-loop", ...asked }));
    route("reply", "The rater has an answer", SaidBody, ({ text, ...asked }) => {
      return { type: "reply-loop", ...asked, text: said(text) };
    });
    route("call-back", "Called, with what came of it", CallBackBody, (asked, { result, level }) => {
      return { type: "call-back-loop", ...asked, result, level };
    });
    route("review", "Reviewed by somebody else: closed", StepBody, (asked) => ({ type: "review-loop", ...asked }));
    complaintRoute(ports, loops, app as unknown as FastifyInstance);
    contactRoute(ports, loops, app as unknown as FastifyInstance);
  };

/** The list for whoever asks, and one of them with its words. What is about the asker is not shown to them. */
function readingRoutes(ports: Ports, loops: LoopsPort, app: FastifyInstance): void {
  app.get(
    "/loops",
    {
      ...may("supervisor", "auditor"),
      schema: { tags: ["loops"], querystring: LoopsQuery, response: answers(200, LoopsView, "Open, and ended lately") },
    },
    (request, reply) => {
      const me = personOf(ports, request, (request.query as { by?: string }).by);
      return look(ports, reply, (context) => loopsView(context, me));
    },
  );
  app.get(
    "/loops/:id",
    {
      ...may("supervisor", "auditor"),
      schema: {
        tags: ["loops"],
        params: IdParams,
        querystring: LoopsQuery,
        response: answers(200, LoopRow, "All of it, with the words of each step"),
      },
    },
    async (request, reply) => {
      const me = personOf(ports, request, (request.query as { by?: string }).by);
      const { id } = request.params as { id: string };
      const past = await ports.hall.query(() => loops.byId(id));
      const reasons = await ports.hall.query(() => reasonsOf(ports, past));
      const row = await ports.hall.read((state) => {
        const loop = state.loops.get(id) ?? past;
        if (loop === null) return "LOOP_UNKNOWN" as const;
        if (me !== null && loop.clerkId === me) return "LOOP_OWN_CASE" as const;
        const hasContact = loops.contactRef(loop) !== null;
        const reading = { me, hasContact, reasons, words: (text: LoopText) => loops.words(text) };
        return loopRow(contextOf(ports.sources, state), loop, reading);
      });
      return typeof row === "string" ? sendProblem(reply, row) : reply.send(row);
    },
  );
}

function reasonsOf({ records }: Ports, loop: Loop | null): readonly string[] {
  const rated = loop?.caseId == null ? null : records.caseById(loop.caseId);
  return rated?.rating?.reasons ?? [];
}

/** Who writes it down: at the desk, or the clerk at a window. */
function placeOf({ principal: { kind, rights } }: FastifyRequest): "guide" | "window" {
  return kind === "staff" && !rights.has("guide") && rights.has("window") ? "window" : "guide";
}

/** 投诉, written down at the desk or a window: the words and the number go to the vault before the log hears of it. */
function complaintRoute(ports: Ports, loops: LoopsPort, app: FastifyInstance): void {
  app.post(
    "/complaints",
    {
      ...may("window", "guide", "supervisor"),
      schema: { tags: ["loops"], body: ComplaintBody, response: answers(201, LoopDoneView, "Received") },
    },
    async (request, reply) => {
      const body = request.body as ComplaintBody;
      const { phone, consent } = body;
      if (phone !== undefined && consent !== true) {
        return sendProblem(reply, "BODY_INVALID", "phone: a number is kept with consent alone");
      }
      if (phone !== undefined && !loops.isNumber(phone)) return sendProblem(reply, "PHONE_INVALID");
      const subject = await complaintSubject(ports, body);
      if (typeof subject === "string") return sendProblem(reply, subject);
      const by = personOf(ports, request, body.by);
      const text = said(sealedWords(loops, request));
      return orForget(loops, text, reply, () =>
        write(ports, request, reply, {
          command: { type: "open-complaint", ...subject, channel: placeOf(request), by, text },
          actor: by === null ? "api" : actorOf("staff", by, ports.sources.settings.staff),
          render: (context, accepted) => {
            const loopId = accepted.subject?.loopId;
            if (phone !== undefined && loopId !== undefined) loops.keepPhone(loopId, phone);
            return theLoop(201)(context, accepted);
          },
        }),
      );
    },
  );
}

/** Who looks at a number is logged before it is shown. Never kept for a repeat: each look is a look. */
function contactRoute(ports: Ports, loops: LoopsPort, app: FastifyInstance): void {
  app.post(
    "/loops/:id/contact",
    {
      ...may("supervisor"),
      schema: {
        tags: ["loops"],
        params: IdParams,
        body: RevealBody,
        response: answers(200, LoopContactView, "The number to call; that it was looked at is in the log"),
      },
    },
    async (request, reply) => {
      const by = personOf(ports, request, (request.body as Body | null)?.by);
      if (by === null) return sendProblem(reply, "LOOP_PERSON_NEEDED");
      const { id: loopId } = request.params as { id: string };
      const loop = await ports.hall.read((state) => state.loops.get(loopId) ?? null);
      if (loop === null) return sendProblem(reply, "LOOP_UNKNOWN");
      const ref = loops.contactRef(loop);
      if (ref === null) return sendProblem(reply, "CONTACT_UNKNOWN");
      const answer = await ports.hall.submit(
        { type: "reveal-contact", loopId, by, ref },
        {
          actor: namedActor(request, actorOf("staff", by, ports.sources.settings.staff)),
          render: (_state, decision) => (decision.ok ? { status: 200, body: null } : refusalAnswer(decision)),
        },
      );
      if (answer.status !== 200) return sendAnswer(reply, answer);
      const { phone = null, name = null } = loops.contact(ref) ?? {};
      return reply.send({ phone, name });
    },
  );
}
