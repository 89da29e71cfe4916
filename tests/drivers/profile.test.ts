// Profiles: the pattern language, what a wire read by patterns gives, and the shipped profiles against their own drivers.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Clone, Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  type BytePattern,
  buildPattern,
  faultsOfPattern,
  matchPattern,
  parsePattern,
} from "../../drivers/kernel/byte-pattern.ts";
import { createDevice } from "../../drivers/kernel/device.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { KeypadShow } from "../../drivers/kernel/model.ts";
import { type ProfileMessage, profileCodec, wordlessCodec } from "../../drivers/kernel/profile-codec.ts";
import { keypadFf68 } from "../../drivers/keypads/ff68.ts";
import { type Ff68Frame, type Ff68Variant, ff68Codec } from "../../drivers/keypads/lang-ff68.ts";
import { type KeypadProfileSettings, keypadProfile } from "../../drivers/keypads/profile.ts";
import { type Ff68PadSettings, padFf68 } from "../../drivers/pads/ff68.ts";
import { type PadProfileSettings, padProfile } from "../../drivers/pads/profile.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { fieldsOf, fromHex, toHex, type Vector } from "./adapters/adapter.ts";
import { frameOf } from "./adapters/ff68.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { patternOf } from "./adapters/profile.ts";
import { readAll } from "./adapters/read-all.ts";

const whyNot = (text: string) => {
  const parsed = parsePattern(text);
  return parsed.ok ? null : parsed.why;
};
const match = (text: string, hex: string, addr = 1) => matchPattern(patternOf(text), fromHex(hex), addr);
const build = (text: string, values: Partial<Parameters<typeof buildPattern>[1]> = {}) =>
  toHex(buildPattern(patternOf(text), { addr: 1, ...values }));

describe("the text of a pattern", () => {
  test.each([
    ["", "空"],
    ["GG 01", 'token 1 "GG"'],
    ["7F 1", 'token 2 "1"'],
    ["7F {adr}", 'token 2 "{adr}"'],
    ["7F {bit8}", "{bit8}"],
    ["7F {data:0}", "1 to 64"],
    ["7F {data:3-1}", "begins above its end"],
    ["7F {data:x}", "no count"],
    ["7F {data:1:bin}", "unknown"],
    ["7F {ticket}", "unknown"],
    ["7F {ticket:3:hex}", "unknown"],
    ["7F {ticket:3:bin:x}", "unknown"],
    ["7F [ 01", "a bracket is missing"],
    ["7F ] 01 [", "wrong way round"],
    ["7F [ ]", "nothing between"],
    ["[ 01 ] [ 02 ]", "one pair"],
    ["7F {len} 01", "needs brackets"],
    ["{sum8} 01", "no byte before"],
    ["01 [ {xor8} ]", "no byte before"],
    ["{data:1-2} 00 {data:1-3}", "one variable length"],
    ["{data:40} {data:40}", "more than 64"],
    [`${"00 ".repeat(129)}`, "more than 128"],
    ["0".repeat(1_025), "longer than"],
  ])("%s is refused with its place", (text, why) => {
    expect(whyNot(text)).toContain(why);
  });

  test("blanks, line ends and small letters do not matter", () => {
    expect(patternOf(" 7f\n  {addr}\t?? ").text).toBe("7f {addr} ??");
    expect(match("7f 5a", "7f5a")).toEqual({ used: 2, data: [] });
  });
});

