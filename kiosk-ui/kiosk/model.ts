// The shape of the kiosk: where a person is, what one page asks, what a choice does. Data only.

import type { CodeTicketView } from "../../controller/contract/desk.ts";
import type { AppointmentView, CalendarDayView, PresentedView, SlotsView } from "../../controller/contract/kiosk.ts";
import type { KioskView, TicketView } from "../../controller/contract/views.ts";
import type { Text, Tongue } from "../shared/i18n/text.ts";
import type { ResultShown } from "./outcome-view.ts";

/** Where a person is. Every place is one page with one question. */
export type Place =
  | { readonly name: "home" }
  | { readonly name: "group"; readonly path: readonly string[] }
  | { readonly name: "service"; readonly serviceId: string }
  | { readonly name: "card-wanted"; readonly serviceId: string }
  | { readonly name: "priority" }
  | { readonly name: "check-in" }
  | { readonly name: "presented"; readonly what: PresentedView }
  /** Found by its short code; `asks`: whether its holder really means to leave the line. */
  | { readonly name: "own-ticket"; readonly ticket: CodeTicketView; readonly asks: boolean }
  | { readonly name: "needs" }
  | { readonly name: "help" }
  | { readonly name: "language" }
  | { readonly name: "book"; readonly serviceId: string; readonly date: string }
  | { readonly name: "booked"; readonly appointment: AppointmentView }
  | { readonly name: "working"; readonly about: Text; readonly doing: Text; readonly unanswered: boolean }
  | { readonly name: "refused"; readonly code: string; readonly title: Text; readonly mayRetry: boolean }
  | { readonly name: "said"; readonly title: Text; readonly hint: Text }
  /** A number to be asked for a rating: agreed to, typed, kept. `masked` null: not kept; `code`: why not so. */
  | {
      readonly name: "contact";
      readonly ticketId: string;
      readonly step: "consent" | "number" | "kept";
      readonly masked: string | null;
      readonly code: string | null;
    }
  | { readonly name: "result"; readonly ticket: TicketView; readonly service: Text; readonly issuedMs: number };

/** What a press does. */
export type Act =
  | { readonly do: "go"; readonly to: Place }
  | { readonly do: "back" }
  /** To the first question, with what was told so far. */
  | { readonly do: "home" }
  /** The person is done: everything is forgotten. */
  | { readonly do: "leave" }
  | { readonly do: "page" }
  | { readonly do: "priority"; readonly id: string }
  | { readonly do: "take"; readonly serviceId: string }
  | { readonly do: "check-in"; readonly by: { readonly code: string } | { readonly cardHandle: string } }
  | { readonly do: "slot"; readonly time: string }
  | { readonly do: "need"; readonly id: string }
  | { readonly do: "tongue"; readonly tongue: Tongue }
  | { readonly do: "elderly" | "guide" | "reach" | "volume" | "blank" }
  | { readonly do: "helper" }
  | { readonly do: "retry" }
  | { readonly do: "leave-result" }
  | { readonly do: "reprint"; readonly ticketId: string }
  | {
      readonly do: "own";
      readonly what: "yield" | "return" | "leave-line";
      readonly ticketId: string;
      readonly places: number;
    }
  | { readonly do: "forget-number"; readonly ticketId: string }
  | { readonly do: "type"; readonly digit: string }
  | { readonly do: "erase" | "enter" };

export type Look = "service" | "plain" | "primary" | "priority" | "entry" | "toggle";

export interface Choice {
  readonly id: string;
  /** The key of the numeric pad; null: by touch, arrows and tab only. */
  readonly digit: string | null;
  readonly look: Look;
  readonly text: Text;
  /** Figures and explanations beside the text. */
  readonly details: readonly Text[];
  /** Something to know before choosing: closed, crowded. */
  readonly notice: Text | null;
  /** No number can be had here now; the page behind it says more. */
  readonly shut?: boolean;
  readonly pressed?: boolean;
  readonly act: Act;
}

/** One page: a question or an answer, at most six large choices, a few entries below them. */
export interface Sheet {
  /** Changes when the page is another one. */
  readonly id: string;
  readonly title: Text;
  readonly badges: readonly Text[];
  readonly notices: readonly Text[];
  readonly hints: readonly Text[];
  /** Points of a list: documents to bring. */
  readonly list: readonly Text[];
  readonly days: readonly CalendarDayView[];
  readonly choices: readonly Choice[];
  readonly more: Choice | null;
  readonly entries: readonly Choice[];
  readonly body: "choices" | "digits" | "booked" | "result" | "wait" | "answer";
  /** Enter means this when nothing is in focus. */
  readonly main: Choice | null;
  readonly mayGoBack: boolean;
  /** Said when the page appears, in the modes that speak. */
  readonly spoken: Text;
}

/** What a person has told the kiosk so far. Forgotten when they leave. */
export interface Errand {
  readonly priority: string | null;
  readonly needs: readonly string[];
  readonly card: { readonly handle: string; readonly masked: string } | null;
}
export const NO_ERRAND: Errand = { priority: null, needs: [], card: null };

/** Everything a page is made of. */
export interface Facts {
  readonly view: KioskView;
  readonly place: Place;
  readonly errand: Errand;
  readonly page: number;
  readonly perPage: number;
  readonly elderly: boolean;
  readonly guide: boolean;
  readonly reach: boolean;
  readonly volume: number;
  readonly typed: string;
  readonly mayGoBack: boolean;
  readonly result: ResultShown | null;
  /** Why a second paper could not be had. */
  readonly resultNotice: Text | null;
  readonly slots: SlotsView | "loading" | "failed" | null;
  /** The hall's own local day, YYYY-MM-DD. */
  readonly today: string;
  /** The hall's wall clock. */
  readonly nowMs: number;
}

/** One question per page, a handful of answers each. */
export const CHOICES_PER_PAGE_MAX = 6;
/** An appointment's code, and the short code of a ticket. */
export const CODE_DIGITS = 8;

/** How many digits are typed on this page; null: none are. */
export function digitsOf(place: Place): { readonly least: number; readonly most: number } | null {
  if (place.name === "check-in") return { least: CODE_DIGITS, most: CODE_DIGITS };
  return place.name === "contact" && place.step === "number" ? { least: 7, most: 15 } : null;
}
