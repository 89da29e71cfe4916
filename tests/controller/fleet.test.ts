// Changing links and devices while the hall runs: what did not change is not touched, what did is put right at once.
import { describe, expect, test } from "vitest";
import type { EscposPrinterSim } from "../../simulators/printers/escpos.ts";
import { FleetHall, type FleetPlan, planned } from "./fleet-hall.ts";

const strip = (n: number, link = "bus-1", more: object = {}) => ({
  id: `strip-${n}`,
  model: "led/onbon-bx5k",
  link,
  window: String(n),
  settings: { address: n, width: 96, height: 16, ...more },
});
const PRINTER = { id: "printer-1", model: "printer/escpos", link: "net-printer", settings: { pollMs: 1000 } };
const PLAN: FleetPlan = {
  links: ["bus-1", "bus-2", "net-printer"],
  devices: [strip(1), strip(2, "bus-2"), PRINTER],
};
const stateOf = (hall: FleetHall, id: string) => hall.fleet.views().find((view) => view.id === id)?.state ?? "gone";

describe("a change of the devices", () => {
  test("leaves every line that is the same untouched: same member, same connection, no byte more", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    await hall.advance(1_000);
    const before = hall.fleet.member("strip-1");
    const [wire, frames] = [hall.wire("bus-1"), hall.sim("strip-1").frames.length];
    const started = hall.clock.nowMs();
    await hall.apply({ ...PLAN, devices: [strip(1), strip(2, "bus-2", { width: 64 }), PRINTER] });
    expect(hall.fleet.member("strip-1")).toBe(before);
    expect(hall.wire("bus-1")).toBe(wire);
    expect(wire.opened).toBe(1);
    // Nothing but the questions it is asked anyway.
    const shown = hall
      .sim("strip-1")
      .frames.slice(frames)
      .filter(({ direction }) => direction === "in");
    const everyMs = (hall.clock.nowMs() - started) / Math.max(1, shown.length);
    expect(everyMs).toBeGreaterThan(400);
    expect(hall.sim("strip-1").display).toContain("A001");
    expect(hall.errors).toEqual([]);
  });

  test("opens a new device and shows it the call that stands now", async () => {
    const hall = await FleetHall.open({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
    await hall.calls("1");
    await hall.apply(PLAN);
    expect(stateOf(hall, "strip-1")).toBe("online");
    expect(hall.sim("strip-1").display).toContain("A001");
    await hall.calls("1");
    await hall.advance(1_000);
    expect(hall.sim("strip-1").display).toContain("A002");
  });

  test("closes a removed device with its closing text, and it is heard of no more", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    await hall.advance(1_000);
    expect(hall.sim("strip-1").display).toContain("A001");
    await hall.apply({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
    expect(hall.sim("strip-1").display).toContain("关闭");
    expect(hall.fleet.member("strip-1")).toBeNull();
    expect(stateOf(hall, "strip-1")).toBe("gone");
    expect(await hall.state((state) => state.devices.has("strip-1"))).toBe(false);
    expect(hall.types()).toContain("device.removed");
    // Its line is closed: no more than what was said is ever said.
    const frames = hall.sim("strip-1").frames.length;
    await hall.calls("1");
    await hall.advance(60_000);
    expect(hall.sim("strip-1").frames.length).toBe(frames);
  });

  test("moves a device to another line and shows the call there", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    await hall.apply({ ...PLAN, devices: [strip(1, "bus-2"), strip(2, "bus-2"), PRINTER] });
    expect(hall.fleet.member("strip-1")?.config.link).toBe("bus-2");
    expect(stateOf(hall, "strip-1")).toBe("online");
    expect(hall.sim("strip-1").display).toContain("A001");
    expect(hall.types()).not.toContain("device.removed");
  });

  test("of nothing does nothing, and two at the end are as good as one", async () => {
    const hall = await FleetHall.open(PLAN);
    const seq = hall.hall.seq;
    const members = PLAN.devices.map(({ id }) => hall.fleet.member(id));
    await hall.apply(PLAN);
    await hall.apply(PLAN);
    expect(PLAN.devices.map(({ id }) => hall.fleet.member(id))).toEqual(members);
    expect(hall.hall.seq).toBe(seq);
  });

  test("takes new words for the strips over at once", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    const member = hall.fleet.member("strip-1");
    await hall.apply({ ...PLAN, texts: { strip: { calling: ["{number}请进"] } } });
    expect(hall.sim("strip-1").display).toContain("A001请进");
    expect(hall.fleet.member("strip-1")).toBe(member);
  });

  test("takes nothing else: windows and services wait for the next start", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.apply({ ...PLAN, windows: 4, devices: [...PLAN.devices, strip(4)] });
    expect(hall.fleet.config.windows).toHaveLength(3);
    expect(stateOf(hall, "strip-4")).toBe("online");
    // The others go on although one stands at a window that the hall does not know yet.
    await hall.calls("1");
    await hall.advance(1_000);
    expect(hall.sim("strip-1").display).toContain("A001");
    expect(hall.sim("strip-4").display).toContain("关闭");
    expect(hall.errors).toEqual([]);
  });
});

