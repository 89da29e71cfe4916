// `/r/<token>`: the private page of a message that asks for a rating. No log-in, no script, one question; after it,
// why, and how each part was, for who wants to say so.
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Command } from "../domain/commands.ts";
import type { HallState } from "../domain/types.ts";
import { type OwnRating, ratingFrom } from "../views/phone.ts";
import { contextOf } from "../views/sources.ts";
import type { AskingPort, Ports } from "./ports.ts";
import { allMay } from "./rights.ts";
import { ActionBody, additionOf } from "./ticket-page/actions.ts";
import { documentOf, queryOf, type Reading, switches } from "./ticket-page/frame.ts";
import { Gate } from "./ticket-page/gate.ts";
import { type Html, html } from "./ticket-page/html.ts";
import { type Notice, noticePage } from "./ticket-page/notice.ts";
import { afterRating, LEVELS, levelButtons } from "./ticket-page/parts.ts";
import { type PageQuery, readingOf } from "./ticket-page/reading.ts";
import { nameIn, wordsIn } from "./ticket-page/words.ts";

const TOKEN = /^[A-Za-z0-9_-]{20,64}$/;
const ONCE_BYTES = 12;
const HTML_TYPE = "text/html; charset=utf-8";

interface Params {
  readonly token: string;
}
type Request = FastifyRequest<{ Params: Params; Querystring: PageQuery }>;
type Asked = NonNullable<ReturnType<AskingPort["byToken"]>>;

/** Outside `/api/v1`: it speaks HTML. */
export async function askPageRoutes(app: FastifyInstance, ports: Ports): Promise<void> {
  const gate = new Gate(() => ports.sources.clock.nowMs());
  await app.register(async (scope) => {
    scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, text, done) =>
      done(null, new URLSearchParams(text as string)),
    );
    scope.addHook("onRequest", (_request, reply, done) => {
      reply.headers({ "cache-control": "no-store", "referrer-policy": "same-origin", "x-robots-tag": "noindex" });
      done();
    });
    allMay(scope, "public");
    const hidden = { schema: { hide: true } };
    scope.get<{ Params: Params; Querystring: PageQuery }>("/r/:token", hidden, async (request, reply) => {
      const asked = opened(ports, gate, request, reply);
      return asked === null ? reply : show(ports, request, reply, asked);
    });
    scope.post<{ Params: Params; Querystring: PageQuery }>("/r/:token", hidden, async (request, reply) => {
      const asked = opened(ports, gate, request, reply);
      return asked === null ? reply : rate(ports, request, reply, asked);
    });
    for (const action of ["reasons", "marks"] as const) {
      scope.post<{ Params: Params; Querystring: PageQuery }>(`/r/:token/${action}`, hidden, async (request, reply) => {
        const asked = opened(ports, gate, request, reply);
        return asked === null ? reply : add(ports, request, reply, asked, action);
      });
    }
  });
}

function notice(request: Request, reply: FastifyReply, status: number, what: Notice, retrySeconds = 0): null {
  if (retrySeconds > 0) reply.header("retry-after", String(retrySeconds));
  const again = request.method === "GET" && retrySeconds > 0 ? retrySeconds : null;
  reply
    .code(status)
    .type(HTML_TYPE)
    .send(noticePage(what, readingOf(request, null), again));
  return null;
}

/** What the link is about, or null when the answer has been given. */
function opened(ports: Ports, gate: Gate, request: Request, reply: FastifyReply): Asked | null {
  const waitSeconds = gate.enter(request);
  if (waitSeconds > 0) return notice(request, reply, 429, "tooMany", waitSeconds);
  const { token } = request.params;
  const asked = TOKEN.test(token) ? (ports.asking?.byToken(token) ?? null) : null;
  if (asked === null) {
    const missedSeconds = gate.missed(request);
    if (missedSeconds > 0) return notice(request, reply, 429, "tooMany", missedSeconds);
    return notice(request, reply, 404, "unknown");
  }
  return ports.sources.clock.nowMs() < asked.untilMs ? asked : notice(request, reply, 410, "gone");
}

