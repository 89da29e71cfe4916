// What is derived from the state: people ahead, the estimate, what devices should show; and the devices' own events.
import { describe, expect, test } from "vitest";
import { pickNext } from "../../controller/domain/dispatch.ts";
import { aheadOf, estimateFor } from "../../controller/domain/estimate.ts";
import { printIntents, windowIntents } from "../../controller/domain/plan.ts";
import type { DeviceState } from "../../controller/domain/types.ts";
import { GivenHall, MINUTE_MS, settingsWith } from "./given-hall.ts";

describe("people ahead", () => {
  test("are those who are really called before, priority and guarantee included", () => {
    for (const overtakeMax of [0, 1, 2, 3]) {
      const hall = new GivenHall(settingsWith({}, { priority: { overtakeMax } })).opens("1");
      const classes = [null, null, "elderly", null, "disabled", "elderly", "elderly", null, "disabled", null];
      const tickets = classes.map((priority) => hall.issues("a", priority));
      const told = new Map(tickets.map((ticket) => [ticket.number, aheadOf(hall.state, ticket)]));
      const order = tickets.map(() => {
        const next = pickNext(hall.state, "1");
        expect(next === null ? null : aheadOf(hall.state, next.ticket)).toBe(0);
        return hall.callsNext() ?? "";
      });
      // Nobody can foresee later arrivals, but with none the order is exact to one place.
      order.forEach((number, index) => {
        expect(Math.abs((told.get(number) ?? -9) - index), `${number} with K = ${overtakeMax}`).toBeLessThanOrEqual(1);
      });
    }
  });

  test("are none for who does not wait, and never fewer than none", () => {
    const hall = new GivenHall().opens("1");
    const ticket = hall.issues();
    hall.callsNext();
    expect(aheadOf(hall.state, ticket)).toBe(0);
  });

  test("of a returned ticket are the calls it lets pass, as far as there is anybody to call", () => {
    const hall = new GivenHall().opens("1");
    const late = hall.issues();
    for (let count = 0; count < 5; count++) hall.issues();
    hall.callsNext();
    hall.does({ type: "missed", windowId: "1" });
    hall.does({ type: "return-ticket", ticketId: late.id });
    const told: number[] = [];
    while (late.state === "waiting") {
      told.push(aheadOf(hall.state, late));
      hall.callsNext();
    }
    expect(told).toEqual([3, 2, 1, 0]);
  });

  test("of a returned ticket are none while nobody else waits, also on the next day", () => {
    const hall = new GivenHall(settingsWith({}, { dayEnd: "keep" })).opens("1");
    const late = hall.issues();
    hall.callsNext();
    hall.does({ type: "missed", windowId: "1" });
    hall.does({ type: "return-ticket", ticketId: late.id });
    expect(aheadOf(hall.state, late)).toBe(0);
    hall.later(24 * 60 * MINUTE_MS).does({ type: "tick" });
    expect(aheadOf(hall.state, hall.ticket(late.id))).toBe(0);
    for (let count = 0; count < 5; count++) hall.issues();
    expect(aheadOf(hall.state, hall.ticket(late.id))).toBe(3);
  });

  test("of a priority ticket among its like are those who came before", () => {
    const hall = new GivenHall();
    const tickets = [1, 2, 3].map(() => hall.issues("a", "elderly"));
    expect(tickets.map((ticket) => aheadOf(hall.state, ticket))).toEqual([0, 1, 2]);
  });
});

/** A hall in which window 1 has needed so many minutes for each of the last tickets. */
function measured(minutes: readonly number[]): GivenHall {
  const hall = new GivenHall().opens("1");
  for (const each of minutes) {
    hall.issues();
    hall.callsNext();
    hall.later(each * MINUTE_MS).does({ type: "finish", windowId: "1" });
  }
  return hall;
}

