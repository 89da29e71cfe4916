// A month of asking, judged by its log alone: every case ends once and honestly, nobody is bothered against the rules.
import { describe, expect, test } from "vitest";
import { isWithinHours } from "../../controller/domain/asking.ts";
import type { EventData, EventType, LoggedEvent } from "../../controller/domain/events.ts";
import { AskingMonth, PHONE_HOURS, REMINDERS, SMS_HOURS } from "./asking-month.ts";

const SEEDS = [1, 2, 3, 4, 5] as const;
const TIMEZONE = "Asia/Shanghai";

type Of<T extends EventType> = LoggedEvent & { readonly type: T; readonly data: EventData[T] };
const all = <T extends EventType>(log: readonly LoggedEvent[], type: T): Of<T>[] =>
  log.filter((event): event is Of<T> => event.type === type);

/** What is wrong with a month; empty: nothing. */
function faultsOf(month: AskingMonth): string[] {
  const { log } = month.hall;
  const faults: string[] = [];
  const finished = new Set(all(log, "case.finished").map(({ data }) => data.caseId));
  const opened = new Map(all(log, "case.opened").map(({ data }) => [data.caseId, data]));
  const ends = all(log, "rating.settled");
  const ratedAtMs = new Map<string, number>();
  for (const { data, atMs } of all(log, "rating.recorded")) {
    if (ratedAtMs.has(data.caseId)) faults.push(`${data.caseId} has two ratings`);
    ratedAtMs.set(data.caseId, atMs);
    const said = month.meant.get(data.caseId);
    if ((data.channel === "sms" || data.channel === "phone") && said?.has(String(data.level)) !== true)
      faults.push(`${data.caseId}: nobody said ${data.level} about it`);
  }
  for (const caseId of finished) {
    const own = ends.filter(({ data }) => data.caseId === caseId);
    if (own.length !== 1) faults.push(`${caseId} has ${own.length} ends`);
    const isRated = ratedAtMs.has(caseId);
    if ((own[0]?.data.outcome === "rated") !== isRated) faults.push(`${caseId} ends as ${own[0]?.data.outcome}`);
  }
  for (const { caseId, phone, atMs, kind, untilMs } of month.sent) {
    const optedOutAtMs = month.optedOutAtMs.get(phone) ?? Infinity;
    const own = `${caseId} ${kind}`;
    if (atMs > optedOutAtMs) faults.push(`${own}: written to after the refusal`);
    if (atMs >= untilMs) faults.push(`${own}: written to after the expiry`);
    if (kind !== "ask") continue;
    if (atMs > (ratedAtMs.get(caseId) ?? Infinity)) faults.push(`${own}: asked after the rating`);
    if (!isWithinHours(SMS_HOURS, atMs, TIMEZONE)) faults.push(`${own}: asked in quiet hours`);
  }
  for (const caseId of finished)
    for (const [kind, max] of [
      ["ask", 1 + REMINDERS],
      ["help", 1],
      ["rated", 1],
    ] as const) {
      const count = month.sent.filter((one) => one.caseId === caseId && one.kind === kind).length;
      if (count > max) faults.push(`${caseId}: ${count} messages of kind ${kind}`);
    }
  for (const { data, atMs } of all(log, "callback.claimed"))
    if (!isWithinHours(PHONE_HOURS, atMs, TIMEZONE)) faults.push(`${data.caseId}: rung in quiet hours`);
  for (const { data } of all(log, "callback.attempted"))
    if (opened.get(data.caseId)?.staffId === data.by) faults.push(`${data.caseId}: rung by its own clerk`);
  if (month.doubleCalls > 0) faults.push(`${month.doubleCalls} people were rung by two at a time`);
  if (month.wrongLists > 0) faults.push(`${month.wrongLists} times the list of people to ring was another`);
  if (/\+86|8613800000/.test(JSON.stringify(log))) faults.push("a number is in the log");
  return faults;
}

describe.each(SEEDS)("a month of seed %i", (seed) => {
  const month = new AskingMonth(seed);
  month.run(30);

  test("ends every case exactly once, and bothers nobody against the rules", () => {
    expect(faultsOf(month)).toEqual([]);
  });

  test("has seen what it is about", () => {
    const { log } = month.hall;
    const channels = new Set(all(log, "rating.recorded").map(({ data }) => data.channel));
    expect([...channels].sort()).toEqual(["phone", "sms", "window_pad"]);
    const ends = new Set(all(log, "rating.settled").map(({ data }) => data.outcome));
    for (const end of ["rated", "declined", "not-rated", "unreachable"] as const) expect(ends).toContain(end);
    const outcomes = new Set(all(log, "rating.ask-ended").map(({ data }) => data.outcome));
    for (const one of ["delivered", "undelivered", "expired", "opted-out"] as const) expect(outcomes).toContain(one);
    for (const code of ["CASE_ALREADY_RATED", "OWN_CASE", "CALLBACK_TAKEN"]) expect(month.refused).toContain(code);
    expect(month.sent.filter(({ kind }) => kind === "help").length).toBeGreaterThan(0);
    expect(month.optedOutAtMs.size).toBeGreaterThan(0);
    expect(month.longLists).toBeGreaterThan(0);
  });
});

test("the judge sees a second rating, a message after the rating, and a case without an end", () => {
  const month = new AskingMonth(1);
  month.run(3);
  expect(faultsOf(month)).toEqual([]);
  const rated = all(month.hall.log, "rating.recorded")[0];
  const settled = month.hall.log.findIndex(({ type }) => type === "rating.settled");
  if (rated === undefined) throw new Error("nobody rated");
  const { caseId } = rated.data;
  month.hall.log.splice(settled, 1);
  month.hall.log.push(rated);
  month.sent.push({ caseId, phone: "+0", atMs: rated.atMs + 1, kind: "ask", untilMs: rated.atMs + 2 });
  const faults = faultsOf(month).join("\n");
  for (const sign of ["has two ratings", "asked after the rating", "has 0 ends"]) expect(faults).toContain(sign);
});