describe("reading by a pattern", () => {
  test.each([
    ["A5 {addr} {data} 5A", "a501075a", { used: 4, data: [7] }],
    ["A5 {addr} {data} 5A", "a502075a", "no"],
    ["A5 {addr} {data} 5A", "a501", "need-more"],
    ["A5 ?? 5A {bit3}", "a5995a0f", { used: 4, data: [] }],
    ["A5 ?? 5A {bit3}", "a5995af7", "no"],
    ["A5 {data} 01 {data} 5A", "a50701085a", { used: 5, data: [7, 8] }],
    ["D2 2D {data:1-3} 0D 0A", "d22d310d0d0a", { used: 6, data: [0x31, 0x0d] }],
    ["D2 2D {data:1-3} 0D 0A", "d22d0d0a0d0a", { used: 6, data: [0x0d, 0x0a] }],
    ["D2 2D {data:1-3} 0D 0A", "d22d01020304", "no"],
    ["A5 {data} [ {data} ] {sum8}", "a5010707", { used: 4, data: [1, 7] }],
    ["A5 [ {data} {sum8} ] 5A", "a507075a", { used: 4, data: [7] }],
    ["A5 {len} [ {len} {data} ] {xor8}", "a502020705", { used: 5, data: [7] }],
    ["{sum8} [ {data:2} ] 5A", "0304ff5a", { used: 4, data: [4, 0xff] }],
    ["{sum8} [ {data:2} ] 5A", "0404ff5a", "no"],
    ["A5 {ticket:3}", "a5313233", "no"],
  ] as const)("%s reads %s as %j", (text, hex, wanted) => {
    expect(match(text, hex)).toEqual(wanted);
  });

  test("a byte that is cut off is waited for at every place, whatever comes behind does not matter", () => {
    const text = "FF 68 {len} {len} 68 [ {addr} ?? {data:1-3} ] {sum8} 16";
    for (const hex of ["ff6803036801010c0e16", "ff68050568010100040c1216"]) {
      const wanted = match(text, hex);
      expect(wanted).toHaveProperty("used", hex.length / 2);
      for (let cut = 0; cut < hex.length; cut += 2) expect(match(text, hex.slice(0, cut)), `${cut}`).toBe("need-more");
      expect(match(text, `${hex}00ff`)).toEqual(wanted);
    }
  });

  test.each([
    ["A5 {data}", "two fixed bytes"],
    ["{bit1} A5 {bit2}", "two fixed bytes"],
    ["A5 {data} {ticket:3} 5A", "only for what is shown"],
  ])("%s must not be read", (text, why) => {
    expect(faultsOfPattern(patternOf(text), "read").join()).toContain(why);
    expect(faultsOfPattern(patternOf(text), "write")).toEqual([]);
  });

  test("two fixed bytes, an address or a checksum are enough, and short reports that are known whole", () => {
    for (const text of ["A5 {data} 5A", "A5 {addr} {data}", "{data} {sum8}"]) {
      expect(faultsOfPattern(patternOf(text), "read"), text).toEqual([]);
    }
    expect(faultsOfPattern(patternOf("01 {bit0}"), "read", 2)).toEqual([]);
    expect(faultsOfPattern(patternOf("01 ??"), "read", 2)).toHaveLength(1);
    expect(faultsOfPattern(patternOf("01 {bit0}"), "read", 3)).toHaveLength(1);
    expect(faultsOfPattern(patternOf("01 02 03"), "read", 2).join()).toContain("longer than reportBytes");
  });
});

describe("writing by a pattern", () => {
  test.each([
    ["7F ?? {addr} {bit3}", {}, "7f000108"],
    ["A5 {len} [ {addr} {data:1-3} ] {sum8}", { data: [2, 3] }, "a503010203" + "06"],
    ["C3 3C {len} [ {addr} 21 {data:2} ] {crc16}", { addr: 7, data: [0x12, 0x34] }, "c33c04072112345c2d"],
    ["04 1B 42 {crc16be}", {}, "041b42c0ba"],
    ["{xor8} [ 01 02 ]", {}, "030102"],
    ["02 {waiting:3} {ticket:4} 03", { waiting: 7, ticket: "A0012" }, "02202037" + "30303132" + "03"],
    ["02 {waiting:3:bin} {ticket:3:bin} 03", { waiting: null, ticket: "001" }, "020a0a0a00000103"],
    ["02 {waiting:2:bin} {ticket:2:bin} 03", { waiting: 1_234, ticket: "B1234" }, "020909030403"],
    ["02 {ticket:0-6:bin} 0A {waiting:0-3:bin}", { waiting: 12, ticket: "A7" }, "02070a0102"],
    ["02 {ticket:0-6:bin} 0A {waiting:0-3:bin}", { waiting: null, ticket: null }, "020a"],
    ["02 {waiting:2}", { waiting: -3 }, "022030"],
  ])("%s with %j", (text, values, hex) => {
    expect(build(text, values)).toBe(hex);
  });

  test("data that does not fit and what is no byte are mistakes of the caller", () => {
    expect(() => build("A5 {data:2}", { data: [1] })).toThrow("do not fit");
    expect(() => build("A5", { data: [1] })).toThrow("do not fit");
    expect(() => build("A5 {data}", { data: [256] })).toThrow("no byte");
    expect(() => build("A5 {addr}", { addr: -1 })).toThrow("no byte");
  });
});

