// Simulated number boards: what they show, whom they obey, and what they answer.
import { describe, expect, test } from "vitest";
import { SILENCE_MS } from "../../simulators/frame-search.ts";
import { type ModbusNumberSettings, createSimulator as modbusNumber } from "../../simulators/led/modbus-number.ts";
import { createSimulator as sum4Number } from "../../simulators/led/sum4-number.ts";
import { createSimulator as xunpengNumber } from "../../simulators/led/xunpeng-number.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

/** The sum, written out here once more (hardware.md §2.4). */
function framed(...body: readonly number[]): string {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >> 1) ^ (crc & 1 ? 0xa001 : 0);
  }
  return Buffer.from([...body, crc & 0xff, crc >> 8]).toString("hex");
}

function board(settings: ModbusNumberSettings = {}) {
  const clock = turnedClock();
  const device = modbusNumber({ address: 5, ...settings }, { clock });
  return { device, clock, wire: new Wire(device) };
}

describe("a Modbus board", () => {
  test("shows 888 and echoes the write, as mbpoll saw it", () => {
    const { device, wire } = board();
    expect(device.display).toBe("");
    expect(wire.ask("050600010378d95c")).toEqual(["050600010378d95c"]);
    expect(device.display).toBe("888");
    expect(wire.ask(framed(5, 3, 0, 1, 0, 1))).toEqual([framed(5, 3, 2, 3, 0x78)]);
    expect(wire.ask(framed(5, 4, 0, 1, 0, 1))).toEqual([framed(5, 4, 2, 3, 0x78)]);
  });

  test("obeys function 16, and coils in all four functions", () => {
    const { device, wire } = board();
    expect(wire.ask(framed(5, 16, 0, 1, 0, 2, 4, 0, 7, 0, 9))).toEqual([framed(5, 16, 0, 1, 0, 2)]);
    expect(device.display).toBe("7");
    expect(wire.ask(framed(5, 5, 0, 3, 0xff, 0))).toEqual([framed(5, 5, 0, 3, 0xff, 0)]);
    expect(wire.ask(framed(5, 15, 0, 8, 0, 10, 2, 0x05, 0x02))).toEqual([framed(5, 15, 0, 8, 0, 10)]);
    for (const fn of [1, 2]) expect(wire.ask(framed(5, fn, 0, 0, 0, 19))).toEqual([framed(5, fn, 3, 8, 5, 2)]);
  });

  test.each([
    ["a register that is not there", [5, 6, 0x40, 0, 0, 1], 2],
    ["a range that ends outside", [5, 3, 0, 255, 0, 2], 2],
    ["coils that are not there", [5, 1, 1, 0, 0, 1], 2],
    ["no register at all", [5, 3, 0, 1, 0, 0], 3],
    ["too many registers", [5, 3, 0, 1, 0, 126], 3],
    ["a coil that is neither on nor off", [5, 5, 0, 1, 0, 1], 3],
    ["a count that is not that of the bytes", [5, 16, 0, 1, 0, 2, 2, 0, 7], 3],
  ])("refuses %s", (_, body, code) => {
    const { device, wire } = board();
    expect(wire.ask(framed(...body))).toEqual([framed(5, (body[1] ?? 0) | 0x80, code)]);
    expect(device.display).toBe("");
  });

  test("refuses a function it does not know, once the silence shows where the request ends", () => {
    const { clock, wire } = board();
    expect(wire.ask(framed(5, 8, 0, 0, 0xa5, 0x37))).toEqual([]);
    clock.advance(SILENCE_MS);
    expect(wire.take()).toEqual([framed(5, 0x88, 1)]);
  });

  test("is silent for other units and bad sums, and obeys what is meant for all without a word", () => {
    const { device, wire } = board();
    expect(wire.ask(framed(6, 6, 0, 1, 0, 9))).toEqual([]);
    expect(wire.ask("050600010378d95d")).toEqual([]);
    expect(device.display).toBe("");
    expect(wire.ask(framed(0, 6, 0, 1, 0, 42))).toEqual([]);
    expect(device.display).toBe("42");
    expect(wire.ask(framed(0, 3, 0, 1, 0, 1))).toEqual([]);
  });

  test("hears its request byte by byte, and right behind the answers of other units", () => {
    const { device, wire } = board();
    for (const byte of Buffer.from(framed(5, 6, 0, 1, 0, 17), "hex")) wire.hear(Buffer.from([byte]).toString("hex"));
    expect(device.display).toBe("17");
    const foreign = [framed(6, 16, 0, 1, 0, 2), framed(7, 3, 4, 5, 6, 0, 1), framed(8, 0x83, 2)].join("");
    expect(wire.ask(foreign + framed(5, 6, 0, 1, 0, 18))).toEqual([framed(5, 6, 0, 1, 0, 18)]);
    expect(device.display).toBe("18");
  });

  test.each<[string, ModbusNumberSettings, number[], string]>([
    ["five digits in two registers", { digits: 5 }, [0, 1, 0xe2, 0x40], "-----"],
    ["five digits that fit", { digits: 5 }, [0, 1, 0x11, 0x70], "70000"],
    ["too large a number", { digits: 3 }, [0x27, 0x0f], "---"],
    ["a decimal point", { digits: 3, decimals: 1 }, [0, 125], "12.5"],
    ["a point before a small number", { digits: 3, decimals: 2 }, [0, 5], "0.05"],
    ["a blank number", { blankValue: 0xffff }, [0xff, 0xff], ""],
    ["BCD with its zeros", { format: "bcd", digits: 3 }, [0x00, 0x45], "045"],
    ["BCD with dark places", { format: "bcd", digits: 4 }, [0xff, 0x45], "45"],
    ["text", { format: "ascii", digits: 4 }, [0x41, 0x30, 0x30, 0x37], "A007"],
    ["text with a blank behind it", { format: "ascii", digits: 3 }, [0x30, 0x34, 0x35, 0x20], "045"],
    ["a digit in each register", { format: "digitPerRegister", blankValue: 10 }, [0, 10, 0, 4, 0, 5], "45"],
    ["a digit in each register, with zeros", { format: "digitPerRegister" }, [0, 0, 0, 4, 0, 5], "045"],
  ])("shows %s", (_, settings, data, shown) => {
    const { device, wire } = board({ register: 0x20, ...settings });
    wire.hear(framed(5, 16, 0, 0x20, 0, data.length / 2, data.length, ...data));
    expect(device.display).toBe(shown);
  });

  test("tells the value of its colour register, and is dark and empty after the power was gone", () => {
    const { device, wire } = board({ colorRegister: 300, register: 299 });
    wire.hear(framed(5, 16, 1, 43, 0, 2, 4, 0, 7, 0, 2));
    expect(device.view()).toMatchObject({ registers: [7], colorValue: 2 });
    device.setFault("unplugged");
    expect(wire.ask("050600010378d95c")).toEqual([]);
    device.setFault("none");
    expect(device.display).toBe("");
    device.setFault("exception");
    expect(wire.ask("050600010378d95c")).toEqual([framed(5, 0x86, 4)]);
    device.setFault("mute");
    expect(wire.ask("050600010378d95c")).toEqual([]);
  });
});

