// What managers do on the floor: given a hall, when they act, then events or a refusal.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pickNext } from "../../controller/domain/dispatch.ts";
import { openWindowsOf } from "../../controller/domain/estimate.ts";
import { standingOf } from "../../controller/domain/opening.ts";
import { queuesOf } from "../../controller/domain/queue.ts";
import { loadSnapshot, snapshotOf } from "../../controller/domain/snapshot.ts";
import { GivenHall, MINUTE_MS, SEEDED, settingsWith } from "./given-hall.ts";

const issue = (hall: GivenHall, serviceId: string, priority: string | null = null) => {
  const { subject } = hall.does({ type: "issue-ticket", serviceId, priority, kioskId: null, language: null });
  return hall.state.tickets.get(subject?.ticketId ?? "")?.number ?? "";
};
const open = (hall: GivenHall, windowId: string, staffId: string | null = null) =>
  hall.does({ type: "open-window", windowId, staffId });
const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe("assignments", () => {
  test("a window calls for what it was assigned, and only for that", () => {
    const hall = new GivenHall();
    open(hall, "3");
    const number = issue(hall, "a");
    expect(pickNext(hall.state, "3")).toBeNull();
    hall.does({ type: "assign-window", windowId: "3", services: ["a"] });
    expect(pickNext(hall.state, "3")?.ticket.number).toBe(number);
    expect(queuesOf(hall.state, "3")).toEqual(["a", "@3"]);
    expect(openWindowsOf(hall.state, "a").map(({ id }) => id)).toEqual(["3"]);
    issue(hall, "c");
    hall.does({ type: "call-next", windowId: "3", fromKeypad: false });
    expect(hall.state.windows.get("3")?.ticketId).not.toBeNull();
    expect(pickNext(hall.state, "3")).toBeNull();
  });

  test("null and the configured services take an assignment back; a repeat is no event", () => {
    const hall = new GivenHall();
    hall.does({ type: "assign-window", windowId: "2", services: ["c"] });
    expect(hall.does({ type: "assign-window", windowId: "2", services: ["c"] }).events).toEqual([]);
    expect(types(hall.does({ type: "assign-window", windowId: "2", services: ["b", "a"] }).events)).toEqual([
      "window.assignment-ended",
    ]);
    expect(hall.does({ type: "assign-window", windowId: "2", services: null }).events).toEqual([]);
    expect(queuesOf(hall.state, "2")).toEqual(["a", "b", "@2"]);
  });

  test("unknown windows and services are refused", () => {
    const hall = new GivenHall();
    hall.refuses({ type: "assign-window", windowId: "9", services: ["a"] }, "WINDOW_UNKNOWN");
    hall.refuses({ type: "assign-window", windowId: "1", services: ["nope"] }, "SERVICE_UNKNOWN");
    hall.refuses({ type: "open-spare", windowId: "1", services: ["nope"], staffId: null }, "SERVICE_UNKNOWN");
  });

  test("an assignment ends with the day, a device stays out of service", () => {
    const hall = new GivenHall();
    hall.does({ type: "assign-window", windowId: "3", services: ["a"] });
    hall.does({ type: "take-device-out", deviceId: "pad-1", reason: "repair" });
    hall.does({ type: "hold-numbers", reason: null });
    hall.nowMs += 24 * 60 * MINUTE_MS;
    hall.does({ type: "tick" });
    expect(queuesOf(hall.state, "3")).toEqual(["c", "@3"]);
    expect(hall.state.floor.numbersHeld).toBeNull();
    expect(hall.state.floor.outOfService.get("pad-1")?.reason).toBe("repair");
  });

  test("a spare window opens at once for the services named", () => {
    const hall = new GivenHall();
    const { events } = hall.does({ type: "open-spare", windowId: "3", services: ["b"], staffId: "s01" });
    expect(types(events).filter((type) => type !== "day.started")).toEqual([
      "window.assigned",
      "window.opened",
      "staff.signed-in",
    ]);
    hall.refuses({ type: "open-spare", windowId: "3", services: null, staffId: null }, "WINDOW_NOT_CLOSED");
  });
});

