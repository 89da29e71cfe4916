// Boards that show digits only: which number they get, in which bytes, answered or not.
import { Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { type Sum4Settings, sum4Codec, sum4Number } from "../../drivers/led/sum4-number.ts";
import { boardValue, lostOnDigits } from "../../drivers/led/ticket-digits.ts";
import { type XunpengSettings, xunpengCodec, xunpengNumber } from "../../drivers/led/xunpeng-number.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz, type Random } from "./damaged-streams.ts";
import { ledBench } from "./led-bench.ts";

type Own = Record<string, unknown>;
const xunpeng = (own: Own = {}) => Default(xunpengNumber.settings, { ...own }) as XunpengSettings;
const sum4 = (own: Own = {}) => Default(sum4Number.settings, { ...own }) as Sum4Settings;
const call = (number: string | null): StripShow => ({ state: "calling", texts: [`请${number}号办理`], number });
const IDLE: StripShow = { state: "idle", texts: ["三号窗口欢迎您", "欢迎"], number: null };

const onXunpeng = (show: StripShow, own: Own = {}) =>
  xunpengNumber.plan(show, xunpeng(own)).map(({ message }) => toHex(xunpengCodec.encode(message)));
const onSum4 = (show: StripShow, own: Own = {}) =>
  sum4Number.plan(show, sum4(own)).map(({ message }) => toHex(sum4Codec.encode(message)));
const decoded = (...hex: string[]) => readAll(xunpengCodec, hex.map(fromHex)).messages;

describe("the number on a board", () => {
  test.each([
    ["A001", 3, 1],
    ["A001", 2, 1],
    ["B128", 3, 128],
    ["B128", 2, 28],
    ["VIP1234", 3, 234],
    ["1234", 4, 1234],
    ["3A007", 3, 7],
    ["65535", 5, 65_535],
    ["65536", 5, 5536],
    ["Z98765", 5, 8765],
    ["A-000", 3, 0],
  ])("of ticket %s on %i digits is %i", (number, digits, value) => {
    expect(boardValue(call(number), digits)).toBe(value);
  });

  test("is none without a ticket, whatever the words are", () => {
    expect(boardValue(IDLE, 3)).toBeNull();
    expect(boardValue({ state: "calling", texts: ["A001"] }, 3)).toBeNull();
    expect(boardValue({ state: "calling", texts: ["A001"], number: null }, 3)).toBeNull();
    expect(boardValue({ state: "calling", texts: ["A001"], number: "" }, 3)).toBeNull();
  });

  test("loses every letter and sign of it, each told once", () => {
    expect(lostOnDigits("A001")).toEqual(["A"]);
    expect(lostOnDigits("请AA001号 请")).toEqual(["请", "A", "号"]);
    expect(lostOnDigits("0123456789")).toEqual([]);
    for (const model of [xunpengNumber, sum4Number]) expect(model.missingGlyphs("B7-7")).toEqual(["B", "-"]);
  });
});

describe("the XunPeng board", () => {
  test("has defaults for all settings and refuses others", () => {
    expect(xunpeng()).toEqual({
      digits: 3,
      idle: "zero",
      colours: { calling: "red", serving: "green", idle: "green", paused: "yellow", closed: "red" },
      info: 1,
      reply: true,
      replyMs: 200,
      callSends: 2,
    });
    expect(Errors(xunpengNumber.settings, xunpeng())).toEqual([]);
    for (const wrong of [{ digits: 6 }, { address: 1 }, { idle: "blank" }, { info: 256 }]) {
      expect(Errors(xunpengNumber.settings, xunpeng(wrong)), JSON.stringify(wrong)).not.toEqual([]);
    }
  });

  test("is told number and colour in the published bytes", () => {
    expect(onXunpeng(call("A888"), { colours: { calling: "green" } })).toEqual(["3a00780301b60a"]);
    expect(onXunpeng(call("A001"))).toEqual(["3a020100013e0a"]);
    expect(onXunpeng({ ...call("A256"), state: "serving" }, { info: 0 })).toEqual(["3a000001003b0a"]);
    expect(onXunpeng({ state: "paused", texts: ["暂停"], number: null })).toEqual(["3a010000013c0a"]);
  });

  test("shows zero without a ticket, or keeps what it shows", () => {
    expect(onXunpeng(IDLE)).toEqual(["3a000000013b0a"]);
    expect(onXunpeng(IDLE, { idle: "keep" })).toEqual([]);
    const [cleared] = xunpengNumber.clear(xunpeng({ idle: "keep" }));
    expect(cleared?.message).toEqual({ colour: "green", value: 0, info: 1 });
  });

  test("is told twice of a call when it does not answer", () => {
    expect(onXunpeng(call("A001"), { reply: false })).toHaveLength(2);
    expect(onXunpeng(call("A001"), { reply: false, callSends: 1 })).toHaveLength(1);
    expect(onXunpeng({ ...call("A001"), state: "serving" }, { reply: false })).toHaveLength(1);
    expect(xunpengNumber.plan(call("A001"), xunpeng({ reply: false }))[0]?.reply).toBeNull();
  });

  test("answers with 2A or 3A; sum, end and colour must be right", () => {
    const said = { colour: "green", value: 888, info: 1 };
    expect(decoded("2a00780301a60a")).toEqual([{ ...said, start: 0x2a }]);
    expect(decoded("3a007803", "01b60a")).toEqual([{ ...said, start: 0x3a }]);
    for (const bad of ["2a00780301a70a", "2a00780301a60b", "2a03780301a90a", "2b00780301a70a"]) {
      expect(decoded(bad), bad).toEqual([]);
      expect(decoded(bad, "2a00780301a60a"), bad).toHaveLength(1);
    }
    for (let cut = 1; cut < 7; cut++)
      expect(decoded("2a00780301a60a".slice(0, 2 * cut), "3a00780301b60a")).toHaveLength(1);
  });

  test("settles an exchange only with the value and colour it was sent", () => {
    const judge = xunpengNumber.plan(call("A002"), xunpeng())[0]?.reply;
    const reply = { start: 0x2a, colour: "red", value: 2, info: 9 } as const;
    expect(judge?.(reply)).toMatchObject({ ok: true });
    expect(judge?.({ ...reply, value: 1 })).toBeNull();
    expect(judge?.({ ...reply, colour: "green" })).toBeNull();
    expect(xunpengNumber.owns(reply, xunpeng())).toBe(true);
  });

  test("can do no more than that", () => {
    expect(xunpengNumber.cells(xunpeng({ digits: 5 }))).toBe(2.5);
    expect(xunpengNumber.brightness(3, xunpeng())).toEqual([]);
    expect(xunpengNumber.setClock(0, "Asia/Shanghai", xunpeng())).toEqual([]);
    expect(xunpengNumber.probe(xunpeng())).toBeNull();
    expect(xunpengNumber.onOpen(xunpeng())).toEqual([]);
  });

  test("is read from damaged streams only where it speaks", () => {
    const colours = ["green", "yellow", "red"] as const;
    const valid = (random: Random) => {
      const [value, info] = [below(0x10000, random), below(256, random)];
      const frame = xunpengCodec.encode({ colour: colours[below(3, random)] ?? "red", value, info });
      if (below(2, random) === 0) return frame;
      return frame.map((byte, at) => (at === 0 ? 0x2a : at === 5 ? byte - 0x10 : byte));
    };
    fuzz({
      codec: xunpengCodec,
      valid,
      again: ({ start, ...said }) =>
        xunpengCodec.encode(said).map((byte, at) => (at === 0 ? start : at === 5 ? byte - 0x3a + start : byte)),
      // An 8-bit sum over seven bytes: some damage adds up to the same.
      falseMax: 5,
    });
  });
});

describe("the four-byte board", () => {
  test("has defaults for all settings and refuses others", () => {
    expect(sum4()).toEqual({ address: 1, digits: 3, idle: "zero", callSends: 2 });
    expect(Errors(sum4Number.settings, sum4({ address: 255 }))).toEqual([]);
    for (const wrong of [{ address: 256 }, { digits: 0 }, { reply: true }]) {
      expect(Errors(sum4Number.settings, sum4(wrong)), JSON.stringify(wrong)).not.toEqual([]);
    }
  });

  test("is told its number in the published bytes, a call twice", () => {
    expect(onSum4(call("A999"), { address: 5 })).toEqual(["0503e7ef", "0503e7ef"]);
    expect(onSum4({ ...call("A999"), state: "serving" }, { address: 5 })).toEqual(["0503e7ef"]);
    expect(onSum4(call("65535"), { address: 255, digits: 5, callSends: 1 })).toEqual(["fffffffd"]);
  });

  test("shows zero without a ticket, or keeps what it shows; cleared it shows zero", () => {
    expect(onSum4(IDLE)).toEqual(["01000001"]);
    expect(onSum4(IDLE, { idle: "keep" })).toEqual([]);
    expect(sum4Number.clear(sum4({ address: 7, idle: "keep" }))).toEqual([
      { message: { board: 7, value: 0 }, reply: null },
    ]);
  });

  test("can do no more than that", () => {
    expect(sum4Number.cells(sum4())).toBe(1.5);
    expect(sum4Number.brightness(3, sum4())).toEqual([]);
    expect(sum4Number.setClock(0, "Asia/Shanghai", sum4())).toEqual([]);
    expect(sum4Number.probe(sum4())).toBeNull();
    expect(sum4Number.onOpen(sum4())).toEqual([]);
  });

  test("is never heard: nothing is read, nothing is kept, whatever comes", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seeded(seed);
      const own = sum4Codec.encode({ board: below(256, random), value: below(0x10000, random) });
      const stream = [Uint8Array.from(bytes(below(40, random), random)), own, noise(seed)];
      const total = stream.reduce((sum, chunk) => sum + chunk.length, 0);
      const { messages, garbageBytes } = readAll(sum4Codec, stream);
      expect([messages.length, garbageBytes]).toEqual([0, total]);
    }
  });

  test("asserts what a caller may not ask", () => {
    expect(() => sum4Codec.encode({ board: 256, value: 0 })).toThrow("byte");
    expect(() => sum4Codec.encode({ board: 1, value: 65_536 })).toThrow("16 bits");
    expect(() => sum4Codec.encode({ board: 1, value: -1 })).toThrow("16 bits");
    expect(() => xunpengCodec.encode({ colour: "red", value: 65_536, info: 1 })).toThrow("16 bits");
    expect(() => xunpengCodec.encode({ colour: "red", value: 0, info: 256 })).toThrow("byte");
  });
});

