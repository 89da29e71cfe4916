// Devices described by byte patterns: the pattern language itself, and the keypads and pads that speak it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ProfileKeypadSettings, createSimulator as profileKeypad } from "../../simulators/keypads/profile.ts";
import { fromHex, toHex } from "../../simulators/lib.ts";
import { type ProfilePadSettings, createSimulator as profilePad } from "../../simulators/pads/profile.ts";
import { holdsData, parsePattern, patternAt, writePattern } from "../../simulators/pattern.ts";
import { REPEAT_MS, REPEATS_MAX } from "../../simulators/press-mouth.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

const FF68 = "FF 68 {len} {len} 68 [ {addr} 01 {data:1-3} ] {sum8} 16";

describe("a pattern", () => {
  interface PatternVector {
    readonly name: string;
    readonly hex: string;
    readonly expect: string;
    readonly input: { pattern: string; addr: number; data: number[]; of?: { pattern: string; addr: number } };
  }
  const file = join(import.meta.dirname, "..", "vectors", "profile.json");
  const vectors = JSON.parse(readFileSync(file, "utf8")) as PatternVector[];

  test.each(vectors)("$name", ({ hex, expect: wanted, input }) => {
    const bytes = fromHex(hex);
    if (wanted === "reject") {
      const { pattern = "", addr = 0 } = input.of ?? {};
      expect(patternAt(parsePattern(pattern), addr, bytes, 0)).toBeNull();
      return;
    }
    const pattern = parsePattern(input.pattern);
    expect(toHex(writePattern(pattern, input.addr, { data: input.data }))).toBe(hex);
    expect(patternAt(pattern, input.addr, bytes, 0)).toMatchObject({ data: input.data, used: bytes.length });
    for (let cut = 0; cut < bytes.length; cut++)
      expect(patternAt(pattern, input.addr, bytes.subarray(0, cut), 0), `cut at ${cut}`).toBe("more");
    // An address of another device is another byte.
    const other = patternAt(pattern, input.addr + 1, bytes, 0);
    expect(other === null).toBe(input.pattern.includes("{addr}"));
  });

  test("is read with any byte where ?? stands, and with further bits beside the one it asks for", () => {
    const pattern = parsePattern("A5 ?? {bit3} 5A");
    expect(patternAt(pattern, 1, fromHex("a5ff0f5a"), 0)).toMatchObject({ used: 4 });
    expect(patternAt(pattern, 1, fromHex("a500f75a"), 0)).toBeNull();
    expect(toHex(writePattern(pattern, 1))).toBe("a500085a");
  });

  test.each([
    ["{ticket:3}", { ticket: "7" }, "202037"],
    ["{ticket:3}", { ticket: "1234" }, "323334"],
    ["{waiting:3:bin} {ticket:3:bin}", { ticket: "045", waiting: "2" }, "0a0a02000405"],
    ["{ticket:2}", {}, "2020"],
  ])("%s of %j is written %s and read back", (text, carried, hex) => {
    const pattern = parsePattern(text);
    expect(toHex(writePattern(pattern, 1, carried))).toBe(hex);
    const { ticket = "", waiting = "" } = carried as { ticket?: string; waiting?: string };
    expect(patternAt(pattern, 1, fromHex(hex), 0)).toMatchObject({ ticket: ticket.slice(-3), waiting });
    expect(patternAt(parsePattern("{ticket:3}"), 1, fromHex("312032"), 0)).toBeNull();
  });

  test("says how much data it holds", () => {
    expect([0, 1, 3, 4].map((count) => holdsData(parsePattern(FF68), count))).toEqual([false, true, true, false]);
  });

  test.each([
    ["", /words/],
    ["FF 6", /"6" is no token/],
    ["{sum16}", /no token/],
    ["{bit8}", /no token/],
    ["{data:3-1}", /no token/],
    ["{data:1-2} {data:1-3}", /vary/],
    ["[ 01 [ 02 ] ]", /brackets/],
    ["] 01 [", /brackets/],
    ["[ 01", /brackets/],
    ["{len} 01", /brackets/],
  ])("%j is refused", (text, why) => {
    expect(() => parsePattern(text)).toThrow(why);
  });
});

