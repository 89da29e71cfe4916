// What a console asks beside calls: walk-ins, several cases, outcomes, notes, planned closing, silent emergencies.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type TSchema, Type } from "typebox";
import { EmptyBody } from "../contract/bodies.ts";
import {
  ComingBody,
  EmergencyBody,
  EmergencyView,
  FlagTimeBody,
  NextCaseBody,
  NoteAnswer,
  NoteBody,
  OutcomeBody,
  WalkInBody,
} from "../contract/console.ts";
import { CaseView, TicketView, WindowView } from "../contract/views.ts";
import { emergencyViews } from "../views/console.ts";
import { look, type Render, write } from "./exchange.ts";
import type { Ports } from "./ports.ts";
import { sendAnswer, sendProblem } from "./problems.ts";
import { answers, IdParams } from "./queries.ts";
import { may } from "./rights.ts";
import { actorAt, theCase, theTicket, theWindow } from "./window-answers.ts";

type App = Parameters<FastifyPluginAsyncTypebox>[0];

const TicketAnswer = Type.Object({ ticket: Type.Union([TicketView, Type.Null()]) });
const CaseAnswer = Type.Object({ case: CaseView });
const Emergencies = Type.Object({ emergencies: Type.Array(EmergencyView) });

/** Whoever works at a window, and whoever answers for them. */
const AT_WINDOW = may("window");
const AT_DESK = may("window", "guide", "supervisor", "manager");

const at = <B extends TSchema, A extends TSchema>(body: B, answer: A, description: string) => ({
  schema: { tags: ["windows"], params: IdParams, body, response: answers(200, answer, description) },
  ...AT_WINDOW,
});

/** Keeps a note; the log learns its length alone. The same text twice is one note. */
async function keepNote(ports: Ports, windowId: string, caseId: string, text: string): Promise<void> {
  const { notes, hall } = ports;
  const trimmed = text.trim();
  if (notes === undefined || (notes.get(caseId) ?? "") === trimmed) return;
  notes.put(caseId, trimmed);
  await hall.submit(
    { type: "note-case", windowId, caseId, chars: trimmed.length },
    { actor: actorAt(ports, windowId), render: () => ({ status: 200, body: null }) },
  );
}

/**
 * A write that ends a case, and the note that came with it. A repeat of the request is answered without a decision, so
 * that its note cannot land on a later case.
 */
export async function writeWithNote(
  ports: Ports,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Parameters<typeof write>[3],
  note: { readonly windowId: string; readonly text: string | undefined },
): Promise<FastifyReply> {
  let ended: string | null = null;
  const render: Render = (context, accepted) => {
    const caseId = accepted.subject?.caseId ?? "";
    // After a further case of the visit the note is about the one before.
    ended = context.state.cases.get(caseId)?.follows ?? caseId;
    return asked.render(context, accepted);
  };
  const sent = await write(ports, request, reply, { ...asked, render });
  if (note.text !== undefined && ended !== null) await keepNote(ports, note.windowId, ended, note.text);
  return sent;
}

export const consoleRoutes =
  (ports: Ports): FastifyPluginAsyncTypebox =>
  async (app) => {
    visitRoutes(ports, app as App);
    noteRoutes(ports, app as App);
    emergencyRoutes(ports, app as App);
  };

