// Scanners: whole lines or nothing, commands that are answered, and logs that do not hold what a code says.
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { FrameModel } from "../../drivers/kernel/model.ts";
import { toHex } from "../../drivers/kernel/wire-log.ts";
import { type Gm72Settings, gm72 } from "../../drivers/scanners/gm72.ts";
import {
  ACK,
  encodeGm72,
  type Gm72Frame,
  type Gm72In,
  HOST,
  NAK,
  SCANNER,
  VERSION,
} from "../../drivers/scanners/lang-gm72.ts";
import { type LineScannerSettings, lineCodec, lineScanner } from "../../drivers/scanners/line.ts";
import { lineDiscipline } from "../../drivers/transports/line-discipline.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz } from "./damaged-streams.ts";

const utf8 = (text: string) => Uint8Array.from(Buffer.from(text));
const LINE: LineScannerSettings = { terminator: "cr", encoding: "utf8", prefix: "", suffix: "", charsMax: 512 };
const GM72: Gm72Settings = { ...LINE, terminator: "any", trigger: "auto", serialMode: false, wake: true };

/** A scanner on a link of its own, as a hall runs it. */
async function scannerOn(model: FrameModel, settings: LineScannerSettings | Gm72Settings) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock);
  const lineEnd = model.lineEnd?.(settings as never);
  const lined = lineEnd === undefined ? transport : lineDiscipline(transport, { lineEnd, clock });
  const link = new Link({ id: "line", transport: lined, clock, random: seededRandom(1) });
  const device = createDevice({ id: "scanner", model, settings, link, clock });
  const scans: string[] = [];
  device.onScan((text) => scans.push(text));
  const sent: { readonly hex: string; readonly atMs: number }[] = [];
  peer.receive = (said) => void sent.push({ hex: toHex(said), atMs: clock.monotonicMs() });
  const say = async (...parts: readonly (string | Uint8Array)[]) => {
    for (const part of parts) {
      peer.send(typeof part === "string" ? utf8(part) : part);
      await clock.advanceAsync(5);
    }
  };
  const logs = () => [link.wireLog, device.wireLog].map((log) => log.text() + JSON.stringify(log.frames())).join();
  link.start();
  await clock.advanceAsync(10);
  return { clock, peer, link, device, scans, sent, say, logs };
}

const lineOn = (settings: Partial<LineScannerSettings> = {}) => scannerOn(lineScanner, { ...LINE, ...settings });