/** A pattern with some of everything, seeded; always strong enough to be read. */
function randomPattern(random: () => number): BytePattern {
  const hex = () => below(256, random).toString(16).toUpperCase().padStart(2, "0");
  const middle = () =>
    ["{addr}", "??", "{data}", "{data:2}", hex(), `{bit${below(8, random)}}`][below(6, random)] ?? "";
  const body = Array.from({ length: 1 + below(4, random) }, middle);
  if (random() < 0.5) body.splice(below(body.length + 1, random), 0, `{data:1-${2 + below(3, random)}}`);
  const check = ["{sum8}", "{xor8}", "{crc16}", "{crc16be}"][below(4, random)] ?? "";
  const head = [hex(), hex()];
  const words = random() < 0.5 ? [...head, "{len}", "[", ...body, "]", check, hex()] : [...head, ...body, hex(), check];
  return patternOf(words.join(" "));
}

const randomData = ({ data }: BytePattern, random: () => number) =>
  Array.from({ length: data.min + below(data.max - data.min + 1, random) }, () => below(256, random));

/** What is built must be read: bits and bytes that matter not are written as zeros, so nothing is lost. */
test("10,000 seeded patterns read back what they wrote, and no damaged frame as anything that is not there", () => {
  let damagedRead = 0;
  for (let seed = 0; seed < 10_000; seed++) {
    const random = seeded(seed);
    const pattern = randomPattern(random);
    const addr = below(256, random);
    const data = randomData(pattern, random);
    const frame = buildPattern(pattern, { addr, data });
    const matched = matchPattern(pattern, frame, addr);
    if (typeof matched === "string" || matched.used !== frame.length) {
      // Without a length the shortest reading counts; it must then be a true reading of a shorter frame.
      expect(typeof matched, `${pattern.text} ${toHex(frame)}`).toBe("object");
      continue;
    }
    expect(matched.data, `${pattern.text} ${toHex(frame)}`).toEqual(data);
    const at = below(frame.length, random);
    const broken = frame.slice();
    broken[at] = (broken[at] ?? 0) ^ (1 << below(8, random));
    const codec = profileCodec({ readers: [{ place: "receive", pattern }], address: addr });
    const stream = Uint8Array.from([...noise(seed), ...broken, ...frame]);
    const whole = readAll(codec, [stream]);
    const cut = below(stream.length, random);
    expect(readAll(codec, [stream.subarray(0, cut), stream.subarray(cut)]).messages, `seed ${seed}`).toEqual(
      whole.messages,
    );
    for (const { bytes } of whole.messages) {
      expect(matchPattern(pattern, Uint8Array.from(bytes), addr)).toHaveProperty("used", bytes.length);
      if (toHex(Uint8Array.from(bytes)) !== toHex(frame)) damagedRead += 1;
    }
    expect(
      whole.messages.some(({ bytes }) => toHex(Uint8Array.from(bytes)) === toHex(frame)),
      `seed ${seed}: ${pattern.text} ${toHex(stream)}`,
    ).toBe(true);
  }
  // A flipped bit is caught by every checksum; what is read otherwise had its flip where any byte will do.
  expect(damagedRead).toBeLessThan(200);
});

