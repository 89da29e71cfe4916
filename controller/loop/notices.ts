// Short messages about bad ratings and complaints to their named handler and the supervisors: on receipt, when somebody
// else becomes the handler, before a deadline and when one is missed. Each once, and none at night.
import type { Config } from "../../config/schema.ts";
import { dutyContact } from "../alarms/messenger.ts";
import { isWithinHours } from "../domain/asking.ts";
import type { LoopDeadlineStep, LoopNotices, LoopRef, LoopSource } from "../domain/loop-types.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { LogConsumer, Taken } from "../messages/log-follower.ts";
import type { OutboxMessage } from "../messages/ports.ts";
import type { LoopReader } from "../store/loop-ledger.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A notice that could not leave for so long is told by the page and the alarms. */
const EXPIRES_MS = 3 * DAY_MS;

type About = "received" | "assigned" | "reminded" | "overdue";

export interface NoticesOptions {
  readonly config: Pick<Config, "alarms" | "hall" | "services" | "windows">;
  readonly notices: LoopNotices;
  /** Who it is about and who handles it, at the moment of the message. */
  readonly ledger: Pick<LoopReader, "byId">;
}

const STEPS: Readonly<Record<LoopDeadlineStep, string>> = {
  ...{ handle: "办理 handling", fix: "整改 putting right", reply: "答复 reply", "call-back": "回访 call back" },
};

interface LoopData extends LoopRef {
  readonly source?: LoopSource;
  readonly dueMs?: number;
  readonly step?: LoopDeadlineStep;
}

/** The next moment inside the hours; undefined: now is one. */
export function notBefore(hours: string, nowMs: number, timezone: string): number | undefined {
  if (isWithinHours(hours, nowMs, timezone)) return undefined;
  const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const nowMinutes = minutesOf(isoWithOffset(nowMs, timezone).slice(11, 16));
  const waitMinutes = (minutesOf(hours.slice(0, 5)) - nowMinutes + 1440) % 1440;
  return nowMs - (nowMs % MINUTE_MS) + waitMinutes * MINUTE_MS;
}

/** The consumer of the log that makes them. */
export function loopNotices(options: NoticesOptions): LogConsumer {
  const { config, notices, ledger } = options;
  const { timezone } = config.hall;
  const duty = config.alarms?.duty ?? [];
  const idOf = (about: string, loopId: string, staffId: string) => `loop-${about}:${loopId}:${staffId}`;

  const put = (data: LoopData, about: About, to: readonly (string | null)[], text: string, atMs: number): Taken => {
    const clerkId = ledger.byId(data.loopId)?.clerkId ?? null;
    const told = new Set(to.filter((staffId) => staffId !== null && staffId !== clerkId));
    const notBeforeMs = notBefore(notices.hours, atMs, timezone);
    const key = data.step === undefined ? about : `${about}-${data.step}`;
    const messages = duty
      .filter(({ staff }) => staff !== undefined && told.has(staff))
      .map(({ id, staff = "" }): OutboxMessage => {
        const message = { id: idOf(key, data.loopId, staff), channel: "sms", to: dutyContact(id) } as const;
        const expiresAtMs = (notBeforeMs ?? atMs) + EXPIRES_MS;
        return { ...message, body: { text }, expiresAtMs, ...(notBeforeMs === undefined ? {} : { notBeforeMs }) };
      });
    return { put: messages };
  };

  return {
    name: "loop-notices",
    take({ type, data, atMs }) {
      const loop = data as LoopData;
      const known = type.startsWith("loop.") ? ledger.byId(loop.loopId) : null;
      if (known === null) return null;
      const about = subjectWords(config, known);
      switch (type) {
        case "loop.received": {
          const text = `${about}，请在${dayOf(loop.dueMs ?? atMs, timezone)}前办理。to be dealt with`;
          return put(loop, "received", [known.handlerId, ...notices.supervisors], text, atMs);
        }
        case "loop.assigned": {
          const { handlerId } = data as { handlerId: string };
          return put(loop, "assigned", [handlerId], `${about}，由您经办。assigned to you`, atMs);
        }
        case "loop.reminded":
        case "loop.overdue": {
          const [step, day] = [STEPS[loop.step ?? "handle"], dayOf(loop.dueMs ?? atMs, timezone)];
          const isLate = type === "loop.overdue";
          const text = `${about}，${step}${isLate ? `已超期（${day}）overdue` : `将于${day}到期 due soon`}`;
          const owners = known.handlerId === null || isLate ? notices.supervisors : [];
          return put(loop, isLate ? "overdue" : "reminded", [known.handlerId, ...owners], text, atMs);
        }
        case "loop.withdrawn":
          // What waits for the morning is about nothing any more.
          return { cancel: duty.map(({ staff }) => idOf("received", loop.loopId, staff ?? "")) };
        default:
          return null;
      }
    },
  };
}

/** The last day of a deadline. */
function dayOf(dueMs: number, timezone: string): string {
  return isoWithOffset(dueMs - 1, timezone).slice(5, 10);
}

/** What it is about: no level, no words and no name, for a telephone lies about. */
function subjectWords({ services, windows }: NoticesOptions["config"], ref: LoopRef & { source: LoopSource }): string {
  const zh = (words: Readonly<Record<string, string>> | undefined) => words?.["zh-CN"];
  const parts = [
    ref.source === "rating" ? "差评" : "投诉",
    ref.number,
    zh(services.find(({ id }) => id === ref.serviceId)?.name),
    zh(windows.find(({ id }) => id === ref.windowId)?.name),
  ];
  return parts.filter((part) => part !== null && part !== undefined).join(" ");
}