function visitRoutes(ports: Ports, app: App): void {
  const put = (request: FastifyRequest, reply: FastifyReply, command: Parameters<typeof write>[3]["command"]) => {
    const { id } = request.params as { id: string };
    return (render: Render) => write(ports, request, reply, { command, actor: actorAt(ports, id), render });
  };
  app.post("/windows/:id/walk-in", at(WalkInBody, TicketAnswer, "Served without a call"), (request, reply) => {
    const { serviceId } = request.body;
    return put(request, reply, { type: "walk-in", windowId: request.params.id, serviceId })(theTicket);
  });
  app.post("/windows/:id/form", at(EmptyBody, TicketAnswer, "Fills in a form, away from the line"), (request, reply) =>
    put(request, reply, { type: "give-form", windowId: request.params.id })(theTicket),
  );
  app.post(
    "/windows/:id/next-case",
    at(NextCaseBody, CaseAnswer, "Another case of the visit"),
    async (request, reply) => {
      const windowId = request.params.id;
      const { serviceId, outcome = null, quantity = null, notes } = request.body;
      const command = { type: "next-case", windowId, serviceId, outcome, quantity } as const;
      const asked = { command, actor: actorAt(ports, windowId), render: theCase };
      return writeWithNote(ports, request, reply, asked, { windowId, text: notes });
    },
  );
  app.post("/windows/:id/outcome", at(OutcomeBody, CaseAnswer, "Said how the case ended"), (request, reply) => {
    const { caseId = null, outcome, quantity = null } = request.body;
    const windowId = request.params.id;
    return put(request, reply, { type: "set-outcome", windowId, caseId, outcome, quantity })(theCase);
  });
  app.post("/windows/:id/flag-time", at(FlagTimeBody, CaseAnswer, "Its times count, or not"), (request, reply) => {
    const { caseId = null, flagged } = request.body;
    return put(request, reply, { type: "flag-time", windowId: request.params.id, caseId, flagged })(theCase);
  });
  app.post("/windows/:id/stay-open", at(EmptyBody, WindowView, "No planned closing"), (request, reply) => {
    const windowId = request.params.id;
    return put(request, reply, { type: "cancel-close", windowId })(theWindow(windowId));
  });
}

/** The case open at a window now, or null. */
function openCaseAt(ports: Ports, windowId: string): Promise<string | null> {
  return ports.hall.read((state) => state.windows.get(windowId)?.caseId ?? null);
}

function noteRoutes(ports: Ports, app: App): void {
  app.post("/windows/:id/note", at(NoteBody, NoteAnswer, "Kept for the staff"), async (request, reply) => {
    const windowId = request.params.id;
    const caseId = request.body.caseId ?? (await openCaseAt(ports, windowId));
    const known = await ports.hall.read((state) => state.cases.get(caseId ?? "")?.windowId === windowId);
    if (caseId === null || !known) return sendProblem(reply, "CASE_UNKNOWN");
    await keepNote(ports, windowId, caseId, request.body.text);
    return sendAnswer(reply, { status: 200, body: { text: ports.notes?.get(caseId) ?? null } });
  });
  const reading = { schema: { tags: ["cases"], params: IdParams, response: answers(200, NoteAnswer, "Its note") } };
  app.get("/cases/:id/note", { ...reading, ...may("window", "supervisor", "manager") }, (request, reply) =>
    look(ports, reply, () => ({ text: ports.notes?.get(request.params.id) ?? null })),
  );
}

function emergencyRoutes(ports: Ports, app: App): void {
  const theOpen: Render = (context) => ({ status: 200, body: { emergencies: emergencyViews(context) } });
  const desk = <B extends TSchema>(body: B, description: string) => ({
    ...at(body, Emergencies, description),
    ...AT_DESK,
  });
  app.get(
    "/emergencies",
    { schema: { tags: ["windows"], response: answers(200, Emergencies, "Open calls for help") }, ...AT_DESK },
    (_request, reply) => look(ports, reply, (context) => ({ emergencies: emergencyViews(context) })),
  );
  app.post("/windows/:id/emergency", at(EmergencyBody, Emergencies, "Help is wanted"), (request, reply) => {
    const windowId = request.params.id;
    const command = { type: "raise-emergency", windowId, kind: request.body?.kind ?? "help" } as const;
    return write(ports, request, reply, { command, actor: actorAt(ports, windowId), render: theOpen });
  });
  app.post("/windows/:id/emergency/coming", desk(ComingBody, "Somebody is coming"), (request, reply) => {
    const { windowId: byWindowId = null, staffId = null } = request.body ?? {};
    const command = { type: "answer-emergency", windowId: request.params.id, byWindowId, staffId } as const;
    const actor = byWindowId === null ? "api" : actorAt(ports, byWindowId);
    return write(ports, request, reply, { command, actor, render: theOpen });
  });
  app.post("/windows/:id/emergency/end", desk(EmptyBody, "Over"), (request, reply) => {
    const command = { type: "end-emergency", windowId: request.params.id, staffId: null } as const;
    return write(ports, request, reply, { command, actor: actorAt(ports, request.params.id), render: theOpen });
  });
}
