// The Alpha sign: what is sent for what is to be seen, packets to the letter, and signs that answer or do not.
import { Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { type AlphaSettings, alphaSign } from "../../drivers/led/alpha-sign.ts";
import {
  type AlphaCommand,
  type AlphaReply,
  alphaCodec,
  alphaMuteCodec,
  type TextPart,
} from "../../drivers/led/lang-alpha.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, type Random } from "./damaged-streams.ts";
import { ledBench } from "./led-bench.ts";

const settings = (own: Record<string, unknown> = {}) => Default(alphaSign.settings, { ...own }) as AlphaSettings;
const faults = (own: Record<string, unknown>) => alphaSign.check?.(settings(own)) ?? [];
const CALL: StripShow = { state: "calling", texts: ["请A001号办理", "A001"], number: "A001" };
const IDLE: StripShow = { state: "idle", texts: ["3号窗口欢迎您", "欢迎"], number: null };
const plan = (show: StripShow, own: Record<string, unknown> = {}) => alphaSign.plan(show, settings(own));
const sent = (show: StripShow, own: Record<string, unknown> = {}) => plan(show, own).map(({ message }) => message);
/** Bytes as a person can read them: controls by their number. */
const readable = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => (byte < 0x20 ? `<${toHex(Uint8Array.of(byte))}>` : String.fromCharCode(byte))).join("");
const wireOf = (message: AlphaCommand) => readable(alphaCodec.encode(message));
const NULS = "<00>".repeat(5);
/** The words of the first text that is sent. */
function words(show: StripShow, own: Record<string, unknown> = {}): string | undefined {
  const [first] = sent(show, own);
  return first?.cmd === "text" ? first.parts.filter((part) => typeof part === "string").join("") : undefined;
}
const decoded = (...hex: readonly string[]) => readAll(alphaCodec, hex.map(fromHex)).messages;
const reply = (hex: string) => decoded(hex)[0] as AlphaReply;

