// "Asked" counts every way: pad, message, call, and whoever rated. The live figures and the reports say the same.
import { expect, test } from "vitest";
import type { Command } from "../../controller/domain/commands.ts";
import type { EventData, LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import { ReportRoom } from "../../controller/reports/room.ts";
import { openDatabase } from "../../controller/store/sqlite.ts";
import { SqliteStore } from "../../controller/store/sqlite-store.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import { GivenHall } from "../domain/given-hall.ts";
import { monthSettings } from "./given-month.ts";
import { keptFolder } from "./kept-folder.ts";

const START_MS = Date.parse("2031-03-04T09:00:00+08:00");
const RULES = { waitTargetMinutes: 20, rankLeast: 3, publicLeast: 3 };

/** A day of finished cases that nobody invited at the pad, and the id of each. */
function given(cases: number): { hall: GivenHall; ids: string[] } {
  const hall = new GivenHall(monthSettings(2), START_MS);
  const does = (command: Command) => hall.submit(command);
  does({ type: "tick" });
  does({ type: "open-window", windowId: "1", staffId: "s1" });
  const ids: string[] = [];
  for (let at = 0; at < cases; at += 1) {
    const issue = { serviceId: "social", priority: null, kioskId: null, language: null } as const;
    does({ type: "issue-ticket", ...issue });
    does({ type: "call-next", windowId: "1", fromKeypad: false });
    does({ type: "arrived", windowId: "1" });
    ids.push([...hall.state.cases.keys()].at(-1) ?? "");
    hall.nowMs += 60_000;
  }
  // The next call ended each case but the last, and asked nobody.
  does({ type: "finish", windowId: "1" });
  return { hall, ids };
}

function figures(hall: GivenHall) {
  const { asked, invited, rated, withDefaults, finished } = indexOf(hall.log).figures;
  return { asked, invited, rated, withDefaults, finished };
}

/** No command writes it here: the rule's own does, after its days. */
function writtenByRule(hall: GivenHall, caseId: string): EventData["rating.recorded"] {
  const {
    ticketId = "",
    number = "",
    serviceId = "",
    windowId = "",
    staffId = null,
  } = hall.state.cases.get(caseId) ?? {};
  return {
    ...{ ticketId, number, serviceId, windowId, caseId, staffId, stage: 2, sequence: 1, level: 5 },
    ...{ ratingId: `rule-${caseId}`, reasons: [], comment: null, deviceId: null },
    ...{ channel: "system_default", origin: "default" },
  };
}

/** The hall's row of the report of ratings. */
function reported(hall: GivenHall, path: string) {
  const room = new ReportRoom({ path, settings: hall.settings, rules: RULES, version: "t" }, () => hall.nowMs);
  const ask = { report: "ratings", from: "2031-03-04", to: "2031-03-04", by: "total", group: "hall" } as const;
  const table = room.table(ask);
  room.close();
  return (id: string) => table?.totals[table.columns.findIndex((column) => column.id === id)];
}

test("a message counts until it is known to be lost, a call when somebody answers, a rating always", () => {
  const { hall, ids } = given(5);
  const [byMessage = "", byCall = "", byCode = "", byRule = ""] = ids;
  const start = { asked: 1, invited: 1, rated: 0, withDefaults: 0, finished: 5 };
  expect(figures(hall)).toEqual(start);

  const untilMs = hall.nowMs + 86_400_000;
  hall.submit({ type: "ask-rating", caseId: byMessage, channel: "sms", stage: 2, attempt: 1, untilMs });
  expect(figures(hall)).toEqual({ ...start, asked: 2 });
  hall.submit({ type: "end-ask", caseId: byMessage, channel: "sms", attempt: 1, outcome: "undelivered" });
  expect(figures(hall)).toEqual(start);
  hall.submit({ type: "ask-rating", caseId: byMessage, channel: "sms", stage: 2, attempt: 2, untilMs });
  hall.submit({ type: "end-ask", caseId: byMessage, channel: "sms", attempt: 2, outcome: "delivered" });
  expect(figures(hall)).toEqual({ ...start, asked: 2 });
  hall.submit({ type: "attempt-callback", caseId: byCall, by: "s2", result: "no-answer" });
  expect(figures(hall)).toEqual({ ...start, asked: 2 });
  hall.submit({ type: "attempt-callback", caseId: byCall, by: "s2", result: "declined" });
  expect(figures(hall)).toEqual({ ...start, asked: 3 });
  const rate = { windowId: null, level: 5, reasons: [], comment: null, deviceId: null } as const;
  hall.submit({ type: "record-rating", caseId: byCode, channel: "qr", ...rate });
  const logged = { seq: hall.state.seq + 1, atMs: hall.nowMs, actor: "system" };
  const byItself: LoggedEvent = { type: "rating.recorded", data: writtenByRule(hall, byRule), ...logged };
  fold(hall.state, byItself);
  hall.log.push(byItself);
  expect(figures(hall)).toEqual({ ...start, asked: 4, rated: 1, withDefaults: 2 });

  const store = SqliteStore.open(keptFolder());
  for (let at = 0; at < hall.log.length; at += 100) store.append({ events: hall.log.slice(at, at + 100), answers: [] });
  const of = reported(hall, store.path);
  store.close();
  expect([of("finished"), of("asked"), of("active"), of("withDefaultsRate")]).toEqual([5, 4, 1, 0.4]);
  expect(["Pad", "Qr", "Sms", "Phone", "Other"].map((way) => of(`asked${way}`))).toEqual([0.2, 0.2, 0.2, 0.2, 0]);
});

test("an asking that comes days later changes the closed day it belongs to, and only a real one does", () => {
  const { hall, ids } = given(3);
  const [caseId = ""] = ids;
  const store = SqliteStore.open(keptFolder());
  let stored = 0;
  const keep = () => {
    store.append({ events: hall.log.slice(stored), answers: [] });
    stored = hall.log.length;
  };
  const rolledUp = () => {
    const db = openDatabase(store.path, { readonly: true });
    const { days } = db.prepare("SELECT count(*) AS days FROM report_days WHERE day = 20310304").get() as {
      days: number;
    };
    db.close();
    return days === 1;
  };
  hall.nowMs += 86_400_000;
  hall.submit({ type: "tick" });
  keep();
  expect([rolledUp(), reported(hall, store.path)("asked")]).toEqual([true, 1]);
  hall.submit({ type: "attempt-callback", caseId, by: "s2", result: "no-answer" });
  keep();
  expect(rolledUp()).toBe(true);
  hall.submit({ type: "ask-rating", caseId, channel: "sms", stage: 2, attempt: 1, untilMs: hall.nowMs + 86_400_000 });
  keep();
  expect([rolledUp(), reported(hall, store.path)("asked")]).toEqual([false, 2]);
  store.close();
});
