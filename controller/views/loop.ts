// Bad ratings and complaints as the staff see them, and what of them is for everybody.
import type { LoopDoneView, LoopFiguresView, LoopRow, LoopsView, PublicLoopsView } from "../contract/loop.ts";
import { stepsFor } from "../domain/loop.ts";
import { loopFigures, rawAndAdjusted } from "../domain/loop-figures.ts";
import { closedMs, isClosed, isDealtWith, isSetAside, loopState, nextTerm, stepsDue } from "../domain/loop-life.ts";
import { loopSettingsOf } from "../domain/loop-opening.ts";
import type { Loop, LoopText } from "../domain/loop-types.ts";
import { editionAt, reasonWords } from "../domain/rating-options.ts";
import { localDay } from "../domain/time.ts";
import type { RatingChannel } from "../domain/types.ts";
import { workingDaysLeft } from "../domain/working-days.ts";
import { serviceName, timeOf, timeOrNull, type ViewContext, windowName } from "./context.ts";

/** What only the service outside the rules knows. */
export interface LoopReading {
  /** Who asks: staff id, or null. */
  readonly me: string | null;
  /** The words of a step; null when their time is over. Missing: lists show none. */
  readonly words?: (text: LoopText) => string | null;
  readonly hasContact?: boolean;
  readonly reasons?: readonly string[];
}

type Person = { readonly id: string; readonly name: string };

function person(context: ViewContext, id: string | null): Person | null {
  if (id === null) return null;
  return { id, name: context.state.settings.staff.find((one) => one.id === id)?.name ?? id };
}

interface Entry {
  readonly what: string;
  readonly by: string | null;
  readonly atMs: number;
  readonly text: LoopText | null;
  readonly detail: string;
}

function entriesOf(loop: Loop): Entry[] {
  const done = (
    what: string,
    step: { by: string; atMs: number; text: LoopText | null } | null,
    detail = "",
  ): Entry[] => (step === null ? [] : [{ what, by: step.by, atMs: step.atMs, text: step.text, detail }]);
  const { decided, appeal } = loop;
  return [
    { what: "received", by: null, atMs: loop.receivedMs, text: null, detail: "" },
    ...loop.notes.map(({ by, atMs, text }) => ({ what: "noted", by, atMs, text, detail: "" })),
    ...done("verified", loop.verified),
    ...done("decided", decided, decided === null ? "" : decided.way),
    ...done("appeal-decided", appeal, appeal === null ? "" : appeal.upheld ? (appeal.reason ?? "") : "refused"),
    ...done("fixed", loop.fixed),
    ...done("replied", loop.replied),
    ...loop.calls.flatMap((call) => done("called-back", call, call.result)),
    ...done("reviewed", loop.reviewed),
    ...loop.overdue.map(({ step, atMs }) => ({ what: "overdue", by: null, atMs, text: null, detail: step })),
    ...(loop.second === null
      ? []
      : [{ what: "second", by: null, atMs: loop.second.atMs, text: null, detail: String(loop.second.level) }]),
    ...(loop.withdrawnMs === null
      ? []
      : [{ what: "withdrawn", by: null, atMs: loop.withdrawnMs, text: null, detail: "" }]),
  ].sort((left, right) => left.atMs - right.atMs);
}

function nextOf(context: ViewContext, loop: Loop): LoopRow["next"] {
  const term = nextTerm(loop);
  if (term === null) return null;
  const { step, dueMs } = term;
  const days = workingDaysLeft(context.state.settings, context.nowMs, dueMs);
  // The day itself is the last that counts.
  return { step, at: timeOf(context, dueMs - 1), days, missed: dueMs <= context.nowMs };
}

/** The codes, and their words of the edition in force at receipt. */
function reasonsOf(
  { state: { settings } }: ViewContext,
  { channel, level, receivedMs }: Loop,
  codes: readonly string[],
): Pick<LoopRow, "reasons" | "reasonWords"> {
  if (level === null) return { reasons: [...codes], reasonWords: [] };
  const asked = { optionsVersion: editionAt(settings, receivedMs).version, channel: channel as RatingChannel, level };
  return { reasons: [...codes], reasonWords: codes.map((code) => ({ ...reasonWords(settings, asked, code) })) };
}

