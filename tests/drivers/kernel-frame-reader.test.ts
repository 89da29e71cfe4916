// The reader gives the same frames however the bytes are cut, and good frames behind noise in good time.
import { describe, expect, test } from "vitest";
import { type AnyCodec, FrameReader } from "../../drivers/kernel/frame-reader.ts";
import { encodeFrame, frameCodec, textCodec } from "../helpers/invented-models.ts";
import { seededRandom } from "../helpers/virtual-clock.ts";

const both = [frameCodec, textCodec];

function reader(codecs: readonly AnyCodec[] = both) {
  const frames: unknown[] = [];
  const garbage: string[] = [];
  let garbageBytes = 0;
  const made = new FrameReader(codecs, {
    frame: (readings, bytes) => frames.push({ message: readings[0]?.message, by: readings.length, size: bytes.length }),
    garbage: (bytes, why) => {
      garbage.push(why);
      garbageBytes += bytes.length;
    },
  });
  return { made, frames, garbage, garbageBytes: () => garbageBytes };
}

function readAll(bytes: Uint8Array, cuts: readonly number[]): { frames: unknown[]; garbageBytes: number } {
  const { made, frames, garbageBytes } = reader();
  const edges = [0, ...cuts, bytes.length];
  for (let at = 1; at < edges.length; at++) made.push(bytes.subarray(edges[at - 1], edges[at]));
  return { frames, garbageBytes: garbageBytes() };
}

const key = (data: string, addr = 1) => encodeFrame({ kind: "K", addr, data });
const script = Buffer.concat([
  key("next"),
  textCodec.encode("hello"),
  Buffer.from([0x00, 0x55, 0x99, 0x03, 0xff, 0xaa]), // Noise with two heads in it.
  textCodec.encode("a\u00aab"),
  key("next"),
  key("next"), // Duplicated: the reader does not judge that.
  Buffer.from("55", "hex"),
  key("recall", 2),
  textCodec.encode(""),
]);

describe("chunking", () => {
  const whole = readAll(script, []);

  test("the script holds frames of both tongues", () => {
    expect(whole.frames).toHaveLength(7);
    expect(whole.garbageBytes).toBeGreaterThan(0);
  });

  test("all two-cut splits give the same sequence", () => {
    for (let first = 0; first <= script.length; first++) {
      for (let second = first; second <= script.length; second++) {
        expect(readAll(script, [first, second])).toEqual(whole);
      }
    }
  });

  test("byte by byte gives the same sequence", () => {
    expect(readAll(script, [...script.keys()].slice(1))).toEqual(whole);
  });

  test("random noise between frames, random cuts: the same as in one piece, 2,000 seeds", () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = seededRandom(seed);
      const pieces: Uint8Array[] = [];
      for (let piece = 0; piece < 6; piece++) {
        const noise = Uint8Array.from({ length: Math.floor(random() * 8) }, () =>
          random() < 0.3 ? 0x55 : Math.floor(random() * 256),
        );
        pieces.push(noise, random() < 0.5 ? key(`k${piece}`) : textCodec.encode(`t${piece}`));
      }
      const bytes = Buffer.concat(pieces);
      const cuts = Array.from({ length: 5 }, () => Math.floor(random() * bytes.length)).sort((a, b) => a - b);
      expect(readAll(bytes, cuts), `seed ${seed}`).toEqual(readAll(bytes, []));
    }
  });
});

