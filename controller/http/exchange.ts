// The two kinds of exchange: a write becomes a command, a read becomes a durable look at the state.
import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Accepted, Command } from "../domain/commands.ts";
import type { ViewContext } from "../views/context.ts";
import { contextOf } from "../views/sources.ts";
import type { Answer, Ports, RequestKey } from "./ports.ts";
import { problemAnswer, refusalAnswer, sendAnswer, sendProblem } from "./problems.ts";

/** What a write answers: made from the state right after the decision. */
export type Render = (context: ViewContext, accepted: Accepted) => Answer;

/** An actor for the log; only ids of the configuration are written there, nothing a caller made up. */
export function actorOf(kind: string, id: string, known: readonly { readonly id: string }[]): string {
  return known.some((one) => one.id === id) ? `${kind}:${id}` : "api";
}

/**
 * Who did it, for the log: the person who is signed in, the paired device, the token; otherwise what the route says. A
 * citizen's own doing stays theirs on whatever machine, and the technician's key names nobody.
 */
export function namedActor({ principal }: FastifyRequest, otherwise: string): string {
  if (principal.id === null || principal.id === "technician-key" || otherwise === "citizen") return otherwise;
  return `${principal.kind}:${principal.id}`;
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** JSON with sorted keys, so that the same request always has the same fingerprint. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** One row of a list that is written row by row, under the key of the whole. */
export function rowKey(key: RequestKey | undefined, row: number): RequestKey | undefined {
  return key === undefined ? undefined : { key: `${key.key}#${row}`, fingerprint: `${key.fingerprint}#${row}` };
}

/** What persons leave or write freely, and what lies apart from the log. */
const PRIVATE_FIELDS: readonly string[] = ["phone", "comment", "notes"];

/** A fingerprint is kept with the log: from words or a number in the body even a hash could be found by trying. */
function unnamed(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !PRIVATE_FIELDS.some((field) => field in body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([field]) => !PRIVATE_FIELDS.includes(field)));
}

/** The request's key, undefined when it has none, null when it is malformed. */
export function requestKey(request: FastifyRequest): RequestKey | undefined | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !VISIBLE.test(key)) return null;
  const path = request.url.split("?", 1)[0] ?? "";
  const fingerprint = hash("sha256", `${request.method} ${path}\n${canonical(unnamed(request.body))}`, "hex");
  return { key, fingerprint };
}

/** Submits a command and answers it; a repeat with the same key gets the same answer and has no second effect. */
export async function write(
  ports: Ports,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: { readonly command: Command; readonly actor: string; readonly render: Render },
): Promise<FastifyReply> {
  const idempotency = requestKey(request);
  if (idempotency === null) return sendProblem(reply, "IDEMPOTENCY_KEY_INVALID");
  const answer = await ports.hall.submit(asked.command, {
    actor: namedActor(request, asked.actor),
    idempotency,
    render: (state, decision) => {
      if (!decision.ok) return refusalAnswer(decision);
      return asked.render(contextOf(ports.sources, state), decision);
    },
  });
  return sendAnswer(reply, answer);
}

/** Answers from the state once all it shows is durable; null becomes the refusal given. */
export async function look(
  ports: Ports,
  reply: FastifyReply,
  make: (context: ViewContext) => unknown,
  missing: Parameters<typeof problemAnswer>[0] = "ROUTE_UNKNOWN",
): Promise<FastifyReply> {
  const body = await ports.hall.read((state) => make(contextOf(ports.sources, state)));
  return sendAnswer(reply, body === null ? problemAnswer(missing) : { status: 200, body });
}
