// A complaint is an alarm until somebody has it: for supervisors, with ids alone, once.
import { expect, test } from "vitest";
import { MINUTE_MS } from "../domain/given-hall.ts";
import { GivenAlarms } from "./given-alarms.ts";

const TEXT = { ref: "loop-text:1", digest: "d" };
const NOBODY = { caseId: null, ticketId: null, number: null, serviceId: null, clerkId: null } as const;

function complains(hall: GivenAlarms, more: object = {}): string {
  const said = { channel: "guide", by: "s01", text: TEXT, windowId: null } as const;
  const decision = hall.does({ type: "open-complaint", ...NOBODY, ...said, ...more });
  return decision.subject?.loopId ?? "";
}

test("raised when it comes, over when somebody takes the first step", () => {
  const hall = new GivenAlarms([]).opens("1");
  const loopId = complains(hall, { windowId: "1" });
  hall.look();
  expect(hall.up("complaint")).toEqual([`complaint:${loopId}`]);
  const alarm = hall.state.alarms.get(`complaint:${loopId}`);
  expect(alarm).toMatchObject({ kind: "complaint", severity: "major", windowId: "1" });
  expect(alarm?.detail).toContain("no handler yet");
  hall.does({ type: "assign-loop", loopId, handlerId: "s02", by: "s01" });
  hall.look();
  expect(hall.engine.cellOf("complaint", loopId)?.reading.detail).toContain("s02");
  hall.does({ type: "verify-loop", loopId, by: "s02", text: TEXT });
  hall.look();
  expect(hall.up("complaint")).toEqual([]);
});

test("acknowledged it is over and does not come back; another one does", () => {
  const hall = new GivenAlarms([]);
  const first = complains(hall);
  hall.look();
  hall.does({ type: "acknowledge-alarm", alarmId: `complaint:${first}`, by: "staff:s02", note: null });
  hall.look();
  expect(hall.up("complaint")).toEqual([]);
  hall
    .later(10 * MINUTE_MS)
    .restarts()
    .look();
  expect([hall.up("complaint"), hall.raised("complaint")]).toEqual([[], 1]);
  const second = complains(hall);
  hall.look();
  expect(hall.up("complaint")).toEqual([`complaint:${second}`]);
});

test("a rule for some windows hears of no others, and after a day nobody is rung any more", () => {
  const hall = new GivenAlarms([{ kind: "complaint", windows: ["1"] }]);
  complains(hall, { windowId: "2" });
  hall.look();
  expect(hall.up("complaint")).toEqual([]);
  complains(hall, { windowId: "1" });
  hall.look();
  expect(hall.up("complaint")).toHaveLength(1);
  hall.later(1_440 * MINUTE_MS).look();
  expect(hall.up("complaint")).toEqual([]);
});
