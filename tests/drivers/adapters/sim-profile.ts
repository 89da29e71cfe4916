// Vectors of the pattern language against the simulators' own reading and writing of it.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type FrameAt, FrameSearch } from "../../../simulators/frame-search.ts";
import { parsePattern, patternAt, writePattern } from "../../../simulators/pattern.ts";
import { type Fields, fieldsOf, numberIn, textIn, type Vector, type VectorAdapter } from "./adapter.ts";

/** Bytes do not say which pattern they are of: a device knows its patterns, here those of the vector files. */
function knownPatterns(): { readonly text: string; readonly addr: number }[] {
  const own = join(import.meta.dirname, "..", "..", "vectors");
  const folders = new Set([own, resolve(process.env.VECTORS_DIR ?? own)]);
  const files = [...folders].map((folder) => join(folder, "profile.json")).filter((file) => existsSync(file));
  const inputs = files.flatMap((file) => {
    const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];
    return vectors.map(({ input }) => fieldsOf(fieldsOf(input).of ?? input));
  });
  const known = new Map(
    inputs.map((input) => {
      const one = { text: textIn(input, "pattern"), addr: numberIn(input, "addr") };
      return [JSON.stringify(one), one];
    }),
  );
  return [...known.values()];
}

/** Any of the patterns; the first that is complete. */
const anyPattern = (): FrameAt<Fields> => {
  const known = knownPatterns().map(({ text, addr }) => ({ text, addr, pattern: parsePattern(text) }));
  return (bytes, at) => {
    let more = false;
    for (const { text, addr, pattern } of known) {
      const found = patternAt(pattern, addr, bytes, at);
      if (found === "more") more = true;
      else if (found !== null) return { message: { pattern: text, addr, data: found.data }, used: found.used };
    }
    return more ? "more" : null;
  };
};

export const simProfile: VectorAdapter = {
  families: ["profile"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    const pattern = parsePattern(textIn(fields, "pattern"));
    return writePattern(pattern, numberIn(fields, "addr"), { data: fields.data as number[] });
  },
  decode(_family, bytes) {
    const search = new FrameSearch<Fields>(anyPattern());
    return [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()];
  },
};