describe("the estimate", () => {
  test("cannot say without five measured times or without an open window", () => {
    const hall = measured([5, 6, 5, 7]);
    expect(estimateFor(hall.state, "a", 3, hall.nowMs)).toBeNull();
    const enough = measured([5, 6, 5, 7, 6]);
    expect(estimateFor(enough.state, "a", 3, enough.nowMs)).not.toBeNull();
    enough.does({ type: "close-window", windowId: "1" });
    expect(estimateFor(enough.state, "a", 3, enough.nowMs)).toBeNull();
    enough.opens("1").does({ type: "pause-window", windowId: "1", reason: null });
    expect(estimateFor(enough.state, "a", 3, enough.nowMs)).toBeNull();
    expect(estimateFor(enough.state, "c", 3, enough.nowMs)).toBeNull();
  });

  test("is an interval in steps of five minutes that grows with who is ahead and shrinks with open windows", () => {
    const hall = measured([5, 6, 5, 7, 6, 5]);
    expect(estimateFor(hall.state, "a", 0, hall.nowMs)).toEqual({ lowMinutes: 0, highMinutes: 5 });
    hall.issues();
    hall.callsNext();
    const some = estimateFor(hall.state, "a", 6, hall.nowMs);
    const more = estimateFor(hall.state, "a", 12, hall.nowMs);
    if (some === null || more === null) throw new Error("cannot say");
    for (const { lowMinutes, highMinutes } of [some, more]) {
      expect((lowMinutes % 5) + (highMinutes % 5)).toBe(0);
      expect(lowMinutes).toBeLessThan(highMinutes);
    }
    expect(some.lowMinutes).toBeLessThanOrEqual(7 * 5.5);
    expect(some.highMinutes).toBeGreaterThanOrEqual(7 * 5.5);
    expect(more.lowMinutes).toBeGreaterThan(some.lowMinutes);
    hall.opens("2").issues();
    hall.callsNext("2");
    const shared = estimateFor(hall.state, "a", 12, hall.nowMs);
    expect(shared?.highMinutes).toBeLessThan(more.highMinutes);
  });

  test("covers eight to ten of ten waits in a simulated queue", () => {
    let seed = 12345;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    // Work of two to fourteen minutes, skewed to the short side.
    const work = () => 2 + 12 * random() * random();
    let covered = 0;
    let told = 0;
    for (let day = 0; day < 250; day++) {
      const hall = measured(Array.from({ length: 30 }, work));
      hall.issues();
      hall.callsNext();
      const ahead = Math.floor(random() * 15);
      const estimate = estimateFor(hall.state, "a", ahead, hall.nowMs);
      let wait = 0;
      for (let person = 0; person <= ahead; person++) wait += work();
      told += 1;
      if (estimate !== null && estimate.lowMinutes <= wait && wait <= estimate.highMinutes) covered += 1;
    }
    expect(covered / told).toBeGreaterThan(0.8);
    expect(covered / told).toBeLessThan(0.98);
  });
});

