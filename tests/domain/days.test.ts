// Days: local time through every change of the clocks, and what the turn of a day closes, keeps and restarts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, newState } from "../../controller/domain/fold.ts";
import { snapshotOf } from "../../controller/domain/snapshot.ts";
import { isoWithOffset, localDay, localDayRange } from "../../controller/domain/time.ts";
import { GivenHall, NINE_MS, SEEDED, settingsWith } from "./given-hall.ts";
import { checkLog, checkState } from "./random-hall.ts";

const HOUR_MS = 3_600_000;
const ZONES = [
  "Asia/Shanghai",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/St_Johns",
  "Africa/Casablanca",
  "America/Santiago",
  "Pacific/Chatham",
];

describe("local time", () => {
  test("is written with the offset in force", () => {
    expect(isoWithOffset(NINE_MS, "Asia/Shanghai")).toBe("2031-03-04T09:00:00.000+08:00");
    const berlin = Date.parse("2031-03-30T00:59:59.999Z");
    expect(isoWithOffset(berlin, "Europe/Berlin")).toBe("2031-03-30T01:59:59.999+01:00");
    expect(isoWithOffset(berlin + 1, "Europe/Berlin")).toBe("2031-03-30T03:00:00.000+02:00");
    const autumn = Date.parse("2031-11-02T05:59:59.000Z");
    expect(isoWithOffset(autumn, "America/New_York")).toBe("2031-11-02T01:59:59.000-04:00");
    expect(isoWithOffset(autumn + 1000, "America/New_York")).toBe("2031-11-02T01:00:00.000-05:00");
    expect(isoWithOffset(0, "Asia/Kathmandu")).toBe("1970-01-01T05:30:00.000+05:30");
  });

  test.each([
    ["Europe/Berlin", "2031-03-30", 23],
    ["Europe/Berlin", "2031-10-26", 25],
    ["America/New_York", "2031-03-09", 23],
    ["America/New_York", "2031-11-02", 25],
    ["Asia/Shanghai", "2031-03-30", 24],
    ["Australia/Lord_Howe", "2031-04-06", 24.5],
  ])("in %s the day %s has %f hours", (timezone, day, hours) => {
    const { startMs, endMs } = localDayRange(day, timezone);
    expect((endMs - startMs) / HOUR_MS).toBe(hours);
    expect(localDay(startMs, timezone)).toBe(day);
    expect(localDay(startMs - 1, timezone)).not.toBe(day);
    expect(localDay(endMs - 1, timezone)).toBe(day);
    expect(localDay(endMs, timezone)).not.toBe(day);
  });

  test("agrees with the calendar at any moment of five years in ten zones", () => {
    const fromMs = Date.parse("2027-01-01T00:00:00Z");
    const moment = fc.integer({ min: fromMs, max: fromMs + 5 * 366 * 24 * HOUR_MS });
    fc.assert(
      fc.property(moment, fc.constantFrom(...ZONES), (atMs, timezone) => {
        const iso = isoWithOffset(atMs, timezone);
        expect(Date.parse(iso)).toBe(atMs);
        const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
        expect(localDay(atMs, timezone)).toBe(calendar.format(atMs));
        expect(iso.slice(0, 10)).toBe(localDay(atMs, timezone));
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  test("stays right however many moments are asked about", () => {
    const zone = "Asia/Kathmandu";
    const first = isoWithOffset(NINE_MS, zone);
    // More quarters of an hour than are kept in memory.
    for (let quarter = 1; quarter <= 20_100; quarter++) localDay(NINE_MS + quarter * (HOUR_MS / 4), zone);
    expect(isoWithOffset(NINE_MS, zone)).toBe(first);
    expect(localDay(NINE_MS + 20_100 * (HOUR_MS / 4), zone)).toBe("2031-09-29");
  });

  test("each day begins where the one before ends, over every change of the clocks", () => {
    for (const timezone of ZONES) {
      let { endMs } = localDayRange("2031-01-01", timezone);
      for (let count = 0; count < 366; count++) {
        const range = localDayRange(localDay(endMs, timezone), timezone);
        expect(range.startMs).toBe(endMs);
        endMs = range.endMs;
      }
    }
  });
});

function starts(hall: GivenHall): string[] {
  return hall.log.flatMap((logged) => (logged.type === "day.started" ? [logged.data.day] : []));
}

describe("the turn of the day", () => {
  test("comes before the first command ever, and once a day, also when the command is refused", () => {
    const hall = new GivenHall();
    hall.refuses({ type: "leave-ticket", ticketId: "ticket-none" }, "TICKET_UNKNOWN");
    hall.later(HOUR_MS).does({ type: "tick" });
    hall.later(24 * HOUR_MS).refuses({ type: "leave-ticket", ticketId: "ticket-none" }, "TICKET_UNKNOWN");
    expect(starts(hall)).toEqual(["2031-03-04", "2031-03-05"]);
  });

  test("closes who waits, is missed or held, and restarts the numbers", () => {
    const hall = new GivenHall().opens("1");
    const tickets = [1, 2, 3].map(() => hall.issues());
    hall.callsNext();
    hall.does({ type: "missed", windowId: "1" });
    hall.callsNext();
    hall.does({ type: "hold", windowId: "1" });
    hall.later(24 * HOUR_MS);
    const fresh = hall.issues();
    expect(tickets.map(({ id }) => hall.state.tickets.get(id))).toEqual([undefined, undefined, undefined]);
    expect(
      hall.log.filter((logged) => logged.type === "ticket.left" && logged.data.reason === "day-ended"),
    ).toHaveLength(3);
    expect(fresh.number).toBe("A001");
    expect([...hall.state.cases.values()].map(({ status }) => status)).toEqual(["finished"]);
    checkState(hall.state);
  });

  test("lets who is being served finish, at the same window with the same case", () => {
    const hall = new GivenHall(settingsWith(), Date.parse("2031-03-04T23:58:00+08:00")).opens("1", "2");
    const [serving, called] = [hall.issues(), hall.issues()];
    hall.callsNext("1");
    hall.does({ type: "arrived", windowId: "1" });
    hall.callsNext("2");
    hall.later(5 * 60_000).does({ type: "tick" });
    const kept = hall.ticket(serving.id);
    expect(hall.window("1")).toMatchObject({ state: "open", ticketId: kept.id, caseId: kept.caseId });
    expect(hall.state.recentCalls.map(({ ticketId }) => ticketId).sort()).toEqual([called.id, serving.id].sort());
    hall.does({ type: "finish", windowId: "1" });
    expect(hall.pressesPad(5).ok).toBe(true);
    // Their numbers are still alive: the new day passes them over.
    expect(hall.issues().number).toBe("A003");
    checkLog(hall);
  });

  test("keeps the line where the hall wants it so, in its order and with its numbers", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" })).opens("1");
    const late = hall.issues();
    for (let count = 0; count < 5; count++) hall.issues();
    hall.callsNext();
    hall.does({ type: "missed", windowId: "1" });
    hall.callsNext();
    hall.does({ type: "return-ticket", ticketId: late.id });
    hall.later(24 * HOUR_MS);
    expect(hall.issues().number).toBe("A007");
    const order = [1, 2, 3, 4, 5, 6].map(() => hall.callsNext());
    // The three calls it had to wait for go on being counted over midnight.
    expect(order).toEqual(["A003", "A004", "A005", "A001", "A006", "A007"]);
    checkState(hall.state);
  });

  test("frees who had let enough others pass, and asks as many calls of who comes back on the new day", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" })).opens("1", "2");
    const [free, late] = [hall.issues(), hall.issues()];
    for (let count = 0; count < 8; count++) hall.issues();
    for (const windowId of ["1", "2"]) {
      hall.callsNext(windowId);
      hall.does({ type: "missed", windowId });
    }
    hall.does({ type: "return-ticket", ticketId: free.id });
    // Three calls of the service by number: it is free, and nobody has called it yet.
    for (const number of ["A003", "A004", "A005"]) {
      hall.does({ type: "call-ticket", windowId: "1", ticket: { number }, fromKeypad: false });
    }
    hall.later(24 * HOUR_MS).does({ type: "return-ticket", ticketId: late.id });
    expect([hall.ticket(free.id).notBeforeCall, hall.ticket(late.id).notBeforeCall]).toEqual([null, 3]);
    expect([1, 2, 3, 4].map(() => hall.callsNext())).toEqual(["A001", "A006", "A007", "A002"]);
    checkState(hall.state);
  });

  test("goes forward only: a clock set back over midnight starts no day again and stops no time", () => {
    const hall = new GivenHall(settingsWith(), Date.parse("2031-03-05T00:10:00+08:00")).opens("1");
    hall.issues();
    hall.later(-24 * HOUR_MS);
    const ticket = hall.issues();
    expect(ticket.number).toBe("A002");
    hall.callsNext();
    hall.does({ type: "finish", windowId: "1" });
    hall.later(24 * HOUR_MS).issues();
    expect(starts(hall)).toEqual(["2031-03-05"]);
    checkLog(hall);
  });

  test.each([
    ["Europe/Berlin", "2031-03-30T00:00:00+01:00", 23],
    ["Europe/Berlin", "2031-10-26T00:00:00+02:00", 25],
    ["America/New_York", "2031-03-09T00:00:00-05:00", 23],
    ["America/New_York", "2031-11-02T00:00:00-04:00", 25],
  ])("in %s comes after the hours that day really has", (timezone, midnight, hours) => {
    const hall = new GivenHall(settingsWith({ timezone }), Date.parse(midnight));
    for (let hour = 0; hour <= hours; hour++) {
      hall.does({ type: "tick" });
      hall.later(HOUR_MS);
    }
    expect(starts(hall)).toHaveLength(2);
    expect(hall.log.at(-1)?.atMs).toBe(Date.parse(midnight) + hours * HOUR_MS);
  });

  test("carries devices, alarms and measured times", () => {
    const hall = new GivenHall().opens("1");
    hall.does({ type: "device-changed", deviceId: "strip-1", state: "offline", detail: "no answer" });
    hall.issues();
    hall.callsNext();
    hall.later(60_000).does({ type: "finish", windowId: "1" });
    hall.later(24 * HOUR_MS).does({ type: "tick" });
    expect(hall.state.devices.get("strip-1")).toMatchObject({ state: "offline", detail: "no answer" });
    expect([...hall.state.alarms.keys()]).toEqual(["device:strip-1"]);
    expect(hall.state.serviceTimes.get("a")).toEqual([60_000]);
  });

  test("folds the same onto a new state as onto the running one", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" })).opens("1");
    for (let count = 0; count < 4; count++) hall.issues("a", count % 2 === 0 ? null : "elderly");
    hall.callsNext();
    const snapshot = snapshotOf(hall.state);
    const data = { day: "2031-03-05", timezone: "Asia/Shanghai", snapshot };
    const logged = { type: "day.started", data, seq: 99, atMs: NINE_MS * 2, actor: "system" } as const;
    const fresh = newState(hall.settings);
    fold(fresh, logged);
    fold(hall.state, logged);
    expect(hall.state).toEqual(fresh);
  });
});
