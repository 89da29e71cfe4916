// Who is asked next, how and when: by message, then by telephone, for cases whose person left a number. Pure.
import type { AskContact, AskingSettings, CallbackDue, PhoneAsking, SmsAsking } from "./asking-types.ts";
import type { Moment } from "./decision.ts";
import { event, type NewEvent } from "./events.ts";
import { idsOf } from "./invitations.ts";
import { editionAt } from "./rating-options.ts";
import { isInvited, isPeriodOver, periodEndMs } from "./rating-period.ts";
import type { Ask } from "./rating-types.ts";
import { isoWithOffset } from "./time.ts";
import type { Case, HallSettings, HallState } from "./types.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Messages whose own time passed before they left the hall are asked again, so often in all. */
const UNSENT_MAX = 3;
/** A called person is left in peace by others for as long. */
export const LEASE_MS = 15 * MINUTE_MS;
/** Askings begun in one decision: the rest follows with the next tick. */
const ASKED_AT_ONCE_MAX = 200;

export function askingOf(settings: Pick<HallSettings, "rating">): AskingSettings {
  return settings.rating?.asking ?? {};
}

/** Whether the wall clock of the hall stands within `HH:MM-HH:MM`; a span over midnight is understood. */
export function isWithinHours(hours: string, nowMs: number, timezone: string): boolean {
  const now = isoWithOffset(nowMs, timezone).slice(11, 16);
  const [from = "00:00", to = "24:00"] = hours.split("-");
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

/** When the hours that it is now end; only asked inside them. */
export function hoursEndMs(hours: string, nowMs: number, timezone: string): number {
  const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const now = isoWithOffset(nowMs, timezone).slice(11, 23);
  const passedMs = minutesOf(now) * MINUTE_MS + Number(now.slice(6, 8)) * 1000 + Number(now.slice(9, 12));
  const endMs = minutesOf(hours.split("-")[1] ?? "24:00") * MINUTE_MS;
  return nowMs + ((endMs - passedMs + DAY_MS) % DAY_MS);
}

/** A finished case that nobody has rated, within its time, and no longer in front of a pad. */
export function isAskable(settings: HallSettings, found: Case | undefined, nowMs: number): found is Case {
  if (found === undefined || found.status !== "finished" || found.finishedAtMs === null) return false;
  if (found.rating !== null || found.settled !== undefined) return false;
  return !isPeriodOver(settings, found, nowMs) && !isInvited(found, nowMs);
}

/** Askings of the completion by message, oldest first. */
export function smsAsksOf(found: Pick<Case, "asked">): readonly Ask[] {
  return (found.asked ?? []).filter(({ channel, stage }) => channel === "sms" && stage === 2);
}

/** Left the hall, for all that is known: its own time did not pass before, and nothing took it back. */
function wasSent({ outcome }: Ask): boolean {
  return outcome !== "expired" && outcome !== "cancelled" && outcome !== "no-contact" && outcome !== "opted-out";
}

function isHopeless({ outcome }: Ask): boolean {
  return outcome === "undelivered" || outcome === "no-contact" || outcome === "opted-out";
}

/**
 * From when on the case is to be asked about by message; null: not (any more). By the case alone, whatever the hour:
 * the fold keeps it, so that the tick looks at those who are due and at nobody else.
 */
export function smsFromMs(sms: SmsAsking, found: Case | undefined): number | null {
  if (found === undefined || found.status !== "finished" || found.finishedAtMs === null) return null;
  if (found.rating !== null || found.settled !== undefined) return null;
  const asks = smsAsksOf(found);
  if (asks.some(isHopeless)) return null;
  const sent = asks.filter(wasSent);
  if (sent.length > sms.reminders || asks.length - sent.length >= UNSENT_MAX) return null;
  const last = sent.at(-1);
  return last === undefined
    ? found.finishedAtMs + sms.afterMinutes * MINUTE_MS
    : last.atMs + sms.reminderAfterDays * DAY_MS;
}

/** What is asked by message now; null: nothing. `untilMs` is the first message's, whose link and code it shares. */
export function smsDue(
  settings: HallSettings,
  sms: SmsAsking,
  found: Case,
  nowMs: number,
): { readonly attempt: number; readonly untilMs: number } | null {
  const fromMs = smsFromMs(sms, found);
  const asks = smsAsksOf(found);
  const first = asks.find(wasSent);
  const untilMs = first?.untilMs ?? Math.min(periodEndMs(settings, found), nowMs + sms.expiresDays * DAY_MS);
  return fromMs === null || nowMs < fromMs || nowMs >= untilMs ? null : { attempt: asks.length + 1, untilMs };
}

/** Messages that are due. */
export function dueAsks({ state, nowMs }: Moment): NewEvent[] {
  const { settings, asking } = state;
  const { sms } = askingOf(settings);
  if (sms === undefined || asking.due.size === 0 || !isWithinHours(sms.hours, nowMs, settings.timezone)) return [];
  const optionsVersion = editionAt(settings, nowMs).version;
  const events: NewEvent[] = [];
  for (const [caseId, fromMs] of asking.due) {
    if (fromMs > nowMs) continue;
    const found = state.cases.get(caseId);
    if (!isAskable(settings, found, nowMs) || !asking.contacts.has(found.ticketId)) continue;
    const due = smsDue(settings, sms, found, nowMs);
    if (due !== null)
      events.push(event("rating.asked", { ...idsOf(found), channel: "sms", stage: 2, optionsVersion, ...due }));
    if (events.length >= ASKED_AT_ONCE_MAX) break;
  }
  return events;
}

/** The same for ever for the same case, and spread evenly. */
export function isInSample(caseId: string, share: number): boolean {
  if (share >= 1) return true;
  let hash = 0x811c9dc5;
  for (let at = 0; at < caseId.length; at++) hash = Math.imul(hash ^ caseId.charCodeAt(at), 0x01000193) >>> 0;
  // FNV alone leaves the low figures of like ids alike.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000 < share;
}

/** Whether and when the person of a case is to be rung; null: not (any more). */
export function callbackDue(state: HallState, found: Case | undefined, nowMs: number): CallbackDue | null {
  return isAskable(state.settings, found, nowMs) ? callbackOf(state, found) : null;
}

/** The same by the case alone, whatever the hour: the fold keeps it. */
export function callbackOf(state: HallState, found: Case): CallbackDue | null {
  const { sms, phone } = askingOf(state.settings);
  if (phone === undefined || found.status !== "finished" || found.finishedAtMs === null) return null;
  if (found.rating !== null || found.settled !== undefined) return null;
  const calls = found.callbacks ?? [];
  const last = calls.at(-1);
  if (calls.length >= phone.attemptsMax || (last !== undefined && endsIt(last.result))) return null;
  if (!state.asking.contacts.has(found.ticketId) || !isInSample(found.id, phone.sampleShare)) return null;
  const asks = smsAsksOf(found);
  if (asks.some(({ outcome }) => outcome === "opted-out")) return null;
  const notReached = asks.some(isHopeless);
  const afterMs = found.finishedAtMs + phone.afterDays * DAY_MS;
  // Where a message is still to come the call waits for it.
  const firstMs = notReached ? (asks.at(-1)?.atMs ?? afterMs) : Math.max(afterMs, smsTimeMs(sms, asks));
  const dueMs = last === undefined ? firstMs : last.atMs + phone.retryHours * HOUR_MS;
  const why = notReached ? "not-reached" : "unrated";
  return { caseId: found.id, ticketId: found.ticketId, why, dueMs, untilMs: periodEndMs(state.settings, found) };
}

/** A message just sent is given a day to be answered. */
function smsTimeMs(sms: SmsAsking | undefined, asks: readonly Ask[]): number {
  const last = asks.filter(wasSent).at(-1);
  return sms === undefined || last === undefined ? 0 : last.atMs + DAY_MS;
}

function endsIt(result: string): boolean {
  return result === "rated" || result === "declined" || result === "wrong-number";
}

/** The list of people to ring. */
export interface CallbackPage {
  /** The longest due first. */
  readonly due: readonly CallbackDue[];
  /** Due in all. */
  readonly waiting: number;
  /** Due as well, and not for this caller. */
  readonly own: number;
  readonly later: number;
}

/** So many of all to be rung; of those that `isOwn` picks out only the number is told. */
export function callbacksOf(
  state: HallState,
  nowMs: number,
  rowsMax: number,
  isOwn: (found: Case) => boolean = () => false,
): CallbackPage {
  const due: CallbackDue[] = [];
  const counts = { waiting: 0, own: 0, later: 0 };
  for (const one of state.asking.calls.values()) {
    if (nowMs >= one.untilMs) continue;
    const found = state.cases.get(one.caseId);
    if (found === undefined || isInvited(found, nowMs)) continue;
    if (one.dueMs > nowMs) counts.later += 1;
    else if (isOwn(found)) counts.own += 1;
    else {
      counts.waiting += 1;
      keepLongest(due, one, rowsMax);
    }
  }
  return { due, ...counts };
}

/** Keeps the list in order and short: of tens of thousands a screen shows a hundred. */
function keepLongest(due: CallbackDue[], one: CallbackDue, rowsMax: number): void {
  const last = due.at(-1);
  if (due.length >= rowsMax && (last === undefined || !isLongerDue(one, last))) return;
  let from = 0;
  for (let to = due.length; from < to; ) {
    const middle = (from + to) >> 1;
    if (isLongerDue(due[middle] as CallbackDue, one)) from = middle + 1;
    else to = middle;
  }
  due.splice(from, 0, one);
  if (due.length > rowsMax) due.pop();
}

function isLongerDue(one: CallbackDue, other: CallbackDue): boolean {
  return one.dueMs === other.dueMs ? one.caseId < other.caseId : one.dueMs < other.dueMs;
}

/** Whether people may be rung at this hour. */
export function mayRing(phone: PhoneAsking, settings: HallSettings, nowMs: number): boolean {
  return isWithinHours(phone.hours, nowMs, settings.timezone);
}

/** Numbers that are still needed: of tickets of today, and of cases that may still be rated. */
export function neededContacts(state: HallState): AskContact[] {
  const isNeeded = ({ ticketId, caseIds }: AskContact) => {
    const ticket = state.tickets.get(ticketId);
    if (ticket !== undefined && !["finished", "left", "void"].includes(ticket.state)) return true;
    return caseIds.some((caseId) => {
      const found = state.cases.get(caseId);
      if (found === undefined) return false;
      return found.status === "open" || (found.rating === null && !isPeriodOver(state.settings, found, state.lastAtMs));
    });
  };
  return [...state.asking.contacts.values()].filter(isNeeded);
}