/** One loop. */
export function loopRow(context: ViewContext, loop: Loop, reading: LoopReading): LoopRow {
  const { loopId: id, source, level, channel, number, caseId, serviceId, windowId, appeal, decided } = loop;
  const { me, words, hasContact, reasons } = reading;
  return {
    ...{ id, source, state: loopState(loop), level, channel, number, caseId, serviceId, windowId },
    serviceName: serviceId === null ? {} : serviceName(context, serviceId),
    windowName: windowId === null ? {} : windowName(context, windowId),
    clerk: person(context, loop.clerkId),
    handler: person(context, loop.handlerId),
    receivedAt: timeOf(context, loop.receivedMs),
    closedAt: timeOrNull(context, closedMs(loop)),
    due: stepsDue(loop),
    mine: me === null ? [] : stepsFor(context.state.settings, loop, me),
    next: nextOf(context, loop),
    overdue: loop.overdue.map(({ step, dueMs }) => ({ step, dueAt: timeOf(context, dueMs - 1) })),
    byDate: decided?.byDate ?? null,
    setAside: isSetAside(loop) ? (appeal?.reason ?? "mistaken") : null,
    appealSpent: appeal !== null && !appeal.upheld,
    callBackOwed: loop.callBack,
    second: loop.second?.level ?? null,
    hasContact: hasContact ?? null,
    ...reasonsOf(context, loop, reasons ?? context.state.cases.get(caseId ?? "")?.rating?.reasons ?? []),
    trail: entriesOf(loop).map(({ what, by, atMs, text, detail }) => ({
      ...{ what, by: person(context, by), at: timeOf(context, atMs), detail },
      words: text === null || words === undefined ? null : words(text),
    })),
  };
}

/** Everything the asker may see: nobody sees who said what about themselves (I10). */
export function loopsView(context: ViewContext, me: string | null): LoopsView {
  const { settings, loops } = context.state;
  const seen = [...loops.values()].filter((loop) => loop.withdrawnMs === null && (me === null || loop.clerkId !== me));
  const dueMs = (loop: Loop) => nextTerm(loop)?.dueMs ?? Number.MAX_SAFE_INTEGER;
  const open = seen.filter((loop) => !isClosed(loop)).sort((left, right) => dueMs(left) - dueMs(right));
  const closed = seen.filter(isClosed).sort((left, right) => (closedMs(right) ?? 0) - (closedMs(left) ?? 0));
  const { handleWorkingDays, replyWorkingDays, callBackWorkingDays, callBackShare, source } = loopSettingsOf(settings);
  return {
    me: person(context, me),
    loops: [...open, ...closed].map((loop) => loopRow(context, loop, { me })),
    staff: settings.staff.map(({ id, name }) => ({ id, name })),
    rules: { handleWorkingDays, replyWorkingDays, callBackWorkingDays, callBackShare, source: source ?? null },
  };
}

/** The answer to a step. */
export function loopDone(loop: Loop): LoopDoneView {
  return { id: loop.loopId, state: loopState(loop), due: stepsDue(loop) };
}

/** Figures of a span; `levels`: how often each level was given in it. */
export function loopFiguresView(loops: readonly Loop[], levels: readonly number[]): LoopFiguresView {
  return { ...loopFigures(loops), ...rawAndAdjusted(levels, loops.filter(isSetAside)) };
}

const PUBLIC_ROWS_MAX = 50;

/** Results without names, numbers, windows or words (R10, I10). */
export function publicLoops(context: ViewContext, loops: readonly Loop[], from: string, to: string): PublicLoopsView {
  const known = loops.filter(({ withdrawnMs }) => withdrawnMs === null);
  const ended = known.filter(({ reviewed }) => reviewed !== null);
  const newest = [...ended].reverse().slice(0, PUBLIC_ROWS_MAX);
  const { settings } = context.state;
  return {
    ...{ from, to, received: known.length, closed: ended.length },
    bad: known.filter(({ source }) => source === "rating").length,
    complaints: known.filter(({ source }) => source === "complaint").length,
    fixed: known.filter(({ fixed }) => fixed !== null).length,
    replied: known.filter(({ replied }) => replied !== null).length,
    overdue: known.filter(({ overdue }) => overdue.length > 0).length,
    rows: newest.map((loop) => ({
      month: localDay(loop.receivedMs, settings.timezone).slice(0, 7),
      source: loop.source,
      serviceName: loop.serviceId === null ? {} : serviceName(context, loop.serviceId),
      result: loop.appeal?.upheld === true ? "set-aside" : loop.fixed === null ? "explained" : "fixed",
      workingDays: workingDaysLeft(settings, loop.receivedMs, (loop.replied?.atMs ?? loop.receivedMs) + 1),
      inTime: loop.overdue.length === 0 && isDealtWith(loop),
    })),
  };
}
