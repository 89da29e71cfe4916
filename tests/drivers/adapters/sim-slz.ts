// Vectors of "SLZ" strip screens against the simulated strip's reading.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { type SlzOrder, type SlzText, slzOrderAt, slzTextAt } from "../../../simulators/led/slz-frame.ts";
import type { Fields, VectorAdapter } from "./adapter.ts";

/** One colour is named once; a vector of several colours names them sign by sign. */
function orderInput({ cmd, addr, signs }: SlzOrder): Fields {
  if (signs === null) return { cmd, addr };
  const colours = signs.map(({ colour }) => colour);
  const one = new Set(colours).size <= 1;
  const text = signs.map(({ sign }) => sign).join("");
  return { cmd, addr, text, ...(one ? { colour: colours[0] ?? "red" } : { colours }) };
}

function readAll<T>(search: FrameSearch<T>, bytes: readonly Uint8Array[]): T[] {
  // Behind the last byte the wire is silent.
  return [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()];
}

export const simSlz: VectorAdapter = {
  families: ["slz-strip-screen", "strip-screen-single"],
  // No whole answer of a strip is published, so none can be named by an input.
  encode: () => null,
  decode(family, bytes) {
    if (family === "strip-screen-single") {
      const texts = readAll(new FrameSearch<SlzText>(slzTextAt), bytes);
      return texts.map(({ addr, text }) => ({ addr, text }));
    }
    return readAll(new FrameSearch<SlzOrder>(slzOrderAt), bytes).map(orderInput);
  },
};
