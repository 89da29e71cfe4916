// Messages to the named handler and the supervisors: once each, never to the one it is about, never at night.
import { expect, test } from "vitest";
import { loopNotices, notBefore } from "../../controller/loop/notices.ts";
import type { LogConsumer } from "../../controller/messages/log-follower.ts";
import type { OutboxMessage } from "../../controller/messages/ports.ts";
import { BOSS, CLERK, HANDLER, LoopHall, loopSettings } from "../domain/given-loop.ts";

const TIMEZONE = "Asia/Shanghai";
const NOTICES = { supervisors: [BOSS, CLERK], hours: "08:00-20:00", nearWorkingDays: 1 };
const DUTY = [HANDLER, BOSS, CLERK, "s05"].map((staff) => ({ id: `phone-of-${staff}`, staff }));
const HOUR_MS = 3_600_000;

function given() {
  const hall = new LoopHall(loopSettings({ notices: NOTICES, handleWorkingDays: 2, replyWorkingDays: 2 }));
  const { services, windows } = hall.state.settings;
  const config = { hall: { timezone: TIMEZONE }, services, windows, alarms: { duty: DUTY } } as never;
  const consumer: LogConsumer = loopNotices({
    config,
    notices: NOTICES,
    ledger: { byId: (id) => hall.state.loops.get(id) ?? null },
  });
  let read = 0;
  const box = new Map<string, OutboxMessage>();
  const cancelled: string[] = [];
  /** As the follower of the log does, twice: after a crash it may be asked again. */
  const follow = () => {
    const fresh = hall.log.slice(read);
    for (const event of [...fresh, ...fresh]) {
      const taken = consumer.take(event as never);
      for (const message of taken?.put ?? []) box.set(message.id, message);
      cancelled.push(...(taken?.cancel ?? []));
    }
    read = hall.log.length;
    return [...box.values()];
  };
  return { hall, follow, cancelled };
}
const toOf = (messages: readonly OutboxMessage[]) => messages.map(({ to }) => to);

test("the handler and the supervisors are told at once, the clerk it is about is not", () => {
  const { hall, follow } = given();
  const loop = hall.rated(1);
  const messages = follow();
  expect(toOf(messages)).toEqual([`contact:duty:phone-of-${HANDLER}`, `contact:duty:phone-of-${BOSS}`]);
  expect(messages.map(({ id }) => id)).toEqual([
    `loop-received:${loop.loopId}:${HANDLER}`,
    `loop-received:${loop.loopId}:${BOSS}`,
  ]);
  const text = JSON.stringify(messages);
  expect(text).toContain(loop.number);
  // A telephone lies about: neither the level nor anybody's words or name.
  expect(text).not.toMatch(/不满意|level|s01/);
  expect(messages.every(({ notBeforeMs }) => notBeforeMs === undefined)).toBe(true);
  hall.does({ type: "assign-loop", loopId: loop.loopId, handlerId: "s05", by: BOSS });
  expect(toOf(follow()).at(-1)).toBe("contact:duty:phone-of-s05");
});

test("a deadline that comes near is told to the handler, a missed one to the supervisors as well; once each", () => {
  const { hall, follow } = given();
  const { loopId, dueMs } = hall.rated();
  follow();
  while (hall.nowMs < dueMs + HOUR_MS) {
    hall.later(3 * HOUR_MS).does({ type: "tick" });
    follow();
  }
  const ids = follow().map(({ id }) => id);
  expect(ids.filter((id) => id.includes("reminded"))).toEqual([
    `loop-reminded-handle:${loopId}:${HANDLER}`,
    `loop-reminded-reply:${loopId}:${HANDLER}`,
  ]);
  expect(ids.filter((id) => id.includes("overdue-handle"))).toEqual([
    `loop-overdue-handle:${loopId}:${HANDLER}`,
    `loop-overdue-handle:${loopId}:${BOSS}`,
  ]);
  for (const message of follow()) {
    const atMs = message.notBeforeMs ?? null;
    if (atMs !== null) expect(notBefore(NOTICES.hours, atMs, TIMEZONE)).toBeUndefined();
    expect(message.expiresAtMs).toBeGreaterThan(atMs ?? 0);
  }
});

test("what waits for the morning is taken back when another level was meant", () => {
  const { hall, follow, cancelled } = given();
  const { loopId, caseId, ratingId } = hall.rated(1);
  follow();
  hall.does({ type: "correct-rating", caseId: caseId ?? "", ratingId: ratingId ?? "", level: 5 } as never);
  follow();
  expect(cancelled).toContain(`loop-received:${loopId}:${HANDLER}`);
});

test("quiet hours end at the next hour inside, also over midnight", () => {
  const at = (clock: string) => Date.parse(`2031-03-04T${clock}:30+08:00`);
  expect(notBefore("08:00-20:00", at("12:00"), TIMEZONE)).toBeUndefined();
  expect(notBefore("08:00-20:00", at("21:15"), TIMEZONE)).toBe(Date.parse("2031-03-05T08:00:00+08:00"));
  expect(notBefore("08:00-20:00", at("05:00"), TIMEZONE)).toBe(Date.parse("2031-03-04T08:00:00+08:00"));
  expect(notBefore("22:00-06:00", at("12:00"), TIMEZONE)).toBe(Date.parse("2031-03-04T22:00:00+08:00"));
  expect(notBefore("22:00-06:00", at("23:00"), TIMEZONE)).toBeUndefined();
});
