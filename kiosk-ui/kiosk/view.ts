// What the kiosk shows, from what it knows. Pure: no clock, no socket.
import type { KioskView, ServiceView, TicketPageView, TicketView } from "../../controller/contract/views.ts";
import { estimateWords } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";

/** One question per page, a handful of answers each. */
export const CHOICES_PER_PAGE_MAX = 6;

export interface ServiceCard {
  readonly id: string;
  readonly name: Both;
  readonly waiting: number;
  readonly waitingWords: Both;
  readonly estimate: Both;
  /** A number can be had. */
  readonly available: boolean;
  /** Why there is no number, or what to expect; null when all is normal. */
  readonly notice: Both | null;
}

/** One service as a button: how many wait, how long, and if it is shut, why. */
export function serviceCard(service: ServiceView): ServiceCard {
  const used = service.remaining !== null && service.remaining <= 0;
  return {
    id: service.id,
    name: both(service.name),
    waiting: service.waiting,
    waitingWords: { zh: `等候 ${service.waiting} 人`, en: `${service.waiting} waiting` },
    estimate: estimateWords(service.open ? service.estimate : null),
    available: !used,
    notice: noticeOf(service, used),
  };
}

function noticeOf(service: ServiceView, used: boolean): Both | null {
  if (used) return { zh: "今日号已发完，请明日再来或到咨询台", en: "All of today's numbers are given out" };
  if (service.openWindows === 0 || !service.open)
    return { zh: "窗口尚未开放，可先取号等候", en: "No window open yet; you may take a number" };
  return null;
}

/** The page of choices that is asked for, and whether there is more to either side. */
export function pageOf<T>(items: readonly T[], page: number): { items: readonly T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / CHOICES_PER_PAGE_MAX));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return { items: items.slice(shown * CHOICES_PER_PAGE_MAX, (shown + 1) * CHOICES_PER_PAGE_MAX), page: shown, pages };
}

export type Paper = "printing" | "take" | "unsure" | "failed" | "none" | "lost";

/** What is known about the paper; `lost`: nobody has told us for too long. */
export function paperOf(state: TicketView["print"]["state"], linkLive: boolean, sinceIssueMs: number): Paper {
  switch (state) {
    case "printed":
      return "take";
    case "unconfirmed":
      return "unsure";
    case "failed":
      return "failed";
    case "none":
      return "none";
    case "pending":
      return sinceIssueMs > PAPER_UNKNOWN_MS && !linkLive ? "lost" : "printing";
  }
}

/** Without word from the hall the citizen is not kept longer than this. */
const PAPER_UNKNOWN_MS = 20_000;

export const PAPER_WORDS: Readonly<Record<Paper, Both>> = {
  printing: { zh: "正在打印，请稍候…", en: "Printing, please wait…" },
  take: { zh: "请取走您的小票", en: "Please take your ticket" },
  unsure: { zh: "若没有出票，请记下号码或扫码保存", en: "No paper? Note the number or scan the code" },
  failed: {
    zh: "打印机故障，号码已生效：请记下号码或扫码保存",
    en: "Printer fault. Your number is valid: note it or scan the code",
  },
  none: { zh: "本机不打印：请记下号码或扫码保存", en: "No paper here: note your number or scan the code" },
  lost: { zh: "打印情况不明，号码已生效：请记下号码", en: "Printing unknown. Your number is valid: please note it" },
};

const TROUBLE = new Set<Paper>(["unsure", "failed", "none", "lost"]);

export interface ResultShown {
  readonly number: string;
  readonly service: Both;
  readonly ahead: Both | null;
  readonly estimate: Both | null;
  readonly paper: Paper;
  /** Null when the paper holds the code already. */
  readonly qrUrl: string | null;
  /** How long after the paper is settled the page leaves by itself; null while it is not settled. */
  readonly leaveAfterMs: number | null;
}

export interface ResultFacts {
  readonly ticket: TicketView;
  readonly serviceName: Both;
  /** Newest word about the ticket, or null before the first. */
  readonly live: TicketPageView | null;
  readonly linkLive: boolean;
  readonly sinceIssueMs: number;
  readonly unhurried: boolean;
  readonly origin: string;
}

/** The result page: the number first, then where it stands and where the paper is. */
export function resultShown(facts: ResultFacts): ResultShown {
  const ticket = facts.live?.ticket ?? facts.ticket;
  const paper = paperOf(ticket.print.state, facts.linkLive, facts.sinceIssueMs);
  const trouble = TROUBLE.has(paper);
  return {
    number: ticket.number,
    service: facts.live === null ? facts.serviceName : both(facts.live.serviceName),
    ahead: aheadWords(ticket.ahead),
    estimate: ticket.state === "waiting" ? estimateWords(ticket.estimate) : null,
    paper,
    qrUrl: trouble ? absolute(ticket.url, facts.origin) : null,
    leaveAfterMs: paper === "printing" ? null : leaveAfterMs(trouble, facts.unhurried),
  };
}

function leaveAfterMs(trouble: boolean, unhurried: boolean): number {
  if (trouble || unhurried) return 60_000;
  return 10_000;
}

function aheadWords(ahead: number | null): Both | null {
  if (ahead === null) return null;
  if (ahead === 0) return { zh: "您是下一位，请留意叫号", en: "You are next: please watch for your number" };
  return { zh: `前方等待 ${ahead} 人`, en: `${ahead} ${ahead === 1 ? "person" : "people"} ahead of you` };
}

const absolute = (url: string, origin: string): string => (url.startsWith("/") ? `${origin}${url}` : url);

export interface IdleLimits {
  readonly warnMs: number;
  readonly resetMs: number;
}

/** Nobody in large-text mode is hurried within a minute. */
export function idleLimits(unhurried: boolean): IdleLimits {
  return unhurried ? { warnMs: 70_000, resetMs: 100_000 } : { warnMs: 30_000, resetMs: 45_000 };
}

export function idleStep(idleMs: number, limits: IdleLimits): "none" | "warn" | "reset" {
  if (idleMs >= limits.resetMs) return "reset";
  return idleMs >= limits.warnMs ? "warn" : "none";
}

/** A printer in trouble is told before the number is taken. */
export function printerNotice(view: KioskView): Both | null {
  const { printer, printerState } = view.kiosk;
  if (printer === null)
    return { zh: "本机不打印小票，号码显示在屏幕上", en: "No paper at this kiosk: your number is shown here" };
  if (printerState === "offline" || printerState === "faulted")
    return { zh: "打印机暂不可用，号码将显示在屏幕上", en: "The printer is out of order: your number is shown here" };
  return null;
}
