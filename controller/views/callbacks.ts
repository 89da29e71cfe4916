// The list of people to ring as a page shows it, and what was asked of a case and what came of it.
import type { AskedView, CallbackRow, CallbacksView } from "../contract/callbacks.ts";
import { askingOf, callbackDue, callbacksOf } from "../domain/asking.ts";
import type { CallbackDue, CaseAsks } from "../domain/asking-types.ts";
import { stepsFor } from "../domain/loop.ts";
import { type LoopCallDue, loopCallRules, loopCallsOf, mayRingNow } from "../domain/loop-calls.ts";
import { offeredDimensions } from "../domain/rating-options.ts";
import { isInvited, periodEndMs } from "../domain/rating-period.ts";
import type { Case } from "../domain/types.ts";
import { serviceName, timeOf, type ViewContext, windowName, wordsOf } from "./context.ts";
import { loopCallRow, type MaskedOfLoop } from "./loop-calls.ts";

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
    ...{ id: found.id, kind: "rate", caseId: found.id },
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
    late: false,
    mayRateAgain: false,
    claimedBy: lease !== undefined && nowMs < lease.untilMs ? lease.by : null,
    masked: numbers.maskedOf(found.ticketId),
  };
}

/** The row of one case, also while it is claimed; null: nobody is to be rung about it. */
export function callbackRowOf(context: ViewContext, caseId: string, numbers: CallbackNumbers): CallbackRow | null {
  const due = callbackDue(context.state, context.state.cases.get(caseId), context.nowMs);
  return due === null ? null : callbackRow(context, due, numbers);
}

type Kind = CallbackRow["kind"];

/** For one caller: what is about themselves is counted, never listed (I11). */
export function callbacksView(
  context: ViewContext,
  me: string | null,
  numbers: CallbackNumbers & { readonly maskedOfLoop: MaskedOfLoop },
  kind?: Kind,
): CallbacksView {
  const { state, nowMs } = context;
  const { settings } = state;
  const { phone } = askingOf(settings);
  const rate = callbacksOf(state, nowMs, CALLBACK_ROWS_MAX, ({ staffId }) => me !== null && staffId === me);
  const loop = loopCallsOf(state, nowMs);
  // Whom the rule keeps from ringing, not the one it is about alone.
  const isOwnLoop = ({ loopId }: LoopCallDue) => {
    const found = state.loops.get(loopId);
    return me !== null && found !== undefined && !stepsFor(settings, found, me).includes("call-back");
  };
  const others = loop.due.filter((one) => !isOwnLoop(one));
  const wants = (one: Kind) => kind === undefined || kind === one;
  const rows = [
    ...(wants("loop") ? others : []).map((one) => () => loopCallRow(context, one, numbers.maskedOfLoop)),
    ...(wants("rate") ? rate.due : []).map((one) => () => callbackRow(context, one, numbers)),
  ];
  const rules = loopCallRules(settings);
  return {
    on: phone !== undefined,
    open: mayRingNow(settings, nowMs),
    hours: rules.hours,
    rows: rows
      .slice(0, CALLBACK_ROWS_MAX)
      .map((row) => row())
      .filter((row) => row !== null),
    later: (wants("rate") ? rate.later : 0) + (wants("loop") ? loop.later.length : 0),
    own: (wants("rate") ? rate.own : 0) + (wants("loop") ? loop.due.length - others.length : 0),
    waiting: { rate: rate.waiting, loop: others.length },
    me,
    callers: settings.staff.map(({ id, name }) => ({ id, name })),
    dimensions: offeredDimensions(settings, { channel: "phone" }, nowMs).map(({ code, name }) => ({
      code,
      name: wordsOf(name),
    })),
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
