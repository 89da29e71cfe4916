// What opens a loop: every active bad rating by itself, in the same decision, and a complaint when somebody makes one.
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import { type EventData, event, type NewEvent } from "./events.ts";
import { isClosed, loopRef } from "./loop-life.ts";
import { LOOP_SETTINGS_DEFAULT, type Loop, type LoopRef, type LoopSettings } from "./loop-types.ts";
import type { HallSettings, HallState, Level } from "./types.ts";
import { addWorkingDays } from "./working-days.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** The last two of five are 差评 (R1). */
export const BAD_LEVEL_MAX = 2;
/** Kept at once; more complaints are refused as full, ratings always find room. */
export const LOOPS_MAX = 5_000;
const PERCENT = 100;

export function loopSettingsOf(settings: HallSettings): LoopSettings {
  return settings.loop ?? LOOP_SETTINGS_DEFAULT;
}

/** The open loop about this case; without a case, about this ticket. */
export function openLoopOf(state: HallState, about: Pick<LoopRef, "caseId" | "ticketId">): Loop | undefined {
  const { caseId, ticketId } = about;
  if (caseId === null && ticketId === null) return undefined;
  return [...state.loops.values()].find((loop) => {
    if (isClosed(loop)) return false;
    return caseId === null ? loop.ticketId === ticketId : loop.caseId === caseId;
  });
}

/** The newest loop about a case, open or not. */
export function newestLoopOf(state: HallState, caseId: string): Loop | undefined {
  return [...state.loops.values()].filter((loop) => loop.caseId === caseId).at(-1);
}

/** The first named handler who fits and is not the one it is about; null: a supervisor chooses. */
export function handlerFor(
  { handlers }: LoopSettings,
  about: { readonly serviceId: string | null; readonly windowId: string | null; readonly clerkId: string | null },
): string | null {
  const fits = (list: readonly string[] | undefined, id: string | null) =>
    list === undefined || (id !== null && list.includes(id));
  const found = handlers.find(
    ({ staff, services, windows }) =>
      staff !== about.clerkId && fits(services, about.serviceId) && fits(windows, about.windowId),
  );
  return found?.staff ?? null;
}

/** Which loops a share below 100 percent falls on is settled by the id: nobody chooses whom to call. */
function isCalled(loopId: string, share: number): boolean {
  let mixed = 7;
  for (const character of loopId) mixed = (mixed * 31 + character.charCodeAt(0)) % 9_973;
  return mixed % PERCENT < share;
}

type Subject = Omit<LoopRef, "loopId"> & { readonly clerkId: string | null };
type Said = Pick<EventData["loop.received"], "source" | "channel" | "level" | "ratingId" | "by" | "text">;

function receivedEvent(at: Moment, subject: Subject, said: Said): { loopId: string; event: NewEvent } {
  const rules = loopSettingsOf(at.state.settings);
  const loopId = at.newId("loop");
  const { clerkId } = subject;
  const received = event("loop.received", {
    ...loopRef({ ...subject, loopId }),
    ...said,
    clerkId,
    handlerId: handlerFor(rules, subject),
    dueMs: addWorkingDays(at.state.settings, at.nowMs, rules.handleWorkingDays),
    replyDueMs: addWorkingDays(at.state.settings, at.nowMs, rules.replyWorkingDays),
    callBack: isCalled(loopId, rules.callBackShare),
  });
  return { loopId, event: received };
}

/** A complaint (投诉). About a case or ticket that has an open loop it joins that one: nobody is answered twice. */
export function openComplaint(at: Moment, command: Of<"open-complaint">): Decision {
  const { state } = at;
  const { caseId, ticketId, number, serviceId, windowId, channel, by, text } = command;
  const open = openLoopOf(state, { caseId, ticketId });
  if (open !== undefined) {
    const noted = event("loop.noted", { ...loopRef(open), by, text });
    return accept([noted], { loopId: open.loopId });
  }
  if (state.loops.size >= LOOPS_MAX) return refuse("LOOPS_FULL", `${LOOPS_MAX} loops are open or just ended`);
  const clerkId = command.clerkId ?? (windowId === null ? null : (state.windows.get(windowId)?.staffId ?? null));
  const subject = { caseId, ticketId, number, serviceId, windowId, clerkId };
  const said = { source: "complaint", channel, level: null, ratingId: null, by, text } as const;
  const received = receivedEvent(at, subject, said);
  return accept([received.event], { loopId: received.loopId });
}

const isBad = (level: Level): boolean => level <= BAD_LEVEL_MAX;

function fromRating(at: Moment, data: EventData["rating.recorded"]): NewEvent[] {
  const { caseId, ticketId, number, serviceId, windowId, staffId, level, channel, ratingId } = data;
  if (data.origin !== "active") return [];
  if (data.sequence === 2) {
    const loop = newestLoopOf(at.state, caseId);
    return loop === undefined ? [] : [event("loop.second-rated", { ...loopRef(loop), ratingId, level })];
  }
  if (!isBad(level) || openLoopOf(at.state, { caseId, ticketId }) !== undefined) return [];
  const subject = { caseId, ticketId, number, serviceId, windowId, clerkId: staffId };
  return [receivedEvent(at, subject, { source: "rating", channel, level, ratingId, by: null, text: null }).event];
}

function fromCorrection(at: Moment, data: EventData["rating.corrected"]): NewEvent[] {
  const { caseId, ratingId, from, level, channel } = data;
  if (isBad(from) === isBad(level)) return [];
  if (isBad(level)) {
    const { ticketId, number, serviceId, windowId } = data;
    if (openLoopOf(at.state, { caseId, ticketId }) !== undefined) return [];
    const clerkId = at.state.cases.get(caseId)?.staffId ?? null;
    const subject = { caseId, ticketId, number, serviceId, windowId, clerkId };
    return [receivedEvent(at, subject, { source: "rating", channel, level, ratingId, by: null, text: null }).event];
  }
  const open = openLoopOf(at.state, { caseId, ticketId: null });
  if (open === undefined || open.ratingId !== ratingId) return [];
  return [event("loop.withdrawn", { ...loopRef(open), reason: "corrected" })];
}

function fromWithoutCall(at: Moment, data: EventData["rating.without-call"]): NewEvent[] {
  const { windowId, staffId, level, channel, ratingId } = data;
  if (!isBad(level)) return [];
  const subject = { caseId: null, ticketId: null, number: null, serviceId: null, windowId, clerkId: staffId };
  return [receivedEvent(at, subject, { source: "rating", channel, level, ratingId, by: null, text: null }).event];
}

function followed(at: Moment, decided: NewEvent): NewEvent[] {
  switch (decided.type) {
    case "rating.recorded":
      return fromRating(at, decided.data);
    case "rating.corrected":
    case "rating.acceptance-corrected":
      return fromCorrection(at, decided.data);
    case "rating.without-call":
      return fromWithoutCall(at, decided.data);
    default:
      return [];
  }
}

/** A decision with what it means for the loops, in the same breath: no bad rating is ever without one. */
export function withLoops(at: Moment, decision: Decision): Decision {
  const more = decision.events.flatMap((decided) => followed(at, decided));
  return more.length === 0 ? decision : { ...decision, events: [...decision.events, ...more] };
}
