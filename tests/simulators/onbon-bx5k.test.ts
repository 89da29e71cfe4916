// The simulated Onbon card: what it answers, whom it obeys, and what people read on the board.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OnbonBx5kSim, type OnbonSettings } from "../../simulators/led/onbon-bx5k.ts";
import { ack, answer, dynamic, nack, order } from "./onbon-frames.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

function card(settings: OnbonSettings = {}) {
  const clock = turnedClock();
  const device = new OnbonBx5kSim(settings, { clock });
  return { device, clock, wire: new Wire(device) };
}

const ascii = (text: string): string => Buffer.from(text, "latin1").toString("hex");
/** "请A001号到3号窗口" in GBK, as the vendor's program writes it. */
const PLEASE_A001 = "c7eb41303031bac5b5bd33bac5b4b0bfda";
const areas = (device: OnbonBx5kSim) => device.view().areas as Record<string, unknown>[];

describe("published frames", () => {
  interface BoardVector {
    readonly name: string;
    readonly hex: string;
    readonly direction: string;
    readonly expect?: string;
    readonly input: { readonly dst?: number; readonly wrap?: string; readonly unwrapped?: boolean; response?: number };
  }
  const file = join(import.meta.dirname, "..", "vectors", "onbon-bx5k.json");
  const vectors = JSON.parse(readFileSync(file, "utf8")) as BoardVector[];
  const orders = vectors.filter(
    ({ direction, input }) => direction === "host->device" && !input.wrap && !input.unwrapped,
  );
  const good = orders.filter(({ expect }) => expect === "accept");

  test("the second hand of these tests builds them too", () => {
    expect(order("a200")).toBe(vectors.find(({ name }) => name === "ping")?.hex);
    expect(ack()).toBe(vectors.find(({ name }) => name === "ack")?.hex);
  });

  test.each(good.filter(({ name }) => name !== "query-status"))(
    "$name is obeyed and acknowledged",
    ({ hex, input }) => {
      const { wire } = card({ address: input.dst === 0xfffe ? 1 : (input.dst ?? 1) });
      const src = input.dst === 0xfffe ? 1 : (input.dst ?? 1);
      expect(wire.ask(hex)).toEqual(input.response === 2 ? [] : [ack(src)]);
    },
  );

  test.each([
    ["dynamic-vendor-example", "012345QRSTTV'B"],
    ["dynamic-temper", "TEMPER:21℃"],
    ["text-C20123", "0123"],
    ["text-plus-sound", "A001"],
  ])("%s can be read on the board", (name, shown) => {
    const { device, wire } = card();
    wire.hear(vectors.find((vector) => vector.name === name)?.hex ?? "");
    expect(device.display).toBe(shown);
  });

  test("the misprinted page is refused: error 5, nothing shown, and the next frame is obeyed", () => {
    const { device, wire } = card();
    const misprint = orders.find(({ expect }) => expect === "reject")?.hex ?? "";
    expect(wire.ask(misprint)).toEqual([nack(5)]);
    expect(device.display).toBe("");
    expect(wire.ask(misprint + order("a200"))).toEqual([nack(5), ack()]);
  });
});

