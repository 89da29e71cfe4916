// When somebody is asked, by message and by telephone: hours, bounds, the turn of the day, and who may ring.
import { expect, test } from "vitest";
import { callbackDue, hoursEndMs, isInSample, isWithinHours, LEASE_MS } from "../../controller/domain/asking.ts";
import type { AskingSettings } from "../../controller/domain/asking-types.ts";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold, newState } from "../../controller/domain/fold.ts";
import { GivenHall, MINUTE_MS, NINE_MS, pictureOf, ratingOf, settingsWith } from "./given-hall.ts";

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ASKING: AskingSettings = {
  sms: { afterMinutes: 60, hours: "09:00-20:00", reminders: 0, reminderAfterDays: 2, expiresDays: 30 },
  phone: { afterDays: 2, attemptsMax: 2, retryHours: 4, hours: "09:00-17:30", sampleShare: 1 },
};

function asked(asking: AskingSettings = ASKING): { hall: GivenHall; caseId: string; ticketId: string } {
  const hall = new GivenHall(settingsWith({ rating: { asking } }));
  hall.does({ type: "open-window", windowId: "1", staffId: "s01" });
  const { id: ticketId } = hall.issues();
  hall.does({ type: "leave-contact", ticketId, place: "window" });
  hall.callsNext();
  hall.does({ type: "arrived", windowId: "1" });
  hall.does({ type: "finish", windowId: "1" });
  return { hall, caseId: hall.caseOf(ticketId).id, ticketId };
}
const messages = (hall: GivenHall) => hall.log.filter(({ type }) => type === "rating.asked").length;
const tick = (hall: GivenHall, laterMs: number) => hall.later(laterMs).does({ type: "tick" });

