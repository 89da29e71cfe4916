// The pattern language of profiles: what is understood, read and written, and ten thousand invented patterns.
import { describe, expect, test } from "vitest";
import {
  type BytePattern,
  buildPattern,
  faultsOfPattern,
  matchPattern,
  parsePattern,
} from "../../drivers/kernel/byte-pattern.ts";
import { profileCodec } from "../../drivers/kernel/profile-codec.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
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
  // A flipped bit is caught by every checksum; an eight-bit one may fit a shorter reading of the damaged bytes.
  expect(damagedRead).toBeLessThan(4);
});
