// Simulated voice modules: what they answer, how long they speak, and what a second text does to the first.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { FdReader, SYN6288 } from "../../simulators/voice/fd-frame.ts";
import { CHARACTER_MS, type FdVoiceOptions, SPOKEN_MAX } from "../../simulators/voice/fd-voice.ts";
import { syn6288Sim } from "../../simulators/voice/syn6288.ts";
import { xfs5152Sim } from "../../simulators/voice/xfs5152.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

function syn(options: FdVoiceOptions = {}) {
  const clock = turnedClock();
  const device = syn6288Sim({ clock, ...options });
  return { device, clock, wire: new Wire(device) };
}

function xfs() {
  const clock = turnedClock();
  const device = xfs5152Sim({ clock });
  return { device, clock, wire: new Wire(device) };
}

/** A SYN6288 frame as hardware.md §5.1 draws it. */
function frame(cmd: number, ...rest: readonly number[]): string {
  const bytes = [0xfd, 0x00, rest.length + 2, cmd, ...rest];
  return Buffer.from([...bytes, bytes.reduce((xor, byte) => xor ^ byte, 0)]).toString("hex");
}
const say = (text: string, param = 1, encoding = "gbk") => frame(1, param, ...iconv.encode(text, encoding));
const sayXfs = (text: string, param: number, encoding: string) => {
  const bytes = iconv.encode(text, encoding);
  return Buffer.from([0xfd, 0, bytes.length + 2, 1, param, ...bytes]).toString("hex");
};

const [ACCEPTED, REJECTED, SPEAKING, IDLE, READY] = ["41", "45", "4e", "4f", "4a"];
const STATUS = "fd000221de";
const spokenBy = (device: { view(): Record<string, unknown> }) =>
  (device.view().spoken as { text: string; cutOff: boolean }[]).map(({ text, cutOff }) => ({ text, cutOff }));

describe("a text", () => {
  test("is accepted, heard for as long as it lasts, and ends with 4F", () => {
    const { device, clock, wire } = syn();
    expect(wire.ask("fd000f0101cdf8c2e7c1acbdd3b3c9b9a684")).toEqual([ACCEPTED]);
    expect(device.display).toBe("网络连接成功");
    clock.advance(6 * CHARACTER_MS - 1);
    expect(wire.take()).toEqual([]);
    expect(wire.ask(STATUS)).toEqual([SPEAKING]);
    clock.advance(1);
    expect(wire.take()).toEqual([IDLE]);
    expect([device.display, wire.ask(STATUS)]).toEqual(["", [IDLE]]);
    expect(spokenBy(device)).toEqual([{ text: "网络连接成功", cutOff: false }]);
  });

  test("is cut off by the next one, and only the next one ends with 4F", () => {
    const { device, clock, wire } = syn();
    wire.hear(say("请A007号到一号窗口"));
    clock.advance(CHARACTER_MS);
    expect(wire.ask(say("请A008号"))).toEqual([ACCEPTED]);
    clock.advance(60_000);
    expect(wire.take()).toEqual([IDLE]);
    expect(spokenBy(device)).toEqual([
      { text: "请A007号到一号窗口", cutOff: true },
      { text: "请A008号", cutOff: false },
    ]);
  });

  test("stops, pauses and goes on", () => {
    const { device, clock, wire } = syn();
    wire.hear(say("一二三四"));
    clock.advance(CHARACTER_MS * 3);
    expect(wire.ask("fd000203fc")).toEqual([ACCEPTED]);
    clock.advance(60_000);
    expect([wire.take(), device.view().state, wire.ask(STATUS)]).toEqual([[], "paused", [SPEAKING]]);
    expect(wire.ask(frame(4))).toEqual([ACCEPTED]);
    clock.advance(CHARACTER_MS - 1);
    expect(wire.take()).toEqual([]);
    clock.advance(1);
    expect(wire.take()).toEqual([IDLE]);
    wire.hear(say("五"));
    expect(wire.ask("fd000202fd")).toEqual([ACCEPTED, IDLE]);
    expect(wire.ask("fd000202fd")).toEqual([ACCEPTED]);
    expect(spokenBy(device).at(-1)).toEqual({ text: "五", cutOff: true });
    expect(clock.pending).toBe(0);
  });

  test.each([
    ["gb2312", 0, "gb2312", "请到窗口"],
    ["gbk", 1, "gbk", "請镕"],
    ["big5", 2, "big5", "請到視窗"],
    ["unicode", 3, "utf16-be", "语音€"],
  ])("in %s is read", (name, number, encoding, text) => {
    const { device, wire } = syn();
    expect(wire.ask(say(text, number | (5 << 3), encoding))).toEqual([ACCEPTED]);
    expect(device.display).toBe(text);
    expect(device.view()).toMatchObject({ music: 5, spoken: [{ encoding: name, music: 5 }] });
  });

  test("has tags that are obeyed where they may stand, and read aloud where they may not", () => {
    const { device, clock, wire } = syn();
    wire.hear(say("[v11]"));
    expect(device.view()).toMatchObject({ volume: 11, spoken: [] });
    clock.advance(0);
    wire.hear(say("[v12][t3]请[n1]A007[v5]号[v17][z1]到[]"));
    expect(device.display).toBe("请A007[v5]号[v17][z1]到[]");
    expect(device.view()).toMatchObject({ volume: 12, spoken: [{ tags: ["v12", "t3", "n1"] }] });
    wire.hear(say("[d]请"));
    expect([device.display, device.view().volume]).toEqual(["请", 10]);
  });

  test("is remembered, but not for ever", () => {
    const { device, wire } = syn();
    for (let i = 0; i < SPOKEN_MAX + 5; i++) wire.hear(say(`第${i}号`));
    expect(spokenBy(device)).toHaveLength(SPOKEN_MAX);
    expect(spokenBy(device).at(-1)).toEqual({ text: `第${SPOKEN_MAX + 4}号`, cutOff: false });
  });
});

