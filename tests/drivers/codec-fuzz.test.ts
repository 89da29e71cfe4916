// Thousands of damaged streams per codec: nothing throws, and nothing is read that is not there byte for byte.
import { describe, expect, test } from "vitest";
import type { Codec } from "../../drivers/kernel/model.ts";
import { ff68Codec } from "../../drivers/keypads/lang-ff68.ts";
import { crc16Arc, onbonCodec, wrap } from "../../drivers/led/lang-onbon.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";
import { bytes, fuzz } from "./damaged-streams.ts";

function onbonReply(src: number, data: readonly number[]): Uint8Array {
  const head = [0x00, 0x80, src & 255, src >> 8, 0, 0, 0, 0, 0, 0, 0xfe, 2, data.length & 255, data.length >> 8];
  const raw = [...head, ...data];
  const crc = crc16Arc(raw);
  return wrap([...raw, crc & 255, crc >> 8]);
}

describe("damaged streams", () => {
  test("of Onbon replies", () => {
    fuzz({
      codec: onbonCodec,
      valid: (random) => {
        const kind = below(3, random);
        const payload = kind === 2 ? bytes(below(40, random), random) : [];
        return onbonReply(below(0x10000, random), [kind === 2 ? 0xa1 : 0xa0, kind, kind, 0, 0, ...payload]);
      },
      again: ({ src, group, command, error, payload }) => {
        const frame = onbonReply(src, [group, command, error, 0, 0, ...payload]);
        return frame.subarray(7);
      },
      falseMax: 0,
    });
  });

  test("of FF 68 frames", () => {
    fuzz({
      codec: ff68Codec,
      valid: (random) =>
        ff68Codec.encode({
          addr: below(256, random),
          cmd: below(20, random),
          data: Array.from({ length: below(5, random) }, () => below(20, random)),
        }),
      again: (frame) => ff68Codec.encode(frame),
      // An 8-bit sum: some damage inside a frame adds up to the same.
      falseMax: 5,
    });
  });
});

describe("pure noise", () => {
  test.each([
    ["Onbon", onbonCodec],
    ["FF 68", ff68Codec],
  ] as const)("%s reads no message from a megabyte of it", (_name, codec) => {
    const random = seeded(42);
    const chunks = Array.from({ length: 1024 }, () => Uint8Array.from(bytes(1024, random)));
    expect(readAll(codec as Codec<unknown, never>, chunks).messages).toEqual([]);
  });

  test("the look-alike noise of the vector tests never holds a frame", () => {
    for (let seed = 0; seed < 2000; seed++) {
      expect(readAll(onbonCodec, [noise(seed)]).messages).toEqual([]);
      expect(readAll(ff68Codec, [noise(seed)]).messages).toEqual([]);
    }
  });
});
