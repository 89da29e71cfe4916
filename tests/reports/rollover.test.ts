// The turn of the day: open tickets ended or kept by policy, numbers begin anew, and every fact stands in one day.
// Attendance over midnight, at several windows, and of a clerk who forgot to sign out.
import { afterEach, describe, expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import type { Policy } from "../../controller/domain/types.ts";
import { ReportRoom } from "../../controller/reports/room.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import { GivenHall } from "../domain/given-hall.ts";
import { monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";

const MIDNIGHT_MS = Date.parse("2031-03-05T00:00:00+08:00");
const MINUTE_MS = 60_000;
const FIRST = "2031-03-04";
const SECOND = "2031-03-05";
const RULES = { waitTargetMinutes: 20, rankLeast: 3, publicLeast: 3 };

const opened: SqliteStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

class Site {
  readonly hall: GivenHall;

  constructor(dayEnd: Policy["dayEnd"]) {
    const { calendar: _always, ...settings } = monthSettings(3);
    this.hall = new GivenHall({ ...settings, policy: { ...settings.policy, dayEnd } }, MIDNIGHT_MS - 60 * MINUTE_MS);
  }

  /** So many minutes before (-) or after midnight. */
  at(minutes: number, ...commands: Command[]): this {
    this.hall.nowMs = MIDNIGHT_MS + minutes * MINUTE_MS;
    for (const command of [{ type: "tick" } as const, ...commands]) {
      const decision = this.hall.submit(command);
      if (!decision.ok) throw new Error(`${command.type}: ${decision.detail}`);
    }
    return this;
  }

  /** The values of one report's columns, by period and id. */
  report(report: string, group: "hall" | "staff", by: "day" | "total") {
    const store = SqliteStore.open(keptFolder());
    opened.push(store);
    const { log, settings, nowMs } = this.hall;
    for (let at = 0; at < log.length; at += 50) store.append({ events: log.slice(at, at + 50), answers: [] });
    const room = new ReportRoom({ path: store.path, settings, rules: RULES, version: "t" }, () => nowMs);
    const table = room.table({ report, from: FIRST, to: SECOND, by, group });
    room.close();
    return (id: string, period = "", row = "") => {
      const found = table?.rows.find((one) => one.period === period && one.id === row);
      return found?.values[table?.columns.findIndex((column) => column.id === id) ?? -1];
    };
  }
}

const take = { type: "issue-ticket", serviceId: "social", priority: null, kioskId: null, language: null } as const;
const open = (windowId: string, staffId: string): Command => ({ type: "open-window", windowId, staffId });
const close = (windowId: string): Command => ({ type: "close-window", windowId });
const call = (windowId: string): Command => ({ type: "call-next", windowId, fromKeypad: false });

describe("three tickets before midnight, one of them being served (X15)", () => {
  const night = (dayEnd: Policy["dayEnd"]) =>
    new Site(dayEnd)
      .at(-30, open("1", "s1"), take, take, take)
      .at(-10, call("1"), { type: "arrived", windowId: "1" })
      .at(10, { type: "finish", windowId: "1" }, take);
  const issuedOn = (report: ReturnType<Site["report"]>) => [FIRST, SECOND].map((day) => report("issued", day));

  test("a hall that closes: those who wait have left on the day they came, and count on no other", () => {
    const { hall } = night("close");
    const site = night("close").at(20, call("1"), { type: "arrived", windowId: "1" });
    const report = site.report("day", "hall", "day");
    expect(issuedOn(report)).toEqual([3, 1]);
    expect([FIRST, SECOND].map((day) => report("abandoned", day))).toEqual([2, 0]);
    expect([FIRST, SECOND].map((day) => report("finished", day))).toEqual([0, 1]);
    expect([FIRST, SECOND].map((day) => report("called", day))).toEqual([1, 1]);
    const numbers = hall.log.flatMap((event) => (event.type === "ticket.issued" ? [event.data.number] : []));
    // Numbers begin anew; A001 is still at the window, and no two people hold one number.
    expect(numbers).toEqual(["A001", "A002", "A003", "A002"]);
  });

  test("a site that never closes: those who wait are called the next day, and each fact stands once", () => {
    const site = night("keep").at(20, call("1"), { type: "arrived", windowId: "1" });
    site.at(30, call("1"), { type: "arrived", windowId: "1" }).at(40, { type: "finish", windowId: "1" });
    const report = site.report("day", "hall", "day");
    expect(issuedOn(report)).toEqual([3, 1]);
    expect([FIRST, SECOND].map((day) => report("abandoned", day))).toEqual([0, 0]);
    expect([FIRST, SECOND].map((day) => report("called", day))).toEqual([1, 2]);
    expect([FIRST, SECOND].map((day) => report("finished", day))).toEqual([0, 3]);
    const total = site.report("day", "hall", "total");
    const counted = (type: string) => site.hall.log.filter((event) => event.type === type).length;
    expect(["issued", "called", "finished"].map((id) => total(id))).toEqual(
      ["ticket.issued", "ticket.called", "case.finished"].map(counted),
    );
    // The live board of the new day: what happened today, and nobody of yesterday twice.
    const { issued, finished, left } = indexOf(site.hall.log).figures;
    expect({ issued, finished, left }).toEqual({ issued: 1, finished: 3, left: 0 });
  });
});

describe("attendance (考勤)", () => {
  test("several windows in a day are one attendance: the first sign-in, the last sign-out, the hours of each", () => {
    const site = new Site("close")
      .at(-600, open("1", "s1"))
      .at(-480, close("1"))
      .at(-420, open("2", "s1"))
      .at(-300, close("2"))
      .at(-60);
    const report = site.report("attendance", "staff", "day");
    expect(report("attended", FIRST, "s1")).toBe(1);
    expect([report("firstIn", FIRST, "s1"), report("lastOut", FIRST, "s1")]).toEqual([14 * 60, 19 * 60]);
    expect(report("atWindow", FIRST, "s1")).toBe(4);
  });

  test("over midnight: each day has its own hours, and the sign-out belongs to the day it happens", () => {
    const site = new Site("keep").at(-120, open("1", "s1")).at(0).at(90, close("1")).at(100);
    const report = site.report("attendance", "staff", "day");
    expect([report("attended", FIRST, "s1"), report("firstIn", FIRST, "s1")]).toEqual([1, 22 * 60]);
    expect(report("lastOut", FIRST, "s1")).toBeNull();
    expect([report("overnight", SECOND, "s1"), report("firstIn", SECOND, "s1")]).toEqual([1, null]);
    expect(report("lastOut", SECOND, "s1")).toBe(90);
    expect([FIRST, SECOND].map((day) => report("atWindow", day, "s1"))).toEqual([2, 1.5]);
    expect(site.report("attendance", "staff", "total")("atWindow", "", "s1")).toBe(3.5);
  });

  test("a clerk who forgot to sign out: no sign-out that day, marked the next, the night is no work", () => {
    const site = new Site("close")
      .at(-300, open("1", "s1"))
      .at(-240, take)
      .at(9 * 60)
      .at(9 * 60 + 30, close("1"));
    const report = site.report("attendance", "staff", "day");
    expect(report("lastOut", FIRST, "s1")).toBeNull();
    expect(report("overnight", SECOND, "s1")).toBe(1);
    expect(report("atWindow", FIRST, "s1")).toBe(1);
    expect(report("atWindow", SECOND, "s1")).toBe(0.5);
  });
});