describe("a frame is rejected", () => {
  test.each([
    ["with a wrong XOR", "fd000b0101d3eed2f4cceccfc2c1"],
    ["with a text longer than 200 bytes", say("一".repeat(101))],
    ["of an unknown command", frame(0x44)],
    ["with a baud rate that does not exist", frame(0x31, 3)],
    ["with an encoding that does not exist", say("a", 4)],
    ["without a text", frame(1, 1)],
    ["with half a character", frame(1, 1, 0xd3, 0xee, 0xd2)],
    ["of a stop with something behind it", frame(2, 0)],
  ])("%s", (_, hex) => {
    const { device, wire } = syn();
    expect(wire.ask(hex)).toEqual([REJECTED]);
    expect(wire.ask(say("一二"))).toEqual([ACCEPTED]);
    expect(device.display).toBe("一二");
  });

  test("exactly 200 bytes of text are not", () => {
    const { device, wire } = syn();
    const hex = say("一".repeat(100));
    expect(hex).toHaveLength(206 * 2);
    expect(wire.ask(hex)).toEqual([ACCEPTED]);
    expect(device.display).toHaveLength(100);
  });
});

describe("time on the line", () => {
  const hex = say("请到窗口");

  test("8 ms between bytes are too long when the module is strict", () => {
    const { device, clock, wire } = syn({ strictGap: true });
    wire.hear(hex.slice(0, 8));
    clock.advance(9);
    expect(wire.ask(hex.slice(8))).toEqual([]);
    clock.advance(9);
    wire.hear(hex.slice(0, 8));
    clock.advance(8);
    expect(wire.ask(hex.slice(8))).toEqual([ACCEPTED]);
    expect(device.display).toBe("请到窗口");
  });

  test("over a network half a frame waits a little, and then no longer", () => {
    const { clock, wire } = syn();
    wire.hear(hex.slice(0, 8));
    clock.advance(200);
    expect(wire.ask(hex.slice(8))).toEqual([ACCEPTED]);
    wire.hear("fd00c8 01");
    clock.advance(1000);
    expect(wire.ask(hex)).toEqual([ACCEPTED]);
  });

  test("a module asleep is woken by the first bytes and hears those 16 ms later", () => {
    const { device, clock, wire } = syn();
    wire.hear(say("一二三"));
    expect(wire.ask("fd00028877")).toEqual([ACCEPTED]);
    expect([device.view().state, spokenBy(device)]).toEqual(["asleep", [{ text: "一二三", cutOff: true }]]);
    clock.advance(60_000);
    expect(wire.ask(STATUS)).toEqual([]);
    clock.advance(15);
    expect(wire.ask(STATUS)).toEqual([]);
    clock.advance(1);
    expect(wire.ask(STATUS)).toEqual([IDLE]);
  });
});

