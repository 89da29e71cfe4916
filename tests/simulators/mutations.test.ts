// Ten thousand broken frames for each simulator: nothing throws, nothing grows, and the next good frame is obeyed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Ff68KeypadSim } from "../../simulators/keypads/ff68.ts";
import { OnbonBx5kSim } from "../../simulators/led/onbon-bx5k.ts";
import { FRAME_BYTES_MAX } from "../../simulators/led/onbon-frame.ts";
import { FRAMES_MAX, type SimDevice, seededRandom, toHex } from "../../simulators/lib.ts";
import { Ff68PadSim } from "../../simulators/pads/ff68.ts";
import { EscposPrinterSim, LINE_BYTES_MAX, TICKETS_BYTES_MAX, TICKETS_MAX } from "../../simulators/printers/escpos.ts";
import { COMMAND_BYTES_MAX } from "../../simulators/printers/escpos-parse.ts";
import { PAPER_BYTES_MAX } from "../../simulators/printers/print-head.ts";
import { type TurnedClock, turnedClock } from "./turned-clock.ts";

const MUTATIONS = 10_000;
/** Timers that may run at once: repeats, late answers, silences, states that end. */
const TIMERS_MAX = 8;

type Bytes = Uint8Array;
type Random = () => number;

const below = (limit: number, random: Random): number => Math.floor(random() * limit);
const joined = (...parts: readonly Bytes[]): Bytes => Uint8Array.from(Buffer.concat(parts));
const noise = (random: Random): Bytes => Uint8Array.from({ length: 1 + below(60, random) }, () => below(256, random));

function goodFrames(family: string): Bytes[] {
  const file = join(import.meta.dirname, "..", "vectors", `${family}.json`);
  const vectors = JSON.parse(readFileSync(file, "utf8")) as { hex: string; direction?: string; expect?: string }[];
  return vectors
    .filter(({ direction, expect }) => direction === "host->device" && expect === "accept")
    .map(({ hex }) => Uint8Array.from(Buffer.from(hex, "hex")));
}

const MUTATORS: readonly ((frame: Bytes, other: Bytes, random: Random) => Bytes)[] = [
  (frame, _, random) => frame.slice(0, below(frame.length, random)),
  (frame, _, random) => frame.slice(below(frame.length, random)),
  (frame, other, random) =>
    joined(frame.slice(0, below(frame.length, random)), other.slice(below(other.length, random))),
  (frame, _, random) => {
    const at = below(frame.length, random);
    return frame.map((byte, i) => (i === at ? byte ^ (1 << below(8, random)) : byte));
  },
  (frame, _, random) => {
    const at = below(frame.length, random);
    return frame.map((byte, i) => (i === at ? below(256, random) : byte));
  },
  (frame) => joined(frame, frame),
  (frame, _, random) => {
    const at = below(frame.length, random);
    return joined(frame.slice(0, at), noise(random), frame.slice(at));
  },
  (_frame, _other, random) => noise(random),
];

/** One broken piece after the other, in chunks of any size, while time passes. */
function batter(
  device: SimDevice,
  clock: TurnedClock,
  frames: readonly Bytes[],
  seed: number,
  check: () => void,
): void {
  const random = seededRandom(seed);
  const any = () => frames[below(frames.length, random)] ?? new Uint8Array(0);
  for (let i = 0; i < MUTATIONS; i++) {
    const mutate = MUTATORS[below(MUTATORS.length, random)];
    const bytes = mutate?.(any(), any(), random) ?? any();
    const cut = below(bytes.length + 1, random);
    device.receive(bytes.subarray(0, cut));
    device.receive(bytes.subarray(cut));
    if (i % 7 === 0) clock.advance(below(400, random));
    if (i % 97 === 0) device.hostGone();
    if (i % 50 === 0) check();
  }
  clock.advance(120_000);
  device.hostGone();
  check();
}

const bounded = (device: SimDevice, clock: TurnedClock): void => {
  expect(device.frames.length).toBeLessThanOrEqual(FRAMES_MAX);
  expect(clock.pending).toBeLessThanOrEqual(TIMERS_MAX);
  expect(device.display.length).toBeLessThan(FRAME_BYTES_MAX * 40);
};

const SEEDS = [1, 2];
const ff68Frames = [...goodFrames("caller-ff68"), ...goodFrames("evaluator-ff68")];

