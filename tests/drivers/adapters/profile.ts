// Vectors of the pattern language against the driver's side: any pattern is built, those of the vectors are read.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BytePattern, buildPattern, parsePattern } from "../../../drivers/kernel/byte-pattern.ts";
import { profileCodec } from "../../../drivers/kernel/profile-codec.ts";
import { fieldsOf, numberIn, textIn, type Vector, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** The pattern of a text that must be a good one. */
export function patternOf(text: string): BytePattern {
  const parsed = parsePattern(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.why}`);
  return parsed.pattern;
}

interface Asked {
  readonly pattern: string;
  readonly addr: number;
}

/** What devices send is read by all patterns that the vectors name for them, damaged ones included. */
function askedPatterns(): readonly Asked[] {
  const folder = resolve(process.env.VECTORS_DIR ?? join(import.meta.dirname, "..", "..", "vectors"));
  const vectors = JSON.parse(readFileSync(join(folder, "profile.json"), "utf8")) as Vector[];
  const asked = vectors
    .filter(({ direction, input }) => direction === "device->host" && input != null)
    .map(({ input }) => {
      const { of, ...own } = fieldsOf(input);
      const fields = of === undefined ? own : fieldsOf(of);
      return { pattern: textIn(fields, "pattern"), addr: numberIn(fields, "addr", 1) };
    });
  return [...new Map(asked.map((each) => [JSON.stringify(each), each])).values()];
}

/** One codec for each address, side by side on one wire as on a bus. */
function codecsOf(asked: readonly Asked[]) {
  return asked.map(({ pattern, addr }) => ({
    addr,
    pattern,
    codec: profileCodec({ readers: [{ place: pattern, pattern: patternOf(pattern) }], address: addr }),
  }));
}

export const profile: VectorAdapter = {
  families: ["profile"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    const values = { addr: numberIn(fields, "addr", 1), data: (fields.data ?? []) as number[] };
    return buildPattern(patternOf(textIn(fields, "pattern")), values);
  },
  decode(_family, chunks) {
    const found = codecsOf(askedPatterns()).flatMap(({ addr, pattern, codec }) => {
      const { messages, ends } = readAt(codec, chunks);
      return messages.map(({ data }, i) => ({ at: ends[i] ?? 0, input: { pattern, addr, data: [...data] } }));
    });
    // Where two patterns read the same bytes, the one that names more of them is meant.
    found.sort((a, b) => a.at - b.at || namedBytes(b.input.pattern) - namedBytes(a.input.pattern));
    return found.filter(({ at }, i) => at !== found[i - 1]?.at).map(({ input }) => input);
  },
};

const namedBytes = (pattern: string) => (pattern.match(/\b[0-9A-Fa-f]{2}\b/g) ?? []).length;

/** The messages of one codec and where each ended. */
function readAt(codec: ReturnType<typeof profileCodec>, chunks: readonly Uint8Array[]) {
  const ends: number[] = [];
  const whole = readAll(codec, chunks);
  const stream = Buffer.concat([...chunks]);
  let from = 0;
  for (const frame of whole.frames) {
    from = stream.indexOf(frame, from) + frame.length;
    ends.push(from);
  }
  return { messages: whole.messages, ends };
}
