// A month of one window, as its log alone: made by the hall's own rules, so that it can pass again for each province.
import type { Command } from "../../controller/domain/commands.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { GivenHall } from "../domain/given-hall.ts";
import { RATED_SETTINGS } from "./given-month.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Monday 2026-01-05, midnight in Shanghai. */
export const MONTH_MS = Date.parse("2026-01-05T00:00:00+08:00");
export const DAYS = 22;
const VISITS = 6;
const CHANNELS = ["qr", "sms", "phone", "paper"] as const;
const RATE = { windowId: null, reasons: [], comment: null, deviceId: null } as const;

/** A rating as the log has it. */
export interface Recorded {
  readonly ratingId: string;
  readonly caseId: string;
  readonly level: number;
  readonly channel: string;
  readonly origin: string;
  readonly supersedes?: string;
}

/** Pads of all levels, one corrected; other channels; those that nobody rates; some that another system took. */
export function monthLog(): readonly LoggedEvent[] {
  const hall = new GivenHall(RATED_SETTINGS, MONTH_MS);
  const does = (command: Command) => hall.does(command).subject ?? {};
  const unrated: string[] = [];
  for (let day = 0; day < DAYS; day++) {
    hall.nowMs = MONTH_MS + day * DAY_MS + 9 * HOUR_MS;
    does({ type: "tick" });
    // People rate after the default was written: before it was reported, and after.
    if (day === 8) hall.later(2 * HOUR_MS);
    const late = day === 7 ? unrated[0] : day === 8 ? unrated[1] : undefined;
    if (late !== undefined) does({ type: "record-rating", ...RATE, caseId: late, level: 2, channel: "qr" });
    does({ type: "open-window", windowId: "1", staffId: "s01" });
    for (let visit = 0; visit < VISITS; visit++) {
      const caseId = served(hall, does);
      const level = 1 + ((day + visit) % 5);
      if (visit < 3) {
        const press = { ...RATE, windowId: "1", caseId: null, level, channel: "window_pad" } as const;
        const { ratingId = "" } = does({ type: "record-rating", ...press });
        hall.later(2_000);
        if (visit === 1) does({ type: "correct-rating", caseId, ratingId, level: 1 + ((level + 1) % 5) });
      } else if (visit < 5) {
        const channel = CHANNELS[(day + visit) % CHANNELS.length] ?? "qr";
        does({ type: "record-rating", ...RATE, caseId, level, channel });
      } else if (day % 3 === 0) {
        const imported = { source: "city", sourceId: `x${day}`, level: 4, channel: "web_pc", stage: 2 } as const;
        does({ type: "import-rating", caseId, ...imported, reasons: [], givenAtMs: hall.nowMs });
      } else unrated.push(caseId);
    }
    does({ type: "close-window", windowId: "1" });
  }
  hall.nowMs = MONTH_MS + (DAYS + 7) * DAY_MS + 9 * HOUR_MS;
  does({ type: "tick" });
  return hall.log;
}

/** From the ticket to the finished case. */
function served(hall: GivenHall, does: (command: Command) => { caseId?: string }): string {
  hall.later(20 * MINUTE_MS);
  does({ type: "issue-ticket", serviceId: "social", priority: null, kioskId: null, language: null });
  does({ type: "call-next", windowId: "1", fromKeypad: false });
  hall.later(MINUTE_MS);
  does({ type: "arrived", windowId: "1" });
  hall.later(3 * MINUTE_MS);
  return does({ type: "finish", windowId: "1", invite: true }).caseId ?? "";
}
