// Simulated FF 68 keypads and pads: what they send, what they take for an acknowledgement, what a person sees.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Ff68Reader } from "../../simulators/ff68-frame.ts";
import { SILENCE_MS } from "../../simulators/frame-search.ts";
import { Ff68KeypadSim } from "../../simulators/keypads/ff68.ts";
import { Ff68PadSim } from "../../simulators/pads/ff68.ts";
import { REPEAT_MS, REPEATS_MAX, WAITING_MAX } from "../../simulators/press-mouth.ts";
import { turnedClock, Wire } from "./turned-clock.ts";

type Variant = "jackqchen" | "hallqueue";

function keypad(address = 1, variant: Variant = "jackqchen") {
  const clock = turnedClock();
  const device = new Ff68KeypadSim({ address, variant }, { clock });
  return { device, clock, wire: new Wire(device) };
}

function pad(address = 1, variant: Variant = "jackqchen", grades: Record<string, number> = {}) {
  const clock = turnedClock();
  const device = new Ff68PadSim({ address, variant, grades }, { clock });
  return { device, clock, wire: new Wire(device) };
}

/** A frame as hardware.md §3.1 draws it, written out here once more. */
function frame(addr: number, cmd: number, data: readonly number[] = []): string {
  const body = [addr, cmd, ...data];
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  return Buffer.from([0xff, 0x68, body.length, body.length, 0x68, ...body, sum, 0x16]).toString("hex");
}

const CALL = "ff6803036801010c0e16";
const RESULT_3 = "ff680303680111031516";

describe("the published frames", () => {
  interface KeyVector {
    readonly name: string;
    readonly hex: string;
    readonly direction: string;
    readonly expect: string;
    readonly input: { hall: string; addr: number; keypad?: number; frame: { cmd: number; data: number[] } };
  }
  const vectors = ["caller-ff68", "evaluator-ff68"].flatMap((family) => {
    const file = join(import.meta.dirname, "..", "vectors", `${family}.json`);
    return JSON.parse(readFileSync(file, "utf8")) as KeyVector[];
  });
  const events = vectors.filter(({ direction, expect }) => direction === "device->host" && expect === "accept");

  test.each(events)("$name comes from a pressed key", ({ hex, input }) => {
    const variant = input.hall === "jackqchen" ? "jackqchen" : "hallqueue";
    const { cmd, data } = input.frame;
    const pressed = cmd === 0x11 ? pad(input.keypad ?? input.addr, variant) : keypad(input.addr, variant);
    const key = data.map((code) => (code < 10 ? String(code) : code.toString(16).padStart(2, "0"))).join(" ");
    const press = cmd === 0x11 ? { grade: data[0] } : { key };
    expect(pressed.device.press(press)).toEqual({ ok: true });
    expect(pressed.wire.take()).toEqual([hex]);
  });
});

