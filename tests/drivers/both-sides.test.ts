// Driver and simulator, written apart, read each other: random values of every kind the vectors know.
import { describe, expect, test } from "vitest";
import type { VectorAdapter } from "./adapters/adapter.ts";
import { canonical } from "./adapters/canonical.ts";
import { escposPrinter } from "./adapters/escpos-printer.ts";
import { ff68 } from "./adapters/ff68.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { onbonBx5k } from "./adapters/onbon-bx5k.ts";
import { simEscposPrinter } from "./adapters/sim-escpos-printer.ts";
import { simFf68 } from "./adapters/sim-ff68.ts";
import { simOnbonBx5k } from "./adapters/sim-onbon-bx5k.ts";

const ROUNDS = 300;

function crosses(family: string, from: VectorAdapter, to: VectorAdapter, input: unknown, asked?: unknown): void {
  const bytes = from.encode(family, input);
  if (bytes === null) throw new Error(`cannot be encoded: ${JSON.stringify(input)}`);
  const wanted = [canonical(family, input)];
  const read = (chunks: Uint8Array[]) => to.decode(family, chunks, asked).map((one) => canonical(family, one));
  expect(read([bytes])).toEqual(wanted);
  expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(wanted);
}

type Random = () => number;
const byte = (random: Random): number => below(256, random);
const pick = <T>(random: Random, ...values: readonly T[]): T => values[below(values.length, random)] as T;
const SIGNS = [..."0123456789ABCxyz 请号到窗口办理取等候，。￥①℃αЖぁ"];
const words = (random: Random, max: number): string =>
  Array.from({ length: below(max, random) }, () => pick(random, ...SIGNS)).join("");

describe("FF 68", () => {
  test("any frame, both ways", () => {
    const random = seeded(11);
    for (let i = 0; i < ROUNDS; i++) {
      const data = Array.from({ length: below(8, random) }, () => byte(random));
      const input = { frame: { addr: byte(random), cmd: pick(random, 1, 2, 3, 0x11), data } };
      crosses("caller-ff68", ff68, simFf68, input);
      if (input.frame.cmd !== 0x11 || data.length !== 1) continue;
      crosses("evaluator-ff68", simFf68, ff68, input);
    }
    for (const addr of [0, 1, 0x16, 0x68, 0x81, 0xff]) {
      crosses("evaluator-ff68", ff68, simFf68, { frame: { addr, cmd: 1, data: [] }, leadFF: false });
      for (let key = 0; key < 0x14; key++) {
        crosses("caller-ff68", simFf68, ff68, { frame: { addr, cmd: 1, data: [key] } });
        crosses("caller-ff68", simFf68, ff68, { frame: { addr, cmd: 1, data: [1, 2, key] } });
        crosses("evaluator-ff68", simFf68, ff68, { frame: { addr, cmd: 0x11, data: [key] } });
      }
    }
  });
});

function area(random: Random): Record<string, unknown> {
  const sound = below(3, random);
  const voice = { repeat: below(16, random), person: below(6, random), volume: below(11, random), speechSpeed: 3 };
  return {
    areaId: below(255, random),
    x: below(0x10000, random),
    y: below(0x10000, random),
    w: below(0x10000, random),
    h: below(0x10000, random),
    lineSpace: byte(random),
    runMode: below(6, random),
    timeoutS: below(0x10000, random),
    align: below(3, random),
    singleLine: pick(random, 1, 2),
    newLine: pick(random, 1, 2),
    displayMode: 1 + below(6, random),
    speed: below(0x19, random),
    stay: byte(random),
    text: `${pick(random, "", "\\C2", "\\FO001\\C1")}${words(random, 30)}`,
    ...(below(4, random) === 0 ? { extend: "a55a5b" } : {}),
    ...(sound === 0 ? {} : { sound, ...voice }),
    ...(sound === 2 ? { spoken: words(random, 20) } : {}),
  };
}

function order(random: Random): Record<string, unknown> {
  const name = `P${String(below(1000, random)).padStart(3, "0")}`;
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `20${two(below(100, random))}-${two(1 + below(12, random))}-${two(1 + below(28, random))}`;
  const time = `${two(below(24, random))}:${two(below(60, random))}:${two(below(60, random))}`;
  return pick<() => Record<string, unknown>>(
    random,
    () => ({ cmd: pick(random, "ping", "queryStatus", "clear", "turnOn", "turnOff") }),
    () => ({ cmd: "brightness", level: below(16, random) }),
    () => ({ cmd: "clock", time: `${date}T${time}`, weekday: 1 + below(7, random) }),
    () => ({ cmd: "lockProgram", name, lock: below(2, random) === 0 }),
    () => ({ cmd: "beginWrite", name, length: below(100_000, random) }),
    () => ({ cmd: "dynamic", delete: "all", areas: [] }),
    () => ({
      cmd: "dynamic",
      delete: Array.from({ length: below(4, random) }, () => below(255, random)),
      areas: Array.from({ length: 1 + below(3, random) }, () => area(random)),
    }),
  )();
}

