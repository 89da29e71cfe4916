// Opening hours: weeks, holidays, worked days off, extended hours, and days on which the clocks change.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterWorking,
  dayAfter,
  hallDay,
  hallOpening,
  serviceOpening,
  spansOf,
} from "../../controller/domain/calendar.ts";
import { isoWithOffset, localDay, localDayRange, wallTime } from "../../controller/domain/time.ts";
import { SEEDED, settingsWith } from "./given-hall.ts";
import { CALENDAR, OFFICE } from "./given-offer.ts";

const hoursOn = (date: string, calendar = CALENDAR) =>
  hallDay(calendar, date).hours.map(({ from, to, extended }) => `${from}-${to}${extended ? "+" : ""}`);
const at = (text: string) => Date.parse(text);

describe("the week", () => {
  test("names its hours; a day without hours is closed; no calendar is always open", () => {
    expect(hoursOn("2031-03-04")).toEqual(["540-720", "810-1020"]);
    expect(hoursOn("2031-03-08")).toEqual([]);
    expect(hallOpening(settingsWith(), at("2031-03-08T03:00:00+08:00"))).toMatchObject({
      open: true,
      closesAtMs: null,
    });
  });

  test("a holiday is closed, a worked day off keeps the hours of the day it stands in for", () => {
    const calendar = {
      ...CALENDAR,
      week: { ...CALENDAR.week, fri: ["08:00-10:00"] },
      holidays: [{ date: "2031-03-04", name: { "zh-CN": "节日" } }],
      workdays: [
        { date: "2031-03-08", like: "fri" as const, name: { "zh-CN": "调休上班" } },
        { date: "2031-03-09", hours: ["10:00-11:00"] },
      ],
    };
    expect(hallDay(calendar, "2031-03-04")).toMatchObject({ hours: [], name: { "zh-CN": "节日" } });
    expect(hoursOn("2031-03-08", calendar)).toEqual(["480-600"]);
    expect(hoursOn("2031-03-09", calendar)).toEqual(["600-660"]);
  });

  test("extended hours are marked, and usual where they overlap the usual ones", () => {
    const calendar = {
      ...CALENDAR,
      holidays: [{ date: "2031-03-05" }],
      extended: [
        { weekday: "wed" as const, hours: ["16:00-20:00"] },
        { date: "2031-03-08", hours: ["09:00-12:00"] },
      ],
    };
    expect(hoursOn("2031-03-12", calendar)).toEqual(["540-720", "810-1020", "1020-1200+"]);
    expect(hoursOn("2031-03-05", calendar)).toEqual([]);
    expect(hoursOn("2031-03-08", calendar)).toEqual(["540-720+"]);
  });

  test("the lunch break is closed and names the afternoon; the end names the next working day", () => {
    const settings = settingsWith({ calendar: CALENDAR });
    const noon = hallOpening(settings, at("2031-03-04T12:00:00+08:00"));
    expect(noon).toMatchObject({ open: false, worksToday: true, nextOpeningMs: at("2031-03-04T13:30:00+08:00") });
    const friday = hallOpening(settings, at("2031-03-07T17:00:00+08:00"));
    expect(friday).toMatchObject({ open: false, nextOpeningMs: at("2031-03-10T09:00:00+08:00") });
    expect(hallOpening(settings, at("2031-03-04T16:59:59+08:00")).open).toBe(true);
  });

  test("a service keeps its own hours within those of the hall", () => {
    const settings = settingsWith({ calendar: CALENDAR });
    const service = { ...(settings.services[0] as never as object), hours: { tue: ["08:00-10:00"] } } as never;
    expect(serviceOpening(settings, service, at("2031-03-04T08:30:00+08:00")).open).toBe(false);
    expect(serviceOpening(settings, service, at("2031-03-04T09:30:00+08:00")).open).toBe(true);
    const after = serviceOpening(settings, service, at("2031-03-04T10:00:00+08:00"));
    expect(after.nextOpeningMs).toBe(at("2031-03-11T09:00:00+08:00"));
  });

  test("a hall closed for good has no next opening", () => {
    const settings = settingsWith({ calendar: { ...CALENDAR, week: {} } });
    expect(hallOpening(settings, at("2031-03-04T09:00:00+08:00")).nextOpeningMs).toBeNull();
  });
});

