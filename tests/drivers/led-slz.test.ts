// The SLZ window strip: what is sent for what is to be seen, to every address, answered or not.
import { Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import type { StripShow } from "../../drivers/kernel/model.ts";
import { type SlzCommand, slzCodec } from "../../drivers/led/lang-slz.ts";
import { type SlzSettings, slzStrip } from "../../drivers/led/slz-strip.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz } from "./damaged-streams.ts";
import { ledBench } from "./led-bench.ts";

const settings = (own: Record<string, unknown> = {}) => Default(slzStrip.settings, { ...own }) as SlzSettings;
const CALL: StripShow = { state: "calling", texts: ["请A001号办理", "请A001号", "A001"] };
const IDLE: StripShow = { state: "idle", texts: ["三号窗口欢迎您", "欢迎"] };

const wireOf = (message: SlzCommand | undefined) => (message === undefined ? "" : toHex(slzCodec.encode(message)));
const plan = (show: StripShow, own: Record<string, unknown> = {}) => slzStrip.plan(show, settings(own));
const planned = (show: StripShow, own: Record<string, unknown> = {}) => plan(show, own).map(({ message }) => message);
const decoded = (...hex: string[]) => readAll(slzCodec, hex.map(fromHex));

describe("settings", () => {
  test("all have defaults, and each strip its own", () => {
    const one = settings();
    expect(one).toEqual({
      variant: "colour",
      address: 1,
      cells: 8,
      colours: { calling: "red", serving: "green", idle: "green", paused: "yellow", closed: "red" },
      reply: false,
      ackMs: 300,
      callSends: 2,
    });
    expect(Errors(slzStrip.settings, one)).toEqual([]);
    expect(settings({ colours: { calling: "yellow" } }).colours).toMatchObject({ calling: "yellow", idle: "green" });
    expect(settings().colours.calling).toBe("red");
  });

  test("that no strip can have are refused", () => {
    for (const wrong of [
      { address: 256 },
      { cells: 0 },
      { cells: 4.3 },
      { colours: { calling: "blue" } },
      { color: 1 },
    ]) {
      expect(Errors(slzStrip.settings, settings(wrong)), JSON.stringify(wrong)).not.toEqual([]);
    }
    expect(slzStrip.check?.(settings({ variant: "single", reply: true }))).toHaveLength(1);
    expect(slzStrip.check?.(settings({ variant: "colour", reply: true }))).toEqual([]);
    expect(slzStrip.check?.(settings({ variant: "single" }))).toEqual([]);
  });

  test("cells may be halves", () => {
    expect(Errors(slzStrip.settings, settings({ cells: 4.5 }))).toEqual([]);
    expect(slzStrip.cells(settings({ cells: 4.5 }))).toBe(4.5);
  });
});

describe("a call", () => {
  test("takes the longest sentence that fits, in the colour of its state, twice when nobody answers", () => {
    expect(planned(CALL)).toEqual([
      { cmd: "show", addr: 1, text: "请A001号办理", colour: "red" },
      { cmd: "show", addr: 1, text: "请A001号办理", colour: "red" },
    ]);
    expect(planned(CALL, { cells: 5, colours: { calling: "yellow" }, callSends: 1 })).toEqual([
      { cmd: "show", addr: 1, text: "请A001号", colour: "yellow" },
    ]);
    expect(planned(CALL, { cells: 1, reply: true })).toEqual([{ cmd: "show", addr: 1, text: "A001", colour: "red" }]);
  });

  test("is the published frame, byte for byte", () => {
    const green = { address: 3, cells: 5, colours: { calling: "green" } };
    expect(wireOf(planned(CALL, green)[0])).toBe("a09003a5000ec7eb014101300130013101bac5018b");
    expect(wireOf(planned(CALL, { variant: "single", cells: 2 })[0])).toBe("81c044413030311a");
  });

  test("other states go out once", () => {
    expect(planned(IDLE)).toEqual([{ cmd: "show", addr: 1, text: "三号窗口欢迎您", colour: "green" }]);
    expect(planned({ state: "paused", texts: ["暂停服务"] })).toMatchObject([{ text: "暂停服务", colour: "yellow" }]);
    expect(planned({ state: "closed", texts: ["窗口关闭"] })).toMatchObject([{ text: "窗口关闭", colour: "red" }]);
  });

  test("without words, or cleared, is a line of blanks: the strip knows no clearing", () => {
    expect(planned({ state: "closed", texts: [""] })).toMatchObject([{ text: " ".repeat(16) }]);
    const [cleared] = slzStrip.clear(settings({ cells: 4.5, variant: "single" }));
    expect(wireOf(cleared?.message)).toBe(`81c044${"20".repeat(9)}1a`);
    const widest = slzStrip.clear(settings({ cells: 63 }))[0]?.message;
    expect(wireOf(widest)).toHaveLength(2 * (6 + 252 + 1));
  });

  test("carries what the strip lacks as a question mark, and line ends as blanks", () => {
    expect(planned({ state: "idle", texts: ["欢迎\u{20000}\u001a您"] })).toMatchObject([{ text: "欢迎? 您" }]);
    expect(slzStrip.missingGlyphs("欢迎\u{20000}您")).toEqual(["\u{20000}"]);
  });

  test.each([
    ["colour", 83],
    ["single", 126],
  ] as const)("too long for a message is cut on a %s strip", (variant, kept) => {
    const [message] = planned({ state: "idle", texts: ["号".repeat(300)] }, { variant });
    expect(message).toMatchObject({ text: `${"号".repeat(kept)}…` });
    expect(() => wireOf(message)).not.toThrow();
    const whole = "号".repeat(kept + 1);
    expect(planned({ state: "idle", texts: [whole] }, { variant })).toMatchObject([{ text: whole }]);
  });

  test("brightness and clock are beyond this strip", () => {
    expect(slzStrip.brightness(8, settings())).toEqual([]);
    expect(slzStrip.setClock(0, "Asia/Shanghai", settings())).toEqual([]);
    expect(slzStrip.probe(settings())).toBeNull();
    expect(slzStrip.onOpen(settings())).toEqual([]);
  });
});

describe("encoding", () => {
  test("shows and stores what the ROM holds", () => {
    expect(wireOf({ cmd: "showRom", addr: 1 })).toBe("a09001a10000a0");
    expect(wireOf({ cmd: "storeRom", addr: 1, text: "A001", colour: "red" })).toBe("a09001a200084100300030003100db");
  });

  test("any text to any address: length, colours and XOR right, no 1A before the end", () => {
    const random = seeded(7);
    const signs = [..."0123456789ABCxyz #!~请号到窗口办理璡囖㈱①℃αЖぁオ"];
    const colours = ["red", "green", "yellow"] as const;
    for (let round = 0; round < 3_000; round++) {
      const text = Array.from({ length: below(80, random) }, () => signs[below(signs.length, random)]).join("");
      const [addr, code] = [below(256, random), below(3, random)];
      const show = [...slzCodec.encode({ cmd: "show", addr, text, colour: colours[code] ?? "red" })];
      const single = [...slzCodec.encode({ cmd: "showSingle", addr, text })];
      const data = show.slice(6, -1);
      const plain: number[] = [];
      for (let at = 0; at < data.length; ) {
        const wide = (data[at] ?? 0) >= 0x80 ? 2 : 1;
        plain.push(...data.slice(at, at + wide));
        if (data[at + wide] !== code) expect.fail(`${text}: no colour at ${at + wide}`);
        at += wide + 1;
      }
      const seen = [show.slice(0, 6), show.slice(2).reduce((xor, byte) => xor ^ byte, 0), single.indexOf(0x1a, 3)];
      expect(seen, text).toEqual([[0xa0, 0x90, addr, 0xa5, 0, data.length], 0, single.length - 1]);
      expect(single.slice(3, -1).join(), text).toBe(plain.join());
    }
  });

  test("single-colour addresses stay bytes and stay apart", () => {
    const heads = Array.from({ length: 256 }, (_, addr) => [...slzCodec.encode({ cmd: "showSingle", addr, text: "" })]);
    expect(heads[0]).toEqual([0x80, 0xc0, 0x44, 0x1a]);
    expect(heads[0x3f]).toEqual([0xbf, 0xc0, 0x44, 0x1a]);
    expect(heads[0x40]).toEqual([0xc0, 0xd0, 0x44, 0x1a]);
    expect(heads[0x7f]).toEqual([0xff, 0xd0, 0x44, 0x1a]);
    expect(heads[0x80]).toEqual([0x00, 0xe0, 0x44, 0x1a]);
    expect(heads[0xff]).toEqual([0x7f, 0xf0, 0x44, 0x1a]);
    expect(new Set(heads.map((head) => head.join())).size).toBe(256);
  });

  test("asserts what a caller may not ask", () => {
    const show = (text: string, addr = 1) => wireOf({ cmd: "show", addr, text, colour: "red" });
    expect(() => show("A".repeat(127))).not.toThrow();
    expect(() => show("A".repeat(128))).toThrow("254");
    expect(() => show("A", 256)).toThrow("byte");
    expect(() => show("\u{20000}")).toThrow("GBK");
    expect(() => wireOf({ cmd: "showSingle", addr: 1, text: "A".repeat(255) })).toThrow("254");
    expect(() => wireOf({ cmd: "showSingle", addr: 1, text: "\u001a" })).toThrow();
  });
});

describe("replies", () => {
  test("start A0 90 addr and end A5 AA, with little between", () => {
    expect(decoded("a09001a5aa").messages).toEqual([{ addr: 1, body: [] }]);
    expect(decoded("a090", "05a500", "01a5aa").messages).toEqual([{ addr: 5, body: [0xa5, 0, 1] }]);
    expect(decoded("a09001", "00".repeat(8), "a5aa").messages).toEqual([{ addr: 1, body: new Array(8).fill(0) }]);
    expect(decoded("a09001", "00".repeat(9), "a5aa").messages).toEqual([]);
    expect(decoded("a5aa", "a0a5aa", "90a5aa").messages).toEqual([]);
  });

  test("a cut one does not swallow the next", () => {
    for (const cut of ["a0", "a090", "a09001", "a0900100", "a09001a5"]) {
      expect(decoded(`${cut}a09002a5aa`).messages, cut).toEqual([{ addr: 2, body: [] }]);
    }
  });

  test("our own call, echoed, is no reply", () => {
    expect(decoded(wireOf(planned(CALL)[0])).messages).toEqual([]);
  });

  test("count for the strip they name, and only where replies are expected", () => {
    const [asked] = plan(CALL, { reply: true });
    const mine = { addr: 1, body: [] };
    const other = { addr: 2, body: [] };
    expect(asked?.reply?.(mine)).toMatchObject({ ok: true });
    expect(asked?.reply?.(other)).toBeNull();
    expect(plan(CALL)[0]?.reply).toBeNull();
    expect(slzStrip.owns(mine, settings())).toBe(true);
    expect(slzStrip.owns(other, settings())).toBe(false);
    expect(slzStrip.owns(mine, settings({ variant: "single" }))).toBe(false);
  });

  test("are read from damaged streams only where they are, byte for byte", () => {
    const wire = (addr: number, body: readonly number[]) => Uint8Array.of(0xa0, 0x90, addr, ...body, 0xa5, 0xaa);
    fuzz({
      codec: slzCodec,
      valid: (random) => wire(below(0x80, random), bytes(below(5, random), random)),
      again: ({ addr, body }) => wire(addr, body),
      // No checksum: what is damaged between head and tail still looks like a reply. Nothing else may.
      falseMax: 6_000,
    });
  });

  test("do not come out of noise", () => {
    const random = seeded(42);
    const chunks = Array.from({ length: 1024 }, () => Uint8Array.from(bytes(1024, random)));
    const { messages, garbageBytes } = readAll(slzCodec, chunks);
    // A0 90 and A5 AA so close together: once in some 480 million bytes.
    expect(messages).toEqual([]);
    expect(garbageBytes).toBeGreaterThan(1024 * 1024 - slzCodec.frameBytesMax);
  });
});

describe("on a bus", () => {
  test("strips of both kinds hear their calls, 80 ms apart, and say nothing", async () => {
    const { link, clock, arrived, sent, join } = ledBench();
    const colour = join(slzStrip, settings({ cells: 2 }), "colour");
    const single = join(slzStrip, settings({ cells: 2, variant: "single", address: 2 }), "single");
    link.start();
    colour.show(CALL);
    single.show(CALL);
    await clock.advanceAsync(1_000);
    const [inColour, plain] = ["a09001a500084100300030003100dc", "82c044413030311a"];
    expect(sent().sort()).toEqual([plain, plain, inColour, inColour].sort());
    for (const [i, { atMs, hex }] of arrived.entries()) {
      const before = arrived[i - 1];
      if (before !== undefined) expect(atMs - hex.length * (10 / 19.2) - before.atMs).toBeGreaterThanOrEqual(79.9);
    }
    expect([colour.status().state, single.status().state]).toEqual(["online", "online"]);
    expect(colour.status().counters).toMatchObject({ retries: 0, timeouts: 0 });
  });

  test("a strip that answers is called once; one that falls silent is asked again and found again", async () => {
    const bench = ledBench();
    const { link, clock, arrived, join } = bench;
    const strip = join(slzStrip, settings({ cells: 2, reply: true, ackMs: 100 }));
    let alive = true;
    bench.answer = () => (alive ? "a09001a5aa" : null);
    link.start();
    strip.show(CALL);
    await clock.advanceAsync(1_000);
    expect(arrived).toHaveLength(1);
    expect(strip.status()).toMatchObject({ state: "online", counters: { timeouts: 0, naks: 0 } });
    alive = false;
    strip.show({ state: "calling", texts: ["A002"] });
    await clock.advanceAsync(1_000);
    expect(strip.status().state).toBe("offline");
    expect(strip.status().counters.timeouts).toBeGreaterThanOrEqual(3);
    alive = true;
    await clock.advanceAsync(30_000);
    expect(strip.status().state).toBe("online");
    expect(bench.sent().at(-1)).toBe(toHex(slzCodec.encode({ cmd: "show", addr: 1, text: "A002", colour: "red" })));
  });

  test("the answer of another strip settles nothing", async () => {
    const bench = ledBench();
    const strip = bench.join(slzStrip, settings({ cells: 2, reply: true, ackMs: 100 }));
    bench.answer = () => "a09002a5aa";
    bench.link.start();
    strip.show(CALL);
    await bench.clock.advanceAsync(1_000);
    expect(bench.sent().length).toBeGreaterThanOrEqual(3);
    expect(strip.status().state).toBe("offline");
    expect(bench.link.counters.foreign).toBeGreaterThanOrEqual(3);
  });

  test("the technician's test and clear reach the strip", async () => {
    const { link, clock, sent, join } = ledBench();
    const strip = join(slzStrip, settings({ variant: "single", cells: 2 }));
    link.start();
    await clock.advanceAsync(10);
    const tested = strip.test();
    await clock.advanceAsync(500);
    expect(await tested).toEqual({ ok: true, detail: "正常 ok" });
    expect(sent()).toEqual(["81c044b2e2cad41a"]);
    const cleared = strip.clear();
    await clock.advanceAsync(500);
    expect((await cleared).ok).toBe(true);
    expect(sent().at(-1)).toBe("81c044202020201a");
  });
});
