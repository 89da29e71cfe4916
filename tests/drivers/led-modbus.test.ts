// The Modbus number board: what is written for what is to be seen, what answers mean, and the wire between.
import { Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { keypadFf68 } from "../../drivers/keypads/ff68.ts";
import { type ModbusReply, type ModbusRequest, modbusCodec } from "../../drivers/led/lang-modbus.ts";
import { type ModbusNumberSettings, modbusNumber } from "../../drivers/led/modbus-number.ts";
import { toHex } from "./adapters/adapter.ts";
import { readAll } from "./adapters/read-all.ts";
import { ledBench } from "./led-bench.ts";
import { framed } from "./modbus-frame.ts";

const settings = (own: Record<string, unknown> = {}) =>
  Default(modbusNumber.settings, { ...own }) as ModbusNumberSettings;
const faults = (own: Record<string, unknown>) => modbusNumber.check?.(settings(own)) ?? [];
const CALL: StripShow = { state: "calling", texts: ["请A888号办理", "A888"], number: "A888" };
const NOBODY: StripShow = { state: "idle", texts: ["欢迎"], number: null };

const decoded = (...chunks: readonly Uint8Array[]) => readAll(modbusCodec, chunks).messages;
const wireOf = (message: ModbusRequest) => toHex(modbusCodec.encode(message));
const plan = (show: StripShow, own: Record<string, unknown> = {}) => modbusNumber.plan(show, settings(own));
const sent = (show: StripShow, own: Record<string, unknown> = {}) => plan(show, own).map(({ message }) => message);
/** The values a plan writes, in order. */
const values = (number: string | null, own: Record<string, unknown>) =>
  sent({ state: "calling", texts: [], number }, own).flatMap((message) =>
    "registers" in message ? message.registers : "value" in message ? [message.value] : [],
  );

describe("settings", () => {
  test("all have defaults, and they are without fault", () => {
    expect(settings()).toMatchObject({ address: 1, function: 6, register: 1, digits: 3, format: "binary", gapMs: 20 });
    expect(Errors(modbusNumber.settings, settings())).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  test("that no board can have are refused", () => {
    const wrong = [
      { address: 0 },
      { address: 248 },
      { function: 3 },
      { register: 65_536 },
      { digits: 9 },
      { gapMs: 0 },
    ];
    for (const own of [...wrong, { adress: 3 }, { colors: { red: 1 } }, { prefixDigits: { A: "x" } }]) {
      expect(Errors(modbusNumber.settings, settings(own)), JSON.stringify(own)).not.toEqual([]);
    }
  });

  test.each([
    [{ format: "ascii", words: 2 }, "words"],
    [{ digits: 5, words: 1 }, "words"],
    [{ register: 65_535, digits: 5 }, "register"],
    [{ format: "bcd", blankDigit: 16 }, "blankDigit"],
    [{ colors: { calling: 1 } }, "colors"],
    [{ decimals: 1 }, "decimals"],
    [{ letters: "keep" }, "letters"],
    [{ prefixDigits: { a: "1" } }, "prefixDigits"],
    [{ probe: { function: 3, register: 65_535, count: 2 } }, "probe"],
  ])("that contradict each other are refused: %j", (own, key) => {
    expect(faults(own)).toEqual([expect.stringMatching(new RegExp(`^${key}: .*\\p{Script=Han}`, "u"))]);
  });
});

describe("a number", () => {
  test("is the frame that mbpoll sends for board 5", () => {
    expect(sent(CALL, { address: 5 }).map(wireOf)).toEqual(["050600010378d95c"]);
  });

  test.each([
    ["binary", {}, "A888", [888]],
    ["binary drops zeros", {}, "A007", [7]],
    ["binary in 32 bits, high word first", { digits: 6 }, "123456", [1, 0xe240]],
    ["binary in 32 bits, low word first", { digits: 6, wordOrder: "lowFirst" }, "123456", [0xe240, 1]],
    ["binary of few digits in two words all the same", { words: 2 }, "A888", [0, 888]],
    ["binary, low byte first", { byteOrder: "lowFirst" }, "A888", [0x7803]],
    ["BCD", { format: "bcd" }, "A042", [0x0042]],
    ["BCD with dark places", { format: "bcd", leading: "blank" }, "A042", [0xf042]],
    ["BCD over two registers", { format: "bcd", digits: 6 }, "123456", [0x0012, 0x3456]],
    ["BCD, low word first", { format: "bcd", digits: 6, wordOrder: "lowFirst" }, "123456", [0x3456, 0x0012]],
    ["ASCII", { format: "ascii", digits: 4 }, "1234", [0x3132, 0x3334]],
    ["ASCII with its letter", { format: "ascii", digits: 4, letters: "keep" }, "A001", [0x4130, 0x3031]],
    ["ASCII, swapped", { format: "ascii", digits: 4, byteOrder: "lowFirst" }, "1234", [0x3231, 0x3433]],
    ["ASCII of odd length", { format: "ascii", digits: 3 }, "A042", [0x3034, 0x3220]],
    ["ASCII filled with blanks", { format: "ascii", digits: 4, leading: "blank" }, "A042", [0x2030, 0x3432]],
    ["a digit per register", { format: "digitPerRegister" }, "A042", [0, 4, 2]],
    ["the last digit first", { format: "digitPerRegister", wordOrder: "lowFirst" }, "A042", [2, 4, 0]],
    [
      "dark places before",
      { format: "digitPerRegister", digits: 4, leading: "blank", blankDigit: 10 },
      "A042",
      [10, 0, 4, 2],
    ],
    ["zeros before", { format: "digitPerRegister", digits: 4 }, "A042", [0, 0, 4, 2]],
    ["a letter as a digit", { digits: 4, prefixDigits: { A: "1", B: "2" } }, "B007", [2007]],
    ["a letter in lower case as well", { digits: 4, prefixDigits: { A: "1" } }, "a007", [1007]],
  ])("as %s", (_name, own, number, wanted) => {
    expect(values(number, { function: 16, ...own })).toEqual(wanted);
    expect(values(number, { function: 6, ...own })).toEqual(wanted);
  });

  test("too long loses zeros only: half a number is another number", () => {
    expect(values("A0042", {})).toEqual([42]);
    expect(values("A0042", { format: "bcd" })).toEqual([0x0042]);
    expect(values("A0042", { format: "digitPerRegister" })).toEqual([0, 4, 2]);
    expect(values("A1042", {})).toEqual([0]);
    expect(values("A1042", { format: "digitPerRegister" })).toEqual([15, 15, 15]);
  });

  test("that is none leaves the board dark, as far as the format knows darkness", () => {
    expect(values(null, {})).toEqual([0]);
    expect(values(null, { blankValue: 0xffff })).toEqual([0xffff]);
    expect(values(null, { format: "bcd", digits: 6 })).toEqual([0xffff, 0xffff]);
    expect(values(null, { format: "ascii", digits: 4 })).toEqual([0x2020, 0x2020]);
    expect(values(null, { format: "digitPerRegister", digits: 2, blankValue: 99 })).toEqual([99, 99]);
    expect(modbusNumber.clear(settings()).map(({ message }) => message)).toEqual(sent(NOBODY));
    expect(values("号", {})).toEqual([0]);
  });

  test("goes in one frame with function 16, register by register with 6", () => {
    const own = { register: 100, digits: 8 };
    const show = { ...CALL, number: "12345678" };
    expect(sent(show, { ...own, function: 16 })).toEqual([
      { unit: 1, fn: 16, address: 100, registers: [0x00bc, 0x614e] },
    ]);
    expect(sent(show, own)).toEqual([
      { unit: 1, fn: 6, address: 100, value: 0x00bc },
      { unit: 1, fn: 6, address: 101, value: 0x614e },
    ]);
  });

  test("follows its colour, which only some states have", () => {
    const own = { colorRegister: 9, colors: { calling: 2, idle: 0 } };
    expect(sent(CALL, own)).toEqual([
      { unit: 1, fn: 6, address: 9, value: 2 },
      { unit: 1, fn: 6, address: 1, value: 888 },
    ]);
    expect(sent({ ...CALL, state: "serving" }, own)).toHaveLength(1);
    expect(sent(NOBODY, own)[0]).toMatchObject({ address: 9, value: 0 });
  });

  test("is taken from the last text where none is told, so that the technician's test shows", () => {
    expect(sent({ state: "idle", texts: ["测试 TEST 1", "测试", "88"] })).toMatchObject([{ value: 88 }]);
    expect(sent({ state: "idle", texts: ["3号窗口欢迎您", "3", "欢迎"] })).toMatchObject([{ value: 0 }]);
    expect(sent({ state: "idle", texts: ["88"], number: null })).toMatchObject([{ value: 0 }]);
  });

  test("of the decimal point is written when the board is reached", () => {
    expect(modbusNumber.onOpen(settings())).toEqual([]);
    const [exchange] = modbusNumber.onOpen(settings({ decimalRegister: 7, decimals: 0 }));
    expect(exchange?.message).toEqual({ unit: 1, fn: 6, address: 7, value: 0 });
  });
});

describe("answers", () => {
  const reply = (...body: readonly number[]) => decoded(framed(...body))[0] as ModbusReply;
  const [single] = plan(CALL, { address: 5 });
  const [multiple] = plan({ ...CALL, number: "123456" }, { address: 5, digits: 6, function: 16 });

  test("the echo of address and value is success", () => {
    expect(single?.reply?.(reply(5, 6, 0, 1, 3, 0x78))).toMatchObject({ ok: true });
    expect(multiple?.reply?.(reply(5, 16, 0, 1, 0, 2))).toMatchObject({ ok: true });
  });

  test("of another unit, function, address, value or count are none of ours", () => {
    for (const other of [
      reply(6, 6, 0, 1, 3, 0x78),
      reply(5, 5, 0, 1, 0xff, 0),
      reply(5, 6, 0, 2, 3, 0x78),
      reply(5, 6, 0, 1, 3, 0x79),
      reply(5, 16, 0, 1, 0, 1),
      reply(5, 3, 2, 3, 0x78),
      reply(5, 0x90, 2),
    ]) {
      expect(single?.reply?.(other), JSON.stringify(other)).toBeNull();
    }
    for (const other of [reply(5, 16, 0, 1, 0, 1), reply(5, 16, 0, 2, 0, 2), reply(5, 6, 0, 1, 0, 2)]) {
      expect(multiple?.reply?.(other), JSON.stringify(other)).toBeNull();
    }
  });

  test("with an exception are refusals that say why, Chinese first", () => {
    const words = [1, 2, 3, 4, 5, 6, 8, 10, 11].map((code) => single?.reply?.(reply(5, 0x86, code)));
    expect(words.every((verdict) => verdict?.ok === false)).toBe(true);
    expect(new Set(words.map((verdict) => verdict?.detail)).size).toBe(9);
    expect(words[1]?.detail).toBe("屏拒绝 refused by the board, 2: 寄存器地址错误 illegal register");
  });

  test("belong to the board with their unit", () => {
    expect(modbusNumber.owns(reply(5, 6, 0, 1, 0, 0), settings({ address: 5 }))).toBe(true);
    expect(modbusNumber.owns(reply(5, 6, 0, 1, 0, 0), settings({ address: 6 }))).toBe(false);
  });

  test("of the probe tell that the board is there, even when it refuses the register", () => {
    expect(modbusNumber.probe(settings())).toBeNull();
    const probe = modbusNumber.probe(settings({ address: 17, probe: { register: 107, count: 3 } }));
    expect(wireOf(probe?.message as ModbusRequest)).toBe("1103006b00037687");
    expect(probe?.reply?.(reply(17, 3, 6, 0xae, 0x41, 0x56, 0x52, 0x43, 0x40))).toMatchObject({ ok: true });
    expect(probe?.reply?.(reply(17, 0x83, 2))).toMatchObject({ ok: true });
    expect(probe?.reply?.(reply(17, 3, 2, 0, 0))).toBeNull();
    expect(probe?.reply?.(reply(18, 0x83, 2))).toBeNull();
  });
});

describe("on a bus", () => {
  test("shows what is wanted, is confirmed, and is asked when it can be", async () => {
    const bench = ledBench();
    const asked = toHex(framed(5, 3, 2, 3, 0x78));
    bench.answer = (hex) => (hex.startsWith("0503") ? asked : hex);
    const device = bench.join(modbusNumber, settings({ address: 5, probe: { register: 1 } }));
    device.show(CALL);
    bench.link.start();
    await bench.clock.until(() => device.status().state === "online");
    await bench.clock.advanceAsync(10_000);
    expect(bench.sent()).toContain("050600010378d95c");
    expect(bench.sent().filter((hex) => hex.startsWith("0503")).length).toBeGreaterThanOrEqual(3);
    expect(device.status().counters).toMatchObject({ timeouts: 0, naks: 0, garbage: 0 });
    const [cleared, brightened] = [device.clear(), device.setBrightness(3)];
    await bench.clock.advanceAsync(1000);
    expect([await cleared, await brightened]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(bench.sent()).toContain(toHex(framed(5, 6, 0, 1, 0, 0)));
  });

  test("keeps the silence of Modbus before every frame, also after an answer", async () => {
    const bench = ledBench();
    bench.answer = (hex) => hex;
    const device = bench.join(modbusNumber, settings({ digits: 8, format: "digitPerRegister", gapMs: 20 }));
    device.show({ ...CALL, number: "12345678" });
    bench.link.start();
    await bench.clock.until(() => bench.arrived.length === 8);
    const WIRE_MS = (8 * 10_000) / 9600;
    for (const [i, { atMs }] of bench.arrived.entries()) {
      const before = bench.arrived[i - 1];
      // 5 ms to think, the answer on the wire, the silence, the next frame on the wire.
      if (before !== undefined) expect(atMs - before.atMs).toBeGreaterThanOrEqual(5 + WIRE_MS + 20 + WIRE_MS - 0.01);
    }
  });

  test("with 32 boards on one pair of wires a call reaches its board in less than 100 ms", async () => {
    const bench = ledBench();
    bench.answer = (hex) => hex;
    const devices = Array.from({ length: 32 }, (_, i) =>
      bench.join(modbusNumber, settings({ address: i + 1 }), `b${i}`),
    );
    bench.link.start();
    for (const device of devices) device.show({ state: "serving", texts: [], number: "A001" });
    await bench.clock.advanceAsync(50);
    const calledAtMs = bench.clock.monotonicMs();
    devices[31]?.show({ ...CALL });
    const call = toHex(framed(32, 6, 0, 1, 3, 0x78));
    await bench.clock.until(() => bench.sent().includes(call));
    expect(bench.clock.monotonicMs() - calledAtMs).toBeLessThan(100);
    await bench.clock.until(() => bench.arrived.length === 32);
  });

  test("a board that refuses is faulted in words, one that is silent is offline, others go on", async () => {
    const bench = ledBench();
    bench.answer = (hex) => {
      if (hex.startsWith("05")) return toHex(framed(5, 0x86, 2));
      return hex.startsWith("06") ? hex : null;
    };
    const [refusing, good, dead] = [5, 6, 7].map((address) =>
      bench.join(modbusNumber, settings({ address }), `b${address}`),
    );
    bench.link.start();
    for (const device of [refusing, good, dead]) device?.show(CALL);
    await bench.clock.until(() => dead?.status().state === "offline", 10_000);
    await bench.clock.until(() => refusing?.status().state === "faulted", 10_000);
    expect(good?.status()).toMatchObject({ state: "online", counters: { timeouts: 0 } });
    const clearing = refusing?.clear();
    await bench.clock.advanceAsync(1000);
    const refused = await clearing;
    expect(refused).toMatchObject({ ok: false });
    expect(refused?.detail).toContain("寄存器地址错误");
    bench.answer = (hex) => hex;
    await bench.clock.until(() => dead?.status().state === "online", 30_000);
  });

  test("shares its wires with FF 68 keypads: their presses come through, also behind a cut answer", async () => {
    const bench = ledBench();
    bench.answer = (hex) => (hex.startsWith("05") ? hex : null);
    const device = bench.join(modbusNumber, settings({ address: 5 }));
    const keypad = bench.join(keypadFf68, { address: 1, variant: "jackqchen" }, "keypad");
    const presses: string[] = [];
    keypad.onPress((press, done) => {
      presses.push(press.action);
      done("ok");
    });
    bench.link.start();
    device.show(CALL);
    await bench.clock.until(() => bench.sent().length === 1);
    await bench.clock.advanceAsync(200);
    // The head of a long reply, cut off, and a key right behind it: the silence after it sets the key free.
    const key = (digit: number) => [0xff, 0x68, 0x04, 0x04, 0x68, 1, 1, digit, 0x0c, (14 + digit) & 0xff, 0x16];
    bench.peer.send(Uint8Array.from([5, 3, 200, ...key(1)]));
    await bench.clock.advanceAsync(500);
    bench.peer.send(Uint8Array.from(key(2)));
    await bench.clock.advanceAsync(500);
    expect(presses).toEqual(["call-number", "call-number"]);
    expect(device.status().state).toBe("online");
  });

  test("two boards of one unit, told apart by their registers, each get their own answers", async () => {
    const bench = ledBench();
    bench.answer = (hex) => hex;
    const one = bench.join(modbusNumber, settings({ address: 5, register: 10 }), "one");
    const two = bench.join(modbusNumber, settings({ address: 5, register: 20 }), "two");
    bench.link.start();
    one.show(CALL);
    two.show({ ...CALL, number: "A111" });
    await bench.clock.until(() => bench.arrived.length === 2);
    await bench.clock.advanceAsync(1000);
    expect(bench.sent()).toEqual([toHex(framed(5, 6, 0, 10, 3, 0x78)), toHex(framed(5, 6, 0, 20, 0, 111))]);
    expect(two.status().counters).toMatchObject({ timeouts: 0, framesIn: 1 });
  });
});

test("letters and words have no place on a board of digits", () => {
  expect(modbusNumber.missingGlyphs("请A001号")).toEqual(["请", "A", "号"]);
  expect(modbusNumber.cells(settings({ digits: 5 }))).toBe(2.5);
  expect(modbusNumber.setClock(0, "Asia/Shanghai", settings())).toEqual([]);
});
