// Every error leaves as `application/problem+json` with a stable code; nothing of the inside leaks out.
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { type ContractCode, problemOf, REFUSALS } from "../contract/refusals.ts";
import type { Refused } from "../domain/commands.ts";
import type { Answer } from "./ports.ts";

const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** fastify's own codes → ours; what is missing here goes by its status. */
const TRANSPORT_CODES: Readonly<Record<string, ContractCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "MEDIA_TYPE_UNSUPPORTED",
  FST_ERR_ROUTE_MISSING: "ROUTE_UNKNOWN",
};

/** An error that knows its code in the contract, e.g. from the store. */
function ownCode(error: FastifyError): ContractCode | null {
  const { code } = error;
  return code !== undefined && Object.hasOwn(REFUSALS, code) ? (code as ContractCode) : null;
}

/** A refusal as an answer that may be kept for a repeat. */
export function refusalAnswer(refused: Refused): Answer {
  return problemAnswer(refused.code, refused.detail);
}

/** A problem as status and body. */
export function problemAnswer(code: ContractCode, detail?: string): Answer {
  const problem = problemOf(code, detail);
  return { status: problem.status, body: problem };
}

/** Sends an answer; the media type follows from the status. */
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status);
  if (answer.body === null) return reply.send();
  const type = answer.status >= 400 ? PROBLEM_TYPE : "application/json; charset=utf-8";
  return reply.type(type).send(JSON.stringify(answer.body));
}

/** Refuses with a code. */
export function sendProblem(reply: FastifyReply, code: ContractCode, detail?: string): FastifyReply {
  return sendAnswer(reply, problemAnswer(code, detail));
}

function codeOf(error: FastifyError): ContractCode {
  const own = ownCode(error) ?? TRANSPORT_CODES[error.code];
  if (own !== undefined && own !== null) return own;
  const status = error.statusCode ?? 500;
  if (status === 404) return "ROUTE_UNKNOWN";
  if (status === 413) return "BODY_TOO_LARGE";
  if (status === 415) return "MEDIA_TYPE_UNSUPPORTED";
  if (status === 431) return "HEADERS_TOO_LARGE";
  return status >= 400 && status < 500 ? "BODY_INVALID" : "INTERNAL";
}

/** The place and the fault, e.g. `body/level must be <= 5`. */
function detailOf(error: FastifyError): string {
  const first = error.validation?.[0];
  if (first === undefined) return error.message;
  const place = `${error.validationContext ?? "body"}${first.instancePath}`;
  const extra = (first.params as { additionalProperty?: string }).additionalProperty;
  return `${place} ${first.message ?? "is wrong"}${extra === undefined ? "" : `: ${extra}`}`;
}

/** Answers an error thrown by a route, a parser or the framework. */
export function sendError(error: FastifyError, reply: FastifyReply): FastifyReply {
  const code = codeOf(error);
  if (code !== "INTERNAL") return sendProblem(reply, code, detailOf(error));
  reply.log.error({ err: error }, "request failed");
  return sendProblem(reply, "INTERNAL");
}

/** Nobody asked: the line broke, or a browser keeps a connection ready and has not used it yet. */
const UNASKED = new Set(["ECONNRESET", "ERR_HTTP_REQUEST_TIMEOUT"]);

/**
 * Answers what is no HTTP request at all, or has headers without end, and hangs up. A connection on which nothing came
 * in time is closed without a word: a browser would take the word for the answer to what it asks there next.
 */
export function refuseRaw(fault: string | undefined, socket: Socket): void {
  if (UNASKED.has(fault ?? "") || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(fault === "HPE_HEADER_OVERFLOW" ? "HEADERS_TOO_LARGE" : "BODY_INVALID");
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

interface KnownRoute {
  readonly methods: Set<string>;
  readonly pattern: RegExp;
}

/** Tells an unknown address from a known one that does not take the method. */
export function answerUnknown(app: FastifyInstance): void {
  const routes = new Map<string, KnownRoute>();
  app.addHook("onRoute", ({ url, method }) => {
    if (url.includes("*")) return;
    const source = url.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/:[A-Za-z]+/g, "[^/]+");
    const route = routes.get(url) ?? { methods: new Set<string>(), pattern: new RegExp(`^${source}$`) };
    for (const one of Array.isArray(method) ? method : [method]) route.methods.add(one);
    routes.set(url, route);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = [...routes.values()].filter((route) => route.pattern.test(path)).flatMap((r) => [...r.methods]);
    if (methods.length === 0) return sendProblem(reply, "ROUTE_UNKNOWN", `${request.method} ${path}`);
    const allow = [...new Set(methods)].sort().join(", ");
    return sendProblem(reply.header("allow", allow), "METHOD_NOT_ALLOWED", `Allowed: ${allow}`);
  });
}