describe("on a bus", () => {
  test("four-byte boards each get their number, with silence between", async () => {
    const { link, clock, arrived, join } = ledBench();
    const boards = [1, 2, 3].map((address) => join(sum4Number, sum4({ address, callSends: 1 }), `b${address}`));
    link.start();
    for (const [i, board] of boards.entries()) board.show(call(`A00${i + 1}`));
    await clock.advanceAsync(1_000);
    expect(arrived.map(({ hex }) => hex)).toEqual(["01000102", "02000204", "03000306"]);
    for (const [i, { atMs }] of arrived.slice(1).entries()) expect(atMs - (arrived[i]?.atMs ?? 0)).toBeGreaterThan(54);
    expect(boards.map((board) => board.status().state)).toEqual(["online", "online", "online"]);
  });

  test("a board that keeps its number is not written to when its window has none", async () => {
    const { link, clock, sent, join } = ledBench();
    const board = join(sum4Number, sum4({ idle: "keep", callSends: 1 }));
    link.start();
    board.show(call("A007"));
    await clock.advanceAsync(500);
    board.show(IDLE);
    await clock.advanceAsync(500);
    expect(sent()).toEqual(["01000708"]);
    expect(board.status().state).toBe("online");
  });

  test.each(["2a", "3a"])("a XunPeng board that answers with %s is told once", async (start) => {
    const bench = ledBench();
    const board = bench.join(xunpengNumber, xunpeng());
    const sum = start === "2a" ? "2e" : "3e";
    bench.answer = () => `${start}02010001${sum}0a`;
    bench.link.start();
    board.show(call("A001"));
    await bench.clock.advanceAsync(1_000);
    expect(bench.sent()).toEqual(["3a020100013e0a"]);
    expect(board.status()).toMatchObject({ state: "online", counters: { timeouts: 0, framesIn: 1 } });
    expect(board.status().roundTripMs).toBeGreaterThan(0);
  });

  test("a XunPeng board that missed the first frame is told again", async () => {
    const bench = ledBench();
    const board = bench.join(xunpengNumber, xunpeng());
    bench.answer = () => (bench.sent().length < 2 ? null : "2a020100012e0a");
    bench.link.start();
    board.show(call("A001"));
    await bench.clock.advanceAsync(1_000);
    expect(bench.sent()).toEqual(["3a020100013e0a", "3a020100013e0a"]);
    expect(board.status()).toMatchObject({ state: "online", counters: { retries: 1, timeouts: 1 } });
  });

  test("one that never answers is offline, and gets the latest number when it comes back", async () => {
    const bench = ledBench();
    const board = bench.join(xunpengNumber, xunpeng());
    bench.link.start();
    board.show(call("A001"));
    await bench.clock.advanceAsync(1_500);
    expect(board.status().state).toBe("offline");
    board.show(call("A002"));
    bench.answer = (hex) => (hex === "3a020200013f0a" ? "2a020200012f0a" : null);
    await bench.clock.advanceAsync(30_000);
    expect(board.status().state).toBe("online");
    expect(bench.sent().at(-1)).toBe("3a020200013f0a");
  });

  test("the technician's test shows 88", async () => {
    const { link, clock, sent, join } = ledBench();
    const board = join(sum4Number, sum4());
    link.start();
    await clock.advanceAsync(10);
    const tested = board.test();
    await clock.advanceAsync(500);
    expect((await tested).ok).toBe(true);
    expect(sent()).toEqual(["01005859"]);
  });
});