function page(ports: Ports, reading: Reading, path: string, number: string | null, body: Html): string {
  const words = wordsIn(reading.language);
  const hall = nameIn(ports.sources.settings.name, reading.language);
  const head = html`${switches(path, reading, words)}<header><p>${hall}</p></header>`;
  return documentOf(
    reading,
    `${number === null ? "" : `${number} · `}${words.rateAsk}`,
    html`${head}<main>${body}</main>`,
  );
}

async function show(ports: Ports, request: Request, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const reading = readingOf(request, null);
  const words = wordsIn(reading.language);
  const path = `/r/${request.params.token}`;
  const found = await ports.hall.read((state) => {
    const one = state.cases.get(asked.caseId);
    const open = one !== undefined && one.status === "finished" && one.rating?.origin !== "active";
    return { number: one?.number ?? null, open, rating: givenHere(ports, state, asked) };
  });
  const { said: saidNow, ask } = request.query;
  const said = saidNow === "rated" || saidNow === "reasons" ? words.messages[saidNow] : words.messages["rated-already"];
  const number = found.number === null ? null : html`<p class="soft">${found.number}</p>`;
  const body = found.open
    ? html`<section class="box" aria-labelledby="rate"><h1 id="rate">${words.rateAsk}</h1>${number}
<form method="post" action="${path}${queryOf(reading)}">${levelButtons(words, LEVELS)}</form></section>`
    : html`<section class="box said" role="status"><h1>${said}</h1>${number}</section>${afterRating({
        ...{ view: { rating: found.rating }, words, path },
        asked: {
          ...reading,
          ask: ask === "skip" || ask === "done" ? ask : null,
          once: randomBytes(ONCE_BYTES).toString("base64url"),
        },
      })}`;
  return reply.type(HTML_TYPE).send(page(ports, reading, path, found.number, body));
}

/** What was rated by such a link, and may still be explained. */
const givenHere = (ports: Ports, state: HallState, { caseId }: Asked): OwnRating | null =>
  ratingFrom(contextOf(ports.sources, state), state.cases.get(caseId), "sms");

/** Reasons, or marks of its parts, to the rating that was given here. */
async function add(ports: Ports, request: Request, reply: FastifyReply, asked: Asked, action: "reasons" | "marks") {
  const reading = readingOf(request, null);
  const back = (said: string) => reply.redirect(`/r/${request.params.token}${queryOf(reading, { said })}`, 303);
  const body = request.body instanceof URLSearchParams ? ActionBody.of(request.body) : null;
  const rating = await ports.hall.read((state) => givenHere(ports, state, asked));
  if (body === null || rating === null) return back("again");
  return submitted(ports, request, reply, additionOf(action, rating, body), (done) =>
    back(done ? "reasons" : "already"),
  );
}

/** The answer of the hall decides; the page only tells it. A form sent twice has one effect by the rule itself. */
async function rate(ports: Ports, request: Request, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const level = request.body instanceof URLSearchParams ? Number(request.body.get("level") ?? Number.NaN) : Number.NaN;
  const reading = readingOf(request, null);
  const back = (said: string) => reply.redirect(`/r/${request.params.token}${queryOf(reading, { said })}`, 303);
  if (!Number.isInteger(level) || level < 1 || level > 5) return back("again");
  const command = { type: "answer-ask", caseId: asked.caseId, level } as const;
  return submitted(ports, request, reply, command, (done) => back(done ? "rated" : "already"));
}

async function submitted(
  ports: Ports,
  request: Request,
  reply: FastifyReply,
  command: Command,
  back: (done: boolean) => FastifyReply,
): Promise<FastifyReply> {
  try {
    const answer = await ports.hall.submit(command, {
      actor: "citizen",
      render: (_state, { ok }) => ({ status: ok ? 200 : 409, body: null }),
    });
    return back(answer.status === 200);
  } catch (error) {
    request.log.error({ err: error }, "a rating by link failed");
    return reply
      .code(503)
      .type(HTML_TYPE)
      .send(noticePage("fault", readingOf(request, null), null));
  }
}
