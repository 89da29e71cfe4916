// Modbus and Alpha drivers on the simulated boards, written apart: what a person reads, in good times and bad.
import { Default } from "typebox/value";
import { describe, expect, test } from "vitest";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { alphaSign } from "../../drivers/led/alpha-sign.ts";
import { modbusNumber } from "../../drivers/led/modbus-number.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { createSimulator as simAlpha } from "../../simulators/led/alpha-sign.ts";
import { createSimulator as simModbus } from "../../simulators/led/modbus-number.ts";
import type { SimDevice } from "../../simulators/lib.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";
import { below, noise, seeded } from "./adapters/noise.ts";

const SIDES = { modbus: [modbusNumber, simModbus], alpha: [alphaSign, simAlpha] } as const;
const CALL: StripShow = { state: "calling", texts: ["请A042号办理", "A042"], number: "A042" };
const IDLE: StripShow = { state: "idle", texts: ["欢迎"], number: null };

/** Boards of one kind on a bus at 9600 baud, each with its own settings. */
function bus(name: keyof typeof SIDES, ...all: readonly Record<string, unknown>[]) {
  const clock = new VirtualClock();
  const simClock = {
    now: () => clock.monotonicMs(),
    after: (ms: number, run: () => void) => {
      const timer = clock.after(ms, run);
      return () => timer.cancel();
    },
  };
  const [model, simulator] = SIDES[name];
  const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
  const link = new Link({ id: "bus", transport, clock, random: seededRandom(1), baudRate: 9600 });
  const boards: SimDevice[] = all.map((settings, i) =>
    simulator(settings, { id: `b${i}`, clock: simClock, random: seededRandom(i) }),
  );
  for (const board of boards) board.onSend((bytes) => peer.send(bytes));
  peer.receive = (bytes) => {
    for (const board of boards) board.receive(bytes);
  };
  const devices = all.map((own, i) => {
    const settings = Default(model.settings, { ...own });
    return createDevice({ id: `b${i}`, model, settings, link, clock });
  });
  link.start();
  const show = (wanted: StripShow) => {
    for (const device of devices) device.show(wanted);
  };
  const read = () => boards.map(({ display }) => display);
  return { clock, peer, link, boards, devices, show, read };
}

const FORMATS = [
  { address: 1 },
  { address: 2, function: 16, digits: 6 },
  { address: 3, format: "bcd", function: 16 },
  { address: 4, format: "bcd", digits: 6, leading: "blank" },
  { address: 5, format: "ascii", digits: 4, letters: "keep", function: 16 },
  { address: 6, format: "digitPerRegister", digits: 4, leading: "blank" },
  { address: 7, digits: 4, prefixDigits: { A: "1" }, colorRegister: 9, colors: { calling: 2, idle: 0 } },
];

