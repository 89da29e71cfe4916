// Ten thousand broken pieces for each device on its own line: nothing throws or grows, the next order is obeyed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FRAMES_MAX, type SimDevice, seededRandom } from "../../simulators/lib.ts";
import { createSimulator as createModem, SEND_MS } from "../../simulators/modems/gsm.ts";
import { LINE_BYTES_MAX } from "../../simulators/modems/gsm-at.ts";
import { INCOMPLETE_MAX, SENT_MAX, SLOTS_MAX } from "../../simulators/modems/gsm-store.ts";
import { createSimulator as createJsonPad } from "../../simulators/pads/json-ws.ts";
import { createSimulator as createReader } from "../../simulators/readers/samv.ts";
import { createSimulator as createGm72 } from "../../simulators/scanners/gm72.ts";
import { SPOKEN_MAX } from "../../simulators/voice/fd-voice.ts";
import { createSimulator as createSyn6288 } from "../../simulators/voice/syn6288.ts";
import { createSimulator as createXfs5152 } from "../../simulators/voice/xfs5152.ts";
import { type TurnedClock, turnedClock, Wire } from "./turned-clock.ts";

const MUTATIONS = 10_000;
/** Timers of one device at once; a modem has its reports besides. */
const TIMERS_MAX = 26;
const SEEDS = [1, 2];

type Bytes = Uint8Array;

const bytesOf = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, "hex"));
const textBytes = (text: string): Bytes => Uint8Array.from(Buffer.from(text, "utf8"));

function vectorsOf(family: string): Bytes[] {
  const file = join(import.meta.dirname, "..", "vectors", `${family}.json`);
  const vectors = JSON.parse(readFileSync(file, "utf8")) as { hex: string; direction?: string; expect?: string }[];
  return vectors
    .filter(({ direction, expect: wanted }) => direction === "host->device" && wanted === "accept")
    .map(({ hex }) => bytesOf(hex));
}

function mutated(frames: readonly Bytes[], random: () => number): Bytes {
  const below = (limit: number): number => Math.floor(random() * limit);
  const any = (): Bytes => frames[below(frames.length)] ?? new Uint8Array(0);
  const frame = any();
  const at = below(frame.length);
  switch (below(7)) {
    case 0:
      return frame.slice(0, at);
    case 1:
      return frame.slice(at);
    case 2:
      return Uint8Array.from([...frame.slice(0, at), ...any()]);
    case 3:
      return frame.map((byte, i) => (i === at ? byte ^ (1 << below(8)) : byte));
    case 4:
      return Uint8Array.from({ length: 1 + below(60) }, () => below(256));
    case 5:
      return Uint8Array.from([...frame.slice(0, at), below(256), ...frame.slice(at)]);
    default:
      return frame;
  }
}

function batter(
  device: SimDevice,
  clock: TurnedClock,
  frames: readonly Bytes[],
  seed: number,
  check: () => void,
): void {
  const random = seededRandom(seed);
  for (let i = 0; i < MUTATIONS; i++) {
    const bytes = mutated(frames, random);
    const cut = Math.floor(random() * (bytes.length + 1));
    device.receive(bytes.subarray(0, cut));
    device.receive(bytes.subarray(cut));
    if (i % 7 === 0) clock.advance(Math.floor(random() * 1500));
    if (i % 97 === 0) device.hostGone();
    if (i % 101 === 0) device.hostCame?.();
    if (i % 50 !== 0) continue;
    check();
    expect(device.frames.length).toBeLessThanOrEqual(FRAMES_MAX);
    expect(clock.pending).toBeLessThanOrEqual(TIMERS_MAX);
    expect(device.display.length).toBeLessThan(5000);
  }
  clock.advance(600_000);
  device.hostGone();
}