test("hours are the hall's wall clock, and may reach over midnight", () => {
  const at = (clock: string) => Date.parse(`2031-03-04T${clock}:00+08:00`);
  const within = (hours: string, clock: string) => isWithinHours(hours, at(clock), "Asia/Shanghai");
  expect([within("09:00-20:00", "08:59"), within("09:00-20:00", "09:00"), within("09:00-20:00", "20:00")]).toEqual([
    false,
    true,
    false,
  ]);
  expect([within("20:00-02:00", "23:00"), within("20:00-02:00", "01:59"), within("20:00-02:00", "12:00")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(hoursEndMs("09:00-20:00", NINE_MS + 5 * MINUTE_MS, "Asia/Shanghai")).toBe(NINE_MS + 11 * HOUR_MS);
  expect(hoursEndMs("20:00-02:00", at("23:00"), "Asia/Shanghai")).toBe(at("23:00") + 3 * HOUR_MS);
});

test("a case that ends in the evening is asked about the next morning, across the turn of the day, once", () => {
  const { hall } = asked();
  hall.nowMs = NINE_MS + 11 * HOUR_MS + MINUTE_MS;
  hall.does({ type: "tick" });
  expect(messages(hall)).toBe(0);
  tick(hall, 11 * HOUR_MS);
  expect(messages(hall)).toBe(0);
  tick(hall, 3 * HOUR_MS);
  expect(messages(hall)).toBe(1);
  for (let hours = 0; hours < 48; hours++) tick(hall, HOUR_MS);
  expect(messages(hall)).toBe(1);
});

test("the state folded from the log alone is the same, also from the newest day on", () => {
  const { hall, caseId } = asked();
  tick(hall, 2 * HOUR_MS);
  tick(hall, 2 * DAY_MS);
  hall.does({ type: "claim-callback", caseId, by: "s02", sameNumber: [] });
  const day = hall.log.findLastIndex(({ type }) => type === "day.started");
  const state = newState(hall.settings);
  for (const event of hall.log.slice(day) as LoggedEvent[]) fold(state, event);
  expect(pictureOf(state)).toMatchObject({ asking: hall.state.asking, cases: hall.state.cases });
  expect(state.asking.leases.get(caseId)?.by).toBe("s02");
});

test("a day logged before anybody was asked loads, and has no numbers", () => {
  const { hall } = asked();
  tick(hall, DAY_MS);
  const day = hall.log.findLast((event) => event.type === "day.started");
  if (day?.type !== "day.started") throw new Error("no day");
  const { asking: _asking, ...snapshot } = day.data.snapshot;
  const state = newState(hall.settings);
  fold(state, { ...day, data: { ...day.data, snapshot } } as LoggedEvent);
  expect(state.asking.contacts.size).toBe(0);
});

test("the rated clerk neither claims nor reports; two callers never have one person; a lease ends by itself", () => {
  const { hall, caseId } = asked();
  tick(hall, 2 * HOUR_MS);
  hall.refuses({ type: "claim-callback", caseId, by: "s02", sameNumber: [] }, "CALLBACK_NOT_DUE");
  tick(hall, 2 * DAY_MS);
  hall.refuses({ type: "claim-callback", caseId, by: "s01", sameNumber: [] }, "OWN_CASE");
  hall.refuses({ type: "report-call", caseId, by: "s02", result: "busy" }, "CALLBACK_NOT_CLAIMED");
  hall.does({ type: "claim-callback", caseId, by: "s02", sameNumber: [] });
  hall.refuses({ type: "claim-callback", caseId, by: "s03", sameNumber: [] }, "CALLBACK_TAKEN");
  hall.refuses({ type: "release-callback", caseId, by: "s03" }, "CALLBACK_TAKEN");
  hall.later(LEASE_MS).does({ type: "claim-callback", caseId, by: "s03", sameNumber: [] });
  hall.refuses({ type: "report-call", caseId, by: "s02", result: "busy" }, "CALLBACK_NOT_CLAIMED");
  hall.refuses({ type: "report-call", caseId, by: "s03", result: "rated" }, "LEVEL_UNKNOWN");
  hall.does({ type: "report-call", caseId, by: "s03", result: "rated", level: 1 });
  expect(hall.state.cases.get(caseId)?.rating).toMatchObject({ level: 1, channel: "phone" });
  hall.does({ type: "release-callback", caseId, by: "s03" });
});

test("calls are repeated after their hours, so often and no more; quiet hours hold", () => {
  const { hall, caseId } = asked();
  tick(hall, 2 * HOUR_MS);
  tick(hall, 2 * DAY_MS);
  const call = () => {
    hall.does({ type: "claim-callback", caseId, by: "s02", sameNumber: [] });
    hall.does({ type: "report-call", caseId, by: "s02", result: "no-answer" });
  };
  call();
  hall.later(3 * HOUR_MS).refuses({ type: "claim-callback", caseId, by: "s02", sameNumber: [] }, "CALLBACK_NOT_DUE");
  // Due by then, but it is evening.
  hall.later(5 * HOUR_MS).refuses({ type: "claim-callback", caseId, by: "s02", sameNumber: [] }, "CALLBACK_NOT_DUE");
  tick(hall, 15 * HOUR_MS);
  call();
  tick(hall, DAY_MS);
  expect(callbackDue(hall.state, hall.state.cases.get(caseId), hall.nowMs)).toBeNull();
});

test.each(["declined", "wrong-number"] as const)(
  "after %s nobody rings again, and the case ends honestly",
  (result) => {
    const { hall, caseId, ticketId } = asked();
    tick(hall, 2 * HOUR_MS);
    tick(hall, 2 * DAY_MS);
    hall.does({ type: "claim-callback", caseId, by: "s02", sameNumber: [] });
    hall.does({ type: "report-call", caseId, by: "s02", result });
    tick(hall, DAY_MS);
    hall.refuses({ type: "claim-callback", caseId, by: "s02", sameNumber: [] }, "CALLBACK_NOT_DUE");
    expect(hall.state.asking.contacts.has(ticketId)).toBe(result === "declined");
    tick(hall, 8 * DAY_MS);
    const ends = hall.log.filter(({ type }) => type === "rating.settled");
    expect(ends).toHaveLength(1);
    expect(hall.log.filter(({ type }) => type === "rating.recorded")).toHaveLength(0);
  },
);

test("an answer counts only where a message asked, only while it is valid, and only once", () => {
  const { hall, caseId } = asked({ ...ASKING, sms: { ...ASKING.sms, expiresDays: 1 } as never });
  hall.refuses({ type: "answer-ask", caseId, level: 5 }, "CASE_UNKNOWN");
  tick(hall, 2 * HOUR_MS);
  hall.later(DAY_MS + HOUR_MS).refuses({ type: "answer-ask", caseId, level: 5 }, "RATING_PERIOD_OVER");
  hall.does(ratingOf({ caseId, level: 3 }));
  hall.refuses({ type: "answer-ask", caseId, level: 5 }, "CASE_ALREADY_RATED");
});

test("the sample is the same for ever, near its share, and all of them at 1", () => {
  const ids = Array.from({ length: 5_000 }, (_, at) => `c_${(at * 7919).toString(36)}`);
  const share = ids.filter((id) => isInSample(id, 0.2)).length / ids.length;
  expect(share).toBeGreaterThan(0.17);
  expect(share).toBeLessThan(0.23);
  expect(ids.every((id) => isInSample(id, 1))).toBe(true);
  expect(ids.map((id) => isInSample(id, 0.2))).toEqual(ids.map((id) => isInSample(id, 0.2)));
});