describe("Modbus boards", () => {
  test("of every format show the number, and nothing once it is gone", async () => {
    const { clock, show, read, boards, devices } = bus("modbus", ...FORMATS);
    show(CALL);
    await clock.advanceAsync(5_000);
    expect(read()).toEqual(["42", "42", "042", "042", "A042", "042", "1042"]);
    expect(boards.at(-1)?.view()).toMatchObject({ colorValue: 2 });
    show(IDLE);
    await clock.advanceAsync(5_000);
    expect(read()).toEqual(["0", "0", "", "", "", "", "0"]);
    expect(boards.at(-1)?.view()).toMatchObject({ colorValue: 0 });
    for (const device of devices) expect(device.status()).toMatchObject({ state: "online", counters: { timeouts: 0 } });
  });

  test.each(["mute", "garbage", "corrupt-ack", "late-ack", "exception", "unplugged"])(
    "with the fault %s get the present number afterwards, and their neighbour never notices",
    async (fault) => {
      const probe = { register: 1 };
      const { clock, show, read, boards, devices } = bus("modbus", { address: 1, probe }, { address: 2, probe });
      show(IDLE);
      await clock.advanceAsync(2_000);
      boards[0]?.setFault(fault);
      show(CALL);
      await clock.advanceAsync(20_000);
      expect(read()[1]).toBe("42");
      expect(devices[1]?.status().state).toBe("online");
      if (fault !== "late-ack") expect(devices[0]?.status().state).not.toBe("online");
      boards[0]?.setFault("none");
      await clock.advanceAsync(40_000);
      expect(read()).toEqual(["42", "42"]);
      expect(devices.map((device) => device.status().state)).toEqual(["online", "online"]);
    },
  );

  test("on a noisy wire end up right", async () => {
    const { clock, peer, show, read } = bus("modbus", { address: 1 }, { address: 2, function: 16, digits: 6 });
    const random = seeded(5);
    for (let i = 0; i < 40; i++) {
      show({ ...CALL, number: `A${String(i).padStart(3, "0")}` });
      peer.send(noise(i).subarray(0, below(60, random)));
      await clock.advanceAsync(below(300, random));
    }
    await clock.advanceAsync(20_000);
    expect(read()).toEqual(["39", "39"]);
  });
});

describe("Alpha signs", () => {
  test("that answer show the call and the welcome after it", async () => {
    const { clock, show, read, boards, devices } = bus("alpha", { address: "01", reply: true, window: "3" });
    show(CALL);
    await clock.advanceAsync(3_000);
    expect(read()).toEqual(["A042 > 3"]);
    show(IDLE);
    await clock.advanceAsync(3_000);
    expect(read()).toEqual(["WELCOME"]);
    expect(boards[0]?.view()).toMatchObject({ priority: "" });
    expect(devices[0]?.status()).toMatchObject({ state: "online", counters: { timeouts: 0, naks: 0, garbage: 0 } });
  });

  test("that do not answer show each their own, and the clock of the hall", async () => {
    const { clock, devices, read, boards } = bus("alpha", { address: "01" }, { address: "1F", priority: false });
    devices[0]?.show(CALL);
    devices[1]?.show({ ...CALL, state: "serving" });
    await clock.advanceAsync(3_000);
    expect(read()).toEqual(["A042 NOW", "A042 SERVING"]);
    const set = devices[1]?.setClock(Date.UTC(2026, 0, 5, 1, 30, 0), "Asia/Shanghai");
    await clock.advanceAsync(1_000);
    expect(await set).toMatchObject({ ok: true });
    expect(boards.map((board) => board.view().time)).toEqual([null, "09:30"]);
    devices[0]?.show({ state: "closed", texts: [] });
    await clock.advanceAsync(1_000);
    expect(read()[0]).toBe("");
  });

  test("with memory of their own take the table first, colour and font with the text", async () => {
    const { clock, show, read, boards } = bus("alpha", {
      ...{ address: "01", reply: true, memoryBytes: 64, label: "B", priority: false },
      ...{ colour: "2", font: "3", position: "fill" },
    });
    show(CALL);
    await clock.advanceAsync(3_000);
    expect(read()).toEqual(["A042 NOW"]);
    expect(boards[0]?.view().files).toMatchObject([{ label: "B", size: 64 }]);
  });

  test.each(["mute", "corrupt-ack", "nak", "unplugged"])(
    "with the fault %s are reported and get the present text afterwards",
    async (fault) => {
      const { clock, show, read, boards, devices } = bus("alpha", { address: "01", reply: true });
      show(IDLE);
      await clock.advanceAsync(2_000);
      boards[0]?.setFault(fault);
      show(CALL);
      await clock.advanceAsync(20_000);
      expect(devices[0]?.status().state).not.toBe("online");
      boards[0]?.setFault("none");
      await clock.advanceAsync(40_000);
      expect(read()).toEqual(["A042 NOW"]);
      expect(devices[0]?.status().state).toBe("online");
    },
  );
});
