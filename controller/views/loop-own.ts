// What the rater sees of what came of a bad rating or complaint, by their own token alone: how it stands and the reply.
import { isClosed, loopState } from "../domain/loop-life.ts";
import type { Loop, LoopStateName, LoopText } from "../domain/loop-types.ts";
import type { HallState, Ticket } from "../domain/types.ts";
import { timeOf, type ViewContext } from "./context.ts";

export interface OwnLoop {
  readonly state: LoopStateName;
  readonly receivedAt: string;
  /** The last day of the promise, of what is mended by a date. */
  readonly byDate: string | null;
  readonly replyDueAt: string;
  readonly reply: LoopText | null;
  /** A second rating may be given now. */
  readonly mayRateAgain: boolean;
  readonly second: number | null;
  /** Something may be added. */
  readonly mayAdd: boolean;
}

/** The loop of a ticket: the open one, else the newest. */
export function loopOfTicket(state: HallState, ticketId: string): Loop | null {
  const own = [...state.loops.values()].filter((loop) => loop.ticketId === ticketId && loop.withdrawnMs === null);
  return own.find((loop) => !isClosed(loop)) ?? own.at(-1) ?? null;
}

export function ownLoop(context: ViewContext, ticket: Pick<Ticket, "id">): OwnLoop | null {
  const loop = loopOfTicket(context.state, ticket.id);
  if (loop === null) return null;
  const second = context.state.ratings.seconds.get(loop.caseId ?? "");
  return {
    state: loopState(loop),
    receivedAt: timeOf(context, loop.receivedMs),
    byDate: loop.decided?.byDate ?? null,
    replyDueAt: timeOf(context, loop.replyDueMs - 1),
    reply: loop.replied?.text ?? null,
    mayRateAgain: second !== undefined && second.ratingId === null && context.nowMs < second.untilMs,
    second: loop.second?.level ?? null,
    mayAdd: !isClosed(loop),
  };
}

/** Until when what came of it can be read: null, it is open; 0, there is none. */
export function loopReadableMs(state: HallState, ticketId: string, keptMs: number): number | null {
  const loop = loopOfTicket(state, ticketId);
  if (loop === null) return 0;
  return loop.reviewed === null ? null : loop.reviewed.atMs + keptMs;
}
