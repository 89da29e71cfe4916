// Devices first: screens wait while something is on its way to them, and never for long.
import { expect, test } from "vitest";
import { HOLD_MS_MAX, HOLD_STEP_MS } from "../../display-server/hold.ts";
import { Hub, type Screen } from "../../display-server/hub.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

function benchWith(hold: () => boolean) {
  const clock = new VirtualClock();
  let frames = 0;
  const screen: Screen = {
    bufferedBytes: 0,
    write: () => {
      frames += 1;
    },
    close: () => undefined,
    terminate: () => undefined,
  };
  const hub = new Hub({
    clock,
    timeText: (atMs) => new Date(atMs).toISOString(),
    load: async () => ({ seq: 1, data: "{}" }),
    defer: (run) => void clock.after(0, run),
    hold,
  });
  hub.join("hall", screen);
  return { clock, hub, frames: () => frames };
}

test("a view waits until the devices have theirs, and then leaves at once", async () => {
  let busy = true;
  const { clock, frames } = benchWith(() => busy);
  await clock.advanceAsync(HOLD_MS_MAX / 2);
  expect(frames()).toBe(0);
  busy = false;
  await clock.advanceAsync(HOLD_STEP_MS);
  expect(frames()).toBe(1);
});

test("a disk that takes long holds the screens up once, and not at every slice", async () => {
  const { clock, hub, frames } = benchWith(() => true);
  await clock.advanceAsync(HOLD_MS_MAX + HOLD_STEP_MS);
  expect(frames()).toBe(1);
  hub.publish("hall", { seq: 2, data: '{"n":2}' });
  await clock.advanceAsync(1);
  expect(frames()).toBe(2);
});

test("the next thing on its way to the devices goes first again", async () => {
  let busy = true;
  const { clock, hub, frames } = benchWith(() => busy);
  await clock.advanceAsync(HOLD_MS_MAX + HOLD_STEP_MS);
  busy = false;
  hub.publish("hall", { seq: 2, data: '{"n":2}' });
  await clock.advanceAsync(1);
  expect(frames()).toBe(2);
  busy = true;
  hub.publish("hall", { seq: 3, data: '{"n":3}' });
  await clock.advanceAsync(HOLD_MS_MAX / 2);
  expect(frames()).toBe(2);
});