describe("a printer's job in progress", () => {
  test("survives a change that does not touch its line", async () => {
    const hall = await FleetHall.open(PLAN);
    const ticketId = await hall.issues("kiosk-1");
    await hall.advance(60);
    expect(await hall.state((state) => state.tickets.get(ticketId)?.print)).toBe("pending");
    await hall.apply({ ...PLAN, devices: [strip(1), PRINTER] });
    await hall.advance(15_000);
    expect(await hall.state((state) => state.tickets.get(ticketId)?.print)).toBe("printed");
    expect(hall.types().filter((type) => type.startsWith("ticket.print"))).toEqual([
      "ticket.print-started",
      "ticket.printed",
    ]);
    expect(hall.sim<EscposPrinterSim>("printer-1").tickets).toHaveLength(1);
  });

  test("is let out before its own line is closed", async () => {
    const hall = await FleetHall.open(PLAN);
    const ticketId = await hall.issues("kiosk-1");
    await hall.advance(60);
    await hall.apply({ ...PLAN, devices: [strip(1), { ...PRINTER, settings: { pollMs: 2000 } }] });
    expect(await hall.state((state) => state.tickets.get(ticketId)?.print)).toBe("printed");
    expect(stateOf(hall, "printer-1")).toBe("online");
  });

  test("that cannot be let out is settled once, in doubt", async () => {
    const hall = await FleetHall.open(PLAN);
    const ticketId = await hall.issues("kiosk-1");
    await hall.advance(60);
    hall.wire("net-printer").cut({ silent: true });
    await hall.apply({ ...PLAN, devices: [strip(1), strip(2, "bus-2")] });
    await hall.advance(15_000);
    const ends = hall.types().filter((type) => /^ticket\.print(ed|-failed|-unconfirmed)$/.test(type));
    expect(ends).toEqual(["ticket.print-unconfirmed"]);
    expect(await hall.state((state) => state.tickets.get(ticketId)?.print)).toBe("unconfirmed");
    // A ticket that asks for the printer that is gone fails honestly.
    const next = await hall.issues("kiosk-1");
    await hall.advance(100);
    expect(await hall.state((state) => state.tickets.get(next)?.print)).toBe("failed");
  });
});

describe("trouble", () => {
  const alarms = (hall: FleetHall) => hall.state((state) => [...state.alarms.keys()]);

  test("of a device that is removed while it is offline ends with it", async () => {
    const hall = await FleetHall.open(PLAN);
    hall.sim("strip-1").setFault("unplugged");
    await hall.advance(20_000);
    expect(await alarms(hall)).toEqual(["device:strip-1"]);
    await hall.apply({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
    expect(await alarms(hall)).toEqual([]);
    expect(hall.types().slice(-2)).toEqual(["device.removed", "alarm.cleared"]);
    expect(await hall.state((state) => state.devices.has("strip-1"))).toBe(false);
  });

  test("of a device that left the file while the service was down ends at the next start", async () => {
    const first = await FleetHall.open(PLAN);
    first.sim("strip-1").setFault("unplugged");
    await first.advance(20_000);
    const next = await FleetHall.open({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] }, first.store);
    expect(await alarms(next)).toEqual([]);
    expect(await next.state((state) => [...state.devices.keys()].sort())).toEqual(["printer-1", "strip-2"]);
  });

  test("on one line does not keep the others from being changed", async () => {
    const hall = await FleetHall.open({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
    hall.broken.add("bus-1");
    await hall.apply(PLAN);
    expect(stateOf(hall, "strip-1")).toBe("offline");
    expect(hall.fleet.member("strip-1")?.status().detail).toContain("a library is missing");
    expect(stateOf(hall, "strip-2")).toBe("online");
    await hall.calls("2");
    await hall.advance(1_000);
    expect(hall.sim("strip-2").display).toContain("A001");
    // Mended: the same change once more opens it.
    hall.broken.clear();
    await hall.apply({ ...PLAN, devices: [strip(1, "bus-1", { width: 64 }), strip(2, "bus-2"), PRINTER] });
    expect(stateOf(hall, "strip-1")).toBe("online");
  });

  test("at a start does not keep the hall from starting", async () => {
    const hall = new FleetHall(planned(PLAN));
    hall.broken.add("net-printer");
    await hall.fleet.prepare();
    await hall.fleet.start();
    await hall.advance(3_000);
    expect(stateOf(hall, "printer-1")).toBe("offline");
    expect(stateOf(hall, "strip-1")).toBe("online");
  });

  test("a device unplugged in the middle of a change does not hold it up, and is back by itself", async () => {
    const hall = await FleetHall.open(PLAN);
    await hall.calls("1");
    hall.wire("bus-1").cut({ silent: true });
    const startedMs = hall.clock.nowMs();
    await hall.apply({ ...PLAN, devices: [strip(1, "bus-1", { width: 64 }), strip(2, "bus-2"), PRINTER] });
    expect(hall.clock.nowMs() - startedMs).toBeLessThan(10_000);
    expect(stateOf(hall, "strip-1")).toBe("online");
    hall.wire("bus-1").cut();
    await hall.advance(20_000);
    expect(stateOf(hall, "strip-1")).toBe("offline");
    hall.wire("bus-1").restore();
    await hall.advance(15_000);
    expect(stateOf(hall, "strip-1")).toBe("online");
    expect(hall.sim("strip-1").display).toContain("A001");
    expect(hall.errors).toEqual([]);
  });

  test("a line that never ends closing is left to itself after three seconds", async () => {
    const hall = await FleetHall.open(PLAN);
    hall.wire("bus-1").stall(true);
    const startedMs = hall.clock.nowMs();
    await hall.apply({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
    expect(hall.clock.nowMs() - startedMs).toBeLessThan(6_500);
    expect(hall.fleet.member("strip-1")).toBeNull();
  });
});

test("a change that comes while the service stops opens nothing any more", async () => {
  const hall = await FleetHall.open({ ...PLAN, devices: [strip(2, "bus-2"), PRINTER] });
  const stopped = hall.fleet.stop();
  await hall.apply(PLAN);
  await hall.advance(5_000);
  await stopped;
  expect(hall.wire("bus-1").opened).toBe(0);
});