describe("whom it obeys", () => {
  test("its own address and the wildcard, nobody else's, and it answers with its own", () => {
    const { device, wire } = card({ address: 0x5aa5 });
    const show = (dst: number, text: string) => wire.ask(order("a306", dynamic([{ text: ascii(text) }]), { dst }));
    expect(show(0x5aa5, "OWN")).toEqual([ack(0x5aa5)]);
    expect(show(1, "OTHER")).toEqual([]);
    expect(device.display).toBe("OWN");
    expect(show(0xfffe, "ALL")).toEqual([ack(0x5aa5)]);
    expect(device.display).toBe("ALL");
  });

  test("an order that wants no reply gets none, good or broken", () => {
    const { device, wire } = card();
    expect(wire.ask(order("a306", dynamic([{ text: ascii("QUIET") }]), { response: 2 }))).toEqual([]);
    expect(device.display).toBe("QUIET");
    expect(wire.ask(order("a200", [], { response: 2, crcError: 1 }))).toEqual([]);
    expect(wire.ask(order("a399", [], { response: 2 }))).toEqual([]);
  });

  test("a bad CRC is answered only when the address is its own", () => {
    const { wire } = card({ address: 3 });
    expect(wire.ask(order("a200", [], { dst: 3, crcError: 0x100 }))).toEqual([nack(5, 3)]);
    expect(wire.ask(order("a200", [], { dst: 4, crcError: 0x100 }))).toEqual([]);
    expect(wire.ask(order("a200", [], { dst: 0xfffe, crcError: 0x100 }))).toEqual([]);
  });

  test("it is deaf to the answers of other cards on its bus", () => {
    const { device, wire } = card();
    expect(wire.ask(ack(2) + nack(5, 2))).toEqual([]);
    expect(device.frames).toEqual([]);
  });

  test("one A5 is enough, and a frame cut off by the next one is forgotten", () => {
    const { wire } = card();
    const ping = order("a200");
    expect(wire.ask(ping.slice(14))).toEqual([ack()]);
    expect(wire.ask(ping.slice(0, 40) + ping)).toEqual([ack()]);
    expect(wire.ask(`a5a5a601a607${ping}`)).toEqual([ack()]);
  });

  test("half a frame is forgotten with its connection", () => {
    const { device, wire } = card();
    const ping = order("a200");
    wire.hear(ping.slice(0, 40));
    device.hostGone();
    expect(wire.ask(ping.slice(40))).toEqual([]);
    expect(wire.ask(ping)).toEqual([ack()]);
  });
});

describe("the board", () => {
  test("shows its areas from top to bottom and left to right", () => {
    const { device, wire } = card();
    const three = [
      { id: 2, y: 16, text: ascii("LOW") },
      { id: 1, x: 6, text: ascii("RIGHT") },
      { id: 0, x: 0, text: PLEASE_A001 },
    ];
    expect(wire.ask(order("a306", dynamic(three)))).toEqual([ack()]);
    expect(device.display).toBe("请A001号到3号窗口 RIGHT LOW");
  });

  test("replaces an area by its number, deletes one, several or all", () => {
    const { device, wire } = card();
    const show = (...given: Parameters<typeof dynamic>) => wire.ask(order("a306", dynamic(...given)));
    show([
      { id: 0, text: ascii("A") },
      { id: 1, text: ascii("B") },
      { id: 2, text: ascii("C") },
    ]);
    show([{ id: 1, text: ascii("b") }]);
    expect(device.display).toBe("A b C");
    show([], [0, 2]);
    expect(device.display).toBe("b");
    show([{ id: 5, text: ascii("NEW") }], "all");
    expect(device.display).toBe("NEW");
    wire.hear(order("a310"));
    expect(device.display).toBe("");
  });

  test("reads the escapes of a text: font, colour, new line, time", () => {
    const { device, clock, wire } = card();
    const text = ascii("\\FO000\\C2A001\\n\\DH:\\DM:\\DS");
    wire.hear(order("a306", dynamic([{ text }])));
    expect(device.display).toBe("A001 ::");
    expect(wire.ask(order("a203", "13 20 01 25 11 17 26 05"))).toEqual([ack()]);
    expect(device.display).toBe("A001 11:17:26");
    clock.advance(60_000);
    expect(device.display).toBe("A001 11:18:26");
    expect(areas(device)).toMatchObject([{ colour: "green", text: "A001 11:18:26" }]);
  });

  test.each([
    [undefined, 0x0c, 96],
    [undefined, 0x8040, 64],
    ["pixelPlain", 0x40, 64],
    ["pixelPlain", 0x8040, 64],
    ["pixelFlag", 0x800c, 12],
  ] as const)("with xUnit %s counts the width %i as %i pixels", (xUnit, w, pixels) => {
    const { device, wire } = card({ xUnit, width: 96, height: 16 });
    wire.hear(order("a306", dynamic([{ w, text: ascii("A") }])));
    expect(areas(device)).toMatchObject([{ w: pixels, h: 16, insideBoard: true }]);
  });

  test("says when an area does not fit the board, and how long its text is", () => {
    const { device, wire } = card({ width: 64, height: 16 });
    wire.hear(order("a306", dynamic([{ w: 12, text: PLEASE_A001 }])));
    expect(areas(device)).toMatchObject([{ insideBoard: false, halfWidths: 17 }]);
  });

  test("keeps what it was told to speak", () => {
    const { device, wire } = card();
    const sound = `02 25 0a 03 04000000 ${ascii("ABCD")}`;
    expect(wire.ask(order("a306", dynamic([{ text: ascii("A001"), sound, extend: "02 aaaa" }])))).toEqual([ack()]);
    expect(areas(device)).toMatchObject([
      { text: "A001", speech: { repeat: 2, person: 5, volume: 10, speechSpeed: 3, spoken: "ABCD" } },
    ]);
    expect(wire.ask(order("a306", dynamic([{ text: ascii("B"), sound: "01 10 05 06" }])))).toEqual([ack()]);
    expect(areas(device)).toMatchObject([{ text: "B", speech: { repeat: 1, person: 0, volume: 5, speechSpeed: 6 } }]);
  });

  test("goes dark and comes back with its text", () => {
    const { device, wire } = card();
    wire.hear(order("a306", dynamic([{ text: ascii("A001") }])));
    wire.hear(order("a300", [2]));
    expect(device.display).toBe("");
    wire.hear(order("a300", [1]));
    expect(device.display).toBe("A001");
  });

  test("loses its areas and its time with the power, and after a reset", () => {
    const { device, wire } = card();
    const show = () => wire.hear(order("a306", dynamic([{ text: ascii("A001") }])));
    show();
    device.setFault("unplugged");
    expect(wire.ask(order("a200"))).toEqual([]);
    device.setFault("none");
    expect(device.display).toBe("");
    show();
    wire.take();
    expect(wire.ask(order("a201"))).toEqual([ack()]);
    expect(device.display).toBe("");
  });
});

