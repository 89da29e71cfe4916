// Which notice a phone should get, from the hall as it is now. Pure.
import { aheadOf } from "../domain/estimate.ts";
import { windowOf } from "../domain/settings-lookup.ts";
import { isEnded } from "../domain/snapshot.ts";
import type { HallState, Ticket } from "../domain/types.ts";
import { SOON_AHEAD_MAX } from "../views/phone.ts";
import type { Notice, PushBody } from "./sender.ts";
import { noticeWords, type PushKind } from "./words.ts";

type Words = Readonly<Record<string, string>>;

/** A turn of waiting: "soon" is said once in each. Giving up places or coming back begins another. */
export function placeOf({ returns, yields = 0 }: Ticket): string {
  return `${returns}.${yields}`;
}

/** How many are ahead, when so few are that it is time to come back; null: not that time. */
export function soonAhead(state: HallState, ticket: Ticket): number | null {
  if (ticket.state !== "waiting") return null;
  const ahead = aheadOf(state, ticket);
  return ahead <= SOON_AHEAD_MAX ? ahead : null;
}

export function isOpen(state: HallState, ticketId: string): boolean {
  const ticket = state.tickets.get(ticketId);
  return ticket !== undefined && !isEnded(ticket);
}

function inLanguage(words: Words | undefined, language: string): string {
  if (words === undefined) return "";
  const chinese = words["zh-CN"];
  const other = language.startsWith("zh") ? chinese : (words.en ?? chinese);
  return words[language] ?? other ?? Object.values(words)[0] ?? "";
}

/** Whether it is still so. */
function holds(kind: PushKind, state: HallState, ticket: Ticket): boolean {
  if (kind === "turn") return ticket.state === "called";
  return kind === "soon" ? soonAhead(state, ticket) !== null : ticket.state === "waiting";
}

/** The words as of now; null: it is no longer so, and nobody is told. */
export function noticeOf(state: HallState, { type, ticketId }: PushBody, language: string): Notice | null {
  const kind = type.slice("push.".length) as PushKind;
  const ticket = state.tickets.get(ticketId);
  if (ticket === undefined || !holds(kind, state, ticket)) return null;
  const { settings } = state;
  const window = inLanguage(windowOf(settings, ticket.windowId ?? "")?.name, language);
  const hall = inLanguage(settings.name, language);
  const ahead = soonAhead(state, ticket) ?? 0;
  const [title, body] = noticeWords(language, { kind, number: ticket.number, window, ahead, hall });
  return { title, body, lang: language, tag: ticketId, url: `/t/${ticket.token}?lang=${language}` };
}
