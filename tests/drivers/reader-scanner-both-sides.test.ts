// Card reader and scanners against their simulators, which were written apart: codes and cards arrive, faults show.
import { describe, expect, test } from "vitest";
import type { Clock } from "../../drivers/kernel/clock.ts";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { FrameModel, ReaderEvent } from "../../drivers/kernel/model.ts";
import { createSessionDevice } from "../../drivers/kernel/session-runner.ts";
import { samv } from "../../drivers/readers/samv.ts";
import { gm72 } from "../../drivers/scanners/gm72.ts";
import { lineScanner } from "../../drivers/scanners/line.ts";
import { lineDiscipline } from "../../drivers/transports/line-discipline.ts";
import { type MemoryPeer, memoryPair } from "../../drivers/transports/memory.ts";
import type { SimDevice, SimOptions } from "../../simulators/lib.ts";
import { createSimulator as createReader } from "../../simulators/readers/samv.ts";
import { createSimulator as createGm72 } from "../../simulators/scanners/gm72.ts";
import { createSimulator as createLine } from "../../simulators/scanners/line.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

function simOptions(clock: Clock): SimOptions {
  const after = (delayMs: number, task: () => void) => {
    const timer = clock.after(delayMs, task);
    return () => timer.cancel();
  };
  return { clock: { now: () => clock.nowMs(), after }, random: seededRandom(9) };
}

function joined(sim: SimDevice, peer: MemoryPeer): SimDevice {
  sim.onSend((bytes) => peer.send(bytes));
  peer.receive = (bytes) => sim.receive(bytes);
  return sim;
}

async function simulatedReader() {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, { baudRate: 115_200 });
  const sim = joined(createReader({}, simOptions(clock)), peer);
  const settings = { findEveryMs: 300, replyMs: 600, readMs: 1500, resetAtOpen: true };
  const device = createSessionDevice({ id: "r", model: samv, settings, transport, clock, random: () => 0 });
  const events: ReaderEvent[] = [];
  device.onEvent((event) => events.push(event));
  device.start();
  await clock.advanceAsync(1_000);
  return { clock, sim, device, events };
}

describe("the simulated card reader", () => {
  test("has its cards read, one after the other", async () => {
    const { clock, sim, device, events } = await simulatedReader();
    for (const key of ["card-1", "card-2", "card-3"]) {
      sim.press({ key });
      await clock.advanceAsync(2_000);
    }
    const names = events.flatMap((event) => (event.type === "card" ? [event.card.name] : []));
    expect(names).toEqual(["张某", "李某某", "阿某·依某某"]);
    expect(device.status()).toMatchObject({ state: "online", counters: { garbage: 0, timeouts: 0, late: 0 } });
  });

  test.each([
    ["sam-failed", "faulted", []],
    ["auth-failed", "online", ["card-failed"]],
    ["slow", "offline", []],
    ["bad-xor", "offline", []],
    ["cut-answer", "offline", []],
  ] as const)("with the fault %s is %s, tells no card, and heals", async (fault, state, told) => {
    const { clock, sim, device, events } = await simulatedReader();
    sim.setFault(fault);
    sim.press({ key: "card-1" });
    await clock.advanceAsync(12_000);
    expect(device.status().state).toBe(state);
    expect(events.map(({ type }) => type)).toEqual(told);
    sim.setFault("none");
    sim.press({ key: "lift" });
    await clock.advanceAsync(10_000);
    sim.press({ key: "card-1" });
    await clock.advanceAsync(2_000);
    expect(events.filter(({ type }) => type === "card")).toHaveLength(1);
    expect(device.status().state).toBe("online");
  });
});

type MakeSim = (settings: never, options: SimOptions) => SimDevice;

async function simulatedScanner(model: FrameModel, make: MakeSim, settings: Record<string, unknown>) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock, { baudRate: 9_600 });
  const sim = joined(make(settings as never, simOptions(clock)), peer);
  const lineEnd = model.lineEnd?.(settings as never);
  const pipe = lineEnd === undefined ? transport : lineDiscipline(transport, { lineEnd, clock });
  const link = new Link({ id: "l", transport: pipe, clock, random: () => 0, baudRate: 9_600 });
  const device = createDevice({ id: "d", model, settings, link, clock });
  const scans: string[] = [];
  device.onScan((text) => scans.push(text));
  link.start();
  await clock.advanceAsync(3_000);
  return { clock, sim, device, scans, link };
}

const LINE = { terminator: "crlf", encoding: "utf8", prefix: "", suffix: "", charsMax: 512 } as const;
const HOST = { ...LINE, terminator: "any", trigger: "host", serialMode: true, wake: true } as const;

describe("the simulated scanners", () => {
  test("one that types lines is read; a line without its end or with noise is not", async () => {
    const { clock, sim, scans, link } = await simulatedScanner(lineScanner, createLine, LINE);
    sim.press({ text: "预约 A007" });
    await clock.advanceAsync(1_500);
    for (const fault of ["no-terminator", "noise-before"]) {
      sim.setFault(fault);
      sim.press({ text: "A008" });
      await clock.advanceAsync(1_500);
    }
    sim.setFault("none");
    sim.press({ text: "A009" });
    await clock.advanceAsync(1_500);
    expect(scans).toEqual(["预约 A007", "A009"]);
    expect(link.counters.garbage).toBeGreaterThan(8);
  });

  test("a GM72 is set up, triggered and read; without its light it sees nothing", async () => {
    const { clock, sim, device, scans } = await simulatedScanner(gm72, createGm72, HOST);
    expect(sim.view()).toMatchObject({ mode: "host", armed: false });
    expect(device.status()).toMatchObject({ state: "online", facts: { firmware: "GM72-SIM" } });
    sim.press({ text: "unseen" });
    const started = device.order(() => gm72.trigger(true, HOST));
    await clock.advanceAsync(1_000);
    expect(await started).toMatchObject({ ok: true });
    sim.press({ text: "A007" });
    await clock.advanceAsync(1_000);
    expect(scans).toEqual(["A007"]);
    sim.setFault("refusing");
    const refused = device.order(() => gm72.trigger(true, HOST));
    await clock.advanceAsync(1_000);
    expect(await refused).toMatchObject({ ok: false, detail: expect.stringContaining("cause 06") });
  });
});