describe("a keypad", () => {
  test.each([
    ["jackqchen", "evaluate", [0x0b]],
    ["jackqchen", "call", [0x0c]],
    ["jackqchen", "recall", [0x0d]],
    ["jackqchen", "cancel", [0x0e]],
    ["jackqchen", "ok", [0x0f]],
    ["jackqchen", "line", [0x11]],
    ["jackqchen", "wait", [0x12]],
    ["jackqchen", "transfer", [0x13]],
    ["jackqchen", "6 ok", [6, 0x0f]],
    ["jackqchen", "0 + ok", [0, 0x0f]],
    ["hallqueue", "2 transfer", [2, 0x0a]],
    ["hallqueue", "0 wait", [0, 0x0b]],
    ["hallqueue", "1 0 2 3 call", [1, 0, 2, 3, 0x0c]],
    ["hallqueue", "function", [0x0f]],
    ["hallqueue", "0d", [0x0d]],
  ] as const)("of the %s hall sends %s", (variant, key, data) => {
    const { device, wire } = keypad(7, variant);
    device.press({ key });
    expect(wire.take()).toEqual([frame(7, 1, data)]);
  });

  test("says which keys it has when it is asked for another", () => {
    const { device, wire } = keypad();
    const refused = device.press({ key: "launch" });
    expect(refused).toMatchObject({ ok: false });
    expect(refused).toEqual({ ok: false, allowed: device.keys });
    expect(device.keys).toEqual(expect.arrayContaining(["call", "recall", "evaluate", "0", "9"]));
    expect(device.press({ grade: 3 })).toMatchObject({ ok: false });
    expect(wire.take()).toEqual([]);
  });

  test("keeps typed digits until a function key, and no more than its frame may carry", () => {
    const { device, wire } = keypad();
    device.press({ key: "1 2 3" });
    expect(wire.take()).toEqual([]);
    expect(device.display).toContain("输入 12");
    device.press({ key: "call" });
    expect(wire.take()).toEqual([frame(1, 1, [1, 2, 0x0c])]);
    expect(device.display).not.toContain("输入");
  });

  test("is quiet after the identical frame came back", () => {
    const { device, clock, wire } = keypad();
    device.press({ key: "call" });
    expect(wire.take()).toEqual([CALL]);
    wire.hear(CALL);
    clock.advance(60_000);
    expect(wire.take()).toEqual([]);
    expect(device.view()).toMatchObject({ unacknowledged: false, lost: 0 });
  });

  test.each([
    ["another key's frame", frame(1, 1, [0x0d])],
    ["another keypad's frame", frame(2, 1, [0x0c])],
    ["the frame without its leading FF", CALL.slice(2)],
    ["the frame with a bad sum", "ff6803036801010c0f16"],
    ["the frame with two lengths", "ff6803046801010c0e16"],
    ["the frame with a wrong end", "ff6803036801010c0e17"],
  ])("repeats after %s, then says the key failed", (_, heard) => {
    const { device, clock, wire } = keypad();
    device.press({ key: "call" });
    wire.hear(heard);
    clock.advance(REPEAT_MS * REPEATS_MAX);
    expect(wire.take()).toEqual(new Array(1 + REPEATS_MAX).fill(CALL));
    expect(device.display).not.toContain("失败");
    clock.advance(REPEAT_MS);
    expect(wire.take()).toEqual([]);
    expect(device.display).toContain("失败");
    expect(device.view()).toMatchObject({ lost: 1, unacknowledged: false });
  });

  test("sends a second key only after the first was acknowledged", () => {
    const { device, wire } = keypad();
    device.press({ key: "call" });
    device.press({ key: "recall" });
    expect(wire.take()).toEqual([CALL]);
    expect(wire.ask(CALL)).toEqual([frame(1, 1, [0x0d])]);
  });

  test("forgets keys when a person hammers faster than the line carries them", () => {
    const { device, clock, wire } = keypad();
    for (let i = 0; i < WAITING_MAX * 3; i++) device.press({ key: "call" });
    clock.advance(REPEAT_MS * (REPEATS_MAX + 1) * WAITING_MAX * 3);
    expect(wire.take()).toHaveLength(WAITING_MAX * (REPEATS_MAX + 1));
  });

  test.each([
    ["jackqchen", [0x0a, 0x0a, 0x0a, 0, 0, 1], "票号 001 等候 -"],
    ["jackqchen", [0, 1, 2, 0, 4, 5], "票号 045 等候 12"],
    ["jackqchen", [0, 0, 0, 0x0a, 0x0a, 0x0a], "票号 --- 等候 0"],
    ["jackqchen", [0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a], "待机"],
    ["jackqchen", [1, 2, 3], "待机"],
    ["jackqchen", [0, 1, 2, 0, 4, 0x0c], "待机"],
    ["hallqueue", [0, 4, 5, 0x0a, 1, 2], "票号 045 等候 12"],
    ["hallqueue", [1, 0, 2, 3, 0x0a, 7], "票号 1023 等候 7"],
    ["hallqueue", [0x0a, 3], "票号 --- 等候 3"],
    ["hallqueue", [9, 9, 0x0a], "票号 99 等候 -"],
  ] as const)("of the %s hall shows %j", (variant, data, display) => {
    const { device, wire } = keypad(3, variant);
    wire.hear(frame(3, 2, data));
    expect(device.display).toBe(display);
    expect(wire.take()).toEqual([]);
  });

  test("says whether a key worked, and only for a while", () => {
    const { device, clock, wire } = keypad();
    wire.hear(frame(1, 2, [1]));
    expect(device.display).toBe("待机 成功");
    wire.hear(frame(1, 2, [0]));
    expect(device.display).toBe("待机 失败");
    clock.advance(2_000);
    expect(device.display).toBe("待机");
  });

  test("beeps at the frame made for it, and for its own address alone", () => {
    const { device, wire } = keypad();
    wire.hear("ff6802026801030416");
    wire.hear(frame(2, 3));
    expect(device.view()).toMatchObject({ beeps: 1 });
  });

  test("hears a frame behind half a frame once the line was silent", () => {
    const { device, clock, wire } = keypad();
    wire.hear("ff68202068");
    wire.hear(frame(1, 2, [0x0a, 0x0a, 0x0a, 0, 0, 1]));
    expect(device.display).toBe("待机");
    clock.advance(SILENCE_MS);
    expect(device.display).toBe("票号 001 等候 -");
  });
});

