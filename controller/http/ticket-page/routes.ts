// `/t/<token>`: the citizen's page and its forms. Each form is a command and a way back to the page (303).
import { hash, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../../domain/commands.ts";
import { isoWithOffset } from "../../domain/time.ts";
import type { Case, Ticket } from "../../domain/types.ts";
import { windowName } from "../../views/context.ts";
import { closesAtMs, type PhoneView, phoneView } from "../../views/phone.ts";
import { contextOf } from "../../views/sources.ts";
import type { Answer, EventRow, Ports } from "../ports.ts";
import { allMay } from "../rights.ts";
import { ActionBody, commandOf, isAction, MESSAGE_AFTER, messageOf } from "./actions.ts";
import { bookRoutes } from "./book.ts";
import { checkRoutes, type ReachChecks } from "./check.ts";
import { contactOffer, contactSaid, isContactAction } from "./contact-action.ts";
import { type PageAsk, queryOf } from "./frame.ts";
import { Gate } from "./gate.ts";
import { type HistoryEntry, historyPage } from "./history.ts";
import { isLoopAction, loopSaid, shownLoop } from "./loop-action.ts";
import { type Notice, noticePage } from "./notice.ts";
import { ticketPage } from "./page.ts";
import { offerOf, pushRoutes } from "./push.ts";
import { type PageQuery, readingOf, saidOf } from "./reading.ts";
import type { Message } from "./words.ts";

const ONCE_BYTES = 12;
/** Letters a token may hold; anything else is no token and asks nobody. */
const TOKEN = /^[A-Za-z0-9_-]{20,64}$/;
const HTML_TYPE = "text/html; charset=utf-8";
/** A form must name its origin, which a page that tells nobody where it comes from would not. */
const REFERRER = "same-origin";

interface Params {
  readonly token: string;
}
type Request = FastifyRequest<{ Params: Params; Querystring: PageQuery }>;

interface Found {
  readonly ticket: Ticket;
  readonly pastCase: Case | null;
}
type Looked = { readonly view: PhoneView; readonly closed: boolean } | null;

/** Registers the page, its forms and its history. Outside `/api/v1`: it speaks HTML. */
export async function ticketPageRoutes(app: FastifyInstance, ports: Ports, checks: ReachChecks): Promise<void> {
  const gate = new Gate(() => ports.sources.clock.nowMs());
  await app.register(async (scope) => {
    scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, text, done) =>
      done(null, new URLSearchParams(text as string)),
    );
    scope.addHook("onRequest", (_request, reply, done) => {
      reply.headers({ "cache-control": "no-store", "referrer-policy": REFERRER, "x-robots-tag": "noindex" });
      done();
    });
    allMay(scope, "public");
    checkRoutes(scope, ports, checks);
    bookRoutes(scope, ports, gate);
    pushRoutes(scope, ports, gate, (token) => find(ports, token));
    const hidden = { schema: { hide: true } };
    scope.get<{ Params: Params; Querystring: PageQuery }>("/t/:token", hidden, (request, reply) =>
      guarded(ports, gate, request, reply, () => showPage(ports, gate, request, reply)),
    );
    scope.get<{ Params: Params; Querystring: PageQuery }>("/t/:token/history", hidden, (request, reply) =>
      guarded(ports, gate, request, reply, () => showHistory(ports, gate, request, reply)),
    );
    scope.get<{ Params: Params; Querystring: PageQuery }>("/t/:token/receipt.json", hidden, (request, reply) =>
      guarded(ports, gate, request, reply, () => sendReceipt(ports, gate, request, reply)),
    );
    scope.post<{ Params: Params & { action: string }; Querystring: PageQuery }>(
      "/t/:token/:action",
      hidden,
      (request, reply) =>
        guarded(ports, gate, request, reply, () => act(ports, gate, request, request.params.action, reply)),
    );
  });
}

