// Seeded noise for a wire: random bytes and heads that look like frames, but never a legitimate frame.

/** A small seeded generator (mulberry32): the same seed, the same noise. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number below `limit`. */
export const below = (limit: number, random: () => number): number => Math.floor(random() * limit);

/** Start, lead and end bytes of both tongues: noise without them can neither begin nor end a frame. */
const FRAME_BYTES = [0x16, 0x5a, 0x5b, 0x68, 0xa5, 0xa6, 0xff];
/** A voice module answers in single bytes, which no reader can tell from noise; FD begins its frames. */
const VOICE_BYTES = [0x41, 0x45, 0x4a, 0x4e, 0x4f, 0xfd];
const RESERVED = new Set([...FRAME_BYTES, ...VOICE_BYTES]);
/** Longer than any frame a look-alike head can claim before its end byte is missed. */
const JUNK_BYTES = 40;

const HEADS: readonly (readonly number[])[] = [
  [0xff],
  [0xff, 0xff, 0x68],
  [0xff, 0x68, 0x03],
  [0xff, 0x68, 0x03, 0x04, 0x68, 0x01],
  [0xff, 0x68, 0x04, 0x04, 0x69],
  [0xff, 0x68, 0x03, 0x03, 0x68, 0x01, 0x01, 0x0c, 0x0f, 0x17],
  [0x68, 0x02, 0x02, 0x68, 0x01],
  [0xff, 0x68, 0xff, 0xff, 0x68],
  [0xa5],
  [0xa5, 0xa5, 0xa5, 0x00, 0x80, 0x01, 0x00],
  new Array<number>(60).fill(0xa5),
  [0xa5, 0xa5, 0x00, 0x80, 0x01, 0x00, 0, 0, 0, 0, 0, 0, 0xfe, 0x02, 0xff, 0xff],
  [0xa5, 0xa5, 0x00, 0x80, 0xa6],
  [0xa5, 0xa5, 0x01, 0x00, 0x00, 0x80, 0x5b, 0x07],
];

/** Heads cut off right before the frame: the frame's own bytes can never complete them. */
const CUT_HEADS: readonly (readonly number[])[] = [
  [],
  [0xff, 0x68, 0x03, 0x03, 0x68],
  [0xa5, 0xa5, 0xa5, 0xa5, 0x00, 0x80, 0x01],
  [0xa5, 0x00, 0x80, 0xa6],
];

function junk(count: number, random: () => number): number[] {
  const bytes: number[] = [];
  while (bytes.length < count) {
    const byte = below(256, random);
    if (!RESERVED.has(byte)) bytes.push(byte);
  }
  return bytes;
}

/** Some look-alike heads between junk, at last one that is cut off. */
export function noise(seed: number): Uint8Array {
  const random = seeded(seed);
  const bytes = junk(below(12, random), random);
  for (let i = below(4, random); i >= 0; i--) {
    bytes.push(...(HEADS[below(HEADS.length, random)] ?? []), ...junk(JUNK_BYTES, random));
  }
  bytes.push(...(CUT_HEADS[below(CUT_HEADS.length, random)] ?? []));
  return Uint8Array.from(bytes);
}