describe("the devices of a window", () => {
  const strip = (hall: GivenHall) => windowIntents(hall.state, "1").strip;

  test("follow the window from closed to closed", () => {
    const hall = new GivenHall();
    expect(strip(hall)).toEqual({ state: "closed", number: null, calls: 0 });
    hall.issues();
    hall.issues("b");
    hall.opens("1", "2");
    expect(strip(hall)).toEqual({ state: "idle", number: null, calls: 0 });
    expect(windowIntents(hall.state, "2").keypad).toEqual({ number: null, waiting: 2 });
    hall.callsNext();
    expect(strip(hall)).toEqual({ state: "calling", number: "A001", calls: 1 });
    hall.later(10_000).does({ type: "recall", windowId: "1" });
    expect(strip(hall)).toEqual({ state: "calling", number: "A001", calls: 2 });
    expect(windowIntents(hall.state, "1").keypad).toEqual({ number: "A001", waiting: 0 });
    hall.does({ type: "pause-window", windowId: "1", reason: null });
    expect(strip(hall).state).toBe("calling");
    hall.does({ type: "arrived", windowId: "1" });
    expect(strip(hall)).toEqual({ state: "paused", number: null, calls: 0 });
    hall.does({ type: "resume-window", windowId: "1" });
    expect(strip(hall)).toEqual({ state: "serving", number: "A001", calls: 2 });
    hall.does({ type: "finish", windowId: "1" });
    const { pad } = windowIntents(hall.state, "1");
    expect(pad).toEqual({ caseId: hall.window().invitedCaseId, untilMs: hall.nowMs + 30_000 });
    hall.pressesPad(5);
    expect(windowIntents(hall.state, "1").pad).toEqual({ caseId: null, untilMs: null });
  });

  test("count who was directed here or must still let others pass, and nobody else's", () => {
    const hall = new GivenHall().opens("1", "2");
    const [late] = [hall.issues(), hall.issues(), hall.issues()];
    hall.callsNext();
    hall.does({ type: "missed", windowId: "1" });
    hall.does({ type: "return-ticket", ticketId: late?.id ?? "" });
    hall.callsNext();
    hall.does({ type: "transfer", windowId: "1", to: { windowId: "2" } });
    expect(["1", "2", "3"].map((id) => windowIntents(hall.state, id).keypad.waiting)).toEqual([2, 3, 0]);
  });

  test("of an unknown window are dark, and nobody is next there", () => {
    const hall = new GivenHall();
    hall.issues();
    expect(pickNext(hall.state, "9")).toBeNull();
    expect(windowIntents(new GivenHall().state, "9")).toEqual({
      strip: { state: "closed", number: null, calls: 0 },
      keypad: { number: null, waiting: 0 },
      pad: { caseId: null, untilMs: null },
    });
  });

  test("papers are asked for by issue and by reprint, where there is a printer", () => {
    const hall = new GivenHall();
    const ticket = hall.issues("a", null, "kiosk-1");
    hall.issues("a", null, "kiosk-2");
    const paper = { ticketId: ticket.id, deviceId: "printer-1" };
    hall.does({ type: "print-ended", outcome: "failed", reason: "offline", ...paper });
    hall.does({ type: "reprint-ticket", ticketId: ticket.id });
    expect(printIntents(hall.log)).toEqual([paper, paper]);
  });
});

describe("devices", () => {
  const changed = (state: DeviceState, detail = "") =>
    ({ type: "device-changed", deviceId: "strip-1", state, detail }) as const;

  test("are logged when something changed, and alarm while they are in trouble", () => {
    const hall = new GivenHall().opens("1");
    const types = [
      changed("starting"),
      changed("online"),
      changed("online"),
      changed("offline", "no answer"),
      changed("faulted", "bad replies"),
      changed("faulted", "bad replies"),
      changed("online"),
    ].map((command) => GivenHall.types(hall.later(1000).does(command)));
    expect(types).toEqual([
      [],
      ["device.online"],
      [],
      ["device.offline", "alarm.raised"],
      ["device.faulted"],
      [],
      ["device.online", "alarm.cleared"],
    ]);
    expect(hall.state.alarms.size).toBe(0);
  });

  test("that are configured no more leave no alarm and no record behind", () => {
    const hall = new GivenHall().opens("1");
    const removed = { type: "device-removed", deviceId: "strip-1" } as const;
    expect(hall.does(removed).events).toEqual([]);
    hall.does(changed("offline", "no answer"));
    expect(GivenHall.types(hall.later(1000).does(removed))).toEqual(["device.removed", "alarm.cleared"]);
    expect([hall.state.devices.size, hall.state.alarms.size]).toEqual([0, 0]);
    expect(hall.does(removed).events).toEqual([]);
    // Configured again, it is heard of as if for the first time; without trouble there is no alarm to clear.
    expect(GivenHall.types(hall.does(changed("online")))).toEqual(["device.online"]);
    expect(GivenHall.types(hall.does(removed))).toEqual(["device.removed"]);
  });

  test("leave every press in the log, and so do changed settings", () => {
    const hall = new GivenHall().opens("1");
    const before = hall.state.windows.get("1");
    hall.does({ type: "device-input", deviceId: "keypad-1", windowId: "1", input: "CALL", became: "call-next" });
    hall.does({ type: "settings-changed", digest: "00ff", summary: "one window more" });
    expect(hall.log.slice(-2)).toMatchObject([
      { type: "device.input", data: { input: "CALL", became: "call-next" } },
      { type: "settings.changed", data: { digest: "00ff" } },
    ]);
    expect(hall.does({ type: "settings-changed", digest: "00ff", summary: "the same again" }).events).toEqual([]);
    expect(hall.state.windows.get("1")).toBe(before);
  });
});