describe("a XunPeng board", () => {
  const WRITE = "3a00780301b60a";

  test("shows the published number in its colour and answers as the page prints it", () => {
    const device = xunpengNumber({}, { clock: turnedClock() });
    const wire = new Wire(device);
    expect(wire.ask(WRITE)).toEqual(["2a00780301a60a"]);
    expect([device.display, device.view()]).toMatchObject(["888", { colour: "green", value: 888 }]);
    device.setFault("other-start");
    expect(wire.ask(WRITE)).toEqual(["3a00780301b60a"]);
  });

  test("answers with 3A where it is set up so, and never to a broken frame", () => {
    const device = xunpengNumber({ replyStart: "3a" }, { clock: turnedClock() });
    const wire = new Wire(device);
    expect(wire.ask(WRITE)).toEqual([WRITE]);
    expect(wire.ask("3a00780301b70a")).toEqual([]);
    expect(wire.ask("3a03780301b90a")).toEqual([]);
    expect(wire.ask("3a00780301b60b")).toEqual([]);
    device.setFault("corrupt-ack");
    expect(wire.ask(WRITE)).toEqual(["3a00780301b70a"]);
  });

  test("answers late when it is told to", () => {
    const clock = turnedClock();
    const device = xunpengNumber({}, { clock });
    const wire = new Wire(device);
    device.setFault("late-ack");
    expect(wire.ask(WRITE)).toEqual([]);
    clock.advance(2_000);
    expect(wire.take()).toEqual(["2a00780301a60a"]);
  });
});

describe("a four-byte board", () => {
  function board5() {
    const clock = turnedClock();
    const device = sum4Number({ address: 5, digits: 3 }, { clock });
    return { clock, device, wire: new Wire(device) };
  }

  test("shows its own number and never answers", () => {
    const { device, wire } = board5();
    expect(wire.ask("0503e7ef")).toEqual([]);
    expect(device.display).toBe("999");
    wire.hear("06000107");
    wire.hear("05000106");
    expect(device.display).toBe("1");
    wire.hear("0503e8f0");
    expect(device.display).toBe("---");
  });

  test("is back in step after the silence that follows a piece of noise", () => {
    const { clock, device, wire } = board5();
    wire.hear("0503");
    clock.advance(SILENCE_MS);
    wire.hear("05000106");
    expect(device.display).toBe("1");
  });

  test("does not take an idle line for an order", () => {
    const { device, wire } = board5();
    wire.hear("00".repeat(64));
    expect([device.display, device.frames]).toEqual(["", []]);
  });
});
