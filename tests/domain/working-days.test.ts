// Deadlines in working days: holidays, make-up workdays, zones with summer time.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CalendarSettings } from "../../controller/domain/offer-types.ts";
import { localDay } from "../../controller/domain/time.ts";
import {
  addDays,
  addWorkingDays,
  isWorkingDay,
  workingDayAfter,
  workingDaysLeft,
} from "../../controller/domain/working-days.ts";
import { SEEDED } from "./given-hall.ts";

const NINE_TO_FIVE = ["09:00-17:00"];
/** National Day of 2031 with a make-up Sunday before and a make-up Saturday after. */
const calendar: CalendarSettings = {
  week: { mon: NINE_TO_FIVE, tue: NINE_TO_FIVE, wed: NINE_TO_FIVE, thu: NINE_TO_FIVE, fri: NINE_TO_FIVE },
  holidays: ["01", "02", "03", "06", "07"].map((day) => ({ date: `2031-10-${day}`, name: { "zh-CN": "国庆节" } })),
  workdays: [{ date: "2031-09-28" }, { date: "2031-10-11" }],
  extended: [{ weekday: "sat", hours: ["09:00-11:30"] }],
};

describe("working days", () => {
  test("a holiday is none, a make-up workday is one, extended hours make none", () => {
    expect(isWorkingDay(calendar, "2031-10-01")).toBe(false);
    expect(isWorkingDay(calendar, "2031-10-11")).toBe(true);
    expect(isWorkingDay(calendar, "2031-10-18")).toBe(false);
    expect(isWorkingDay(calendar, "2031-10-20")).toBe(true);
    expect([isWorkingDay(undefined, "2031-10-18"), isWorkingDay(undefined, "2031-10-20")]).toEqual([false, true]);
  });

  test("five working days from the last one before the holidays", () => {
    // Tue 09-30; 10-08, 09, 10, the make-up Saturday 11, Monday 13.
    expect(workingDayAfter(calendar, "2031-09-30", 5)).toBe("2031-10-13");
    expect(workingDayAfter(calendar, "2031-09-30", 0)).toBe("2031-09-30");
  });

  test("the last day counts in full, in every zone, also where a night has 23 or 25 hours", () => {
    for (const timezone of ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]) {
      const fromMs = Date.parse("2031-03-27T12:00:00Z");
      const endMs = addWorkingDays({ timezone, calendar }, fromMs, 3);
      const from = localDay(fromMs, timezone);
      expect(localDay(endMs - 1, timezone)).toBe(workingDayAfter(calendar, from, 3));
      expect(localDay(endMs, timezone) > localDay(endMs - 1, timezone)).toBe(true);
    }
  });

  test("calendar days are counted on the calendar", () => {
    const place = { timezone: "Asia/Shanghai", calendar };
    const endMs = addDays(place, Date.parse("2031-09-30T10:00:00+08:00"), 7, "calendar");
    expect(new Date(endMs).toISOString()).toBe("2031-10-07T16:00:00.000Z");
  });

  test("a calendar without any working day still comes to an end", () => {
    const closed: CalendarSettings = { week: {}, holidays: [], workdays: [], extended: [] };
    expect(workingDayAfter(closed, "2031-10-01", 2) > "2031-10-01").toBe(true);
  });

  test("what is left today agrees with what was added", () => {
    const place = { timezone: "Asia/Shanghai", calendar };
    const from = Date.parse("2031-09-15T09:00:00+08:00");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 30 }), (offset, days) => {
        const atMs = from + offset * 86_400_000;
        const dueMs = addWorkingDays(place, atMs, days);
        expect(workingDaysLeft(place, atMs, dueMs)).toBe(days);
        expect(workingDaysLeft(place, dueMs + 5 * 86_400_000, dueMs)).toBeLessThanOrEqual(0);
      }),
      SEEDED,
    );
  });
});
