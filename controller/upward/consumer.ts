// Which events of the log become a report to the province, and when it is sent: once, after the last correction.
import type { Config } from "../../config/schema.ts";
import { dayAfter } from "../domain/calendar.ts";
import { localDay, wallTime } from "../domain/time.ts";
import type { LogConsumer } from "../messages/log-follower.ts";
import type { OutboxMessage } from "../messages/ports.ts";
import type { StoredEvent } from "../store/event-store.ts";
import type { ProvinceAdapter } from "./adapter.ts";
import type { UploadAbout } from "./ledger.ts";

const DAY_MINUTES_PER_HOUR = 60;

export const uploadId = (recordId: string): string => `upload:${recordId}`;

interface Data {
  readonly ratingId: string;
  readonly caseId: string;
  readonly number: string;
  readonly stage?: number;
  readonly sequence?: number;
  readonly supersedes?: string;
}

/** Not before a rating may no longer be changed; where the hall uploads once a day, at that time. */
export function sendTimeMs(atMs: number, { schedule }: Config["upward"], timezone: string): number {
  const settledMs = atMs + schedule.holdSeconds * 1_000;
  if (schedule.at === undefined) return settledMs;
  const [hours = 0, minutes = 0] = schedule.at.split(":").map(Number);
  const ofDay = (day: string) => wallTime(day, hours * DAY_MINUTES_PER_HOUR + minutes, timezone).atMs;
  const day = localDay(settledMs, timezone);
  return ofDay(day) >= settledMs ? ofDay(day) : ofDay(dayAfter(day));
}

export function upwardConsumer(adapter: ProvinceAdapter, config: Pick<Config, "upward" | "hall">): LogConsumer {
  const { upward, hall } = config;
  const message = (event: StoredEvent, id: string, body: UploadAbout): OutboxMessage => ({
    ...{ id, channel: "upload", to: adapter.province, body },
    notBeforeMs: sendTimeMs(event.atMs, upward, hall.timezone),
  });
  return {
    name: `upward-${adapter.province}`,
    from: "now",
    take(event) {
      const { seq, type } = event;
      const data = event.data as Data;
      const { caseId, number } = data;
      if (adapter.about === "case") {
        if (type !== "case.opened" && type !== "case.finished") return null;
        const stage = type === "case.opened" ? 1 : 2;
        const body = { kind: "case", seq, caseId, number, stage, sequence: 1 } as const;
        // A finish may be taken back and come again: each is a message, and the one that stands is sent.
        return { put: [message(event, uploadId(`${caseId}:${seq}`), body)] };
      }
      if (type !== "rating.recorded") return null;
      const { ratingId, stage = 2, sequence = 1 } = data;
      const before = data.supersedes === undefined ? [] : [uploadId(data.supersedes)];
      const body: UploadAbout = {
        ...{ kind: "rating", seq, caseId, number, stage, sequence },
        ...(before[0] === undefined ? {} : { supersedes: before[0] }),
      };
      // A default that still waits is not sent at all: a person has rated.
      return { put: [message(event, uploadId(ratingId), body)], cancel: before };
    },
  };
}
