// The service's clock when somebody or NTP sets the machine's clock.
import { expect, test } from "vitest";
import { steadyClock } from "../../controller/steady-clock.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

test("follows the machine's clock and its jumps forward", () => {
  const machine = new VirtualClock();
  const clock = steadyClock(machine);
  const startMs = clock.nowMs();
  expect(startMs).toBe(machine.nowMs());
  machine.advance(1_000);
  machine.jumpWall(3_600_000);
  expect(clock.nowMs()).toBe(startMs + 3_601_000);
});

test("goes on at an even pace when the machine's clock is set back, and meets it again", () => {
  const machine = new VirtualClock();
  const clock = steadyClock(machine);
  const startMs = clock.nowMs();
  machine.jumpWall(-86_400_000);
  expect(clock.nowMs()).toBe(startMs);
  machine.advance(5_000);
  expect(clock.nowMs()).toBe(startMs + 5_000);
  machine.jumpWall(86_400_000);
  expect(clock.nowMs()).toBe(machine.nowMs());
});
