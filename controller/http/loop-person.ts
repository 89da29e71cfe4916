// Who takes a step of a loop, and the words that come with it: a person by name, words sealed before the log hears.
import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LoopText } from "../domain/loop-types.ts";
import type { LoopsPort, Ports } from "./ports.ts";

/** The member of staff who asks; null: nobody by name. Where the machine itself is trusted, the body may say who. */
export function personOf({ sources }: Ports, { principal }: FastifyRequest, by: string | undefined): string | null {
  if (principal.kind === "staff") return by === undefined || by === principal.id ? principal.id : null;
  if (principal.kind !== "loopback" || by === undefined) return null;
  return sources.settings.staff.some(({ id }) => id === by) ? by : null;
}

/**
 * Seals the words of a request and puts their digest in their place: the fingerprint of a request is kept with the log,
 * and the words must not be found by trying.
 */
export function sealedWords(loops: LoopsPort, request: FastifyRequest): LoopText | null {
  const body = request.body as { statement?: string } | null | undefined;
  if (body?.statement === undefined) return null;
  const text = loops.keep(body.statement, String(request.headers["idempotency-key"] ?? randomUUID()));
  request.body = { ...body, statement: text.digest };
  return text;
}

/** Words of what did not come about belong to nothing: they are forgotten again. */
export async function orForget(
  loops: LoopsPort,
  text: LoopText | null,
  reply: FastifyReply,
  run: () => Promise<unknown>,
): Promise<FastifyReply> {
  let isDone = false;
  try {
    await run();
    isDone = reply.statusCode < 400;
  } finally {
    if (!isDone && text !== null) loops.forget(text);
  }
  return reply;
}
