// What became of the evidence, in a line for the manager's page; and the checkpoint as the boards show it at closing.
import type { ClosingCheckpointView } from "../contract/evidence.ts";
import type { LoggedEvent } from "../domain/events.ts";
import { localDay } from "../domain/time.ts";
import { timeOf, type ViewContext } from "./context.ts";

const SHORT_DIGITS = 8;

/** The first and the last digits of a hash: what a person compares. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, SHORT_DIGITS)}…${hash.slice(-SHORT_DIGITS)}`;
}

/** Null for every other event. */
export function evidenceText(event: LoggedEvent): string | null {
  switch (event.type) {
    case "checkpoint.signed":
      return `日志签名 log signed: ${event.data.size} ${shortHash(event.data.hash)}`;
    case "evidence.key-rotated":
      return "日志签名密钥更换 the log's key was changed";
    default:
      return null;
  }
}

/** Once the day has ended, or no window is open any more, and nobody is served; null before. */
export function closingCheckpoint(context: ViewContext): ClosingCheckpointView | null {
  const { state, nowMs } = context;
  const { newest } = state.evidence;
  const { timezone } = state.settings;
  if (newest === null || newest.reason !== "closing") return null;
  if (localDay(newest.atMs, timezone) !== localDay(nowMs, timezone)) return null;
  const windows = [...state.windows.values()];
  // Whoever is still called or served comes first on a board.
  const isOver = state.floor.dayEnded !== null || windows.every((one) => one.state === "closed");
  if (!isOver || windows.some((one) => one.ticketId !== null)) return null;
  const { size: seq, hash, atMs, note } = newest;
  return { seq, short: shortHash(hash), at: timeOf(context, atMs), note };
}