describe("frames of one size", () => {
  const pad: PadProfileSettings = {
    reportBytes: 4,
    inputs: [
      { pattern: "01 {bit0} 00", level: 5 },
      { pattern: "01 {bit1} 00", level: 1 },
    ],
  };
  const codec = padProfile.wireFor?.(pad).codec ?? wordlessCodec;
  const levels = (hex: string) => {
    const { messages, garbageBytes } = readAll(codec, [fromHex(hex)]);
    return { levels: messages.map((message) => padProfile.result(message, pad)?.level ?? null), garbageBytes };
  };

  test("releases pass in silence, whatever the rest of a report holds", () => {
    expect(padProfile.check?.(pad)).toEqual([]);
    expect(levels("01010077" + "01000000" + "01020000" + "01000000")).toEqual({
      levels: [5, null, 1, null],
      garbageBytes: 0,
    });
    // Another report of the same device.
    expect(levels("02010203" + "01020000")).toEqual({ levels: [null, 1], garbageBytes: 0 });
  });

  test("two buttons at once are no press", () => {
    expect(levels("01030000")).toEqual({ levels: [null], garbageBytes: 0 });
  });

  test("a byte of noise loses no frame behind it", () => {
    for (const junk of ["5a", "5a5b", "5a5b5c", "5a5b5c5d5e"]) {
      expect(levels(`${junk}0102000001010000`).levels.filter((level) => level !== null)).toEqual([1, 5]);
    }
  });

  test("reports that are all zeros at rest keep their step", () => {
    const keys: PadProfileSettings = {
      reportBytes: 8,
      inputs: [
        { pattern: "00 00 1E 00", level: 5 },
        { pattern: "00 00 1F 00", level: 4 },
      ],
    };
    const own = padProfile.wireFor?.(keys).codec ?? wordlessCodec;
    const rest = "0000000000000000";
    const { messages, garbageBytes } = readAll(own, [
      fromHex(`${rest}00001e0000000000${rest}00001f0000000000${rest}${rest}`),
    ]);
    expect(messages.map((message) => padProfile.result(message, keys)?.level ?? 0)).toEqual([0, 5, 0, 4, 0, 0]);
    expect(garbageBytes).toBe(0);
  });

  test("a press on a HID line is told once, its release not at all, and nothing of one report joins the next", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock);
    Object.assign(transport, { wholeReports: true });
    const link = new Link({ id: "hid", transport, clock, random: () => 0 });
    const device = createDevice({ id: "pad", model: padProfile, settings: pad, link, clock });
    const results: (number | null)[] = [];
    device.onResult(({ level }, done) => {
      results.push(level);
      done("ok");
    });
    link.start();
    await clock.advanceAsync(100);
    for (const hex of ["01010000", "01000000", "0102", "0000", "01020000", "01000000"]) {
      peer.send(fromHex(hex));
      await clock.advanceAsync(100);
    }
    expect(results).toEqual([5, 1]);
    expect(link.counters.garbage).toBe(4);
    // The same button again: a new press, though nothing acknowledged the first.
    await clock.advanceAsync(600);
    peer.send(fromHex("01020000"));
    await clock.advanceAsync(100);
    expect(results).toEqual([5, 1, 1]);
  });
});

