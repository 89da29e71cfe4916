// Thousands of damaged streams per codec: nothing throws, and nothing is read that is not there byte for byte.
import { describe, expect, test } from "vitest";
import type { Codec } from "../../drivers/kernel/model.ts";
import { ff68Codec } from "../../drivers/keypads/lang-ff68.ts";
import { crc16Arc, onbonCodec, wrap } from "../../drivers/led/lang-onbon.ts";
import { toHex } from "./adapters/adapter.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";

const STREAMS = 10_000;
type Random = () => number;
const bytes = (count: number, random: Random) => Array.from({ length: count }, () => below(256, random));

/** One damage at a random place: cut, flip, repeat, insert, swap, or noise around. */
function damaged(frame: readonly number[], random: Random): number[] {
  const at = below(frame.length + 1, random);
  const [head, tail] = [frame.slice(0, at), frame.slice(at)];
  switch (below(8, random)) {
    case 0:
      return [...frame];
    case 1:
      return head;
    case 2:
      return tail;
    case 3:
      return [...head, (tail[0] ?? 0) ^ (1 << below(8, random)), ...tail.slice(1)];
    case 4:
      return [...head, ...frame.slice(0, below(frame.length, random)), ...tail];
    case 5:
      return [...head, ...bytes(1 + below(4, random), random), ...tail];
    case 6:
      return [...noise(below(1e6, random)), ...frame];
    default:
      return [...head, ...tail.slice(1 + below(3, random))];
  }
}

interface Case<In> {
  readonly codec: Codec<In, never>;
  readonly valid: (random: Random) => Uint8Array;
  /** The bytes a message must have come from; what precedes them (a longer preamble) does not matter. */
  readonly again: (message: In) => Uint8Array;
  /** Frames nobody sent that the checksum lets through, at most, in all streams. */
  readonly falseMax: number;
}

function fuzz<In>({ codec, valid, again, falseMax }: Case<In>): void {
  let sound = 0;
  let invented = 0;
  for (let seed = 0; seed < STREAMS; seed++) {
    const random = seeded(seed);
    const sent = Array.from({ length: 1 + below(4, random) }, () => valid(random));
    const stream = Uint8Array.from(sent.flatMap((frame) => damaged([...frame], random)));
    const whole = readAll(codec, [stream]);
    const cut = below(stream.length + 1, random);
    const halves = readAll(codec, [stream.subarray(0, cut), stream.subarray(cut)]);
    expect(halves.messages, `seed ${seed}, cut at ${cut}`).toEqual(whole.messages);
    const present = toHex(stream);
    const known = new Set(sent.map((frame) => toHex(frame)));
    for (const [i, message] of whole.messages.entries()) {
      const hex = toHex(again(message));
      if (!present.includes(hex) || !toHex(whole.frames[i] as Uint8Array).endsWith(hex)) {
        expect.fail(`seed ${seed}: ${hex} is not in the stream`);
      }
      if ([...known].some((frame) => frame.endsWith(hex))) sound++;
      else invented++;
    }
  }
  // The damage leaves enough whole frames behind for this to mean something.
  expect(sound).toBeGreaterThan(STREAMS / 2);
  expect(invented).toBeLessThanOrEqual(falseMax);
}

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