describe("a keypad of an unknown make", () => {
  const settings: ProfileKeypadSettings = {
    address: 3,
    receive: FF68,
    keys: { "0C": "call-next", "6+0F": "missed", "*+0C": "call-number" },
    inputs: [{ pattern: "B7 4D {bit0} 5A", action: "recall" }],
    ack: "echo",
    display: "7E {addr} 53 {waiting:2} {ticket:3} {xor8}",
    beep: "7E {addr} 42 {xor8}",
    ok: "7E {addr} 59 {xor8}",
    refused: "7E {addr} 4E {xor8}",
  };
  function keypad(more: Partial<ProfileKeypadSettings> = {}) {
    const clock = turnedClock();
    const device = profileKeypad({ ...settings, ...more }, { clock });
    return { device, clock, wire: new Wire(device) };
  }
  const CALL = "ff6803036803010c1016";
  const host = (...body: readonly number[]): string =>
    toHex(
      Uint8Array.of(
        ...body,
        body.reduce((a, b) => a ^ b, 0),
      ),
    );

  test.each([
    ["0C", [CALL]],
    ["0c", [CALL]],
    ["call", [CALL]],
    ["call-next", [CALL]],
    ["missed", ["ff680404680301060f1916"]],
    ["6+0F", ["ff680404680301060f1916"]],
    ["4 5 0C", ["ff68050568030104050c1916"]],
    ["1 2 3 0C", ["ff68050568030101020c1316"]],
    ["0E", ["ff6803036803010e1216"]],
    ["#1", ["b74d015a"]],
  ])("sends for %s what its pattern says", (key, sent) => {
    const { device, wire } = keypad();
    expect(device.press({ key })).toEqual({ ok: true });
    expect(wire.take()).toEqual(sent);
  });

  test("names its keys, and knows no others", () => {
    const { device, wire } = keypad();
    expect(device.keys).toEqual(["0C", "0F", "#1", ..."0123456789"]);
    for (const key of ["#2", "launch", "call-number", ""]) expect(device.press({ key })).toMatchObject({ ok: false });
    expect(device.press({ grade: 1 })).toMatchObject({ ok: false });
    expect(wire.take()).toEqual([]);
    expect(keypad({ receive: "A5 5A {data}" }).device.keys).not.toContain("5");
  });

  test("repeats until the echo comes, then is quiet", () => {
    const { device, clock, wire } = keypad();
    device.press({ key: "0C" });
    clock.advance(REPEAT_MS);
    expect(wire.take()).toEqual([CALL, CALL]);
    wire.hear(CALL.replace("0c10", "0d11"));
    clock.advance(REPEAT_MS);
    expect(wire.take()).toEqual([CALL]);
    wire.hear(CALL);
    clock.advance(60_000);
    expect(wire.take()).toEqual([]);
    expect(device.view()).toMatchObject({ unacknowledged: false, lost: 0 });
  });

  test("gives up after its repeats and says that the key failed", () => {
    const { device, clock, wire } = keypad();
    device.press({ key: "0C" });
    clock.advance(REPEAT_MS * (REPEATS_MAX + 1));
    expect(wire.take()).toHaveLength(REPEATS_MAX + 1);
    expect(device.display).toContain("失败");
    expect(device.view()).toMatchObject({ lost: 1 });
  });

  test("is acknowledged by a pattern with the data it sent, and by no other", () => {
    const { device, clock, wire } = keypad({ ack: "7E {addr} 06 {data} {xor8}" });
    device.press({ key: "0C" });
    wire.hear(host(0x7e, 3, 6, 0x0d));
    clock.advance(REPEAT_MS);
    expect(wire.take()).toHaveLength(2);
    wire.hear(host(0x7e, 3, 6, 0x0c));
    clock.advance(60_000);
    expect(wire.take()).toEqual([]);
  });

  test("sends once where nobody acknowledges", () => {
    const { device, clock, wire } = keypad({ ack: "none" });
    device.press({ key: "0C" });
    device.press({ key: "0C" });
    clock.advance(60_000);
    expect(wire.take()).toEqual([CALL, CALL]);
  });

  test("fills its reports where reports have a size", () => {
    const { device, wire } = keypad({ receive: "A5 5A {data}", inputs: [], ack: "none", reportBytes: 8 });
    device.press({ key: "0C" });
    expect(wire.take()).toEqual(["a55a0c0000000000"]);
  });

  test("shows what the host writes, beeps, and says whether a key worked", () => {
    const { device, clock, wire } = keypad();
    expect(device.display).toBe("待机");
    wire.hear(host(0x7e, 3, 0x53, 0x20, 0x32, 0x30, 0x34, 0x35));
    expect(device.display).toBe("票号 045 等候 2");
    wire.hear(host(0x7e, 4, 0x53, 0x20, 0x39, 0x30, 0x34, 0x36));
    wire.hear(host(0x7e, 3, 0x42));
    wire.hear(host(0x7e, 3, 0x59));
    expect(device.display).toBe("票号 045 等候 2 成功");
    wire.hear(host(0x7e, 3, 0x4e));
    expect(device.display).toContain("失败");
    clock.advance(2_000);
    expect(device.display).toBe("票号 045 等候 2");
    expect(device.view()).toMatchObject({ beeps: 1, ticket: "045", waiting: "2" });
  });

  test("without power sends nothing and forgets what was typed and shown", () => {
    const { device, clock, wire } = keypad();
    wire.hear(host(0x7e, 3, 0x53, 0x20, 0x32, 0x30, 0x34, 0x35));
    device.press({ key: "4" });
    device.setFault("unplugged");
    expect(device.press({ key: "4 0C" })).toEqual({ ok: true });
    device.setFault("none");
    clock.advance(60_000);
    expect([wire.take(), device.display]).toEqual([[], "待机"]);
  });

  test("the fault of a bad sum breaks the frame", () => {
    const { device, wire } = keypad();
    device.setFault("bad-sum");
    device.press({ key: "0C" });
    expect(wire.take()).toEqual(["ff6803036803010c1017"]);
  });

  test("a pattern that cannot be understood is named", () => {
    expect(() => keypad({ beep: "7E {sum9}" })).toThrow(/\{sum9\}/);
  });
});