describe("clerks", () => {
  test("who pauses is asked back until they come, or the ask is withdrawn", () => {
    const hall = new GivenHall();
    hall.refuses({ type: "ask-back", windowId: "1" }, "WINDOW_CLOSED");
    open(hall, "1", "s01");
    hall.refuses({ type: "ask-back", windowId: "1" }, "WINDOW_NOT_PAUSED");
    hall.does({ type: "pause-window", windowId: "1", reason: null });
    hall.does({ type: "ask-back", windowId: "1" });
    expect(hall.state.floor.askedBack.has("1")).toBe(true);
    expect(hall.does({ type: "ask-back", windowId: "1" }).events).toEqual([]);
    hall.does({ type: "resume-window", windowId: "1" });
    expect(hall.state.floor.askedBack.has("1")).toBe(false);
    hall.does({ type: "pause-window", windowId: "1", reason: null });
    hall.does({ type: "ask-back", windowId: "1" });
    hall.does({ type: "withdraw-ask", windowId: "1" });
    expect(hall.state.floor.askedBack.size).toBe(0);
  });

  test("a clerk moves to a closed window and back again", () => {
    const hall = new GivenHall();
    open(hall, "1", "s01");
    const moved = hall.does({ type: "move-clerk", fromWindowId: "1", toWindowId: "3" });
    expect(types(moved.events)).toEqual([
      "window.closed",
      "staff.signed-out",
      "clerk.moved",
      "window.opened",
      "staff.signed-in",
    ]);
    expect(hall.state.windows.get("1")).toMatchObject({ state: "closed", staffId: null });
    expect(hall.state.windows.get("3")).toMatchObject({ state: "open", staffId: "s01" });
    hall.does({ type: "move-clerk", fromWindowId: "3", toWindowId: "1" });
    expect(hall.state.windows.get("1")).toMatchObject({ state: "open", staffId: "s01" });
  });

  test("nobody is moved away from a person, onto a colleague, or from where nobody sits", () => {
    const hall = new GivenHall();
    hall.refuses({ type: "move-clerk", fromWindowId: "1", toWindowId: "2" }, "WINDOW_CLOSED");
    open(hall, "1");
    hall.refuses({ type: "move-clerk", fromWindowId: "1", toWindowId: "2" }, "STAFF_UNKNOWN");
    open(hall, "1", "s01");
    open(hall, "2", "s02");
    hall.refuses({ type: "move-clerk", fromWindowId: "1", toWindowId: "2" }, "WINDOW_NOT_CLOSED");
    hall.refuses({ type: "move-clerk", fromWindowId: "1", toWindowId: "1" }, "WINDOW_NOT_CLOSED");
    issue(hall, "a");
    hall.does({ type: "call-next", windowId: "1", fromKeypad: false });
    hall.refuses({ type: "move-clerk", fromWindowId: "1", toWindowId: "3" }, "WINDOW_BUSY");
  });
});

describe("devices out of service", () => {
  const offline = (hall: GivenHall) =>
    hall.does({ type: "device-changed", deviceId: "printer-1", state: "offline", detail: "no reply" });

  test("their alarm ends and no new one is raised", () => {
    const hall = new GivenHall();
    offline(hall);
    expect(hall.state.alarms.size).toBe(1);
    hall.does({ type: "take-device-out", deviceId: "printer-1", reason: null });
    expect(hall.state.alarms.size).toBe(0);
    hall.does({ type: "device-changed", deviceId: "printer-1", state: "online", detail: "" });
    offline(hall);
    expect(hall.state.alarms.size).toBe(0);
    expect(hall.state.devices.get("printer-1")?.state).toBe("offline");
  });

  test("back in service, what is still in trouble is an alarm again", () => {
    const hall = new GivenHall();
    hall.does({ type: "take-device-out", deviceId: "printer-1", reason: null });
    offline(hall);
    expect(types(hall.does({ type: "put-device-back", deviceId: "printer-1" }).events)).toEqual([
      "device.back-in-service",
      "alarm.raised",
    ]);
    expect(hall.does({ type: "put-device-back", deviceId: "printer-1" }).events).toEqual([]);
  });
});

