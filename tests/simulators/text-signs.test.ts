// Simulated SLZ strips and Alpha signs: whom they obey, what people read, what they answer.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SILENCE_MS } from "../../simulators/frame-search.ts";
import { type AlphaSignSettings, createSimulator as alphaSign } from "../../simulators/led/alpha-sign.ts";
import { type SlzStripSettings, createSimulator as slzStrip } from "../../simulators/led/slz-strip.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

function vector(family: string, name: string): string {
  const file = join(import.meta.dirname, "..", "vectors", `${family}.json`);
  const found = (JSON.parse(readFileSync(file, "utf8")) as { name: string; hex: string }[]).find(
    (one) => one.name === name,
  );
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found.hex;
}

const latin = (text: string): string => Buffer.from(text, "latin1").toString("hex");

describe("an SLZ strip", () => {
  function strip(settings: SlzStripSettings = {}) {
    const clock = turnedClock();
    const device = slzStrip(settings, { clock });
    return { device, clock, wire: new Wire(device) };
  }
  const RED_A001 = vector("slz-strip-screen", "addr1-A001-red");
  const ROM = vector("slz-strip-screen", "addr1-show-rom");
  /** A frame of hardware.md §2.3, built here once more. */
  const frame = (addr: number, cmd: number, data: readonly number[] = []): string => {
    const body = [addr, cmd, data.length >> 8, data.length & 0xff, ...data];
    return Buffer.from([0xa0, 0x90, ...body, body.reduce((all, byte) => all ^ byte, 0)]).toString("hex");
  };

  test("shows its text, each character in its colour, and does not answer unless it is set up to", () => {
    const { device, wire } = strip();
    expect(wire.ask(RED_A001)).toEqual([]);
    expect(device.display).toBe("A001");
    wire.hear(frame(1, 0xa5, [0xc7, 0xeb, 1, 0x41, 2]));
    expect(device.display).toBe("请A");
    expect(device.view().signs).toEqual([
      { sign: "请", colour: "green" },
      { sign: "A", colour: "yellow" },
    ]);
  });

  test("keeps a text in its ROM, through a power cut too", () => {
    const { device, wire } = strip({ reply: true });
    expect(wire.ask(RED_A001)).toEqual(["a09001a5a5aa"]);
    expect(wire.ask(frame(1, 0xa2))).toEqual(["a09001a2a5aa"]);
    wire.hear(frame(1, 0xa5));
    expect(device.display).toBe("");
    device.setFault("unplugged");
    device.setFault("none");
    expect(wire.ask(ROM)).toEqual(["a09001a1a5aa"]);
    expect(device.display).toBe("A001");
    wire.hear(frame(1, 0xa2, [0x42, 0]));
    expect([device.display, device.view().rom]).toEqual(["A001", "B"]);
  });

  test.each([
    ["another address", frame(2, 0xa5, [0x41, 0])],
    ["a bad sum", `${RED_A001.slice(0, -2)}dd`],
    ["a colour it does not have", frame(1, 0xa5, [0x41, 3])],
    ["half a character", frame(1, 0xa5, [0xc7, 0x01])],
    ["a ROM order with a text", frame(1, 0xa1, [0x41, 0])],
    ["a length no reader agrees on", frame(1, 0xa5, new Array<number>(256).fill(0x41))],
    ["the single-colour tongue", vector("strip-screen-single", "addr1-A001")],
  ])("ignores %s, and obeys the next frame once the line was silent", (_, hex) => {
    const { clock, device, wire } = strip({ reply: true });
    expect(wire.ask(hex)).toEqual([]);
    expect(device.display).toBe("");
    clock.advance(SILENCE_MS);
    expect(wire.ask(RED_A001)).toHaveLength(1);
  });

  test("of one colour shows plain text, and gives up an unfinished one for the next", () => {
    const { device, wire } = strip({ variant: "single" });
    wire.hear("81c04441303030");
    wire.hear("81c044413030311a");
    expect(device.display).toBe("A001");
    wire.hear("81c044b6c0d0d044301a");
    expect(device.display).toBe("独行D0");
  });

  test("answers late or broken when it is told to", () => {
    const { clock, device, wire } = strip({ reply: true });
    expect(strip().device.faults).not.toContain("late-ack");
    device.setFault("corrupt-ack");
    expect(wire.ask(RED_A001)).toEqual(["a09001a5a555"]);
    device.setFault("late-ack");
    expect(wire.ask(RED_A001)).toEqual([]);
    clock.advance(2_000);
    expect(wire.take()).toEqual(["a09001a5a5aa"]);
  });
});