describe("what it refuses", () => {
  const good = dynamic([{ text: ascii("A001") }]);
  test.each([
    ["an unknown group", "a700", [], 1],
    ["an unknown screen command", "a377", [], 2],
    ["an unknown system command", "a277", [], 2],
    ["an unknown file command", "a177", [], 2],
    ["on/off that is neither", "a300", [3], 2],
    ["a brightness of 16", "a302", [1, 16], 2],
    ["a lock without a name", "a304", [0, 1], 2],
    ["an area cut short", "a306", good.slice(0, -1), 2],
    ["an area with a tail", "a306", [...good, 0], 2],
    ["fewer areas than announced", "a306", [0, 2, ...good.slice(2)], 2],
    ["an area of another type", "a306", good.map((byte, at) => (at === 4 ? 1 : byte)), 2],
    ["deletions cut short", "a306", [9, 1], 2],
    ["no payload at all", "a306", [], 2],
    ["a clock that is no BCD", "a203", [0x13, 0x20, 0x0a, 0x25, 0x11, 0x17, 0x26, 5], 14],
    ["the thirteenth month", "a203", [0x13, 0x20, 0x13, 0x25, 0x11, 0x17, 0x26, 5], 14],
    ["half a clock", "a203", [0x13, 0x20], 14],
    ["a file that is not there", "a101", ascii("P000"), 6],
    ["half a file name", "a105", "01 5030", 2],
  ])("%s", (_, command, payload, error) => {
    const { device, wire } = card();
    wire.hear(order("a306", dynamic([{ text: ascii("BEFORE") }])));
    wire.take();
    expect(wire.ask(order(command, payload))).toEqual([nack(error)]);
    expect(device.display).toBe("BEFORE");
  });

  test("more areas than its memory holds, and then none of them", () => {
    const { device, wire } = card();
    const many = Array.from({ length: 33 }, (_, id) => ({ id, text: ascii("X") }));
    expect(wire.ask(order("a306", dynamic(many)))).toEqual([nack(4)]);
    expect(areas(device)).toEqual([]);
    expect(wire.ask(order("a306", dynamic(many.slice(0, 32))))).toEqual([ack()]);
    expect(wire.ask(order("a306", dynamic(many.slice(32), [0])))).toEqual([ack()]);
    expect(areas(device)).toHaveLength(32);
  });

  test("more files and locks than its memory holds", () => {
    const { wire } = card();
    const name = (i: number) => ascii(`P${String(i).padStart(3, "0")}`);
    for (let i = 0; i < 64; i++) {
      expect(wire.ask(order("a105", `01 ${name(i)} 49000000`))).toEqual([ack()]);
      expect(wire.ask(order("a304", `00 01 ${name(i)}`))).toEqual([ack()]);
    }
    expect(wire.ask(order("a105", `01 ${name(64)} 49000000`))).toEqual([nack(4)]);
    expect(wire.ask(order("a304", `00 01 ${name(64)}`))).toEqual([nack(4)]);
    expect(wire.ask(order("a101", name(3)))).toEqual([ack()]);
    expect(wire.ask(order("a105", `01 ${name(64)} 49000000`))).toEqual([ack()]);
  });
});