describe("Onbon", () => {
  test("any order, to any card, is read as it was meant", () => {
    const random = seeded(12);
    for (let i = 0; i < ROUNDS; i++) {
      const frame = {
        dst: pick(random, 1, 0xfffe, 0x5aa5, 0xa65b, below(0x8000, random)),
        deviceType: pick(random, 0xfe, 0x51, 0x58, 0x5c, 0x61),
        response: pick(random, 1, 2),
        reserved: pick(random, "0000", "a55a", Buffer.of(byte(random), byte(random)).toString("hex")),
      };
      crosses("onbon-bx5k", onbonBx5k, simOnbonBx5k, { ...order(random), ...frame });
    }
  });

  test("any answer of any card", () => {
    for (const src of [1, 2, 0x5a, 0xa5a6, 0x5b5a, 0xfffe]) {
      for (const preamble of [1, 8, 9]) {
        crosses("onbon-bx5k", simOnbonBx5k, onbonBx5k, { cmd: "ack", src, preamble });
        for (let error = 1; error <= 16; error++) {
          crosses("onbon-bx5k", simOnbonBx5k, onbonBx5k, { cmd: "nack", src, preamble, error });
        }
      }
    }
  });
});

const rows = (random: Random): string[] => {
  const width = 1 + below(40, random);
  const dot = () => pick(random, ".", "#");
  return Array.from({ length: 1 + below(12, random) }, () => Array.from({ length: width }, dot).join(""));
};

/** One op of every name the tongue has, with random values. */
function printerOps(random: Random): Record<string, unknown>[] {
  const on = below(2, random) === 0;
  const dots = below(0x10000, random);
  const n = byte(random);
  const digits = (count: number) => Array.from({ length: count }, () => below(10, random)).join("");
  const style = { bold: on, doubleHeight: !on, doubleWidth: on, underline: below(2, random) === 0 };
  return [
    { op: "init" },
    { op: "kanji", on: true },
    { op: "kanjiStyle", n },
    { op: "kanjiSpacing", left: n, right: byte(random) },
    { op: "kanjiQuad", on },
    { op: "codeTable", n },
    { op: "international", n: below(16, random) },
    { op: "bold", on },
    { op: "doubleStrike", on },
    { op: "font", font: pick(random, "A", "B") },
    { op: "align", to: pick(random, "left", "center", "right") },
    { op: "underline", dots: below(3, random) },
    { op: "invert", on },
    { op: "upsideDown", on },
    { op: "size", width: 1 + below(8, random), height: 1 + below(8, random) },
    { op: "mode", ...style },
    { op: "mode", ...style, font: "B" },
    { op: "characterSpacing", dots: n },
    { op: "linePitch", dots: pick(random, null, n) },
    { op: "printWidth", dots },
    { op: "leftMargin", dots },
    { op: "position", dots },
    { op: "text", text: `号${words(random, 60)}` },
    { op: "lf" },
    { op: "feedLines", n },
    { op: "feedDots", n },
    { op: "formFeed" },
    { op: "barcodeHeight", dots: 1 + below(255, random) },
    { op: "barcodeWidth", n: 2 + below(5, random) },
    { op: "hriPosition", n: below(4, random) },
    { op: "hriFont", n: below(2, random) },
    { op: "code39", data: `A-${digits(4)}` },
    { op: "code128", set: "A", data: `A${digits(3)}` },
    { op: "code128", set: "B", data: `a{${digits(3)}{{` },
    { op: "code128", set: "C", data: digits(2 * (1 + below(6, random))) },
    { op: "ean13", data: "4006381333931" },
    { op: "qr", data: `http://hall/${digits(below(300, random))}`, model: 2, size: 1 + below(16, random), ec: "Q" },
    { op: "qr", data: "票", model: 1, size: 3, ec: pick(random, "L", "M", "Q", "H") },
    { op: "pdf417", data: digits(12) },
    { op: "raster", rows: rows(random) },
    { op: "raster", rows: rows(random), scale: 1 + below(3, random) },
    { op: "graphics", rows: rows(random) },
    { op: "graphics", rows: rows(random), scaleX: 2, scaleY: 2 },
    { op: "asb", mask: n },
    { op: "gsR", n: 1 },
    { op: "gsI", n: pick(random, 1, 65, 66, 67, 68) },
    { op: "escV" },
    { op: "processId", id: digits(4) },
    { op: "dleEot", n: 1 + below(4, random) },
    { op: "recover", n: 1 + below(2, random) },
    { op: "clearBuffer" },
    { op: "cut", kind: pick(random, "full", "partial") },
    { op: "cut", kind: pick(random, "full", "partial"), feed: n },
    { op: "oldCut", kind: pick(random, "full", "partial") },
    { op: "release" },
    { op: "selfTest" },
  ];
}