describe.each(SEEDS)("with seed %i", (seed) => {
  test.each(["none", "noise", "duplicate"])("a keypad survives, with the fault %s", (fault) => {
    const clock = turnedClock();
    const device = new Ff68KeypadSim({ address: 1 }, { clock });
    device.setFault(fault);
    let presses = 0;
    batter(device, clock, ff68Frames, seed, () => {
      if (presses++ % 3 === 0) device.press({ key: "call" });
      bounded(device, clock);
    });
    device.receive(Uint8Array.from(Buffer.from("ff6808086801020a0a0a0000012216", "hex")));
    expect(device.display).toContain("票号 001");
  });

  test("a pad survives", () => {
    const clock = turnedClock();
    const device = new Ff68PadSim({ address: 1 }, { clock });
    batter(device, clock, ff68Frames, seed, () => {
      device.press({ grade: 3 });
      bounded(device, clock);
    });
    device.receive(Uint8Array.from(Buffer.from("ff6803036801010b0d16", "hex")));
    expect(device.display).toBe("请评价");
  });

  test.each(["none", "nine-preamble"])("a board survives, with the fault %s", (fault) => {
    const clock = turnedClock();
    const device = new OnbonBx5kSim({}, { clock });
    device.setFault(fault);
    const sent: string[] = [];
    device.onSend((bytes) => sent.push(toHex(bytes)));
    batter(device, clock, goodFrames("onbon-bx5k"), seed, () => {
      const { areas, files, locked } = device.view() as Record<string, unknown[]>;
      expect(areas?.length).toBeLessThanOrEqual(32);
      expect(files?.length).toBeLessThanOrEqual(64);
      expect(locked?.length).toBeLessThanOrEqual(64);
      bounded(device, clock);
    });
    sent.length = 0;
    device.setFault("none");
    device.receive(goodFrames("onbon-bx5k")[0] ?? new Uint8Array(0));
    expect(sent).toEqual(["a5a5a5a5a5a5a5a500800100000000000000fe020500a00000000064dc5a"]);
  });

  test.each(["none", "paper-out", "slow"])("a printer survives, with the fault %s", (fault) => {
    const clock = turnedClock();
    const device = new EscposPrinterSim({}, { clock });
    device.setFault(fault);
    batter(device, clock, goodFrames("escpos-printer"), seed, () => {
      const { waitingBytes, halfCommandBytes } = device.view() as Record<string, number>;
      expect(waitingBytes).toBeLessThanOrEqual(LINE_BYTES_MAX + COMMAND_BYTES_MAX);
      expect(halfCommandBytes).toBeLessThanOrEqual(COMMAND_BYTES_MAX);
      expect(device.tickets.length).toBeLessThanOrEqual(TICKETS_MAX);
      bounded(device, clock);
    });
    device.setFault("unplugged");
    device.setFault("none");
    device.receive(Buffer.from("\x1b@A001\n\x1dV\x42\x00", "latin1"));
    expect(device.tickets.at(-1)).toMatchObject({ text: "A001", cut: "partial" });
    // Noise on paper can still be looked at.
    for (const { png } of device.tickets.slice(-3)) expect(png.length).toBeGreaterThan(8);
  });
});

describe("what waits for an end that never comes is bounded", () => {
  const printer = () => new EscposPrinterSim({}, { clock: turnedClock() });
  const head = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
  /** A control byte that prints nothing. */
  const block = new Uint8Array(64 * 1024).fill(0x1f);
  const feed = (device: EscposPrinterSim, blocks: number) => {
    for (let i = 0; i < blocks; i++) device.receive(block);
  };

  test.each([
    ["a bar code without its NUL", "1d6b02"],
    ["tab stops without their NUL", "1b44"],
    ["a picture larger than any memory", "1d763000ffffffff"],
    ["a count of four bytes", "1d384cffffffff"],
    ["stored pictures", "1c71ff"],
    ["glyphs of one's own", "1b26ff00ff"],
  ])("%s", (_, hex) => {
    const device = printer();
    device.receive(head(hex));
    feed(device, 80);
    expect(device.view().halfCommandBytes).toBeLessThanOrEqual(COMMAND_BYTES_MAX + block.length);
    device.setFault("unplugged");
    expect(device.view().halfCommandBytes).toBe(0);
  });

  test("a picture of 4 MB comes out; hundreds of them without a cut are torn off, and the oldest forgotten", () => {
    const device = printer();
    // 255 bytes × 16384 rows.
    const picture = new Uint8Array(255 * 16_384);
    for (let i = 0; i < 40; i++) {
      device.receive(head("1d763000ff000040"));
      device.receive(picture);
    }
    expect(device.tickets[0]).toMatchObject({ cut: "torn", text: "[图 2040x16384]\n[图 2040x16384]\n[图 2040x16384]" });
    const kept = device.tickets.reduce((sum, { paperBytes }) => sum + paperBytes, 0);
    expect(kept).toBeLessThanOrEqual(TICKETS_BYTES_MAX);
    expect(kept).toBeGreaterThan(TICKETS_BYTES_MAX / 2);
    expect(kept / device.tickets.length).toBeLessThanOrEqual(PAPER_BYTES_MAX + picture.length);
  });

  test("a board forgets a frame without an end", () => {
    const device = new OnbonBx5kSim({}, { clock: turnedClock() });
    const sent: Bytes[] = [];
    device.onSend((bytes) => sent.push(bytes));
    device.receive(head("a5a5a50100"));
    for (let i = 0; i < 40; i++) device.receive(block);
    device.receive(head("5a"));
    expect(sent).toEqual([]);
    device.receive(goodFrames("onbon-bx5k")[0] ?? new Uint8Array(0));
    expect(sent).toHaveLength(1);
  });

  test("a keypad reads a megabyte at once", () => {
    const clock = turnedClock();
    const device = new Ff68KeypadSim({ address: 1 }, { clock });
    const noisy = new Uint8Array(1024 * 1024).fill(0x68);
    noisy.set(head("ff6802026801030416"), 1024 * 1024 - 9);
    device.receive(noisy);
    expect(device.view()).toMatchObject({ beeps: 1 });
  });
});
