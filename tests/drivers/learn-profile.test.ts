// Unknown devices: a thousand invented protocols are learned from three presses per key and then read right.
import { Clone, Default, Errors } from "typebox/value";
import { describe, expect, test } from "vitest";
import { wordlessCodec } from "../../drivers/kernel/profile-codec.ts";
import { type KeypadProfileSettings, keypadProfile } from "../../drivers/keypads/profile.ts";
import { type Capture, type Learned, learnProfile } from "../../drivers/pads/learn-profile.ts";
import { type PadProfileSettings, padProfile } from "../../drivers/pads/profile.ts";
import { fromHex, toHex } from "./adapters/adapter.ts";
import { below, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";

type Random = () => number;
const bytesOf = (count: number, random: Random) => Array.from({ length: count }, () => below(256, random));
const KEYS = ["5", "4", "3", "2", "1"];

/** Written from the definition, not with the code under test. */
function crcOf(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc % 2 === 1 ? ((crc - 1) / 2) ^ 0xa001 : crc / 2;
  }
  return crc;
}

const CHECKS: Readonly<Record<string, (bytes: readonly number[]) => number[]>> = {
  none: () => [],
  sum8: (bytes) => [bytes.reduce((sum, byte) => sum + byte, 0) % 256],
  xor8: (bytes) => [bytes.reduce((sum, byte) => sum ^ byte, 0)],
  crc16: (bytes) => [crcOf(bytes) % 256, Math.floor(crcOf(bytes) / 256)],
  crc16be: (bytes) => [Math.floor(crcOf(bytes) / 256), crcOf(bytes) % 256],
  // Known to nobody: learned as bytes of each key's own.
  negated: (bytes) => [(512 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256) + 0x35) % 256],
};

interface Protocol {
  readonly frame: (key: string, counter: number) => number[];
  readonly copies: number;
  readonly release: readonly number[] | null;
  readonly heartbeat: readonly number[] | null;
  readonly noiseBytes: number;
  readonly what: string;
}

function inventSerial(random: Random): Protocol {
  const head = bytesOf(2 + below(2, random), random);
  const counted = random() < 0.4;
  const check = Object.keys(CHECKS)[below(6, random)] ?? "none";
  const counting = random() < 0.2 && check !== "negated";
  const address = random() < 0.5 ? [1 + below(30, random)] : [];
  const command = random() < 0.5 ? [below(256, random)] : [];
  const filler = bytesOf(below(3, random), random);
  const tail = random() < 0.5 ? bytesOf(1, random) : [];
  const first = below(200, random);
  const step = 1 + below(9, random);
  const codes = KEYS.map((_, i) => first + i * step);
  const frame = (key: string, counter: number): number[] => {
    const code = codes[KEYS.indexOf(key)] ?? 0;
    const body = [...address, ...command, ...(counting ? [counter % 256] : []), code, ...filler];
    const before = counted ? [...head, body.length] : head;
    const sum = CHECKS[check] ?? (() => []);
    return [...before, ...body, ...sum(counted ? body : [...before, ...body]), ...tail];
  };
  const idle = [...bytesOf(2, random), ...bytesOf(3, random)];
  return {
    frame,
    copies: random() < 0.4 ? 2 + below(3, random) : 1,
    release: null,
    heartbeat: random() < 0.3 ? idle : null,
    noiseBytes: random() < 0.3 ? 5 : 0,
    what: `${check}${counted ? " counted" : ""}${counting ? " counter" : ""}`,
  };
}

function inventReports(random: Random): Protocol {
  const size = 3 + below(6, random);
  const id = random() < 0.5 ? [1 + below(4, random)] : [0];
  const at = 1 + below(size - 1, random);
  const bits = random() < 0.5;
  const first = 1 + below(100, random);
  const frame = (key: string): number[] => {
    const report = [...id, ...new Array<number>(size - 1).fill(0)];
    report[at] = bits ? 1 << KEYS.indexOf(key) : first + KEYS.indexOf(key);
    return report;
  };
  const release = [...id, ...new Array<number>(size - 1).fill(0)];
  return { frame, copies: 1 + below(2, random), release, heartbeat: null, noiseBytes: 0, what: "reports" };
}