function notice(reply: FastifyReply, request: Request, status: number, what: Notice, retrySeconds?: number) {
  if (retrySeconds !== undefined) reply.header("retry-after", String(retrySeconds));
  // Only what was asked by GET may be asked again by the page itself.
  const again = request.method === "GET" ? (retrySeconds ?? null) : null;
  return reply
    .code(status)
    .type(HTML_TYPE)
    .send(noticePage(what, readingOf(request, null), again));
}

/** Limits first, then the answer; a fault of the inside is a page in words like any other. */
async function guarded(
  ports: Ports,
  gate: Gate,
  request: Request,
  reply: FastifyReply,
  answer: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const waitSeconds = gate.enter(request);
  if (waitSeconds > 0) return notice(reply, request, 429, "tooMany", waitSeconds);
  try {
    return await answer();
  } catch (error) {
    request.log.error({ err: error }, "a citizen's page failed");
    return notice(reply, request, 503, "fault", ports.hall.condition === "ok" ? 5 : 15);
  }
}

/** By token alone: neither a number nor an id opens a page. */
async function find(ports: Ports, token: string): Promise<Looked> {
  const { sources, hall, records } = ports;
  if (!TOKEN.test(token)) return null;
  const here = await hall.read((state): Looked => {
    const ticket = state.tickets.get(state.ticketIdByToken.get(token) ?? "");
    return ticket === undefined ? null : lookAt(ports, state, { ticket, pastCase: null });
  });
  if (here !== null) return here;
  const past = await hall.query((): Found | null => {
    const ticket = records.ticketByToken(token);
    if (ticket === null) return null;
    return { ticket, pastCase: ticket.caseId === null ? null : records.caseById(ticket.caseId) };
  });
  return past === null ? null : hall.read((state) => lookAt(ports, state, past));

  function lookAt(_ports: Ports, state: Parameters<typeof contextOf>[1], { ticket, pastCase }: Found): Looked {
    const context = contextOf(sources, state);
    const closesMs = closesAtMs(context, ticket, pastCase);
    return { view: phoneView(context, ticket, pastCase), closed: closesMs !== null && context.nowMs >= closesMs };
  }
}

/** The ticket's view, or null when the answer has been given. */
async function opened(ports: Ports, gate: Gate, request: Request, reply: FastifyReply): Promise<PhoneView | null> {
  const looked = await find(ports, request.params.token);
  if (looked === null) {
    const waitSeconds = gate.missed(request);
    if (waitSeconds > 0) notice(reply, request, 429, "tooMany", waitSeconds);
    else notice(reply, request, 404, "unknown");
    return null;
  }
  if (!looked.closed) return looked.view;
  notice(reply, request, 410, "gone");
  return null;
}

async function showPage(ports: Ports, gate: Gate, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const view = await opened(ports, gate, request, reply);
  if (view === null) return reply;
  const { rating } = view;
  const receipt = rating === null ? null : await ports.hall.query(() => ports.log.trail.receiptOf(rating.caseId));
  const { ask } = request.query;
  const page = ticketPage(view, {
    ...readingOf(request, view),
    ask: askOf(ask),
    said: saidOf(request.query.said),
    once: randomBytes(ONCE_BYTES).toString("base64url"),
    receipt: receipt === null ? null : { ...receipt, hasProof: ports.evidence !== undefined },
    push: offerOf(ports, view),
    contact: await contactOffer(ports, view),
    loop: await shownLoop(ports, view),
  });
  return reply.type(HTML_TYPE).send(page);
}

/** A question of the page itself; anything else in the address is none. */
function askOf(ask: string | undefined): PageAsk["ask"] {
  return ask === "leave" || ask === "time" || ask === "skip" || ask === "done" ? ask : null;
}

