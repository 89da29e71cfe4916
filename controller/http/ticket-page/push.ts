// Notices to a phone whose page is closed: the button, and where the phone's address is left and taken back.
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { PhoneView } from "../../views/phone.ts";
import type { Ports } from "../ports.ts";
import { sendProblem } from "../problems.ts";
import { TokenBuckets } from "../token-buckets.ts";
import type { Shown } from "./frame.ts";
import { addressOf, type Gate } from "./gate.ts";
import { type Html, html } from "./html.ts";
import { PUSH_WORDS } from "./words-push.ts";

/** The page's worker; it does nothing but show notices. */
export const WORKER_PATH = "/phone/push.js";
/** On and off a few times; a program would leave thousands of addresses. */
const PER_TOKEN = { burst: 6, perSecond: 1 / 30 };
/** A whole hall may stand behind one address of its Wi-Fi. */
const PER_ADDRESS = { burst: 60, perSecond: 1 };
const ENDPOINT_CHARS_MAX = 1_000;

const Base64Url = (charsMin: number, charsMax: number) =>
  Type.String({ pattern: "^[A-Za-z0-9_-]+$", minLength: charsMin, maxLength: charsMax });
const PushBody = Type.Object(
  {
    endpoint: Type.String({ pattern: "^https://", maxLength: ENDPOINT_CHARS_MAX }),
    keys: Type.Object({ p256dh: Base64Url(87, 87), auth: Base64Url(22, 22) }, { additionalProperties: false }),
    language: Type.Union(["zh-CN", "zh-Hant", "en", "ko"].map((code) => Type.Literal(code))),
  },
  { additionalProperties: false },
);
const Params = Type.Object({ token: Type.String() });

/** What the page needs to offer it. */
export interface PushOffer {
  readonly key: string;
  /** Of the phone that is written to. */
  readonly mark: string | null;
}

type Looked = { readonly view: PhoneView; readonly closed: boolean } | null;
type Request = FastifyRequest<{ Params: { token: string } }>;

/** Null: not here, or there is nothing left to tell. */
export function offerOf(ports: Ports, view: PhoneView): PushOffer | null {
  const { push } = ports;
  if (push === undefined || !(view.mayLeave || view.phase === "called")) return null;
  return { key: push.key, mark: push.markOf(view.page.ticket.id) };
}

/** Hidden until the page's script has seen that this phone can take notices. */
export function pushButton({ asked, path }: Shown): Html | null {
  const offer = asked.push ?? null;
  if (offer === null) return null;
  const words = PUSH_WORDS[asked.language];
  return html`<div id="push" hidden data-key="${offer.key}" data-mark="${offer.mark ?? ""}" data-to="${path}/push"
 data-worker="${WORKER_PATH}"><p class="soft" id="push-on" hidden>${words.isOn}</p>
<button class="press" id="push-press" type="button" aria-describedby="push-why" data-ask="${words.ask}"
 data-on="${words.on}">${
   words.ask
 }</button><p class="soft" id="push-why">${words.consent}</p><p role="status" id="push-said" data-off="${
   words.off
 }" data-failed="${words.failed}"></p></div>`;
}

/** `POST` and `DELETE /t/<token>/push`. Whoever holds the paper may do both. */
export function pushRoutes(
  scope: FastifyInstance,
  ports: Ports,
  gate: Gate,
  find: (token: string) => Promise<Looked>,
): void {
  const tokens = new TokenBuckets(PER_TOKEN);
  const addresses = new TokenBuckets(PER_ADDRESS);
  const typed = scope.withTypeProvider<TypeBoxTypeProvider>();

  const tooMany = (reply: FastifyReply, waitSeconds: number) =>
    sendProblem(reply.header("retry-after", String(waitSeconds)), "REQUESTS_TOO_MANY");
  /** Limits, then the ticket; null: answered. */
  const opened = async (request: Request, reply: FastifyReply): Promise<PhoneView | null> => {
    const nowMs = ports.sources.clock.nowMs();
    const { token } = request.params;
    const waitSeconds =
      gate.enter(request) ||
      addresses.take(addressOf(request as FastifyRequest), nowMs) ||
      tokens.take(token.slice(0, 64), nowMs);
    const looked = waitSeconds > 0 ? null : await find(token);
    if (looked !== null && !looked.closed) return looked.view;
    const missedSeconds = waitSeconds > 0 || looked !== null ? waitSeconds : gate.missed(request);
    if (missedSeconds > 0) tooMany(reply, missedSeconds);
    else sendProblem(reply, "TICKET_UNKNOWN");
    return null;
  };

  typed.post("/t/:token/push", { schema: { hide: true, params: Params, body: PushBody } }, async (request, reply) => {
    const { push } = ports;
    if (push === undefined) return sendProblem(reply, "MESSAGES_OFF");
    const view = await opened(request as Request, reply);
    if (view === null) return reply;
    const { body } = request;
    if (!push.isAddress(body)) return sendProblem(reply, "BODY_INVALID", "no push service of this hall's list");
    const done = offerOf(ports, view) === null ? "ended" : await push.keep(view.page.ticket.id, body);
    if (done === "ended") return sendProblem(reply, "TICKET_ENDED");
    return done === "full" ? tooMany(reply, 60) : reply.send({ mark: push.markOf(view.page.ticket.id) });
  });

  typed.delete("/t/:token/push", { schema: { hide: true, params: Params } }, async (request, reply) => {
    const { push } = ports;
    if (push === undefined) return sendProblem(reply, "MESSAGES_OFF");
    const view = await opened(request as Request, reply);
    if (view === null) return reply;
    push.forget(view.page.ticket.id);
    return reply.code(204).send();
  });
}