describe("settings", () => {
  test("all have defaults, and they are without fault", () => {
    expect(settings()).toMatchObject({
      address: "00",
      type: "Z",
      checksum: true,
      nulCount: 5,
      label: "A",
      reply: false,
    });
    expect(settings()).toMatchObject({ mode: { calling: "b", idle: "b" }, asciiFallback: { paused: ["PAUSED"] } });
    expect(Errors(alphaSign.settings, settings())).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  test("that no sign can have are refused", () => {
    const wrong = [{ address: "G1" }, { address: "1" }, { nulCount: 4 }, { label: "0" }, { mode: { calling: "n" } }];
    const more = [
      { asciiFallback: { closed: ["关闭"] } },
      { window: "三" },
      { columns: 0 },
      { colour: "red" },
      { adress: "" },
    ];
    for (const own of [...wrong, ...more]) {
      expect(Errors(alphaSign.settings, settings(own)), JSON.stringify(own)).not.toEqual([]);
    }
  });

  test("that contradict each other are refused", () => {
    expect(faults({ reply: true })).toEqual([expect.stringContaining("广播地址")]);
    expect(faults({ reply: true, address: "01" })).toEqual([]);
    expect(faults({ columns: 20, memoryBytes: 27 })).toEqual([expect.stringContaining("memoryBytes")]);
    expect(faults({ columns: 20, memoryBytes: 28 })).toEqual([]);
  });
});

describe("words", () => {
  test("stand for Chinese sentences: the number and a word for the state", () => {
    expect(words(CALL)).toBe("A001 NOW");
    expect(words({ ...CALL, state: "serving" })).toBe("A001 SERVING");
    expect(words(IDLE)).toBe("WELCOME");
    expect(words({ ...IDLE, state: "paused" })).toBe("PAUSED");
    expect(words({ ...IDLE, state: "closed" })).toBe("CLOSED");
  });

  test("name the window when the sign knows it", () => {
    expect(words(CALL, { window: "3" })).toBe("A001 > 3");
    expect(words(CALL, { window: "Counter twelve" })).toBe("A001 NOW");
  });

  test("are the first that fit, and the last rotates when none does", () => {
    expect(words(CALL, { columns: 7 })).toBe("A001");
    expect(sent(CALL, { columns: 4 })[0]).toMatchObject({ mode: "b", parts: ["A001"] });
    expect(sent({ ...CALL, number: "A00123" }, { columns: 4 })[0]).toMatchObject({ mode: "a", parts: ["A00123"] });
  });

  test("can be set by the hall", () => {
    expect(words(CALL, { asciiFallback: { calling: ["Ticket {number} to {window}", "{number}!"] } })).toBe("A001!");
    expect(words(IDLE, { asciiFallback: { idle: ["{number}"] } })).toBe("");
  });

  test("of a hall that speaks ASCII are shown as they are", () => {
    const texts = ["Ticket A001 to window 3", "A001 to 3", "A001"];
    expect(words({ ...CALL, texts })).toBe("A001 to 3");
    expect(words({ ...CALL, texts }, { columns: 40 })).toBe("Ticket A001 to window 3");
  });

  test("show the number that a technician's test asks for", () => {
    expect(words({ state: "idle", texts: ["测试 TEST 1", "测试", "88"] })).toBe("88");
    expect(words({ state: "idle", texts: ["88", "关"], number: null })).toBe("WELCOME");
  });

  test("in a number that are not ASCII become question marks and are reported", () => {
    expect(words({ ...CALL, number: "甲001" })).toBe("?001 NOW");
    expect(alphaSign.missingGlyphs("请A001号 é 请")).toEqual(["请", "号", "é"]);
    expect(alphaSign.missingGlyphs("A001 > 3")).toEqual([]);
  });

  test("without end are cut, to the memory of the file where it is set", () => {
    const texts = ["X".repeat(500)];
    expect(words({ ...CALL, texts })).toHaveLength(120);
    expect(words({ ...CALL, texts }, { memoryBytes: 64 })).toHaveLength(56);
  });
});

describe("what is sent", () => {
  test("for a call is the published packet, but for the words", () => {
    const own = {
      address: "03",
      position: "bottom",
      window: "3",
      asciiFallback: { calling: ["{number} -> {window}"] },
    };
    expect(toHex(alphaCodec.encode(sent(CALL, own)[0] as AlphaCommand))).toBe(
      "0000000000015a30330241301b266241303031202d3e2033033032433904",
    );
  });

  test("goes to the priority file for calls, which is cleared once the new text is there", () => {
    expect(sent(CALL)).toMatchObject([
      { cmd: "text", label: "0" },
      { cmd: "text", label: "0" },
    ]);
    expect(sent(IDLE)).toMatchObject([{ cmd: "text", label: "A" }, { cmd: "clearPriority" }]);
    expect(sent(CALL, { priority: false, label: "B" })).toMatchObject([{ label: "B" }, { label: "B" }]);
    expect(sent(IDLE, { priority: false })).toMatchObject([{ cmd: "text", label: "A" }]);
  });

  test("for a call is sent again where nobody says whether it came through", () => {
    expect(sent(CALL, { callSends: 3 })).toHaveLength(3);
    expect(sent(CALL, { callSends: 3, reply: true, address: "01" })).toHaveLength(1);
    expect(plan(CALL).every((exchange) => exchange.reply === null)).toBe(true);
  });

  test("carries address, type, sum, NUL bytes, place, mode, font and colour as set", () => {
    const own = { address: "1F", type: "^", nulCount: 7, checksum: false, position: "fill", font: "3", colour: "2" };
    const [message] = sent(CALL, { ...own, mode: { calling: "c" } });
    expect(wireOf(message as AlphaCommand)).toBe(`${NULS}<00><00><01>^1F<02>A0<1b>0c<1a>3<1c>2A001 NOW<04>`);
  });

  test("to clear is an empty text and no priority", () => {
    expect(alphaSign.clear(settings()).map(({ message }) => message)).toMatchObject([
      { cmd: "text", label: "A", parts: [] },
      { cmd: "clearPriority" },
    ]);
    expect(sent({ state: "closed", texts: [] })).toEqual(alphaSign.clear(settings()).map(({ message }) => message));
    expect(alphaSign.clear(settings({ priority: false }))).toHaveLength(1);
  });

  test("on opening is the memory table, only when it is asked for", () => {
    expect(alphaSign.onOpen(settings())).toEqual([]);
    const [exchange] = alphaSign.onOpen(settings({ memoryBytes: 64, checksum: false }));
    expect(wireOf(exchange?.message as AlphaCommand)).toBe(`${NULS}<01>Z00<02>E$AAU0040FFFF<04>`);
  });

  test("for the clock is the hall's time of day", () => {
    const at = (utc: number, zone: string) =>
      alphaSign.setClock(utc, zone, settings({ checksum: false })).map(({ message }) => wireOf(message));
    expect(at(Date.UTC(2026, 0, 5, 1, 5, 59), "Asia/Shanghai")).toEqual([`${NULS}<01>Z00<02>E 0905<04>`]);
    expect(at(Date.UTC(2026, 0, 5, 16, 0, 0), "Asia/Shanghai")).toEqual([`${NULS}<01>Z00<02>E 0000<04>`]);
  });
});

describe("packets", () => {
  const to = { sign: "00" } as const;

  test.each([
    [{ cmd: "softReset" }, "E,"],
    [{ cmd: "readText", label: "A" }, "BA"],
    [{ cmd: "readString", label: "1" }, "H1"],
    [{ cmd: "string", label: "1", parts: ["A001"] }, "G1A001"],
    [
      { cmd: "text", label: "A", position: 0x20, mode: "n0", parts: ["NO ", { string: "1" }, "!"] },
      "AA<1b> n0NO <10>1!",
    ],
    [{ cmd: "memory", entries: [] }, "E$"],
    [
      { cmd: "memory", entries: [{ label: "D", type: "dots", locked: true, size: 0x0750, qqqq: "1000" }] },
      "E$DDL07501000",
    ],
  ] as const)("of %j", (order, data) => {
    expect(wireOf({ ...order, ...to } as AlphaCommand)).toBe(`${NULS}<01>Z00<02>${data}<04>`);
  });

  test.each([
    ["too few NUL bytes", { cmd: "softReset", nulCount: 4 }],
    ["no address", { cmd: "softReset", sign: "1" }],
    ["a type of two characters", { cmd: "softReset", type: "ZZ" }],
    ["no time", { cmd: "time", hhmm: "2400" }],
    ["an end of packet in its text", { cmd: "string", label: "1", parts: ["\x04"] }],
    ["Chinese in its text", { cmd: "string", label: "1", parts: ["号"] }],
    ["no label", { cmd: "string", label: "", parts: [] }],
    ["a call of no string", { cmd: "string", label: "1", parts: [{ string: "12" }] }],
    ["no mode", { cmd: "text", label: "A", position: 0x20, mode: "B", parts: [] }],
    ["no position", { cmd: "text", label: "A", position: 2, mode: "b", parts: [] }],
    ["no size", { cmd: "memory", entries: [{ label: "A", type: "text", locked: false, size: 70_000, qqqq: "FFFF" }] }],
    ["no times", { cmd: "memory", entries: [{ label: "A", type: "text", locked: false, size: 1, qqqq: "F" }] }],
  ])("with %s are a mistake of the caller", (_name, wrong) => {
    expect(() => alphaCodec.encode({ ...to, ...wrong } as AlphaCommand)).toThrow();
  });

  test("10,000 random ones are framed once, and their sum holds", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const { wire, data } = randomPacket(seeded(seed));
      const framing = /^(?:<00>){5,40}<01>Z[0-9A-F]{2}<02>(.*)<03>([0-9A-F]{4})<04>$/.exec(readable(wire));
      const sum = wire.subarray(wire.indexOf(2), -5).reduce((total, byte) => (total + byte) & 0xffff, 0);
      const given = Number.parseInt(framing?.[2] ?? "", 16);
      if (framing?.[1] !== data || given !== sum) expect.fail(`seed ${seed}: ${readable(wire)}`);
    }
  });
});

