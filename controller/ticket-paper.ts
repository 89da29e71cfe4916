// The words on a printed ticket, from the top: hall, number, service, people ahead, wait, time, place, notes, QR, code.
import type { TicketPaper } from "../drivers/kernel/model.ts";
import { aheadOf, BY_FORMULA, type WaitTeller } from "./domain/estimate.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallSettings, HallState, Ticket, Words } from "./domain/types.ts";
import { reachOf, scanNote } from "./views/reach.ts";
import { shortCodeOf } from "./views/short-code.ts";
import { missedRule } from "./views/words.ts";

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
export function ticketPaper(
  state: HallState,
  ticket: Ticket,
  url: string,
  nowMs: number,
  waits: WaitTeller = BY_FORMULA,
): TicketPaper {
  const { settings } = state;
  const { language } = ticket;
  const english = language !== "zh-CN" && language !== "zh-Hant";
  const service = settings.services.find((candidate) => candidate.id === ticket.serviceId);
  const windows = settings.windows.filter((window) => window.services.includes(ticket.serviceId));
  const ahead = ticket.state === "waiting" ? aheadOf(state, ticket) : 0;
  const estimate = ticket.state === "waiting" ? waits.ofTicket(state, ticket, ahead, nowMs) : null;
  const rule = missedRule(settings.policy);
  const shortCode = shortCodeOf(ticket.token);
  return {
    hall: both(settings.name, language),
    number: ticket.number,
    service: service === undefined ? "" : both(service.name, language),
    ahead: `前方等待 ${ahead} 人${english ? ` · ${ahead} ahead` : ""}`,
    estimate: estimate === null ? "" : estimateWords(estimate, english),
    time: isoWithOffset(ticket.issuedAtMs, settings.timezone).slice(0, 16).replace("T", " "),
    place: windows.map((window) => inLanguage(window.name, "zh-CN")).join(" "),
    notes: [
      appointmentNote(settings, ticket, english),
      rule["zh-CN"],
      english ? rule.en : "",
      documentsNote(service?.documents ?? [], language),
      scanNote(reachOf(state, url), settings.site?.wifi ?? null, shortCode),
      both(settings.site?.ticketFooter ?? {}, language),
    ].filter((note) => note !== ""),
    qr: url,
    shortCode,
    reprint: ticket.printAttempts > 1,
    ...(ticket.largePrint === true ? { largePrint: true } : {}),
  };
}

/** Nobody is to wait an hour and be sent home for a paper. */
function documentsNote(documents: readonly Words[], language: string): string {
  if (documents.length === 0) return "";
  const listed = (asked: string, between: string) => documents.map((words) => inLanguage(words, asked)).join(between);
  const chinese = `请备齐：${listed("zh-CN", "、")}`;
  return language === "en" ? `${chinese} · Bring: ${listed("en", ", ")}` : chinese;
}

function appointmentNote({ timezone }: HallSettings, { dueMs }: Ticket, english: boolean): string {
  if (dueMs === undefined) return "";
  const time = isoWithOffset(dueMs, timezone).slice(11, 16);
  return `预约时间 ${time}${english ? ` · appointment at ${time}` : ""}`;
}

function estimateWords(
  { lowMinutes, highMinutes }: { lowMinutes: number; highMinutes: number },
  english: boolean,
): string {
  return `预计等待 ${lowMinutes}–${highMinutes} 分钟${english ? ` · ${lowMinutes}–${highMinutes} min` : ""}`;
}
