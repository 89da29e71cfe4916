// `/r/<token>`: the private page of a message that asks for a rating. No log-in, no script, one question.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AskingPort, Ports } from "./ports.ts";
import { allMay } from "./rights.ts";
import { documentOf, queryOf, type Reading, switches } from "./ticket-page/frame.ts";
import { Gate } from "./ticket-page/gate.ts";
import { type Html, html } from "./ticket-page/html.ts";
import { type Notice, noticePage } from "./ticket-page/notice.ts";
import { LEVELS, levelButtons } from "./ticket-page/parts.ts";
import { type PageQuery, readingOf } from "./ticket-page/reading.ts";
import { nameIn, wordsIn } from "./ticket-page/words.ts";

const TOKEN = /^[A-Za-z0-9_-]{20,64}$/;
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
    return { number: one?.number ?? null, open };
  });
  const said = request.query.said === "rated" ? words.messages.rated : words.messages["rated-already"];
  const number = found.number === null ? null : html`<p class="soft">${found.number}</p>`;
  const body = found.open
    ? html`<section class="box" aria-labelledby="rate"><h1 id="rate">${words.rateAsk}</h1>${number}
<form method="post" action="${path}${queryOf(reading)}">${levelButtons(words, LEVELS)}</form></section>`
    : html`<section class="box said" role="status"><h1>${said}</h1>${number}</section>`;
  return reply.type(HTML_TYPE).send(page(ports, reading, path, found.number, body));
}

/** The answer of the hall decides; the page only tells it. A form sent twice has one effect by the rule itself. */
async function rate(ports: Ports, request: Request, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const level = request.body instanceof URLSearchParams ? Number(request.body.get("level") ?? Number.NaN) : Number.NaN;
  const reading = readingOf(request, null);
  const back = (said: string) => reply.redirect(`/r/${request.params.token}${queryOf(reading, { said })}`, 303);
  if (!Number.isInteger(level) || level < 1 || level > 5) return back("again");
  try {
    const answer = await ports.hall.submit(
      { type: "answer-ask", caseId: asked.caseId, level },
      { actor: "citizen", render: (_state, { ok }) => ({ status: ok ? 200 : 409, body: null }) },
    );
    return back(answer.status === 200 ? "rated" : "already");
  } catch (error) {
    request.log.error({ err: error }, "a rating by link failed");
    return reply
      .code(503)
      .type(HTML_TYPE)
      .send(noticePage("fault", reading, null));
  }
}