/** A text packet with a sum, and the data that must stand in it. */
function randomPacket(random: Random): { readonly wire: Uint8Array; readonly data: string } {
  const char = () => String.fromCharCode(0x20 + below(95, random));
  const parts: TextPart[] = [];
  let data = "";
  for (let i = below(6, random); i > 0; i--) {
    const text = Array.from({ length: below(60, random) }, char).join("");
    const label = char();
    parts.push(text, { string: label });
    data += `${text}<10>${label}`;
  }
  const label = char();
  const sign = below(256, random).toString(16).toUpperCase().padStart(2, "0");
  const place = { position: 0x20, mode: "b", nulCount: 5 + below(36, random), checksum: true } as const;
  return { wire: alphaCodec.encode({ cmd: "text", label, sign, parts, ...place }), data: `A${label}<1b> b${data}` };
}

describe("answers", () => {
  const judge = plan(CALL, { reply: true, address: "01" })[0]?.reply;

  test("an ACK is success, with its status byte or without", () => {
    expect(decoded("06")).toEqual([{ cmd: "ack" }]);
    expect(decoded("0640")).toEqual([{ cmd: "ack" }]);
    expect(decoded("06", "40")).toEqual([{ cmd: "ack" }]);
    expect(judge?.(reply("06"))).toMatchObject({ ok: true });
  });

  test("a NAK is a refusal that says why, Chinese first", () => {
    expect(decoded("15", "60")).toEqual([{ cmd: "nak", status: 0x60 }]);
    expect(judge?.(reply("1550"))).toEqual({
      ok: false,
      detail: "屏拒绝 refused by the sign: 校验和错误 checksum error",
    });
    const reasons = [0, 1, 2, 3, 4, 5].map((bit) => judge?.({ cmd: "nak", status: 0x40 | (1 << bit) })?.detail);
    expect(new Set(reasons).size).toBe(6);
    expect(judge?.(reply("1540"))?.detail).toContain("未说明原因");
    expect(judge?.(reply("157f"))?.detail.match(/;/g)).toHaveLength(5);
  });

  test("nothing else is an answer", () => {
    expect(decoded("1506", "00", "15ff15")).toEqual([{ cmd: "ack" }]);
    expect(decoded("40", "5a", "16")).toEqual([]);
  });

  test("signs that do not answer are not listened to", () => {
    expect(readAll(alphaMuteCodec, [fromHex("06400615601506")]).messages).toEqual([]);
    expect(alphaSign.wireFor?.(settings())).toMatchObject({ codec: alphaMuteCodec });
    expect(alphaSign.wireFor?.(settings({ reply: true }))).toMatchObject({ codec: alphaCodec });
    expect(alphaSign.owns({ cmd: "ack" }, settings())).toBe(false);
  });

  test("10,000 damaged streams of answers give what is there and nothing else, however they are cut", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seeded(seed);
      const stream = Uint8Array.from([...damagedAnswers(random), ...bytes(below(8, random), random)]);
      const wanted = answersIn(stream);
      const cut = below(stream.length + 1, random);
      const cuts = [
        [stream],
        [stream.subarray(0, cut), stream.subarray(cut)],
        Array.from(stream, (one) => Uint8Array.of(one)),
      ];
      for (const chunks of cuts) expect(readAll(alphaCodec, chunks).messages, `seed ${seed}`).toEqual(wanted);
    }
  });

  test("10,000 damaged streams of anything give a mute sign nothing", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seeded(seed);
      const stream = Uint8Array.from([...bytes(below(60, random), random), ...noise(seed), 0x06, 0x15, 0x60]);
      const { messages, garbageBytes } = readAll(alphaMuteCodec, [stream]);
      if (messages.length > 0 || garbageBytes !== stream.length) expect.fail(`seed ${seed}`);
    }
  });
});