describe("faults of a profile, in words with their place", () => {
  const keypad = (settings: KeypadProfileSettings) => keypadProfile.check?.(settings) ?? [];
  const pad = (settings: PadProfileSettings) => padProfile.check?.(settings) ?? [];
  const GOOD = { receive: "A5 5A {data} {sum8}", grades: { 1: 5 } };

  test("a good one has none", () => {
    expect(pad(GOOD)).toEqual([]);
    expect(keypad({ receive: "A5 5A {data:1-3} {sum8}", keys: { "0C": "call-next", "*+0C": "call-number" } })).toEqual(
      [],
    );
  });

  test.each([
    [{}, "receive, inputs"],
    [{ ...GOOD, receive: "A5 {dta}" }, 'receive: 第 2 个记号 token 2 "{dta}"'],
    [{ ...GOOD, receive: "A5 {data}" }, "receive: 至少两个固定字节"],
    [{ ...GOOD, receive: "A5 5A {data:2}" }, "receive: 等级是一个数据字节"],
    [{ ...GOOD, receive: "A5 5A" }, "receive: 等级是一个数据字节"],
    [{ receive: GOOD.receive }, "grades:"],
    [{ grades: { 1: 5 }, inputs: [{ pattern: "A5 01", level: 5 }] }, "receive: 有等级表"],
    [{ ...GOOD, grades: { 300: 5 } }, "grades/300"],
    [{ ...GOOD, ack: "06 {data:2}" }, "ack: {data}"],
    [{ ...GOOD, ack: "06 XX" }, 'ack: 第 2 个记号 token 2 "XX"'],
    [{ ...GOOD, invite: "A5 {data}" }, "invite: {data}"],
    [{ ...GOOD, invite: "A5 {ticket:3}" }, "invite: {ticket}"],
    [{ ...GOOD, probe: { send: "A5 Q", reply: "A5 06 15" } }, "probe/send"],
    [{ ...GOOD, probe: { send: "A5", reply: "A5 5A 07 {sum8}" } }, "receive, probe/reply: 同样的字节"],
    [{ ...GOOD, inputs: [{ pattern: "A5 5A 07", level: 5 }] }, "receive, inputs/0/pattern: 同样的字节"],
    [
      {
        inputs: [
          { pattern: "A5 07", level: 5 },
          { pattern: "A5 {bit1}", level: 4 },
        ],
      },
      "inputs/1/pattern: 至少",
    ],
    [
      {
        inputs: [
          { pattern: "B5 A5 07", level: 5 },
          { pattern: "A5 07", level: 4 },
        ],
      },
      "inputs/0/pattern: 其中含有 inputs/1/pattern",
    ],
    [{ reportBytes: 2, inputs: [{ pattern: "A5 07 08", level: 5 }] }, "longer than reportBytes"],
  ] as [PadProfileSettings, string][])("a pad of %j", (settings, why) => {
    expect(pad(settings).join("\n")).toContain(why);
  });

  test.each([
    [{ receive: "A5 5A {data} {sum8}" }, "keys: receive 需要键表"],
    [{ keys: { "0C": "call-next" } }, "receive: 有键表"],
    [{ receive: "A5 5A {sum8}", keys: { "0C": "call-next" } }, "receive: 需要 {data}"],
    [{ receive: "A5 5A {data} {sum8}", keys: { "6+0F": "missed" } }, "receive: {data} 放不下"],
    [{ receive: "A5 5A {data:1-3} {sum8}", keys: { "123+0F": "missed" } }, "receive: {data} 放不下"],
    [{ receive: "A5 5A {data:1-3} {sum8}", keys: { "0C": "transfer" } }, "keys/0C: transfer"],
    [{ inputs: [{ pattern: "A5 01 02", action: "call-number" }] }, "inputs/0/pattern: call-number"],
  ] as [KeypadProfileSettings, string][])("a keypad of %j", (settings, why) => {
    expect(keypad(settings).join("\n")).toContain(why);
  });

  test("bits of one byte are no ambiguity", () => {
    const bits = [0, 1, 2].map((bit) => ({ pattern: `A5 5A {bit${bit}}`, level: 5 - bit }));
    expect(pad({ inputs: bits })).toEqual([]);
  });

  test("settings that were used in spite of their faults name the place", () => {
    expect(() => padProfile.wireFor?.({ receive: "A5 {x}" })).toThrow("receive: ");
  });
});

