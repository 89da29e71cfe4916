// "Can a phone open this?": a technician scans a code by mobile data and by the hall's Wi-Fi, and says which it was.
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ReachedVia } from "../../domain/types.ts";
import { addressKind } from "../../views/reach.ts";
import type { Ports } from "../ports.ts";
import { documentOf } from "./frame.ts";
import { addressOf } from "./gate.ts";
import { type Html, html } from "./html.ts";
import { readingOf } from "./reading.ts";

const NONCE_BYTES = 12;
/** Long enough to walk to the door and back with two phones. */
const NONCE_MS_MAX = 30 * 60_000;
const NONCES_MAX = 20;
const HOST_CHARS_MAX = 120;

/** Addresses of set-up checks that are open now. */
export class ReachChecks {
  readonly #open = new Map<string, number>();

  /** A fresh address part; the oldest gives way. */
  begin(nowMs: number): { readonly nonce: string; readonly untilMs: number } {
    const nonce = randomBytes(NONCE_BYTES).toString("base64url");
    const untilMs = nowMs + NONCE_MS_MAX;
    this.#open.set(nonce, untilMs);
    for (const [old, oldUntilMs] of this.#open) {
      if (oldUntilMs <= nowMs || this.#open.size > NONCES_MAX) this.#open.delete(old);
    }
    return { nonce, untilMs };
  }

  isOpen(nonce: string, nowMs: number): boolean {
    return (this.#open.get(nonce) ?? 0) > nowMs;
  }
}

type Request = FastifyRequest<{ Params: { nonce: string }; Querystring: Record<string, string> }>;

const WAYS: readonly { readonly via: ReachedVia; readonly words: string }[] = [
  { via: "mobile", words: "手机流量 · mobile data" },
  { via: "wifi", words: "大厅 Wi-Fi · the hall's Wi-Fi" },
];

function page(request: Request, title: string, body: Html): string {
  return documentOf(readingOf(request, null), title, html`<main class="box"><h1>${title}</h1>${body}</main>`);
}

/** `GET` and `POST /t/check/<nonce>`; the caller has set the headers and reads forms. */
export function checkRoutes(scope: FastifyInstance, ports: Ports, checks: ReachChecks): void {
  const { sources, hall } = ports;
  const closed = (request: Request, reply: FastifyReply) =>
    reply
      .code(410)
      .type("text/html; charset=utf-8")
      .send(
        page(
          request,
          "检查已结束 · This check is over",
          html`<p>请技术人员重新生成二维码。 Please make a new code on the technician's page.</p>`,
        ),
      );
  const hidden = { schema: { hide: true } };
  scope.get("/t/check/:nonce", hidden, async (request: Request, reply) => {
    if (!checks.isOpen(request.params.nonce, sources.clock.nowMs())) return closed(request, reply);
    const question = html`<p>这部手机能打开市民页面。它现在用什么上网？</p>
<p>This phone can open the citizens' page. How is it connected now?</p>
<form method="post">${WAYS.map(
      ({ via, words }) => html`<button class="press" name="via" value="${via}">${words}</button>`,
    )}</form>`;
    return reply.type("text/html; charset=utf-8").send(page(request, "已打开 · It opens", question));
  });
  scope.post("/t/check/:nonce", hidden, async (request: Request, reply) => {
    const { nonce } = request.params;
    if (!checks.isOpen(nonce, sources.clock.nowMs())) return closed(request, reply);
    const said = request.body instanceof URLSearchParams ? request.body.get("via") : null;
    const way = WAYS.find(({ via }) => via === said);
    if (way === undefined) return reply.redirect(`/t/check/${nonce}`, 303);
    const host = (request.headers.host ?? "").toLowerCase().slice(0, HOST_CHARS_MAX);
    await hall.submit(
      { type: "reachability-checked", via: way.via, host, address: addressKind(addressOf(request as FastifyRequest)) },
      { actor: "technician", render: () => ({ status: 200, body: null }) },
    );
    const done = html`<p>${way.words}</p><p>结果已保存，可换另一种网络再扫一次。 Stored; scan again on the other network.</p>`;
    return reply.type("text/html; charset=utf-8").send(page(request, "已记录 · Recorded", done));
  });
}