describe("numbers held and the end of the day", () => {
  const service = (hall: GivenHall) => hall.settings.services[0] as (typeof hall.settings.services)[0];
  const refusedIssue = (hall: GivenHall) =>
    hall.refuses(
      { type: "issue-ticket", serviceId: "a", priority: null, kioskId: null, language: null },
      "SERVICE_CLOSED",
    );

  test("held numbers are refused with the reason, and released again", () => {
    const hall = new GivenHall();
    hall.does({ type: "hold-numbers", reason: "fire drill" });
    expect(refusedIssue(hall).detail).toContain("fire drill");
    expect(standingOf(hall.state, service(hall), hall.nowMs).reason).toBe("fire drill");
    hall.does({ type: "release-numbers" });
    issue(hall, "a");
  });

  test("with the day ended those who wait are served, the boards say so, and it can be taken back", () => {
    const hall = new GivenHall();
    open(hall, "1");
    const number = issue(hall, "a");
    hall.does({ type: "end-day", waiting: "serve", reason: null });
    refusedIssue(hall);
    expect([...hall.state.notices.values()][0]?.text.en).toContain("No more numbers today");
    expect(pickNext(hall.state, "1")?.ticket.number).toBe(number);
    expect(hall.does({ type: "end-day", waiting: "serve", reason: null }).events).toEqual([]);
    hall.does({ type: "reopen-day" });
    expect(hall.state.notices.size).toBe(0);
    issue(hall, "a");
  });

  test("closing ends what waits and leaves what is at a window", () => {
    const hall = new GivenHall();
    open(hall, "1");
    const at = issue(hall, "a");
    hall.does({ type: "call-next", windowId: "1", fromKeypad: false });
    const waits = issue(hall, "a");
    hall.does({ type: "end-day", waiting: "close", reason: null });
    const state = (number: string) => hall.state.tickets.get(hall.state.ticketIdByNumber.get(number) ?? "")?.state;
    expect([state(at), state(waits)]).toEqual(["called", "left"]);
  });

  test("the next day begins open", () => {
    const hall = new GivenHall();
    hall.does({ type: "end-day", waiting: "serve", reason: null });
    hall.nowMs += 24 * 60 * MINUTE_MS;
    issue(hall, "a");
    expect(hall.state.floor.dayEnded).toBeNull();
  });
});

test("a day logged before there was a floor still loads", () => {
  const hall = new GivenHall();
  hall.does({ type: "assign-window", windowId: "3", services: ["a"] });
  hall.does({ type: "take-device-out", deviceId: "pad-1", reason: null });
  const { outOfService: kept, ...older } = snapshotOf(hall.state);
  expect(kept).toHaveLength(1);
  loadSnapshot(hall.state, older);
  expect(hall.state.floor.outOfService.size).toBe(0);
  expect(hall.state.floor.assigned.size).toBe(0);
});

test("X8 holds while windows are assigned about: nobody ordinary is passed more than K times in a row", () => {
  const services = ["a", "b", "c"] as const;
  const step = fc.oneof(
    fc.record({ do: fc.constant("issue" as const), service: fc.nat(2), priority: fc.boolean() }),
    fc.record({ do: fc.constant("call" as const), window: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      do: fc.constant("assign" as const),
      window: fc.integer({ min: 1, max: 3 }),
      services: fc.subarray([...services]),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 120 }), (steps) => {
      const settings = settingsWith({
        services: settingsWith().services.map((one) => ({ ...one, dailyMax: null })),
      });
      const hall = new GivenHall(settings);
      for (const id of ["1", "2", "3"]) open(hall, id);
      const limit = settings.policy.priority.overtakeMax;
      for (const one of steps) {
        hall.nowMs += 10_000;
        if (one.do === "issue") issue(hall, services[one.service] ?? "a", one.priority ? "elderly" : null);
        else if (one.do === "assign") {
          const wanted = one.services.length === 0 ? null : one.services;
          hall.does({ type: "assign-window", windowId: String(one.window), services: wanted });
        } else {
          const windowId = String(one.window);
          // What the window could have called for, before it calls.
          const due = queuesOf(hall.state, windowId).filter((queue) => (hall.state.overtakes.get(queue) ?? 0) >= limit);
          const { subject } = hall.does({ type: "call-next", windowId, fromKeypad: false });
          const called = hall.log.findLast(({ type }) => type === "ticket.called");
          if (subject?.ticketId === undefined || called?.type !== "ticket.called") continue;
          for (const queue of due) {
            const overtaken = called.data.overtook.includes(queue);
            // Only another such queue's ordinary ticket that waited longer may go before it.
            if (overtaken) expect(hall.state.tickets.get(called.data.ticketId)?.priority).toBeNull();
          }
          for (const count of hall.state.overtakes.values()) expect(count).toBeLessThanOrEqual(limit);
        }
      }
    }),
    { ...SEEDED, numRuns: 150 },
  );
});