describe("a rating pad", () => {
  test("asks, sends what is pressed, and thanks once the grade has arrived", () => {
    const { device, clock, wire } = pad();
    expect(device.display).toBe("欢迎");
    wire.hear("ff6803036801010b0d16");
    expect(device.display).toBe("请评价");
    device.press({ grade: 3 });
    expect(wire.take()).toEqual([RESULT_3]);
    expect(device.display).toBe("请评价");
    wire.hear("ff680303680101030516");
    expect(device.display).toBe("已评价 3");
    clock.advance(60_000);
    expect(device.display).toBe("欢迎");
    expect(wire.take()).toEqual([]);
  });

  test("gives up asking by itself", () => {
    const { device, clock, wire } = pad();
    wire.hear("ff6803036801010b0d16");
    clock.advance(29_999);
    expect(device.display).toBe("请评价");
    clock.advance(1);
    expect(device.display).toBe("欢迎");
  });

  test("sends a grade nobody asked for just the same", () => {
    const { device, wire } = pad();
    device.press({ grade: 3 });
    expect(wire.take()).toEqual([RESULT_3]);
    expect(device.view()).toMatchObject({ asked: 0 });
  });

  test("of the bank hall has its own address and takes the short acknowledgement only", () => {
    const { device, clock, wire } = pad(1, "hallqueue");
    wire.hear(frame(1, 1, [0x0b]));
    expect(device.display).toBe("欢迎");
    wire.hear(frame(0x81, 1, [0x0b]));
    expect(device.display).toBe("请评价");
    device.press({ grade: 3 });
    wire.hear(frame(0x81, 1, [3]));
    wire.hear(frame(0x81, 1));
    expect(device.view()).toMatchObject({ unacknowledged: true });
    clock.advance(REPEAT_MS);
    expect(wire.take()).toEqual(["ff680303688111039516", "ff680303688111039516"]);
    wire.hear("6802026881018216");
    expect(device.display).toBe("已评价 3");
  });

  test("of the government hall does not take the short acknowledgement", () => {
    const { device, clock, wire } = pad();
    device.press({ grade: 3 });
    wire.hear("6802026801010216");
    clock.advance(REPEAT_MS);
    expect(wire.take()).toEqual([RESULT_3, RESULT_3]);
  });

  test("goes back to rest when nobody took the grade", () => {
    const { device, clock, wire } = pad();
    wire.hear("ff6803036801010b0d16");
    device.press({ grade: 0 });
    clock.advance(REPEAT_MS * (REPEATS_MAX + 1));
    expect(wire.take()).toHaveLength(REPEATS_MAX + 1);
    expect(device.display).toBe("欢迎");
    expect(device.view()).toMatchObject({ lost: 1 });
  });

  test("has the buttons of its hall, shows stars, and knows no others", () => {
    const { device, wire } = pad(2, "jackqchen", { 7: 5 });
    expect(device.keys).toEqual(["0", "1", "2", "3", "4", "7"]);
    expect(device.press({ grade: 5 })).toEqual({ ok: false, allowed: device.keys });
    expect(device.press({ grade: 7 })).toEqual({ ok: true });
    expect(wire.take()).toEqual([frame(2, 0x11, [7])]);
    wire.hear(frame(2, 2, [5]));
    expect(device.view()).toMatchObject({ stars: 5 });
    wire.hear(frame(2, 2, [6]));
    expect(device.view()).toMatchObject({ stars: 5 });
  });
});