describe("a scanner of text lines", () => {
  test("tells each code once, however its bytes come", async () => {
    const { scans, say, device } = await lineOn();
    await say("A0", "07\rhttps://hall.example.invalid/t/7f3c\r预约", "号\r");
    expect(scans).toEqual(["A007", "https://hall.example.invalid/t/7f3c", "预约号"]);
    expect(device.status().state).toBe("online");
  });

  test.each([
    ["cr", "A1\rA2\r"],
    ["cr", "A1\r\nA2\r\n"],
    ["lf", "A1\nA2\n"],
    ["lf", "A1\r\nA2\r\n"],
    ["crlf", "A1\r\nA2\r\n"],
  ] as const)("with the line end %s reads %j", async (terminator, said) => {
    const { clock, scans, say, link } = await lineOn({ terminator });
    for (const byte of utf8(said)) await say(Uint8Array.of(byte));
    await clock.advanceAsync(5_000);
    expect(scans).toEqual(["A1", "A2"]);
    expect(link.counters.garbage).toBe(0);
  });

  test("strips what its settings say, and only that", async () => {
    const { scans, say } = await lineOn({ prefix: "\u0002]Q1", suffix: "#" });
    await say("\u0002]Q1A007#\r", "A008\r", "]Q1#A009\r", "\u0002]Q1#\r");
    expect(scans).toEqual(["A007", "A008", "]Q1#A009"]);
  });

  test("reads GBK and refuses what is not ASCII where it is told so", async () => {
    const gbk = await lineOn({ encoding: "gbk" });
    await gbk.say(Uint8Array.of(0xd4, 0xa4, 0xd4, 0xbc, 0x0d));
    expect(gbk.scans).toEqual(["预约"]);
    const ascii = await lineOn({ encoding: "ascii" });
    await ascii.say("预约\r", "A007\r");
    expect(ascii.scans).toEqual(["A007"]);
  });

  test.each([
    ["a control character", Uint8Array.of(0x41, 0x01, 0x42, 0x0d)],
    ["broken UTF-8", Uint8Array.of(0x41, 0xe9, 0xa2, 0x42, 0x0d)],
    ["noise before the code", Uint8Array.of(0x87, 0xb1, 0x41, 0x30, 0x0d)],
    ["too many characters", utf8(`${"9".repeat(513)}\r`)],
  ])("refuses a line with %s as a whole, counts it and reads the next", async (_what, line) => {
    const { scans, say, link } = await lineOn();
    await say(line, "A008\r");
    expect(scans).toEqual(["A008"]);
    expect(link.counters.garbage).toBe(line.length);
  });

  test("drops a code without its end after 200 ms and what follows of it, and counts it", async () => {
    const { clock, scans, say, link } = await lineOn();
    await say("9900001990");
    await clock.advanceAsync(250);
    await say("0307\r");
    expect(scans).toEqual([]);
    expect(link.counters.garbage).toBe(15);
    await say("A008\r");
    expect(scans).toEqual(["A008"]);
  });

  test("reads a code scanned a second after a broken one", async () => {
    const { clock, scans, say } = await lineOn();
    await say("broken");
    await clock.advanceAsync(1_300);
    await say("A007\r");
    expect(scans).toEqual(["A007"]);
  });

  test("forgets half a code with its line", async () => {
    const { clock, peer, scans, say } = await lineOn();
    await say("A00");
    peer.cut();
    await clock.advanceAsync(100);
    peer.restore();
    await clock.advanceAsync(10_000);
    await say("B12\r");
    expect(scans).toEqual(["B12"]);
  });
});