describe("what a profile says and hears", () => {
  test("digits as bytes or as ASCII, and codes nobody named", () => {
    const settings: KeypadProfileSettings = {
      receive: "A5 5A {data:1-3} {sum8}",
      keys: { "0C": "call-next", "6+0C": "missed", "*+0C": "call-number" },
      inputs: [
        { pattern: "B5 5B {data:2} {sum8}", action: "transfer" },
        { pattern: "B6 5B", action: "undo" },
        { pattern: "B7 5B", action: "none" },
      ],
    };
    const press = (from: string, data: number[]) => keypadProfile.press({ from, data, bytes: [] }, settings);
    expect(press("receive", [0x0c])).toEqual({ action: "call-next" });
    expect(press("receive", [6, 0x0c])).toEqual({ action: "missed" });
    expect(press("receive", [4, 2, 0x0c])).toEqual({ action: "call-number", digits: "42" });
    expect(press("receive", [0x0d])).toEqual({ action: "none", code: "0D" });
    expect(press("inputs/0/pattern", [0x31, 0x32])).toEqual({ action: "transfer", digits: "12" });
    expect(press("inputs/0/pattern", [0x0f, 0x32])).toEqual({ action: "none", code: "input 0: 15 50" });
    expect(press("inputs/1/pattern", [])).toEqual({ action: "undo" });
    expect(press("inputs/2/pattern", [])).toEqual({ action: "none", code: "input 2" });
    expect(press("probe/reply", [])).toBeNull();
    expect(keypadProfile.plan({ ticket: "A001", waiting: 3 }, settings)).toEqual([]);
    expect(keypadProfile.feedback("beep", settings)).toEqual([]);
  });

  test("a probe is answered by its own reply alone, and asked as often as the timing says", () => {
    const settings: PadProfileSettings = {
      receive: "A5 {addr} {data} {sum8}",
      grades: { 1: 5 },
      probe: { send: "51 {addr} {sum8}", reply: "52 {addr} {sum8}" },
      timing: { probeEverySeconds: 7 },
    };
    const { codec, timing } = padProfile.wireFor?.(settings) ?? { codec: wordlessCodec, timing: padProfile.timing };
    expect(timing.probeEveryMs).toBe(7_000);
    const probe = padProfile.probe(settings);
    expect(toHex(codec.encode(probe?.message as never))).toBe("510152");
    const [reply] = readAll(codec, [fromHex("520153")]).messages as ProfileMessage[];
    expect(probe?.reply?.(reply as ProfileMessage)).toEqual({ ok: true, detail: "" });
    const [press] = readAll(codec, [fromHex("a50101a7")]).messages as ProfileMessage[];
    expect(probe?.reply?.(press as ProfileMessage)).toBeNull();
    expect(padProfile.result(press as ProfileMessage, settings)).toEqual({ grade: 1, level: 5 });
    expect(padProfile.result(reply as ProfileMessage, settings)).toBeNull();
    expect(padProfile.probe({ receive: "A5 5A {data}" })).toBeNull();
  });

  test("an invitation that can be taken back is taken back", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock);
    const heard: string[] = [];
    peer.receive = (bytes) => heard.push(toHex(bytes));
    const link = new Link({ id: "line", transport, clock, random: () => 0 });
    const settings: PadProfileSettings = {
      inputs: [{ pattern: "A5 01", level: 5 }],
      invite: "02 01",
      withdraw: "02 00",
    };
    const device = createDevice({ id: "pad", model: padProfile, settings, link, clock });
    link.start();
    await clock.advanceAsync(10);
    device.arm("case-1");
    await clock.advanceAsync(500);
    device.arm(null);
    await clock.advanceAsync(500);
    expect(heard).toEqual(["0201", "0200"]);
  });

  test("the codec without settings reads nothing, and one settings object has one codec", () => {
    expect(wordlessCodec.decode(fromHex(""))).toEqual({ kind: "need-more" });
    expect(readAll(wordlessCodec, [fromHex("ff6803036801010c0e16")]).messages).toEqual([]);
    const settings: PadProfileSettings = { receive: "A5 5A {data}", grades: { 1: 5 } };
    expect(padProfile.wireFor?.(settings)).toBe(padProfile.wireFor?.(settings));
  });
});

interface Shipped {
  readonly model: string;
  readonly settings: Record<string, unknown>;
}
const profiles = join(import.meta.dirname, "..", "..", "config", "profiles");
const shipped = (file: string) => parse(readFileSync(join(profiles, file), "utf8")) as Shipped[];

test.each(readdirSync(profiles))("%s is a good profile", (file) => {
  for (const { model, settings } of shipped(file)) {
    const known = model === "keypad/profile" ? keypadProfile : padProfile;
    expect([...Errors(known.settings, Default(known.settings, Clone(settings)))]).toEqual([]);
    expect(known.check?.(settings as never)).toEqual([]);
  }
});

