// Notices on the boards: posted and withdrawn by people, and taken down when their time is over.
import type { Notice } from "./board-types.ts";
import type { Command, Decision } from "./commands.ts";
import { accept, type Moment, refuse } from "./decision.ts";
import type { EventType } from "./events.ts";
import { event, type NewEvent } from "./events.ts";
import type { Folds } from "./fold-table.ts";
import type { HallState } from "./types.ts";

/** More than this nobody reads while waiting, and every screen carries all of them. */
export const NOTICES_MAX = 20;

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

/** Puts a notice on the boards of its zones, or on all. */
export function postNotice(at: Moment, { text, untilMs, zones }: Of<"post-notice">): Decision {
  const known = at.state.settings.zones ?? [];
  const strange = zones.find((id) => !known.some((zone) => zone.id === id));
  if (strange !== undefined) return refuse("ZONE_UNKNOWN", `there is no zone ${strange}`);
  if (untilMs !== null && !(untilMs > at.nowMs)) return refuse("NOTICE_OVER", "the notice would be over already");
  if (at.state.notices.size >= NOTICES_MAX) {
    return refuse("NOTICES_FULL", `${NOTICES_MAX} notices are posted already: withdraw one first`);
  }
  const noticeId = at.newId("notice");
  return accept([event("notice.posted", { noticeId, text, untilMs, zones })], { noticeId });
}

/** Takes a notice down. */
export function withdrawNotice(at: Moment, { noticeId }: Of<"withdraw-notice">): Decision {
  if (!at.state.notices.has(noticeId)) return refuse("NOTICE_UNKNOWN", `there is no notice ${noticeId}`);
  return accept([event("notice.withdrawn", { noticeId, reason: "withdrawn" })], { noticeId });
}

/** The notices whose time is over. */
export function endedNotices(at: Moment): NewEvent[] {
  const over: NewEvent[] = [];
  for (const { id, untilMs } of at.state.notices.values()) {
    if (untilMs !== null && untilMs <= at.nowMs) {
      over.push(event("notice.withdrawn", { noticeId: id, reason: "over" }));
    }
  }
  return over;
}

/** Notices for a zone, or all of them, newest first. */
export function noticesFor(state: HallState, zoneId: string | null): Notice[] {
  const all = [...state.notices.values()].reverse();
  if (zoneId === null) return all;
  return all.filter(({ zones }) => zones.length === 0 || zones.includes(zoneId));
}

export const NOTICE_FOLDS = {
  "notice.posted": (state, { data, atMs }) => {
    const { noticeId: id, text, untilMs, zones } = data;
    state.notices.set(id, { id, text, untilMs, zones, postedAtMs: atMs });
  },
  "notice.withdrawn": (state, { data }) => {
    state.notices.delete(data.noticeId);
  },
} satisfies Partial<Folds<EventType>>;