describe("power", () => {
  test("4A is said once, to the host that comes first", () => {
    const { device, wire } = syn();
    device.hostCame();
    expect(wire.take()).toEqual([READY]);
    device.hostGone();
    device.hostCame();
    expect(wire.take()).toEqual([]);
  });

  test("after a loss of power 4A waits for a host", () => {
    const { device, wire } = syn();
    device.hostCame();
    wire.hear(frame(0x31, 2));
    expect(device.view().baud).toBe(38400);
    wire.hear(say("一二三"));
    wire.take();
    device.setFault("unplugged");
    device.hostGone();
    expect([device.display, wire.ask(STATUS)]).toEqual(["", []]);
    device.setFault("none");
    expect(wire.take()).toEqual([]);
    device.hostCame();
    expect(wire.take()).toEqual([READY]);
    expect(device.view().baud).toBe(9600);
    expect(spokenBy(device)).toEqual([{ text: "一二三", cutOff: true }]);
  });

  test("a power cycle happens at once", () => {
    const { device, clock, wire } = syn();
    wire.hear(say("一二三"));
    wire.take();
    device.setFault("power-cycle");
    expect([wire.take(), device.fault, device.display]).toEqual([[READY], "none", ""]);
    clock.advance(60_000);
    expect(wire.take()).toEqual([]);
  });
});

describe("faults", () => {
  test("two bytes answer a status query", () => {
    const { device, wire } = syn();
    device.setFault("two-byte-status");
    expect(wire.ask(STATUS)).toEqual(["414f"]);
    wire.hear(say("一"));
    expect(wire.ask(STATUS)).toEqual(["414e"]);
  });

  test("a module that never becomes idle never says so", () => {
    const { device, clock, wire } = syn();
    device.setFault("never-idle");
    wire.hear(say("一"));
    wire.take();
    clock.advance(60_000);
    expect([wire.take(), wire.ask(STATUS)]).toEqual([[], [SPEAKING]]);
  });

  test("a module that rejects says 45 to everything", () => {
    const { device, wire } = syn();
    device.setFault("rejecting");
    expect([wire.ask(say("一")), wire.ask(STATUS)]).toEqual([[REJECTED], [REJECTED]]);
    expect(device.display).toBe("");
  });

  test("there are no keys", () => {
    expect(syn().device.press({ key: "1" })).toEqual({ ok: false, allowed: [] });
    expect(() => syn().device.setFault("on-fire")).toThrow(/never-idle/);
  });
});

describe("XFS5152", () => {
  test("speaks frames without a checksum, also in UTF-8", () => {
    const { device, clock, wire } = xfs();
    expect(wire.ask("fd000a0101d3eed2f4cceccfc2")).toEqual([ACCEPTED]);
    expect(device.display).toBe("宇音天下");
    clock.advance(4 * CHARACTER_MS);
    expect(wire.take()).toEqual([IDLE]);
    expect(wire.ask(sayXfs("[s6]请[p500]到", 5, "utf8"))).toEqual([ACCEPTED]);
    expect(device.display).toBe("请到");
    clock.advance(2 * CHARACTER_MS + 499);
    expect(wire.take()).toEqual([]);
    clock.advance(1);
    expect(wire.take()).toEqual([IDLE]);
  });

  test.each([
    ["a SYN6288's music", sayXfs("一", 9, "gbk")],
    ["a SYN6288's XOR byte", "fd000b0101d3eed2f4cceccfc2c0"],
    ["a baud rate", "fd00023100"],
  ])("does not take %s", (_, hex) => {
    expect(xfs().wire.ask(hex)).toEqual([REJECTED]);
  });

  test("knows the published frames", () => {
    const file = join(import.meta.dirname, "..", "vectors", "xfs5152.json");
    const vectors = JSON.parse(readFileSync(file, "utf8")) as { hex: string }[];
    const { wire } = xfs();
    for (const { hex } of vectors.slice(1)) expect(wire.ask(hex), hex).toHaveLength(1);
  });
});

test("a head in the noise does not swallow the frame behind it once the wire is silent", () => {
  const reader = new FdReader(SYN6288);
  const noisy = Buffer.from(`fd00a0aabbfdfd00${say("一")}`, "hex");
  expect(reader.push(noisy).filter(({ kind }) => kind === "order")).toEqual([]);
  const behind = reader.flush().filter(({ kind }) => kind === "order");
  expect(behind).toMatchObject([{ order: { cmd: "speak", text: "一" } }]);
  expect(reader.waitingBytes).toBe(0);
});
