// Thousands of damaged streams for one codec: nothing throws, and nothing is read that is not there byte for byte.
import { expect } from "vitest";
import type { Codec } from "../../drivers/kernel/model.ts";
import { toHex } from "./adapters/adapter.ts";
import { below, noise, seeded } from "./adapters/noise.ts";
import { readAll } from "./adapters/read-all.ts";

const STREAMS = 10_000;
/** Numbers from a seed. */
export type Random = () => number;
/** Random bytes. */
export const bytes = (count: number, random: Random): number[] =>
  Array.from({ length: count }, () => below(256, random));

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

/** A codec and what is known of its frames. */
export interface Case<In> {
  readonly codec: Codec<In, never>;
  readonly valid: (random: Random) => Uint8Array;
  /** The bytes a message must have come from; what precedes them (a longer preamble) does not matter. */
  readonly again: (message: In) => Uint8Array;
  /** Frames nobody sent that the checksum lets through, at most, in all streams. */
  readonly falseMax: number;
}

/** Damages 10,000 streams of valid frames and judges what is read from them, whole and cut. */
export function fuzz<In>({ codec, valid, again, falseMax }: Case<In>): void {
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