/** The proof that the ticket's own rating stands in the log, to be checked anywhere. It shows that row alone. */
async function sendReceipt(ports: Ports, gate: Gate, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const view = await opened(ports, gate, request, reply);
  if (view === null) return reply;
  const { evidence, hall, log } = ports;
  const { rating } = view;
  if (evidence === undefined || rating === null) return notice(reply, request, 404, "unknown");
  const place = await hall.query(() => log.trail.receiptOf(rating.caseId));
  const receipt = place === null ? "unknown" : evidence.receipt(place.seq);
  if (receipt === "busy") return notice(reply, request, 503, "fault", 15);
  if (receipt === "unknown") return notice(reply, request, 404, "unknown");
  reply.header("content-disposition", `attachment; filename="receipt-${receipt.row.seq}.json"`);
  return reply.type("application/json; charset=utf-8").send(`${JSON.stringify(receipt)}\n`);
}

async function showHistory(ports: Ports, gate: Gate, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const view = await opened(ports, gate, request, reply);
  if (view === null) return reply;
  const rows = await ports.hall.query(() => ports.log.trail.eventsOfTicket(view.page.ticket.id));
  const entries = await ports.hall.read((state) => {
    const context = contextOf(ports.sources, state);
    return rows.filter((row) => isOwn(row, view.page.ticket.id)).map((row) => entryOf(row, context));
  });
  return reply.type(HTML_TYPE).send(historyPage(view, entries, readingOf(request, view)));
}

/** Events about the ticket itself, not those that only mention it. */
function isOwn({ type, data }: EventRow, ticketId: string): boolean {
  const about = data as { ticketId?: unknown; tickets?: readonly { id?: unknown }[] };
  return (
    about.ticketId === ticketId || (type === "action.undone" && !!about.tickets?.some(({ id }) => id === ticketId))
  );
}

function entryOf(row: EventRow, context: ReturnType<typeof contextOf>): HistoryEntry {
  const { windowId, passedBy } = row.data as { windowId?: unknown; passedBy?: readonly unknown[] };
  return {
    seq: row.seq,
    at: isoWithOffset(row.atMs, context.state.settings.timezone),
    type: row.type,
    hash: row.hash,
    windowName: typeof windowId === "string" ? windowName(context, windowId) : null,
    places: passedBy?.length ?? null,
  };
}

async function act(
  ports: Ports,
  gate: Gate,
  request: Request,
  action: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const view = await opened(ports, gate, request, reply);
  if (view === null) return reply;
  const body = request.body instanceof URLSearchParams ? ActionBody.of(request.body) : null;
  const command = body === null || !isAction(action) ? null : commandOf(action, view, body);
  const back = (said: Message) => reply.redirect(`/t/${view.token}${queryOf(readingOf(request, view), { said })}`, 303);
  if (body !== null && isContactAction(action)) {
    return back(await contactSaid(ports, action, view, request.body as URLSearchParams));
  }
  if (body !== null && isLoopAction(action)) {
    return back(await loopSaid(ports, action, view, request.body as URLSearchParams));
  }
  if (command === null || body === null || !isAction(action)) return back("failed");
  const said = await submitted(ports, command, MESSAGE_AFTER[action], `${view.token} ${action} ${body.once}`);
  return back(said);
}

/** A form sent twice has one effect: its once-word is the key. */
async function submitted(ports: Ports, command: Command, done: Message, key: string): Promise<Message> {
  const idempotency = {
    key: `phone-${hash("sha256", key, "hex")}`,
    fingerprint: hash("sha256", JSON.stringify(command), "hex"),
  };
  try {
    const answer = await ports.hall.submit(command, {
      actor: "citizen",
      idempotency,
      render: (_state, decision): Answer => ({ status: 200, body: decision.ok ? done : messageOf(decision.code) }),
    });
    return answer.body as Message;
  } catch (error) {
    // The hall says why in its code; a person can only wait or ask.
    const { code } = error as { code?: unknown };
    // The same form was sent before with another button: its first sending counts.
    return code === "IDEMPOTENCY_KEY_REUSED" ? done : "busy";
  }
}
