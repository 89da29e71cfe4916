// Asking outside the pad, call-backs, second records and signals, folded into the state; what a day begins with.
import type { DaySnapshot, EventType } from "./events.ts";
import type { Folds, LoggedOf } from "./fold-table.ts";
import { isPeriodOver } from "./rating-period.ts";
import type { Ask, SecondAsk } from "./rating-types.ts";
import type { HallState } from "./types.ts";

/** Imported ids and signals of so long ago are of no use any more. */
const CHECKED_KEPT_MS = 40 * 86_400_000;

function asked(state: HallState, { data, atMs }: LoggedOf<"rating.asked">): void {
  const found = state.cases.get(data.caseId);
  if (found === undefined) return;
  const { channel, stage, optionsVersion, attempt, untilMs } = data;
  const ask: Ask = { channel, stage, optionsVersion, attempt, atMs, untilMs, outcome: null };
  found.asked = [...(found.asked ?? []), ask];
}

/** `delivered` is no end of the asking itself: it may still expire or be cancelled. */
function askEnded(state: HallState, { data }: LoggedOf<"rating.ask-ended">): void {
  const found = state.cases.get(data.caseId);
  if (found === undefined) return;
  const { channel, stage, attempt, outcome } = data;
  found.asked = (found.asked ?? []).map((ask) => {
    const isIt = ask.channel === channel && ask.stage === stage && ask.attempt === attempt;
    return isIt ? { ...ask, outcome } : ask;
  });
}

function attempted(state: HallState, { data, atMs }: LoggedOf<"callback.attempted">): void {
  const found = state.cases.get(data.caseId);
  // A call about how a bad rating was dealt with is no asking for one.
  if (found === undefined || data.kind === "loop") return;
  const { attempt, by, result } = data;
  found.callbacks = [...(found.callbacks ?? []), { attempt, atMs, by, result }];
}

function secondOpened(state: HallState, { data, atMs }: LoggedOf<"rating.second-opened">): void {
  const { caseId, ticketId, number, serviceId, windowId, staffId, loopId, untilMs } = data;
  const ids = { caseId, ticketId, number, serviceId, windowId, staffId };
  const second: SecondAsk = { ...ids, loopId, openedAtMs: atMs, untilMs, ratingId: null, level: null };
  setSecond(state, second);
}

/** Beside the cases, and on the case while the state knows it. */
export function setSecond(state: HallState, second: SecondAsk): void {
  state.ratings.seconds.set(second.caseId, second);
  const found = state.cases.get(second.caseId);
  if (found !== undefined) found.second = second;
}

/** Facts about asking. A case may be gone from the state by then: its own rows keep them. */
export const ASKING_FOLDS = {
  "rating.asked": asked,
  "rating.ask-ended": askEnded,
  "callback.attempted": attempted,
  "rating.settled": (state, { data }) => {
    const found = state.cases.get(data.caseId);
    if (found !== undefined) found.settled = data.outcome;
  },
  "rating.second-opened": secondOpened,
  "rating.without-call": (state, { data, atMs }) => {
    state.ratings.withoutCall.set(data.windowId, atMs);
  },
  "rating.signal-checked": (state, { data, atMs }) => {
    const { signalId, by, verdict } = data;
    state.ratings.checkedSignals.set(signalId, { signalId, by, verdict, atMs });
  },
} satisfies Partial<Folds<EventType>>;

/** Second records still open, imported ids of the period, signals looked at of late. */
export function ratingSnapshot(state: HallState): Pick<DaySnapshot, "ratings"> {
  const { ratings, settings, lastAtMs } = state;
  const ratingPart = {
    seconds: [...ratings.seconds.values()].filter(({ untilMs }) => lastAtMs < untilMs),
    imported: [...ratings.imported].filter(([, finishedAtMs]) => !isPeriodOver(settings, { finishedAtMs }, lastAtMs)),
    checkedSignals: [...ratings.checkedSignals.values()].filter(({ atMs }) => lastAtMs - atMs < CHECKED_KEPT_MS),
  };
  return { ratings: ratingPart };
}

/** Reads it back; days logged before there was such a part have none. */
export function loadRatings(state: HallState, { ratings }: DaySnapshot): void {
  for (const second of ratings?.seconds ?? []) setSecond(state, second);
  for (const [id, finishedAtMs] of ratings?.imported ?? []) state.ratings.imported.set(id, finishedAtMs);
  for (const checked of ratings?.checkedSignals ?? []) state.ratings.checkedSignals.set(checked.signalId, checked);
}
