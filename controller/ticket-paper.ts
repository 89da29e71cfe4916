// The words on a printed ticket, from the top: hall, number, service, people ahead, wait, time, place, notes, QR, code.
import type { TicketPaper } from "../drivers/kernel/model.ts";
import { aheadOf, BY_FORMULA, type WaitTeller } from "./domain/estimate.ts";
import { isoWithOffset } from "./domain/time.ts";
import type { HallState, Ticket, Words } from "./domain/types.ts";
import { servicesAt } from "./domain/window-services.ts";
import { type PaperWords, wordsOn } from "./paper-words.ts";
import { reachOf } from "./views/reach.ts";
import { shortCodeOf, spacedCode } from "./views/short-code.ts";

/** A word in the citizen's language, with Chinese as the one every hall has. */
export function inLanguage(words: Words, language: string): string {
  return words[language] ?? words["zh-CN"] ?? Object.values(words)[0] ?? "";
}

/** The hall's own names: Chinese first; who chose another language reads it beside the Chinese. */
function both(words: Words, language: string): string {
  const own = inLanguage(words, language);
  // One script of Chinese is enough.
  if (language === "zh-Hant") return own;
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
  const wording = wordsOn(language);
  const beside = (word: (words: PaperWords) => string) => wording.map(({ words }) => word(words)).join(" · ");
  const each = (word: (words: PaperWords) => string) => wording.map(({ words }) => word(words));
  const service = settings.services.find((candidate) => candidate.id === ticket.serviceId);
  const windows = settings.windows.filter((window) => servicesAt(state, window.id).includes(ticket.serviceId));
  const ahead = ticket.state === "waiting" ? aheadOf(state, ticket) : 0;
  const estimate = ticket.state === "waiting" ? waits.ofTicket(state, ticket, ahead, nowMs) : null;
  const shortCode = spacedCode(shortCodeOf(ticket.token));
  const wifi = settings.site?.wifi ?? null;
  const due = ticket.dueMs === undefined ? null : isoWithOffset(ticket.dueMs, settings.timezone).slice(11, 16);
  return {
    hall: both(settings.name, language),
    number: ticket.number,
    service: service === undefined ? "" : both(service.name, language),
    ahead: beside((words) => words.ahead(ahead)),
    estimate: estimate === null ? "" : beside((words) => words.estimate(estimate.lowMinutes, estimate.highMinutes)),
    time: isoWithOffset(ticket.issuedAtMs, settings.timezone).slice(0, 16).replace("T", " "),
    place: windows.map((window) => inLanguage(window.name, language === "zh-Hant" ? language : "zh-CN")).join(" "),
    notes: [
      due === null ? "" : beside((words) => words.appointment(due)),
      ...each((words) => words.missed(settings.policy)),
      documentsNote(service?.documents ?? [], language),
      ...each((words) => words.scan(reachOf(state, url), wifi, shortCode)),
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
  return wordsOn(language)
    .map(({ words, language: own }) => {
      // A document nobody translated is named in Chinese rather than left out.
      const listed = documents.map((document) => inLanguage(document, own)).join(words.between);
      return words.documents(listed);
    })
    .join(" · ");
}