describe("when the clocks change", () => {
  test("hours stand on the wall clock before and after", () => {
    for (const [day, offset] of [
      ["2030-03-30", "+01:00"],
      ["2030-03-31", "+02:00"],
      ["2030-10-26", "+02:00"],
      ["2030-10-27", "+01:00"],
    ] as const) {
      const { atMs, exists } = wallTime(day, 540, "Europe/Berlin");
      expect([isoWithOffset(atMs, "Europe/Berlin"), exists]).toEqual([`${day}T09:00:00.000${offset}`, true]);
    }
  });

  test("a skipped time is the moment of the change, a doubled one its first", () => {
    const skipped = wallTime("2030-03-31", 150, "Europe/Berlin");
    expect(skipped).toEqual({ atMs: at("2030-03-31T01:00:00Z"), exists: false });
    const doubled = wallTime("2030-10-27", 150, "Europe/Berlin");
    expect(doubled).toEqual({ atMs: at("2030-10-27T00:30:00Z"), exists: true });
  });

  test("a night that begins at one o'clock still ends the day before at twenty-four", () => {
    // In Beirut midnight itself is skipped.
    const { endMs } = localDayRange("2031-03-29", "Asia/Beirut");
    expect(wallTime("2031-03-29", 1440, "Asia/Beirut").atMs).toBe(endMs);
  });

  test("open time is as long as the wall clock says, less or more than that by the change alone", () => {
    const day = { date: "2030-03-31", hours: [{ from: 0, to: 1440, extended: false }], name: null };
    const [span] = spansOf(day, "Europe/Berlin");
    expect((span?.endMs ?? 0) - (span?.startMs ?? 0)).toBe(23 * 3_600_000);
    const skipped = { ...day, hours: [{ from: 121, to: 179, extended: false }] };
    expect(spansOf(skipped, "Europe/Berlin")).toEqual([]);
  });

  test("in every zone, on every day, a wall time that exists is what the wall clock then shows", () => {
    const zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"];
    const dates = fc.integer({ min: 0, max: 1500 }).map((n) => dayAfter("2028-01-01", n));
    fc.assert(
      fc.property(fc.constantFrom(...zones), dates, fc.integer({ min: 0, max: 1439 }), (zone, day, minutes) => {
        const { atMs, exists } = wallTime(day, minutes, zone);
        const shown = isoWithOffset(atMs, zone);
        const wanted = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
        if (exists) expect(shown.slice(0, 16)).toBe(`${day}T${wanted}`);
        else expect(localDay(atMs, zone) >= day && shown.slice(0, 16) > `${day}T${wanted}`).toBe(true);
      }),
      { ...SEEDED, numRuns: 2000 },
    );
  });

  test("whoever is told a next opening finds the hall open then, and closed just before", () => {
    const zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Beirut"];
    const week = { sun: ["00:00-03:00", "20:00-24:00"], mon: OFFICE, wed: ["02:00-02:30", "23:00-24:00"] };
    const moments = fc.integer({ min: at("2029-01-01T00:00:00Z"), max: at("2031-12-31T00:00:00Z") });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (timezone, nowMs) => {
        const settings = settingsWith({ timezone, calendar: { ...CALENDAR, week } });
        const { open, nextOpeningMs } = hallOpening(settings, nowMs);
        if (open) {
          expect(nextOpeningMs).toBeNull();
          return;
        }
        expect(nextOpeningMs).toBeGreaterThan(nowMs);
        expect(hallOpening(settings, nextOpeningMs ?? 0).open).toBe(true);
        expect(hallOpening(settings, (nextOpeningMs ?? 0) - 1).open).toBe(false);
      }),
      { ...SEEDED, numRuns: 500 },
    );
  });
});

test("work goes on after the break and past the end of the day", () => {
  const spans = [
    { startMs: 0, endMs: 100 },
    { startMs: 200, endMs: 300 },
  ];
  expect(afterWorking(spans, 50, 50)).toBe(100);
  expect(afterWorking(spans, 50, 60)).toBe(210);
  expect(afterWorking(spans, 150, 10)).toBe(210);
  expect(afterWorking(spans, 50, 200)).toBe(350);
});
