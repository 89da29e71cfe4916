// The list of people to ring as a page shows it, and what was asked of a case and what came of it.
import type { AskedView, CallbackRow, CallbacksView } from "../contract/callbacks.ts";
import { askingOf, type CallbackDue, callbackDue, callbacksOf, mayRing } from "../domain/asking.ts";
import type { CaseAsks } from "../domain/asking-types.ts";
import { isInvited, periodEndMs } from "../domain/rating-period.ts";
import type { Case } from "../domain/types.ts";
import { serviceName, timeOf, type ViewContext, windowName } from "./context.ts";

/** Rows of one answer; whoever rings takes one after the other. */
export const CALLBACK_ROWS_MAX = 100;

export interface CallbackNumbers {
  maskedOf(ticketId: string): string | null;
}

export function callbackRow(context: ViewContext, due: CallbackDue, numbers: CallbackNumbers): CallbackRow | null {
  const { state, nowMs } = context;
  const found = state.cases.get(due.caseId);
  if (found === undefined) return null;
  const lease = state.asking.leases.get(found.id);
  return {
    caseId: found.id,
    kind: "rate",
    number: found.number,
    serviceId: found.serviceId,
    serviceName: serviceName(context, found.serviceId),
    windowId: found.windowId,
    windowName: windowName(context, found.windowId),
    finishedAt: timeOf(context, found.finishedAtMs ?? found.openedAtMs),
    why: due.why,
    attempts: (found.callbacks ?? []).map(({ atMs, by, result }) => ({ at: timeOf(context, atMs), by, result })),
    attemptsMax: askingOf(state.settings).phone?.attemptsMax ?? 1,
    dueAt: timeOf(context, due.dueMs),
    untilAt: timeOf(context, due.untilMs),
    claimedBy: lease !== undefined && nowMs < lease.untilMs ? lease.by : null,
    masked: numbers.maskedOf(found.ticketId),
  };
}

/** The row of one case, also while it is claimed; null: nobody is to be rung about it. */
export function callbackRowOf(context: ViewContext, caseId: string, numbers: CallbackNumbers): CallbackRow | null {
  const due = callbackDue(context.state, context.state.cases.get(caseId), context.nowMs);
  return due === null ? null : callbackRow(context, due, numbers);
}

/** For one caller: cases of their own work are counted, never listed (I11). */
export function callbacksView(context: ViewContext, me: string | null, numbers: CallbackNumbers): CallbacksView {
  const { state, nowMs } = context;
  const { settings } = state;
  const { phone } = askingOf(settings);
  const { due, later } = callbacksOf(state, nowMs);
  const isOwn = ({ caseId }: CallbackDue) => me !== null && state.cases.get(caseId)?.staffId === me;
  const rows = due.filter((one) => !isOwn(one)).slice(0, CALLBACK_ROWS_MAX);
  return {
    on: phone !== undefined,
    open: phone !== undefined && mayRing(phone, settings, nowMs),
    hours: phone?.hours ?? "",
    rows: rows.map((one) => callbackRow(context, one, numbers)).filter((row) => row !== null),
    later,
    own: due.filter(isOwn).length,
    me,
    callers: settings.staff.map(({ id, name }) => ({ id, name })),
  };
}

/**
 * Every asking of a case, oldest first, and what came of it; a paper with the code on it is one. `told` is what the
 * log's tables hold; null: nothing.
 */
export function askedOf(context: ViewContext, found: Case, told: CaseAsks | null): AskedView[] {
  const rated = found.rating?.origin === "active" ? found.rating.channel : null;
  const ended = told?.settled != null || context.nowMs >= periodEndMs(context.state.settings, found);
  const otherwise = rated !== null ? "cancelled" : ended ? "silent" : "waiting";
  const rows: {
    readonly atMs: number;
    readonly channel: string;
    readonly attempt: number;
    readonly outcome: string;
  }[] = [];
  if (typeof told?.printedAtMs === "number" && found.finishedAtMs !== null) {
    const outcome = rated === "qr" || rated === "mobile" ? "rated" : otherwise;
    rows.push({ atMs: found.finishedAtMs, channel: "qr", attempt: 1, outcome });
  }
  if (found.invitedAtMs !== null) {
    const isOpen = isInvited(found, context.nowMs);
    const outcome = rated === "window_pad" ? "rated" : isOpen ? "waiting" : "lapsed";
    rows.push({ atMs: found.invitedAtMs, channel: "window_pad", attempt: 1, outcome });
  }
  const asks = told?.asks ?? [];
  const answered = asks.findLast(({ channel, by }) => by === null && channel === rated);
  for (const ask of asks) rows.push({ ...ask, outcome: ask === answered ? "rated" : (ask.outcome ?? otherwise) });
  return rows
    .sort((left, right) => left.atMs - right.atMs)
    .map(({ atMs, channel, attempt, outcome }) => ({ channel, attempt, at: timeOf(context, atMs), outcome }));
}
