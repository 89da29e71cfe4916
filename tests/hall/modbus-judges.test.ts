// Modbus RTU judged by others: Debian's mbpoll as master, npm's modbus-serial as slave, on pseudo-terminals.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerSerial } from "modbus-serial";
import { Default } from "typebox/value";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../drivers/kernel/clock.ts";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import { type ModbusRequest, modbusCodec } from "../../drivers/led/lang-modbus.ts";
import { modbusNumber } from "../../drivers/led/modbus-number.ts";
import { serialTransport } from "../../drivers/transports/serial.ts";
import { ServedLink } from "../../simulators/bus.ts";
import { createSimulator } from "../../simulators/led/modbus-number.ts";
import { toHex } from "../drivers/adapters/adapter.ts";
import { eventually } from "../helpers/real-hall.ts";
import { hasPrograms, type PtyPair, programOf, ptyPair } from "./pty-pair.ts";

const hasJudges = hasPrograms("mbpoll", "socat");
const SECONDS = ["-o", "2"];

/** What mbpoll says, whether it is content or not. */
function mbpoll(path: string, options: readonly string[], values: readonly string[] = []): Promise<string> {
  const line = ["-m", "rtu", "-b", "9600", "-P", "none", "-1", ...options, path];
  const words = values.length === 0 ? [] : ["--", ...values];
  return new Promise((done) =>
    execFile(programOf("mbpoll"), [...line, ...words], { timeout: 8_000 }, (_error, stdout, stderr) =>
      done(stdout + stderr),
    ),
  );
}

