// A log is older than the settings it is folded with: services, windows and classes come and go between two starts.
import { describe, expect, test } from "vitest";
import type { LoggedEvent } from "../../controller/domain/events.ts";
import { fold } from "../../controller/domain/fold.ts";
import type { HallSettings } from "../../controller/domain/types.ts";
import { GivenHall, settingsWith } from "./given-hall.ts";
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