describe("ESC/POS", () => {
  test("every command alone, and all of them in any order", () => {
    const random = seeded(13);
    for (let i = 0; i < 20; i++) {
      const ops = printerOps(random);
      for (const op of ops) crosses("escpos-printer", escposPrinter, simEscposPrinter, { ops: [op] });
      // Two texts in a row are one; the self test is read together with the initialise before it.
      const shuffled = ops
        .filter(({ op }) => op !== "selfTest" && op !== "init")
        .map((op) => ({ op, key: random() }))
        .sort((a, b) => a.key - b.key);
      crosses("escpos-printer", escposPrinter, simEscposPrinter, { ops: shuffled.map(({ op }) => op) });
    }
  });

  test.each([
    ["DLE EOT", 1, ["drawerHigh", "offline", "waiting", "feedButton"]],
    ["DLE EOT", 2, ["coverOpen", "feeding", "paperEndStop", "error"]],
    ["DLE EOT", 3, ["recoverable", "cutter", "unrecoverable", "autoRecoverable"]],
    ["DLE EOT", 4, ["nearEnd", "end"]],
    ["GS r", 1, ["nearEnd", "end"]],
    ["ESC v", undefined, ["end", "error", "autoRecoverable"]],
    ["ASB", undefined, ["drawerHigh", "offline", "coverOpen", "feedButton", "waiting", "recoverable", "cutter"]],
    ["ASB", undefined, ["unrecoverable", "autoRecoverable", "nearEnd", "end"]],
  ] as const)("%s %s with every set of %j", (reply, n, names) => {
    for (let bits = 0; bits < 1 << names.length; bits++) {
      const set = names.filter((_, at) => (bits & (1 << at)) !== 0);
      const input = n === undefined ? { reply, set } : { reply, n, set };
      crosses("escpos-printer", simEscposPrinter, escposPrinter, input, { reply, n });
    }
  });

  test("process ids and identities", () => {
    crosses("escpos-printer", simEscposPrinter, escposPrinter, { reply: "process id", id: "AB42" });
    crosses("escpos-printer", simEscposPrinter, escposPrinter, { reply: "GS I", text: "SIM-80" });
  });
});

test("what is damaged in any one byte is read by neither side, and the frame behind it by both", () => {
  const random = seeded(14);
  const cases: readonly [string, VectorAdapter, VectorAdapter, unknown][] = [
    ["caller-ff68", ff68, simFf68, { frame: { addr: 1, cmd: 2, data: [10, 10, 10, 0, 0, 1] } }],
    ["evaluator-ff68", simFf68, ff68, { frame: { addr: 1, cmd: 0x11, data: [3] } }],
    ["onbon-bx5k", onbonBx5k, simOnbonBx5k, { cmd: "brightness", dst: 3, level: 7 }],
    ["onbon-bx5k", simOnbonBx5k, onbonBx5k, { cmd: "ack", src: 3 }],
  ];
  for (const [family, from, to, input] of cases) {
    const good = from.encode(family, input) ?? new Uint8Array();
    // The A5 run may be of any length: a damaged A5 in front harms nothing.
    const first = family === "onbon-bx5k" ? 8 : 0;
    for (let at = first; at < good.length; at++) {
      for (let round = 0; round < 12; round++) {
        const damaged = good.map((value, i) => (i === at ? value ^ (1 + below(255, random)) : value));
        const stream = Uint8Array.from(Buffer.concat([noise(round), damaged, good]));
        const read = to.decode(family, [stream]).map((one) => canonical(family, one));
        expect(read, `${family}, byte ${at}`).toEqual([canonical(family, input)]);
      }
    }
  }
});
