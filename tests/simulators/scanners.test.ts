// Simulated scanners: lines typed by themselves, and codes read on command.
import { describe, expect, test } from "vitest";
import { createSimulator as createGm72 } from "../../simulators/scanners/gm72.ts";
import { createSimulator as createLine } from "../../simulators/scanners/line.ts";
import { CODE_CHARACTERS_MAX } from "../../simulators/scanners/line-text.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

const ACK = "04d00000ff2c";
const NAK = "05d1000006ff24";
const HOST_TRIGGER = "07c60408008a08fe95";
const START = "04e40400ff14";
const FACTORY = "08c6040800f2ff00fd35";
const hexOf = (text: string) => Buffer.from(text, "utf8").toString("hex");

/** A command as hardware.md §7 draws it. */
function command(op: number, ...rest: readonly number[]): string {
  const bytes = [rest.length + 3, op, 4, ...rest];
  const sum = (0x10000 - bytes.reduce((total, byte) => total + byte, 0)) & 0xffff;
  return Buffer.from([...bytes, sum >> 8, sum & 0xff]).toString("hex");
}

function line(settings = {}) {
  const device = createLine(settings, { clock: turnedClock() });
  return { device, wire: new Wire(device) };
}

function gm72() {
  const clock = turnedClock();
  const device = createGm72({}, { clock });
  return { device, clock, wire: new Wire(device) };
}

describe("a scanner of lines", () => {
  test("types a code and its line end", () => {
    const { device, wire } = line();
    expect(device.press({ text: "A007" })).toEqual({ ok: true });
    expect(device.press({ text: "预约 7" })).toEqual({ ok: true });
    expect(wire.take()).toEqual([`${hexOf("A007")}0d`, `${hexOf("预约 7")}0d`]);
    expect([device.display, device.view().scans]).toEqual(["预约 7", 2]);
  });

  test.each([
    ["lf", "0a"],
    ["crlf", "0d0a"],
    ["nonsense", "0d"],
  ])("with the terminator %s ends it with %s", (terminator, end) => {
    const { device, wire } = line({ terminator });
    device.press({ text: "A" });
    expect(wire.take()).toEqual([`41${end}`]);
  });

  test.each([undefined, "", "two\nlines", "x".repeat(CODE_CHARACTERS_MAX + 1)])("cannot be given %j", (text) => {
    const { device, wire } = line();
    expect(device.press({ text })).toEqual({ ok: false, allowed: [] });
    expect(device.press({ key: "A007" })).toEqual({ ok: false, allowed: [] });
    expect(wire.take()).toEqual([]);
  });

  test("listens to nobody", () => {
    const { device, wire } = line();
    expect(wire.ask(START)).toEqual([]);
    expect(device.frames).toHaveLength(1);
  });

  test("forgets the end of a line, or types noise before it", () => {
    const { device, wire } = line();
    device.setFault("no-terminator");
    device.press({ text: "A" });
    expect(wire.take()).toEqual(["41"]);
    device.setFault("noise-before");
    device.press({ text: "A" });
    const [noisy = ""] = wire.take();
    expect(noisy).toMatch(/^(?:[89ab][0-9a-f]){6}410d$/);
    device.setFault("unplugged");
    expect([device.press({ text: "B" }), device.display, wire.take()]).toEqual([{ ok: true }, "", []]);
  });
});

describe("a GM72", () => {
  test("reads whatever is held before it until the host takes the trigger", () => {
    const { device, wire } = gm72();
    device.press({ text: "A1" });
    expect(wire.take()).toEqual([`${hexOf("A1")}0d`]);
    expect(wire.ask(HOST_TRIGGER)).toEqual([ACK]);
    expect(device.view()).toMatchObject({ mode: "host", armed: false, parameters: { "8a": "08" } });
    device.press({ text: "A2" });
    expect([wire.take(), device.view().missed]).toEqual([[], 1]);
    expect(wire.ask(START)).toEqual([ACK]);
    expect(device.display).toBe("请扫码");
    device.press({ text: "A3" });
    device.press({ text: "A4" });
    expect([wire.take(), device.display]).toEqual([[`${hexOf("A3")}0d`], "A3"]);
    expect(device.view()).toMatchObject({ armed: false, scans: 2, missed: 2 });
  });

  test("is stopped, and goes back to what it was in the factory", () => {
    const { device, wire } = gm72();
    wire.hear(HOST_TRIGGER + START);
    expect(wire.ask(command(0xe5, 0))).toEqual([ACK]);
    device.press({ text: "A" });
    expect(wire.take()).toEqual([]);
    expect(wire.ask("08c6040800f20100fe33")).toEqual([ACK]);
    expect(device.view().parameters).toEqual({ "8a": "08", f2: "0100" });
    expect(wire.ask(FACTORY)).toEqual([ACK]);
    expect(device.view()).toMatchObject({ mode: "auto", parameters: {} });
  });

  test("tells its version and does not know every command", () => {
    const { wire } = gm72();
    const [version = ""] = wire.ask("04a30400ff55");
    expect(version).toMatch(/^0ba300/);
    expect(wire.ask(command(0x99, 0))).toEqual([NAK]);
    expect(wire.ask(command(0xc6, 0x08, 0x01, 0x8a, 0x08))).toEqual([NAK]);
    expect(wire.ask(command(0xd0, 0))).toEqual([]);
  });

  test("passes over wake bytes, wrong sums and half commands", () => {
    const { clock, wire } = gm72();
    expect(wire.ask(`0000${START}`)).toEqual([ACK]);
    expect(wire.ask("04e40400ff15")).toEqual([]);
    clock.advance(1000);
    expect(wire.ask(START.slice(0, 6))).toEqual([]);
    clock.advance(1000);
    expect(wire.ask(START)).toEqual([ACK]);
    clock.advance(1000);
    expect(wire.ask(`20e404${START}`)).toEqual([]);
    clock.advance(1000);
    expect(wire.take()).toEqual([ACK]);
  });

  test("refuses, does not start, forgets line ends", () => {
    const { device, wire } = gm72();
    device.setFault("refusing");
    expect(wire.ask(START)).toEqual([NAK]);
    device.setFault("silent-start");
    expect([wire.ask(START), device.view().mode]).toEqual([[], "auto"]);
    device.setFault("no-terminator");
    device.press({ text: "A" });
    expect(wire.take()).toEqual(["41"]);
  });

  test("keeps its parameters without power, but not its light", () => {
    const { device, wire } = gm72();
    wire.hear(HOST_TRIGGER + START);
    device.setFault("unplugged");
    expect(wire.ask(START)).toEqual([]);
    device.setFault("none");
    expect(device.view()).toMatchObject({ mode: "host", armed: false });
  });
});