test("nothing is a frame without the leading FF but the short acknowledgement", () => {
  const heard = (hex: string) => new Ff68Reader().push(Uint8Array.from(Buffer.from(hex, "hex")));
  expect(heard("6802026881018216")).toEqual([{ addr: 0x81, cmd: 1, data: [], leadFF: false }]);
  for (const whole of [CALL, RESULT_3, frame(1, 3), frame(1, 2)]) {
    expect(heard(whole)).toHaveLength(1);
    expect(heard(whole.slice(2))).toEqual([]);
    // The next frame is read all the same.
    expect(heard(whole.slice(2) + whole)).toHaveLength(1);
  }
});

describe("in trouble", () => {
  test("unplugged it says and hears nothing, and comes back empty", () => {
    const { device, clock, wire } = keypad();
    wire.hear(frame(1, 2, [0, 1, 2, 0, 4, 5]));
    device.press({ key: "call" });
    wire.take();
    device.setFault("unplugged");
    device.press({ key: "recall" });
    wire.hear(frame(1, 2, [0, 1, 2, 0, 4, 6]));
    clock.advance(60_000);
    expect([device.display, device.plugged, device.reading, wire.take()]).toEqual(["", false, false, []]);
    device.setFault("none");
    clock.advance(60_000);
    expect([device.display, wire.take()]).toEqual(["待机", []]);
  });

  test("a pad loses its question with its power", () => {
    const { device, wire } = pad();
    wire.hear("ff6803036801010b0d16");
    device.setFault("unplugged");
    expect(device.display).toBe("");
    device.setFault("none");
    expect(device.display).toBe("欢迎");
  });

  test("mute it still hears", () => {
    const { device, wire } = keypad();
    device.setFault("mute");
    device.press({ key: "call" });
    wire.hear(frame(1, 2, [0, 1, 2, 0, 4, 5]));
    expect(wire.take()).toEqual([]);
    expect(device.display).toContain("045");
  });

  test("each fault of the line breaks the frame in its own way", () => {
    const { device, clock, wire } = keypad();
    const sent = (fault: string, repeats = 0) => {
      device.setFault("unplugged");
      device.setFault(fault);
      device.press({ key: "call" });
      clock.advance(REPEAT_MS * repeats);
      return wire.take();
    };
    expect(sent("bad-sum")).toEqual(["ff6803036801010c0f16"]);
    expect(sent("duplicate")).toEqual([CALL, CALL]);
    const [noisy = ""] = sent("noise");
    expect(noisy).toContain(CALL);
    expect(noisy).toHaveLength(CALL.length + 20);
    const [collided = "", again] = sent("collision", 1);
    expect(collided).toHaveLength(CALL.length * 2);
    expect(collided).not.toContain(CALL);
    expect(again).toBe(CALL);
    const [garbled = ""] = sent("garbage");
    expect(garbled).not.toContain(CALL);
    expect(() => device.setFault("on-fire")).toThrow(/one of none, unplugged/);
  });
});
