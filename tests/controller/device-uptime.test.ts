// How long each device was there today, from events alone: over midnight, over a restart, over a removal.
import { expect, test } from "vitest";
import type { EventData, EventType, LoggedEvent } from "../../controller/domain/events.ts";
import { indexOf } from "../../controller/views/day-index.ts";
import { DeviceUptime } from "../../controller/views/device-uptime.ts";
import { FleetHall } from "./fleet-hall.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let seq = 0;
const at = <T extends EventType>(atMs: number, type: T, data: EventData[T]): LoggedEvent =>
  ({ type, data, seq: ++seq, atMs, actor: "system" }) as LoggedEvent;
const online = (atMs: number) => at(atMs, "device.online", { deviceId: "strip-1", detail: "" });
const offline = (atMs: number) => at(atMs, "device.offline", { deviceId: "strip-1", detail: "no answer" });
const folded = (...events: LoggedEvent[]) => {
  const uptime = new DeviceUptime();
  for (const event of events) uptime.fold(event);
  return uptime;
};

test("nothing is known of a device that nobody heard of", () => {
  expect(folded().of("strip-1", HOUR)).toBeNull();
});

test("the time before it was first heard of is not counted for or against it", () => {
  expect(folded(online(8 * HOUR)).of("strip-1", 9 * HOUR)).toEqual({ onlineMs: HOUR, knownMs: HOUR });
});

test("outages count as known and not online, however their reason changes", () => {
  const faulted = at(3 * HOUR, "device.faulted", { deviceId: "strip-1", detail: "nak" });
  const uptime = folded(online(0), offline(2 * HOUR), faulted, online(4 * HOUR));
  expect(uptime.of("strip-1", 8 * HOUR)).toEqual({ onlineMs: 6 * HOUR, knownMs: 8 * HOUR });
});

test("a look does not change what is counted, and a clock that is behind counts nothing twice", () => {
  const uptime = folded(online(HOUR));
  expect(uptime.of("strip-1", 0)).toEqual({ onlineMs: 0, knownMs: 0 });
  expect(uptime.of("strip-1", 2 * HOUR)).toEqual(uptime.of("strip-1", 2 * HOUR));
});

test("a removed device is forgotten, and begins anew when it comes back", () => {
  const uptime = folded(online(0), at(HOUR, "device.removed", { deviceId: "strip-1" }));
  expect(uptime.of("strip-1", 2 * HOUR)).toBeNull();
  uptime.fold(offline(3 * HOUR));
  expect(uptime.of("strip-1", 4 * HOUR)).toEqual({ onlineMs: 0, knownMs: HOUR });
});

const PLAN = {
  links: ["bus-1"],
  devices: [{ id: "strip-1", model: "led/onbon-bx5k", link: "bus-1", window: "1", settings: { address: 1 } }],
};

test("at midnight each device begins anew, as it is", async () => {
  const hall = await FleetHall.open(PLAN);
  const kept = new DeviceUptime();
  for (const event of hall.events()) kept.fold(event);
  hall.hall.observe({
    capture: (_state, events) => events,
    publish: (events) => events.forEach((event) => void kept.fold(event)),
  });
  // 09:00 in Shanghai; the strip is away for the last hour of the day.
  await hall.advance(14 * HOUR);
  hall.sim("strip-1").setFault("unplugged");
  await hall.advance(70 * MINUTE);
  await hall.does({ type: "tick" });
  const midnight = hall.events()[0];
  expect(midnight?.type).toBe("day.started");
  const index = indexOf(hall.events());
  const known = index.uptime.of("strip-1", hall.clock.nowMs());
  expect(known).toEqual({ onlineMs: 0, knownMs: hall.clock.nowMs() - (midnight?.atMs ?? 0) });
  // Whoever went through midnight knows neither more nor less than whoever was started after it.
  expect(kept.of("strip-1", hall.clock.nowMs())).toEqual(known);
  hall.sim("strip-1").setFault("none");
  await hall.advance(HOUR);
  const later = indexOf(hall.events()).uptime.of("strip-1", hall.clock.nowMs());
  expect(later?.onlineMs).toBeGreaterThan(59 * MINUTE);
  expect(later?.onlineMs).toBeLessThan(later?.knownMs ?? 0);
}, 300_000);

test("an index made from the log at a start knows what one that was kept up all day knows", async () => {
  const hall = await FleetHall.open(PLAN);
  await hall.advance(HOUR);
  hall.sim("strip-1").setFault("unplugged");
  await hall.advance(HOUR);
  hall.sim("strip-1").setFault("none");
  await hall.advance(HOUR);
  const fresh = indexOf(hall.events()).uptime.of("strip-1", hall.clock.nowMs());
  const kept = new DeviceUptime();
  for (const event of hall.events()) kept.fold(event);
  expect(fresh).toEqual(kept.of("strip-1", hall.clock.nowMs()));
  const share = (fresh?.onlineMs ?? 0) / (fresh?.knownMs ?? 1);
  expect(share).toBeGreaterThan(0.6);
  expect(share).toBeLessThan(0.7);
}, 300_000);