describe.runIf(hasJudges)("mbpoll writes to and reads from the simulated board", () => {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-modbus-"));
  const path = join(folder, "bus");
  const board = createSimulator({ address: 5, register: 1, digits: 3 }, { id: "number-5" });
  const wide = createSimulator({ address: 6, register: 10, digits: 6, format: "digitPerRegister" }, { id: "number-6" });
  let served: ServedLink;

  beforeEach(async () => {
    served = new ServedLink({ id: "bus", type: "serial", host: "", port: 0, path }, [board, wide]);
    expect(await served.start()).toMatchObject({ ok: true });
  });
  afterEach(async () => {
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("one register, several, coils, and one that is not there", async () => {
    const holding = ["-t", "4", ...SECONDS];
    expect(await mbpoll(path, ["-a", "5", "-r", "2", ...holding], ["888"])).toContain("Written 1 references.");
    expect(board.display).toBe("888");
    expect(await mbpoll(path, ["-a", "5", "-r", "2", ...holding])).toMatch(/\[2\]:\s+888\b/);
    const digits = ["1", "2", "3", "4", "5", "6"];
    expect(await mbpoll(path, ["-a", "6", "-r", "11", ...holding], digits)).toContain("Written 6 references.");
    expect(wide.display).toBe("123456");
    const read = await mbpoll(path, ["-a", "6", "-r", "11", "-c", "6", ...holding]);
    expect([...read.matchAll(/^\[\d+\]:\s+(\d+)/gm)].map((match) => match[1])).toEqual(digits);
    expect(await mbpoll(path, ["-a", "5", "-r", "3", "-t", "0", ...SECONDS], ["1", "0", "1"])).toContain("Written 3");
    expect(await mbpoll(path, ["-a", "5", "-r", "60000", ...holding])).toContain("Illegal data address");
    expect(await mbpoll(path, ["-a", "7", "-r", "2", "-t", "4", "-o", "0.2"])).toContain("timed out");
    expect([board.display, wide.display]).toEqual(["888", "123456"]);
  }, 120_000);
});

describe.runIf(hasJudges)("on a cable of two pseudo-terminals", () => {
  let cable: PtyPair;
  const ends: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    cable = await ptyPair();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await cable.stop();
  });

  /** A slave that is none of ours; `register 500` and above it refuses. */
  async function slave(unitID: number) {
    const registers = new Map<number, number>();
    const refuse = (address: number) => {
      if (address >= 500) throw Object.assign(new Error("no such register"), { modbusErrorCode: 2 });
    };
    const vector = {
      getHoldingRegister: (address: number) => {
        refuse(address);
        return registers.get(address) ?? 0;
      },
      setRegister: (address: number, value: number) => {
        refuse(address);
        registers.set(address, value);
      },
    };
    const server = new ServerSerial(vector, { path: cable.far, baudRate: 9600, unitID });
    await new Promise<void>((done) => server.on("initialized", () => done()));
    ends.push(() => new Promise((done) => server.close(done)));
    return registers;
  }

  function boards(...all: readonly Record<string, unknown>[]) {
    const transport = serialTransport({ path: cable.near, baudRate: 9600 });
    const link = new Link({ id: "bus", transport, clock: systemClock, random: Math.random, baudRate: 9600 });
    const devices = all.map((own, i) => {
      const settings = Default(modbusNumber.settings, { ...own });
      return createDevice({ id: `board-${i}`, model: modbusNumber, settings, link, clock: systemClock });
    });
    link.start();
    ends.push(() => link.stop());
    return devices;
  }
  const call = (number: string) => ({ state: "calling", texts: [`请${number}号办理`, number], number }) as const;

  test("the driver sets the registers of an independent slave, asks it, and hears its refusals", async () => {
    const registers = await slave(5);
    const [single, many, coloured, refused] = boards(
      { address: 5, register: 1, probe: { register: 1 } },
      { address: 5, register: 10, function: 16, format: "digitPerRegister", digits: 4 },
      {
        address: 5,
        register: 20,
        format: "ascii",
        letters: "keep",
        digits: 4,
        colorRegister: 30,
        colors: { calling: 2 },
      },
      { address: 5, register: 600, function: 16 },
    );
    single?.show(call("A888"));
    many?.show(call("B042"));
    coloured?.show(call("A001"));
    refused?.show(call("A001"));
    const at = (first: number, count: number) => Array.from({ length: count }, (_, i) => registers.get(first + i));
    await eventually("the number", () => registers.get(1) === 888);
    await eventually("the digits", () => registers.get(13) === 2);
    await eventually("the letters", () => registers.get(21) === 0x3031);
    expect(at(10, 4)).toEqual([0, 0, 4, 2]);
    expect(at(20, 2)).toEqual([0x4130, 0x3031]);
    expect(registers.get(30)).toBe(2);
    await eventually("the refusal", () => refused?.status().state === "faulted");
    expect((await refused?.clear())?.detail).toContain("寄存器地址错误");
    await eventually("all to be well", () =>
      [single, many, coloured].every((device) => device?.status().state === "online"),
    );
    // The probe and the test pattern of the technician.
    expect(await single?.test()).toMatchObject({ ok: true });
    expect(registers.get(1)).toBe(88);
    expect(await many?.clear()).toMatchObject({ ok: true });
    expect(at(10, 4)).toEqual([15, 15, 15, 15]);
    // How soon a loaded machine answers is not asked here; what it answers is understood.
    expect([single, many].map((device) => device?.status().counters.naks)).toEqual([0, 0]);
  }, 120_000);

  test("a slave that goes is noticed, and is shown the present number when it is back", async () => {
    const registers = await slave(5);
    const [board] = boards({ address: 5, probe: { register: 1 } });
    board?.show(call("A111"));
    await eventually("the number", () => registers.get(1) === 111);
    await ends.shift()?.();
    await eventually("the report", () => board?.status().state === "offline");
    board?.show(call("A222"));
    const again = await slave(5);
    await eventually("the present number", () => again.get(1) === 222);
  }, 120_000);

  test("our requests are mbpoll's, byte for byte", async () => {
    const line = serialTransport({ path: cable.far, baudRate: 9600 });
    let heard = "";
    line.onData((bytes) => {
      heard += toHex(bytes);
    });
    await line.open();
    ends.push(() => line.close());
    /** The request mbpoll makes of this; it is left without an answer. */
    const asked = async (want: string, options: readonly string[], values: readonly string[] = []) => {
      heard = "";
      expect(await mbpoll(cable.near, [...options, "-o", "0.1"], values)).toContain("timed out");
      // The cable may still carry the last of it when mbpoll has gone.
      await eventually(`all of ${want}`, () => heard.length >= want.length);
      return heard;
    };
    const cases: [ModbusRequest, string[], string[]?][] = [
      [{ unit: 17, fn: 1, address: 19, count: 37 }, ["-a", "17", "-t", "0", "-r", "20", "-c", "37"]],
      [{ unit: 17, fn: 2, address: 196, count: 22 }, ["-a", "17", "-t", "1", "-r", "197", "-c", "22"]],
      [{ unit: 17, fn: 3, address: 107, count: 3 }, ["-a", "17", "-t", "4", "-r", "108", "-c", "3"]],
      [{ unit: 247, fn: 4, address: 8, count: 125 }, ["-a", "247", "-t", "3", "-r", "9", "-c", "125"]],
      [{ unit: 17, fn: 5, address: 172, value: 0xff00 }, ["-a", "17", "-t", "0", "-r", "173"], ["1"]],
      [{ unit: 17, fn: 5, address: 172, value: 0 }, ["-a", "17", "-t", "0", "-r", "173"], ["0"]],
      [{ unit: 5, fn: 6, address: 1, value: 888 }, ["-a", "5", "-t", "4", "-r", "2"], ["888"]],
      [
        { unit: 17, fn: 15, address: 19, count: 10, bytes: Uint8Array.of(0xcd, 0x01) },
        ["-a", "17", "-t", "0", "-r", "20"],
        ["1", "0", "1", "1", "0", "0", "1", "1", "1", "0"],
      ],
      [{ unit: 17, fn: 16, address: 1, registers: [10, 258] }, ["-a", "17", "-t", "4", "-r", "2"], ["10", "258"]],
    ];
    for (const [request, options, values] of cases) {
      const want = toHex(modbusCodec.encode(request));
      expect(await asked(want, options, values), JSON.stringify(request)).toBe(want);
    }
  }, 120_000);
});