test("the status reply names power, brightness, time, files, areas, bar code and net id", () => {
  const { wire } = card({ address: 2 });
  const ask = (command: string, payload: string | number[] = []) => wire.ask(order(command, payload, { dst: 2 }));
  ask("a302", [1, 12]);
  ask("a203", "26 20 01 05 09 30 15 01");
  ask("a105", `01 ${ascii("P000")} 49000000`);
  ask(
    "a306",
    dynamic([
      { id: 0, text: "41" },
      { id: 7, text: "42" },
    ]),
  );
  const bcdTime = [0x26, 0x20, 0x01, 0x05, 0x09, 0x30, 0x15, 0x01];
  const label = [...Buffer.from(`SIM0000000000000SIM${"\0".repeat(9)}`, "latin1")];
  const payload = [1, 12, ...bcdTime, 1, 2, 0, 7, ...label];
  expect(ask("a102")).toEqual([answer(2, 0xa1, 2, 0, payload)]);
});

describe("in trouble", () => {
  const ping = order("a200");

  test.each([
    ["mute", []],
    ["busy", [nack(3)]],
    ["nine-preamble", [`a5${ack()}`]],
  ] as const)("%s", (fault, answers) => {
    const { device, wire } = card();
    device.setFault(fault);
    expect(wire.ask(ping)).toEqual(answers);
  });

  test("busy it does not obey; mute it does", () => {
    const { device, wire } = card();
    const show = order("a306", dynamic([{ text: ascii("A001") }]));
    device.setFault("busy");
    wire.hear(show);
    expect(device.display).toBe("");
    device.setFault("mute");
    wire.hear(show);
    expect(device.display).toBe("A001");
  });

  test("late-ack answers right, but later than any host waits", () => {
    const { device, clock, wire } = card();
    device.setFault("late-ack");
    expect(wire.ask(ping)).toEqual([]);
    clock.advance(1_499);
    expect(wire.take()).toEqual([]);
    clock.advance(1);
    expect(wire.take()).toEqual([ack()]);
  });

  test("corrupt-ack differs from the acknowledgement in its CRC alone", () => {
    const { device, wire } = card();
    device.setFault("corrupt-ack");
    const [corrupt = ""] = wire.ask(ping);
    expect(corrupt).not.toBe(ack());
    expect(corrupt.slice(0, -6)).toBe(ack().slice(0, -6));
  });

  test("garbage holds no acknowledgement", () => {
    const { device, wire } = card();
    device.setFault("garbage");
    const [noise = ""] = wire.ask(ping);
    expect(noise.length).toBeGreaterThan(ack().length);
    expect(noise).not.toContain("a00000");
  });

  test("it has no keys, and only the faults it has", () => {
    const { device } = card();
    expect(device.press({ key: "call" })).toEqual({ ok: false, allowed: [] });
    expect(() => device.setFault("paper-out")).toThrow(/none, unplugged, mute/);
  });
});
