// What the citizen's phone shows about one ticket. Pure.
import type { TicketPageView } from "../../controller/contract/views.ts";
import { clockOf, coarseEstimateWords } from "../shared/format.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { TICKET_STATES } from "../shared/i18n/states.ts";

export interface TicketShown {
  readonly number: string;
  readonly service: Both;
  readonly state: Both;
  /** The sentence that matters now. */
  readonly line: Both;
  readonly ahead: Both | null;
  readonly estimate: Both | null;
  readonly urgent: boolean;
  readonly mayLeave: boolean;
  readonly rating: "ask" | "done" | null;
  readonly issued: string;
}

/** Waiting, soon, your turn, missed, done: the same words as on every other surface. */
export function ticketShown(view: TicketPageView): TicketShown {
  const { ticket } = view;
  const waiting = ticket.state === "waiting";
  return {
    number: ticket.number,
    service: both(view.serviceName),
    state: TICKET_STATES[ticket.state],
    line: lineOf(view),
    ahead: waiting ? aheadWords(ticket.ahead, view.priorityAhead) : null,
    estimate: waiting ? coarseEstimateWords(ticket.estimate) : null,
    urgent: ticket.state === "called",
    mayLeave: waiting || ticket.state === "held" || ticket.state === "missed",
    rating: view.mayRate && view.caseId !== null ? "ask" : view.rated ? "done" : null,
    issued: clockOf(ticket.issuedAt),
  };
}

function lineOf(view: TicketPageView): Both {
  const place = view.windowName === null ? { zh: "窗口", en: "the window" } : both(view.windowName);
  switch (view.ticket.state) {
    case "waiting":
      return view.ticket.ahead !== null && view.ticket.ahead <= 2
        ? { zh: "快到您了，请回到大厅", en: "Soon your turn: please be in the hall" }
        : { zh: "请等候叫号", en: "Please wait for your number" };
    case "called":
      return { zh: `请到${place.zh}`, en: `Please go to ${place.en || place.zh}` };
    case "serving":
      return { zh: `正在${place.zh}办理`, en: `Being served at ${place.en || place.zh}` };
    case "held":
      return { zh: "窗口会再次叫您", en: "The window will call you again" };
    case "missed":
      return both(view.missedRule);
    case "finished":
      return { zh: "业务已办结", en: "Your business is done" };
    case "left":
      return { zh: "您已离开排队", en: "You have left the line" };
    case "void":
      return { zh: "此号已作废，请到咨询台", en: "This number is void: please ask at the desk" };
  }
}

function aheadWords(ahead: number | null, priority: number): Both | null {
  if (ahead === null) return null;
  const zh = priority > 0 ? `前方 ${ahead} 人（其中优先 ${priority} 人）` : `前方 ${ahead} 人`;
  const en = priority > 0 ? `${ahead} ahead of you, ${priority} of them with priority` : `${ahead} ahead of you`;
  return { zh, en };
}

/** Rings and vibrates when the state turns to "called", and again at each further call. */
export function callsAloud(before: TicketPageView | null, now: TicketPageView): boolean {
  if (before === null || now.ticket.state !== "called") return false;
  return before.ticket.state !== "called" || now.ticket.calls > before.ticket.calls;
}