/** Memory that is still held after everything that can be collected was; buffers are given back a moment later. */
async function keptBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  let least = Number.POSITIVE_INFINITY;
  for (let looks = 0; looks < 5; looks++) {
    runInNewContext("gc")();
    await setImmediate();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

describe("the line discipline", () => {
  const endless = (chunks: number, chunkBytes: number) => {
    const clock = new VirtualClock();
    let push: (chunk: Uint8Array) => void = () => undefined;
    const never = () => Promise.resolve();
    const transport = lineDiscipline(
      {
        ...{ label: "endless", open: never, close: never, write: never, onClose: () => undefined },
        onData: (listener) => {
          push = listener;
        },
      },
      { lineEnd: "\r", clock },
    );
    const lines: string[] = [];
    let handed = 0;
    let longest = 0;
    let clear = 0;
    transport.onData((line) => {
      handed += line.length;
      if (line.length < 10) lines.push(Buffer.from(line).toString("latin1"));
      longest = Math.max(longest, line.length);
      clear += line.filter((byte) => byte >= 0x20).length;
    });
    const chunk = new Uint8Array(chunkBytes).fill(0x41);
    for (let i = 0; i < chunks; i++) push(chunk);
    return { lines, handed: () => handed, longest: () => longest, clear: () => clear, push };
  };

  test("keeps memory flat however long a line without an end becomes", async () => {
    const { push, handed, longest, clear } = endless(4, 32_768); // The code is warm.
    const before = await keptBytes();
    const chunk = new Uint8Array(32_768).fill(0x41);
    for (let i = 0; i < 256; i++) {
      push(chunk);
      if (i % 8 === 0) await setImmediate();
    }
    await setImmediate();
    expect((await keptBytes()) - before).toBeLessThan(1024 * 1024); // Of 8 MB that came.
    expect(260 * chunk.length - handed()).toBeLessThan(8_192); // All but the last piece was let go.
    expect(longest()).toBeLessThan(8_192);
    expect(clear()).toBe(0);
  });

  test("does not read the end of an endless line as a code", () => {
    const { push, clear } = endless(10, 4_096);
    push(utf8("A007\r"));
    expect(clear()).toBe(0);
    push(utf8("A008\r"));
    expect(clear()).toBe(4);
  });

  test("hands over many lines of one chunk each for itself", () => {
    const { push, lines } = endless(0, 1);
    const codes = Array.from({ length: 2_000 }, (_, i) => `A${i}\r`);
    push(utf8(codes.join("")));
    expect(lines).toEqual(codes);
  });
});

const frame = (op: number, ...rest: readonly number[]) => encodeGm72({ op, source: SCANNER, rest });

/** A scanner that acknowledges everything but what `refused` names. */
async function gm72On(settings: Partial<Gm72Settings> = {}, refused: readonly number[] = []) {
  const made = await scannerOn(gm72, { ...GM72, ...settings });
  const { clock, peer, sent } = made;
  peer.receive = (said) => {
    sent.push({ hex: toHex(said), atMs: clock.monotonicMs() });
    const op = said[1];
    if (op === undefined) return;
    if (op === VERSION) clock.after(10, () => peer.send(frame(VERSION, ...utf8("GM72 V1.03"))));
    else clock.after(10, () => peer.send(refused.includes(op) ? frame(NAK, 0x00, 0x06) : frame(ACK, 0x00)));
  };
  await clock.advanceAsync(2_000);
  return made;
}

describe("a GM72 scanner", () => {
  test("is woken, set up when asked, and each command follows its wake byte by 50 ms", async () => {
    const { sent } = await gm72On({ trigger: "host", serialMode: true });
    const hexes = sent.map(({ hex }) => hex);
    const serial = hexes.indexOf("08c6040800f20100fe33");
    const host = hexes.indexOf("07c60408008a08fe95");
    expect(serial).toBeGreaterThan(0);
    expect(host).toBeGreaterThan(serial);
    for (const at of [serial, host]) {
      expect(hexes[at - 1]).toBe("00");
      expect((sent[at]?.atMs ?? 0) - (sent[at - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(50);
    }
  });

  test("is not configured at all by default: it may write every setting to its flash", async () => {
    const { sent, device } = await gm72On();
    expect(new Set(sent.map(({ hex }) => hex))).toEqual(new Set(["04a30400ff55"]));
    expect(device.status()).toMatchObject({ state: "online", facts: { firmware: "GM72 V1.03" } });
  });

  test("starts and stops when told to, where it is triggered by the host", async () => {
    const settings = { ...GM72, trigger: "host", wake: false } as const;
    const { clock, device, sent } = await gm72On(settings);
    const orders = [
      device.order(() => gm72.trigger(true, settings)),
      device.order(() => gm72.trigger(false, settings)),
    ];
    await clock.advanceAsync(1_000);
    expect(await Promise.all(orders)).toMatchObject([{ ok: true }, { ok: true }]);
    const hexes = sent.map(({ hex }) => hex);
    expect(hexes).toContain("04e40400ff14");
    expect(hexes.indexOf("04e50400ff13")).toBeGreaterThan(hexes.indexOf("04e40400ff14"));
    expect(gm72.trigger(true, GM72)).toEqual([]);
  });

  test("that refuses a command says so with its cause", async () => {
    const { clock, device } = await gm72On({ trigger: "host" }, [0xe4]);
    const ordered = device.order(() => gm72.trigger(true, { ...GM72, trigger: "host" }));
    await clock.advanceAsync(3_000);
    expect(await ordered).toEqual({ ok: false, detail: "扫码器拒绝命令 the scanner refuses the command, cause 06" });
    const stopped = device.order(() => gm72.trigger(false, { ...GM72, trigger: "host" }));
    await clock.advanceAsync(3_000);
    expect(await stopped).toMatchObject({ ok: true });
  });

  test("types codes on the same wire, before, between and behind answers", async () => {
    const { scans, say, device } = await gm72On();
    await say("A007\r\n", frame(ACK, 0), "预约号\r", frame(NAK, 0, 6), frame(VERSION, 0x0d, 0x0a), "B1\n");
    expect(scans).toEqual(["A007", "预约号", "B1"]);
    expect(device.status().facts.firmware).toBe("0d0a");
  });

  test("that does not answer is offline within 5 s", async () => {
    const { clock, peer, device } = await gm72On();
    peer.receive = () => undefined;
    await clock.advanceAsync(5_000);
    expect(device.status().state).toBe("offline");
  });

  test("drops a code that another frame cuts, and reads what comes behind", async () => {
    const { scans, say } = await gm72On();
    await say("A0", frame(ACK, 0), "A008\r");
    expect(scans).toEqual(["A008"]);
  });

  test("answers of the scanner alone are read: the host's own frames are echoes", () => {
    const start = encodeGm72({ op: 0xe4, source: HOST, rest: [0] });
    expect(readAll(gm72.codec, [start, frame(ACK, 0)]).messages).toEqual([{ op: ACK, source: SCANNER, rest: [0] }]);
  });
});

describe("privacy", () => {
  test("no wire log holds what a code says, read or not", async () => {
    const secret = "990000199003070019";
    const next = "990000199003070027";
    const seen = [secret, next, toHex(utf8(next)), toHex(utf8(secret)), toHex(utf8("王某"))];
    const broken = Uint8Array.of(...utf8(secret), 0xff, 0x0d);
    for (const on of [await lineOn(), await gm72On()]) {
      await on.say(`${secret}\r`, broken, `王某${secret}`);
      await on.clock.advanceAsync(3_000);
      await on.say(`${next}\r`);
      expect(on.scans).toEqual([secret, next]);
      expect(on.link.counters.garbage).toBeGreaterThan(20);
      for (const piece of seen) expect(on.logs()).not.toContain(piece);
      expect(on.logs()).toContain("code of 18 characters, masked");
    }
  });
});

describe("damaged streams", () => {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789预约号窗口";
  const code = (random: () => number) =>
    Array.from({ length: 1 + below(20, random) }, () => Array.from(letters)[below(39, random)]).join("");

  test("of GM72 frames are never read as frames that are not there", () => {
    // Codes are left out: noise may hold printable bytes between two line ends.
    const decode = (buffer: Uint8Array) => {
      const decoded = gm72.codec.decode(buffer);
      const isCode = decoded.kind === "message" && "text" in decoded.message;
      return isCode ? ({ kind: "garbage", skip: decoded.used, why: "code" } as const) : decoded;
    };
    fuzz<Gm72In>({
      codec: { ...gm72.codec, decode } as never,
      valid: (random) => frame(below(256, random), ...bytes(1 + below(10, random), random)),
      again: (message) => encodeGm72(message as Gm72Frame),
      falseMax: 3,
    });
  });

  test("of lines never yield a code that does not stand between two line ends", () => {
    const codec = lineCodec(LINE);
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seeded(seed);
      const codes = Array.from({ length: 3 }, () => code(random));
      const stream = [...utf8(`${codes.join("\r")}\r`)];
      for (let times = below(4, random); times > 0; times--) {
        const at = below(stream.length, random);
        if (below(2, random) === 0) stream[at] = below(256, random);
        else stream.splice(at, below(3, random), ...bytes(below(3, random), random));
      }
      // Line ends before a line, and zeros on the wire, are no part of it.
      const lines = Buffer.from(stream).toString("latin1").split("\r");
      const codesThere = new Set(
        lines.map((line) => toHex(Buffer.from(line.replace(/^\n*(\0[^ -\xff]*)?/, ""), "latin1"))),
      );
      for (const { text } of readAll(codec, [Uint8Array.from(stream)]).messages) {
        if (!codesThere.has(toHex(utf8(text))))
          expect.fail(`seed ${seed}: ${JSON.stringify(text)} is no line of the stream`);
      }
    }
  });

  test("of pure noise cost no memory and throw nothing", () => {
    const random = seeded(5);
    const noise = Array.from({ length: 256 }, () => Uint8Array.from(bytes(1024, random)));
    for (const codec of [gm72.codec, lineCodec(LINE)]) {
      for (const message of readAll(codec as typeof gm72.codec, noise).messages) expect(message).toHaveProperty("text");
    }
  });
});
