// The words on a printed ticket, from the top: hall, number, service, people ahead, wait, time, place, notes, QR, code.
import type { TicketPaper } from "../drivers/kernel/model.ts";
import { aheadOf, estimateFor } from "./domain/estimate.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallState, Ticket, Words } from "./domain/types.ts";
import { missedRule } from "./views/words.ts";

const SHORT_CODE_LENGTH = 6;

/** A word in the citizen's language, with Chinese as the one every hall has. */
export function inLanguage(words: Words, language: string): string {
  return words[language] ?? words["zh-CN"] ?? Object.values(words)[0] ?? "";
}

/** Chinese first; a citizen who chose another language reads it beside the Chinese. */
function both(words: Words, language: string): string {
  const own = inLanguage(words, language);
  const chinese = inLanguage(words, "zh-CN");
  return own === chinese ? chinese : `${chinese} ${own}`;
}

/** The paper of a ticket as the hall stands now. `url` is the citizen's page. */
export function ticketPaper(state: HallState, ticket: Ticket, url: string, nowMs: number): TicketPaper {
  const { settings } = state;
  const { language } = ticket;
  const english = language !== "zh-CN" && language !== "zh-Hant";
  const service = settings.services.find((candidate) => candidate.id === ticket.serviceId);
  const windows = settings.windows.filter((window) => window.services.includes(ticket.serviceId));
  const ahead = ticket.state === "waiting" ? aheadOf(state, ticket) : 0;
  const estimate = ticket.state === "waiting" ? estimateFor(state, ticket.serviceId, ahead, nowMs) : null;
  const rule = missedRule(settings.policy);
  return {
    hall: both(settings.name, language),
    number: ticket.number,
    service: service === undefined ? "" : both(service.name, language),
    ahead: `前方等待 ${ahead} 人${english ? ` · ${ahead} ahead` : ""}`,
    estimate: estimate === null ? "" : estimateWords(estimate, english),
    time: isoWithOffset(ticket.issuedAtMs, settings.timezone).slice(0, 16).replace("T", " "),
    place: windows.map((window) => inLanguage(window.name, "zh-CN")).join(" "),
    notes: [rule["zh-CN"], english ? rule.en : "", "请留意叫号，扫码可查看进度并评价"].filter((note) => note !== ""),
    qr: url,
    shortCode: ticket.token
      .replaceAll(/[^A-Za-z0-9]/g, "")
      .slice(0, SHORT_CODE_LENGTH)
      .toUpperCase(),
    reprint: ticket.printAttempts > 1,
  };
}

function estimateWords(
  { lowMinutes, highMinutes }: { lowMinutes: number; highMinutes: number },
  english: boolean,
): string {
  return `预计等待 ${lowMinutes}–${highMinutes} 分钟${english ? ` · ${lowMinutes}–${highMinutes} min` : ""}`;
}