describe.each(SEEDS)("with seed %i", (seed) => {
  test.each([
    ["SYN6288", createSyn6288, "syn6288", "fd000b0101d3eed2f4cceccfc2c0"],
    ["XFS5152", createXfs5152, "xfs5152", "fd000a0101d3eed2f4cceccfc2"],
  ] as const)("%s speaks", (_, create, family, speak) => {
    const clock = turnedClock();
    const device = create({}, { clock });
    const wire = new Wire(device);
    batter(device, clock, vectorsOf(family), seed, () => {
      const { spoken } = device.view() as { spoken: unknown[] };
      expect(spoken.length).toBeLessThanOrEqual(SPOKEN_MAX);
      wire.take();
    });
    // It may be asleep.
    wire.hear(speak);
    clock.advance(1000);
    expect(wire.ask(speak)).toEqual(["41"]);
    expect(device.display).toBe("宇音天下");
  });

  test("a card reader reads", () => {
    const clock = turnedClock();
    const device = createReader({}, { clock });
    const wire = new Wire(device);
    let presses = 0;
    batter(device, clock, vectorsOf("idcard-samv"), seed, () => {
      device.press({ key: ["card-1", "lift", "card-3"][presses++ % 3] });
      wire.take();
    });
    device.press({ key: "card-1" });
    expect(wire.ask("aaaaaa96690003200122")).toEqual(["aaaaaa9669000800009f0000000097"]);
  });

  test("a scanner scans", () => {
    const clock = turnedClock();
    const device = createGm72({}, { clock });
    const wire = new Wire(device);
    batter(device, clock, vectorsOf("scanner-growgm72"), seed, () => {
      device.press({ text: "A007" });
      expect(Object.keys(device.view().parameters as object).length).toBeLessThanOrEqual(256);
      wire.take();
    });
    expect(wire.ask("04e40400ff14")).toEqual(["04d00000ff2c"]);
  });

  test("a modem sends", () => {
    const clock = turnedClock();
    const device = createModem({}, { clock });
    const wire = new Wire(device);
    const pdu = "0011000C91447700091032000801064F60597D0021";
    const lines = [
      "AT\r",
      "ATE0\r",
      "AT+CNMI=2,1,0,1,0\r",
      "AT+CMGS=20\r",
      `${pdu}\x1a`,
      "AT+CMGD=1,4\r",
      "AT+CMGL=4\r",
    ];
    batter(device, clock, [...lines, lines.join("")].map(textBytes), seed, () => {
      device.press({ text: "好的" });
      const { sms, incomplete, stored } = device.view() as { sms: unknown[]; incomplete: unknown[]; stored: number };
      expect(sms.length).toBeLessThanOrEqual(SENT_MAX);
      expect(incomplete.length).toBeLessThanOrEqual(INCOMPLETE_MAX);
      expect(stored).toBeLessThanOrEqual(SLOTS_MAX);
      wire.take();
    });
    device.receive(textBytes("\x1b"));
    for (const line of ["\rATE0\r", "AT+CMGS=20\r", `${pdu}\x1a`]) device.receive(textBytes(line));
    clock.advance(SEND_MS);
    expect(device.display).toBe("你好!");
    device.receive(new Uint8Array(LINE_BYTES_MAX * 1000).fill(0x41));
    device.hostGone();
    wire.take();
    device.receive(textBytes("AT\r"));
    expect(wire.take().join("")).toBe(Buffer.from("\r\nOK\r\n").toString("hex"));
  });

  test("a pad of the network asks", () => {
    const clock = turnedClock();
    const device = createJsonPad({ windowNumber: "1" }, { clock });
    const messages = vectorsOf("json-ws").map((bytes) => bytes.slice(0, -1));
    batter(device, clock, messages, seed, () => void device.press({ grade: 5 }));
    device.hostCame?.();
    device.receive(textBytes('{"type":"Login","code":"0","result":"OK"}'));
    device.receive(textBytes('{"type":"RateQuest","RateID":"case-7"}'));
    expect(device.display).toBe("请评价");
  });
});