describe.each([
  ["ff68-government.yaml", "jackqchen"],
  ["ff68-bank.yaml", "hallqueue"],
] as const)("%s says the same as the driver of the hall %s", (file, variant: Ff68Variant) => {
  const [keypadEntry, padEntry] = shipped(file);
  const address = (plain: number): number => (variant === "hallqueue" ? plain - 0x80 : plain);
  const keypadAt = (addr: number) => ({ ...keypadEntry?.settings, address: addr }) as KeypadProfileSettings;
  const padAt = (addr: number) => ({ ...padEntry?.settings, address: addr }) as PadProfileSettings;
  const padOwn = (addr: number): Ff68PadSettings => {
    const grades = padEntry?.settings.grades as Record<string, number>;
    return { address: address(addr), variant, grades };
  };
  const read = (settings: KeypadProfileSettings | PadProfileSettings, model: "keypad" | "pad", hex: string) => {
    const wire =
      model === "keypad" ? keypadProfile.wireFor?.(settings as never) : padProfile.wireFor?.(settings as never);
    return readAll(wire?.codec ?? wordlessCodec, [fromHex(hex)]).messages as ProfileMessage[];
  };
  const bytesOf = (message: unknown) => toHex(Uint8Array.from((message as { bytes: number[] } | null)?.bytes ?? []));
  const folder = resolve(process.env.VECTORS_DIR ?? join(import.meta.dirname, "..", "vectors"));
  const vectors = ["caller-ff68", "evaluator-ff68"]
    .flatMap((family) => JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as Vector[])
    .filter(({ input }) => {
      const { of, ...own } = fieldsOf(input);
      const { hall } = of === undefined ? own : fieldsOf(of);
      return (hall === "jackqchen") === (variant === "jackqchen");
    });

  test.each(vectors.filter(({ direction }) => direction === "device->host"))(
    "$name",
    ({ hex, input, expect: wanted }) => {
      if (wanted === "reject") {
        const { of } = fieldsOf(input);
        expect(read(padAt(frameOf(of).addr), "pad", hex)).toEqual([]);
        expect(read(keypadAt(frameOf(of).addr), "keypad", hex)).toEqual([]);
        return;
      }
      const frame = frameOf(input);
      if (fieldsOf(input).event === "result") {
        const [message] = read(padAt(frame.addr), "pad", hex);
        expect(padProfile.result(message as ProfileMessage, padAt(frame.addr))).toEqual(
          padFf68.result(frame, padOwn(frame.addr)),
        );
        const acked = padFf68.ack(frame, padOwn(frame.addr)) as Ff68Frame;
        expect(bytesOf(padProfile.ack(message as ProfileMessage, padAt(frame.addr)))).toBe(
          toHex(ff68Codec.encode(acked)),
        );
        expect(read(keypadAt(frame.addr), "keypad", hex)).toEqual([]);
        return;
      }
      const [message] = read(keypadAt(frame.addr), "keypad", hex);
      const own = { address: frame.addr, variant };
      expect(keypadProfile.press(message as ProfileMessage, keypadAt(frame.addr))).toEqual(
        keypadFf68.press(frame, own),
      );
      expect(bytesOf(keypadProfile.ack(message as ProfileMessage, keypadAt(frame.addr)))).toBe(hex);
    },
  );

  const shows: KeypadShow[] = [
    { ticket: "001", waiting: null },
    { ticket: "A123", waiting: 7 },
    { ticket: null, waiting: 0 },
    { ticket: "B2045", waiting: 1_500 },
    { ticket: null, waiting: null },
  ];
  test.each([1, 2, 77, 127])("shows, beeps and invites at address %i", (addr) => {
    const own = { address: addr, variant };
    const encoded = (exchanges: { message: unknown }[]) => exchanges.map(({ message }) => message as Ff68Frame);
    for (const show of shows) {
      const wanted = encoded(keypadFf68.plan(show, own)).map((frame) => toHex(ff68Codec.encode(frame)));
      expect(keypadProfile.plan(show, keypadAt(addr)).map(({ message }) => bytesOf(message))).toEqual(wanted);
    }
    for (const kind of ["ok", "refused", "beep"] as const) {
      const wanted = encoded(keypadFf68.feedback(kind, own)).map((frame) => toHex(ff68Codec.encode(frame)));
      expect(keypadProfile.feedback(kind, keypadAt(addr)).map(({ message }) => bytesOf(message))).toEqual(wanted);
    }
    const wire = variant === "hallqueue" ? addr + 0x80 : addr;
    const wanted = encoded(padFf68.invite(padOwn(wire), "x")).map((frame) => toHex(ff68Codec.encode(frame)));
    expect(padProfile.invite(padAt(wire), "x").map(({ message }) => bytesOf(message))).toEqual(wanted);
  });

  test("2,000 damaged streams are read alike", () => {
    const codec = keypadProfile.wireFor?.(keypadAt(1)).codec ?? wordlessCodec;
    for (let seed = 0; seed < 2_000; seed++) {
      const random = seeded(seed);
      const key = () =>
        ff68Codec.encode({
          addr: 1,
          cmd: 1,
          data: Array.from({ length: 1 + below(3, random) }, () => below(20, random)),
        });
      const stream = [...noise(seed), ...key(), ...key().subarray(below(10, random)), ...key()];
      stream[below(stream.length, random)] = below(256, random);
      const ours = readAll(codec, [Uint8Array.from(stream)]).messages.map(({ data }) => [...data]);
      const theirs = readAll(ff68Codec, [Uint8Array.from(stream)]).messages;
      const meant = theirs.filter((frame) => frame.addr === 1 && frame.cmd === 1 && frame.data.length > 0);
      expect(ours, `seed ${seed}`).toEqual(meant.map(({ data }) => [...data]));
    }
  });
});
