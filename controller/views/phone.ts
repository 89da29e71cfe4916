// What the citizen's page shows beside the ticket: places, kinds, what may be done now, and until when it stays open.
import type { TicketPageView } from "../contract/views.ts";
import { lanesByRank } from "../domain/dispatch.ts";
import { aheadOf } from "../domain/estimate.ts";
import { isFilling } from "../domain/form-pool.ts";
import { behindInLine, moreTimePolicy, yieldsLeft } from "../domain/more-time.ts";
import { countBefore, isBlocked, ORDINARY, queueKey } from "../domain/queue.ts";
import { correctionMs, REASONS_MS_MAX } from "../domain/rating-changes.ts";
import { offeredDimensions, offeredReasons } from "../domain/rating-options.ts";
import { asksAtAcceptance } from "../domain/rating-stages.ts";
import { isEnded } from "../domain/snapshot.ts";
import type { Case, HallState, Level, RatingChannel, Ticket, Words } from "../domain/types.ts";
import { servicesAt } from "../domain/window-services.ts";
import { type CallKind, type CallsSince, kindOf } from "./calls-ledger.ts";
import { timeOf, type ViewContext, windowName } from "./context.ts";
import { loopReadableMs } from "./loop-own.ts";
import { ticketPageView } from "./tickets.ts";

const DAY_MS = 86_400_000;
/** So many ahead, and it is time to come back to the hall. */
export const SOON_AHEAD_MAX = 2;

export type Phase = "waiting" | "soon" | "called" | "serving" | "held" | "missed" | "left" | "finished" | "void";

/** The one rating given, and what its giver may still do to it. */
export interface OwnRating {
  readonly id: string;
  readonly caseId: string;
  readonly level: Level;
  /** 0: no longer. */
  readonly changeMsLeft: number;
  readonly mayAddReasons: boolean;
  /** Of the edition it was asked with, each under the name it is stored by. */
  readonly reasons: readonly { readonly code: string; readonly name: Words }[];
  readonly mayAddMarks: boolean;
  /** Of the same edition; the level itself is the mark of the whole. */
  readonly dimensions: readonly { readonly code: string; readonly name: Words }[];
}

/** The acceptance of a matter that goes on (R13): asked, or what was answered. */
export interface OwnAcceptance {
  readonly caseId: string;
  readonly given: { readonly id: string; readonly level: Level; readonly changeMsLeft: number } | null;
}

export interface PhoneView {
  readonly page: TicketPageView;
  readonly token: string;
  readonly language: string;
  readonly phase: Phase;
  readonly ahead: ({ readonly total: number } & Readonly<Record<CallKind, number>>) | null;
  readonly since: CallsSince | null;
  /** Windows that may call it. */
  readonly windows: readonly Readonly<Record<string, string>>[];
  /** Places it may give up now; null: not now. */
  readonly moreTime: { readonly places: number; readonly timesLeft: number } | null;
  readonly mayLeave: boolean;
  readonly mayReturn: boolean;
  readonly rating: OwnRating | null;
  /** Null: nothing was taken in, or the matter is done. */
  readonly acceptance: OwnAcceptance | null;
  /** The hall asks at acceptance, too: then each question says which stage it is about. */
  readonly asksTwice: boolean;
  /** Times in a row an ordinary number may be overtaken; null: nobody goes first here. */
  readonly guarantee: number | null;
  readonly at: string;
}

/** Everything the page shows; `pastCase` for a ticket of an earlier day. */
export function phoneView(context: ViewContext, ticket: Ticket, pastCase: Case | null = null): PhoneView {
  const { state } = context;
  const { policy } = state.settings;
  const page = ticketPageView(context, ticket, pastCase);
  const record = (ticket.caseId === null ? undefined : state.cases.get(ticket.caseId)) ?? pastCase ?? undefined;
  const ahead = ticket.state === "waiting" ? aheadByKind(state, ticket) : null;
  return {
    page,
    token: ticket.token,
    language: ticket.language,
    phase: ahead !== null && ahead.total <= SOON_AHEAD_MAX ? "soon" : ticket.state,
    ahead,
    since: context.index.calls.since(ticket.serviceId, ticket.id),
    windows: state.settings.windows
      .filter(({ id }) =>
        ticket.onlyWindowId === null ? servicesAt(state, id).includes(ticket.serviceId) : id === ticket.onlyWindowId,
      )
      .map(({ id }) => windowName(context, id)),
    moreTime: moreTimeOf(state, ticket),
    mayLeave: ticket.state === "waiting" || ticket.state === "held" || ticket.state === "missed",
    mayReturn:
      isFilling(ticket) ||
      (ticket.state === "missed" && policy.missed.mayReturn && ticket.returns < policy.missed.maxReturns),
    rating: ratingFrom(context, record, "qr"),
    acceptance: ownAcceptance(context, record),
    asksTwice: asksAtAcceptance(state.settings),
    guarantee: policy.priority.classes.length === 0 ? null : policy.priority.overtakeMax,
    at: timeOf(context, context.nowMs),
  };
}