/** Answers of a sign, some of their bytes lost, changed or doubled. */
function damagedAnswers(random: Random): number[] {
  const answers = Array.from({ length: 1 + below(8, random) }, () =>
    below(2, random) ? [0x06, 0x40] : [0x15, 0x40 + below(64, random)],
  );
  return answers.flat().flatMap((byte) => {
    const damage = below(12, random);
    if (damage === 0) return [];
    if (damage === 1) return [byte ^ (1 << below(8, random))];
    return damage === 2 ? [byte, byte] : [byte];
  });
}

/** What the protocol says of these bytes, read in the plainest way. */
function answersIn(stream: Uint8Array): AlphaReply[] {
  const answers: AlphaReply[] = [];
  for (let at = 0; at < stream.length; at++) {
    const next = stream[at + 1] ?? 0;
    if (stream[at] === 0x06) answers.push({ cmd: "ack" });
    if (stream[at] !== 0x15 || next < 0x40 || next > 0x7f) continue;
    answers.push({ cmd: "nak", status: next });
    at += 1;
  }
  return answers;
}

describe("on a line", () => {
  const ANSWERING = { address: "01", reply: true };

  test("a sign that answers is shown the call, then the welcome without it", async () => {
    const bench = ledBench();
    bench.answer = () => "0640";
    const device = bench.join(alphaSign, settings(ANSWERING));
    device.show(CALL);
    bench.link.start();
    await bench.clock.until(() => bench.arrived.length === 1);
    await bench.clock.advanceAsync(500);
    device.show(IDLE);
    await bench.clock.until(() => bench.arrived.length === 3);
    await bench.clock.advanceAsync(500);
    expect(bench.sent().map((hex) => readable(fromHex(hex)))).toEqual([
      expect.stringMatching(/<01>Z01<02>A0<1b> bA001 NOW<03>[0-9A-F]{4}<04>$/),
      expect.stringMatching(/<01>Z01<02>AA<1b> bWELCOME<03>[0-9A-F]{4}<04>$/),
      expect.stringMatching(/<01>Z01<02>A0<03>[0-9A-F]{4}<04>$/),
    ]);
    expect(device.status()).toMatchObject({ state: "online", counters: { timeouts: 0, naks: 0, garbage: 0 } });
  });

  test("a sign that refuses is faulted; one that is silent goes offline, and comes back with its text", async () => {
    const bench = ledBench();
    bench.answer = () => "1560";
    const device = bench.join(alphaSign, settings(ANSWERING));
    device.show(CALL);
    bench.link.start();
    await bench.clock.until(() => device.status().state === "faulted");
    expect(device.status().counters.naks).toBeGreaterThanOrEqual(2);
    bench.answer = () => null;
    await bench.clock.until(() => device.status().state === "offline", 60_000);
    const before = bench.arrived.length;
    bench.answer = () => "0640";
    await bench.clock.until(() => device.status().state === "online", 60_000);
    await bench.clock.advanceAsync(1000);
    expect(bench.arrived.length).toBeGreaterThan(before);
    expect(bench.sent().at(-1)).toContain(Buffer.from("A001 NOW").toString("hex"));
  });

  test("a mute sign gets its packets 100 ms apart, calls twice, and answers of others are not its own", async () => {
    const bench = ledBench();
    bench.answer = () => "06401506";
    const device = bench.join(alphaSign, settings());
    device.show(CALL);
    bench.link.start();
    await bench.clock.until(() => bench.arrived.length === 2);
    await bench.clock.advanceAsync(2000);
    expect(bench.arrived).toHaveLength(2);
    expect(bench.arrived[1]?.hex).toBe(bench.arrived[0]?.hex);
    expect((bench.arrived[1]?.atMs ?? 0) - (bench.arrived[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(100);
    expect(device.status()).toMatchObject({ state: "online", counters: { framesIn: 0 } });
    const cleared = device.setClock(Date.UTC(2026, 0, 5, 1, 0, 0), "Asia/Shanghai");
    await bench.clock.advanceAsync(1000);
    expect(await cleared).toMatchObject({ ok: true });
  });
});

test("brightness has no order, and nothing can be asked", () => {
  expect(alphaSign.brightness(5, settings())).toEqual([]);
  expect(alphaSign.probe(settings())).toBeNull();
  expect(alphaSign.cells(settings({ columns: 15 }))).toBe(7.5);
});
