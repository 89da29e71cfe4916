// What a request says about its reader: language, size, and the message of the step before.
import type { FastifyRequest } from "fastify";
import type { Reading } from "./frame.ts";
import { acceptedLanguage, languageOf, type Message, wordsIn } from "./words.ts";

export interface PageQuery {
  readonly lang?: string;
  readonly big?: string;
  readonly ask?: string;
  readonly said?: string;
}

/** Chosen on the page, else chosen at the kiosk, else what the phone asks for, else Chinese. */
export function readingOf(
  request: FastifyRequest<{ Querystring: PageQuery }>,
  ticket: {
    readonly language: string;
    readonly page: { readonly hall: { readonly languages: readonly string[] } };
  } | null,
): Reading {
  const { lang, big } = request.query;
  const chosen = typeof lang === "string" ? languageOf(lang) : null;
  // A kiosk writes the hall's first language when nobody chose one.
  const isChoice = ticket !== null && ticket.language !== ticket.page.hall.languages[0];
  const atKiosk = isChoice ? languageOf(ticket.language) : null;
  const header = request.headers["accept-language"];
  const accepted = header === undefined ? null : acceptedLanguage(header);
  return { language: chosen ?? atKiosk ?? accepted ?? "zh-CN", large: big === "1" };
}

/** A message the page knows; anything else in the address is nothing. */
export function saidOf(said: string | undefined): Message | null {
  return typeof said === "string" && Object.hasOwn(wordsIn("zh-CN").messages, said) ? (said as Message) : null;
}
