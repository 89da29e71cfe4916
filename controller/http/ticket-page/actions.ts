// The forms of the citizen's page as commands, and refusals as sentences.
import type { Command, RefusalCode } from "../../domain/commands.ts";
import type { OwnRating, PhoneView } from "../../views/phone.ts";
import type { Message } from "./words.ts";

/** What is said when it was done. */
export const MESSAGE_AFTER = {
  leave: "left",
  yield: "yielded",
  return: "returned",
  rate: "rated",
  change: "changed",
  reasons: "reasons",
  marks: "reasons",
  accept: "rated",
  "accept-change": "changed",
} as const satisfies Readonly<Record<string, Message>>;
export type Action = keyof typeof MESSAGE_AFTER;

export function isAction(name: string): name is Action {
  return Object.hasOwn(MESSAGE_AFTER, name);
}

const ONCE = /^[A-Za-z0-9_-]{8,40}$/;
const DIGITS = /^[0-9]{1,2}$/;
const REASONS_MAX = 10;
/** Where a form asks about the acceptance, there is a case of its own to it. */
const NOBODY = { windowId: null, deviceId: null, reasons: [], comment: null } as const;

/** The fields of a form; what does not have their form is not taken. */
export class ActionBody {
  readonly once: string;
  readonly #fields: URLSearchParams;

  private constructor(once: string, fields: URLSearchParams) {
    this.once = once;
    this.#fields = fields;
  }

  static of(fields: URLSearchParams): ActionBody | null {
    const once = fields.get("once") ?? "";
    return ONCE.test(once) ? new ActionBody(once, fields) : null;
  }

  /** A small whole number, or null. */
  number(name: string): number | null {
    const text = this.#fields.get(name) ?? "";
    return DIGITS.test(text) ? Number(text) : null;
  }

  all(name: string): readonly string[] {
    return this.#fields.getAll(name).slice(0, REASONS_MAX);
  }
}

/** The command of a form, or null when the form does not fit the page as it is now. */
export function commandOf(action: Action, view: PhoneView, body: ActionBody): Command | null {
  const ticketId = view.page.ticket.id;
  const { caseId } = view.page;
  switch (action) {
    case "leave":
      return { type: "leave-ticket", ticketId };
    case "return":
      return { type: "return-ticket", ticketId };
    case "yield": {
      const places = body.number("places");
      return places === null ? null : { type: "yield-places", ticketId, places };
    }
    case "rate": {
      const level = body.number("level");
      if (level === null || caseId === null) return null;
      return { type: "record-rating", level, channel: "qr", caseId, stage: 2, ...NOBODY };
    }
    case "change": {
      const level = body.number("level");
      if (level === null || view.rating === null) return null;
      return { type: "correct-rating", caseId: view.rating.caseId, ratingId: view.rating.id, level };
    }
    case "accept":
    case "accept-change":
      return acceptanceCommand(action, view, body.number("level"));
    case "marks":
    case "reasons":
      return view.rating === null ? null : additionOf(action, view.rating, body);
  }
}

/** What is added to a rating that was given: reasons, or marks of its parts. */
export function additionOf(action: "marks" | "reasons", rating: OwnRating, body: ActionBody): Command {
  const { caseId, id: ratingId } = rating;
  if (action === "marks") {
    const marks = rating.dimensions.flatMap(({ code }) => {
      const level = body.number(`mark-${code}`);
      return level === null ? [] : [[code, level] as const];
    });
    return { type: "add-rating-marks", caseId, ratingId, dimensions: Object.fromEntries(marks) };
  }
  const offered = new Set(rating.reasons.map(({ code }) => code));
  const reasons = [...new Set(body.all("reason"))].filter((code) => offered.has(code));
  return { type: "add-rating-reasons", caseId, ratingId, reasons, comment: null };
}

function acceptanceCommand(action: "accept" | "accept-change", view: PhoneView, level: number | null): Command | null {
  if (level === null || view.acceptance === null) return null;
  const { caseId, given } = view.acceptance;
  if (action === "accept") return { type: "record-rating", level, channel: "qr", caseId, stage: 1, ...NOBODY };
  return given === null ? null : { type: "correct-rating", caseId, ratingId: given.id, level };
}

const MESSAGES: Partial<Readonly<Record<RefusalCode, Message>>> = {
  YIELD_NOT_ALLOWED: "again",
  NOBODY_BEHIND: "nobody-behind",
  TICKET_NOT_WAITING: "not-waiting",
  TICKET_ENDED: "ended",
  TICKET_NOT_MISSED: "failed",
  RETURN_NOT_ALLOWED: "no-return",
  CASE_ALREADY_RATED: "rated-already",
  RATING_PERIOD_OVER: "period-over",
  RATING_FINAL: "too-late",
};

/** A refusal in the page's words. */
export function messageOf(code: RefusalCode): Message {
  return MESSAGES[code] ?? "failed";
}