function inventLiterals(random: Random): Protocol {
  const size = 3 + below(5, random);
  const head = bytesOf(1, random);
  const frames = new Map(KEYS.map((key, i) => [key, [...head, i * 40 + below(40, random), ...bytesOf(size, random)]]));
  const frame = (key: string) => frames.get(key) ?? [];
  return { frame, copies: 1 + below(3, random), release: null, heartbeat: null, noiseBytes: 0, what: "literals" };
}

/** What is heard in the second of a press. */
function press(protocol: Protocol, key: string, counter: number, random: Random): Uint8Array {
  const noise = () => bytesOf(below(protocol.noiseBytes + 1, random), random);
  const heard = noise();
  const beat = () => (protocol.heartbeat !== null && random() < 0.5 ? protocol.heartbeat : []);
  heard.push(...beat());
  for (let copy = 0; copy < protocol.copies; copy++) heard.push(...protocol.frame(key, counter));
  if (protocol.release !== null) heard.push(...protocol.release);
  heard.push(...beat(), ...noise());
  return Uint8Array.from(heard);
}

/** The levels a pad profile reads, `0` for a grade it does not know. */
function levelsOf(settings: PadProfileSettings, bytes: Uint8Array): number[] {
  const codec = padProfile.wireFor?.(settings).codec ?? wordlessCodec;
  return readAll(codec, [bytes]).messages.flatMap((message) => {
    const result = padProfile.result(message, settings);
    return result === null ? [] : [result.level ?? 0];
  });
}

function learnt(learned: Learned): PadProfileSettings {
  if (!learned.ok) throw new Error(learned.why);
  return learned.settings as PadProfileSettings;
}

test.each([
  ["serial frames", inventSerial, 600],
  ["reports with a release", inventReports, 250],
  ["bytes of each key's own", inventLiterals, 150],
] as const)(
  "%s: every one of the invented protocols is learned and then read right",
  (_name, invent, seeds) => {
    for (let seed = 0; seed < seeds; seed++) {
      const random = seeded(seed * 7 + seeds);
      const protocol = invent(random);
      let counter = below(256, random);
      const captures: Capture[] = KEYS.map((key) => ({
        key,
        samples: [0, 1, 2].map(() => press(protocol, key, counter++, random)),
      }));
      const quiet = protocol.heartbeat === null ? [] : [Uint8Array.from(protocol.heartbeat)];
      const learned = learnProfile(captures, quiet);
      const heard = toHex(captures[0]?.samples[0] ?? new Uint8Array(0));
      const told = `seed ${seed}: ${protocol.what} ${JSON.stringify(learned)} ${heard}`;
      expect(learned.ok, told).toBe(true);
      const settings = learnt(learned);
      expect([...Errors(padProfile.settings, Default(padProfile.settings, Clone(settings)))], told).toEqual([]);
      expect(padProfile.check?.(settings), told).toEqual([]);
      for (const key of KEYS) {
        for (let again = 0; again < 3; again++) {
          const levels = levelsOf(settings, press(protocol, key, counter++, random));
          expect(new Set(levels), `${told}, key ${key}`).toEqual(new Set([Number(key)]));
        }
      }
      for (const idle of quiet) expect(levelsOf(settings, idle), told).toEqual([]);
      if (protocol.release !== null) expect(settings.reportBytes, told).toBe(protocol.release.length);
    }
  },
  300_000,
);

const captured = (frames: Readonly<Record<string, readonly string[]>>): Capture[] =>
  Object.entries(frames).map(([key, samples]) => ({ key, samples: samples.map(fromHex) }));
const thrice = (hex: string) => [hex, hex, hex];