describe("noise that looks like a head", () => {
  // Claims 60 bytes of data that never come.
  const falseHead = Uint8Array.of(0x55, 0x4b, 0x01, 60);

  test("a good frame behind it comes out at the first silence, not after 60 more bytes", () => {
    const { made, frames, garbageBytes } = reader();
    made.push(Buffer.concat([falseHead, key("next")]));
    expect(frames).toHaveLength(0);
    made.flushStale();
    expect(frames).toEqual([{ message: { kind: "K", addr: 1, data: "next" }, by: 1, size: 9 }]);
    expect(garbageBytes()).toBe(4);
    expect(made.pendingBytes).toBe(0);
  });

  test("several good frames of both tongues behind it come out in order", () => {
    const { made, frames } = reader();
    made.push(Buffer.concat([falseHead, key("one"), textCodec.encode("two"), falseHead, key("three")]));
    made.flushStale();
    expect(frames.map((frame) => (frame as { message: unknown }).message)).toEqual([
      { kind: "K", addr: 1, data: "one" },
      "two",
      { kind: "K", addr: 1, data: "three" },
    ]);
  });

  test("a slow frame with nothing behind it survives a short silence", () => {
    const { made, frames } = reader();
    made.push(key("next").subarray(0, 5));
    made.flushStale();
    made.push(key("next").subarray(5));
    expect(frames).toHaveLength(1);
  });

  test("a cut frame does not swallow the next one after a long silence", () => {
    const { made, frames, garbage } = reader();
    made.push(key("next").subarray(0, 5));
    made.discardStale();
    expect(garbage).toEqual(["cut frame"]);
    made.push(key("next"));
    expect(frames).toHaveLength(1);
  });

  test("without any silence it is given up once it is longer than any frame", () => {
    const { made, frames } = reader();
    made.push(falseHead);
    for (let count = 0; count < 12; count++) made.push(key("next"));
    expect(frames.length).toBeGreaterThanOrEqual(7);
    made.flushStale();
    expect(frames).toHaveLength(12);
  });
});

describe("several codecs", () => {
  test("two codecs that read the same bytes both say so", () => {
    const twin = { ...frameCodec, name: "twin" };
    const { made, frames } = reader([frameCodec, twin]);
    made.push(key("next"));
    expect(frames).toEqual([{ message: { kind: "K", addr: 1, data: "next" }, by: 2, size: 9 }]);
  });

  test("the shorter of two messages at one place wins, as it would byte by byte", () => {
    const of = (used: number): AnyCodec => ({
      ...frameCodec,
      name: `of ${used}`,
      decode: (buffer) =>
        buffer.length < used ? { kind: "need-more" } : { kind: "message", message: `${used} bytes`, used },
    });
    const whole = reader([of(6), of(3)]);
    whole.made.push(new Uint8Array(6));
    const slow = reader([of(6), of(3)]);
    for (let count = 0; count < 6; count++) slow.made.push(new Uint8Array(1));
    expect(whole.frames).toEqual([
      { message: "3 bytes", by: 1, size: 3 },
      { message: "3 bytes", by: 1, size: 3 },
    ]);
    expect(slow.frames).toEqual(whole.frames);
  });

  test("a codec that throws or miscounts costs bytes, never the bus", () => {
    const thrower: AnyCodec = {
      ...frameCodec,
      name: "thrower",
      decode: () => {
        throw new Error("no");
      },
    };
    const liar: AnyCodec = { ...frameCodec, name: "liar", decode: () => ({ kind: "message", message: 1, used: 0 }) };
    const endless: AnyCodec = { ...frameCodec, decode: () => ({ kind: "garbage", skip: 0, why: "none" }) };
    const { made, frames } = reader([thrower, liar, endless, textCodec]);
    made.push(Buffer.concat([key("x"), textCodec.encode("ok")]));
    expect(frames).toHaveLength(1);
  });

  test("garbage is named with its reason", () => {
    const { made, garbage } = reader([frameCodec]);
    made.push(Uint8Array.of(1, 2, 3, 0x55, 0x4b, 1, 99));
    expect(garbage).toEqual(["no head", "bad length", "no head"]);
  });
});

test("a megabyte of noise in one piece keeps memory bounded, throws nothing, and the frame behind it is read", () => {
  const random = seededRandom(7);
  const noise = Uint8Array.from({ length: 1_000_000 }, () => Math.floor(random() * 256));
  const { made, frames } = reader();
  made.push(noise);
  expect(made.pendingBytes).toBeLessThanOrEqual(frameCodec.frameBytesMax);
  made.discardStale();
  const before = frames.length;
  made.push(key("next"));
  expect(frames.length).toBe(before + 1);
});