describe("an Alpha sign", () => {
  function sign(settings: AlphaSignSettings = {}) {
    const clock = turnedClock();
    const device = alphaSign(settings, { clock });
    return { device, clock, wire: new Wire(device) };
  }
  const of = (name: string): string => vector("alpha-sign", name);
  const packet = (command: string, to = "Z00"): string => latin(`\0\0\0\0\0\x01${to}\x02${command}\x04`);
  const text = (words: string, label = "A"): string => `A${label}\x1b b${words}`;

  test.each([
    ["wls-message", "Message"],
    ["text-A001-hold", "A001"],
    ["text-A001-checksum", "A001"],
  ])("%s can be read", (name, shown) => {
    const { device, wire } = sign();
    wire.hear(of(name));
    expect(device.display).toBe(shown);
  });

  test("the priority text goes before all else until it is cleared", () => {
    const { device, wire } = sign({ address: 3 });
    wire.hear(of("text-A001-hold"));
    wire.hear(of("priority-addr03"));
    expect(device.display).toBe("A001 -> 3");
    wire.hear(of("priority-clear"));
    expect(device.display).toBe("A001");
  });

  test("a text calls a string; the string changes under it", () => {
    const { device, wire } = sign();
    wire.hear(of("memory-config"));
    wire.hear(of("string-1"));
    wire.hear(of("text-calls-string"));
    expect(device.display).toBe("NO A001");
    wire.hear(packet("G1B002"));
    expect(device.display).toBe("NO B002");
    wire.hear(packet("G1\x10\x31"));
    expect(device.display).toBe("NO");
  });

  test("colours and fonts are not read as letters", () => {
    const { device, wire } = sign();
    wire.hear(packet(text("\x1c1A\x1a30\x0d01\x1b\x22ax")));
    expect(device.display).toBe("A0 01x");
  });

  test("a wrong sum, a missing file and too long a text change nothing and are refused", () => {
    const { device, wire } = sign({ reply: true });
    expect(wire.ask(of("text-A001-checksum"))).toEqual(["0640"]);
    expect(wire.ask(of("text-A001-checksum").replace("31464304", "31464404"))).toEqual(["1550"]);
    expect(wire.ask(packet(text("B", "Q")))).toEqual(["1560"]);
    expect(wire.ask(packet(text("x".repeat(300))))).toEqual(["1548"]);
    expect(wire.ask(packet("X"))).toEqual(["1560"]);
    expect(wire.ask(packet("E$AAU00"))).toEqual(["1560"]);
    expect(device.display).toBe("A001");
    expect(wire.ask(packet("E 1730"))).toEqual(["0640"]);
    expect(device.view().time).toBe("17:30");
    expect(wire.ask(packet("E,"))).toEqual(["0640"]);
  });

  test.each([
    ["00", true],
    ["0B", true],
    ["0?", true],
    ["?B", true],
    ["??", true],
    ["1?", false],
    ["0A", false],
  ])("sign 0B hears what is sent to %s: %s", (to, heard) => {
    const { device, wire } = sign({ address: 11 });
    wire.hear(packet(text("X"), `Z${to}`));
    expect(device.display).toBe(heard ? "X" : "");
  });

  test("hears its own type, Z and ?, and no other", () => {
    const { device, wire } = sign({ type: "a" });
    for (const [type, shown] of ["a", "Z", "?"].map((one, i) => [one, String(i)] as const)) {
      wire.hear(packet(text(shown), `${type}00`));
      expect(device.display).toBe(shown);
    }
    wire.hear(packet(text("X"), "b00"));
    expect(device.display).not.toBe("X");
  });

  test("gives back its files and its table", () => {
    const { wire } = sign();
    wire.hear(of("memory-config"));
    wire.hear(of("string-1"));
    const [answer = ""] = wire.ask(packet("H1"));
    expect(Buffer.from(answer, "hex").toString("latin1")).toBe("\0\0\0\0\0\x01Z00\x02G1A001\x03014F\x04");
    const [table = ""] = wire.ask(packet("F$"));
    expect(Buffer.from(table, "hex").toString("latin1")).toContain("E$AAU0040FFFF1BU00080000\x03");
    expect(wire.ask(packet("BQ"))).toEqual([]);
  });

  test("obeys several commands of one packet, and keeps its files without power", () => {
    const { device, wire } = sign();
    wire.hear(latin(`\0\0\0\0\0\x01Z00\x02${text("B")}\x02${text("P", "0")}\x04`));
    expect(device.display).toBe("P");
    device.setFault("unplugged");
    expect(device.display).toBe("");
    device.setFault("none");
    wire.hear(of("priority-clear"));
    expect(device.display).toBe("B");
  });

  test("needs its five NULs", () => {
    const { device, wire } = sign();
    wire.hear(`aa${of("text-A001-hold").slice(2)}`);
    expect(device.display).toBe("");
  });
});