describe("what is proposed", () => {
  test("the FF 68 pad: length, brackets, address and sum are found", () => {
    const frames = { 1: "ff680303680111001216", 2: "ff680303680111011316", 5: "ff680303680111041616" };
    const learned = learnProfile(
      captured(Object.fromEntries(Object.entries(frames).map(([k, hex]) => [k, thrice(hex)]))),
    );
    expect(learnt(learned)).toEqual({
      address: 1,
      receive: "FF 68 {len} {len} 68 [ {addr} 11 {data} ] {sum8} 16",
      grades: { 0: 1, 1: 2, 4: 5 },
      ack: "none",
    });
    expect(learned.ok && learned.confidence.join()).toContain("checksum");
  });

  test("the FF 68 keypad: digits typed before the key fit in, though none were pressed", () => {
    const learned = learnProfile(
      captured({ "call-next": thrice("ff6803036801010c0e16"), recall: thrice("ff6803036801010d0f16") }),
    );
    const settings = learned.ok ? (learned.settings as KeypadProfileSettings) : {};
    expect(settings).toMatchObject({ keys: { "0C": "call-next", "0D": "recall" }, address: 1 });
    expect(settings.receive).toContain("{data:1-3}");
    expect(keypadProfile.check?.(settings)).toEqual([]);
    const codec = keypadProfile.wireFor?.(settings).codec ?? wordlessCodec;
    const [message] = readAll(codec, [fromHex("ff680404680101060c1416")]).messages;
    expect(message?.data).toEqual([6, 0x0c]);
  });

  test("a device that repeats until it is answered is to be answered", () => {
    const learned = learnProfile(
      captured({
        5: thrice("a55a05a4".repeat(3)),
        1: ["a55a01a0".repeat(3), "a55a01a0".repeat(2), "a55a01a0".repeat(4)],
      }),
    );
    expect(learnt(learned).ack).toBe("echo");
    expect(learned.ok && learned.confidence.join()).toContain("ack: echo");
    const once = learnProfile(captured({ 5: thrice("a55a0504"), 1: ["a55a0100".repeat(2), "a55a0100", "a55a0100"] }));
    expect(learnt(once).ack).toBe("none");
  });

  test("a counter is passed over", () => {
    const frames = (key: number) => [1, 2, 3].map((n) => `a55a0${n + key}0${key}77`);
    const settings = learnt(learnProfile(captured({ 5: frames(5), 1: frames(1) })));
    expect(settings.receive).toBe("A5 5A ?? {data} 77");
  });

  test("buttons that are bits are named as bits, others by their bytes", () => {
    const report = (code: string) => thrice(`01${code}0000${"01000000"}`);
    expect(learnt(learnProfile(captured({ 5: report("01"), 3: report("08") })))).toEqual({
      reportBytes: 4,
      inputs: [
        { pattern: "01 {bit3} 00 00", level: 3 },
        { pattern: "01 {bit0} 00 00", level: 5 },
      ],
      ack: "none",
    });
    const codes = learnt(learnProfile(captured({ 5: report("05"), 3: report("06") })));
    expect(codes.inputs?.map(({ pattern }) => pattern)).toEqual(["01 06 00 00", "01 05 00 00"]);
  });

  test("heartbeats that look like a press with another code are no press", () => {
    const settings = learnt(
      learnProfile(captured({ 5: ["a55a00a55a05", "a55a05", "a55a05a55a00"], 1: thrice("a55a01") }), [
        fromHex("a55a00a55a00"),
      ]),
    );
    expect(levelsOf(settings, fromHex("a55a00"))).toEqual([]);
    expect(levelsOf(settings, fromHex("a55a05"))).toEqual([5]);
  });
});

describe("what cannot be learned is said in words", () => {
  test.each([
    [{ 5: thrice("a55a05") }, "at least two keys"],
    [{ 5: thrice("a55a05"), 1: ["a55a01"] }, "press key 1 at least 2 times"],
    [{ 5: thrice("a55a05"), 1: ["a55a01", "", "a55a01"] }, "nothing was heard from key 1"],
    [{ 5: thrice("a55a05"), 1: thrice("a55a05") }, "keys 1 and 5 look the same"],
    [{ 5: thrice("a55a05"), 1: ["0102", "0304", "0506"] }, "key 1 gives different frames"],
    [{ 5: ["a55a05", "a55a06", "a55a07"], 1: ["a55a05", "a55a08", "a55a01"] }, "look the same"],
  ])("%j", (frames, why) => {
    const learned = learnProfile(captured(frames as Record<string, string[]>));
    expect(learned.ok ? JSON.stringify(learned.settings) : learned.why).toContain(why);
  });

  test("a key that is named twice", () => {
    const capture = { key: "5", samples: [fromHex("a55a05")] };
    expect(learnProfile([capture, capture])).toMatchObject({ ok: false, why: expect.stringContaining("named twice") });
  });

  test("nothing but noise is never taken for a device, whatever it is", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed);
      const captures = KEYS.map((key) => ({
        key,
        samples: [0, 1, 2].map(() => Uint8Array.from(bytesOf(1 + below(40, random), random))),
      }));
      expect(learnProfile(captures).ok, `seed ${seed}`).toBe(false);
    }
  });
});
