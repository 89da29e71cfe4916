// A log is older than the settings it is folded with: services, windows and classes come and go between two starts.
import { describe, expect, test } from "vitest";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, NINE_MS, settingsWith } from "./given-hall.ts";
import { checkState } from "./random-hall.ts";

function restarted(before: GivenHall, settings: HallSettings, log: readonly LoggedEvent[] = before.log): GivenHall {
  const hall = new GivenHall(settings, before.nowMs);
  for (const logged of JSON.parse(JSON.stringify(log))) {
    fold(hall.state, logged);
    hall.log.push(logged);
  }
  hall.idsFrom(10_000);
  return hall;
}

describe("after a start with other settings", () => {
  test("tickets of a class that has left the policy still go before ordinary ones", () => {
    const before = new GivenHall().opens("1");
    before.issues();
    const old = before.issues("a", "disabled");
    const elderly = before.issues("a", "elderly");
    const hall = restarted(before, settingsWith({}, { priority: { classes: ["elderly"] } }));
    expect([hall.callsNext(), hall.callsNext(), hall.callsNext()]).toEqual([elderly.number, old.number, "A001"]);
  });

  test("a window that is no more keeps its open ticket over midnight, and goes when it is empty", () => {
    const before = new GivenHall().opens("1", "3");
    before.issues("c");
    before.callsNext("3");
    const two = settingsWith().windows.filter(({ id }) => id !== "3");
    const hall = restarted(before, settingsWith({ windows: two }));
    expect(hall.window("3").ticketId).not.toBeNull();
    hall.refuses({ type: "finish", windowId: "3" }, "WINDOW_UNKNOWN");
    hall.later(24 * 3_600_000).does({ type: "tick" });
    expect(hall.window("3").ticketId).not.toBeNull();
    checkState(hall.state);
    before.does({ type: "finish", windowId: "3" });
    const empty = restarted(before, settingsWith({ windows: two }));
    empty.later(24 * 3_600_000).does({ type: "tick" });
    expect(empty.state.windows.has("3")).toBe(false);
  });

  test("a window that was there for a part of the day only is remembered while its events are read", () => {
    const two = settingsWith().windows.filter(({ id }) => id !== "3");
    const morning = new GivenHall(settingsWith({ windows: two })).opens("1");
    morning.issues("c");
    const noon = restarted(morning, settingsWith()).opens("3");
    noon.callsNext("3");
    noon.later(60_000).does({ type: "finish", windowId: "3" });
    const evening = restarted(noon, settingsWith({ windows: two }));
    expect(evening.window("3")).toMatchObject({ state: "open", ticketId: null });
    expect(evening.state.serviceTimes.get("c")).toEqual([60_000]);
    checkState(evening.state);
  });

  test("tickets for a service that is no more can leave, and end with the day", () => {
    const before = new GivenHall();
    const [first, second] = [before.issues("b"), before.issues("b")];
    const services = settingsWith().services.filter(({ id }) => id !== "b");
    const hall = restarted(before, settingsWith({ services }));
    hall.does({ type: "leave-ticket", ticketId: first.id });
    hall.later(24 * 3_600_000).does({ type: "tick" });
    expect(hall.state.tickets.has(second.id)).toBe(false);
  });

  test("a day that was started without the newer parts of its snapshot is read as well", () => {
    const before = new GivenHall().opens("1");
    before.issues();
    const [start, ...rest] = before.log;
    if (start?.type !== "day.started") throw new Error("no day");
    const { ratedCases: _rated, overtakes: _overtakes, ...snapshot } = start.data.snapshot;
    const older = { ...start, data: { ...start.data, snapshot } };
    expect(restarted(before, before.settings, [older, ...rest]).callsNext()).toBe("A001");
  });
});

describe("a log that does not fit", () => {
  const callOf = (ticketId: string): LoggedEvent => ({
    type: "ticket.called",
    seq: 99,
    atMs: NINE_MS,
    actor: "test",
    data: { ticketId, number: "A001", serviceId: "a", windowId: "1", staffId: null, why: "", overtook: [] },
  });

  test("stops the reading at its first event that cannot be true", () => {
    expect(() => fold(new GivenHall().state, callOf("ticket-none"))).toThrow("broken invariant: no ticket ticket-none");
  });

  test("is not read on over a line that lacks its ticket", () => {
    const hall = new GivenHall().opens("1");
    const [first, second] = [hall.issues(), hall.issues()];
    hall.state.waiting.set("a", [second]);
    expect(() => fold(hall.state, callOf(first.id))).toThrow("A001 is not where it should stand");
  });
});
