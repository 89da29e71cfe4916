// The checker itself must see what it is there for: each forged log breaks one promise.
import { expect, test } from "vitest";
import type { StoredEvent } from "../../controller/store/event-store.ts";
import { LogChecker } from "./log-checker.ts";

type Row = readonly [type: string, data: Record<string, unknown>];

const ticket = (n: number) => ({ ticketId: `t${n}`, number: `A00${n}`, serviceId: "s" });
const at = (n: number, windowId: string, more: Record<string, unknown> = {}) => ({ ...ticket(n), windowId, ...more });
const DAY: Row = ["day.started", { day: "2026-03-02" }];
const ISSUED: Row = ["ticket.issued", ticket(1)];
const SERVED: readonly Row[] = [
  ISSUED,
  ["ticket.called", at(1, "1")],
  ["ticket.arrived", at(1, "1")],
  ["case.opened", at(1, "1", { caseId: "c1" })],
  ["case.finished", at(1, "1", { caseId: "c1" })],
  ["ticket.finished", at(1, "1", { caseId: "c1" })],
  ["rating.invited", at(1, "1", { caseId: "c1" })],
];
const RATED: Row = [
  "rating.recorded",
  at(1, "1", { caseId: "c1", level: 5, channel: "window_pad", deviceId: "pad-1" }),
];

function read(rows: readonly Row[], seqs?: readonly number[]): void {
  const events = [DAY, ...rows].map(([type, data], i) => ({
    seq: seqs?.[i] ?? i + 1,
    atMs: 1000 + i,
    type,
    actor: "system",
    data,
    hash: "",
  }));
  new LogChecker().read(events as StoredEvent[]);
}

test("an honest log passes", () => {
  expect(() => read([...SERVED, RATED])).not.toThrow();
});

test.each<[string, readonly Row[]]>([
  ["a number given out twice", [ISSUED, ["ticket.issued", { ...ticket(2), number: "A001" }]]],
  ["a ticket called to two windows", [ISSUED, ["ticket.called", at(1, "1")], ["ticket.called", at(1, "2")]]],
  ["a finished ticket called again", [...SERVED, ["ticket.called", at(1, "2")]]],
  [
    "a window with two tickets",
    [ISSUED, ["ticket.issued", ticket(2)], ["ticket.called", at(1, "1")], ["ticket.called", at(2, "1")]],
  ],
  ["a case rated twice", [...SERVED, RATED, RATED]],
  ["an open case rated", [...SERVED.slice(0, 4), RATED]],
  ["a pad's press without an invitation", [...SERVED.slice(0, 6), RATED]],
  ["a press after the invitation lapsed", [...SERVED, ["rating.lapsed", at(1, "1", { caseId: "c1" })], RATED]],
  ["an invitation at another window", [...SERVED, ["rating.invited", at(1, "2", { caseId: "c1" })]]],
  ["a ticket that was never issued", [["ticket.called", at(9, "1")]]],
  ["a day that begins twice", [DAY]],
])("%s is seen", (_what, rows) => {
  expect(() => read(rows)).toThrow();
});

test("a gap and a repeat in the numbers are seen", () => {
  expect(() => read([ISSUED], [1, 3])).toThrow();
  expect(() => read([ISSUED], [1, 1])).toThrow();
});
