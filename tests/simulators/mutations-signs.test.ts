// Ten thousand broken frames for each board, strip, sign and profile: nothing throws, nothing grows, nothing is lost.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSimulator as profileKeypad } from "../../simulators/keypads/profile.ts";
import { createSimulator as alphaSign } from "../../simulators/led/alpha-sign.ts";
import { createSimulator as modbusNumber } from "../../simulators/led/modbus-number.ts";
import { createSimulator as slzStrip } from "../../simulators/led/slz-strip.ts";
import { createSimulator as xunpengNumber } from "../../simulators/led/xunpeng-number.ts";
import { FRAMES_MAX, type SimDevice, type SimOptions, seededRandom } from "../../simulators/lib.ts";
import { createSimulator as profilePad } from "../../simulators/pads/profile.ts";
import { turnedClock } from "./turned-clock.ts";

const MUTATIONS = 10_000;
const TIMERS_MAX = 4;

type Bytes = Uint8Array;
const hex = (text: string): Bytes => Uint8Array.from(Buffer.from(text, "hex"));
const joined = (...parts: readonly Bytes[]): Bytes => Uint8Array.from(Buffer.concat(parts));

function framesOf(family: string): Bytes[] {
  const file = join(import.meta.dirname, "..", "vectors", `${family}.json`);
  const vectors = JSON.parse(readFileSync(file, "utf8")) as { hex: string; expect?: string }[];
  return vectors.filter((vector) => vector.expect === "accept").map((vector) => hex(vector.hex));
}

/** Cut, spliced, flipped, doubled, torn apart or pure noise. */
function broken(frames: readonly Bytes[], random: () => number): Bytes {
  const below = (limit: number): number => Math.floor(random() * limit);
  const any = (): Bytes => frames[below(frames.length)] ?? new Uint8Array(0);
  const noise = (): Bytes => Uint8Array.from({ length: 1 + below(60) }, () => below(256));
  const [frame, other] = [any(), any()];
  const at = below(frame.length);
  const ways = [
    () => frame.slice(0, at),
    () => frame.slice(at),
    () => joined(frame.slice(0, at), other.slice(below(other.length))),
    () => frame.map((byte, i) => (i === at ? byte ^ (1 << below(8)) : byte)),
    () => joined(frame, other),
    () => joined(frame.slice(0, at), noise(), frame.slice(at)),
    noise,
  ];
  return ways[below(ways.length)]?.() ?? frame;
}

const profile = { address: 2, receive: "FF 68 {len} {len} 68 [ {addr} 01 {data:1-3} ] {sum8} 16", ack: "echo" };
const orders = {
  invite: "AA 55 {addr} 0B {sum8}",
  beep: "{addr} 1B 42 {crc16}",
  display: "7E 53 {ticket:3} {waiting:2:bin} {xor8}",
};

const KINDS: readonly (readonly [string, (options: SimOptions) => SimDevice, readonly string[], string, string])[] = [
  [
    "an SLZ strip",
    (options) => slzStrip({ reply: true }, options),
    ["slz-strip-screen"],
    "a09001a500084100300030003100dc",
    "A001",
  ],
  [
    "a strip of one colour",
    (options) => slzStrip({ variant: "single" }, options),
    ["strip-screen-single"],
    "81c044413030311a",
    "A001",
  ],
  ["a Modbus board", (options) => modbusNumber({ address: 5 }, options), ["modbus-rtu"], "050600010378d95c", "888"],
  ["a XunPeng board", (options) => xunpengNumber({}, options), ["numeric-board-xunpeng"], "3a00780301b60a", "888"],
  [
    "an Alpha sign",
    (options) => alphaSign({ reply: true }, options),
    ["alpha-sign"],
    "0000000000015a30300241301b2062503104",
    "P1",
  ],
  [
    "a keypad profile",
    (options) => profileKeypad({ ...profile, ...orders, keys: { "0C": "call-next" } }, options),
    ["profile"],
    "7e533034350a0214",
    "票号 045 等候 2",
  ],
  [
    "a pad profile",
    (options) => profilePad({ ...profile, ...orders, address: 5, grades: { 4: 5 } }, options),
    ["profile"],
    "aa55050b0f",
    "请评价",
  ],
];

describe.each([1, 2])("with seed %i", (seed) => {
  test.each(KINDS)("%s survives and obeys the next good frame", (_, create, families, good, shown) => {
    const clock = turnedClock();
    const random = seededRandom(seed);
    const device = create({ clock });
    const frames = families.flatMap(framesOf);
    for (let i = 0; i < MUTATIONS; i++) {
      const bytes = broken(frames, random);
      const cut = Math.floor(random() * (bytes.length + 1));
      device.receive(bytes.subarray(0, cut));
      device.receive(bytes.subarray(cut));
      if (i % 7 === 0) clock.advance(random() * 400);
      if (i % 97 === 0) device.hostGone();
      if (i % 250 === 0) {
        device.press({ key: "0C" });
        device.press({ grade: 4 });
        expect(device.frames.length).toBeLessThanOrEqual(FRAMES_MAX);
        expect(clock.pending).toBeLessThanOrEqual(TIMERS_MAX);
        expect(device.display.length).toBeLessThan(10_000);
        expect(JSON.stringify(device.view()).length).toBeLessThan(100_000);
      }
    }
    clock.advance(120_000);
    device.receive(hex(good));
    expect(device.display).toBe(shown);
  });
});