describe("a pad of an unknown make", () => {
  function pad(settings: ProfilePadSettings) {
    const clock = turnedClock();
    const device = profilePad({ address: 5, ...settings }, { clock });
    return { device, clock, wire: new Wire(device) };
  }
  const graded: ProfilePadSettings = {
    receive: "7E 52 {addr} {data} {xor8} 0D",
    grades: { 0: 1, 4: 5 },
    ack: "7E E7 [ {addr} 06 {data} ] {xor8} 0D",
    invite: "AA 55 {addr} 0B {sum8}",
  };

  test("sends the code of the button and thanks once it is acknowledged", () => {
    const { device, clock, wire } = pad(graded);
    expect(device.keys).toEqual(["0", "4"]);
    expect(device.press({ grade: 4 })).toEqual({ ok: true });
    expect(wire.take()).toEqual(["7e5205042d0d"]);
    expect(device.display).toBe("欢迎");
    wire.hear("7ee7050604070d");
    expect(device.display).toBe("已评价 4");
    expect(device.view()).toMatchObject({ state: "rated", grade: "4" });
    clock.advance(5_000);
    expect(device.display).toBe("欢迎");
    expect(device.press({ grade: 2 })).toEqual({ ok: false, allowed: ["0", "4"] });
  });

  test("asks when it is invited, and gives the person up after a while", () => {
    const { device, clock, wire } = pad(graded);
    wire.hear("aa55050b0f");
    expect(device.display).toBe("请评价");
    clock.advance(30_000);
    expect(device.display).toBe("欢迎");
    wire.hear("aa55060b10");
    expect(device.display).toBe("欢迎");
  });

  test("with a frame of its own for each button takes them by their number", () => {
    const inputs = [
      { pattern: "B7 4D {bit0} 5A", level: 5 },
      { pattern: "B7 4D {bit3} 5A", level: 1 },
    ];
    const { device, wire } = pad({ inputs });
    expect(device.keys).toEqual(["#1", "#2"]);
    device.press({ grade: 2 });
    device.press({ key: "#1" });
    expect(wire.take()).toEqual(["b74d085a", "b74d015a"]);
    expect(device.display).toBe("已评价 #1");
    expect(device.press({ grade: 3 })).toMatchObject({ ok: false });
    device.setFault("unplugged");
    expect(device.press({ grade: 1 })).toEqual({ ok: true });
    expect([device.display, wire.take()]).toEqual(["", []]);
  });
});