function moreTimeOf(state: HallState, ticket: Ticket): PhoneView["moreTime"] {
  const { policy } = state.settings;
  const timesLeft = yieldsLeft(policy, ticket);
  const places = timesLeft === 0 ? 0 : behindInLine(state, ticket, moreTimePolicy(policy).placesMax).length;
  return places === 0 ? null : { places, timesLeft };
}

/** The rating of a case, and what may still be added to it by who gave it: on the page of the channel it came by. */
export function ratingFrom(context: ViewContext, record: Case | undefined, channel: RatingChannel): OwnRating | null {
  const rating = record?.rating ?? null;
  if (record === undefined || rating === null || rating.origin !== "active") return null;
  const agoMs = context.nowMs - rating.atMs;
  // Only a rating given by this way of its own is anybody's to change here.
  const own = rating.channel === channel && context.state.cases.get(record.id)?.rating?.id === rating.id;
  const dimensions = offeredDimensions(context.state.settings, rating, rating.atMs);
  const bare = rating.reasons.length === 0 && rating.comment === null && rating.commentRef === undefined;
  return {
    id: rating.id,
    caseId: record.id,
    level: rating.level,
    changeMsLeft: own ? Math.max(0, correctionMs(context.state.settings) - agoMs) : 0,
    mayAddReasons: own && bare && agoMs < REASONS_MS_MAX,
    reasons: offeredReasons(context.state.settings, rating, rating.atMs),
    mayAddMarks: own && rating.dimensions === undefined && agoMs < REASONS_MS_MAX && dimensions.length > 0,
    dimensions,
  };
}

/** Only what was taken in at the window, and only while the matter goes on: then its completion is asked about. */
function ownAcceptance({ state, nowMs }: ViewContext, record: Case | undefined): OwnAcceptance | null {
  if (record?.status !== "open" || record.acceptanceAsked === undefined || !asksAtAcceptance(state.settings))
    return null;
  const { id: caseId, acceptance } = record;
  if (acceptance === undefined) return { caseId, given: null };
  const own = acceptance.channel === "qr";
  const changeMsLeft = own ? Math.max(0, correctionMs(state.settings) - (nowMs - acceptance.atMs)) : 0;
  return { caseId, given: { id: acceptance.id, level: acceptance.level, changeMsLeft } };
}

/** Those who will be called first, by kind; the sum is what every other surface says. */
function aheadByKind(state: HallState, ticket: Ticket): NonNullable<PhoneView["ahead"]> {
  const total = aheadOf(state, ticket);
  const lanes = lanesByRank(state, queueKey(ticket));
  const own = ticket.priority ?? ORDINARY;
  if (isBlocked(state, ticket)) return { total, appointment: 0, priority: 0, ordinary: total };
  let appointment = 0;
  let priority = 0;
  for (const [name, lane] of lanes) {
    if (name === ORDINARY) break;
    const before = name === own ? countBefore(lane, ticket) : lane.length;
    if (kindOf(name) === "appointment") appointment += before;
    else priority += before;
    if (name === own) break;
  }
  const ordinaryLane = lanes.find(([name]) => name === ORDINARY)?.[1] ?? [];
  // Of the priority tickets not all may pass an ordinary one: the guarantee ends their row.
  const favoured = Math.max(0, total - (own === ORDINARY ? countBefore(ordinaryLane, ticket) : 0));
  appointment = Math.min(appointment, favoured);
  priority = Math.min(priority, favoured - appointment);
  return { total, appointment, priority, ordinary: total - appointment - priority };
}

/** When the page closes: the rating period after the ticket's end; null while it lives. */
export function closesAtMs(context: ViewContext, ticket: Ticket, pastCase: Case | null): number | null {
  const { state } = context;
  if (state.tickets.has(ticket.id) && !isEnded(ticket)) return null;
  const record = (ticket.caseId === null ? undefined : state.cases.get(ticket.caseId)) ?? pastCase;
  const endMs = record?.finishedAtMs ?? ticket.finishedAtMs ?? ticket.issuedAtMs;
  const keptMs = state.settings.policy.rating.periodDays * DAY_MS;
  const readableMs = loopReadableMs(state, ticket.id, keptMs);
  // Whoever rated badly or complained reads here what came of it.
  return readableMs === null ? null : Math.max(endMs + keptMs, readableMs);
}
