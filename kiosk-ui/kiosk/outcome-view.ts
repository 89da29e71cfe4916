// The number and its paper: what is known, what to do, how long it stays. Pure.
import type { TicketPageView, TicketView } from "../../controller/contract/views.ts";
import { say } from "../shared/i18n/kiosk.ts";
import type { Text } from "../shared/i18n/text.ts";
import { estimateText } from "./services.ts";

export type Paper = "printing" | "take" | "unsure" | "failed" | "none" | "lost";

/** Without word from the hall the citizen is not kept longer than this. */
const PAPER_UNKNOWN_MS = 20_000;
/** Time to read and take the paper. */
const LEAVE_MS = 10_000;
/** Time to write the number down, or to read without hurry. */
const LEAVE_SLOWLY_MS = 60_000;

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

export function paperText(paper: Paper): Text {
  return say(
    (w) =>
      ({
        printing: w.printing,
        take: w.takePaper,
        unsure: w.paperUnsure,
        failed: w.paperFailed,
        none: w.paperNone,
        lost: w.paperLost,
      })[paper],
  );
}

const TROUBLE = new Set<Paper>(["unsure", "failed", "none", "lost"]);
/** The paper may come out after all once somebody has mended the printer. */
const REPRINT = new Set<Paper>(["unsure", "failed"]);

export interface ResultShown {
  readonly number: string;
  readonly ahead: Text | null;
  readonly aheadCount: number | null;
  readonly estimate: Text | null;
  readonly paper: Paper;
  readonly trouble: boolean;
  readonly mayReprint: boolean;
  readonly qrUrl: string;
  /** How long after the paper is settled the page leaves by itself; null while it is not settled. */
  readonly leaveAfterMs: number | null;
}

export interface ResultFacts {
  readonly ticket: TicketView;
  /** Newest word about the ticket, or null before the first. */
  readonly live: TicketPageView | null;
  readonly linkLive: boolean;
  readonly sinceIssueMs: number;
  readonly unhurried: boolean;
  readonly origin: string;
}

/** The number first, then where it stands and where the paper is. */
export function resultShown(facts: ResultFacts): ResultShown {
  const ticket = facts.live?.ticket ?? facts.ticket;
  const paper = paperOf(ticket.print.state, facts.linkLive, facts.sinceIssueMs);
  const trouble = TROUBLE.has(paper);
  const slowly = trouble || facts.unhurried;
  return {
    number: ticket.number,
    ahead: aheadText(ticket.ahead),
    aheadCount: ticket.ahead,
    estimate: ticket.state === "waiting" ? estimateText(ticket.estimate) : null,
    paper,
    trouble,
    mayReprint: REPRINT.has(paper),
    qrUrl: ticket.url.startsWith("/") ? `${facts.origin}${ticket.url}` : ticket.url,
    leaveAfterMs: paper === "printing" ? null : slowly ? LEAVE_SLOWLY_MS : LEAVE_MS,
  };
}

export function aheadText(ahead: number | null): Text | null {
  if (ahead === null) return null;
  return say((w) => (ahead === 0 ? w.nextIsYou : w.aheadOf(ahead)));
}

export interface IdleLimits {
  readonly warnMs: number;
  readonly resetMs: number;
}

/** Nobody in elderly or eyes-free mode is hurried within a minute. */
export function idleLimits(unhurried: boolean): IdleLimits {
  return unhurried ? { warnMs: 70_000, resetMs: 110_000 } : { warnMs: 30_000, resetMs: 50_000 };
}

export function idleStep(idleMs: number, limits: IdleLimits): "none" | "warn" | "reset" {
  if (idleMs >= limits.resetMs) return "reset";
  return idleMs >= limits.warnMs ? "warn" : "none";
}
